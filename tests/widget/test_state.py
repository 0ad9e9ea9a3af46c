"""Reload, page change, tabs, and what is kept where."""

from __future__ import annotations

import json

import pytest
from browser import Tab
from playwright.sync_api import expect


@pytest.fixture
def t(bot, tab):
    t = tab().open(bot.url + "/demo")
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()
    return t


def test_a_reload_keeps_the_conversation_the_draft_and_the_open_panel(bot, t) -> None:
    t.box.fill("half a ques")
    t.page.reload()
    expect(t.said("Equivocal means")).to_be_visible()
    assert t.box.input_value() == "half a ques"
    expect(t.alert).to_be_empty()
    t.ask("echo more")
    expect(t.said("You wrote echo more.")).to_be_visible()
    assert len(bot.fake.tokens) == 1


def test_another_page_of_the_site_goes_on_with_it(bot, t) -> None:
    bot.fake.files["/other"] = (
        "text/html",
        '<!DOCTYPE html><html lang="en"><title>Other</title><body><script src="/widget.js" async></script>',
        {},
    )
    t.page.goto(bot.url + "/other")
    expect(t.said("Equivocal means")).to_be_visible()
    t.page.go_back()
    t.ask("echo back again")
    expect(t.said("You wrote echo back again.")).to_be_visible()
    assert len(bot.fake.tokens) == 1


def test_a_message_under_way_at_a_reload_is_answered_once(bot, t) -> None:
    bot.fake.delay = 0.6
    t.ask("echo in between")
    t.page.reload()
    expect(t.said("You wrote echo in between.")).to_have_count(1)
    assert bot.fake.said.count("echo in between") == 1


@pytest.mark.parametrize("how", ["window.open(location.href)", "window.open(location.href, '', 'popup')"])
def test_a_duplicated_tab_is_another_conversation(bot, t, how) -> None:
    with t.page.context.expect_page() as opened:
        t.page.evaluate(how)
    other = Tab(opened.value)
    expect(other.panel).to_be_visible()  # sessionStorage was copied
    expect(other.button("What is HER2")).to_be_visible()
    assert other.said("Equivocal means").count() == 0
    other.ask("echo other tab")
    expect(other.said("You wrote echo other tab.")).to_be_visible()
    t.ask("echo first tab")
    expect(t.said("You wrote echo first tab.")).to_be_visible()
    assert sorted([m["text"] for m in held] for held in bot.fake.tokens.values()) == [
        ["echo other tab"],
        ["what does equivocal mean", "echo first tab"],
    ]
    for one, text in ((t, "echo first tab"), (other, "echo other tab")):  # and both stay what they are
        one.page.reload()
        expect(one.said(f"You wrote {text}.")).to_be_visible()
    assert len(bot.fake.tokens) == 2


def test_two_tabs_are_two_conversations(bot, t) -> None:
    other = Tab(t.page.context.new_page()).open(bot.url + "/demo")
    expect(other.button("What is HER2")).to_be_visible()
    assert other.said("Equivocal means").count() == 0


def test_everything_stays_in_the_tab(bot, t) -> None:
    assert t.kept()["turns"]
    assert t.page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
    assert t.page.evaluate("indexedDB.databases().then(found => found.length)") == 0
    assert t.page.evaluate("caches.keys().then(found => found.length)") == 0


def remember(t) -> None:
    t.button("Menu").click()
    expect(t.panel).to_contain_text("for everybody who uses this device")
    t.page.get_by_label("Remember this conversation").check()
    t.button("Back to the chat").click()


def test_remembering_is_asked_for_and_outlives_the_tab(bot, t) -> None:
    remember(t)
    context = t.page.context
    t.page.close(run_before_unload=True)
    other = Tab(context.new_page())
    other.open(bot.url + "/demo")
    expect(other.said("Equivocal means")).to_be_visible()
    other.button("Menu").click()
    other.page.get_by_label("Remember this conversation").uncheck()
    assert other.kept("localStorage") == {}


def test_what_is_remembered_belongs_to_one_tab_at_a_time(bot, t) -> None:
    remember(t)
    other = Tab(t.page.context.new_page()).open(bot.url + "/demo")
    expect(other.button("What is HER2")).to_be_visible()
    assert other.said("Equivocal means").count() == 0
    other.ask("echo elsewhere")
    expect(other.said("You wrote echo elsewhere.")).to_be_visible()
    assert "elsewhere" not in json.dumps(t.kept("localStorage"))


def test_after_the_idle_time_it_says_that_it_has_forgotten(bot, t) -> None:
    t.page.clock.install()
    t.page.reload()
    t.page.clock.fast_forward("01:01:00")
    t.page.reload()
    expect(t.log.get_by_text("If you gave a result, please give it again.")).to_be_visible()
    t.ask("echo fresh")
    expect(t.said("You wrote echo fresh.")).to_be_visible()
    assert len(bot.fake.tokens) == 2


def test_spoilt_or_strange_storage_does_no_harm(bot, tab) -> None:
    for spoilt in (
        "{",
        "null",
        "[]",
        '{"turns": 3}',
        '{"turns": [null, 3, {}, {"who": "guide"}], "settings": 5, "gone": 7}',
        '{"turns": [{"who": "guide", "message": {"custom": 7, "buttons": 9, "text": {}}}], "live": true}',
    ):
        t = tab()
        t.page.add_init_script(f"sessionStorage.setItem('her2 {bot.url}/', {json.dumps(spoilt)})")
        t.open(bot.url + "/demo")
        t.ask("echo still here")
        expect(t.said("You wrote echo still here.")).to_be_visible()


def test_without_any_storage_it_works_until_the_page_is_left(bot, tab) -> None:
    t = tab()
    t.page.add_init_script(
        "for (const name of ['sessionStorage', 'localStorage']) "
        "Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    t.open(bot.url + "/demo")
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()
