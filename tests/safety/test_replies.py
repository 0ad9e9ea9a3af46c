"""What patients read when something is wrong: short, the instruction first, nothing that cannot be acted on."""

from __future__ import annotations

import pytest

from bot.content.models import SafetyClass, Sentence
from tests.safety.known import knowledge

CLASSES = sorted(knowledge().safety.values(), key=lambda entry: entry.priority)
FRAMED = [entry for entry in CLASSES if entry.kind in ("emergency", "crisis")]
FOLLOW_UPS = {"yes", "no", "alone", "with_someone", "safe", "called", "silence", "other"}
LONGEST = {"emergency": 60, "crisis": 60, "urgent": 80, "careful": 60}

# How the placeholders read where no clinic is configured: the longest form.
UNCONFIGURED = {
    name: knowledge().phrases[name] for name in ("emergency_number", "crisis_line", "poison_line", "team_line")
}
MEANS_HELP = ("{emergency_number}", "{crisis_line}", "{poison_line}", "{team_line}", "emergency department")


def replies(entry: SafetyClass) -> list[tuple[Sentence, ...]]:
    return [part for part in (entry.reply, entry.reply_other) if part]


def words(part: tuple[Sentence, ...]) -> int:
    return sum(len(sentence.say.format(**UNCONFIGURED).split()) for sentence in part)


@pytest.mark.parametrize("entry", CLASSES, ids=lambda entry: entry.id)
def test_replies_are_short_and_can_be_filled(entry: SafetyClass) -> None:
    for part in [*replies(entry), *entry.follow_up.values()]:
        assert 1 <= len(part) <= 4
        assert words(part) <= LONGEST[entry.kind]
        for sentence in part:
            filled = sentence.say.format(**UNCONFIGURED)
            assert filled.endswith((".", "!")), filled
            assert "?" not in filled, "a question nobody can act on"
            assert "wait and see" not in filled


@pytest.mark.parametrize("entry", FRAMED, ids=lambda entry: entry.id)
def test_an_emergency_begins_with_whom_to_reach(entry: SafetyClass) -> None:
    for part in replies(entry):
        assert len(part) >= 2
        assert any(help in part[0].say for help in MEANS_HELP), part[0].say


@pytest.mark.parametrize("entry", FRAMED, ids=lambda entry: entry.id)
def test_an_emergency_has_every_follow_up_and_offers_nothing_to_read(entry: SafetyClass) -> None:
    assert set(entry.follow_up) == FOLLOW_UPS
    assert entry.offer == ()


@pytest.mark.parametrize("entry", [e for e in CLASSES if e.kind == "urgent"], ids=lambda entry: entry.id)
def test_an_urgent_reply_names_the_team_and_when_it_becomes_an_emergency(entry: SafetyClass) -> None:
    for part in replies(entry):
        said = " ".join(sentence.say for sentence in part)
        assert "{team_line}" in part[0].say
        assert "{emergency_number}" in said
    assert {"yes", "no", "safe", "called"} <= set(entry.follow_up)


@pytest.mark.parametrize("entry", CLASSES, ids=lambda entry: entry.id)
def test_no_reply_gives_a_medicine_instruction_or_means(entry: SafetyClass) -> None:
    said = " ".join(s.say.lower() for part in [*replies(entry), *entry.follow_up.values()] for s in part)
    for forbidden in (
        "paracetamol",
        "ibuprofen",
        "loperamide",
        "stop taking",
        "keep taking",
        "next dose",
        "rope",
        "knife",
    ):
        assert forbidden not in said
