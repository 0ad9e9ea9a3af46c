"""`python -m bot read`: a file or standard input in, values with their places and their meaning out."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path

import pytest

from bot.interpreter import read_command

OPEN = {"outcome": None, "category": None, "why": []}


@pytest.fixture(autouse=True)
def _without_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_command, "_meaning", lambda: lambda result: dict(OPEN))


def read(*words: str) -> int:
    top = argparse.ArgumentParser()
    read_command.add_command(top.add_subparsers())
    args = top.parse_args(["read", *words])
    return int(args.run(args))


def test_a_file_is_shown_value_by_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.txt"
    report.write_text("HER2 IHC: 2+ in <10 % of cells", "utf-8")
    assert read(str(report)) == 0
    shown = capsys.readouterr().out
    assert 'ihc: 2+   <- "2+" at 10' in shown
    assert 'not used, percent: "<10 %"' in shown


def test_json_holds_values_and_places(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("HER2/CEP17 ratio 3,4"))
    assert read("--json") == 0
    row = json.loads(capsys.readouterr().out)
    assert row["values"]["ratio"] == 3.4
    assert row["values"]["ihc"] is None
    assert row["spans"] == {"ratio": [17, 20]}


def test_many_reports_come_back_line_by_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = '{"id": "a", "text": "HER2 3+"}\n\n{"id": "b", "text": "KRAS G12D"}\n'
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    assert read("-", "--jsonl") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(r["id"], r["values"]["ihc"], r["values"]["ras"]) for r in rows] == [
        ("a", "3+", None),
        ("b", None, "KRAS G12D"),
    ]
    assert all({"values", "spans", "outcome", "category", "why"} <= r.keys() for r in rows)


def test_what_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert read("/nowhere/report.txt") == 1
    assert "/nowhere/report.txt" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 1}\n'))
    assert read("--jsonl") == 1
    assert "line 1" in capsys.readouterr().err
