"""Drug labels: every condition beside what was read of it, and never a verdict."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from bot.interpreter.explain import as_json, as_text
from bot.interpreter.interpret import interpret
from bot.interpreter.labels import condition_state, label_conditions
from bot.interpreter.tables import Tables
from bot.interpreter.values import ReportedResult

TUC, TDXD = "tucatinib_trastuzumab", "trastuzumab_deruxtecan"


def states(tables: Tables, **values: Any) -> dict[str, str]:
    found = interpret(ReportedResult(**values), tables)
    return {
        f"{label.therapy}.{condition.id}": condition_state(condition, found, tables)
        for label in tables.labels
        if label.region == "us"
        for condition in label.biomarkers
    }


# The biomarker columns of the curators' table of label conditions; history is always left to the team.
@pytest.mark.parametrize(
    ("values", "tuc_her2", "tuc_ras", "tdxd"),
    [
        ({"ihc": "3+", "ras": "wild-type"}, "as named", "as named", "as named"),
        ({"ihc": "3+", "ras": "KRAS G12D"}, "as named", "otherwise", "as named"),
        ({"ihc": "2+", "ish": "amplified", "ras": "wild-type"}, "as named", "as named", "otherwise"),
        ({"ihc": "2+", "ish": "amplified", "ras": "NRAS Q61K"}, "as named", "otherwise", "otherwise"),
        ({"ngs_call": "amplified", "ras": "wild-type"}, "as named", "as named", "not settled"),
        ({"ish": "amplified", "ras": "wild-type"}, "as named", "as named", "not settled"),
        ({"ihc": "3+"}, "as named", "not settled", "as named"),
        ({"ihc": "1+", "ras": "wild-type"}, "otherwise", "as named", "otherwise"),
        ({"ihc": "2+", "ish": "not amplified", "ras": "wild-type"}, "otherwise", "as named", "otherwise"),
        ({"mutation": "S310F", "ras": "wild-type"}, "otherwise", "as named", "not settled"),
        ({"ihc": "2+", "pending": ("ish",)}, "not settled", "not settled", "otherwise"),
        ({"ihc": "3+", "ish": "not amplified"}, "not settled", "not settled", "not settled"),
        ({"ihc": "3+", "percent": 20.0}, "not settled", "not settled", "not settled"),
        ({"ctdna_call": "amplified"}, "not settled", "not settled", "not settled"),
        ({}, "not settled", "not settled", "not settled"),
    ],
)
def test_each_biomarker_condition_is_read_by_the_label_wording(
    tables: Tables, values: dict[str, Any], tuc_her2: str, tuc_ras: str, tdxd: str
) -> None:
    expected = {f"{TUC}.her2": tuc_her2, f"{TUC}.ras": tuc_ras, f"{TDXD}.ihc": tdxd}
    assert states(tables, **values) == expected


def test_conditions_show_what_was_read_in_the_reports_words(tables: Tables) -> None:
    found = interpret(ReportedResult(ihc="2+", ish="amplified", ratio=2.4, ras="KRAS G12D"), tables)
    read = {
        f"{label.therapy}.{c.id}": c.read for label in label_conditions(found, tables, "us") for c in label.biomarkers
    }
    assert read == {
        f"{TUC}.her2": "IHC 2+, ISH amplified, HER2/CEP17 2.4",
        f"{TUC}.ras": "KRAS G12D",
        f"{TDXD}.ihc": "IHC 2+",
    }


def test_treatment_history_is_always_left_to_the_team(tables: Tables) -> None:
    found = interpret(ReportedResult(ihc="3+", ras="wild-type"), tables)
    for label in label_conditions(found, tables, "us"):
        assert label.history
        assert all(condition.read == "" and condition.open for condition in label.history)


@pytest.mark.parametrize("values", [{"ihc": "3+", "ras": "wild-type"}, {"ihc": "1+"}, {"ihc": "2+"}, {}])
@pytest.mark.parametrize("region", ["us", "eu", "uk", "ca", "au", "ie", "jp"])
def test_no_output_holds_a_verdict(tables: Tables, values: dict[str, Any], region: str) -> None:
    found = interpret(ReportedResult(**values), tables)
    labels = label_conditions(found, tables, region)
    shown = as_text(found, tables, labels) + json.dumps(as_json(found, tables, labels)["labels"])
    assert labels
    assert tables.notes["labels_are_not_all"].say in shown
    verdict = r"\b(?:eligib\w+|qualif\w+|you (?:can|may) (?:have|get)|as named|not settled|fits? the label)\b"
    assert not re.search(verdict, shown, re.I)


def test_every_region_has_a_dated_line_for_both_treatments(tables: Tables) -> None:
    for region in ("us", "eu", "uk", "ca", "au", "jp"):
        found = [label for label in tables.labels if label.region == region]
        assert {label.therapy for label in found} == {TUC, TDXD}
        assert all(label.checked_on >= "2026-11-22" and label.says for label in found)


def test_where_nothing_is_approved_no_conditions_are_listed(tables: Tables) -> None:
    for label in tables.labels:
        if label.status in ("not approved for bowel cancer", "not found"):
            assert (label.biomarkers, label.history) == ((), ())
