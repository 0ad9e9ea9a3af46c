"""`python -m bot interpret` says what was read, which rules applied, what is missing, and where the rules come from."""

from __future__ import annotations

import argparse
import json

import pytest

from bot.interpreter.explain import add_command


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_command(parser.add_subparsers())
    args = parser.parse_args(["interpret", *words])
    return int(args.run(args))


def test_the_text_names_outcome_rules_steps_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--ihc", "2+", "--percent", "60", "--ratio", "2.4") == 0
    text = capsys.readouterr().out
    for part in ("POS_AFTER_ISH (positive)", "H4", "GU2", "valtorta_2015", "bartley_2016", "To ask the care team:"):
        assert part in text


def test_json_holds_everything_in_a_structure(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--ihc", "3+", "--percent", "20", "--json", "--region", "us") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["outcome"], found["category"]) == ("DEPENDS_ON_CRITERIA", "depends on criteria")
    assert [s["outcome"] for s in found["criteria"]["sets"]] == ["POS", "NEEDS_CONFIRM"]
    assert {m["field"] for m in found["missing"]} >= {"criteria", "ish"}
    assert found["sources"]
    assert found["labels"]
    assert all(said["facts"] for said in found["says"])


def test_a_set_can_be_picked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--ihc", "3+", "--percent", "20", "--criteria", "heracles", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["outcome"], found["criteria"]["named"]) == ("NEEDS_CONFIRM", "heracles")


def test_an_unknown_set_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--ihc", "3+", "--criteria", "breast") == 2
    assert "gastric_type, heracles" in capsys.readouterr().out


def test_another_persons_result_is_told_in_the_third_person(capsys: pytest.CaptureFixture[str]) -> None:
    run("--ihc", "3+", "--person", "other", "--region", "us")
    text = capsys.readouterr().out
    assert "This person's result" in text
    assert "Your" not in text


def test_nothing_reported_is_said_to_be_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert "NOT_TESTED (needs more information)" in capsys.readouterr().out
