"""The committed knowledge and its triage, read once for all safety tests."""

from __future__ import annotations

from functools import lru_cache

from bot.content.load import load_what_fits
from bot.content.models import Knowledge
from bot.paths import KNOWLEDGE
from bot.safety.triage import Triage, Wording


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    return load_what_fits(KNOWLEDGE)[0]


@lru_cache(maxsize=1)
def triage() -> Triage:
    words = knowledge().safety_words
    return Triage(list(knowledge().safety.values()), Wording(words["lists"], words["spelling"]))
