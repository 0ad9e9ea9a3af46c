"""The pattern language of knowledge/safety: how a clinician writes down the words that are a red flag.

    chest pain            these words, next to each other
    bleed*                any word that begins so
    (pain|hurts|is sore)  one of these
    [very|really]         one of these, or nothing
    ~                     up to four little words of the list {little} ("is", "so very", "in my")
    ..                    up to three other words
    ...                   up to eight other words
    chest & {hurts}       both, in any order, with up to six other words between, none of them a {negation}
    37.5-43               a number from 37.5 to 43
    {breathless}          any pattern of the list of that name in _words.yml

A match never crosses the end of a sentence. Apostrophes, capitals and listed misspellings need not be written out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Callable, Iterator, Mapping, Optional, Sequence, Union

from bot.safety.reader import Line

LITTLE, NEGATION = "little", "negation"
_GAPS = {"..": 3, "...": 8}
_MOST_LITTLE = 4
_NEARBY = 6
_PIECE = re.compile(r"\s*(\.{2,3}|~|\d+(?:\.\d+)?-\d+(?:\.\d+)?|\{[a-z0-9_]+\}|[a-z0-9']+\*?|[()\[\]|&]|\S)")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Word:
    """A word, a stem ("bleed*") or a range of numbers ("38-43")."""

    symbol: str


@dataclass(frozen=True)
class Gap:
    """Up to so many words of any kind, or of any kind but one."""

    most: int
    never: Optional[Either] = None


@dataclass(frozen=True)
class Run:
    """Up to so many matches of a choice, one after the other, or none."""

    of: Either
    most: int


@dataclass(frozen=True, eq=False)
class Option:
    """One pattern of a choice, and the sets of symbols of each of which a sentence needs one for it to match."""

    pattern: Pattern
    needs: tuple[frozenset[str], ...]


@dataclass(frozen=True, eq=False)
class Either:
    """One of several patterns, found by the first word each can begin with; or nothing, where that is allowed."""

    patterns: tuple[Pattern, ...]
    may_be_absent: bool = False
    by_first: Mapping[str, Sequence[Option]] = field(init=False)

    def __post_init__(self) -> None:
        by_first: dict[str, list[Option]] = {}
        for pattern in self.patterns:
            option = Option(pattern, needed_symbols(pattern))
            for symbol in first_symbols(pattern):
                by_first.setdefault(symbol, []).append(option)
        object.__setattr__(self, "by_first", by_first)


Node = Union[Word, Gap, Run, Either]
Pattern = tuple[Node, ...]


class Grammar:
    """Reads patterns that may refer to named lists.

    Args:
        lists: the patterns of each named list.
        plain: turns one word into the plain words the reader would make of it.

    Raises:
        ValueError: naming the list and the pattern that is wrong.
    """

    def __init__(self, lists: Mapping[str, Sequence[str]], plain: Callable[[str], tuple[str, ...]]) -> None:
        self._lists = lists
        self._plain = plain
        self._named: dict[str, Optional[Either]] = {}
        self._choices: dict[tuple[tuple[Pattern, ...], bool], Either] = {}
        self.symbols: set[str] = set()
        for name in lists:
            self.named(name)

    def named(self, name: str) -> Either:
        """Return the named list as one pattern. Raises ValueError when it is missing, empty or refers to itself."""
        if not self._lists.get(name):
            raise ValueError(f"the list {{{name}}} is missing or empty in _words.yml")
        if name not in self._named:
            self._named[name] = None
            self._named[name] = Either(tuple(self._listed(name)))
        found = self._named[name]
        if found is None:
            raise ValueError(f"the list {{{name}}} refers to itself")
        return found

    def read(self, text: str) -> Pattern:
        """Return the compiled pattern. Raises ValueError with the pattern and what is wrong in it."""
        try:
            pieces = _PIECE.findall(text.lower())
            pattern = self._nearby(pieces)
            first_symbols(pattern)
        except ValueError as error:
            raise ValueError(f"pattern '{text}': {error}") from None
        return pattern

    def _nearby(self, pieces: Sequence[str]) -> Pattern:
        """Read "a & b" as "a, then soon b" or "b, then soon a"."""
        if "&" not in pieces:
            return self._whole(pieces)
        at = pieces.index("&")
        one, other = self._whole(pieces[:at]), self._nearby(pieces[at + 1 :])
        between = Gap(_NEARBY, self.named(NEGATION))
        return (Either(((*one, between, *other), (*other, between, *one))),)

    def _whole(self, pieces: Sequence[str]) -> Pattern:
        pattern, rest = self._sequence(pieces, 0)
        if rest < len(pieces):
            raise ValueError(f"unexpected '{pieces[rest]}'")
        if not isinstance(pattern[-1], Word) and not (
            isinstance(pattern[-1], Either) and not pattern[-1].may_be_absent
        ):
            raise ValueError("a pattern cannot end with a gap or with something optional")
        return pattern

    def _listed(self, name: str) -> Iterator[Pattern]:
        for text in self._lists[name]:
            try:
                yield self.read(text)
            except ValueError as error:
                raise ValueError(f"list {name}: {error}") from None

    def _sequence(self, pieces: Sequence[str], at: int) -> tuple[Pattern, int]:
        nodes: list[Node] = []
        while at < len(pieces) and pieces[at] not in ("|", ")", "]", "&"):
            piece = pieces[at]
            if piece in ("(", "["):
                node, at = self._choice(pieces, at)
                nodes.append(node)
                continue
            at += 1
            if piece in _GAPS:
                nodes.append(Gap(_GAPS[piece]))
            elif piece == "~":
                nodes.append(Run(self.named(LITTLE), _MOST_LITTLE))
            elif piece.startswith("{"):
                nodes.append(self.named(piece[1:-1]))
            else:
                nodes.extend(self._words(piece))
        if not nodes:
            raise ValueError("something is empty")
        return tuple(nodes), at

    def _choice(self, pieces: Sequence[str], at: int) -> tuple[Either, int]:
        opening, options = pieces[at], []
        while True:
            option, at = self._sequence(pieces, at + 1)
            options.append(option)
            if at == len(pieces):
                raise ValueError(f"'{opening}' is never closed")
            if pieces[at] != "|":
                break
        if pieces[at] != {"(": ")", "[": "]"}[opening]:
            raise ValueError(f"'{opening}' is closed by '{pieces[at]}'")
        # Equal choices are one object, so that what a matcher remembers of one serves all.
        key = (tuple(options), opening == "[")
        return self._choices.setdefault(key, Either(*key)), at + 1

    def _words(self, piece: str) -> list[Word]:
        if not piece[0].isalnum():
            raise ValueError(f"'{piece}' has no meaning here")
        plain = (piece,) if piece.endswith("*") or _RANGE.fullmatch(piece) else self._plain(piece)
        self.symbols.update(plain)
        return [Word(symbol) for symbol in plain]


class Lexicon:
    """Knows which words, stems and number ranges of the patterns each word of a text satisfies.

    Args:
        symbols: every word, stem and range that a pattern mentions.
    """

    def __init__(self, symbols: set[str]) -> None:
        self._stems = {symbol[:-1] for symbol in symbols if symbol.endswith("*")}
        self._ranges = [(symbol, *_bounds(symbol)) for symbol in symbols if _RANGE.fullmatch(symbol)]

    def symbols(self, word: str) -> frozenset[str]:
        """Return what a plain word satisfies: itself, stems it begins with, ranges it lies in."""
        if word[0].isdigit():
            number = float(word)
            return frozenset({word, *(symbol for symbol, low, high in self._ranges if low <= number <= high)})
        stems = (word[:end] for end in range(2, min(len(word), 20) + 1))
        return frozenset({word, *(f"{stem}*" for stem in stems if stem in self._stems)})


class Matcher:
    """Finds patterns in one sentence.

    Bounded gaps and remembered alternatives keep the work proportional to the number of words.

    Args:
        line: the sentence.
        lexicon: what its words satisfy.

    Attributes:
        steps: how many options were tried so far, a measure of the work.
    """

    def __init__(self, line: Line, lexicon: Lexicon) -> None:
        satisfied = {word: lexicon.symbols(word) for word in set(line.words)}
        self.words = line.words
        self._symbols = [satisfied[word] for word in line.words]
        self._present: frozenset[str] = frozenset().union(*satisfied.values())
        self._possible: dict[int, bool] = {}
        self._spans: dict[int, list[tuple[int, int, Pattern]]] = {}
        self._seen: dict[tuple[int, int], frozenset[int]] = {}
        self.steps = 0

    def spans(self, choice: Either) -> list[tuple[int, int, Pattern]]:
        """Return where each option of a choice begins and ends, longest first at each beginning, in text order."""
        if id(choice) in self._spans:
            return self._spans[id(choice)]
        found: list[tuple[int, int, Pattern]] = []
        begin = self._present.intersection(choice.by_first)
        for start, symbols in enumerate(self._symbols if begin else ()):
            if begin.isdisjoint(symbols):
                continue
            here = {id(option): option for symbol in symbols for option in choice.by_first.get(symbol, ())}
            ends = [(end, option.pattern) for option in here.values() for end in self._ends_of_option(option, start)]
            found.extend((start, end, pattern) for end, pattern in sorted(ends, key=lambda item: -item[0]))
        self._spans[id(choice)] = found
        return found

    def _ends_of_option(self, option: Option, start: int) -> frozenset[int]:
        key = id(option)
        if key not in self._possible:
            self._possible[key] = not any(self._present.isdisjoint(needed) for needed in option.needs)
        if not self._possible[key]:
            return frozenset()
        self.steps += 1
        positions = frozenset({start})
        for node in option.pattern:
            positions = frozenset(end for at in positions for end in self._ends_of(node, at))
            if not positions:
                break
        return positions

    def _ends_of(self, node: Node, at: int) -> Sequence[int] | frozenset[int]:
        if isinstance(node, Word):
            return (at + 1,) if at < len(self.words) and node.symbol in self._symbols[at] else ()
        if isinstance(node, Gap):
            return self._ends_of_gap(node, at)
        if isinstance(node, Run):
            return self._ends_of_run(node, at)
        key = (id(node), at)
        if key not in self._seen:
            self._seen[key] = self._ends_of_choice(node, at)
        return self._seen[key]

    def _ends_of_choice(self, choice: Either, at: int) -> frozenset[int]:
        found = {at} if choice.may_be_absent else set()
        if at < len(self.words):
            for symbol in self._symbols[at]:
                for option in choice.by_first.get(symbol, ()):
                    found |= self._ends_of_option(option, at)
        return frozenset(found)

    def _ends_of_gap(self, gap: Gap, at: int) -> range:
        last = min(at + gap.most, len(self.words))
        if gap.never:
            last = next((stop for stop in range(at, last) if self._ends_of(gap.never, stop)), last)
        return range(at, last + 1)

    def _ends_of_run(self, run: Run, at: int) -> frozenset[int]:
        reached, last = frozenset({at}), frozenset({at})
        for _ in range(run.most):
            last = frozenset(end for start in last for end in self._ends_of(run.of, start))
            reached |= last
        return reached


def first_symbols(pattern: Pattern) -> set[str]:
    """Return what a pattern can begin with. Raises ValueError when that could be anything or nothing."""
    symbols: set[str] = set()
    for node in pattern:
        if isinstance(node, (Gap, Run)):
            raise ValueError("a pattern cannot begin with a gap")
        if isinstance(node, Word):
            return symbols | {node.symbol}
        symbols |= set(node.by_first)
        if not node.may_be_absent:
            return symbols
    raise ValueError("a pattern needs at least one word that is not optional")


def needed_symbols(pattern: Pattern) -> tuple[frozenset[str], ...]:
    """Return, for each part of a pattern that cannot be left out, what that part can begin with."""
    return tuple(
        frozenset({node.symbol}) if isinstance(node, Word) else frozenset(node.by_first)
        for node in pattern
        if isinstance(node, Word) or (isinstance(node, Either) and not node.may_be_absent)
    )


def _bounds(symbol: str) -> tuple[float, float]:
    low, _, high = symbol.partition("-")
    return float(low), float(high)
