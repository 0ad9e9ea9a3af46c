"""Recognise a question about the meaning of a word."""

from __future__ import annotations

import re
from typing import Mapping, TypeVar

T = TypeVar("T")

_ASKED = (
    r"(?:can|could) you (?:please )?(?:tell me |explain )?what (?:does )?(.+?) (?:is|means?|stands? for)",
    r"what (?:do|does|did) (?:they|she|he|it|my \w+|the \w+) mean (?:by|with) (.+?)",
    r"what (?:on earth )?(?:does|do|did|is|are|was)"
    r"(?: it mean(?: by| when it says)?| the (?:word|term|meaning of|abbreviation)| meant by)? (.+?)"
    r"(?: mean| means| meaning| stand for| stands for| refer to)?",
    r"what'?s(?: the (?:word|term|meaning of)| meant by)? (.+?)(?: mean| stand for)?",
    r"(?:define|definition of|meaning of|explain|the meaning of|explain the (?:word|term)) (.+?)",
    r"(.+?),? (?:meaning|means|definition|means what|what is (?:that|it)|what does (?:it|that) mean|what'?s that)",
    r"(.+?)",
)
_BEFORE = r"^(?:hi |hello |please |sorry |ok |so |and |but )*"
_AFTER = (
    r"(?:,? (?:(?:in|on) (?:my|the|a|this|his|her|our) (?:\w+ )?(?:report|letter|results?|page|form)"
    r"|please|exactly|again"
    r"|in plain (?:words|english)|in simple (?:words|terms)))*[\s?.!]*$"
)
_FRAMES = tuple(re.compile(_BEFORE + frame + _AFTER) for frame in _ASKED)
_ARTICLE = re.compile(r"^(?:a |an |the |this |that |my |word |term |abbreviation |letters )+|^[\"']+|[\"']+$")
_MOST_CHARACTERS = 120
_MOST_WORDS = 8


def asked_term(text: str, terms: Mapping[str, T]) -> T | None:
    """Find the glossary term a message asks the meaning of; None when it asks something else.

    Args:
        text: plain text, lower case.
        terms: terms by every name they have, in lower case.
    """
    for candidate in asked_words(text):
        for name in (candidate, candidate.rstrip("s"), candidate.replace("-", " ")):
            if name in terms:
                return terms[name]
    return None


def asked_words(text: str) -> list[str]:
    """List the words a message may ask the meaning of.

    Args:
        text: plain text, lower case.
    """
    if len(text) > _MOST_CHARACTERS:
        return []
    found = [match[1] for frame in _FRAMES if (match := frame.match(text))]
    cleaned = [_ARTICLE.sub("", _ARTICLE.sub("", w.strip())).strip(" \"'?.!") for w in found]
    return [w for w in cleaned if w and len(w.split()) <= _MOST_WORDS]
