"""Messages that hold nothing to understand get a kind reply that ends with the urgent line."""

from __future__ import annotations

import pytest

from bot.answering.unreadable import MOST_CHARACTERS, unreadable

TABLE = [
    ("", "empty"),
    ("   \n\t ", "empty"),
    ("...", "empty"),
    ("…", "empty"),
    ("😀😀", "no_words"),
    ("?!", "no_words"),
    ("\x00\x01\x02", "no_words"),
    ("Что такое HER2?", "other_language"),
    ("什么是HER2检测", "other_language"),
    ("什么是HER2", "other_language"),
    ("ما هو", "other_language"),
    ("Τι είναι", "other_language"),
    ("a" * (MOST_CHARACTERS + 1), "too_long"),
    (" " * (MOST_CHARACTERS + 1), "too_long"),
    ("IMG_2031.jpg", "attachment"),
    ("see my report.pdf please", "attachment"),
    ("[image]", "attachment"),
    ("photo", "attachment"),
]
READABLE = [
    "what does equivocal mean",
    "2+",
    "3",
    "Was heißt das",
    "qu'est-ce que c'est",
    "HER2 Χ",
    "what is it? 😀",
    "x",
    "a" * MOST_CHARACTERS,
    "..yes..",
    "can I send a photo of my report",
    "what does the picture on page 2 mean",
    "report.pdf says 2+ " + "and more " * 8,
]


@pytest.mark.parametrize(("text", "phrase"), TABLE, ids=[f"{phrase}-{n}" for n, (_, phrase) in enumerate(TABLE)])
def test_a_message_that_cannot_be_understood_is_told_so(writer, text, phrase):
    message = unreadable(text, writer)
    assert message is not None
    assert message.text == writer.phrase(phrase, limit=MOST_CHARACTERS)
    assert message.text.endswith(writer.phrase("urgent"))
    assert message.payload["kind"] == "error"
    assert message.buttons == ()


@pytest.mark.parametrize("text", READABLE, ids=range(len(READABLE)))
def test_a_message_that_can_be_understood_is_let_through(writer, text):
    assert unreadable(text, writer) is None
