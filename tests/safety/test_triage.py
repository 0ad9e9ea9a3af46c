"""Triage on the committed safety knowledge: what must be raised, what must not, and how the words are meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.content.load import read_yaml
from bot.paths import KNOWLEDGE
from bot.safety.triage import follow_up_key
from tests.safety.known import knowledge, triage

HERE = Path(__file__).parent
SERIOUS = {"emergency", "crisis", "urgent"}
RANK = {"emergency": 0, "crisis": 0, "urgent": 1, "careful": 2}


def cases(name: str) -> list[tuple[str, str]]:
    return [(key, text) for key, texts in read_yaml(HERE / f"{name}.yml").items() for text in texts]


def rows(name: str) -> list[Any]:
    return [row for table in read_yaml(HERE / f"{name}.yml").values() for row in table]


def classes_of(text: str) -> list[str]:
    return [flag.safety_class for flag in triage().check(text)]


@pytest.mark.parametrize(("safety_class", "text"), cases("wordings"))
def test_a_sign_raises_its_class(safety_class: str, text: str) -> None:
    assert safety_class in classes_of(text)


def test_every_class_has_a_dozen_wordings() -> None:
    wordings = read_yaml(HERE / "wordings.yml")
    assert set(wordings) == set(knowledge().safety)
    assert {name for name, texts in wordings.items() if len(texts) < 12} == set()


@pytest.mark.parametrize(("kind", "text"), cases("more_wordings"))
def test_a_sign_is_taken_as_seriously_as_it_is(kind: str, text: str) -> None:
    kinds = {flag.kind for flag in triage().check(text)}
    if kind == "careful":
        assert "careful" in kinds
    else:
        assert min(RANK[found] for found in kinds | {"careful"}) <= RANK[kind]


@pytest.mark.parametrize(("safety_class", "text"), cases("not_this_class"))
def test_words_that_look_alike_do_not_raise_the_class(safety_class: str, text: str) -> None:
    assert safety_class not in classes_of(text)


@pytest.mark.parametrize(("safety_class", "text"), cases("leading"))
def test_of_several_signs_the_right_one_leads(safety_class: str, text: str) -> None:
    assert classes_of(text)[0] == safety_class


@pytest.mark.parametrize(("_", "text"), cases("ordinary"))
def test_ordinary_text_raises_no_alarm(_: str, text: str) -> None:
    assert [flag for flag in triage().check(text) if flag.kind in SERIOUS] == []


def test_ordinary_training_phrasings_raise_hardly_any_alarm() -> None:
    texts = [
        line.removeprefix("- ").strip()
        for path in sorted((KNOWLEDGE.parent / "data" / "nlu" / "ask").glob("*.yml"))
        for intent in read_yaml(path)["nlu"]
        for line in intent["examples"].splitlines()
    ]
    alarms = [text for text in texts if any(flag.kind in SERIOUS for flag in triage().check(text))]
    assert len(texts) > 1000
    assert len(alarms) <= len(texts) / 500, alarms


@pytest.mark.parametrize("row", rows("readings"), ids=lambda row: row["text"])
def test_words_are_taken_as_they_are_meant(row: dict[str, Any]) -> None:
    flags = [flag for flag in triage().check(row["text"]) if flag.kind in SERIOUS]
    assert (set(row["raises"]) <= {flag.safety_class for flag in flags}) if row["raises"] else flags == []
    if "other" in row:
        assert flags[0].other_person is row["other"]


@pytest.mark.parametrize(("key", "text"), cases("follow_ups"))
def test_an_answer_finds_its_follow_up(key: str, text: str) -> None:
    assert follow_up_key(text) == key


def test_the_most_urgent_flag_comes_first() -> None:
    flags = triage().check("I missed my dose, my ankles are swollen, I want to die and I can't breathe")
    assert [flag.safety_class for flag in flags][:2] == ["life_threatening", "self_harm"]
    assert [flag.priority for flag in flags] == sorted(flag.priority for flag in flags)
    assert {"heart", "medicine_change"} <= {flag.safety_class for flag in flags}


def test_priorities_are_unique() -> None:
    priorities = [entry.priority for entry in knowledge().safety.values()]
    assert len(priorities) == len(set(priorities))


def test_an_overdose_is_no_dose_question_and_intent_outranks_it() -> None:
    assert classes_of("I took my tucatinib twice by mistake")[0] == "overdose_or_poisoning"
    assert classes_of("I took all my tablets because I want to die")[0] == "self_harm_now"


def test_a_flag_names_its_sign_and_the_words_that_raised_it() -> None:
    flag = triage().check("Hello. My chest hurts a lot.")[0]
    assert (flag.sign, flag.kind, flag.other_person) == ("chest_pain", "emergency", False)
    assert "chest hurts" in flag.matched


@pytest.mark.parametrize(
    "text",
    ["", " ", "\0", "\ud800", "😢" * 500, "".join(map(chr, range(0, 3000))), "﷽" * 1000, "9" * 5000, "'" * 5000,
     "a" * 1_000_000, "can not " * 125_000, "\n" * 10_000, "1.1.1.1,,2", "Не могу дышать", "<script>", "[({|"],
    ids=lambda text: f"{len(text)} characters",
)  # fmt: skip
def test_odd_input_never_raises(text: str) -> None:
    assert isinstance(triage().check(text), tuple)
    assert isinstance(follow_up_key(text), str)


@pytest.mark.parametrize("place", ["start", "end"])
def test_a_flag_in_an_endless_text_is_found_at_either_end(place: str) -> None:
    filler = "the lab looked at the sample and wrote a report. " * 20_000
    text = "I can't breathe. " + filler if place == "start" else filler + " I can't breathe"
    assert "life_threatening" in classes_of(text)


def test_a_flag_in_a_sentence_without_end_is_found() -> None:
    assert "life_threatening" in classes_of("and then we waited for the letter " * 100 + "and i can not breathe")
