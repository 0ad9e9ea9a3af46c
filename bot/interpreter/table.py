"""Decision tables: rules over declared inputs, with proof that exactly one rule fits every combination of values."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Callable, Iterator, Mapping, Sequence

from bot.content.models import Locator

Value = str | float | None
"""What an input holds: one of its named values, a number, or None for "not known"."""

NOT_KNOWN = "not known"
KNOWN = "known"

_COMPARED = re.compile(r"\s*(<=|>=|<|>|=)\s*(\d+(?:\.\d+)?)\s*")
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
}


class TableError(ValueError):
    """A table that cannot be read; `keys` lead to the place in its YAML."""

    def __init__(self, keys: Sequence[str | int], what: str, do: str) -> None:
        self.keys, self.what, self.do = tuple(keys), what, do
        super().__init__(what)


@dataclass(frozen=True)
class Input:
    """One declared input: a list of named values, or a number between two limits (both included)."""

    name: str
    values: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0

    @property
    def is_number(self) -> bool:
        """Tell whether the input is a number."""
        return not self.values

    def accepts(self, value: object) -> bool:
        """Tell whether a stated value lies in the declared range or list."""
        if self.is_number:
            return isinstance(value, (int, float)) and not isinstance(value, bool) and self.low <= value <= self.high
        return value in self.values


@dataclass(frozen=True)
class Rule:
    """One row: what must hold, what follows, in which words, and where the row comes from.

    `says` is empty for a row that only passes a value on. `assumes` names an input that is not known and that this row
    counts as met; `notes` names cautions to show.
    """

    id: str
    when: Mapping[str, tuple[str, ...]]
    then: str
    says: str
    source: Locator
    notes: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """Why a table is not a function: a gap, two rules that collide, or a rule that can never apply."""

    kind: str
    rules: tuple[str, ...]
    example: Mapping[str, str]

    def __str__(self) -> str:
        where = ", ".join(f"{name} {value}" for name, value in self.example.items())
        if self.kind == "gap":
            return f"no rule for {where}"
        if self.kind == "overlap":
            return f"rules {' and '.join(self.rules)} both fit {where}"
        return f"rule {self.rules[0]} can never apply"


@dataclass(frozen=True)
class _Cell:
    """A part of an input's range in which no rule tells two values apart; `value` stands for all of it."""

    value: Value
    shown: str


class Table:
    """A decision table over declared inputs."""

    def __init__(self, name: str, inputs: Sequence[Input], gives: Sequence[str], rules: Sequence[Rule]) -> None:
        """Compile the conditions.

        Args:
            name: the name of the table in its file.
            inputs: the declared inputs.
            gives: what the rules may conclude; `not known`, and `= input` for "as that input", are allowed besides.
            rules: the rows.

        Raises:
            TableError: when a condition cannot be read.
        """
        self.name, self.gives = name, tuple(gives)
        self.inputs = {i.name: i for i in inputs}
        self.rules = tuple(rules)
        self._edges = {i.name: self._edges_of(i) for i in inputs if i.is_number}
        self._cells = {i.name: self._cells_of(i) for i in inputs}
        self._fits = [self._cells_that_fit(position, rule) for position, rule in enumerate(rules)]
        self._check_conclusions()

    def decide(self, values: Mapping[str, Value]) -> Rule:
        """Find the one rule that fits.

        Args:
            values: input name -> value within the declared range; an input that is left out is not known.
        """
        return self.rules[self._decisions[self._place(values)]]

    def conclude(self, values: Mapping[str, Value]) -> tuple[Rule, Value]:
        """Find the one rule that fits, and what it concludes."""
        rule = self.decide(values)
        if rule.then.startswith("= "):
            return rule, values.get(rule.then[2:])
        return rule, None if rule.then == NOT_KNOWN else rule.then

    def at_cut_off(self, values: Mapping[str, Value], name: str) -> bool:
        """Tell whether a number lies exactly on a cut-off that decides here.

        Args:
            values: as for `decide`.
            name: the numeric input in question.
        """
        value = values.get(name)
        if not isinstance(value, (int, float)) or value not in self._edges.get(name, ()):
            return False
        index = dict(self._indexes)[name](value)
        sides = [i for i in (index - 1, index + 1) if 0 < i < len(self._cells[name])]
        place = self._place(values)
        column = list(self.inputs).index(name)
        neighbours = [(*place[:column], i, *place[column + 1 :]) for i in sides]
        found = {self._decisions[neighbour] for neighbour in neighbours}
        return len(found) > 1

    def representatives(self, name: str) -> list[Value]:
        """List one value for each part of an input's range that rules can tell apart, "not known" first."""
        return [cell.value for cell in self._cells[name]]

    def edges(self, name: str) -> tuple[float, ...]:
        """List the cut-offs of a numeric input."""
        return self._edges[name]

    def combinations(self) -> Iterator[dict[str, Value]]:
        """List the full product of the inputs, one combination for each set of values that rules cannot tell apart."""
        for cells in product(*self._cells.values()):
            yield {name: cell.value for name, cell in zip(self.inputs, cells, strict=True)}

    def prove(self) -> list[Fault]:
        """Prove the table total, unique and free of dead rules; return every fault, one example each."""
        faults: dict[tuple[str, tuple[str, ...]], Fault] = {}
        used: set[str] = set()
        for place in self._places():
            fitting = tuple(r.id for r, fits in zip(self.rules, self._fits, strict=True) if _fits(fits, place))
            used.update(fitting)
            if len(fitting) != 1:
                fault = Fault("overlap" if fitting else "gap", fitting[:2], self._shown(place))
                faults.setdefault((fault.kind, fault.rules), fault)
        dead = [Fault("dead", (rule.id,), {}) for rule in self.rules if rule.id not in used]
        return [*faults.values(), *dead]

    @cached_property
    def _decisions(self) -> dict[tuple[int, ...], int]:
        # A proven table has exactly one rule a place, so deciding is one look-up.
        return {place: next(n for n, fits in enumerate(self._fits) if _fits(fits, place)) for place in self._places()}

    def _places(self) -> Iterator[tuple[int, ...]]:
        return product(*(range(len(cells)) for cells in self._cells.values()))

    def _place(self, values: Mapping[str, Value]) -> tuple[int, ...]:
        return tuple([index(values.get(name)) for name, index in self._indexes])

    @cached_property
    def _indexes(self) -> list[tuple[str, Callable[[Value], int]]]:
        return [(name, self._index_of(given)) for name, given in self.inputs.items()]

    def _index_of(self, given: Input) -> Callable[[Value], int]:
        """Build the function that tells in which cell of an input a value lies."""
        if not given.is_number:
            positions: dict[Value, int] = {None: 0, **{value: n for n, value in enumerate(given.values, start=1)}}
            return positions.__getitem__
        edges = self._edges[given.name]
        below = 1 if edges and edges[0] == given.low else 0  # no interval lies below a cut-off that is the lower limit

        def index(value: Value) -> int:
            if value is None:
                return 0
            position = bisect_left(edges, float(value))
            on_edge = position < len(edges) and edges[position] == value
            return 1 + 2 * position + (1 if on_edge else 0) - below

        return index

    def _shown(self, place: Sequence[int]) -> dict[str, str]:
        return {name: cells[i].shown for (name, cells), i in zip(self._cells.items(), place, strict=True)}

    def _edges_of(self, given: Input) -> tuple[float, ...]:
        numbers = {
            float(m[2])
            for rule in self.rules
            for condition in rule.when.get(given.name, ())
            for m in _COMPARED.finditer(condition)
        }
        return tuple(sorted(numbers))

    def _cells_of(self, given: Input) -> tuple[_Cell, ...]:
        unknown = _Cell(None, NOT_KNOWN)
        if not given.is_number:
            return (unknown, *(_Cell(v, v) for v in given.values))
        cells, start = [unknown], given.low
        for edge in self._edges[given.name]:
            if start < edge:
                cells.append(_Cell((start + edge) / 2, f"between {start:g} and {edge:g}"))
            cells.append(_Cell(edge, f"exactly {edge:g}"))
            start = edge
        if start < given.high:
            shown = f"above {start:g}" if len(cells) > 1 else KNOWN
            cells.append(_Cell((start + given.high) / 2, shown))
        return tuple(cells)

    def _cells_that_fit(self, position: int, rule: Rule) -> list[frozenset[int]]:
        unknown = set(rule.when) - set(self.inputs)
        if unknown:
            name = sorted(unknown)[0]
            keys = ("rules", position, "when", name)
            raise TableError(keys, f"rule {rule.id} asks for '{name}', which is no input", "declare it under inputs")
        fits = []
        for name, cells in self._cells.items():
            tests = [self._test(position, rule, name, c) for c in rule.when.get(name, ())]
            fits.append(
                frozenset(i for i, cell in enumerate(cells) if not tests or any(test(cell.value) for test in tests))
            )
        return fits

    def _test(self, position: int, rule: Rule, name: str, condition: str) -> Callable[[Value], bool]:
        given = self.inputs[name]
        if condition == NOT_KNOWN:
            return lambda value: value is None
        if condition == KNOWN:
            return lambda value: value is not None
        if given.is_number:
            parts = [_COMPARED.fullmatch(part) for part in condition.split(" and ")]
            compared = [(_COMPARE[m[1]], float(m[2])) for m in parts if m]
            if all(parts) and all(given.low <= limit <= given.high for _, limit in compared):
                return lambda value: isinstance(value, float) and all(test(value, limit) for test, limit in compared)
            do = f'write it as "< 10", "> 10 and < 50", "known" or "not known", from {given.low:g} to {given.high:g}'
        elif condition in given.values:
            return lambda value: value == condition
        else:
            do = f"use one of: {', '.join((*given.values, KNOWN, NOT_KNOWN))}"
        what = f"rule {rule.id}: cannot read the condition {name}: {condition}"
        raise TableError(("rules", position, "when", name), what, do)

    def _check_conclusions(self) -> None:
        for position, rule in enumerate(self.rules):
            allowed = (*self.gives, NOT_KNOWN, *(f"= {name}" for name in self.inputs))
            if rule.then not in allowed:
                what = f"rule {rule.id} concludes '{rule.then}', which the table does not give"
                raise TableError(("rules", position, "then"), what, f"use one of: {', '.join(self.gives)}")
            for name in rule.assumes:
                if name not in self.inputs:
                    what = f"rule {rule.id} assumes '{name}', which is no input"
                    raise TableError(("rules", position, "assumes"), what, "name an input")


def _fits(fits: Sequence[frozenset[int]], place: Sequence[int]) -> bool:
    return all(i in cells for i, cells in zip(place, fits, strict=True))
