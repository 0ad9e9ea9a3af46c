"""Find the questions inside a message."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[?!.])\s+|\n+|(?<=\?)|;\s+")
_QUESTION_WORD = "what|how|is|are|does|do|can|could|will|would|should|why|who|when|where|which|am"
_JOINED = re.compile(
    rf",?\s+(?:and|also|plus|or)\s+(?=(?:also\s+)?(?:{_QUESTION_WORD})\b)|,\s+(?=(?:what|how|why|who|when|where|which)\b)",
    re.I,
)
_ASKS = re.compile(
    rf"\?|^(?:and |also |so |but |then )*(?:{_QUESTION_WORD}|whats|do|did|tell me|explain)\b",
    re.I,
)
MOST = 3
_FEWEST_IN_SENTENCE = 3
_MOST_SENTENCES = 12
_FEWEST_WORDS = 2
_LEANS_ON_THE_REST = re.compile(r"^(?:so |and )?(?:what (?:now|next|then|else)|why|how come)\W*$", re.I)


def asks(text: str) -> bool:
    """Tell whether a text asks something.

    Args:
        text: what the patient typed.
    """
    return bool(_ASKS.search(text))


def sentences(text: str) -> list[str]:
    """List the sentences of a message that holds several, at most twelve of three words or more.

    Args:
        text: what the patient typed.
    """
    found = [s.strip() for s in _END.split(text) if s and len(s.split()) >= _FEWEST_IN_SENTENCE]
    return found[:_MOST_SENTENCES] if len(found) > 1 else []


def questions(text: str) -> list[str]:
    """List the parts of a message that ask something, in order, at most three; empty when it asks one thing.

    Args:
        text: what the patient typed.
    """
    sentences = [s.strip() for s in _END.split(text) if s and s.strip()]
    parts = [p.strip() for s in sentences for p in _JOINED.split(s)]
    asking = [p for p in parts if asks(p) and len(p.split()) >= _FEWEST_WORDS and not _LEANS_ON_THE_REST.match(p)]
    return asking[:MOST] if len(parts) > 1 else []
