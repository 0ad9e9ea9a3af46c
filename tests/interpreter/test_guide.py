"""The step-by-step reading asks only what can still change the outcome, and reads short answers in its light."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.load import read_yaml
from bot.interpreter.guide import LEAVE, NOT_DONE, UNKNOWN, Guide, as_result, guide_of
from bot.interpreter.interpret import interpret
from bot.interpreter.outcomes import CATEGORIES
from bot.paths import KNOWLEDGE

GUIDE = guide_of(read_yaml(KNOWLEDGE / "guide.yml"))


@pytest.fixture
def guide() -> Guide:
    return GUIDE


def asked_next(guide, tables, values, asked=()) -> str:
    question = guide.next_question(interpret(as_result(values), tables), asked)
    return question.field if question else ""


@pytest.mark.parametrize(
    ("values", "asked", "wanted"),
    [
        ({}, (), "ihc"),
        ({}, ("ihc",), "ish"),
        ({}, ("ihc", "ish"), "ngs_call"),
        ({}, ("ihc", "ish", "ngs_call"), "ctdna_call"),
        ({}, ("ihc", "ish", "ngs_call", "ctdna_call"), ""),
        ({"ihc": "2+"}, (), "ish"),
        ({"ihc": "2+"}, ("ish",), ""),
        ({"ihc": "0"}, (), ""),
        ({"ihc": "3+"}, (), ""),
        ({"ihc": "2+", "ish": "amplified"}, (), ""),
        ({"ihc": "3+", "ish": "not amplified"}, (), ""),
        ({"intensity": "strong"}, (), "ihc"),
        ({"cancer": "breast cancer", "ihc": "2+"}, (), ""),
    ],
)
def test_asks_what_is_still_open(guide, tables, values, asked, wanted) -> None:
    assert asked_next(guide, tables, values, asked) == wanted


@pytest.mark.parametrize(
    ("field", "text", "values"),
    [
        ("ihc", "2+", {"ihc": "2+"}),
        ("ihc", "It was two plus.", {"ihc": "2+"}),
        ("ihc", "3+ in 40% of cells", {"ihc": "3+", "percent": 40.0}),
        ("ish", "amplified", {"ish": "amplified"}),
        ("ish", "negative", {"ish": "not amplified"}),
        ("ish", "3.1", {"ratio": 3.1}),
        ("ish", "1,8", {"ratio": 1.8}),
        ("percent", "60", {"percent": 60.0}),
        ("specimen_kind", "a biopsy", {"specimen_kind": "biopsy"}),
        ("cluster_ge5", "yes", {"cluster_ge5": True}),
        ("criteria", "Heracles", {"criteria": "heracles"}),
        ("ngs_call", "no amplification", {"ngs_call": "not amplified"}),
    ],
)
def test_a_short_answer_is_read_in_the_light_of_the_question(guide, field, text, values) -> None:
    assert dict(guide.read(field, text).values) == values


@pytest.mark.parametrize(
    ("text", "without"),
    [("I don't know", UNKNOWN), ("not sure", UNKNOWN), ("?", UNKNOWN), ("no", NOT_DONE), ("FISH not done", NOT_DONE),
     ("still waiting", NOT_DONE), ("stop", LEAVE), ("no more questions", LEAVE)],
)  # fmt: skip
def test_not_knowing_not_done_and_stopping_are_answers(guide, text, without) -> None:
    assert guide.read("ish", text).without == without


@pytest.mark.parametrize(
    "text",
    ["what is FISH?", "is it inherited", "how common is her2 positive anyway", "roughly two thirds", "hello",
     "my dog is called Fish and he is full of joy today",
     "side effects", ""],
)  # fmt: skip
def test_what_is_no_answer_is_left_to_others(guide, text) -> None:
    assert guide.read("percent", text) is None
    assert guide.read("ish", text) is None


def test_a_choice_that_was_never_offered_is_refused(guide) -> None:
    assert guide.choose("ihc", "4+") is None
    assert guide.choose("nothing", "2+") is None


def test_every_way_through_ends_with_a_known_category(tables) -> None:
    """Walk through every answer to every question: no way asks twice, none is endless, each ends."""

    def walk(values, asked, depth) -> set[str]:
        found = interpret(as_result(values), tables)
        question = GUIDE.next_question(found, asked)
        if question is None:
            return {found.category}
        assert question.field not in asked
        assert depth < 8
        ends = set()
        for option in GUIDE.options(question):
            answer = GUIDE.choose(question.field, option.value)
            told = {**values, **{k: v for k, v in answer.values.items() if k != "not_done"}}
            ends |= walk(told, (*asked, question.field), depth + 1)
        return ends

    ends = walk({}, (), 0)
    assert ends <= set(CATEGORIES.values())
    assert {"positive", "negative", "equivocal", "needs more information"} <= ends


@given(st.sampled_from(sorted(GUIDE.questions)), st.text(max_size=60))
def test_no_answer_whatever_raises(field, text) -> None:
    GUIDE.read(field, text)
