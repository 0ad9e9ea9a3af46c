"""Each topic has its training phrasings, and each phrasing one topic."""

from __future__ import annotations

import pytest

from bot.content.checks.phrasings import read_phrasings


def test_a_topic_without_phrasings_is_found(desk):
    desk.path("ask/equivocal.yml").unlink()
    desk.finds_only("topic 'equivocal' has no training phrasings", "topics/equivocal.yml")


def test_phrasings_without_a_topic_are_found(desk):
    desk.write("ask/ghost.yml", "nlu:\n- intent: ask/ghost\n  examples: |\n    - who is there\n")
    desk.finds_only("phrasings for 'ghost', which is no topic", "ask/ghost.yml")


@pytest.mark.parametrize(
    "again", ["what does equivocal mean", "What does EQUIVOCAL mean?!", "what  does, equivocal mean"]
)
def test_a_phrasing_under_two_topics_is_found_whatever_its_case_and_marks(desk, again):
    desk.append("ask/survival_numbers.yml", f"    - {again}\n")
    desk.finds_only(f'"{again}" also stands under equivocal', "ask/survival_numbers.yml", again)


def test_a_phrasing_twice_under_one_topic_is_found(desk):
    desk.append("ask/equivocal.yml", "    - What does equivocal mean?\n")
    desk.finds_only("also stands under equivocal", "ask/equivocal.yml", "What does")


def test_a_plus_sign_makes_another_phrasing(desk):
    desk.append("ask/equivocal.yml", "    - is a score of 2+ enough for the trial\n")
    desk.finds_nothing()


def test_a_file_without_phrasings_is_found(desk):
    desk.write("ask/equivocal.yml", "nlu:\n- intent: ask/equivocal\n  examples: |\n    none\n")
    desk.finds_only("holds no phrasings", "ask/equivocal.yml")


@pytest.mark.parametrize(
    "text",
    [
        "nlu:\n- intent: ask/other\n  examples: |\n    - hello\n",
        "nlu: []\n",
        "nlu:\n- examples: |\n    - hello\n",
        "nlu: [\n",
        "just words\n",
    ],
)
def test_a_file_that_does_not_hold_the_phrasings_of_its_topic_is_found(desk, text):
    desk.write("ask/equivocal.yml", text)
    desk.finds_only("is not a file of phrasings", "ask/equivocal.yml")


def test_a_file_that_is_not_utf8_is_found(desk):
    text = "nlu:\n- intent: ask/equivocal\n  examples: |\n    - is it équivoque\n"
    desk.path("ask/equivocal.yml").write_bytes(text.encode("latin-1"))
    desk.finds_only("is not a file of phrasings", "ask/equivocal.yml")


def test_phrasings_are_read_with_their_lines(desk):
    assert read_phrasings(desk.path("ask/equivocal.yml")) == [
        (5, "what does equivocal mean"),
        (6, "is 2+ a clear result"),
    ]
