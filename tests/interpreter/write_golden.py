"""Write the golden tables: `.venv/bin/python -m tests.interpreter.write_golden`, then read the diff.

One file for each edition of a criteria set, one line for each combination of values that its rules can tell apart; and
`undefined.txt`, the inputs without a laboratory's own score or call that no rule can read.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any, Iterator

from bot.interpreter.interpret import interpret
from bot.interpreter.load import load_tables
from bot.interpreter.table import Table, Value
from bot.interpreter.tables import Criteria, Tables
from bot.interpreter.values import INTENSITIES, ReportedResult
from bot.paths import KNOWLEDGE

GOLDEN = Path(__file__).parent / "golden"

# For undefined.txt: numbers and words that are no laboratory's own score or call.
PROTEIN: dict[str, tuple[Any, ...]] = {
    "intensity": (None, *INTENSITIES),
    "percent": (None, 5.0, 30.0, 80.0),
    "specimen_kind": (None, "resection", "biopsy", "cytology"),
    "cluster_ge5": (None, True, False),
}
GENE: tuple[dict[str, Any], ...] = (
    {},
    {"ratio": 1.5, "copies": 8.0},
    {"copies": 8.0},
    {"percent_cells_amplified": 70.0},
    {"ngs_copies": 12.0},
)

NUMBERS = {name for gene in GENE for name in gene}


def files(tables: Tables) -> dict[str, str]:
    """Build the text of every golden file."""
    editions = {f"{c.file}.txt": _lines(_edition(c)) for c in tables.editions.values() if c.tables}
    return {**editions, "undefined.txt": _lines(_undefined(tables))}


def _edition(criteria: Criteria) -> Iterator[str]:
    yield f"{criteria.title}, edition {criteria.edition}"
    for name, table in criteria.tables.items():
        yield from ("", f"== {name} ==")
        for values in table.combinations():
            rule, then = table.conclude(values)
            shown = "  ".join(f"{key}: {_shown(table, key, value)}" for key, value in values.items())
            yield f"{shown}  ->  {'not known' if then is None else then}  [{rule.id}]"


def _shown(table: Table, key: str, value: Value) -> str:
    if value is None:
        return "-"
    if not isinstance(value, float):
        return str(value)
    edges = table.edges(key)
    if value in edges:
        return f"={value:g}"
    below = [edge for edge in edges if edge < value]
    above = [edge for edge in edges if edge > value]
    return " ".join([*([f">{max(below):g}"] if below else []), *([f"<{min(above):g}"] if above else [])]) or "any"


def _undefined(tables: Tables) -> Iterator[str]:
    yield "Inputs that end as UNDEFINED: no laboratory's own score, call or conclusion, and too little for the rules."
    yield "Listed are the smallest ones and every described staining; the count also holds what adds to these."
    yield "After the arrow: what was not read and could change it; ! marks a value that would decide."
    for criteria in (None, *(c.id for c in tables.result_sets)):
        found: dict[frozenset[tuple[str, Any]], str] = {}
        for protein, gene in product(product(*PROTEIN.values()), GENE):
            values = {k: v for k, v in zip(PROTEIN, protein, strict=True) if v is not None} | gene
            read = interpret(ReportedResult(**values), tables, criteria)
            if read.outcome == "UNDEFINED":
                shown = "  ".join(f"{k}: {v}" for k, v in values.items())
                missing = ", ".join(m.field + ("!" if m.decides else "") for m in read.missing)
                found[frozenset(values.items())] = f"{shown}  ->  {missing}"
        yield from ("", f"== {criteria or 'no rule set named'}: {len(found)} combinations ==")
        for key, line in found.items():
            described = (
                "intensity" in dict(key)
                and {"specimen_kind", "percent"} & set(dict(key))
                and not set(dict(key)) & NUMBERS
            )
            if described or not any(other < key for other in found):
                yield line


def _lines(lines: Iterator[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def main() -> None:
    """Write every golden file and remove those of editions that are gone."""
    wanted = files(load_tables(KNOWLEDGE))
    GOLDEN.mkdir(exist_ok=True)
    for path in GOLDEN.glob("*.txt"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (GOLDEN / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
