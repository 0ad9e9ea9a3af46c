from __future__ import annotations

import pytest

from bot.interpreter.load import load_tables
from bot.interpreter.tables import Tables
from bot.paths import KNOWLEDGE


@pytest.fixture(scope="session")
def tables() -> Tables:
    return load_tables(KNOWLEDGE)
