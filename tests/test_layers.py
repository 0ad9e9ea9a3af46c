"""The parts that need no Rasa never reach it, so that they can be tested and understood without it."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Iterator

import pytest

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("rasa", "rasa_sdk", "sanic", "tensorflow", "keras")
FREE = ("bot.content", "bot.safety", "bot.understanding", "bot.answering", "bot.interpreter", "bot.clinic")
RASA_AT_ONCE = ("bot.nlu", "bot.channels", "bot.runtime")
RASA_WHEN_CALLED = (*RASA_AT_ONCE, "bot.terminal")


@dataclass(frozen=True)
class Import:
    """One module imported by another; `lazy` inside a function or for type checking only."""

    by: str
    of: str
    line: int
    lazy: bool

    def __str__(self) -> str:
        return f"{self.by}:{self.line} imports {self.of}"


def modules(package: str) -> dict[str, Path]:
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


def read_imports(name: str, path: Path) -> Iterator[Import]:
    """List what a module imports, wherever in its code."""
    is_package = path.name == "__init__.py"

    def names(node: ast.stmt) -> list[str]:
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names]
        assert isinstance(node, ast.ImportFrom)
        base = node.module or ""
        if node.level:
            parts = name.split(".")
            above = parts[: len(parts) - node.level + is_package]
            base = ".".join([*above, *([node.module] if node.module else [])])
        return [base, *(f"{base}.{alias.name}" for alias in node.names)]

    def walk(node: ast.AST, lazy: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.Import, ast.ImportFrom)):
                yield from (Import(name, of, child.lineno, lazy) for of in names(child))
            inside = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            typing_only = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
            yield from walk(child, lazy or inside or typing_only)

    yield from walk(ast.parse(path.read_text("utf-8")), False)


@lru_cache(maxsize=1)
def imports() -> tuple[Import, ...]:
    return tuple(
        found
        for package in ("bot", "actions")
        for name, path in modules(package).items()
        for found in read_imports(name, path)
    )


def belongs(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def test_the_import_graph_is_read_whole():
    seen = {(found.by, found.of) for found in imports()}
    assert ("bot.content.store", "bot.content.models") in seen
    assert ("bot.nlu.terms", "rasa.engine.graph") in seen
    assert ("actions.base", "rasa_sdk") in seen
    assert {"bot.clinic", "bot.paths", "bot.__main__"} <= set(modules("bot"))


def test_lazy_and_relative_imports_are_seen(tmp_path):
    path = tmp_path / "sample.py"
    path.write_text(
        "import os\nfrom .near import thing\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import rasa\n"
        "def f():\n    from rasa.core import agent\n"
    )
    found = {(i.of, i.lazy) for i in read_imports("bot.some.sample", path)}
    assert {("os", False), ("bot.some.near.thing", False), ("rasa", True), ("rasa.core.agent", True)} <= found


@pytest.mark.parametrize("package", FREE)
def test_a_rasa_free_part_exists(package):
    assert any(belongs(name, (package,)) for name in modules("bot"))


def test_rasa_free_parts_import_nothing_heavy_not_even_lazily():
    assert [str(i) for i in imports() if belongs(i.by, FREE) and belongs(i.of, HEAVY)] == []


def test_rasa_free_parts_import_only_each_other_and_the_paths():
    ours = set(modules("bot"))
    reached = [i for i in imports() if belongs(i.by, FREE) and i.of in ours and i.of != "bot"]
    assert reached
    assert [str(i) for i in reached if not belongs(i.of, (*FREE, "bot.paths"))] == []


def test_only_components_channels_and_the_server_import_rasa():
    found = [i for i in imports() if i.by.startswith("bot") and belongs(i.of, HEAVY)]
    assert found
    assert [str(i) for i in found if not belongs(i.by, RASA_WHEN_CALLED)] == []


def test_the_terminal_and_the_command_line_import_rasa_only_when_called():
    eager = [i for i in imports() if i.by.startswith("bot") and belongs(i.of, HEAVY) and not i.lazy]
    assert [str(i) for i in eager if not belongs(i.by, RASA_AT_ONCE)] == []


def test_nothing_in_the_project_imports_tensorflow_itself():
    assert [str(i) for i in imports() if belongs(i.of, ("tensorflow", "keras"))] == []


def test_the_bot_never_imports_its_actions():
    assert [str(i) for i in imports() if belongs(i.by, ("bot",)) and belongs(i.of, ("actions",))] == []


def test_content_does_not_know_who_answers():
    above = ("bot.answering", "bot.nlu", "bot.channels", "bot.runtime", "bot.terminal")
    assert [str(i) for i in imports() if belongs(i.by, ("bot.content",)) and belongs(i.of, above)] == []


def test_red_flags_are_found_without_the_classifier():
    below = ("bot.understanding", "bot.answering", "bot.content.store", "bot.content.build")
    assert [str(i) for i in imports() if belongs(i.by, ("bot.safety",)) and belongs(i.of, below)] == []


def test_importing_every_rasa_free_module_loads_nothing_heavy():
    names = [name for name in modules("bot") if belongs(name, FREE)]
    code = (
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        f"print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
