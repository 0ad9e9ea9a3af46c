"""What a reported HER2 result means: one pure function over the values of a report and the decision tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Iterator, Mapping

from bot.content.models import Locator
from bot.interpreter.inputs import FIELD_OF, Inputs, cancer_kind, named_sets, read_inputs
from bot.interpreter.outcomes import (
    CATEGORIES,
    DISCORDANT,
    EQUIVOCAL,
    NEEDS_MORE,
    NEGATIVE,
    OPPOSITE,
    POSITIVE,
    SETTLED,
    STATED_CONCLUSION,
)
from bot.interpreter.table import Rule, Value
from bot.interpreter.tables import Criteria, Note, Outcome, Tables, Texts
from bot.interpreter.values import ReportedResult

_REFINEMENTS = ("percent", "cluster", "cells")
"""Numbers that a laboratory's own score or call already takes into account."""

_NO_RESULT = ("UNDEFINED", "NOT_TESTED")
"""Outcomes that say nothing of their own, so that the report's conclusion is all there is."""

_VARIANT = re.compile(r"\b(?:p\.)?[a-z](?:[a-z]{2})?\d{1,3}(?:[a-z]|\*)")
_WILD_TYPE = re.compile(r"\bwild|\bwt\b|\bno\b.*\bmutation|\b(?:not|un)[ -]?(?:mutated|detected)|\bnegative\b")

_DECISIVE: Mapping[str, tuple[Value, ...]] = {
    "score": ("0", "1+", "2+", "3+"),
    "percent": (5.0, 30.0, 80.0),
    "specimen": ("resection", "biopsy"),
    "cluster": ("yes", "no"),
    "call": ("amplified", "not amplified"),
    "cells": (30.0, 80.0),
}
"""The values that a laboratory could still report, tried one by one to see which missing value would decide."""


@dataclass(frozen=True)
class Step:
    """One rule that applied, in plain words, with its source."""

    rule: str
    says: str
    source: Locator


@dataclass(frozen=True)
class SetReading:
    """What one criteria set says of the result.

    `rules` are the ids of all rows that applied, in order; `steps` those that have something to say. `against_words` is
    true where the stated numbers lead to the opposite of what the laboratory's own score or call says.
    """

    set: str
    title: str
    edition: str
    outcome: str
    rules: tuple[str, ...]
    steps: tuple[Step, ...]
    against_words: bool = False

    @property
    def category(self) -> str:
        """The category of the set's outcome."""
        return CATEGORIES[self.outcome]


@dataclass(frozen=True)
class Missing:
    """A value that was not read and could change the outcome; `decides` when each of its answers settles it."""

    field: str
    name: str
    decides: bool


@dataclass(frozen=True)
class Interpretation:
    """What a reported result means, and why.

    `agreement` is `named` (one set was named), `agree`, `differ`, or `none` (no set was consulted). `settled` tells
    that the outcome answers the question, so that nothing more has to be asked.
    """

    outcome: str
    category: str
    read: Mapping[str, Any]
    text: Outcome = field(repr=False)
    sets: tuple[SetReading, ...] = ()
    agreement: str = "none"
    named: str | None = None
    missing: tuple[Missing, ...] = ()
    conflicts: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()
    conclusion: str | None = None
    conclusion_agrees: bool | None = None

    @property
    def settled(self) -> bool:
        """Tell whether the outcome answers the question."""
        return self.category in SETTLED

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of all rules that applied, as `set.rule`."""
        return tuple(dict.fromkeys(f"{reading.set}.{rule}" for reading in self.sets for rule in reading.rules))

    @property
    def sources(self) -> tuple[Locator, ...]:
        """Where the rules that applied come from."""
        return tuple(dict.fromkeys(step.source for reading in self.sets for step in reading.steps))

    def texts(self, person: str = "self") -> Texts:
        """What is said of the outcome, what is missing, what usually comes next, and what to ask the team.

        Args:
            person: self, or other when the result is somebody else's.
        """
        return self.text.texts(person=person, **self.knowledge())

    def knowledge(self) -> dict[str, str]:
        """What variants of texts may depend on: the category, the kind of test read, and RAS where it was read."""
        ras = ras_state(self.read.get("ras"))
        tissue = any(name in self.read for name in ("ihc", "intensity", "ish", "ratio", "ngs_call"))
        test = {} if tissue or "ctdna_call" not in self.read else {"test": "blood"}
        return {"category": self.category} | test | ({"ras": ras} if ras else {})


@dataclass(frozen=True)
class _Judged:
    """Outcome before it is explained."""

    outcome: str
    readings: tuple[SetReading, ...]
    agreement: str
    conclusion_agrees: bool | None
    ratio_contradicts: bool


def interpret(result: ReportedResult, tables: Tables, criteria: str | None = None) -> Interpretation:
    """Say what a reported result means under the rules laboratories use.

    Args:
        result: what the report states.
        tables: the proven tables and the texts.
        criteria: the criteria set to use (an id such as heracles); None means the set that the report names, or both.
    """
    conclusion = result.conclusion if result.conclusion in STATED_CONCLUSION else None
    sets = _sets(result, tables, criteria)
    if not sets:
        return _explained("WRONG_CANCER", result, tables, conclusion=conclusion)
    inputs = read_inputs(result, tables)
    judged = _judge(inputs, sets, conclusion, tables)
    notes = _notes(result, inputs, judged, sets, tables)
    return _explained(
        judged.outcome,
        result,
        tables,
        sets=judged.readings,
        agreement=judged.agreement,
        named=sets[0].id if len(sets) == 1 else None,
        missing=_missing(inputs, sets, conclusion, judged, tables),
        conflicts=tuple(tables.notes[name] for name in _conflicts(inputs, judged)),
        notes=tuple(tables.notes[name] for name in dict.fromkeys(notes)),
        conclusion=conclusion,
        conclusion_agrees=judged.conclusion_agrees,
    )


def decide(result: ReportedResult, tables: Tables, criteria: str | None = None) -> str:
    """Find the outcome only, without an explanation; the same as `interpret(...).outcome`, and faster.

    Args:
        result: what the report states.
        tables: the proven tables.
        criteria: as for `interpret`.
    """
    conclusion = result.conclusion if result.conclusion in STATED_CONCLUSION else None
    sets = _sets(result, tables, criteria)
    return _judge(read_inputs(result, tables), sets, conclusion, tables).outcome if sets else "WRONG_CANCER"


def _sets(result: ReportedResult, tables: Tables, criteria: str | None) -> tuple[Criteria, ...]:
    """Choose the criteria sets to read by; none when the report is about another cancer, or seems to be."""
    named = named_sets(criteria, tables) or named_sets(result.criteria, tables)
    refused = any(found.kind == "refused" for found in named)
    cancer = cancer_kind(result, tables)
    if cancer == "other" or (refused and not result.cancer):
        return ()
    return named if named and not refused else tables.result_sets


def ras_state(ras: str | None) -> str | None:
    """Tell whether a stated RAS result is wild-type or mutated; None when it was not read or says neither."""
    said = str(ras or "").lower()
    if _VARIANT.search(said):
        return "mutated"  # "KRAS G12D, NRAS wild-type" is mutated
    if _WILD_TYPE.search(said):
        return "wild-type"
    return "mutated" if "mutat" in said else None


def _explained(outcome: str, result: ReportedResult, tables: Tables, **known: Any) -> Interpretation:
    return Interpretation(outcome, CATEGORIES[outcome], result.stated(), tables.outcomes[outcome], **known)


def _judge(inputs: Inputs, sets: tuple[Criteria, ...], conclusion: str | None, tables: Tables) -> _Judged:
    readings = tuple(_read_by(criteria, inputs.values, tables) for criteria in sets)
    outcome, agreement = _together(readings)
    agrees: bool | None = None
    if conclusion is not None:
        outcome, agrees = _with_conclusion(outcome, readings, conclusion, inputs)
    if inputs.ratio_contradicts:
        outcome = "MISMATCH_ASK_TEAM"
    return _Judged(outcome, readings, agreement, agrees, inputs.ratio_contradicts)


def _read_by(criteria: Criteria, values: Mapping[str, Value], tables: Tables) -> SetReading:
    outcome, rules = _walk(criteria, values, tables)
    words = {name: value for name, value in values.items() if name not in _REFINEMENTS}
    by_words = outcome if len(words) == len(values) else _walk(criteria, words, tables)[0]
    return SetReading(
        set=criteria.id,
        title=criteria.title,
        edition=criteria.edition,
        outcome=outcome,
        rules=tuple(rule.id for rule in rules),
        steps=tuple(Step(rule.id, rule.says, rule.source) for rule in rules if rule.says),
        against_words=OPPOSITE.get(CATEGORIES[by_words]) == CATEGORIES[outcome],
    )


def _walk(criteria: Criteria, values: Mapping[str, Value], tables: Tables) -> tuple[str, tuple[Rule, ...]]:
    """Go through the tables in order: stain, protein, ISH, gene, tissue, result."""
    reading = tables.reading.tables
    known: dict[str, Value] = dict(values)
    rules = []
    for table, gives in (
        (reading["stain"], "stain"),
        (criteria.tables["protein"], "protein"),
        (criteria.tables["ish"], "ish"),
        (reading["gene"], "gene"),
        (reading["tissue"], "tissue"),
        (reading["result"], "result"),
    ):
        rule, known[gives] = table.conclude(known)
        rules.append(rule)
    return str(known["result"]), tuple(rules)


def _together(readings: tuple[SetReading, ...]) -> tuple[str, str]:
    """Combine the criteria sets: one named set, sets that agree, or sets that differ."""
    first = readings[0]
    if len({reading.category for reading in readings}) > 1:
        return "DEPENDS_ON_CRITERIA", "differ"
    agreement = "named" if len(readings) == 1 else "agree"
    # Numbers against the laboratory's own words: a pathologist has to look, whichever is right.
    return ("DISCORDANT_REVIEW" if any(r.against_words for r in readings) else first.outcome), agreement


def _with_conclusion(
    outcome: str, readings: tuple[SetReading, ...], conclusion: str, inputs: Inputs
) -> tuple[str, bool | None]:
    """Hold the outcome against the report's own conclusion, which is the official result and is never overruled."""
    stated = STATED_CONCLUSION[conclusion]
    if outcome in _NO_RESULT:
        return stated, None
    if CATEGORIES[outcome] == conclusion:
        return outcome, True
    same = [reading for reading in readings if reading.category == conclusion]
    if outcome == "DEPENDS_ON_CRITERIA":
        # The conclusion shows which rule set the laboratory followed.
        return (same[0].outcome, True) if same else ("MISMATCH_ASK_TEAM", False)
    if CATEGORIES[outcome] == DISCORDANT:
        # Numbers against words: the conclusion tells which of both the laboratory means.
        return (same[0].outcome, True) if same else (outcome, None)
    if CATEGORIES[outcome] == NEEDS_MORE and conclusion != "positive" and _leaves_open(outcome, conclusion, inputs):
        return outcome, None
    if conclusion == "equivocal" and outcome in ("POS_AFTER_ISH", "NEG_AFTER_ISH", "POS_BY_GENE_TEST"):
        # "Equivocal" was the word for the protein test, which the gene test has settled since.
        return outcome, None
    return "MISMATCH_ASK_TEAM", False


def _leaves_open(outcome: str, conclusion: str, inputs: Inputs) -> bool:
    # "Negative" of a blood test, or of a sample that was not sufficient, does not say more than the test can.
    blood_only = inputs.values.get("blood") is not None and inputs.values.get("score") is None
    return conclusion == "equivocal" or outcome == "INSUFFICIENT" or blood_only


def _missing(
    inputs: Inputs, sets: tuple[Criteria, ...], conclusion: str | None, judged: _Judged, tables: Tables
) -> tuple[Missing, ...]:
    """Try every value that was not read: which could change the category, and which would settle it?"""
    category = CATEGORIES[judged.outcome]
    if category == DISCORDANT:
        return ()
    assumed = _assumed(inputs, sets, tables)
    found = []
    for name, tried in _DECISIVE.items():
        if inputs.values.get(name) is not None or (category in SETTLED and name not in assumed):
            continue
        if name == "cluster" and inputs.values.get("specimen") != "biopsy":
            continue  # only the biopsy column asks for a cluster
        outcomes = [
            _judge(replace(inputs, values={**inputs.values, name: value}), sets, conclusion, tables).outcome
            for value in tried
        ]
        categories = {CATEGORIES[outcome] for outcome in outcomes}
        if categories != {category}:
            decides = category not in SETTLED and categories <= set(SETTLED)
            found.append(Missing(FIELD_OF[name], tables.fields[FIELD_OF[name]], decides))
    if judged.outcome == "DEPENDS_ON_CRITERIA":
        settled = all(reading.category in SETTLED for reading in judged.readings)
        found.append(Missing("criteria", tables.fields["criteria"], settled))
    if judged.outcome in _NO_RESULT:
        return tuple(found)  # nothing was tested yet: the order in which laboratories test
    return tuple(sorted(found, key=lambda missing: not missing.decides))


def _assumed(inputs: Inputs, sets: tuple[Criteria, ...], tables: Tables) -> set[str]:
    return {name for criteria in sets for rule in _walk(criteria, inputs.values, tables)[1] for name in rule.assumes}


def _conflicts(inputs: Inputs, judged: _Judged) -> Iterator[str]:
    """Name what does not fit together, as ids of notes."""
    if inputs.unusable:
        yield "value_not_usable"
    if judged.ratio_contradicts:
        yield "ratio_contradicts_counts"
    if any(reading.against_words for reading in judged.readings):
        yield "numbers_against_words"
    if judged.conclusion_agrees is False:
        yield "conclusion_differs"


def _notes(
    result: ReportedResult, inputs: Inputs, judged: _Judged, sets: tuple[Criteria, ...], tables: Tables
) -> list[str]:
    """Name the cautions that apply, as ids of notes."""
    category = CATEGORIES[judged.outcome]
    walks = [_walk(criteria, inputs.values, tables)[1] for criteria in sets]
    notes = [note for rules in walks for rule in rules for note in rule.notes]
    notes += [f"assumed_{name}" for rules in walks for rule in rules for name in rule.assumes]
    notes += _cut_off_notes(inputs, sets, walks, tables)
    if inputs.derived_ratio is not None:
        notes.append("ratio_from_counts")
    if judged.agreement == "agree" and result.criteria is None and category in (*SETTLED, EQUIVOCAL):
        notes.append("sets_agree")
    if judged.agreement == "differ" and judged.outcome != "DEPENDS_ON_CRITERIA":
        notes.append("other_set_differs")
    if judged.conclusion_agrees is None and result.conclusion in STATED_CONCLUSION:
        notes.append("conclusion_stated")
    named = named_sets(result.criteria, tables)
    by_gene_test = judged.outcome in ("NEG_BY_GENE_TEST", "NEG_AFTER_ISH", "MUTATION_ONLY")
    checks = {
        "low_tumour_content": bool(result.low_tumour_content) and by_gene_test,
        "low_tumour_content_any": bool(result.low_tumour_content) and not by_gene_test,
        "not_sufficient_but_stated": result.adequate is False and judged.outcome != "INSUFFICIENT",
        "mutation": bool(result.mutation) and judged.outcome != "MUTATION_ONLY",
        "vus": bool(result.vus),
        "ngs_copies": result.ngs_copies is not None,
        "intense_complete": result.percent_intense_complete is not None,
        "copies_alone": result.copies is not None and inputs.values.get("ratio") is None,
        "blood_missed": result.ctdna_call == "not amplified" and category == POSITIVE,
        "blood_amplified": result.ctdna_call == "amplified" and category not in (POSITIVE, DISCORDANT),
        "ngs_without_ish": judged.outcome == "POS_BY_GENE_TEST" and inputs.values.get("score") in ("2+", "3+"),
        "ras_mutated": category == POSITIVE and ras_state(result.ras) == "mutated",
        "ras_not_read": category == POSITIVE and ras_state(result.ras) is None,
        "pending": bool(result.pending),
        "unclear": bool(result.unclear),
        "protein_not_read": judged.outcome in ("POS_BY_GENE_TEST", "NEG_BY_GENE_TEST") and result.ihc is None,
        "breast_rules_named": any(found.kind == "refused" for found in named),
        "criteria_not_recognised": bool(result.criteria) and not named,
        "cancer_not_recognised": bool(result.cancer) and cancer_kind(result, tables) is None,
        "negative_has_limits": category == NEGATIVE and judged.outcome != "MUTATION_ONLY",
    }
    return [*notes, *(name for name, holds in checks.items() if holds)]


def _cut_off_notes(
    inputs: Inputs, sets: tuple[Criteria, ...], walks: list[tuple[Rule, ...]], tables: Tables
) -> Iterator[str]:
    for criteria, rules in zip(sets, walks, strict=True):
        stain = tables.reading.tables["stain"].conclude(inputs.values)[1]
        known = {**inputs.values, "stain": stain}
        by_table = {"protein": rules[1], "ish": rules[2]}
        for name, rule in by_table.items():
            table = criteria.tables[name]
            for number in (i for i in rule.when if i in table.inputs and table.inputs[i].is_number):
                if table.at_cut_off(known, number):
                    yield "exactly_at_cut_off"
        for number, (low, high) in criteria.near.get("ish", {}).items():
            value = inputs.values.get(number)
            if isinstance(value, float) and low <= value <= high:
                yield "close_to_cut_off"
