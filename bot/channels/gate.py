"""What a channel does with a text before Rasa sees it."""

from __future__ import annotations

from bot.answering.reply import Message
from bot.answering.safety import flag_message
from bot.answering.unreadable import MOST_CHARACTERS, unreadable
from bot.answering.write import Writer

EMPTY = "..."
"""Stands for a message without text: Rasa would drop it without a word."""


def refuse(phrase: str, text: str, writer: Writer) -> Message:
    """Refuse a message kindly; a red flag in it is answered instead, whatever the reason for refusing.

    Args:
        phrase: the fixed phrase of the refusal.
        text: the raw text, as far as it was read.
        writer: writes from the current edition.
    """
    flags = writer.edition.triage.check(text)
    return (
        flag_message(flags[0], writer) if flags else writer.plain("error", writer.phrase(phrase, limit=MOST_CHARACTERS))
    )


def too_long(text: str, writer: Writer) -> Message | None:
    """Answer a text that is too long to be handed on; None when it is not.

    Args:
        text: the raw text.
        writer: writes from the current edition.
    """
    if len(text) <= MOST_CHARACTERS:
        return None
    flags = writer.edition.triage.check(text)
    return flag_message(flags[0], writer) if flags else unreadable(text, writer)


def for_rasa(text: str) -> str:
    """Make a text safe to hand to Rasa: a leading slash would be read as a command.

    Args:
        text: the raw text.
    """
    return text.replace("\x00", " ").strip().lstrip("/").strip() or EMPTY
