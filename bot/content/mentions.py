"""Find what a sentence claims: figures with their unit, drugs, dates, and the populations figures belong to.

The unit of comparison is the clause, because that is where a reader ties a figure to a group
("46.9% of people with IHC 3+").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Mapping, NamedTuple, Sequence

from bot.content.load import read_yaml

POPULATIONS = ("score", "dose", "trial", "region", "group")

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_WORDS = {
    word: str(number)
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
} | {"fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "hundred": "100"}
_WORD = "|".join(_WORDS)
_UNITS = {
    "%": r"\s?%|\s?per ?cent\b",
    "month": r"[\s-]months?\b",
    "week": r"[\s-]weeks?\b",
    "day": r"[\s-](?:working )?days?\b",
    "year": r"[\s-]years?\b",
    "hour": r"[\s-]hours?\b",
    "mg": r"\s?mg\b",
    "°": r"\s?°\s?[CF]?",
    "fold": r"[\s-](?:times|fold)\b",
    "cell": r"(?:[\s-]or more)?[\s-](?:tumour |strong )?cells?\b",
    "copy": r"[\s-](?:gene )?cop(?:y|ies)\b",
}
_COUNTED = "|".join(_UNITS.values())
_DATE = re.compile(rf"\b(?:\d{{1,2}} )?(?:{_MONTHS}) \d{{4}}\b|(?<![\d.,])(?:19|20)\d\d(?![\d.,]*\d|\s?%)")
_DOSE = re.compile(r"\b(\d+(?:\.\d+)?) ?mg/kg")
_SCORE = re.compile(
    r"(?<![\d.])([123])\s?\+(?!\w)|(?:(?<=IHC )|(?<=score )|(?<=score of ))(0)(?![\d%]|\.\d)"
    r"|(?<![\d.])(0)(?=(?:,| and| or| to|/| through|–|-) ?[123]\+)",
    re.I,
)
_NUMBER = re.compile(r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)(?![\d])")
_FRACTION = re.compile(r"\b(half|(?:a|one|two)[ -]thirds?|(?:a|one|three)[ -]quarters?|twice|double)\b", re.I)
_TENS_WORD = "twenty|thirty|forty|fifty"
_ANY_WORD = rf"(?:(?:{_TENS_WORD})-)?(?:{_WORD})"
_NUMBER_WORD = re.compile(
    rf"\b({_ANY_WORD})(?= (?:to|or) (?:{_ANY_WORD})(?:{_COUNTED})|{_COUNTED}| (?:in|of|out of) (?:{_WORD}|\d+)\b)"
    rf"|(?<= in )({_WORD})\b",
    re.I,
)
_UNIT_PATTERNS = {unit: re.compile(pattern, re.I) for unit, pattern in _UNITS.items()}
_RANGE = re.compile(rf"\s?(?:–|-|to|or|and)\s?(?:\d[\d,.]*|{_WORD})", re.I)
_SHORT = 4
_GROUP_FOLLOWS = re.compile(r"\s*(?:at|in|for|among|with|of)\b")
_CLAUSE = re.compile(r"[;:]|,(?!\d)|\b(?:and|but|while|versus|compared with|against|than)\b")


@dataclass(frozen=True)
class Figure:
    """A number with its unit, and the populations its clause ties it to (kind -> names)."""

    value: str
    unit: str
    populations: Mapping[str, frozenset[str]]

    def __str__(self) -> str:
        return f"{self.value}{self.unit if self.unit in '%°' else ' ' + self.unit}".strip()


@dataclass(frozen=True)
class Claims:
    """All that one text claims."""

    figures: tuple[Figure, ...]
    names: Mapping[str, frozenset[str]]


class Vocabulary:
    """The drugs, trials, regions and groups of knowledge/vocabulary.yml, ready to be found in text."""

    def __init__(self, raw: Mapping[str, Mapping[str, Sequence[str]] | Sequence[str]]) -> None:
        """Compile the names.

        Args:
            raw: kind -> name -> other spellings; and under `name` the names whose digits are not figures.
        """
        self._raw = raw

    @classmethod
    def read(cls, root: Path) -> Vocabulary:
        """Read knowledge/vocabulary.yml below a knowledge folder."""
        return cls(read_yaml(root / "vocabulary.yml"))

    @cached_property
    def _spellings(self) -> list[str]:
        entries = [e for e in self._raw.values() if isinstance(e, dict)]
        return [spelling for entry in entries for name, others in entry.items() for spelling in (name, *others)]

    @cached_property
    def _canonical(self) -> dict[str, tuple[str, str]]:
        return {
            spelling.lower(): (kind, name)
            for kind, entries in self._raw.items()
            if isinstance(entries, dict)
            for name, others in entries.items()
            for spelling in (name, *others)
        }

    @cached_property
    def _names(self) -> re.Pattern[str]:
        spellings = [*self._spellings, *(str(n) for n in self._raw.get("name", ()))]
        # "us" is no country and "nice" no institute: capitals count where a name has no others
        joined = "|".join(
            re.escape(s) if s.isupper() and s.isalpha() and len(s) <= _SHORT else f"(?i:{re.escape(s)})"
            for s in sorted(spellings, key=len, reverse=True)
        )
        return re.compile(rf"(?<![\w-])(?:{joined})(?![\w])")

    @property
    def drug_names(self) -> list[str]:
        """Every spelling of every drug."""
        return [s for s, (kind, _) in self._canonical.items() if kind == "drug"]

    @property
    def exempt_words(self) -> list[str]:
        """Spellings of drugs, trials and named genes, which a reading grade should not count as hard words."""
        return [*self._canonical, *(str(n).lower() for n in self._raw.get("name", ()))]

    def claims(self, text: str, of: Sequence[str] | None = None) -> Claims:
        """Find every claim of a text.

        In a sentence a figure belongs to the populations named in its clause, or before it in the sentence. In a fact
        it also belongs to those of the whole fact, unless its own clause narrows them.

        Args:
            text: one sentence or one fact.
            of: for a fact, further populations its figures belong to; None for a sentence.
        """
        marks, masked = self._marks(text)
        whole = _by_kind(marks)
        given = _by_kind([mark for item in of or () for mark in self._marks(item)[0]])
        default = {k: whole[k] for k in POPULATIONS if k in whole} if of is not None else {}
        bounds = [0, *(m.end() for m in _CLAUSE.finditer(masked) if not _belongs_back(masked, m)), len(masked) + 1]
        running: dict[str, frozenset[str]] = {}
        figures: list[Figure] = []
        for start, end in pairwise(bounds):
            running |= _by_kind([m for m in marks if start <= m.start < end and m.kind in POPULATIONS])
            tied = _joined(default | running, {k: v for k, v in given.items() if k in POPULATIONS})
            figures += [Figure(value, unit, tied) for value, unit in _numbers(masked, start, end)]
        return Claims(tuple(figures), _joined(whole, given))

    def _marks(self, text: str) -> tuple[list[_Mark], str]:
        marks: list[_Mark] = []

        def take(kind: str, name: str, match: re.Match[str]) -> str:
            marks.append(_Mark(kind, name, match.start()))
            return " " * len(match.group())

        def named(match: re.Match[str]) -> str:
            kind, name = self._canonical.get(match.group().lower(), ("", ""))
            return take(kind, name, match) if kind else "x" * len(match.group())

        text = _DOSE.sub(lambda m: take("dose", f"{m[1]} mg/kg", m), text)
        text = self._names.sub(named, text)
        text = _SCORE.sub(lambda m: take("score", f"{m[1]}+" if m[1] else "0", m), text)
        text = _DATE.sub(lambda m: take("date", m.group(), m), text)
        return marks, text


def _belongs_back(text: str, cut: re.Match[str]) -> bool:
    # ", at 5.4 mg/kg," says of which group the figure before it is; no new clause begins there
    follows = _CLAUSE.search(text, cut.end())
    rest = text[cut.end() : follows.start() if follows else len(text)]
    return cut.group() == "," and bool(_GROUP_FOLLOWS.match(rest)) and not _NUMBER.search(rest)


class _Mark(NamedTuple):
    kind: str
    name: str
    start: int


def _numbers(text: str, start: int, end: int) -> list[tuple[str, str]]:
    end = min(end, len(text))
    found = [(m.start(), m[1].replace(",", ""), _unit_after(text, m.end())) for m in _NUMBER.finditer(text, start, end)]
    found += [
        (m.start(), _value((m[1] or m[2]).lower()), _unit_after(text, m.end()))
        for m in _NUMBER_WORD.finditer(text, start, end)
    ]
    found += [(m.start(), m[1].lower(), "") for m in _FRACTION.finditer(text, start, end)]
    return [(value, unit) for _, value, unit in sorted(found)]


def _value(words: str) -> str:
    return str(sum(int(_WORDS[word]) for word in words.split("-")))


def _unit_after(text: str, at: int) -> str:
    # "2 to 5%", "3-5 days": the first number of a range shares the unit of the second.
    range_end = _RANGE.match(text, at)
    for position in (at, range_end.end() if range_end else at):
        for unit, pattern in _UNIT_PATTERNS.items():
            if pattern.match(text, position):
                return unit
    return ""


def _by_kind(marks: Sequence[_Mark]) -> dict[str, frozenset[str]]:
    return {kind: frozenset(m.name for m in marks if m.kind == kind) for kind in {m.kind for m in marks}}


def _joined(*maps: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return {kind: frozenset().union(*(m.get(kind, frozenset()) for m in maps)) for kind in {k for m in maps for k in m}}
