"""Reads invented reports, messages and texts that only look like results, and checks every value and its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.load import read_yaml
from bot.interpreter.report import read_report

REPORTS = read_yaml(Path(__file__).with_name("reports.yml"))
ALWAYS_CHECKED = (
    "ihc", "percent", "percent_intense_complete", "ratio", "copies", "cep17", "percent_cells_amplified", "ish",
    "ngs_call", "ngs_copies", "ctdna_call", "mutation", "vus", "ras", "braf", "mmr",
)  # fmt: skip
LISTS = ("pending", "not_done")


def test_there_are_enough_reports_to_mean_something() -> None:
    assert len(REPORTS) >= 120


@pytest.mark.parametrize("report", REPORTS, ids=lambda r: " ".join(r["text"].split())[:70])
def test_a_report_is_read_as_a_pathologist_would(report: dict) -> None:
    reading = read_report(report["text"])
    expected = dict.fromkeys(ALWAYS_CHECKED) | report["values"]
    read = {field: getattr(reading.result, field) for field in expected}
    assert read == {field: tuple(v) if field in LISTS else v for field, v in expected.items()}
    assert set(report.get("unclear", ())) <= {u.field for u in reading.unclear}


@pytest.mark.parametrize("report", REPORTS, ids=lambda r: " ".join(r["text"].split())[:70])
def test_every_value_says_where_it_was_read(report: dict) -> None:
    text = report["text"]
    reading = read_report(text)
    for field in reading.result.stated():
        if field in ("decimals", "unclear"):
            continue
        start, end = reading.spans[field]
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip()
