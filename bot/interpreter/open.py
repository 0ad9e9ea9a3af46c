"""The decision tables of this process."""

from __future__ import annotations

from functools import lru_cache

from bot.interpreter.load import load_tables
from bot.interpreter.tables import Tables
from bot.paths import KNOWLEDGE


@lru_cache(maxsize=1)
def open_tables() -> Tables:
    """Read the criteria, outcomes and labels once.

    Raises:
        ContentError: when they cannot be used.
    """
    return load_tables(KNOWLEDGE)
