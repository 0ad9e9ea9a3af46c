"""Cuts a plain page into tokens: what each is called in the lexicon, what it says, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.interpreter.report.lexicon import SIGNS, UPPER_ONLY, WORDS
from bot.interpreter.report.normalise import Page

VALUE_KINDS = ("score", "number", "percent", "call", "status", "wild", "variant", "noun", "doubt")
"""The kinds of token that can be a result."""


@dataclass
class Token:
    """One word, phrase, number or sign, with what the layout found out about its place.

    `marker`, `assay`, `specimen`, `sample` (primary or metastasis) are what it is about;
    `year` is the one its line names;
    `edition` counts addenda (a later one replaces an earlier);
    `skip` names why nothing may be read from it ("legend", "question", ...), `earlier` marks an older result.
    """

    kind: str
    value: str
    start: int
    end: int
    text: str
    line: int = 0
    sentence: int = 0
    segment: int = 0
    marker: str = ""
    assay: str = ""
    section: str = ""
    specimen: str = ""
    sample: str = ""
    year: int = 0
    edition: int = 0
    skip: str = ""
    earlier: bool = False
    cancer: str = ""


def _master() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    names: dict[str, tuple[str, str]] = {}
    parts = ["(?P<gap> )(?! )"]  # nothing starts at a lone space: to know it first spares trying all the rest there
    for kind, value, pattern in SIGNS:
        name = f"s{len(names)}"
        names[name] = (kind, value)
        # the date pattern repeats its first separator; a numbered group would shift, so it is named
        parts.append(f"(?P<{name}>{pattern})".replace(r"([/.-])", r"(?P<sep>[/.-])").replace(r"\1", "(?P=sep)"))
    words: list[str] = []
    for kind, value, pattern in WORDS:
        name = f"w{len(names)}"
        names[name] = (kind, value)
        words.append(f"(?P<{name}>(?:{pattern})(?![a-z0-9]))")
    # a word starts with a letter and no letter before it; the cheap test comes first, so most places fail at once
    parts.append(r"(?:(?<![a-z0-9])(?=[a-z%])|(?=/))(?:" + "|".join(words) + ")")
    parts.append(r"(?P<word>[a-zà-öø-ÿ'][a-z0-9à-öø-ÿ']*)")
    parts.append(r"(?P<sign>\S)")
    return re.compile("|".join(parts)), names


_MASTER, _NAMES = _master()
_OTHER_MARKER = re.compile(UPPER_ONLY)
_CAPITALS = re.compile("[A-Z]{2,6}")


def tokens(page: Page) -> list[Token]:
    """Cut a page into tokens, in order.

    Args:
        page: the plain page.
    """
    found: list[Token] = []
    mixed = any(c.islower() for c in page.raw)  # in a text all in capitals they say nothing
    for match in _MASTER.finditer(page.text):
        group = match.lastgroup or "sign"
        if group == "gap":
            continue
        kind, value = _NAMES.get(group, (group, ""))
        start, end = match.span()
        if kind == "word" and _OTHER_MARKER.fullmatch(page.raw[slice(*page.span(start, end))]):
            kind, value = "marker", "other"
        elif kind == "word" and mixed and _CAPITALS.fullmatch(page.raw[slice(*page.span(start, end))]):
            value = "caps"
        found.append(Token(kind, value, start, end, match[0]))
    return found
