"""Read the decision tables, the outcome texts and the drug labels, or say everything that is wrong with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Iterator, Mapping

from bot.content.load import ContentError, Folder, Problem, read_decisions
from bot.interpreter.outcomes import CATEGORIES
from bot.interpreter.table import Fault, Table, TableError
from bot.interpreter.tables import Tables, table_of, tables_of

RESULT_TABLES = ("protein", "ish")
READING_TABLES = ("stain", "gene", "tissue", "result")


def load_tables(root: Path) -> Tables:
    """Load and prove everything the interpreter reads.

    Args:
        root: the knowledge folder.

    Raises:
        ContentError: listing every file that does not fit its schema, and every gap or collision of a table.
    """
    tables, problems = load_what_fits(root)
    if problems or tables is None:
        raise ContentError(problems)
    return tables


def load_what_fits(root: Path) -> tuple[Tables | None, list[Problem]]:
    """Load what can be loaded; no tables come back when a part without which nothing can be read is missing.

    Args:
        root: the knowledge folder.
    """
    folder, problems = Folder(root), list[Problem]()
    decisions = read_decisions(folder, problems) or {
        k: {} for k in ("criteria", "outcomes", "outcome_notes", "therapies")
    }
    sound = {}
    for stem, raw in decisions["criteria"].items():
        found = list(_criteria_problems(folder, root / "criteria" / f"{stem}.yml", raw))
        problems += found
        if not found:
            sound[stem] = raw
    tables = tables_of({**decisions, "criteria": sound})
    problems += _missing_parts(folder, tables)
    return (None if problems else tables), sorted(set(problems))


def _criteria_problems(folder: Folder, path: Path, raw: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        date.fromisoformat(raw["edition"])
    except ValueError:
        yield folder.problem(path, ["edition"], f"no such date: {raw['edition']}", "write it as 2015-11-01")
    for name, entry in raw.get("tables", {}).items():
        try:
            table = table_of(name, entry)
        except TableError as error:
            yield folder.problem(path, ["tables", name, *error.keys], error.what, error.do)
            continue
        yield from (_fault(folder, path, table, fault) for fault in table.prove())
    yield from _ids_used_twice(folder, path, raw)
    yield from _unknown_sources(folder, path, raw)


def _fault(folder: Folder, path: Path, table: Table, fault: Fault) -> Problem:
    keys: list[str | int] = ["tables", table.name, "rules"]
    if fault.rules:
        keys.append([rule.id for rule in table.rules].index(fault.rules[-1]))
    do = {
        "gap": "add a rule for it, or widen one",
        "overlap": "narrow one of the two rules",
        "dead": "correct its conditions or remove it",
    }[fault.kind]
    return folder.problem(path, keys, f"table '{table.name}': {fault}", do)


def _ids_used_twice(folder: Folder, path: Path, raw: Mapping[str, Any]) -> list[Problem]:
    seen: set[str] = set()
    problems: list[Problem] = []
    for name, entry in raw.get("tables", {}).items():
        for position, rule in enumerate(entry["rules"]):
            if rule["id"] in seen:
                keys = ["tables", name, "rules", position, "id"]
                problems.append(folder.problem(path, keys, f"rule id {rule['id']} is used twice", "give it another id"))
            seen.add(rule["id"])
    return problems


def _unknown_sources(folder: Folder, path: Path, raw: Mapping[str, Any]) -> list[Problem]:
    return [
        folder.problem(
            path,
            ["tables", name, "rules", position, "source"],
            f"rule {rule['id']}: unknown source '{rule['source']['id']}'",
            "add it under sources/ or correct the id",
        )
        for name, entry in raw.get("tables", {}).items()
        for position, rule in enumerate(entry["rules"])
        if not (folder.root / "sources" / f"{rule['source']['id']}.yml").exists()
    ]


def _missing_parts(folder: Folder, tables: Tables) -> list[Problem]:
    """List what one file names and another would have to hold."""
    problems: list[Problem] = []

    def problem(kind: str, stem: str, what: str, do: str) -> None:
        path = folder.root / kind / f"{stem}.yml"
        problems.append(Problem(folder.shown(path), 1, what, do))

    if not any(c.kind == "reading" for c in tables.criteria.values()):
        problem("criteria", "reading", "there is no set of kind 'reading' that fits", "mend or add it")
    if not any(c.kind == "result" for c in tables.criteria.values()):
        problem("criteria", "", "there is no set of kind 'result' that fits", "mend or add one")
    for criteria in tables.editions.values():
        needed = {"result": RESULT_TABLES, "reading": READING_TABLES}.get(criteria.kind, ())
        for name in (n for n in needed if n not in criteria.tables):
            problem("criteria", criteria.file, f"table '{name}' is missing", "add it")
        for table in criteria.tables.values():
            for rule in table.rules:
                for note in (*rule.notes, *(f"assumed_{name}" for name in rule.assumes)):
                    if note not in tables.notes:
                        problem(
                            "criteria", criteria.file, f"rule {rule.id} needs the note '{note}'", "add it to _notes.yml"
                        )
    for outcome in CATEGORIES:
        if outcome not in tables.outcomes:
            problem("outcomes", outcome.lower(), f"the outcome {outcome} has no text", "add it")
    for label in tables.labels:
        for condition in label.biomarkers:
            criteria_id, name = condition.rule
            if criteria_id not in tables.criteria or name not in tables.criteria[criteria_id].tables:
                what = f"condition '{condition.id}' names the rule {criteria_id}.{name}, which does not exist"
                problem("therapies", label.therapy, what, "name a table of knowledge/criteria/")
    return problems
