"""Finds the parts of a report: lines, sentences, sections, addenda, specimens and tick boxes."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Iterator, Sequence

from bot.interpreter.report.lexicon import HEADERS
from bot.interpreter.report.normalise import Page
from bot.interpreter.report.tokens import Token

_HEADER = re.compile(
    r"(?:^|(?<=\n)|(?<=[.;|?!] )|(?<=[.;|(?!]))[ \t*#=_>-]{0,8}(?:\d{1,2}[.)] ?)?(?:"
    + "|".join(f"(?P<{kind}{n}>{pattern})" for n, (kind, pattern) in enumerate(HEADERS))
    + r")(?:[ \t]?(?:\([^()\n]{0,40}\)|[\d/.-]{1,12}))?[ \t*=_]{0,8}(?::|(?=\n)| - |$)"
)
_LONGEST_SENTENCE = 150
"""A sentence is cut after this many tokens, so that the time to look around in it stays bounded."""

LIST_ITEM = "."
"""Ends the name of what may be a specimen or only the next line of a list."""

_YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
_SPECIMEN = re.compile(
    r"(?:^|(?<=\n)|(?<=[.;] ))[ \t]{0,8}(?:(?:part|specimen|sample|block|case) ?(?P<named>[a-h]|\d{1,2})\b"
    r"|\(?(?P<lettered>[a-h])[.):] (?=[ \t]*[a-z(])|(?P<numbered>[1-9])[.)][ \t](?=[ \t]*[a-z]))"
)
_PART = re.compile(
    r"(?:^|(?<=\n)|(?<=[.;,] ))[ \t-]{0,8}(?P<site>(?:\w+ ){0,2}(?:primary|metasta\w+)(?: \w+)?)(?= ?[(:,]| her| -|\n)"
)


def lay_out(page: Page, found: Sequence[Token]) -> None:
    """Number lines, sentences and segments, and note section, edition, specimen and tick boxes on every token.

    Args:
        page: the plain page.
        found: its tokens; they are filled in.
    """
    _number(page, found)
    _sections(page, found)
    _specimens(page, found)
    _samples(found)
    _years(found)
    _ticks(found)


def lines(found: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each line, line breaks left out; an empty line yields an empty list."""
    line: list[Token] = []
    for token in found:
        if token.kind == "newline":
            yield line
            line = []
        else:
            line.append(token)
    yield line


def sentences(found: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each sentence, line breaks left out."""
    part: list[Token] = []
    for token in found:
        if part and token.sentence != part[0].sentence:
            yield part
            part = []
        if token.kind != "newline":
            part.append(token)
    if part:
        yield part


def _number(page: Page, found: Sequence[Token]) -> None:
    line = sentence = segment = start = depth = 0
    for i, token in enumerate(found):
        if i - start >= _LONGEST_SENTENCE:
            sentence, segment, start = sentence + 1, segment + 1, i
        token.line, token.sentence, token.segment = line, sentence, segment
        depth = 0 if token.kind == "newline" else max(0, depth + (token.kind == "open") - (token.kind == "close"))
        if token.kind == "newline":
            line += 1
            if not _flows_on(page, found, i):
                sentence, segment, start = sentence + 1, segment + 1, i
        elif token.kind == "stop" and (token.text != ";" or not depth):
            sentence, segment, start = sentence + 1, segment + 1, i
        elif token.kind in ("comma", "stop"):
            segment += 1


def _flows_on(page: Page, found: Sequence[Token], i: int) -> bool:
    """Tell whether a line break only wraps a sentence: the next line starts with a small letter, not with a label."""
    if i == 0 or i + 1 >= len(found) or found[i - 1].kind in ("newline", "stop"):
        return False
    following = found[i + 1]
    first = page.raw[page.origin[following.start]]
    label = any(t.text == ":" for t in found[i + 1 : i + 6])
    return first.isalpha() and first.islower() and not label and following.kind not in ("marker", "mine")


def _sections(page: Page, found: Sequence[Token]) -> None:
    starts = [(m.start(), m.end(), _kind(m)) for m in _HEADER.finditer(page.text) if not _names_column(page, m)]
    section, edition, at, upto = "", 0, 0, 0
    for i, token in enumerate(found):
        while at < len(starts) and starts[at][0] <= token.start and token.kind != "newline":
            kind, upto = starts[at][2], starts[at][1]
            section = "" if kind in ("addendum", "original", "current") else kind
            edition += 2 if kind == "addendum" else 0
            edition = -1 if kind == "original" else edition
            at += 1
        if section and token.start >= upto and _ends_section(found, i):
            section = ""
        token.section, token.edition = section, edition


def _names_column(page: Page, match: re.Match[str]) -> bool:
    """Tell whether a heading only names the last column of a table: "Score | Clone"."""
    return page.text[max(0, match.start() - 2) : match.start()].strip() == "|" and ":" not in match[0]


def _kind(match: re.Match[str]) -> str:
    return next(name.rstrip("0123456789") for name, text in match.groupdict().items() if text is not None)


def _ends_section(found: Sequence[Token], i: int) -> bool:
    """Tell whether an unnamed part starts here: after an empty line, or with a label that names a test."""
    if i == 0 or found[i - 1].kind not in ("newline", "stop"):
        return False
    if found[i].kind == "newline":
        return found[i - 1].kind == "newline"
    head = found[i : i + 7]
    colon = next((n for n, t in enumerate(head) if t.text == ":"), 0)
    label = head[:colon]
    if any(t.kind == "compare" for t in found[i : i + colon + 5]):
        return False  # still a table of limits
    return any(t.kind in ("marker", "assay", "mine", "now") or t.value == "ratio" for t in label) and not any(
        t.kind in ("score", "compare") for t in label
    )


def _specimens(page: Page, found: Sequence[Token]) -> None:
    starts = [(m.start(), _specimen_name(m)) for m in _SPECIMEN.finditer(page.text)]
    starts += [(m.start(), m["site"].strip()) for m in _PART.finditer(page.text)]
    starts.sort()
    specimen, at = "", 0
    for token in found:
        while at < len(starts) and starts[at][0] <= token.start:
            specimen = starts[at][1]
            at += 1
        token.specimen = specimen


def _specimen_name(match: re.Match[str]) -> str:
    # a number may only count lines, so it is kept apart from "specimen 1"
    return f"{match['numbered']}{LIST_ITEM}" if match["numbered"] else str(match["named"] or match["lettered"])


def _samples(found: Sequence[Token]) -> None:
    """Note primary or metastasis on what names one of them, in the sentence or else in the part between commas."""
    for part in (*sentences(found), *_segments(found)):
        named = {"primary" if t.text == "primary" else t.kind for t in part} & {"primary", "metastasis"}
        if len(named) == 1:
            sample = named.pop()
            for token in part:
                token.sample = sample


def _segments(found: Sequence[Token]) -> Iterator[list[Token]]:
    for sentence in sentences(found):
        for _, part in groupby(sentence, key=lambda token: token.segment):
            yield list(part)


def _years(found: Sequence[Token]) -> None:
    for part in (*lines(found), *sentences(found), *_segments(found)):
        named = {int(m[0]) for t in part if t.kind in ("number", "date") if (m := _YEAR.search(t.text))}
        for token in part:
            token.year = named.pop() if len(named) == 1 else token.year
            named = {token.year} if token.year else named


def _ticks(found: Sequence[Token]) -> None:
    for line in lines(found):
        marks = [n for n, t in enumerate(line) if t.kind == "tick"]
        if not marks:
            continue
        trailing = marks[-1] == len(line) - 1 and marks[0] != 0
        for n, mark in enumerate(marks):
            before, after = (marks[n - 1] if n else 0), (marks[n + 1] if n + 1 < len(marks) else len(line))
            part = line[before:mark] if trailing else line[mark:after]
            if line[mark].value == "off":
                for token in part:
                    token.skip = "not ticked"
