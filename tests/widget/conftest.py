"""Fixtures of a real browser: the system's Chromium, and two origins (the bot's and the clinic's)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

sys.path.insert(0, str(Path(__file__).parent))

try:
    from browser import FLAGS, Tab, chromium
    from playwright.sync_api import Browser, BrowserContext, sync_playwright
except ImportError as error:
    raise pytest.UsageError(f"{error.name} is missing: run these tests with `make test-system`.") from error

from fake import Fake, Running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def bot() -> Iterator[Running]:
    """The bot's origin."""
    running = Running(Fake())
    yield running
    running.stop()


@pytest.fixture
def clinic() -> Iterator[Running]:
    """The clinic's origin: serves only the pages that a test gives it."""
    running = Running(Fake())
    yield running
    running.stop()


@pytest.fixture
def context(browser) -> Iterator[Callable[..., BrowserContext]]:
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"viewport": {"width": 1100, "height": 780}, "locale": "en-GB", **options})
        made.append(context)
        return context

    yield make
    for one in made:
        one.close()


@pytest.fixture
def tab(context) -> Iterator[Callable[..., Tab]]:
    tabs: list[Tab] = []

    def make(**options: Any) -> Tab:
        tabs.append(Tab(context(**options).new_page()))
        return tabs[-1]

    yield make
    assert not [wrong for tab in tabs for wrong in tab.wrong]
