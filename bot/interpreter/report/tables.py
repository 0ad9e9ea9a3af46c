"""Reads tables with a heading row as if each cell carried its heading ("IHC | Ratio" over "2+ | 3.4")."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Sequence

from bot.interpreter.report.layout import lines
from bot.interpreter.report.tokens import Token

_VALUES = ("score", "number", "percent", "call", "status", "wild", "variant", "tick")
_CELL_BREAK = re.compile(r"[|\t]| {3,}")


def with_headings(found: Sequence[Token]) -> list[Token]:
    """Return the tokens with each table cell led by a copy of its column's heading.

    Args:
        found: all tokens of a page, in order.
    """
    out: list[Token] = []
    heading: list[list[Token]] = []
    breaks = [t for t in found if t.kind == "newline"]
    for n, line in enumerate(lines(found)):
        cells = _cells(line)
        if heading and len(cells) == len(heading) and any(t.kind in _VALUES for c in cells for t in c):
            for title, cell in zip(heading, cells, strict=False):
                out += [replace(t) for t in title if cell]
                out += cell
                out.append(_comma_after(cell or title))
        elif not _is_rule(line):
            heading = cells if _is_heading(cells) else []
            out += line
        if n < len(breaks):
            out.append(breaks[n])
    return out


def _cells(line: Sequence[Token]) -> list[list[Token]]:
    cells: list[list[Token]] = [[]]
    for token in line:
        if token.kind == "comma" and _CELL_BREAK.fullmatch(token.text):
            cells.append([])
        else:
            cells[-1].append(token)
    if len(cells) > 2 and not cells[0] and not cells[-1]:
        cells = cells[1:-1]
    return cells


def _is_rule(line: Sequence[Token]) -> bool:
    return bool(line) and all(t.text in ("-", "|", "+", "=", ":") for t in line)


def _is_heading(cells: Sequence[Sequence[Token]]) -> bool:
    if len(cells) < 2 or any(t.kind in _VALUES or t.text == ":" for c in cells for t in c):
        return False
    measured = sum(1 for c in cells if any(t.kind == "label" for t in c))
    named = sum(1 for c in cells if any(t.kind in ("marker", "assay", "label") for t in c))
    return measured >= 1 or named >= 2


def _comma_after(cell: Sequence[Token]) -> Token:
    last = cell[-1] if cell else None
    at = last.end if last else 0
    return Token("comma", "", max(0, at - 1), at, "|")
