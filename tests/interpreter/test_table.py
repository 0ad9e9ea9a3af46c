"""The decision-table engine proves a table to be a function, and names what is wrong with one that is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.models import Locator
from bot.interpreter.load import load_tables, load_what_fits
from bot.interpreter.table import Input, Rule, Table, TableError
from bot.interpreter.tables import Tables
from bot.paths import KNOWLEDGE

SCORE = Input("score", values=("low", "high"))
SHARE = Input("share", low=0.0, high=100.0)


def rule(name: str, then: str = "negative", **when: str | list[str]) -> Rule:
    conditions = {key: (said,) if isinstance(said, str) else tuple(said) for key, said in when.items()}
    return Rule(name, conditions, then, "", Locator("house_policy", "test"))


def table(*rules: Rule) -> Table:
    return Table("example", [SCORE, SHARE], ["negative", "positive"], rules)


COMPLETE = (
    rule("A", score=["low", "not known"]),
    rule("B", score="high", share=["not known", "< 50"]),
    rule("C", "positive", score="high", share=">= 50"),
)


def test_a_complete_table_has_no_fault() -> None:
    assert table(*COMPLETE).prove() == []


def test_a_gap_is_named_with_the_values_that_no_rule_fits() -> None:
    faults = table(*COMPLETE[:2]).prove()
    assert [str(f) for f in faults] == ["no rule for score high, share exactly 50"]


def test_two_rules_that_collide_are_both_named() -> None:
    faults = table(COMPLETE[0], rule("B", score="high", share=["not known", "<= 50"]), COMPLETE[2]).prove()
    assert [str(f) for f in faults] == ["rules B and C both fit score high, share exactly 50"]


def test_a_rule_that_can_never_apply_is_named() -> None:
    faults = table(*COMPLETE, rule("D", score="low", share="> 60 and < 40")).prove()
    assert [str(f) for f in faults] == ["rule D can never apply"]


@pytest.mark.parametrize(("share", "then"), [(49.99, "B"), (50.0, "C"), (50.01, "C"), (0.0, "B"), (100.0, "C")])
def test_a_cut_off_is_met_as_written_and_never_by_rounding(share: float, then: str) -> None:
    assert table(*COMPLETE).decide({"score": "high", "share": share}).id == then


def test_a_cut_off_counts_as_exactly_met_only_where_it_decides() -> None:
    assert table(*COMPLETE).at_cut_off({"score": "high", "share": 50.0}, "share")
    assert not table(*COMPLETE).at_cut_off({"score": "low", "share": 50.0}, "share")
    assert not table(*COMPLETE).at_cut_off({"score": "high", "share": 50.1}, "share")


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (rule("X", score="medium"), "cannot read the condition score: medium"),
        (rule("X", share="about 50"), "cannot read the condition share: about 50"),
        (rule("X", share="> 500"), "cannot read the condition share: > 500"),
        (rule("X", colour="red"), "asks for 'colour', which is no input"),
        (rule("X", "maybe", score="low"), "concludes 'maybe'"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_what_is_wrong(wrong: Rule, what: str) -> None:
    with pytest.raises(TableError, match=what):
        table(wrong)


def test_every_table_of_the_knowledge_is_total_unique_and_without_dead_rules(tables: Tables) -> None:
    proven = [(c.file, name, t.prove()) for c in tables.editions.values() for name, t in c.tables.items()]
    assert len(proven) >= 10
    assert [p for p in proven if p[2]] == []


def test_every_cut_off_of_every_table_is_told_apart_on_both_sides(tables: Tables) -> None:
    for criteria in tables.editions.values():
        for name, found in criteria.tables.items():
            for number in (i.name for i in found.inputs.values() if i.is_number):
                for edge in found.edges(number):
                    before, at, after = (
                        [found.decide({**values, number: edge + step}).id for values in found.combinations()]
                        for step in (-0.01, 0.0, 0.01)
                    )
                    assert (before != at) or (at != after), f"{criteria.file} {name}: {number} {edge:g} decides nothing"


def _copy(root: Path, old: str, new: str) -> Path:
    for folder in ("criteria", "outcomes", "therapies"):
        (root / folder).mkdir(parents=True)
        for path in (KNOWLEDGE / folder).glob("*.yml"):
            (root / folder / path.name).write_text(path.read_text("utf-8"), "utf-8")
    for name in ("guide.yml", "follow_ups.yml"):
        (root / name).symlink_to(KNOWLEDGE / name)
    (root / "sources").symlink_to(KNOWLEDGE / "sources")
    path = root / "criteria" / "heracles_2015.yml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return root


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('percent: "> 10 and < 50"', 'percent: "> 20 and < 50"', "no rule for stain 3+, percent between 10 and 20"),
        ('percent: "<= 10"', 'percent: "<= 20"', "rules H5 and H6 both fit stain 3+, percent between 10 and 20"),
        ("then: confirm", "then: perhaps", "rule H6 concludes 'perhaps'"),
        ("assumes: [percent]", "assumes: [weight]", "assumes 'weight'"),
        ('id: valtorta_2015, at: "Table 3, intensity 1+"', 'id: valtorta, at: "Table 3"', "unknown source 'valtorta'"),
        ("id: H6", "id: H5", "rule id H5 is used twice"),
        ("edition: 2015-11-01", 'edition: "2015-13-01"', "no such date"),
    ],
)
def test_a_clinicians_slip_is_reported_with_file_and_line(tmp_path: Path, old: str, new: str, what: str) -> None:
    problems = [str(p) for p in load_what_fits(_copy(tmp_path / "knowledge", old, new))[1]]
    assert any(what in p and "criteria/heracles_2015.yml:" in p for p in problems), problems


def test_a_later_edition_is_one_new_file_and_is_used_from_then_on(tmp_path: Path) -> None:
    root = _copy(tmp_path / "knowledge", "title: HERACLES", "title: HERACLES")
    text = (root / "criteria" / "heracles_2015.yml").read_text("utf-8")
    later = text.replace("edition: 2015-11-01", "edition: 2027-01-01")
    (root / "criteria" / "heracles_2027.yml").write_text(later, "utf-8")
    tables = load_tables(root)
    assert tables.criteria["heracles"].edition == "2027-01-01"
    assert {"heracles_2015", "heracles_2027"} <= set(tables.editions)
