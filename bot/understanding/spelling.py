"""Bring a patient's spelling to the words the assistant was taught with."""

from __future__ import annotations

import re
import unicodedata
from typing import Iterable, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "\u00a0": " "})
_STRETCHED = re.compile(r"\b(?!iii\b)(\w*?)([a-z])\2{2,}")
_MARKS = re.compile(r"[?!…]+|\.+(?=\s|$)")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9'/+.-]*")
_SHORTEST = 5
_LONG = 8


def plain(text: str) -> str:
    """Lower the case and unify the characters of a message.

    Args:
        text: what the patient typed.
    """
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()
    return " ".join(_STRETCHED.sub(r"\1\2\2", text).split())


class Spelling:
    """Replaces known variants, then mends words that are one slip away from a known word."""

    def __init__(self, variants: Mapping[str, Sequence[str]], known_words: Iterable[str] = ()) -> None:
        """Compile the variants.

        Args:
            variants: the word we use -> other spellings of it.
            known_words: words that are right as they are, and that slips are mended to.
        """
        self._canonical = {other.lower(): word for word, others in variants.items() for other in others}
        joined = "|".join(re.escape(v) for v in sorted(self._canonical, key=len, reverse=True))
        self._variants = re.compile(rf"(?<![\w+])(?:{joined})(?![\w+])") if joined else re.compile(r"(?!)")
        self._known = frozenset(known_words)
        self._targets = sorted(w for w in self._known if len(w) >= _SHORTEST and w.isalpha())
        self._mended: dict[str, str] = {}

    def normalise(self, text: str) -> str:
        """Rewrite a message in the assistant's own spelling.

        Args:
            text: what the patient typed.
        """
        said = " ".join(_MARKS.sub(" ", plain(text)).split())
        known = self._variants.sub(lambda m: self._canonical[m.group()], said)
        return _TOKEN.sub(lambda m: self._mend(m.group()), known)

    def _mend(self, word: str) -> str:
        if len(word) < _SHORTEST or word in self._known or not word.isalpha() or not self._targets:
            return word
        if word not in self._mended:
            if len(self._mended) > 20_000:  # typed text must not grow memory without end
                self._mended.clear()
            slips = 2 if len(word) >= _LONG else 1
            best = process.extractOne(word, self._targets, scorer=OSA.distance, score_cutoff=slips)
            # a first letter is rarely the slip; without this rule "casting" becomes "testing"
            self._mended[word] = best[0] if best and best[0][0] == word[0] else word
        return self._mended[word]


def words(text: str) -> list[str]:
    """Split normalised text into the words that slips are mended to.

    Args:
        text: normalised text.
    """
    return _TOKEN.findall(text)
