"""Red flags come first: their fixed replies, and the turn that follows an emergency or a crisis."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

from bot.answering.choose import choose_all
from bot.answering.reply import Button, Message, Reply
from bot.answering.turn import Turn
from bot.answering.write import Writer
from bot.content.models import SafetyClass, Sentence
from bot.safety.triage import Flag, follow_up_key
from bot.understanding.split import asks

ALONE = ("emergency", "crisis", "urgent")
"""Kinds whose reply stands alone; an answer may follow the others."""
HELD = ("emergency", "crisis")
"""Kinds that also hold the next turns, whatever is said in them; after the others only a plain answer is taken up."""
_HELD_TURNS = 2
_ENDS_FRAME = ("safe", "called")
_LEAVES = ("start_over", "restart")


def first_reply(turn: Turn, writer: Writer) -> Reply | None:
    """Answer what must be answered before anything else: a red flag, or a turn held by an earlier one.

    Args:
        turn: the message.
        writer: writes from the current edition.

    Returns:
        None when nothing stands in the way of an ordinary answer.
    """
    frame = turn.memory.get("frame") or {}
    entry = writer.edition.knowledge.safety.get(frame.get("safety", ""))
    flag = turn.flags[0] if turn.flags else None
    held = entry is not None and entry.kind in HELD
    if flag and (flag.kind in HELD or (flag.kind in ALONE and not held)):
        return _raise(turn, flag, writer)
    if entry is None or (not turn.text and (turn.intent in _LEAVES or not held)):
        return None
    return _hold(turn, frame["left"], entry, writer)


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
    memory["frame"] = {"safety": flag.safety_class, "left": _HELD_TURNS if flag.kind in HELD else 1}
    memory["pending"] = _question(turn) or _open_topic(turn.memory)
    return Reply((flag_message(flag, writer),), memory)


def _question(turn: Turn) -> str:
    choice = choose_all(turn.understanding)[0] if turn.understanding and asks(turn.text) else None
    return choice.topics[0] if choice and choice.kind == "answer" else ""


def _open_topic(memory: Mapping[str, Any]) -> str:
    topics = memory.get("last", {}).get("topics", ())
    return str(topics[-1]) if topics else str(memory.get("pending", ""))


def _hold(turn: Turn, left: int, entry: SafetyClass, writer: Writer) -> Reply | None:
    key = follow_up_key(turn.text) if turn.text else "other"
    said = entry.follow_up.get(key)
    if entry.kind in HELD:
        said = said or entry.follow_up.get("other")
    elif key in ("other", "silence"):
        return None
    if not said:
        return None
    memory = dict(turn.memory)
    memory["pending"] = _question(turn) or memory.get("pending", "")
    if key not in _ENDS_FRAME and left > 1:
        memory["frame"] = {"safety": entry.id, "left": left - 1}
        return Reply((Message(writer.said(said), (), _payload(entry, said, writer)),), memory)
    text = writer.said(said)
    buttons: tuple[Button, ...] = ()
    topic = writer.edition.knowledge.topics.get(memory["pending"])
    if topic and key in _ENDS_FRAME:
        text += "\n\n" + writer.phrase("resume")
        buttons = (Button(writer.phrase("back_button", button=topic.button), "ask", topic.id),)
    payload = {**_payload(entry, said, writer), "over": key in _ENDS_FRAME}
    return Reply((Message(text, buttons, payload),), without_frame(memory))


def without_frame(memory: Mapping[str, Any]) -> dict[str, Any]:
    """Forget a held turn, once an ordinary answer follows it.

    Args:
        memory: what the conversation remembers.
    """
    return {key: value for key, value in memory.items() if key not in ("frame", "pending")}
