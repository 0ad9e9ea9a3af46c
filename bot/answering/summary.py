"""A summary of a result to take to the care team."""

from __future__ import annotations

from typing import Any

from bot.answering.held import HeldResult
from bot.answering.reply import Message, Reply
from bot.answering.safety import without_frame
from bot.answering.turn import Turn
from bot.answering.write import Writer
from bot.interpreter.interpret import Interpretation


def summary(held: HeldResult, found: Interpretation, writer: Writer) -> Message:
    """Sum up what was understood, by which rules, what is open, and what to ask.

    Args:
        held: the result.
        found: what it means.
        writer: writes from the current edition.
    """
    texts = found.texts(held.voice)
    names = writer.edition.tables.fields
    missing = [names[m.field].removeprefix("the ").removeprefix("a ") for m in found.missing]
    sets = ", ".join(reading.title for reading in found.sets if reading.steps)
    rules = f"summary_rules_{found.agreement}" if sets else "summary_no_rules"
    lines = [
        writer.phrase("summary_read", values=writer.values(found.read) or writer.phrase("summary_nothing")),
        writer.phrase("summary_means", title=found.text.title),
        writer.phrase(rules, sets=sets),
        writer.phrase("summary_open", missing=", ".join(missing)) if missing else writer.phrase("summary_all_there"),
    ]
    text = writer.phrase("summary_title") + "".join(f"\n- {line}" for line in lines)
    text = writer.with_questions(text, texts.ask_team) + "\n\n" + writer.phrase("summary_close")
    payload: dict[str, Any] = {
        "kind": "summary",
        "category": found.category,
        "outcome": found.outcome,
        "read": {k: v for k, v in found.read.items() if isinstance(v, (str, int, float))},
        "open": missing,
        "ask_team": list(texts.ask_team),
        "edition": writer.edition.meta["edition"],
    }
    return Message(text, (), payload)


def summary_reply(turn: Turn, writer: Writer) -> Reply:
    """Sum up the result that the conversation holds.

    Args:
        turn: the message.
        writer: writes from the current edition.
    """
    held = HeldResult.of(turn.memory)
    if not held.values:
        return Reply((writer.plain("invite", writer.phrase("summary_none")),), without_frame(turn.memory))
    message = summary(held, held.meaning(writer.edition.tables), writer)
    return Reply((message,), without_frame(turn.memory))
