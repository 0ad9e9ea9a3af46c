"""A question about a result, with its choices."""

from __future__ import annotations

from bot.answering.reply import Button, Message
from bot.answering.write import Writer
from bot.interpreter.guide import Question


def question_message(question: Question, writer: Writer, lead: str) -> Message:
    """Ask for one value of a report.

    Args:
        question: the question.
        writer: writes from the current edition.
        lead: what is said before it, or nothing.
    """
    options = writer.edition.guide.options(question)
    buttons = [Button(o.title, "inform", values={"field": question.field, "value": o.value}) for o in options]
    text = f"{lead}\n\n{question.ask}" if lead else question.ask
    help_button = writer.topic_buttons((question.help,))
    payload = {"kind": "question", "field": question.field, "edition": writer.edition.meta["edition"]}
    return Message(text, (*buttons, *help_button), payload)
