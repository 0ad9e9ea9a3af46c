"""What a patient meets: who is talking, questions, the report box, sources, emergencies, things to take along."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fake import URGENT, words
from playwright.sync_api import expect


@pytest.fixture
def t(bot, tab):
    return tab().open(bot.url + "/demo")


def test_it_says_what_it_is_before_the_first_answer(bot, tab) -> None:
    bot.fake.sessions_fail = True  # also with no word from the server
    t = tab().open(bot.url + "/demo")
    for words_ in (
        "computer program, not a person",
        "can't diagnose",
        "help in an emergency",
        "60 minutes pass without a message",
    ):
        expect(t.log).to_contain_text(words_)
    assert t.log.get_by_text("computer program, not a person").is_visible()
    expect(t.panel).to_contain_text(URGENT)


def test_first_questions_are_offered_and_asked_with_one_press(bot, t) -> None:
    expect(t.button("What does equivocal mean")).to_be_visible()
    t.button("What does equivocal mean").click()
    expect(t.said("Equivocal means in between")).to_be_visible()
    assert bot.fake.said == ["ask"]
    assert t.page.evaluate("document.querySelector('her2-assistant').shadowRoot.activeElement.className") == "you"
    expect(t.button("What does equivocal mean")).to_be_hidden()  # only the ways on from the last answer are offered
    t.button("Tell me more").click()
    expect(t.log.locator("article.you")).to_have_count(2)


def test_nobody_is_counted_before_the_guide_is_opened(bot, tab) -> None:
    t = tab()
    t.page.goto(bot.url + "/demo")
    expect(t.button("Questions about HER2?")).to_be_visible()
    assert not [r for r in bot.fake.requests if "/api/" in r]


def test_an_answer_shows_its_sources_its_edition_and_whether_it_was_reviewed(t) -> None:
    t.ask("what does equivocal mean")
    answer = t.said("Equivocal means")
    expect(answer.get_by_role("heading")).to_have_text("What does equivocal mean?")
    expect(answer).to_contain_text("Texts of 22 November 2026 · draft, not reviewed by a clinician yet")
    assert not answer.get_by_role("link").first.is_visible()
    answer.get_by_text("Sources (2)").click()
    link = answer.get_by_role("link").first
    expect(link).to_be_visible()
    assert link.get_attribute("href") == "https://www.example.org/her2?a=1&b=2"
    assert link.get_attribute("rel") == "noreferrer"
    expect(link).to_contain_text("opens in a new tab")
    expect(answer).to_contain_text("A charity, 2025, part of it was read")
    assert answer.get_by_role("listitem").filter(has_text="Has the second test been ordered?").count() == 1


def test_a_whole_conversation_by_keyboard_alone(bot, tab) -> None:
    t = tab()
    t.page.goto(bot.url + "/demo")
    press = t.page.keyboard.press
    focused = """(() => {
        let n = document.activeElement;
        while (n.shadowRoot && n.shadowRoot.activeElement) n = n.shadowRoot.activeElement;
        return n.id || n.getAttribute('aria-label') || n.innerText;
    })()"""

    def go_to(name: str) -> None:
        for _ in range(40):
            if t.page.evaluate(focused) == name:
                return
            press("Tab")
        raise AssertionError(f"{name} cannot be reached with Tab")

    t.button("Questions about HER2?").wait_for()
    go_to("Questions about HER2?")
    press("Enter")
    assert t.page.evaluate(focused) == "title"
    t.button("What does equivocal mean").wait_for()
    go_to("Conversation")  # can be scrolled with the arrow keys
    go_to("What does equivocal mean")
    press("Enter")
    expect(t.said("Equivocal means")).to_be_visible()
    go_to("Sources (2)")
    press("Enter")
    expect(t.said("Equivocal means").get_by_role("link").first).to_be_visible()
    go_to("Tell me more")
    press("Space")
    expect(t.log.locator("article.you")).to_have_count(2)
    go_to("Paste my report")
    press("Enter")
    go_to("words")
    t.page.keyboard.insert_text("report: HER2 IHC 2+\nISH not done")
    go_to("Send the report")
    press("Enter")
    expect(t.said("I read this: IHC score: 2+.")).to_be_visible()
    go_to("box")
    t.page.keyboard.type("echo one")
    press("Shift+Enter")
    t.page.keyboard.type("two")
    press("Enter")
    expect(t.said("You wrote echo one\ntwo")).to_be_visible()
    assert t.page.evaluate(focused) == "box"
    press("Escape")
    expect(t.panel).to_be_hidden()
    assert t.page.evaluate(focused) == "Questions about HER2?"
    assert t.button("Questions about HER2?").get_attribute("aria-expanded") == "false"
    press("Enter")
    assert t.page.evaluate(focused) == "box"  # on with the conversation
    go_to("Menu")
    press("Enter")
    assert "Menu" in t.page.evaluate(focused)
    press("Escape")
    assert t.page.evaluate(focused) == "Menu"
    expect(t.panel).to_be_visible()


def test_replies_are_announced_politely_and_named(t) -> None:
    assert t.log.get_attribute("aria-live") in ("off", "polite")
    expect(t.log).to_have_attribute("aria-live", "polite")
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()
    assert t.log.locator("article.you").last.get_by_role("heading").inner_text() == "You said"
    expect(t.alert).to_be_empty()


def test_while_an_answer_is_written_that_is_said(bot, t) -> None:
    bot.fake.delay = 1
    t.ask("what does equivocal mean")
    expect(t.page.locator(".state[role=status]")).to_have_text("Writing an answer")
    expect(t.said("Equivocal means")).to_be_visible()
    expect(t.page.locator(".state[role=status]")).to_be_empty()


@pytest.mark.parametrize(
    ("text", "badge", "now", "numbers"),
    [
        ("I can't breathe", "Emergency", True, ["911", "555-0100"]),
        ("I want to end it all", "Please read this now", True, ["988", "911"]),
        ("I have a fever", "Please read this now", False, ["555-0100"]),
    ],
)
def test_red_flags_are_announced_at_once_and_stand_out(t, text, badge, now, numbers) -> None:
    t.page.evaluate(
        """() => {
        const log = document.querySelector('her2-assistant').shadowRoot.querySelector('[role=log]');
        new MutationObserver(() => {
            if (log.querySelector('.level')) window.live ??= log.getAttribute('aria-live');
        }).observe(log, {childList: true});
    }"""
    )
    t.ask(text)
    reply = t.log.locator("article.level")
    expect(reply).to_be_visible()
    expect(t.alert).to_contain_text(badge)
    assert reply.locator(".said p").first.text_content() in t.alert.text_content()
    assert t.page.evaluate("window.live") == "off"  # not announced a second time
    expect(t.log).to_have_attribute("aria-live", "polite")
    # without colour: a word, a drawing, a thick border
    expect(reply.locator(".badge")).to_have_text(badge)
    assert reply.locator(".badge svg").is_visible()
    border = reply.evaluate("node => parseFloat(getComputedStyle(node).borderTopWidth)")
    assert border == (4 if now else 2)
    links = [link.get_attribute("href") for link in reply.locator("a.call").all()]
    assert links == ["tel:" + re.sub(r"\D", "", number) for number in numbers]
    assert reply.bounding_box()["y"] < 780
    t.ask("what does equivocal mean")
    expect(t.alert).to_be_empty()


def test_an_alarm_comes_first_whatever_is_open(bot, t) -> None:
    bot.fake.delay = 0.7
    t.ask("I can't breathe")
    t.button("Menu").click()
    expect(t.log.locator("article.now")).to_be_visible()
    expect(t.alert).to_contain_text("Please call 911 now.")


def test_an_alarm_opens_the_panel_again(bot, t) -> None:
    bot.fake.delay = 0.7
    t.ask("I can't breathe")
    t.button("Close").click()
    expect(t.log.locator("article.now")).to_be_visible()
    expect(t.alert).to_contain_text("Please call 911 now.")


def test_a_long_report_is_pasted_as_it_is(bot, t) -> None:
    report = "report:\n" + "\n".join(f"Line {n}: tumour, no remarks" for n in range(120)) + "\nHER2 (IHC): 2+"
    t.button("Paste my report").click()
    expect(t.page.get_by_role("img", name="Drawing of a report")).to_be_visible()
    expect(t.panel).to_contain_text("press at the start of the line and drag")
    t.page.get_by_label("Words of the report").fill(report)
    t.button("Send the report").click()
    expect(t.said("I read this: IHC score: 2+. (122 lines)")).to_be_visible()
    assert bot.fake.said == [report]
    assert t.log.locator("article.you p").last.evaluate(
        "node => node.clientHeight < 300"
    )  # and does not push the answer away


def test_a_report_that_is_too_long_is_said_before_and_kept_after(bot, t) -> None:
    t.button("Paste my report").click()
    t.page.get_by_label("Words of the report").fill("x" * 4001)
    expect(t.panel).to_contain_text("That is 4001 characters, and I can read 4000 at once.")
    t.button("Send the report").click()
    expect(t.said("too long for me to read safely")).to_be_visible()
    assert t.box.input_value() == "x" * 4001


def test_a_report_half_typed_is_still_there(t) -> None:
    t.button("Paste my report").click()
    t.page.get_by_label("Words of the report").fill("HER2 IHC 2")
    t.button("Back to the chat").click()
    t.page.reload()
    t.button("Paste my report").click()
    assert t.page.get_by_label("Words of the report").input_value() == "HER2 IHC 2"


@pytest.mark.parametrize(("kind", "data"), [("drop", "dataTransfer"), ("paste", "clipboardData")])
def test_a_photo_gets_a_kind_refusal(bot, t, kind, data) -> None:
    fire = """([kind, data]) => {
        const held = new DataTransfer();
        held.items.add(new File(['x'], 'report.jpg', {type: 'image/jpeg'}));
        const box = document.querySelector('her2-assistant').shadowRoot.querySelector('#box');
        const options = {[data]: held, bubbles: true, composed: true, cancelable: true};
        const event = kind === 'drop' ? new DragEvent(kind, options) : new ClipboardEvent(kind, options);
        box.dispatchEvent(event);
        return event.defaultPrevented;
    }"""
    assert t.page.evaluate(fire, [kind, data])
    expect(t.said("I can't open photos or files here.")).to_contain_text(URGENT)
    assert bot.fake.said == []


def test_words_copied_together_with_a_picture_are_taken_as_words(t) -> None:
    fire = """() => {
        const held = new DataTransfer();
        held.items.add(new File(['x'], 'cell.png', {type: 'image/png'}));
        held.setData('text/plain', 'HER2 2+');
        const options = {clipboardData: held, bubbles: true, composed: true, cancelable: true};
        const event = new ClipboardEvent('paste', options);
        document.querySelector('her2-assistant').shadowRoot.querySelector('#box').dispatchEvent(event);
        return event.defaultPrevented;
    }"""
    assert not t.page.evaluate(fire)


def summary(t):
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()
    t.ask("I have a fever")
    expect(t.said("Please call your cancer team")).to_be_visible()
    t.button("Menu").click()
    t.button("Summary for my appointment").click()


SHOWN = [
    "My questions about HER2",
    "What does equivocal mean?",
    "Has the second test been ordered?",
    "https://www.example.org/her2?a=1&b=2",
    "draft, not reviewed",
    "Please call your cancer team",
    URGENT,
]


def test_the_summary_is_saved_as_text(t) -> None:
    summary(t)
    with t.page.expect_download() as got:
        t.button("Save as text").click()
    assert got.value.suggested_filename == "her2-questions.txt"
    text = Path(got.value.path()).read_text("utf-8")
    assert all(words_ in text for words_ in SHOWN)


def test_the_summary_is_saved_as_a_page_that_stands_alone(t, tab) -> None:
    summary(t)
    with t.page.expect_download() as got:
        t.button("Save as web page").click()
    assert got.value.suggested_filename == "her2-questions.html"
    other = tab()
    other.page.set_content(Path(got.value.path()).read_text("utf-8"))
    text = other.page.inner_text("body")
    assert all(words_ in text for words_ in SHOWN)
    assert other.page.evaluate("[document.title, document.documentElement.lang, document.characterSet]") == [
        "My questions about HER2",
        "en",
        "UTF-8",
    ]
    assert other.axe() == []


def test_the_summary_is_printed_alone(t) -> None:
    t.page.add_init_script(
        "window.print = () => { const {title, body} = document; "
        "top.printed = [title, body.innerText, getComputedStyle(body).maxWidth]; }"
    )
    t.page.reload()
    summary(t)
    t.button("Print").click()
    t.until("window.printed !== undefined")
    title, text, width = t.page.evaluate("printed")
    assert title == "My questions about HER2"
    assert all(words_ in text for words_ in SHOWN)
    assert "Your HER2 test" not in text  # the clinic's page
    assert width == "714px"  # it has its own style


def test_the_summary_is_copied(bot, tab) -> None:
    t = tab(permissions=["clipboard-read", "clipboard-write"]).open(bot.url + "/demo")
    summary(t)
    t.button("Copy").click()
    expect(t.panel.get_by_text("Copied.")).to_be_visible()
    assert all(words_ in t.page.evaluate("navigator.clipboard.readText()") for words_ in SHOWN)


def test_where_copying_is_not_allowed_that_is_said(t) -> None:
    t.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    summary(t)
    t.button("Copy").click()
    expect(t.panel.get_by_text("Copying did not work.")).to_be_visible()


def test_an_empty_summary_says_so(t) -> None:
    t.button("Menu").click()
    t.button("Summary for my appointment").click()
    expect(t.panel.get_by_text("There is nothing to take along yet.")).to_be_visible()


def test_printing_the_chat_page_prints_the_conversation_only(bot, tab) -> None:
    t = tab()
    t.page.goto(bot.url + "/chat")
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()
    t.page.emulate_media(media="print")
    t.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert t.said("Equivocal means").get_by_role("link").first.is_visible()  # sources are opened
    assert not t.box.is_visible()
    assert not t.page.get_by_role("button").first.is_visible()
    assert t.log.evaluate("node => getComputedStyle(node).overflowY") == "visible"


def test_printing_the_clinics_page_leaves_the_widget_out(t) -> None:
    t.page.emulate_media(media="print")
    assert not t.panel.is_visible()


def test_start_over_asks_first_and_then_forgets_everything(bot, t) -> None:
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()
    token = t.kept()["token"]
    t.button("Menu").click()
    t.button("Start over").click()
    t.button("Keep it").click()
    expect(t.said("Equivocal means")).to_be_visible()
    t.button("Menu").click()
    t.button("Start over").click()
    t.button("Start over").click()
    expect(t.log.locator("article.you")).to_have_count(0)
    expect(t.button("What is HER2")).to_be_visible()  # a new conversation
    expect(t.page.locator(".trouble")).to_be_hidden()
    t.until("Object.values(sessionStorage).some(text => text.startsWith('{') && JSON.parse(text).gone.length === 0)")
    assert bot.fake.deleted == [token]
    assert t.kept()["token"] not in ("", token)


def test_start_over_typed_clears_the_screen(t) -> None:
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()
    t.ask("start over please")
    expect(t.said("I have forgotten what we talked about")).to_be_visible()
    assert t.said("Equivocal means").count() == 0


def test_delete_removes_it_everywhere_and_says_so(bot, t) -> None:
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()
    token = t.kept()["token"]
    t.button("Menu").click()
    t.page.get_by_label("Remember this conversation").check()
    assert t.kept("localStorage")["turns"]
    t.button("Delete my conversation").click()
    t.button("Delete my conversation").click()
    expect(t.log).to_contain_text("Your conversation is deleted.")
    assert bot.fake.deleted == [token]
    assert t.kept("localStorage") == {}
    assert "Equivocal" not in t.page.evaluate("JSON.stringify(sessionStorage)")
    t.ask("echo afterwards")
    expect(t.said("You wrote echo afterwards.")).to_be_visible()


def test_a_delete_that_does_not_reach_the_server_is_done_later(bot, t) -> None:
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()
    token = t.kept()["token"]
    bot.fake.delete_fails = True
    t.button("Menu").click()
    t.button("Delete my conversation").click()
    t.button("Delete my conversation").click()
    expect(t.log).to_contain_text("I will delete the rest when the connection is back")
    bot.fake.delete_fails = False
    t.ask("echo on")
    expect(t.said("You wrote echo on.")).to_be_visible()
    t.until("Object.values(sessionStorage).some(text => text.startsWith('{') && JSON.parse(text).gone.length === 0)")
    assert bot.fake.deleted == [token]


def test_everything_that_is_kept_is_shown(t) -> None:
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()
    t.button("Menu").click()
    t.button("See everything that is kept").click()
    expect(t.panel.locator("pre")).to_contain_text("text: what does equivocal mean")
    with t.page.expect_download() as got:
        t.button("Save as text").click()
    assert "what does equivocal mean" in Path(got.value.path()).read_text("utf-8")


def test_text_size_and_colours_are_chosen_and_stay(t) -> None:
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    t.button("Menu").click()
    t.page.get_by_label("Largest").check()
    assert t.page.locator(".side p").first.evaluate(size) > 17 * 1.2
    t.page.get_by_label("Dark").check()
    t.page.reload()
    assert t.page.locator(".log li").first.evaluate(size) == pytest.approx(17 * 1.5)
    assert t.panel.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(27, 25, 23)"


def test_the_devices_own_colours_and_text_size_are_followed(bot, tab) -> None:
    t = tab(color_scheme="dark").open(bot.url + "/demo")
    assert t.panel.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(27, 25, 23)"
    t.page.emulate_media(color_scheme="light")
    expect(t.panel).to_have_css("background-color", "rgb(250, 246, 240)")


def test_the_operators_text_is_shown(bot, tab) -> None:
    bot.fake.changes = {"maintenance": "The guide rests tonight from 10 to 11."}
    t = tab().open(bot.url + "/demo")
    assert t.panel.get_by_text("The guide rests tonight from 10 to 11.").is_visible()


def test_without_a_clinic_the_general_lines_are_shown(bot, tab) -> None:
    general = (
        "If you feel very unwell, call your local emergency number (911, 999, 112 or 000) or your cancer team now."
    )
    bot.fake.changes = {"clinic": "", "phone": "", "emergency": "", "crisis": "", "urgent": general}
    t = tab().open(bot.url + "/demo")
    assert t.panel.get_by_text(general).is_visible()
    t.ask("I can't breathe")
    expect(t.log.locator("article.now")).to_be_visible()
    assert t.log.locator("a.call").count() == 0


def test_somebody_who_scrolled_up_to_read_is_left_there(bot, t) -> None:
    for n in range(4):
        t.ask(f"echo {n}\n" + "words and more words " * 40)
        expect(t.said(f"You wrote echo {n}")).to_be_visible()
    bot.fake.delay = 0.7
    t.ask("echo last")
    t.log.evaluate("node => { node.scrollTop = 0; }")
    expect(t.log.locator("article.guide").filter(has_text="You wrote echo last")).to_have_count(1)
    assert t.log.evaluate("node => node.scrollTop") == 0


def test_an_answer_is_read_from_its_beginning(t) -> None:
    for n in range(3):
        t.ask(f"echo {n} " + "words and more words " * 60)
        expect(t.said(f"You wrote echo {n}")).to_be_visible()
    top = t.log.evaluate(
        "node => node.querySelectorAll('.you')[2].getBoundingClientRect().top - node.getBoundingClientRect().top"
    )
    assert 0 <= top < 60


def test_all_words_come_from_the_strings_file() -> None:
    script = (Path(__file__).resolve().parents[2] / "bot" / "widget" / "widget.js").read_text("utf-8")
    known = words()
    used = set(re.findall(r"(?:say|button|sure|unseen|tell)\('(\w+)'[,)]", script))
    assert used <= set(known)
    prefixes = ("read_", "about_", "report_step", "start_over", "delete")
    plain = set(re.findall(r"'(\w+)'", script)) | set(re.findall(r"(\w+): (?:'|\d)", script))
    unused = {key for key in known if key not in used | plain and not key.startswith(prefixes)} - {"dir"}
    assert not unused
