"""Lists of words that a curator writes, ready to be found in a message."""

from __future__ import annotations

import re
from typing import Sequence

from bot.understanding.spelling import plain


class WordList:
    """Finds any of a list of words or phrases, whole and in any case."""

    def __init__(self, words: Sequence[str]) -> None:
        """Compile the words.

        Args:
            words: words or phrases; `*` stands for any ending.
        """
        joined = "|".join(
            re.escape(word.lower()).replace(r"\*", r"\w*") for word in sorted(words, key=len, reverse=True)
        )
        self._pattern = re.compile(rf"(?<!\w)(?:{joined})(?!\w)") if joined else re.compile(r"(?!)")

    def found_in(self, text: str) -> bool:
        """Tell whether a text holds one of them.

        Args:
            text: what the patient typed.
        """
        return bool(self._pattern.search(plain(text)))
