"""Plain, lower-case report text that remembers where each character came from, with scanning errors undone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import chain
from typing import Callable, Iterable

_PLAIN = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u201b\u00b4`\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u201e", '"'),
    **dict.fromkeys("\u2044\u2215", "/"),
    **dict.fromkeys("\u2192\u21d2\u27a1\u279c", "->"),
    **dict.fromkeys("\u223c\u02dc\u2248\u2243", "~"),
    **dict.fromkeys("\u2265\u2a7e\u2267", "≥"),
    **dict.fromkeys("\u2264\u2a7d\u2266", "≤"),
    **dict.fromkeys("\u2022\u25cf\u25aa\u00b7\u25e6", "-"),
    **dict.fromkeys("\u2612\u2611\u2713\u2714\u25a0", "☒"),
    **dict.fromkeys("\u2610\u25a1\u25fb", "☐"),
    **dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n"),
}

_VOCABULARY: list[str] = re.findall(
    "[a-z]+",
    """
    score ratio copies cells tumor tumour stable colon rectum rectal sigmoid intact retained strong percent pending
    biopsy plasma intense amplified amplification equivocal indeterminate negative positive mutation colorectal
    adenocarcinoma carcinoma metastasis metastatic membranous microsatellite instability proficient deficient
    resection staining immunohistochemistry hybridisation hybridization insufficient polysomy specimen addendum
    complete overall number copy wild type status detected result average signals
    """,
)
"""The words a reading hangs on: a misread or mistyped one is restored, nothing else is touched."""

_LOOK_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "5": "s", "8": "b", "q": "g"})
_WORD = re.compile(r"(?<![a-z0-9])[a-z0-9][a-z0-9|!]{3,23}(?![a-z0-9])")
_SPLIT_WORD = re.compile(r"(?<=[a-z])-[ \t]*\n[ \t]*(?=[a-z])")

_SPACED_LINE = re.compile(r"(?m)^[ \t]*(?:\S {1,4}){6,}\S[ \t]*$")
_LETTERS = re.compile(r"(?:[a-z] ){2}[a-z]")
_SPACE = re.compile(r"(?<=\S) (?=\S)")

_DIGIT_SLIPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), digit)
    for pattern, digit in (
        (r"(?<=\d)o(?=[\d.,%+\s)]|$)", "0"),
        (r"(?<![a-z0-9])o(?=[.,]\d)", "0"),
        (r"(?<=\bn)0(?=[tn]\b)", "o"),
        (r"(?<=\bn)0(?= (?:evidence|amplif|mutation|staining|loss|her))", "o"),
        (r"(?<![a-z0-9])l(?=[.,][\dlo](?![a-z0-9]))", "1"),
        (r"(?<=\d[.,])o(?=[\d\s,;)%]|$)", "0"),
        (r"(?<=\d[.,])[li|](?=[\d\s,;)%]|$)", "1"),
        (r"(?<=\d)[li](?=[.,]\d| ?%|\d)", "1"),
        (r"(?<![a-z0-9])[li](?=\d*[.,]\d|\d+ ?%)", "1"),
        (r"(?<![a-z0-9])[li](?=\+(?![a-z0-9]))", "1"),
        (r"(?<![a-z0-9])[li](?= \+(?:\s|[,;.)]|$))(?! \+ (?:my|the))", "1"),
        (
            r"(?:(?<=number )|(?<=copies )|(?<=ratio )|(?<=cn )|(?<=cn=)|(?<=[:=] ))[li](?=\d{1,2}(?![a-z0-9]))",
            "1",
        ),
        (r"(?<![a-z0-9])s(?=[0-9] ?%)", "5"),
        (r"(?<=\d)s(?= ?%)", "5"),
        (r"(?<![a-z0-9])z(?= ?\+(?![a-z0-9]))", "2"),
        (r"(?<![a-z0-9])o(?=/1\+)", "0"),
        (r"(?<=score )o(?![a-z0-9])", "0"),
        (r"(?<=score: )o(?![a-z0-9])", "0"),
        (r"(?<=ihc )o(?![a-z0-9])", "0"),
        (r"(?<=ihc: )o(?![a-z0-9])", "0"),
    )
)
"""Letters that stand where only a digit can: O for 0, l and I for 1, S for 5, Z for 2."""


@dataclass(frozen=True)
class Page:
    """A report as it came, and its plain form with the origin of every plain character."""

    raw: str
    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the plain text stands in the report as it came.

        Args:
            start: first position in the plain text.
            end: position after the last one.
        """
        return self.origin[start], self.origin[end - 1] + 1

    def quote(self, start: int, end: int) -> str:
        """Return a stretch of the plain text in the report's own letters, on one line."""
        first, last = self.span(start, end)
        return " ".join(self.raw[first:last].split())


def plain(raw: str) -> Page:
    """Make a report plain: one case, plain signs, joined words, scanning errors undone. Never raises.

    Args:
        raw: report text as it was pasted.
    """
    pairs = [(p, i) for i, c in enumerate(raw) for p in _plain_letter(c)]
    page = Page(raw, "".join(p for p, _ in pairs), tuple(i for _, i in pairs))
    page = _unspaced(page)
    page = _replace(page, _SPLIT_WORD, lambda _: "")
    page = _replace(page, _WORD, lambda match: _restored(match[0]))
    for slip, digit in _DIGIT_SLIPS:
        page = _replace(page, slip, lambda _, digit=digit: digit)  # type: ignore[misc]
    return page


def _unspaced(page: Page) -> Page:
    """Close up lines that are printed letter by letter: "H E R 2 : 3 +"; two spaces there part words."""
    lines = [m.span() for m in _SPACED_LINE.finditer(page.text) if _LETTERS.search(m[0])]
    inside = {i for start, end in lines for i in range(start, end)}
    return _replace(page, _SPACE, lambda m: "" if m.start() in inside else " ") if lines else page


def _plain_letter(char: str) -> str:
    if char < "\x7f":
        return "" if char == "\r" else char.lower()
    if char in _PLAIN:
        return _PLAIN[char]
    if unicodedata.category(char) in ("Cf", "Cs", "Mn"):
        return ""
    same = unicodedata.normalize("NFKC", char).lower()
    return same if len(same) == 1 else char


def _replace(page: Page, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> Page:
    """Replace matches; each new character takes the origin of the old one at its place."""
    text, origin, done = list[str](), list[Iterable[int]](), 0
    for match in pattern.finditer(page.text):
        replacement = new(match)
        if replacement == match[0]:
            continue
        start, end = match.span()
        text += (page.text[done:start], replacement)
        places = [min(start + i, end - 1) for i in range(len(replacement))]
        if places:
            places[-1] = end - 1  # a span that ends here must hold the whole word
        origin += (page.origin[done:start], [page.origin[i] for i in places])
        done = end
    if not done:
        return page
    return Page(page.raw, "".join((*text, page.text[done:])), tuple(chain(*origin, page.origin[done:])))


def _fold(word: str) -> str:
    return word.translate(_LOOK_ALIKE).replace("rn", "m").replace("vv", "w")


def _shortened(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(len(word))]


_KNOWN = frozenset(_VOCABULARY)
_FOLDED = {_fold(word): word for word in _VOCABULARY}
_NEAR = {short: word for word in _VOCABULARY if len(word) >= 8 for short in (word, *_shortened(word))}


def _restored(word: str) -> str:
    if word in _KNOWN:
        return word
    if (same := _FOLDED.get(_fold(word))) is not None:
        return same
    if len(word) < 8 or word + "s" in _KNOWN or word[:-1] in _KNOWN:
        return word
    return next((_NEAR[short] for short in (word, *_shortened(word)) if short in _NEAR), word)
