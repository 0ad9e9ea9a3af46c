"""A question is answered when clear, asked back when near several topics, and declined when strange."""

from __future__ import annotations

import pytest

from bot.answering.choose import (
    CLEAR_BESIDE,
    IN_SCOPE,
    KNOWN,
    LIKELY,
    SMALL_TALK,
    SMALL_TALK_KNOWN,
    SURE,
    choose,
    choose_all,
    is_small_talk,
)
from bot.understanding.understand import Understanding

A_LITTLE = 0.01


def test_a_sure_topic_is_answered(part):
    choice = choose(part(("ask/ihc", SURE), ("ask/ish", 0.2), similarity=KNOWN))
    assert (choice.kind, choice.topics) == ("answer", ("ihc",))


def test_a_likely_topic_is_answered_when_the_nearest_phrasing_agrees(part):
    labels = (("ask/ihc", LIKELY), ("ask/ish", 0.12), ("ask/ngs", 0.12), ("ask/braf", 0.12))
    assert choose(part(*labels, similarity=KNOWN)).kind == "answer"


@pytest.mark.parametrize(
    ("chance", "nearest", "similarity"),
    [
        (SURE - A_LITTLE, "ask/ish", 0.9),
        (LIKELY - A_LITTLE, "ask/ihc", 0.9),
    ],
    ids=["the nearest phrasing is of another topic", "not likely enough"],
)
def test_a_topic_that_is_not_clear_is_asked_back(part, chance, nearest, similarity):
    others = [(f"ask/{name}", chance - A_LITTLE) for name in ("ish", "ngs", "braf", "egfr")]
    choice = choose(part(("ask/ihc", chance), *others, nearest=nearest, similarity=similarity))
    assert (choice.kind, choice.topics) == ("clarify", ("ihc", "ish", "ngs"))


def test_a_message_like_nothing_that_was_taught_is_declined_however_sure(part):
    assert choose(part(("ask/ihc", 0.99), similarity=KNOWN - A_LITTLE)).kind == "decline"


@pytest.mark.parametrize("nearest", ["out_of_scope", "near_miss"])
def test_a_message_alike_an_out_of_scope_phrasing_is_declined(part, nearest):
    assert choose(part(("ask/ihc", 0.9), nearest=nearest, similarity=KNOWN)).kind == "decline"


@pytest.mark.parametrize("other", ["greet", "out_of_scope", "near_miss"])
def test_a_message_whose_topics_share_too_little_is_declined(part, other):
    def kind(asks: float) -> str:
        return choose(part(("ask/ihc", 0.4), (other, 1 - asks))).kind

    assert kind(IN_SCOPE - A_LITTLE) == "decline"
    assert kind(IN_SCOPE + A_LITTLE) == "answer"


def test_a_topic_after_small_talk_is_still_answered(part):
    choice = choose(part(("greet", 0.4), ("ask/ihc", 0.35), ("ask/ish", 0.2)))
    assert (choice.kind, choice.topics) == ("answer", ("ihc",))


def test_a_message_without_any_topic_is_declined(part):
    choice = choose(part(("greet", 0.9)))
    assert (choice.kind, choice.topics) == ("decline", ())


def test_a_declined_medical_question_is_near(part):
    assert choose(part(("near_miss", 0.8), ("ask/ihc", 0.1))).near
    assert choose(part(("ask/ihc", 0.3), similarity=KNOWN - A_LITTLE)).near
    assert not choose(part(("out_of_scope", 0.8), ("ask/ihc", 0.1))).near


def test_a_refusal_remembers_at_most_three_near_topics(part):
    labels = [(f"ask/{name}", 0.05) for name in "abcde"]
    assert choose(part(("near_miss", 0.7), *labels)).topics == ("a", "b", "c")


@pytest.mark.parametrize(
    ("chance", "similarity", "is_it"),
    [
        (SMALL_TALK, SMALL_TALK_KNOWN, True),
        (SMALL_TALK - A_LITTLE, 0.9, False),
        (0.99, SMALL_TALK_KNOWN - A_LITTLE, False),
    ],
)
def test_small_talk_must_be_likely_and_known(part, chance, similarity, is_it):
    assert is_small_talk(part(("greet", chance), similarity=similarity)) is is_it


# several questions in one message


def kinds(whole, *parts):
    return [(c.kind, c.topics) for c in choose_all(Understanding(whole, parts))]


def test_one_question_gets_one_choice(part):
    assert kinds(part(("ask/ihc", 0.9))) == [("answer", ("ihc",))]


def test_two_clear_questions_are_answered_in_their_order(part):
    whole = part(("ask/ish", 0.5), ("ask/ihc", 0.4))
    found = kinds(whole, part(("ask/ihc", 0.9)), part(("ask/ish", 0.9)))
    assert found == [("answer", ("ihc",)), ("answer", ("ish",))]


def test_two_questions_about_the_same_are_answered_once(part):
    assert kinds(part(("ask/ihc", 0.9)), part(("ask/ihc", 0.8)), part(("ask/ihc", 0.7))) == [("answer", ("ihc",))]


def test_one_clear_question_in_an_unclear_message_is_answered(part):
    unclear = part(("near_miss", 0.6), ("ask/ihc", 0.3))
    assert kinds(unclear, part(("ask/ish", 0.9)), unclear) == [("answer", ("ish",))]


def test_a_question_beside_a_clear_message_that_asks_something_else_is_answered_too(part):
    unclear = part(("near_miss", 0.9))
    assert kinds(part(("ask/ihc", 0.9)), part(("ask/ish", 0.9)), unclear) == [
        ("answer", ("ihc",)),
        ("answer", ("ish",)),
    ]
    little = part(("ask/ihc", CLEAR_BESIDE - A_LITTLE))
    assert kinds(little, part(("ask/ish", 0.9)), unclear) == [("answer", ("ish",))]


def test_a_question_that_is_only_likely_is_not_answered_beside_another(part):
    likely = part(("ask/ish", SURE - A_LITTLE), ("ask/ngs", 0.25))
    assert choose(likely).kind == "answer"
    assert kinds(part(("ask/ihc", 0.9)), part(("ask/ihc", 0.9)), likely) == [("answer", ("ihc",))]


def test_a_message_without_a_clear_question_gets_the_choice_of_the_whole(part):
    unclear = part(("near_miss", 0.9))
    assert kinds(unclear, unclear, unclear) == [("decline", ())]
