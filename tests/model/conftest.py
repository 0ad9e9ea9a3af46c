"""Fixtures around the trained assistant, loaded once for all tests."""

from __future__ import annotations

import asyncio
from typing import Iterator

import pytest

from bot.runtime.assistant import is_current, load, train


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put everything in this folder behind the marker `model`."""
    for item in items:
        if "tests/model/" in item.path.as_posix():
            item.add_marker(pytest.mark.model)


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One event loop, the one the assistant was loaded in."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def agent(loop):
    """The assistant with its real actions in this process, trained first if it is out of date."""
    if not is_current():
        train()
    return loop.run_until_complete(load())
