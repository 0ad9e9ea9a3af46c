"""The gates: how well fresh messages are understood must not fall below what was reached.

Each limit stands a little below the figure measured when it was set (docs/decisions/0011), over all fresh items, read
and unread. `python -m tests.fresh.measure` prints the figures and writes what went wrong with the odd items.
"""

from __future__ import annotations

from collections import Counter
from typing import Sequence

import pytest

from bot.content.load import read_yaml
from bot.paths import ROOT
from tests.fresh.measure import HERE, QUESTIONS, Measure, Scored, judge, reports


@pytest.fixture(scope="module")
def measure(agent, loop) -> Measure:
    return Measure(agent, loop)


@pytest.fixture(scope="module")
def questions(measure) -> list[Scored]:
    return measure.questions()


@pytest.fixture(scope="module")
def flags(measure) -> list[Scored]:
    return measure.safety()


def share(scored: Sequence[Scored], kinds: set[str], outcomes: set[str]) -> float:
    """Per cent of the items of some kinds that ended in some outcomes."""
    counted = Counter(s.outcome in outcomes for s in scored if s.kind in kinds)
    return 100 * counted[True] / sum(counted.values())


def test_fresh_questions_get_the_right_answer(questions) -> None:
    assert share(questions, {"question"}, {"right"}) >= GATES["answered right"]
    assert share(questions, {"question"}, {"right", "clarified"}) >= GATES["answered right or offered"]


def test_few_fresh_questions_get_the_answer_to_another_one(questions) -> None:
    assert share(questions, {"question"}, {"wrong"}) <= GATES["answered wrong"]


def test_what_is_out_of_scope_is_declined(questions) -> None:
    assert share(questions, {"out, near"}, {"declined"}) >= GATES["near misses declined"]
    assert share(questions, {"out, everyday"}, {"declined"}) >= GATES["everyday declined"]


def test_red_flags_are_raised(flags) -> None:
    raised = {"right", "other class, same kind"}
    assert share(flags, {"emergency", "crisis"}, raised) >= GATES["emergencies and crises raised"]
    assert share(flags, {"urgent"}, raised) >= GATES["urgent signs raised"]


def test_ordinary_messages_raise_few_alarms(flags, questions) -> None:
    assert share(flags, {"ordinary"}, {"false alarm"}) <= GATES["false alarms on look-alikes"]
    alarmed = [q for q in questions if q.said.startswith(("emergency", "crisis")) and q.wanted != "out"]
    assert 100 * len(alarmed) / len(questions) <= GATES["emergency replies to questions"]


def test_fresh_reports_are_read(agent) -> None:
    scored = reports()
    assert share(scored, {"category"}, {"right"}) >= GATES["report categories right"]
    assert share(scored, {"value"}, {"invented", "wrong"}) <= GATES["report values wrong"]


def test_fresh_dialogues_go_on_well(measure) -> None:
    assert share(measure.dialogues(), {"turn"}, {"right"}) >= GATES["dialogue turns right"]


def test_a_gate_can_fail() -> None:
    worse = [Scored(f"a{n}", "question", "right" if n < 3 else "wrong", "", "", "") for n in range(10)]
    assert share(worse, {"question"}, {"right"}) < GATES["answered right"]
    assert share(worse, {"question"}, {"wrong"}) > GATES["answered wrong"]
    answer = {"custom": {"kind": "answer", "topic": "ish"}, "buttons": []}
    assert judge([["ish"]], [answer]) == "right"
    assert judge([["ihc"]], [answer]) == "wrong"
    assert judge([["ish"], ["ihc"]], [answer]) == "partly"


def test_no_fresh_message_is_taught() -> None:
    taught = set()
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        for entry in read_yaml(path)["nlu"]:
            taught |= {line.strip().removeprefix("- ").strip().lower() for line in entry["examples"].splitlines()}
    fresh = [item["text"] for name in (*QUESTIONS, "safety") for item in read_yaml(HERE / f"{name}.yml")]
    assert [text for text in fresh if " ".join(text.split()).lower() in taught and len(text.split()) > 4] == []


GATES = read_yaml(ROOT / "tests" / "fresh" / "gates.yml")
