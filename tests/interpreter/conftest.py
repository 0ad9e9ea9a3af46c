from __future__ import annotations

import pytest

from bot.interpreter.load import Tables, load_tables
from bot.paths import KNOWLEDGE


@pytest.fixture(scope="session")
def tables() -> Tables:
    return load_tables(KNOWLEDGE)
