"""The one line on a clinic's page: it works under a strict policy, and leaves the page alone."""

from __future__ import annotations

import gzip
import re

import pytest
from browser import LAUNCH
from fake import WIDGET, served_script
from playwright.sync_api import expect

HTML = "text/html; charset=utf-8"
PLAIN = (
    "<!DOCTYPE html><html lang=en><head><title>Clinic</title>{head}</head>"
    "<body><main><h1>Clinic</h1><p>Text.</p>{body}</main></body></html>"
)


def page(clinic, head: str = "", body: str = "", headers: dict[str, str] | None = None, path: str = "/page") -> str:
    clinic.fake.files[path] = (HTML, PLAIN.format(head=head, body=body), headers or {})
    return clinic.url + path


def line(bot, more: str = "") -> str:
    return f'<script src="{bot.url}/widget.js" data-phone="020 7946 0000" {more} async></script>'


def test_it_fits_into_15_kilobytes() -> None:
    assert len(gzip.compress(served_script().encode(), 9)) <= 15_000


def test_it_is_one_file_without_any_address_of_another_site() -> None:
    script = (WIDGET / "widget.js").read_text("utf-8")
    assert set(re.findall(r"https?://[\w.]+", script)) == {"http://www.w3.org"}  # SVG's name
    assert not re.search(
        r"innerHTML|insertAdjacentHTML|document\.write\(|\beval\(|new Function|\bimport\(|setAttribute\('style'", script
    )


def test_one_line_is_all_a_clinic_writes(bot, clinic, tab) -> None:
    t = tab().open(page(clinic, line(bot)))
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means in between")).to_be_visible()
    expect(t.panel).to_contain_text("020 7946 0000")  # the page's number takes the place of the server's


def test_it_works_under_a_policy_that_allows_nothing_else(bot, clinic, tab) -> None:
    policy = f"default-src 'none'; script-src {bot.url}; connect-src {bot.url}; style-src 'self'; "
    policy += "require-trusted-types-for 'script'"
    t = tab().open(page(clinic, line(bot), headers={"Content-Security-Policy": policy}))
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means in between")).to_be_visible()
    assert t.panel.evaluate("node => getComputedStyle(node).position") == "fixed"
    t.button("Paste my report").click()
    expect(t.page.get_by_role("img", name="Drawing of a report")).to_be_visible()
    t.button("Back to the chat").click()
    t.button("Menu").click()
    t.button("Summary for my appointment").click()
    with t.page.expect_download():
        t.button("Save as web page").click()
    t.page.evaluate("window.print = () => {}")
    t.button("Print").click()
    t.page.wait_for_selector("iframe", state="attached")  # its policy violations would be in t.wrong


def test_nothing_is_asked_of_a_third_party(bot, clinic, tab) -> None:
    t = tab()
    asked: set[str] = set()
    t.page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    t.open(page(clinic, line(bot)))
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()
    assert asked == {bot.url.split("/")[2], clinic.url.split("/")[2]}


def test_the_custom_element_takes_attributes(bot, clinic, tab) -> None:
    body = (
        '<her2-assistant position="left" color="#ffdd00" greeting="Welcome to Riverside." label="Ask us" '
        'phone="030 1234" emergency="112" theme="dark" open></her2-assistant>'
    )
    t = tab()
    t.page.goto(page(clinic, f'<script src="{bot.url}/widget.js" async></script>', body))
    expect(t.panel).to_be_visible()  # open from the start
    assert t.page.locator("her2-assistant").count() == 1
    expect(t.log).to_contain_text("Welcome to Riverside.")
    expect(t.panel).to_contain_text("call 112 or 030 1234 now")
    assert t.panel.bounding_box()["x"] < 100
    assert t.page.evaluate("document.activeElement.tagName") == "BODY"  # opening by itself does not take the focus
    assert "dark" in t.page.locator(".ui").get_attribute("class")
    send = t.button("Send").evaluate("node => [getComputedStyle(node).backgroundColor, getComputedStyle(node).color]")
    assert send == ["rgb(255, 221, 0)", "rgb(0, 0, 0)"]
    t.page.evaluate("document.querySelector('her2-assistant').removeAttribute('open')")
    expect(t.button("Ask us")).to_be_visible()
    t.page.evaluate("document.querySelector('her2-assistant').setAttribute('open', '')")
    expect(t.panel).to_be_visible()


def test_the_one_line_can_open_it_and_set_its_side(bot, clinic, tab) -> None:
    t = tab()
    t.page.goto(page(clinic, line(bot, "data-open data-position=left")))
    expect(t.panel).to_be_visible()
    assert t.panel.bounding_box()["x"] < 100


def test_an_element_further_down_the_page_is_taken(bot, clinic, tab) -> None:
    body = (
        f'<script src="{bot.url}/widget.js"></script>'
        + "<p>Text.</p>" * 500
        + "<her2-assistant label='Ask us'></her2-assistant>"
    )
    t = tab()
    t.page.goto(page(clinic, body=body))
    expect(t.button("Ask us")).to_be_visible()
    assert t.page.locator("her2-assistant").count() == 1


def test_a_colour_that_is_none_is_left_out(bot, clinic, tab) -> None:
    t = tab().open(page(clinic, line(bot, 'data-color="red; } * { display: none"')))
    assert t.button("Send").evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(26, 92, 85)"


def test_another_server_can_be_named(bot, clinic, tab) -> None:
    other = f'<script src="{clinic.url}/copy.js" data-server="{bot.url}" async></script>'
    clinic.fake.files["/copy.js"] = ("text/javascript", served_script(), {})
    t = tab().open(page(clinic, other))
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()


def test_it_fills_an_element_of_the_page(bot, clinic, tab) -> None:
    body = '<div id="room"><her2-assistant position="page"></her2-assistant></div>'
    clinic.fake.files["/room.css"] = ("text/css", "#room { block-size: 600px; inline-size: 500px; }", {})
    t = tab()
    t.page.goto(page(clinic, line(bot) + '<link rel="stylesheet" href="/room.css">', body))
    for n in range(4):
        t.ask(f"echo {n} " + "words " * 100)
        expect(t.said(f"You wrote echo {n}")).to_be_visible()
    room, panel = t.page.locator("#room").bounding_box(), t.panel.bounding_box()
    assert panel == room
    assert t.box.bounding_box()["y"] + t.box.bounding_box()["height"] < room["y"] + room["height"]
    assert t.page.evaluate("scrollY") == 0


def test_the_script_twice_gives_one_widget(bot, clinic, tab) -> None:
    t = tab().open(page(clinic, line(bot) + line(bot)))
    assert t.page.locator("her2-assistant").count() == 1


def test_it_can_be_taken_off_the_page_and_put_back(bot, clinic, tab) -> None:
    t = tab().open(page(clinic, line(bot)))
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()
    t.page.evaluate("window.kept = document.querySelector('her2-assistant'); kept.remove(); document.body.append(kept)")
    expect(t.said("Equivocal means")).to_be_visible()
    t.ask("echo again")
    expect(t.said("You wrote echo again.")).to_be_visible()


def test_no_global_and_no_style_leaks_out(bot, clinic, tab) -> None:
    look = "JSON.stringify([...document.querySelectorAll('html, body, h1, p')].map(n => ({...getComputedStyle(n)})))"
    bare = tab()
    bare.page.goto(page(clinic, path="/bare"))
    names, style = set(bare.page.evaluate("Object.getOwnPropertyNames(window)")), bare.page.evaluate(look)
    t = tab().open(page(clinic, line(bot)))
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()
    assert set(t.page.evaluate("Object.getOwnPropertyNames(window)")) - names == set()
    assert t.page.evaluate(look) == style
    assert t.page.evaluate("document.adoptedStyleSheets.length + document.styleSheets.length") == 0


def test_the_style_of_the_page_does_not_leak_in(bot, clinic, tab) -> None:
    quiet = tab().open(page(clinic, line(bot), path="/quiet"))
    names = "['fontSize', 'fontFamily', 'color', 'letterSpacing', 'textTransform', 'lineHeight', 'textAlign']"
    look = f"node => {names}.map(name => getComputedStyle(node)[name])"
    clinic.fake.files["/loud.css"] = (
        "text/css",
        "html { font-size: 40% } * { font: 40px fantasy !important; color: lime !important; letter-spacing: 1em; "
        "text-transform: uppercase; text-align: center } button { display: none } p { opacity: .1 }",
        {},
    )
    loud = tab().open(page(clinic, '<link rel="stylesheet" href="/loud.css">' + line(bot), path="/loud"))
    for name in (".log p, .log li", "#box", ".launcher"):
        assert loud.page.locator(name).first.evaluate(look) == quiet.page.locator(name).first.evaluate(look)
    assert loud.page.locator(".log li").first.evaluate("node => getComputedStyle(node).fontSize") == "17px"


@pytest.mark.parametrize(
    "sandbox", ["", 'sandbox="allow-scripts allow-same-origin allow-forms allow-downloads allow-modals allow-popups"']
)
def test_the_chat_works_in_a_frame(bot, clinic, tab, sandbox) -> None:
    t = tab()
    t.page.goto(
        page(
            clinic, body=f'<iframe title="HER2 guide" width="400" height="600" {sandbox} src="{bot.url}/chat"></iframe>'
        )
    )
    frame = t.page.frame_locator("iframe")
    frame.get_by_label("Your question").fill("what does equivocal mean")
    frame.get_by_label("Your question").press("Enter")
    expect(frame.get_by_role("log")).to_contain_text("Equivocal means in between")


def test_the_chat_works_as_a_page_of_its_own(bot, tab) -> None:
    t = tab()
    t.page.goto(bot.url + "/chat")
    expect(t.page.get_by_role("heading", level=1)).to_have_text("HER2 guide")
    assert t.page.get_by_role("button", name=LAUNCH).count() == 0
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()
    assert t.box.is_visible()
    box = t.box.bounding_box()
    assert box["y"] + box["height"] <= 780  # the composer is in view
    assert t.page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_without_javascript_the_page_says_what_to_do(bot, tab) -> None:
    t = tab(java_script_enabled=False)
    t.page.goto(bot.url + "/chat")
    assert "call your local emergency number" in t.page.content()
