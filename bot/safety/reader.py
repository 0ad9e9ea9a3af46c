"""Turns raw patient text into plain words, forgiving the ways people type when they are ill, hurried or afraid."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import AbstractSet, Iterator, Mapping, Sequence

LONGEST = 20_000
"""Characters read at most: of a longer text its first and last halves of this, so time stays bounded."""

_LONGEST_SENTENCE = 200
_OVERLAP = 30
_SENTENCE_END = frozenset(".!?;")
_MARKS = re.compile(r"[a-z][a-z0-9']*|\d+(?:[.,]\d+)?|\.{2,}|\n\s*\n|[.!?;,:()\[\]/\n\u2013\u2014-]")
_INNER_MARK = re.compile(r"[a-z]['\"`*_.,;!^~-]+[a-z]")
_STRETCHED = re.compile(r"(.)\1{2,}")
_REPEATED = re.compile(r"(.)\1+")
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u00b4\u0060\u2032"), "'")
_TYPED_NT = re.compile(r"\b(ca|do|did|does|is|are|was|were|have|has|had|could|would|should|wo)n[\"*_,;^]t\b")

_BEFORE_NOT = {"ca": "can", "wo": "will", "sha": "shall"}
_SUFFIXES = {"m": "am", "ve": "have", "re": "are", "ll": "will", "d": "would", "s": "is"}
_UNMARKED = {
    **{
        f"{verb}nt": (verb, "not")
        for verb in ("do", "does", "did", "is", "are", "was", "have", "has", "had", "could", "would", "should", "need")
    },
    "cant": ("can", "not"), "wont": ("will", "not"), "cannot": ("can", "not"), "aint": ("is", "not"),
    "im": ("i", "am"), "ive": ("i", "have"), "hes": ("he", "is"), "shes": ("she", "is"), "theyre": ("they", "are"),
    "youre": ("you", "are"), "thats": ("that", "is"), "whats": ("what", "is"), "gonna": ("going", "to"),
    "wanna": ("want", "to"), "gotta": ("got", "to"), "kinda": (), "sorta": (),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One sentence: its words, and the positions of the words that follow a comma, dash, bracket or line break."""

    words: tuple[str, ...]
    pauses: frozenset[int]


class Reader:
    """Reads text into sentences of plain words.

    Args:
        spelling: the right spelling (one or more words) and the wrong ones seen for it. A single word of six letters
            or more is also recognised when one letter is wrong, missing, extra or swapped.
    """

    def __init__(self, spelling: Mapping[str, Sequence[str]]) -> None:
        self._known = {word for right in spelling for word in right.split()}
        self._fixes = {wrong: tuple(right.split()) for right, wrongs in spelling.items() for wrong in wrongs}
        self._near: dict[str, str] = {}
        self._unstretched: dict[str, str] = {}
        for right in spelling:
            self._unstretched.setdefault(_REPEATED.sub(r"\1", right), right)
            if len(right) >= 6 and " " not in right:
                for shorter in _with_one_letter_less(right):
                    self._near.setdefault(shorter, right)

    def lines(self, text: str) -> list[Line]:
        """Return the sentences of a text, in order. Never raises.

        Args:
            text: what the patient wrote, as it came.
        """
        lines: list[Line] = []
        words: list[str] = []
        pauses: set[int] = set()
        for token in self._tokens(_plain(text)):
            if token in _SENTENCE_END or (token[0] == "\n" and token != "\n"):
                lines.extend(_sentence(words, pauses))
                words, pauses = [], set()
            elif token[0].isalnum():
                words.append(token)
            else:
                pauses.add(len(words))
        return [*lines, *_sentence(words, pauses)]

    def word(self, word: str) -> tuple[str, ...]:
        """Return a lower-case word as the plain words it stands for: "can't" -> can, not; "brethe" -> breathe."""
        if word in self._known:
            return (word,)
        if word in self._fixes:
            return self._fixes[word]
        if word in _UNMARKED:
            return _UNMARKED[word]
        if "'" in word:
            return self._contraction(word)
        if _STRETCHED.search(word):
            single = _REPEATED.sub(r"\1", word)
            return self.word(self._unstretched.get(single, _STRETCHED.sub(r"\1", word)))
        return (self._one_slip_from(word) or word,)

    def _tokens(self, text: str) -> Iterator[str]:
        for chunk in re.split(r"([ \t\r\f\v]+)", text):
            whole = self._unbroken(chunk)
            if whole:
                yield whole
                continue
            for mark in _MARKS.findall(chunk):
                if mark[0].isalpha():
                    yield from self.word(mark.rstrip("'"))
                else:
                    yield mark.replace(",", ".") if mark[0].isdigit() else mark

    def _unbroken(self, chunk: str) -> str:
        """Return the red-flag word a chunk spells around stray marks ("ble.eding", "s-u-i-c-i-d-e"), or ""."""
        if not _INNER_MARK.search(chunk) or len(chunk) > 40:
            return ""
        letters = re.sub("[^a-z]", "", chunk)
        return letters if letters in self._known and len(letters) > 4 else self._one_slip_from(letters)

    def _contraction(self, word: str) -> tuple[str, ...]:
        stem, _, suffix = word.rpartition("'")
        if suffix == "t" and stem.endswith("n"):
            verb = stem[:-1]
            return (_BEFORE_NOT.get(verb, verb), "not")
        if suffix in _SUFFIXES:
            return (*self.word(stem), _SUFFIXES[suffix]) if stem else ()
        return self.word(word.replace("'", ""))

    def _one_slip_from(self, word: str) -> str:
        if not 5 <= len(word) <= 20:
            return ""
        for shorter in (word, *_with_one_letter_less(word)):
            right = self._near.get(shorter, "")
            if right and right[0] == word[0] and _one_slip(word, right):
                return right
        return ""


def _sentence(words: Sequence[str], pauses: AbstractSet[int]) -> Iterator[Line]:
    """Cut a sentence that never ends into overlapping pieces, so that the work on each stays bounded."""
    for start in range(0, max(len(words) - _OVERLAP, min(len(words), 1)), _LONGEST_SENTENCE - _OVERLAP):
        end = start + _LONGEST_SENTENCE
        yield Line(tuple(words[start:end]), frozenset(at - start for at in pauses if start <= at < end))


def _plain(text: str) -> str:
    if len(text) > LONGEST:
        text = text[: LONGEST // 2] + "\n\n" + text[-LONGEST // 2 :]
    text = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).lower()
    text = "".join(char for char in text if unicodedata.category(char) not in ("Mn", "Cf"))
    text = _TYPED_NT.sub(r"\1n't", text)
    return re.sub(r"\bher[\s-]{0,2}(2|two)\b", "her2", text)


def _with_one_letter_less(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def _one_slip(word: str, right: str) -> bool:
    """Tell whether two words differ by one letter: wrong, missing, extra, or two neighbours swapped."""
    if abs(len(word) - len(right)) > 1:
        return False
    pairs = enumerate(zip(word, right, strict=False))
    start = next((at for at, (a, b) in pairs if a != b), min(len(word), len(right)))
    if len(word) != len(right):
        longer, shorter = (word, right) if len(word) > len(right) else (right, word)
        return longer[start + 1 :] == shorter[start:]
    swapped = word[start : start + 2] == right[start : start + 2][::-1] and word[start + 2 :] == right[start + 2 :]
    return swapped or word[start + 1 :] == right[start + 1 :]
