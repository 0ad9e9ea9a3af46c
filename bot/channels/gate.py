"""What a channel does with a text before Rasa sees it."""

from __future__ import annotations

from bot.answering.reply import Message
from bot.answering.safety import flag_message
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
        flag_message(flags[0], writer) if flags else writer.plain("error", writer.phrase(phrase, limit=_limit(writer)))
    )


def hand_over(text: str, writer: Writer) -> str | Message:
    """Make a text safe to hand to Rasa, or answer it here when it is too long.

    A leading slash would be read as a command. Of a text that is too long only the words of a red flag are handed over,
    so that the conversation knows of it and stays with it.

    Args:
        text: the raw text.
        writer: writes from the current edition.
    """
    if len(text) <= _limit(writer):
        return text.replace("\x00", " ").strip().lstrip("/").strip() or EMPTY
    flags = writer.edition.triage.check(text)
    if not flags:
        return writer.plain("error", writer.phrase("too_long", limit=_limit(writer)))
    again = writer.edition.triage.check(flags[0].matched)
    known = bool(again) and again[0].safety_class == flags[0].safety_class
    return flags[0].matched if known else flag_message(flags[0], writer)


def _limit(writer: Writer) -> int:
    return writer.clinic.limits.message_length
