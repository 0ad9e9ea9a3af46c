"""Every decision of every edition is written down; a change shows as a readable diff."""

from __future__ import annotations

import pytest

from bot.interpreter.tables import Tables
from tests.interpreter.write_golden import GOLDEN, files


@pytest.fixture(scope="module")
def written(tables: Tables) -> dict[str, str]:
    return files(tables)


def test_there_is_one_golden_file_for_each_edition_and_none_left_over(written: dict[str, str]) -> None:
    assert {path.name for path in GOLDEN.glob("*.txt")} == set(written)


def test_the_decisions_are_those_that_were_reviewed(written: dict[str, str]) -> None:
    changed = [name for name, text in written.items() if (GOLDEN / name).read_text("utf-8") != text]
    assert changed == [], "read the diff of: .venv/bin/python -m tests.interpreter.write_golden"


def test_what_ends_undefined_holds_no_score_or_call() -> None:
    text = (GOLDEN / "undefined.txt").read_text("utf-8")
    assert "UNDEFINED" in text
    assert not [word for word in ("ihc:", "ish:", "ngs_call:", "ctdna_call:", "conclusion:") if word in text]
