"""Rasa's own commands work on the project as people who know Rasa expect."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.paths import MODEL, ROOT
from tests.model.http_client import start

RASA = str(Path(sys.executable).parent / "rasa")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    process = start(RASA, *arguments)
    said, _ = process.communicate(timeout=300)
    return subprocess.CompletedProcess(arguments, process.returncode, said)


def test_the_data_is_valid() -> None:
    done = run("data", "validate")
    assert done.returncode == 0, done.stdout[-3000:]
    assert "No story structure conflicts found" in done.stdout
    assert "You either need to add a response phrase" not in done.stdout


def story_test(stories: Path, out: Path) -> subprocess.CompletedProcess[str]:
    model = ("--model", str(MODEL), "--out", str(out), "--no-plot", "--fail-on-prediction-errors")
    return run("test", "core", "--stories", str(stories), *model)


@pytest.mark.usefixtures("agent")
def test_the_stories_hold(tmp_path) -> None:
    done = story_test(ROOT / "tests" / "rasa", tmp_path)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.usefixtures("agent")
def test_a_wrong_story_would_be_noticed(tmp_path) -> None:
    story = (ROOT / "tests" / "rasa" / "test_stories.yml").read_text("utf-8")
    wrong = tmp_path / "test_wrong.yml"
    wrong.write_text(story.replace("action_sources", "action_safety"), "utf-8")
    assert story_test(wrong, tmp_path).returncode != 0
