"""Nothing that comes in from anywhere becomes HTML, script or an address of another kind."""

from __future__ import annotations

import pytest
from fake import HOSTILE, served_script
from playwright.sync_api import expect

LINKS = """[...document.querySelector('her2-assistant').shadowRoot.querySelectorAll('[href], [src]')]
  .map(n => n.href || n.src)"""
NODES = """[...document.querySelector('her2-assistant').shadowRoot.querySelectorAll('*')].flatMap(n => [
  ...(/^(SCRIPT|IMG|OBJECT|EMBED|BASE|STYLE|LINK|VIDEO)$/i.test(n.tagName) ? [n.tagName] : []),
  ...[...n.attributes].map(a => a.name).filter(name => /^on/i.test(name))])"""


def harmless(t) -> None:
    assert t.page.evaluate("window.hacked") is None
    assert t.page.evaluate(NODES) == []
    assert all(link.startswith(("https:", "tel:", "mailto:")) for link in t.page.evaluate(LINKS))


def test_messages_titles_sources_and_buttons(bot, tab) -> None:
    t = tab().open(bot.url + "/demo")
    t.ask("hostile")
    reply = t.log.locator("article.guide").last
    expect(reply).to_contain_text(HOSTILE[0])
    reply.locator("summary").click()
    harmless(t)
    assert {"https://ok.example/%3Cb%3E"} <= set(t.page.evaluate(LINKS))
    for name in ("Menu", "Summary for my appointment"):
        t.button(name).click()
    expect(t.panel.locator(".paper")).to_contain_text(HOSTILE[1])
    harmless(t)
    t.page.add_init_script("window.print = () => {}")
    with t.page.expect_download() as got:
        t.button("Save as web page").click()
    other = tab()
    other.page.goto("about:blank")
    with open(got.value.path(), encoding="utf-8") as saved:
        other.page.set_content(saved.read())
    assert other.page.evaluate(
        "[window.hacked, document.scripts.length, document.images.length, document.querySelectorAll('svg').length]"
    ) == [None, 0, 0, 0]
    t.page.reload()
    expect(t.log.locator("article.guide").last).to_contain_text(HOSTILE[0])
    harmless(t)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_patient_types(bot, tab, text) -> None:
    t = tab().open(bot.url + "/demo")
    t.ask("echo " + text)
    expect(t.log.locator("article.guide").last).to_contain_text("You wrote echo")
    assert t.log.locator("article.you p").last.evaluate("node => node.children.length") == 0
    harmless(t)
    t.page.reload()
    expect(t.log.locator("article.you")).to_have_count(1)
    harmless(t)


def test_attributes_of_the_page(bot, clinic, tab) -> None:
    evil = "".join(HOSTILE).replace("&", "&amp;").replace('"', "&quot;").replace("\0", "")
    names = ("greeting", "label", "phone", "emergency", "color", "theme", "position", "lang", "title")
    attributes = " ".join(f'data-{name}="{evil}"' for name in names)
    clinic.fake.files["/page"] = (
        "text/html",
        f'<!DOCTYPE html><title>x</title><script src="{bot.url}/widget.js" {attributes} async></script><body>',
        {},
    )
    t = tab()
    t.page.goto(clinic.url + "/page")
    t.page.locator(".launcher").click()
    expect(t.panel).to_contain_text(HOSTILE[0])
    harmless(t)


def test_the_clinics_own_lines_and_the_operators_text(bot, tab) -> None:
    evil = " ".join(HOSTILE)
    bot.fake.changes = dict.fromkeys(("clinic", "phone", "emergency", "crisis", "urgent", "maintenance", "lang"), evil)
    assert "</script>" not in served_script(**bot.fake.changes).split("\n", 20)[12]
    t = tab().open(bot.url + "/demo")
    t.ask("I can't breathe")
    expect(t.log.locator("article.now")).to_be_visible()
    harmless(t)


def test_what_the_server_keeps(bot, tab) -> None:
    t = tab().open(bot.url + "/demo")
    t.ask("echo " + HOSTILE[0])
    expect(t.log.locator("article.guide").last).to_contain_text("You wrote echo")
    t.button("Menu").click()
    t.button("See everything that is kept").click()
    expect(t.panel.locator("pre")).to_contain_text(HOSTILE[0])
    harmless(t)


def test_the_wrong_kinds_of_values(bot, tab) -> None:
    t = tab().open(bot.url + "/demo")
    for wrong in (
        [],
        {},
        {"messages": 7},
        {"messages": [None, 3, "x"]},
        {"messages": [{"text": ["a"], "buttons": {"a": 1}, "custom": "x"}]},
        {
            "messages": [
                {
                    "custom": {
                        "sources": [None, 3, {"link": 5, "title": {}, "seen": []}],
                        "edition": 9e99,
                        "review": {},
                        "kind": [],
                        "level": 4,
                    }
                }
            ]
        },
        {"messages": [{"text": "x", "custom": {"kind": "safety", "level": "constructor"}}]},
    ):
        bot.fake.faults = [(200, wrong)]
        t.ask("echo strange")
        t.page.wait_for_timeout(150)
        harmless(t)
    t.ask("echo and on")
    expect(t.said("You wrote echo and on.")).to_be_visible()
