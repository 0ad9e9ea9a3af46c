"""Proofs over the full product of what a report can state, as far as any rule can tell two reports apart."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import Any, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.interpreter.explain import as_json, as_text
from bot.interpreter.interpret import decide, interpret
from bot.interpreter.load import load_tables
from bot.interpreter.outcomes import CATEGORIES, NEGATIVE, POSITIVE
from bot.interpreter.tables import Tables
from bot.interpreter.values import CALLS, INTENSITIES, ISH_CALLS, SCORES, ReportedResult
from bot.paths import KNOWLEDGE

SETS = (None, "gastric_type", "heracles")

PROTEIN: dict[str, tuple[Any, ...]] = {
    "ihc": (None, *SCORES),
    "intensity": (None, *INTENSITIES),
    "percent": (None, 5.0, 10.0, 30.0, 50.0),
    "specimen_kind": (None, "resection", "biopsy", "cytology"),
    "cluster_ge5": (None, True, False),
}
GENE: dict[str, tuple[Any, ...]] = {
    "ish": (None, *ISH_CALLS),
    "ratio": (None, 1.5, 2.4),
    "percent_cells_amplified": (None, 30.0, 70.0),
    "copies": (None, 4.0, 8.0),
    "ngs_call": (None, *CALLS),
    "ctdna_call": (None, *CALLS),
    "adequate": (None, False),
    "conclusion": (None, "positive", "negative", "equivocal"),
}
GENE_CONTEXTS: tuple[dict[str, Any], ...] = (
    {},
    {"ish": "amplified"},
    {"ish": "not amplified"},
    {"ratio": 2.4, "percent_cells_amplified": 30.0},
    {"ratio": 1.5, "copies": 8.0},
    {"ngs_call": "amplified"},
    {"ngs_call": "not amplified"},
    {"ctdna_call": "amplified"},
)
PROTEIN_CONTEXTS: tuple[dict[str, Any], ...] = (
    {},
    {"ihc": "2+", "percent": 30.0},
    {"ihc": "3+", "percent": 5.0},
    {"intensity": "strong"},
)
HELD = ("ihc", "ish", "ngs_call", "ctdna_call", "conclusion")
"""What a laboratory itself scored, called or concluded."""


@lru_cache(maxsize=1)
def loaded() -> Tables:
    return load_tables(KNOWLEDGE)


def combinations(fields: dict[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    for values in product(*fields.values()):
        yield {name: value for name, value in zip(fields, values, strict=True) if value is not None}


def grid(
    fields: dict[str, tuple[Any, ...]], context: dict[str, Any], criteria: str | None
) -> dict[tuple[tuple[str, Any], ...], str]:
    """Decide every combination of the fields within one context."""
    tables = loaded()
    return {
        tuple(values.items()): decide(ReportedResult(**{**context, **values}), tables, criteria)
        for values in combinations(fields)
    }


def assert_monotone(found: dict[tuple[tuple[str, Any], ...], str], context: dict[str, Any]) -> None:
    """A value that is added never turns positive into negative or the reverse.

    A mutation alone says nothing of extra copies unless a gene test does, so MUTATION_ONLY is left out here.
    """
    for key, outcome in found.items():
        for position in range(len(key)):
            fewer = key[:position] + key[position + 1 :]
            before, after = found[fewer], outcome
            categories = {CATEGORIES[before], CATEGORIES[after]}
            assert categories != {POSITIVE, NEGATIVE}, f"{context} {dict(fewer)} {before} -> {dict(key)} {after}"


def assert_held_is_never_undefined(found: dict[tuple[tuple[str, Any], ...], str], context: dict[str, Any]) -> None:
    for key, outcome in found.items():
        if outcome == "UNDEFINED":
            assert not set(HELD) & {*dict(key), *context}, f"{context} {dict(key)} holds a laboratory's own word"


@pytest.mark.parametrize("criteria", SETS)
@pytest.mark.parametrize("context", GENE_CONTEXTS, ids=str)
def test_protein_values_never_reverse_a_result_nor_leave_a_score_undefined(
    context: dict[str, Any], criteria: str | None
) -> None:
    found = grid(PROTEIN, context, criteria)
    assert_monotone(found, context)
    assert_held_is_never_undefined(found, context)


@pytest.mark.parametrize("context", PROTEIN_CONTEXTS, ids=str)
def test_gene_values_and_conclusions_never_reverse_a_result_nor_leave_a_call_undefined(context: dict[str, Any]) -> None:
    found = grid(GENE, context, None)
    assert_monotone(found, context)
    assert_held_is_never_undefined(found, context)


def test_every_rule_is_reached_from_a_report(tables: Tables) -> None:
    reached: set[str] = set()
    blood: list[dict[str, Any]] = [{}, {"ctdna_call": "amplified"}, {"ctdna_call": "not amplified"}]
    genes = [dict(g) for g in combinations({k: GENE[k] for k in ("ish", "ratio", "copies", "ngs_call")})]
    genes += [
        {"ratio": r, "percent_cells_amplified": c, **x}
        for r in (None, 2.4)
        for c in (30.0, 70.0)
        for x in ({}, {"ish": "amplified"}, {"ish": "not amplified"})
    ]
    some = [{"ihc": s} for s in SCORES] + [{"ihc": "3+", "percent": 30.0}, {"ihc": "3+", "percent": 5.0}]
    some += [{"intensity": "strong"}, {"ihc": "3+", "intensity": "faint"}, {}]
    cases = [*combinations(PROTEIN)]
    cases += [{**p, **g, "adequate": a} for p in some for g in genes for a in (None, False)]
    cases += [
        {**p, **b, **m}
        for p in (*some, {"copies": 9.0}, {"adequate": False}, {"ngs_call": "not amplified"}, {"percent": 3.0})
        for b in blood
        for m in ({}, {"mutation": "S310F"})
    ]
    for values in cases:
        reached.update(interpret(ReportedResult(**values), tables).rules)
    for criteria in (*tables.result_sets,):
        for name, table in (*criteria.tables.items(), *tables.reading.tables.items()):
            missing = {f"{criteria.id}.{rule.id}" for rule in table.rules} - reached
            # HERACLES has no "open", gastric-type no "confirm": those shared rows belong to one set each.
            shared = {f"heracles.{r}" for r in ("T9",)} | {f"gastric_type.{r}" for r in ("T5", "T6", "T7", "T8")}
            assert missing <= shared, f"{criteria.id} {name}: {sorted(missing)}"


# -- Property tests: no input whatever raises

WORDS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(["3+", "heracles", "gastric", "breast", "colon", "S310F", "KRAS G12D", "wild-type"]),
)
NUMBERS = st.one_of(
    st.none(),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(min_value=-(10**400), max_value=10**400),
    st.sampled_from([0.0, 1.99, 2.0, 10.0, 50.0, 100.0]),
)
SWITCH = st.one_of(st.none(), st.booleans())


def one_of(*values: str) -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), st.sampled_from(values), st.text(max_size=5))


RESULTS = st.builds(
    ReportedResult,
    cancer=WORDS,
    specimen=WORDS,
    specimen_kind=one_of("resection", "biopsy", "cytology"),
    criteria=WORDS,
    ihc=one_of(*SCORES),
    intensity=one_of(*INTENSITIES),
    percent=NUMBERS,
    percent_intense_complete=NUMBERS,
    pattern=WORDS,
    cluster_ge5=SWITCH,
    ratio=NUMBERS,
    copies=NUMBERS,
    cep17=NUMBERS,
    percent_cells_amplified=NUMBERS,
    ish=one_of(*ISH_CALLS),
    ngs_call=one_of(*CALLS),
    ngs_copies=NUMBERS,
    ctdna_call=one_of(*CALLS),
    mutation=WORDS,
    vus=WORDS,
    ras=WORDS,
    braf=WORDS,
    mmr=WORDS,
    conclusion=one_of("positive", "negative", "equivocal"),
    adequate=SWITCH,
    low_tumour_content=SWITCH,
    pending=st.lists(st.text(max_size=4), max_size=2).map(tuple),
    unclear=st.lists(st.text(max_size=4), max_size=2).map(tuple),
    decimals=st.dictionaries(st.sampled_from(["ratio", "copies", "cep17"]), st.integers(-3, 400), max_size=3),
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(result=RESULTS, criteria=WORDS)
def test_no_input_whatever_raises(result: ReportedResult, criteria: str | None) -> None:
    tables = loaded()
    found = interpret(result, tables, criteria)
    assert found.category == CATEGORIES[found.outcome]
    assert decide(result, tables, criteria) == found.outcome
    assert as_text(found, tables)
    assert as_json(found, tables)["outcome"] == found.outcome


@settings(max_examples=150, deadline=None, derandomize=True)
@given(result=RESULTS, data=st.data())
def test_leaving_a_known_value_out_never_reverses_a_result(result: ReportedResult, data: st.DataObject) -> None:
    tables = loaded()
    stated = {name: value for name, value in result.stated().items() if name not in ("mutation", "vus", "cancer")}
    if not stated:
        return
    dropped = data.draw(st.sampled_from(sorted(stated)))
    fewer = {name: value for name, value in stated.items() if name != dropped}
    before, after = (CATEGORIES[decide(ReportedResult(**v), tables)] for v in (fewer, stated))
    assert {before, after} != {POSITIVE, NEGATIVE}, (dropped, stated)
