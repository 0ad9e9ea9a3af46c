"""The command `python -m bot read`: report text in, what was read and what it means out."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Callable, Iterator

from bot.interpreter.interpret import interpret
from bot.interpreter.open import open_tables
from bot.interpreter.report import Reading, read_report
from bot.interpreter.values import ReportedResult

Meaning = dict[str, Any]


def add_command(subparsers: Any) -> None:
    """Add `read` to the command line.

    Args:
        subparsers: the object that `add_subparsers` returned.
    """
    command = subparsers.add_parser("read", help="read a pasted report into values and say what they mean")
    command.add_argument("file", nargs="?", default="-", help="the report, or - for standard input")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--jsonl", action="store_true", help='read {"id", "text"} a line, print one JSON object a line')
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read what the command line names, print it, and return the exit status.

    Args:
        args: `file`, `json` and `jsonl`.
    """
    try:
        text = sys.stdin.read() if args.file == "-" else Path(args.file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        print(f"{args.file}: cannot be read ({error})", file=sys.stderr)
        return 1
    meaning = _meaning()
    if args.jsonl:
        return _print_lines(text, meaning)
    reading = read_report(text)
    if args.json:
        print(json.dumps(_row(reading, meaning), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_shown(text, reading, meaning(reading.result))))
    return 0


def _print_lines(text: str, meaning: Callable[[ReportedResult], Meaning]) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            identity, report = item["id"], str(item["text"])
        except (ValueError, TypeError, KeyError):
            print(f'line {number}: is not {{"id", "text"}} -> write one JSON object a line', file=sys.stderr)
            return 1
        print(json.dumps({"id": identity, **_row(read_report(report), meaning)}, ensure_ascii=False))
    return 0


def _row(reading: Reading, meaning: Callable[[ReportedResult], Meaning]) -> dict[str, Any]:
    values = {k: v for k, v in vars(reading.result).items() if k not in ("unclear", "decimals")}
    unclear = [{"words": u.words, "field": u.field, "why": u.why, "span": u.span} for u in reading.unclear]
    return {"values": values, "spans": dict(reading.spans), "unclear": unclear, **meaning(reading.result)}


def _shown(text: str, reading: Reading, meaning: Meaning) -> Iterator[str]:
    """Lay a reading out for a person: each value with the words it was read from."""
    for field, (start, end) in sorted(reading.spans.items(), key=lambda item: item[1]):
        words = " ".join(text[start:end].split())
        yield f'{field}: {getattr(reading.result, field)}   <- "{words}" at {start}'
    if not reading.spans:
        yield "No value was found."
    for seen in reading.unclear:
        yield f'not used, {seen.field}: "{seen.words}" ({seen.why})'
    if meaning["outcome"]:
        yield f"outcome: {meaning['outcome']} ({meaning['category']})"
        yield from (f"  {step}" for step in meaning["why"])


def _meaning() -> Callable[[ReportedResult], Meaning]:
    """Return what turns values into an outcome."""
    tables = open_tables()

    def of(result: ReportedResult) -> Meaning:
        found = interpret(result, tables)
        why = [f"{reading.set}: {step.says}" for reading in found.sets for step in reading.steps]
        return {"outcome": found.outcome, "category": found.category, "why": why}

    return of
