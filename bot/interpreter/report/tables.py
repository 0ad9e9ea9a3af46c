"""Reads tables as if each cell carried its heading ("IHC | Ratio" over "2+ | 3.4") and each row its marker first."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Sequence

from bot.interpreter.report.layout import lines
from bot.interpreter.report.tokens import Token

_VALUES = ("score", "number", "percent", "call", "status", "wild", "variant", "tick")
_NAME_WORDS = frozenset(["marker", "biomarker", "antibody", "antigen", "stain", "analyte", "gene", "test", "name"])
_AROUND_NAMES = ("sign", "comma", "open", "close")
_CELL_BREAK = re.compile(r"[|\t]| {3,}")
_FEW = 4
_NO_NAME = ("elsewhere", "cep17", "ratio elsewhere")

Row = Sequence[Token]


def with_headings(found: Sequence[Token]) -> list[Token]:
    """Return the tokens with each table cell led by a copy of its column's heading, each row by its marker.

    Args:
        found: all tokens of a page, in order.
    """
    rows = list(lines(found))
    breaks = [t for t in found if t.kind == "newline"]
    names = _names_behind(rows)
    out: list[Token] = []
    heading: list[list[Token]] = []
    listed: list[Token] = []
    for n, row in enumerate(rows):
        cells = _cells(row)
        out += [replace(names[n])] if n in names else []
        if listed and (values := _listed(row)) and len(values) == len(listed) and _each(values, _VALUES):
            for name, value in zip(listed, values, strict=True):
                out += [replace(name), *value, _comma_after(value)]
        elif heading and len(cells) == len(heading) and any(t.kind in _VALUES for c in cells for t in c):
            for title, cell in zip(heading, cells, strict=True):
                out += [replace(t) for t in title if cell]
                out += cell
                out.append(_comma_after(cell or title))
        elif not _is_rule(row):
            parts = _listed(row)
            listed = [t for p in parts for t in p if _is_name(t)] if parts and _each(parts, ("marker",)) else []
            heading = cells if _is_heading(cells) else []
            out += row
        if n < len(breaks):
            out.append(breaks[n])
    return out


def _cells(row: Row) -> list[list[Token]]:
    cells: list[list[Token]] = [[]]
    for token in row:
        if token.kind == "comma" and _CELL_BREAK.fullmatch(token.text):
            cells.append([])
        else:
            cells[-1].append(token)
    if len(cells) > 2 and not cells[0] and not cells[-1]:
        cells = cells[1:-1]
    return cells


def _is_rule(row: Row) -> bool:
    return bool(row) and all(t.text in ("-", "|", "+", "=", ":") for t in row)


def _is_heading(cells: Sequence[Row]) -> bool:
    if len(cells) < 2 or any(t.kind in _VALUES or t.text == ":" for c in cells for t in c):
        return False
    measured = sum(1 for c in cells if any(t.kind == "label" for t in c))
    named = sum(1 for c in cells if any(t.kind in ("marker", "assay", "label") for t in c))
    return measured >= 1 or named >= 2


def _comma_after(cell: Row) -> Token:
    last = cell[-1] if cell else None
    at = last.end if last else 0
    return Token("comma", "", max(0, at - 1), at, "|")


def _is_name(token: Token) -> bool:
    return token.kind == "marker" and token.value not in _NO_NAME


def _listed(row: Row) -> list[list[Token]]:
    """Cut "Marker: EGFR, HER2" into its parts; no parts where the row is no label with a list."""
    colon = next((n for n, t in enumerate(row[:_FEW]) if t.text == ":"), 0)
    parts: list[list[Token]] = [[]]
    for token in row[colon + 1 :] if colon else ():
        if token.kind == "comma":
            parts.append([])
        else:
            parts[-1].append(token)
    parts = [p for p in parts if p]
    return parts if len(parts) > 1 else []


def _each(parts: Sequence[Row], kinds: Sequence[str]) -> bool:
    """Tell whether every part holds one token of these kinds and nothing else."""
    return all(len(p) == 1 and p[0].kind in kinds for p in parts)


def _names_behind(rows: Sequence[Row]) -> dict[int, Token]:
    """Find the rows whose marker stands behind its values, in another column or on the next line."""
    names: dict[int, Token] = {}
    behind = [_name_in_line(row) for row in rows]
    for n, row in enumerate(rows):
        if name := _name_in_cell(_cells(row)):
            names[n] = name
        elif (found := behind[n]) and (_alike(behind, n) or n == 0 or _is_complete(rows[n - 1])):
            names[n] = found
    return {**names, **_names_below(rows)}


def _alike(behind: Sequence[Token | None], n: int) -> bool:
    return any(behind[i] for i in (n - 1, n + 1) if 0 <= i < len(behind))


def _name_in_cell(cells: Sequence[Row]) -> Token | None:
    """Return the one marker that fills a cell behind its values: "2+ | HER2"."""
    named = [(i, t) for i, c in enumerate(cells) for t in c if _is_name(t)]
    if len(named) != 1 or any(t.kind in _VALUES for t in cells[named[0][0]]):
        return None
    valued = any(t.kind in _VALUES for c in cells[: named[0][0]] for t in c)
    return named[0][1] if valued else None


def _name_in_line(row: Row) -> Token | None:
    """Return the one marker that follows the values of a line without columns: "3+ EGFR", "Score: 3+ Marker: EGFR"."""
    named = [n for n, t in enumerate(row) if _is_name(t)]
    if len(named) != 1 or not any(t.kind in _VALUES for t in row[: named[0]]):
        return None
    plain = all(
        t.kind in ("score", "percent", "label", *_AROUND_NAMES) or t.text in _NAME_WORDS for t in row[: named[0]]
    )
    rest = row[named[0] + 1 :]
    return row[named[0]] if plain and len(rest) <= _FEW and all(t.kind in ("word", "sign") for t in rest) else None


def _is_complete(row: Row) -> bool:
    """Tell whether nothing of a row can run on into the next: it is empty, names columns or ends with a value."""
    names = all(t.kind in ("label", *_AROUND_NAMES) or t.text in _NAME_WORDS for t in row)
    return names or row[-1].kind in (*_VALUES, "stop")


def _names_below(rows: Sequence[Row]) -> dict[int, Token]:
    """Find values with their marker on the next line: "Score: 3+" over "Marker: EGFR", all down the page."""
    at = [n for n, row in enumerate(rows) if _is_name_row(row)]
    if not at or any(n == 0 or not _is_value_row(rows[n - 1]) for n in at):
        return {}
    before = any(_is_name(t) for row in rows[: at[0]] for t in row)
    after = at[-1] + 1 < len(rows) and _is_value_row(rows[at[-1] + 1])
    return {} if before or after else {n - 1: rows[n][-1] for n in at}


def _is_name_row(row: Row) -> bool:
    return len(row) > 2 and _is_name(row[-1]) and row[-2].text == ":" and row[0].text in _NAME_WORDS


def _is_value_row(row: Row) -> bool:
    return any(t.kind in _VALUES for t in row) and not any(_is_name(t) for t in row)
