"""What single results mean: cut-offs on both sides, tests that disagree, and the report's own conclusion."""

from __future__ import annotations

from typing import Any

import pytest

from bot.interpreter.interpret import Interpretation, interpret, ras_state
from bot.interpreter.outcomes import CATEGORIES
from bot.interpreter.tables import Tables
from bot.interpreter.values import ReportedResult
from bot.paths import KNOWLEDGE

H, G = "heracles", "gastric_type"


def read(tables: Tables, using: str | None = None, /, **values: Any) -> Interpretation:
    return interpret(ReportedResult(**values), tables, using)


def of_set(found: Interpretation, name: str) -> str:
    return next(reading.outcome for reading in found.sets if reading.set == name)


# -- Boundaries: one row a case, criteria set, values, what that set says


@pytest.mark.parametrize(
    ("criteria", "values", "outcome"),
    [
        # HERACLES, Valtorta 2015, Table 3
        (H, {"ihc": "3+", "percent": 10}, "NEG"),
        (H, {"ihc": "3+", "percent": 10.1}, "NEEDS_CONFIRM"),
        (H, {"ihc": "3+", "percent": 49.9}, "NEEDS_CONFIRM"),
        (H, {"ihc": "3+", "percent": 50}, "POS"),
        (H, {"ihc": "2+", "percent": 49.9}, "NEG"),
        (H, {"ihc": "2+", "percent": 50}, "EQUIVOCAL_NEEDS_ISH"),
        (H, {"ihc": "2+", "percent": 50.1}, "EQUIVOCAL_NEEDS_ISH"),
        (H, {"ihc": "2+", "percent": 60, "ratio": 1.99}, "NEG_AFTER_ISH"),
        (H, {"ihc": "2+", "percent": 60, "ratio": 2.0}, "POS_AFTER_ISH"),
        (H, {"ihc": "2+", "percent": 60, "ratio": 2.0, "percent_cells_amplified": 50}, "POS_AFTER_ISH"),
        (H, {"ihc": "2+", "percent": 60, "ratio": 2.0, "percent_cells_amplified": 49.9}, "NEG_AFTER_ISH"),
        (H, {"ihc": "2+", "percent": 60, "ratio": 1.99, "percent_cells_amplified": 50}, "NEG_AFTER_ISH"),
        (H, {"ihc": "3+", "percent": 30, "ish": "amplified"}, "POS_AFTER_ISH"),
        (H, {"ihc": "3+", "percent": 30, "ish": "not amplified"}, "DISCORDANT_REVIEW"),
        (H, {"ihc": "2+", "percent": 30, "ish": "amplified"}, "DISCORDANT_REVIEW"),
        (H, {"ihc": "3+", "percent": 80, "specimen_kind": "biopsy"}, "POS"),
        # gastric-type, resection
        (G, {"ihc": "3+", "percent": 9.9, "specimen_kind": "resection"}, "NEG"),
        (G, {"ihc": "3+", "percent": 10, "specimen_kind": "resection"}, "POS"),
        (G, {"ihc": "2+", "percent": 9.9, "specimen_kind": "resection"}, "NEG"),
        (G, {"ihc": "2+", "percent": 10, "specimen_kind": "resection"}, "EQUIVOCAL_NEEDS_ISH"),
        (G, {"intensity": "strong", "percent": 10, "specimen_kind": "resection"}, "POS"),
        (G, {"intensity": "weak_moderate", "percent": 10, "specimen_kind": "resection"}, "EQUIVOCAL_NEEDS_ISH"),
        (G, {"intensity": "faint", "percent": 90, "specimen_kind": "resection"}, "NEG"),
        (G, {"intensity": "strong", "specimen_kind": "resection"}, "UNDEFINED"),
        # gastric-type, biopsy: a cluster of 5 cells, whatever the share
        (G, {"ihc": "3+", "cluster_ge5": False, "specimen_kind": "biopsy"}, "NEG"),
        (G, {"ihc": "3+", "cluster_ge5": True, "specimen_kind": "biopsy"}, "POS"),
        (G, {"ihc": "3+", "percent": 2, "cluster_ge5": True, "specimen_kind": "biopsy"}, "POS"),
        (G, {"ihc": "2+", "percent": 2, "cluster_ge5": True, "specimen_kind": "biopsy"}, "EQUIVOCAL_NEEDS_ISH"),
        (G, {"ihc": "3+", "percent": 20, "cluster_ge5": False, "specimen_kind": "biopsy"}, "NEEDS_CONFIRM"),
        # gastric-type, specimen not known: an answer only where both columns agree
        (G, {"ihc": "3+", "percent": 10}, "POS"),
        (G, {"ihc": "3+", "percent": 9.9}, "NEEDS_CONFIRM"),
        (G, {"intensity": "strong", "percent": 9.9}, "UNDEFINED"),
        (G, {"intensity": "strong", "percent": 9.9, "cluster_ge5": False}, "NEG"),
        # a ratio below 2.0 with many copies is a grey zone for bowel cancer
        (G, {"ihc": "2+", "ratio": 1.6, "copies": 5.99}, "NEG_AFTER_ISH"),
        (G, {"ihc": "2+", "ratio": 1.6, "copies": 6.0}, "NEEDS_CONFIRM"),
        (G, {"ihc": "2+", "ratio": 1.6, "copies": 6.01}, "NEEDS_CONFIRM"),
        (G, {"ratio": 1.6, "copies": 6.01}, "UNDEFINED"),
    ],
)
def test_each_cut_off_decides_as_its_source_says(
    tables: Tables, criteria: str, values: dict[str, Any], outcome: str
) -> None:
    assert of_set(read(tables, criteria, **values), criteria) == outcome


@pytest.mark.parametrize(
    ("values", "notes"),
    [
        ({"ihc": "3+"}, {"assumed_percent"}),
        ({"ihc": "3+", "percent": 80, "ratio": 1.9}, {"close_to_cut_off"}),
        ({"ihc": "2+", "percent": 80, "ratio": 2.0}, {"close_to_cut_off", "exactly_at_cut_off"}),
        ({"ihc": "2+", "percent": 50, "criteria": "HERACLES"}, {"exactly_at_cut_off"}),
        ({"ihc": "2+", "percent": 80, "ratio": 2.4}, {"assumed_cells"}),
        ({"ngs_call": "amplified", "ngs_copies": 24}, {"ngs_copies", "protein_not_read"}),
        ({"ihc": "3+", "ras": "KRAS G12D"}, {"ras_mutated"}),
        ({"ihc": "3+"}, {"ras_not_read"}),
        ({"ihc": "3+", "percent_intense_complete": 40}, {"intense_complete"}),
        ({"ngs_call": "not amplified", "low_tumour_content": True}, {"low_tumour_content"}),
        ({"ihc": "3+", "ctdna_call": "not amplified"}, {"blood_missed"}),
        ({"ihc": "1+", "mutation": "S310F"}, {"mutation"}),
        ({"ihc": "3+", "cancer": "colon", "criteria": "ASCO/CAP 2018 breast"}, {"breast_rules_named"}),
        ({"copies": 12.4, "cep17": 2.0, "ihc": "2+"}, {"ratio_from_counts"}),
    ],
)
def test_what_was_assumed_or_needs_care_is_said(tables: Tables, values: dict[str, Any], notes: set[str]) -> None:
    assert notes <= {note.id for note in read(tables, **values).notes}


def test_a_share_far_from_every_cut_off_is_not_called_exact(tables: Tables) -> None:
    assert "exactly_at_cut_off" not in {n.id for n in read(tables, ihc="1+", percent=10).notes}


# -- What the laboratory states, and tests together


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({}, "NOT_TESTED"),
        ({"pending": ("ish",)}, "NOT_TESTED"),
        ({"ihc": "0"}, "NEG"),
        ({"ihc": "1+"}, "NEG"),
        ({"ihc": "2+"}, "EQUIVOCAL_NEEDS_ISH"),
        ({"ihc": "3+"}, "POS"),
        ({"ihc": "2+", "percent": 60, "ratio": 2.4}, "POS_AFTER_ISH"),
        ({"ihc": "2+", "ish": "not amplified"}, "NEG_AFTER_ISH"),
        ({"ihc": "2+", "ish": "indeterminate"}, "INSUFFICIENT"),
        ({"ihc": "2+", "adequate": False}, "INSUFFICIENT"),
        ({"adequate": False}, "INSUFFICIENT"),
        ({"ihc": "3+", "adequate": False}, "POS"),
        ({"ihc": "1+", "adequate": False}, "NEG"),
        ({"ngs_call": "not amplified", "adequate": False}, "INSUFFICIENT"),
        ({"ngs_call": "not amplified", "low_tumour_content": True}, "NEG_BY_GENE_TEST"),
        ({"ish": "amplified"}, "POS_BY_GENE_TEST"),
        ({"ratio": 2.4}, "POS_BY_GENE_TEST"),
        ({"ish": "not amplified"}, "NEG_BY_GENE_TEST"),
        ({"ngs_call": "amplified"}, "POS_BY_GENE_TEST"),
        ({"ngs_call": "equivocal"}, "EQUIVOCAL_NEEDS_ISH"),
        ({"ngs_copies": 24}, "UNDEFINED"),
        ({"copies": 14}, "UNDEFINED"),
        ({"percent": 40}, "UNDEFINED"),
        ({"ctdna_call": "amplified"}, "POS_BLOOD_ONLY"),
        ({"ctdna_call": "not amplified"}, "NEEDS_CONFIRM"),
        ({"ctdna_call": "not amplified", "ihc": "3+"}, "POS"),
        ({"ctdna_call": "amplified", "ihc": "1+"}, "DISCORDANT_REVIEW"),
        ({"mutation": "S310F"}, "MUTATION_ONLY"),
        ({"vus": "R678Q"}, "MUTATION_ONLY"),
        ({"mutation": "S310F", "ngs_call": "not amplified"}, "MUTATION_ONLY"),
        ({"mutation": "S310F", "ngs_call": "amplified"}, "POS_BY_GENE_TEST"),
        ({"ihc": "3+", "ish": "not amplified"}, "DISCORDANT_REVIEW"),
        ({"ihc": "3+", "ngs_call": "not amplified"}, "DISCORDANT_REVIEW"),
        ({"ihc": "0", "ish": "amplified"}, "DISCORDANT_REVIEW"),
        ({"ihc": "1+", "ngs_call": "amplified"}, "DISCORDANT_REVIEW"),
        ({"ish": "amplified", "ngs_call": "not amplified"}, "DISCORDANT_REVIEW"),
        ({"ish": "amplified", "ratio": 1.4}, "DISCORDANT_REVIEW"),
        ({"ish": "not amplified", "ratio": 3.1}, "DISCORDANT_REVIEW"),
        ({"ihc": "3+", "intensity": "faint"}, "DISCORDANT_REVIEW"),
        ({"ihc": "0", "intensity": "strong", "percent": 60}, "DISCORDANT_REVIEW"),
        ({"ihc": "3+", "percent": 8, "specimen_kind": "resection"}, "DISCORDANT_REVIEW"),
        ({"ihc": "3+", "percent": 8, "criteria": "HERACLES"}, "DISCORDANT_REVIEW"),
        ({"ihc": "2+", "ngs_call": "amplified"}, "POS_BY_GENE_TEST"),
        ({"ihc": "2+", "ngs_call": "not amplified"}, "EQUIVOCAL_NEEDS_ISH"),
    ],
)
def test_tests_are_read_together(tables: Tables, values: dict[str, Any], outcome: str) -> None:
    assert read(tables, **values).outcome == outcome


# -- Criteria sets


@pytest.mark.parametrize(
    ("values", "gastric", "heracles"),
    [
        ({"ihc": "3+", "percent": 20}, "POS", "NEEDS_CONFIRM"),
        ({"ihc": "2+", "percent": 30}, "EQUIVOCAL_NEEDS_ISH", "NEG"),
        ({"ihc": "3+", "percent": 10, "specimen_kind": "resection"}, "POS", "NEG"),
        ({"ratio": 2.4, "percent_cells_amplified": 30}, "POS_BY_GENE_TEST", "NEG_BY_GENE_TEST"),
    ],
)
def test_sets_that_differ_are_both_shown_and_the_answer_depends_on_them(
    tables: Tables, values: dict[str, Any], gastric: str, heracles: str
) -> None:
    found = read(tables, **values)
    assert (found.outcome, found.agreement) == ("DEPENDS_ON_CRITERIA", "differ")
    assert (of_set(found, G), of_set(found, H)) == (gastric, heracles)
    assert "criteria" in {missing.field for missing in found.missing}


def test_sets_that_agree_are_said_to_agree(tables: Tables) -> None:
    found = read(tables, ihc="3+", percent=80)
    assert (found.outcome, found.agreement) == ("POS", "agree")
    assert "sets_agree" in {note.id for note in found.notes}


@pytest.mark.parametrize("named", ["HERACLES", "HERACLES diagnostic criteria (Valtorta)", "heracles"])
def test_a_set_that_the_report_names_is_the_only_one_used(tables: Tables, named: str) -> None:
    found = read(tables, ihc="2+", percent=30, criteria=named)
    assert (found.outcome, found.agreement, found.named, len(found.sets)) == ("NEG", "named", H, 1)


def test_a_report_that_names_both_sets_is_read_by_both(tables: Tables) -> None:
    found = read(tables, ihc="2+", percent=30, criteria="gastric-type and HERACLES criteria")
    assert (found.outcome, len(found.sets)) == ("DEPENDS_ON_CRITERIA", 2)
    assert "criteria_not_recognised" not in {note.id for note in found.notes}


def test_bowel_cancer_rules_that_mention_breast_are_still_bowel_cancer_rules(tables: Tables) -> None:
    assert read(tables, ihc="3+", criteria="gastric-type criteria (not breast)").named == G


def test_the_caller_may_pick_a_set(tables: Tables) -> None:
    assert read(tables, G, ihc="2+", percent=30, criteria="HERACLES").outcome == "EQUIVOCAL_NEEDS_ISH"


def test_a_set_that_nobody_knows_is_named_and_both_are_used(tables: Tables) -> None:
    found = read(tables, ihc="3+", criteria="house rules of 1999")
    assert found.outcome == "POS"
    assert "criteria_not_recognised" in {note.id for note in found.notes}


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"cancer": "breast carcinoma", "ihc": "3+"}, "WRONG_CANCER"),
        ({"cancer": "gastric adenocarcinoma", "ihc": "2+"}, "WRONG_CANCER"),
        ({"cancer": "lung", "mutation": "A775_G776insYVMA"}, "WRONG_CANCER"),
        ({"criteria": "ASCO/CAP breast 2018", "ihc": "3+"}, "WRONG_CANCER"),
        ({"cancer": "colorectal", "criteria": "breast", "ihc": "3+"}, "POS"),
        ({"cancer": "Adenocarcinoma of the sigmoid", "criteria": "gastric", "ihc": "3+"}, "POS"),
        ({"cancer": "rectal", "ihc": "3+"}, "POS"),
        ({"cancer": "adenocarcinoma", "ihc": "3+"}, "POS"),
    ],
)
def test_only_bowel_cancer_is_read(tables: Tables, values: dict[str, Any], outcome: str) -> None:
    found = read(tables, **values)
    assert found.outcome == outcome
    assert found.sets == () or outcome != "WRONG_CANCER"


# -- The report's own conclusion


@pytest.mark.parametrize(
    ("values", "outcome", "agrees"),
    [
        ({"conclusion": "positive"}, "POS", None),
        ({"conclusion": "negative"}, "NEG", None),
        ({"conclusion": "equivocal"}, "EQUIVOCAL_NEEDS_ISH", None),
        ({"ihc": "3+", "conclusion": "positive"}, "POS", True),
        ({"ihc": "3+", "conclusion": "negative"}, "MISMATCH_ASK_TEAM", False),
        ({"ihc": "1+", "conclusion": "positive"}, "MISMATCH_ASK_TEAM", False),
        ({"ihc": "2+", "conclusion": "positive"}, "MISMATCH_ASK_TEAM", False),
        ({"ihc": "2+", "ish": "amplified", "conclusion": "equivocal"}, "POS_AFTER_ISH", None),
        # the conclusion shows which rule set the laboratory followed
        ({"ihc": "3+", "percent": 20, "conclusion": "positive"}, "POS", True),
        ({"ihc": "2+", "percent": 30, "conclusion": "negative"}, "NEG", True),
        ({"ihc": "2+", "percent": 30, "conclusion": "positive"}, "MISMATCH_ASK_TEAM", False),
        # or whether the score or the share of cells was meant
        ({"ihc": "3+", "percent": 8, "criteria": "HERACLES", "conclusion": "negative"}, "NEG", True),
        # tests that contradict each other stay a matter for the pathologist
        ({"ihc": "3+", "ish": "not amplified", "conclusion": "positive"}, "DISCORDANT_REVIEW", None),
        # "negative" in blood does not say more than blood can
        ({"ctdna_call": "not amplified", "conclusion": "negative"}, "NEEDS_CONFIRM", None),
        ({"mutation": "S310F", "conclusion": "positive"}, "MISMATCH_ASK_TEAM", False),
        ({"ngs_copies": 24, "conclusion": "positive"}, "POS", None),
    ],
)
def test_the_reports_own_conclusion_is_official_and_a_mismatch_is_flagged(
    tables: Tables, values: dict[str, Any], outcome: str, agrees: bool | None
) -> None:
    found = read(tables, **values)
    assert (found.outcome, found.conclusion_agrees, found.conclusion) == (outcome, agrees, values["conclusion"])
    assert ("conclusion_differs" in {c.id for c in found.conflicts}) == (agrees is False)


# -- Numbers that contradict each other


@pytest.mark.parametrize(
    ("values", "fits"),
    [
        ({"ratio": 13.3, "copies": 25.3, "cep17": 1.9, "decimals": {"copies": 1, "cep17": 1}}, True),
        ({"ratio": 11.7, "copies": 25.3, "cep17": 1.9, "decimals": {"copies": 1, "cep17": 1}}, True),
        ({"ratio": 11.6, "copies": 25.3, "cep17": 1.9, "decimals": {"copies": 1, "cep17": 1}}, False),
        ({"ratio": 15.0, "copies": 25.3, "cep17": 1.9, "decimals": {"copies": 1, "cep17": 1}}, True),
        ({"ratio": 15.2, "copies": 25.3, "cep17": 1.9, "decimals": {"copies": 1, "cep17": 1}}, False),
        ({"ratio": 2.4, "copies": 3.0, "cep17": 2.9, "decimals": {"copies": 1, "cep17": 1}}, False),
        ({"ratio": 2.4}, True),
    ],
)
def test_a_ratio_contradicts_its_counts_only_outside_what_the_decimals_allow(
    tables: Tables, values: dict[str, Any], fits: bool
) -> None:
    found = read(tables, ihc="3+", percent=80, **values)
    assert (found.outcome == "MISMATCH_ASK_TEAM") == (not fits)
    assert ("ratio_contradicts_counts" in {c.id for c in found.conflicts}) == (not fits)


@pytest.mark.parametrize(
    ("copies", "cep17", "outcome"),
    [(12.4, 2.0, "POS_AFTER_ISH"), (2.1, 2.0, "NEG_AFTER_ISH"), (4.1, 2.0, "EQUIVOCAL_NEEDS_ISH")],
)
def test_a_ratio_is_worked_out_only_where_the_counts_leave_no_doubt(
    tables: Tables, copies: float, cep17: float, outcome: str
) -> None:
    printed = {"copies": 1, "cep17": 1}
    assert read(tables, ihc="2+", copies=copies, cep17=cep17, decimals=printed).outcome == outcome


@pytest.mark.parametrize("values", [{"percent": 140}, {"ihc": "5+"}, {"ratio": -1}, {"percent": float("nan")}])
def test_what_a_test_cannot_give_is_named_and_not_used(tables: Tables, values: dict[str, Any]) -> None:
    found = read(tables, **values)
    assert found.outcome == "UNDEFINED"
    assert "value_not_usable" in {c.id for c in found.conflicts}


# -- What is missing


@pytest.mark.parametrize(
    ("values", "deciding", "others"),
    [
        ({"ihc": "2+", "percent": 60}, {"ish"}, set()),
        ({"ihc": "3+", "percent": 80}, set(), set()),
        ({"ihc": "2+", "percent": 30, "criteria": "HERACLES"}, set(), set()),
        ({"ihc": "3+", "percent": 8, "criteria": "gastric"}, set(), {"specimen_kind"}),
    ],
)
def test_what_is_missing_is_what_can_still_change_the_answer(
    tables: Tables, values: dict[str, Any], deciding: set[str], others: set[str]
) -> None:
    missing = read(tables, **values).missing
    assert {m.field for m in missing if m.decides} == deciding
    assert others <= {m.field for m in missing}
    assert (not missing) == (not deciding and not others)


def test_categories_are_those_of_the_one_table(tables: Tables) -> None:
    assert set(tables.outcomes) == set(CATEGORIES)
    assert set(CATEGORIES.values()) == {
        "positive",
        "negative",
        "equivocal",
        "needs more information",
        "discordant",
        "depends on criteria",
        "not colorectal",
    }
    expected = {
        "positive": {"POS", "POS_AFTER_ISH", "POS_BY_GENE_TEST", "POS_BLOOD_ONLY"},
        "negative": {"NEG", "NEG_AFTER_ISH", "NEG_BY_GENE_TEST", "MUTATION_ONLY"},
        "needs more information": {"NEEDS_CONFIRM", "INSUFFICIENT", "UNDEFINED", "NOT_TESTED"},
        "discordant": {"DISCORDANT_REVIEW", "MISMATCH_ASK_TEAM"},
    }
    for category, outcomes in expected.items():
        assert {o for o, c in CATEGORIES.items() if c == category} == outcomes


def test_the_table_of_outcomes_in_the_documentation_is_the_one_in_the_code() -> None:
    lines = (KNOWLEDGE / "outcomes" / "README.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    written = {outcome.strip(" `"): category for outcomes, category, _ in rows for outcome in outcomes.split(",")}
    assert written == CATEGORIES


def test_the_first_question_is_the_score_when_nothing_was_read(tables: Tables) -> None:
    assert [missing.field for missing in read(tables).missing] == ["ihc", "ish"]


def test_a_decisive_value_comes_first_in_what_is_missing(tables: Tables) -> None:
    missing = read(tables, ihc="2+").missing
    assert (missing[0].field, missing[0].decides) == ("ish", True)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("wild-type", "wild-type"),
        ("KRAS and NRAS WT", "wild-type"),
        ("no mutation in KRAS exons 2, 3 and 4", "wild-type"),
        ("not detected", "wild-type"),
        ("KRAS G12D", "mutated"),
        ("KRAS p.Gly12Asp", "mutated"),
        ("NRAS Q61K, KRAS wild-type", "mutated"),
        ("mutated", "mutated"),
        ("pending", None),
        ("", None),
        (None, None),
    ],
)
def test_ras_is_read_as_stated_and_never_assumed(said: str | None, state: str | None) -> None:
    assert ras_state(said) == state
