"""The pattern language, piece by piece, and what it says about a pattern that is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from bot.content.models import SafetyClass
from bot.safety.pattern import Either, Grammar, Lexicon, Matcher
from bot.safety.reader import Reader
from bot.safety.reading import LISTS
from bot.safety.triage import Triage, Wording

NAMED = {
    "sore": ["(pain|hurts|sore)"],
    "little": ["(is|my|so|very|in)"],
    "negation": ["not", "no"],
}


def found(pattern: str, text: str) -> bool:
    reader = Reader({"breathe": ["brethe"]})
    grammar = Grammar(NAMED, reader.word)
    choice = Either((grammar.read(pattern),))
    lexicon = Lexicon(grammar.symbols)
    return any(Matcher(line, lexicon).spans(choice) for line in reader.lines(text))


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("chest pain", "my chest pain", "pain in the chest"),
        ("bleed*", "bleeding", "blood"),
        ("chest (pain|hurts)", "chest hurts", "chest scan"),
        ("[very] short of breath", "short of breath", "short of money"),
        ("pain .. chest", "pain in my chest", "pain in one part of the chest"),
        ("pain ... chest", "pain in one part of the chest", "pain. chest"),
        ("chest ~ {sore}", "chest is so very sore", "chest scan was sore"),
        ("chest & {sore}", "it hurts in the middle of my chest", "pain, no chest scan"),
        ("temp .. 37.5-43", "temp was 38,4", "temp was 36.8"),
        ("can't breathe", "cannot brethe", "can breathe"),
    ],
)
def test_each_sign_of_the_language(pattern: str, matching: str, other: str) -> None:
    assert found(pattern, matching)
    assert not found(pattern, other)


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("(pain|ache", "never closed"),
        ("(pain]", "closed by"),
        ("pain)", "unexpected"),
        ("", "empty"),
        ("(pain|)", "empty"),
        ("pain ..", "cannot end"),
        ("pain [now]", "cannot end"),
        (".. pain", "cannot begin"),
        ("[very] [so]", "cannot end"),
        ("{nowhere}", "missing or empty"),
        ("pain ?", "has no meaning"),
        ("pain &", "empty"),
    ],
)
def test_a_broken_pattern_is_named_with_what_is_wrong(pattern: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        found(pattern, "")


def test_a_list_that_refers_to_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="refers to itself"):
        Grammar({"a": ["{b}"], "b": ["{a}"]}, Reader({}).word)


def build(sign: Mapping[str, object], lists: Mapping[str, Sequence[str]] | None = None) -> Triage:
    entry = SafetyClass("chest", "Chest", "emergency", 1, {"pain": sign}, (), (), {"status": "draft"})
    return Triage([entry], Wording({**{name: ["zzz"] for name in LISTS}, **(lists or {})}, {}))


@pytest.mark.parametrize(
    ("sign", "complaint"),
    [
        ({"match": ["chest (pain"]}, "never closed"),
        ({"match": []}, "at least one pattern"),
        ({"match": "chest pain"}, "list of patterns"),
        ({"match": ["chest pain"], "unles": ["x"]}, "unknown key unles"),
        ({"match": ["chest pain"], "cleared_by": ["magic"]}, "cleared_by"),
        ({"match": ["chest pain"], "yields_to": "sepsis"}, "yields_to"),
        ({"match": ["chest pain"], "yields_to": ["nowhere"]}, "no safety class nowhere"),
    ],
)
def test_a_broken_sign_is_named_with_its_class(sign: Mapping[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=f"safety class chest, sign pain: .*{complaint}"):
        build(sign)


def test_a_missing_cue_list_is_named() -> None:
    with pytest.raises(ValueError, match="negation"):
        build({"match": ["chest pain"]}, {"negation": []})


def test_keys_of_a_sign() -> None:
    triage = build({"match": ["cough*"], "with": ["enhertu"], "without": ["syrup"], "unless": ["cough up the money"]})
    assert triage.check("I take Enhertu. I cough.")
    assert not triage.check("I cough.")
    assert not triage.check("I take Enhertu and cough, can I have syrup?")
    assert not triage.check("Enhertu is dear, I have to cough up the money")


def test_a_sign_that_yields_stands_behind_the_other_class_unless_another_sign_of_its_own_is_there() -> None:
    first = {"word": {"match": ["muddled"], "yields_to": ["later"]}, "arm": {"match": ["limp"]}}
    later = {"word": {"match": ["shivering"]}}
    lists = Wording({name: ["zzz"] for name in LISTS}, {})
    triage = Triage([_entry("first", 1, first), _entry("later", 2, later)], lists)
    assert [flag.safety_class for flag in triage.check("muddled and shivering")] == ["later", "first"]
    assert [flag.safety_class for flag in triage.check("muddled, shivering, arm limp")] == ["first", "later"]
    assert [flag.safety_class for flag in triage.check("muddled")] == ["first"]


def _entry(name: str, priority: int, signs: Mapping[str, Mapping[str, object]]) -> SafetyClass:
    return SafetyClass(name, name, "emergency", priority, signs, (), (), {"status": "draft"})


def test_work_grows_with_the_length_of_the_text_and_no_faster() -> None:
    """Counts what the matcher remembers, not seconds."""
    reader = Reader({})
    grammar = Grammar(NAMED, reader.word)
    choice = Either(tuple(grammar.read(text) for text in ("(no|not) ... (no|not) ... pain", "no & (not|no) & {sore}")))
    lexicon = Lexicon(grammar.symbols)

    def work(words: int) -> int:
        matchers = [Matcher(line, lexicon) for line in reader.lines("no not pain " * words)]
        for matcher in matchers:
            matcher.spans(choice)
        return sum(matcher.steps for matcher in matchers)

    assert work(400) < 2.5 * work(200)
    assert work(800) < 2.5 * work(400)
