"""A question about the meaning of a word is recognised, and other questions are not taken for one."""

from __future__ import annotations

import pytest

from bot.content.load import load_knowledge
from bot.content.store import Edition
from bot.paths import KNOWLEDGE
from bot.understanding.definitions import asked_term, asked_words
from bot.understanding.spelling import plain

NAMES = ("ihc", "equivocal", "ish", "copy number", "adenocarcinoma", "mss", "her2 positive", "t-dxd", "margin", "fish")
TERMS = {name: name for name in NAMES}

ASKED = {
    "what does equivocal mean": "equivocal",
    "What does Equivocal mean?": "equivocal",
    "what does the word equivocal mean": "equivocal",
    "what does 'equivocal' mean": "equivocal",
    'what does "equivocal" mean?': "equivocal",
    "what does “equivocal” mean?": "equivocal",
    "what does it mean by equivocal": "equivocal",
    "what do they mean by equivocal": "equivocal",
    "what does ihc stand for": "ihc",
    "what is ihc": "ihc",
    "what is an adenocarcinoma?": "adenocarcinoma",
    "what are margins": "margin",
    "what is the copy number": "copy number",
    "what is a copy-number": "copy number",
    "what's ish": "ish",
    "whats ish": "ish",
    "what is meant by equivocal": "equivocal",
    "what is the meaning of equivocal": "equivocal",
    "define equivocal": "equivocal",
    "definition of ihc": "ihc",
    "explain ihc": "ihc",
    "explain the term ihc please": "ihc",
    "meaning of ihc": "ihc",
    "ihc meaning": "ihc",
    "equivocal means what": "equivocal",
    "ihc what is it": "ihc",
    "equivocal, what is that": "equivocal",
    "ihc what does it mean": "ihc",
    "ihc": "ihc",
    "IHC?": "ihc",
    "t-dxd": "t-dxd",
    "mss": "mss",
    "can you tell me what equivocal means": "equivocal",
    "could you please explain what ihc is": "ihc",
    "hi what does equivocal mean": "equivocal",
    "sorry but what is ihc": "ihc",
    "what does equivocal mean in my report": "equivocal",
    "what does equivocal mean on the pathology report": "equivocal",
    "what does ihc mean on my letter": "ihc",
    "what does ihc mean, please": "ihc",
    "what's meant by ihc": "ihc",
    "what is ihc exactly": "ihc",
    "what is ihc in plain english": "ihc",
    "what is ihc in simple words please": "ihc",
    "what does her2 positive mean": "her2 positive",
}
NOT_ASKED = [
    "what does equivocal mean for my treatment",
    "is equivocal bad",
    "how is ihc done",
    "what is the best treatment",
    "my result is equivocal",
    "when do I get my ihc result",
    "what is ihc and ish",
    "what",
    "",
    "?",
]


@pytest.mark.parametrize(("text", "term"), ASKED.items())
def test_a_question_about_a_word_finds_its_term(text, term):
    assert asked_term(plain(text), TERMS) == term


@pytest.mark.parametrize("text", NOT_ASKED)
def test_another_question_finds_no_term(text):
    assert asked_term(plain(text), TERMS) is None


def test_a_word_that_is_no_term_is_not_found():
    assert asked_term("what does wibble mean", TERMS) is None
    assert "wibble" in asked_words("what does wibble mean")


@pytest.mark.parametrize(("name", "term"), [("phase II", "phase_two"), ("phase III", "phase_three")])
def test_the_phases_of_a_trial_are_told_apart(name, term):
    terms = Edition(load_knowledge(KNOWLEDGE), {}).terms_by_name
    assert asked_term(plain(f"what does {name} mean"), terms).id == term


def test_a_long_message_is_not_searched():
    text = "what does equivocal mean " + "please " * 20
    assert len(text) > 120
    assert asked_words(text) == []


def test_more_than_eight_words_are_not_taken_for_a_term():
    assert asked_words("what is one two three four five six seven eight nine") == []
    assert "one two three four five six seven eight" in asked_words("what is one two three four five six seven eight")
