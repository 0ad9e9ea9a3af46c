"""Red flags come first: their fixed replies, and the turn that follows an emergency or a crisis."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

from bot.answering.reply import Button, Message, Reply
from bot.answering.turn import Turn
from bot.answering.write import Writer
from bot.content.models import SafetyClass, Sentence
from bot.safety.triage import Flag, follow_up_key

ALONE = ("emergency", "crisis", "urgent")
"""Kinds whose reply stands alone; an answer may follow the others."""
HELD = ("emergency", "crisis")
"""Kinds that also hold the next turns."""
_HELD_TURNS = 2
_ENDS_FRAME = ("safe", "called")


def first_reply(turn: Turn, writer: Writer) -> Reply | None:
    """Answer what must be answered before anything else: a red flag, or a turn held by an earlier one.

    Args:
        turn: the message.
        writer: writes from the current edition.

    Returns:
        None when nothing stands in the way of an ordinary answer.
    """
    if turn.flags and turn.flags[0].kind in ALONE:
        return _raise(turn, turn.flags[0], writer)
    frame = turn.memory.get("frame")
    if frame and turn.text and frame["safety"] in writer.edition.knowledge.safety:
        return _hold(turn, frame, writer)
    return None


def flag_message(flag: Flag, writer: Writer) -> Message:
    """Write the fixed reply to a flag.

    Args:
        flag: the flag.
        writer: writes from the current edition.
    """
    entry = writer.edition.knowledge.safety[flag.safety_class]
    said = entry.reply_other if flag.other_person and entry.reply_other else entry.reply
    buttons = () if flag.kind in HELD else tuple(writer.topic_button(t) for t in entry.offer)
    return Message(writer.said(said), buttons, _payload(entry, said, writer))


def _payload(entry: SafetyClass, said: Sequence[Sentence], writer: Writer) -> dict[str, Any]:
    shown = writer.evidence(said)
    if entry.kind in HELD:
        shown["sources"] = []  # nothing to read in an emergency; "where is that from?" still tells
    kind = entry.kind if entry.kind in HELD else "safety"
    return {"kind": kind, "safety": entry.id, **shown, "review": writer.review(entry.review)}


def _raise(turn: Turn, flag: Flag, writer: Writer) -> Reply:
    memory = dict(turn.memory)
    memory["last"] = {"kind": "safety", "safety": flag.safety_class}
    if flag.kind in HELD:
        memory["frame"] = {"safety": flag.safety_class, "left": _HELD_TURNS}
        memory["pending"] = _open_topic(turn.memory)
    return Reply((flag_message(flag, writer),), memory)


def _open_topic(memory: Mapping[str, Any]) -> str:
    last = memory.get("last", {})
    topics = last.get("topics", ())
    return str(topics[-1]) if topics else str(memory.get("pending", ""))


def _hold(turn: Turn, frame: Mapping[str, Any], writer: Writer) -> Reply | None:
    entry = writer.edition.knowledge.safety[frame["safety"]]
    key = follow_up_key(turn.text)
    said = entry.follow_up.get(key) or entry.follow_up.get("other")
    memory = dict(turn.memory)
    left = frame["left"] - 1
    ended = key in _ENDS_FRAME or left <= 0
    if not said or left < 0:
        return None
    memory.pop("frame")
    if not ended:
        memory["frame"] = {"safety": entry.id, "left": left}
        return Reply((Message(writer.said(said), (), _payload(entry, said, writer)),), memory)
    pending = memory.pop("pending", "")
    buttons: tuple[Button, ...] = ()
    text = writer.said(said)
    if pending in writer.edition.knowledge.topics:
        topic = writer.edition.knowledge.topics[pending]
        text += "\n\n" + writer.phrase("resume")
        buttons = (Button(writer.phrase("back_button", button=topic.button), "ask", topic.id),)
    return Reply((Message(text, buttons, _payload(entry, said, writer)),), memory)


def without_frame(memory: Mapping[str, Any]) -> dict[str, Any]:
    """Forget a held turn, once an ordinary answer follows it.

    Args:
        memory: what the conversation remembers.
    """
    return {key: value for key, value in memory.items() if key not in ("frame", "pending")}
