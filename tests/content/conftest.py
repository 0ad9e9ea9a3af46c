"""A tiny valid knowledge folder, and a desk on which a test may break a copy of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.content.build import build
from bot.content.checks import check
from bot.content.load import Problem, load_knowledge
from bot.content.mentions import Vocabulary
from bot.content.models import Knowledge

HERE = Path(__file__).parent


class Desk:
    """A copy of the tiny knowledge and its phrasings; files are named as under tests/content/knowledge/ or `ask/`."""

    def __init__(self, table: Path) -> None:
        self.root = table / "knowledge"
        self.phrasings = table / "ask"
        shutil.copytree(HERE / "knowledge", self.root)
        shutil.copytree(HERE / "ask", self.phrasings)

    def path(self, file: str) -> Path:
        return self.phrasings.parent / file if file.startswith("ask/") else self.root / file

    def replace(self, file: str, old: str, new: str) -> None:
        text = self.path(file).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        self.path(file).write_text(text.replace(old, new), "utf-8")

    def write(self, file: str, text: str) -> None:
        self.path(file).write_text(text, "utf-8")

    def append(self, file: str, text: str) -> None:
        self.write(file, self.path(file).read_text("utf-8") + text)

    def say(self, text: str, facts: str = "in_between") -> None:
        """Put a sentence in the place of the first one of the long answer of `equivocal`."""
        old = "Labs quote 3 to 5 days for it.\n    facts: [next_test]"
        self.replace("topics/equivocal.yml", old, f"{text}\n    facts: [{facts}, next_test]")

    def line(self, file: str, near: str) -> int:
        lines = self.path(file).read_text("utf-8").splitlines()
        found = [number for number, line in enumerate(lines, start=1) if near in line]
        assert len(found) == 1, f"{near!r} stands on the lines {found} of {file}"
        return found[0]

    def problems(self, release: bool = False) -> list[Problem]:
        return check(self.root, self.phrasings, release)

    def finds_only(self, what: str, file: str, near: str = "", release: bool = False) -> None:
        """Require exactly one problem, in this file, at the line that holds `near` (the first line without it)."""
        found = self.problems(release)
        assert len(found) == 1, "\n".join(map(str, found)) or "no problem found"
        shown = f"{self.phrasings}/{Path(file).name}" if file.startswith("ask/") else f"knowledge/{file}"
        assert (found[0].file, found[0].line) == (shown, self.line(file, near) if near else 1)
        assert what in found[0].what
        assert found[0].do

    def finds_nothing(self) -> None:
        assert self.problems() == []

    def load(self) -> Knowledge:
        return load_knowledge(self.root)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(HERE / "knowledge")


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.read(HERE / "knowledge")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge) -> Path:
    path = tmp_path_factory.mktemp("built") / "knowledge.db"
    build(knowledge, path)
    return path


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    """A store of the tiny knowledge, which a test may break."""
    (tmp_path / "build").mkdir()
    return Path(shutil.copy(built, tmp_path / "build" / "knowledge.db"))
