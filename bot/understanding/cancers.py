"""Notice that a message is about another cancer."""

from __future__ import annotations

import re
from typing import Mapping, Sequence

from bot.understanding.spelling import plain


class Cancers:
    """The names of bowel cancer and of other cancers."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        """Compile the names.

        Args:
            names: under `bowel` and `other`, words with `*` for any ending.
        """
        self._bowel = _pattern(names.get("bowel", ()))
        self._other = _pattern(names.get("other", ()))

    def only_other(self, text: str) -> bool:
        """Tell whether a message names another cancer and not bowel cancer.

        Args:
            text: what the patient typed.
        """
        said = plain(text)
        return bool(self._other.search(said)) and not self._bowel.search(said)


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    joined = "|".join(re.escape(name).replace(r"\*", r"\w*") for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)") if joined else re.compile(r"(?!)")
