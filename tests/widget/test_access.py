"""Accessibility, state by state: axe-core, sizes, zoom, forced colours, right to left."""

from __future__ import annotations

from typing import Any, Callable

import pytest
from browser import Tab
from fake import words
from playwright.sync_api import expect


def ask(t: Tab, text: str, reply: str) -> None:
    t.ask(text)
    expect(t.said(reply).last).to_be_visible()


def opened(t: Tab) -> None:
    expect(t.button("What is HER2")).to_be_visible()


def conversation(t: Tab) -> None:
    ask(t, "what does equivocal mean", "Equivocal means")
    t.log.get_by_text("Sources (2)").click()


def emergency(t: Tab) -> None:
    ask(t, "I can't breathe", "Please call 911 now.")


def urgent(t: Tab) -> None:
    ask(t, "I have a fever", "Please call your cancer team")


def crisis(t: Tab) -> None:
    ask(t, "I want to end it all", "I am glad you told me")


def offline(t: Tab) -> None:
    ask(t, "what does equivocal mean", "Equivocal means")
    t.page.context.set_offline(True)
    t.ask("How long do results take?")
    expect(t.trouble).to_be_visible()


def report(t: Tab) -> None:
    t.button("Paste my report").click()


def menu(t: Tab) -> None:
    t.button("Menu").click()


def summary(t: Tab) -> None:
    conversation(t)
    menu(t)
    t.button("Summary for my appointment").click()


def export(t: Tab) -> None:
    conversation(t)
    menu(t)
    t.button("See everything that is kept").click()
    expect(t.panel.locator("pre")).to_contain_text("equivocal")


def delete(t: Tab) -> None:
    menu(t)
    t.button("Delete my conversation").click()


STATES: list[Callable[[Tab], None]] = [
    opened,
    conversation,
    emergency,
    urgent,
    crisis,
    offline,
    report,
    menu,
    summary,
    export,
    delete,
]
DESK: dict[str, Any] = {"viewport": {"width": 1100, "height": 780}}
LOOKS: dict[str, dict[str, Any]] = {
    "light": DESK,
    "dark": {**DESK, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True},
    "zoom": {"viewport": {"width": 320, "height": 256}},  # 1280 by 1024 at 400 %
    "forced": {**DESK, "forced_colors": "active"},
}
KEPT = {
    ("conversation", "dark"),
    ("conversation", "phone"),
    ("conversation", "zoom"),
    ("emergency", "forced"),
    ("opened", "phone"),
    ("emergency", "phone"),
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(bot, tab, state, look) -> None:
    t = tab(**LOOKS[look]).open(bot.url + "/demo")
    opened(t)
    state(t)
    name = state.__name__
    if look == "light":
        t.shot(name)
    elif (name, look) in KEPT:
        t.shot(f"{name}-{look}")
    assert t.axe() == []
    t.page.context.set_offline(False)


def test_axe_finds_nothing_closed(bot, tab) -> None:
    t = tab()
    t.page.goto(bot.url + "/demo")
    t.button("Questions about HER2?").wait_for()
    t.shot("closed")
    assert t.axe() == []


@pytest.mark.parametrize("state", [opened, conversation, emergency, menu, report], ids=lambda state: state.__name__)
def test_axe_finds_nothing_on_the_chat_page(bot, tab, state) -> None:
    t = tab()
    t.page.goto(bot.url + "/chat")
    opened(t)
    state(t)
    if state is conversation:
        t.shot("page")
    assert t.axe() == []


SMALL = """() => [...document.querySelector('her2-assistant').shadowRoot
  .querySelectorAll('button, textarea, summary, .call, .pick')]
  .filter(n => n.getClientRects().length).map(n => [n.innerText || n.id, n.getBoundingClientRect()])
  .filter(([, r]) => r.width < 24 || r.height < 24).map(([name]) => name)"""
WIDE = """() => [...document.querySelector('her2-assistant').shadowRoot.querySelectorAll('#panel *')]
  .filter(n => n.getClientRects().length && !n.closest('.unseen') && getComputedStyle(n).whiteSpace !== 'nowrap')
  .map(n => [n.className || n.tagName, n.getBoundingClientRect()])
  .filter(([, r]) => r.right > innerWidth + 1 || r.left < -1).map(([name]) => name)"""


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
@pytest.mark.parametrize("look", ["light", "phone", "zoom"])
def test_targets_are_large_enough_and_nothing_is_cut_off(bot, tab, state, look) -> None:
    t = tab(**LOOKS[look]).open(bot.url + "/demo")
    opened(t)
    state(t)
    assert t.page.evaluate(SMALL) == []
    assert t.page.evaluate(WIDE) == []
    assert t.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    t.page.context.set_offline(False)


def test_at_400_percent_everything_can_be_scrolled_to_and_used(bot, tab) -> None:
    t = tab(**LOOKS["zoom"]).open(bot.url + "/demo")
    conversation(t)
    for control in (t.box, t.button("Send"), t.button("Tell me more"), t.button("Menu"), t.button("Close")):
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        assert box["y"] >= -1
        assert box["y"] + box["height"] <= 257
    for control in (t.box, t.button("Tell me more")):  # nothing lies over it
        control.scroll_into_view_if_needed()
        control.click(trial=True)


def test_on_a_phone_the_page_behind_is_out_of_reach_until_closed(bot, tab) -> None:
    t = tab(**LOOKS["phone"])
    t.page.goto(bot.url + "/demo")
    t.button("Questions about HER2?").click()
    assert t.panel.evaluate("node => node.matches(':modal')")
    box = t.panel.bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 800)
    inside = "document.activeElement.tagName"
    for _ in range(25):
        t.page.keyboard.press("Tab")
        assert t.page.evaluate(inside) in ("HER2-ASSISTANT", "BODY")  # BODY: the browser's own controls
    t.page.keyboard.press("Shift+Tab")
    t.button("Close").click()
    expect(t.button("Questions about HER2?")).to_be_focused()
    t.page.get_by_role("link", name="a page of its own").click()


def test_the_phones_way_back_closes_the_panel(bot, tab) -> None:
    t = tab(**LOOKS["phone"]).open(bot.url + "/demo")
    t.panel.evaluate("node => node.requestClose()")
    expect(t.button("Questions about HER2?")).to_be_visible()
    assert t.page.locator("her2-assistant").get_attribute("open") is None


def test_turning_the_phone_keeps_what_is_typed_and_the_focus(bot, tab) -> None:
    t = tab().open(bot.url + "/demo")
    t.box.fill("half a question")
    t.page.set_viewport_size({"width": 390, "height": 780})
    expect(t.panel).to_have_css("position", "fixed")
    t.until("document.querySelector('her2-assistant').shadowRoot.querySelector('#panel').matches(':modal')")
    expect(t.box).to_be_focused()
    t.page.set_viewport_size({"width": 1100, "height": 780})
    t.until("!document.querySelector('her2-assistant').shadowRoot.querySelector('#panel').matches(':modal')")
    expect(t.box).to_be_focused()
    assert t.box.input_value() == "half a question"


def test_the_dialog_is_named_and_the_launcher_says_what_it_opens(bot, tab) -> None:
    t = tab().open(bot.url + "/demo")
    expect(t.page.get_by_role("dialog", name="HER2 guide")).to_be_visible()
    launcher = t.page.locator(".launcher")
    assert launcher.get_attribute("aria-expanded") == "true"
    assert launcher.get_attribute("aria-controls") == t.panel.get_attribute("id")
    expect(t.page.get_by_role("log", name="Conversation")).to_be_visible()


def test_reduced_motion_is_respected(bot, tab) -> None:
    bot.fake.delay = 1
    for motion, name in (("reduce", "none"), ("no-preference", "breathe")):
        t = tab(reduced_motion=motion).open(bot.url + "/demo")
        t.ask("what does equivocal mean")
        t.page.locator(".state p").wait_for()
        assert t.page.locator(".state p").evaluate("node => getComputedStyle(node, '::before').animationName") == name


@pytest.mark.parametrize("viewport", [{"width": 1100, "height": 780}, {"width": 320, "height": 640}])
def test_right_to_left_mirrors_and_does_not_break(bot, tab, viewport) -> None:
    hebrew = {key: "מילים בעברית " + text for key, text in words().items() if key not in ("dir", "file", "launch")}
    bot.fake.changes = {"words": {**words(), **hebrew, "dir": "rtl"}, "lang": "he"}
    t = tab(viewport=viewport).open(bot.url + "/demo")
    t.page.locator("#box").fill("what does equivocal mean")
    t.page.locator("#box").press("Enter")
    expect(t.said("Equivocal means")).to_be_visible()
    assert t.page.evaluate(WIDE) == []
    you, guide = t.log.locator(".you").bounding_box(), t.said("Equivocal means").bounding_box()
    assert you["x"] <= guide["x"]  # mine on the left
    if viewport["width"] > 1000:
        assert t.panel.bounding_box()["x"] < 100
        t.shot("rtl")
    assert t.axe() == []


def test_the_users_own_text_size_is_followed(bot, tab) -> None:
    t = tab().open(bot.url + "/demo")
    assert t.log.locator("li").first.evaluate("node => getComputedStyle(node).fontSize") == "17px"
    session = t.page.context.new_cdp_session(t.page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 24}})
    expect(t.log.locator("li").first).to_have_css("font-size", "25.5px")
