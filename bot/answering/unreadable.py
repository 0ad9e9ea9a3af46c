"""Messages that hold nothing to understand: too long, empty, no words, another script."""

from __future__ import annotations

import re

from bot.answering.reply import Message
from bot.answering.write import Writer

MOST_CHARACTERS = 4000
_EMPTY = re.compile(r"[\s.…]*")
_FILE = re.compile(
    r"\b[\w-]+\.(?:jpe?g|png|heic|gif|pdf|docx?|tiff?)\b|^\s*\[?(?:image|photo|picture|attachment)\]?\s*$", re.I
)
_MOST_WORDS_WITH_FILE = 15
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


def unreadable(text: str, writer: Writer) -> Message | None:
    """Write the kind reply to a text that cannot be understood; None when it can.

    Args:
        text: what the patient sent; red flags in it have been looked for already.
        writer: writes from the current edition.
    """
    if len(text) > MOST_CHARACTERS:
        return writer.plain("error", writer.phrase("too_long", limit=MOST_CHARACTERS))
    if _EMPTY.fullmatch(text):
        return writer.plain("error", writer.phrase("empty"))
    if _FILE.search(text) and len(text.split()) <= _MOST_WORDS_WITH_FILE:
        return writer.plain("error", writer.phrase("attachment"))
    letters, latin = len(_LETTER.findall(text)), len(_LATIN.findall(text))
    if letters and latin <= letters / 2:
        return writer.plain("error", writer.phrase("other_language"))
    if not letters and not any(c.isdigit() for c in text):
        return writer.plain("error", writer.phrase("no_words"))
    return None
