"""The main ways through the widget with the real server: a clinic's page of another origin, under the strict policy."""

from __future__ import annotations

import gzip
import json
import os
import re
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any, Callable, Iterator
from urllib.parse import urljoin

import pytest
from browser import Tab
from fake import ROOT, Fake, Running
from playwright.sync_api import expect

PYTHON = os.environ.get("HER2_PYTHON", str(ROOT / ".venv" / "bin" / "python"))
CLINIC = """\
name: Riverside Cancer Clinic
region: us
phones:
  team: {{number: "555-0100"}}
lines: {{emergency: "911", crisis: "988 (call or text)", poison: "1-800-222-1222"}}
allowed_origins: ["{origin}"]
limits: {{requests_per_minute_per_session: 600, requests_per_minute_per_address: 6000}}
"""


CLINIC_PAGE = (
    '<!DOCTYPE html><html lang="en"><title>Clinic</title><script src="{url}/widget.js" async></script>'
    "<body><main><h1>Clinic</h1></main>"
)


class Server:
    """`python -m bot serve`, which can be restarted on the same port."""

    def __init__(self, clinic: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {**os.environ, "HER2_CLINIC": str(clinic), "RASA_TELEMETRY_ENABLED": "false"}
        self.start()

    def start(self) -> None:
        command = [PYTHON, "-m", "bot", "serve", "--port", str(self.port)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(600):
            try:
                urllib.request.urlopen(self.url + "/api/health/ready", timeout=5).close()
                return
            except OSError:
                if self._process.poll() is not None:
                    raise AssertionError(f"the server stopped:\n{self._process.communicate()[0]}") from None
                time.sleep(0.2)
        raise AssertionError("the server was not ready within two minutes")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(30)


@pytest.fixture(scope="module")
def site() -> Iterator[Running]:
    running = Running(Fake())
    yield running
    running.stop()


@pytest.fixture(scope="module")
def server(site, tmp_path_factory) -> Iterator[Server]:
    clinic = tmp_path_factory.mktemp("clinic") / "clinic.yml"
    clinic.write_text(CLINIC.format(origin=site.url), "utf-8")
    server = Server(clinic)
    yield server
    server.stop()


@pytest.fixture
def page(site, server) -> str:
    """A clinic's page with the one line, under the strictest policy that the how-to names."""
    policy = f"default-src 'none'; script-src {server.url}; connect-src {server.url}; style-src 'self'"
    html = CLINIC_PAGE.format(url=server.url)
    site.fake.files["/page"] = ("text/html; charset=utf-8", html, {"Content-Security-Policy": policy})
    return site.url + "/page"


@pytest.fixture
def t(page, tab: Callable[..., Tab]) -> Tab:
    return tab().open(page)


def get(url: str, **headers: str) -> tuple[bytes, Any]:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as got:
        return got.read(), got.headers


def test_it_is_served_in_15_kilobytes(server) -> None:
    body, headers = get(server.url + "/widget.js", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert len(body) <= 15_360
    assert b"Riverside Cancer Clinic" in gzip.decompress(body)


def test_questions_answers_and_sources(t) -> None:
    expect(t.log.get_by_role("button").first).to_be_visible()  # suggested questions
    t.log.get_by_role("button").first.click()
    expect(t.log.locator("article.guide .stamp").first).to_contain_text("not reviewed by a clinician")
    t.ask("what does equivocal mean")
    answer = t.log.locator("article.guide").last
    expect(answer.get_by_role("heading")).to_contain_text("equivocal")
    answer.locator("summary").click()
    assert answer.locator("details a").first.get_attribute("href").startswith("https://")
    assert t.axe() == []
    answer.get_by_role("button", name="Tell me more").click()
    expect(t.log.locator("article.you")).to_have_count(3)
    expect(t.log.locator("article.waiting")).to_have_count(0)
    expect(t.trouble).to_be_hidden()


def test_a_pasted_report_is_explained(t) -> None:
    t.button("Paste my report").click()
    t.page.get_by_label("Words of the report").fill(
        "SURGICAL PATHOLOGY\nColon, sigmoid: adenocarcinoma.\nBiomarkers:\nMMR: intact\n"
        "HER2 (IHC): 2+ (equivocal)\nHER2 FISH: ratio 2.6"
    )
    t.button("Send the report").click()
    expect(t.said("I read this")).to_be_visible()
    t.button("Menu").click()
    t.button("Summary for my appointment").click()
    expect(t.panel.locator(".paper")).to_contain_text("I read this")


def test_a_red_flag_comes_first(t) -> None:
    t.ask("I can't breathe and my chest hurts")
    expect(t.log.locator("article.now")).to_be_visible()
    expect(t.alert).to_contain_text("911")
    assert t.log.locator("a.call").first.get_attribute("href") == "tel:911"
    assert t.axe() == []


def test_what_is_too_long_is_refused_kindly_and_kept(t) -> None:
    text = "word " * 1000
    t.ask(text)
    expect(t.said("too long for me to read safely")).to_be_visible()
    assert t.box.input_value() == text.strip()


def test_start_over_export_and_delete(t) -> None:
    t.ask("what does equivocal mean")
    expect(t.said("equivocal").last).to_be_visible()
    t.button("Menu").click()
    t.button("See everything that is kept").click()
    expect(t.panel.locator("pre")).to_contain_text("what does equivocal mean")
    t.button("Back to the chat").click()
    t.button("Menu").click()
    t.button("Start over").click()
    t.button("Start over").click()
    expect(t.log.locator("article.you")).to_have_count(0)
    t.ask("is it inherited")
    expect(t.log.locator("article.guide .stamp")).to_have_count(1)
    t.button("Menu").click()
    t.button("Delete my conversation").click()
    t.button("Delete my conversation").click()
    expect(t.log.locator(".note")).to_contain_text(re.compile("deleted|removed"))
    expect(t.trouble).to_be_hidden()


def test_a_reload_and_a_restart_lose_nothing_that_was_typed(server, t) -> None:
    t.ask("what does equivocal mean")
    expect(t.log.locator("article.guide .stamp")).to_have_count(1)
    t.page.reload()
    expect(t.log.locator("article.guide .stamp")).to_have_count(1)
    server.stop()
    t.ask("is it inherited")
    expect(t.trouble).to_contain_text("555-0100")
    server.start()
    expect(t.log.locator("article.guide .stamp")).to_have_count(2, timeout=60_000)  # it tries again by itself
    expect(t.log.get_by_text("please give it again")).to_be_visible()
    expect(t.log.locator("article.waiting")).to_have_count(0)


def test_the_chat_page_stands_alone_and_in_a_frame_of_the_clinic(site, server, tab) -> None:
    t = tab()
    t.page.goto(server.url + "/chat")
    t.ask("what is her2")
    expect(t.log.locator("article.guide .stamp")).to_have_count(1)
    assert t.axe() == []
    site.fake.files["/frame"] = (
        "text/html",
        '<!DOCTYPE html><html lang="en"><title>Frame</title><body>'
        f'<iframe title="HER2 guide" src="{server.url}/chat" width="400" height="600"></iframe>',
        {},
    )
    framed = tab()
    framed.page.goto(site.url + "/frame")
    frame = framed.page.frame_locator("iframe")
    frame.get_by_label("Your question").fill("what is her2")
    frame.get_by_label("Your question").press("Enter")
    expect(frame.locator("article.guide .stamp")).to_have_count(1)


def test_the_version_with_its_hash_is_taken_by_the_browser(site, server, tab) -> None:
    about = json.loads(get(server.url + "/api/widget")[0])
    address, integrity = urljoin(server.url, about["url"]), about["integrity"]
    script = f'<script src="{address}" integrity="{integrity}" crossorigin="anonymous" async>'
    html = f'<!DOCTYPE html><html lang="en"><title>Clinic</title>{script}</script><body><main><h1>Clinic</h1></main>'
    site.fake.files["/hash"] = ("text/html", html, {})
    t = tab().open(site.url + "/hash")
    t.ask("what is her2")
    expect(t.log.locator("article.guide .stamp")).to_have_count(1)


def test_the_demo_page_embeds_it(server, tab) -> None:
    t = tab().open(server.url + "/demo")
    t.ask("what is her2")
    expect(t.log.locator("article.guide .stamp")).to_have_count(1)


def test_another_site_is_refused_and_the_numbers_are_still_shown(server, clinic, tab) -> None:
    clinic.fake.files["/page"] = ("text/html", CLINIC_PAGE.format(url=server.url), {})
    t = tab().open(clinic.url + "/page")
    expect(t.trouble).to_be_visible()
    expect(t.panel.locator(".strip")).to_contain_text("911")
