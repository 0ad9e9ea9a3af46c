"""The widget in a real browser, as a patient uses it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAUNCH = "Questions about HER2?"
SHOTS = os.environ.get("HER2_SHOTS", "")
"""A folder for screenshots of the main states; none are taken without it."""


def chromium() -> str:
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    found = next((path for path in map(shutil.which, filter(None, names)) if path), None)
    if not found:
        raise pytest.UsageError(
            "No Chromium was found: `apt-get install chromium`, or name one with CHROMIUM=/path/to/it."
        )
    return found


class Tab:
    """A page with the widget, as a patient uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on(
            "console",
            lambda message: self.wrong.append(message.text) if "Content Security Policy" in message.text else None,
        )
        page.set_default_timeout(10_000)

    @property
    def box(self) -> Any:
        return self.page.get_by_label("Your question")

    @property
    def panel(self) -> Any:
        return self.page.locator("#panel")

    @property
    def log(self) -> Any:
        return self.page.get_by_role("log")

    @property
    def alert(self) -> Any:
        return self.page.locator(".unseen[role=alert]")

    @property
    def trouble(self) -> Any:
        return self.page.locator(".trouble")

    def button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)

    def open(self, url: str) -> Tab:
        self.page.goto(url)
        self.button(LAUNCH).click()
        return self

    def ask(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")

    def said(self, text: str) -> Any:
        """The guide's turns that hold a text."""
        return self.log.locator("article.guide").filter(has_text=text)

    def kept(self, area: str = "sessionStorage") -> dict[str, Any]:
        found = self.page.evaluate(
            f"Object.entries({area}).filter(([key]) => key.startsWith('her2')).map(([key, value]) => value)"
        )
        assert len(found) <= 1
        return json.loads(found[0]) if found else {}

    def axe(self) -> list[str]:
        """What axe-core finds wrong on the whole page, shadow trees included."""
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{v['id']}: {[n['target'] for n in v['nodes']][:3]}: {v['nodes'][0]['failureSummary']}"
            for v in found["violations"]
        ]

    def until(self, true: str) -> None:
        """Waits until an expression of the page is true; the pages' policy forbids Playwright's own way."""
        for _ in range(100):
            if self.page.evaluate(true):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never true: {true}")

    def shot(self, name: str) -> None:
        if SHOTS:
            self.page.wait_for_timeout(250)
            self.page.screenshot(path=f"{SHOTS}/widget-{name}.png")
