"""A curator's list of words is found in a message, whole words only."""

from __future__ import annotations

import pytest

from bot.understanding.wordlist import WordList

WORDS = WordList(["breast", "colon*", "stage 4", "oesophag*", "c++", "MRI"])


@pytest.mark.parametrize(
    "text",
    [
        "in the breast?",
        "BREAST",
        "colonic",
        "colon",
        "Stage  4",
        "it is stage\n4",
        "oesophageal cancer",
        "c++ code",
        "my MRI",
        "an mri scan",
    ],
)
def test_a_word_of_the_list_is_found(text):
    assert WORDS.found_in(text)


@pytest.mark.parametrize("text", ["abreast", "breasts", "semicolon", "stage 40", "stage four", "c", ""])
def test_a_word_inside_a_longer_one_is_not(text):
    assert not WORDS.found_in(text)


def test_an_empty_list_finds_nothing():
    assert not WordList(()).found_in("breast cancer")
