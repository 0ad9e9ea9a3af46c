"""Lost network, failing and restarted servers: nothing is lost or sent twice, and who to call is in view."""

from __future__ import annotations

import pytest
from fake import EMERGENCY, URGENT, error
from playwright.sync_api import expect


@pytest.fixture
def t(bot, tab):
    t = tab().open(bot.url + "/demo")
    expect(t.button("What is HER2")).to_be_visible()
    return t


def test_offline_it_says_so_keeps_what_waits_and_sends_it_in_order(bot, t) -> None:
    t.page.context.set_offline(True)
    for n in range(3):
        t.ask(f"echo {n}")
    expect(t.trouble).to_contain_text("There is no connection right now. Your text is safe here.")
    expect(t.trouble.get_by_role("link", name="555-0100")).to_be_visible()
    expect(t.panel).to_contain_text(URGENT)
    expect(t.log.locator("article.you.waiting")).to_have_count(3)
    t.page.context.set_offline(False)  # it notices by itself
    for n in range(3):
        expect(t.said(f"You wrote echo {n}.")).to_have_count(1)
    expect(t.trouble).to_be_hidden()
    assert bot.fake.said == ["echo 0", "echo 1", "echo 2"]
    turns = t.log.locator("article").all_inner_texts()
    assert [n for n, text in enumerate(turns) if "echo 0" in text] < [
        n for n, text in enumerate(turns) if "You wrote echo 2." in text
    ]


def test_what_waits_survives_a_reload(bot, t) -> None:
    bot.fake.faults = [(500, error("failure", "Something went wrong on my side."))]
    t.ask("echo patient")
    expect(t.trouble).to_be_visible()
    t.page.reload()
    expect(t.said("You wrote echo patient.")).to_have_count(1)
    assert bot.fake.said == ["echo patient"]


def test_what_waits_can_be_taken_back(bot, t) -> None:
    t.page.context.set_offline(True)
    t.ask("echo one")
    t.ask("echo two")
    expect(t.trouble).to_be_visible()
    t.box.fill("three")
    t.button("Take my message back").click()
    assert t.box.input_value() == "echo one\necho two\nthree"
    expect(t.log.locator("article.you")).to_have_count(0)
    t.page.context.set_offline(False)


@pytest.mark.parametrize(("status", "code"), [(429, "too_many"), (500, "failure"), (503, "unavailable"), (504, "slow")])
def test_a_failure_is_told_in_the_servers_words_and_tried_again(bot, t, status, code) -> None:
    bot.fake.faults = [(status, error(code, "Sorry, something went wrong."))]
    t.ask("echo again")
    expect(t.trouble).to_contain_text("Sorry, something went wrong.")
    expect(t.trouble).to_have_attribute("role", "alert")
    expect(t.said("You wrote echo again.")).to_have_count(1)  # after Retry-After, by itself
    expect(t.trouble).to_be_hidden()
    assert bot.fake.said == ["echo again"]


def test_try_again_works_at_once(bot, t) -> None:
    bot.fake.faults = [(502, "<h1>Bad gateway</h1>")]
    t.page.clock.install()  # time stands still: nothing is tried by itself
    t.ask("echo button")
    expect(t.trouble).to_contain_text("The guide can't be reached right now.")
    t.button("Try again").click()
    expect(t.said("You wrote echo button.")).to_be_visible()


def test_a_red_flag_in_a_failing_answer_is_shown_at_once(bot, t) -> None:
    bot.fake.faults = [(503, error("unavailable", "", EMERGENCY))]
    t.ask("I can't breathe")
    expect(t.log.locator("article.now")).to_contain_text("Please call 911 now.")
    expect(t.alert).to_contain_text("Please call 911 now.")
    expect(t.trouble).to_be_hidden()


@pytest.mark.parametrize("status", [400, 403, 413, 415])
def test_a_refusal_is_shown_as_a_reply_and_does_not_block(bot, t, status) -> None:
    bot.fake.faults = [(status, error("button", "Sorry, I could not understand that."))]
    t.ask("echo refused")
    expect(t.said("Sorry, I could not understand that.")).to_be_visible()
    t.ask("echo next")
    expect(t.said("You wrote echo next.")).to_be_visible()


def test_a_restarted_server_is_met_with_a_new_session_and_nothing_is_lost(bot, t) -> None:
    t.ask("what does equivocal mean")
    expect(t.said("Equivocal means")).to_be_visible()
    bot.fake.forget()
    t.ask("echo after the restart")
    expect(t.said("You wrote echo after the restart.")).to_have_count(1)
    expect(t.log.get_by_text("If you gave a result, please give it again.")).to_have_count(1)
    expect(t.said("Equivocal means")).to_be_visible()  # can still be read
    assert bot.fake.said[-1] == "echo after the restart"


def test_a_red_flag_after_a_restart_is_answered_once(bot, t) -> None:
    bot.fake.faults = [(401, error("session", "", EMERGENCY))]
    t.ask("I can't breathe")
    expect(t.log.locator("article.now")).to_have_count(1)
    expect(t.trouble).to_be_hidden()
    t.ask("echo on")
    expect(t.said("You wrote echo on.")).to_be_visible()
    expect(t.log.locator("article.now")).to_have_count(1)


def test_a_server_that_knows_no_session_is_not_asked_for_ever(bot, t) -> None:
    bot.fake.faults = [(401, error("session", "This conversation had ended."))] * 3
    t.ask("echo stubborn")
    expect(t.trouble).to_contain_text("This conversation had ended.")
    assert bot.fake.requests.count("POST /api/messages") == 2


def test_with_the_server_gone_from_the_start_the_numbers_are_still_there(bot, tab) -> None:
    t = tab()
    t.page.goto(bot.url + "/demo")
    t.button("Questions about HER2?").wait_for()
    bot.stop()
    t.button("Questions about HER2?").click()
    expect(t.trouble).to_contain_text("The guide can't be reached right now.")
    expect(t.panel).to_contain_text(URGENT)
    expect(t.trouble).to_contain_text("You can also call 555-0100.")
    t.ask("my question")
    expect(t.log.locator("article.you.waiting")).to_have_text("You said\nmy question", use_inner_text=True)
    t.page.evaluate("1")


def test_a_server_that_never_answers_is_given_up_and_asked_again(bot, tab) -> None:
    t = tab()
    t.page.add_init_script(
        "const timeout = AbortSignal.timeout; AbortSignal.timeout = ms => timeout.call(AbortSignal, ms / 30);"
    )
    t.open(bot.url + "/demo")
    expect(t.button("What is HER2")).to_be_visible()
    bot.fake.delay = 1.6
    t.ask("echo slow")
    expect(t.trouble).to_contain_text("The guide can't be reached right now.")
    bot.fake.delay = 0
    expect(t.said("You wrote echo slow.")).to_have_count(1)
    assert bot.fake.said == ["echo slow"]


def test_a_slow_answer_is_waited_for_and_that_is_said(bot, t) -> None:
    t.page.clock.install()
    bot.fake.delay = 2
    t.ask("echo slow")
    t.page.clock.fast_forward(9000)
    expect(t.page.locator(".state[role=status]")).to_contain_text("Still working on it")
    expect(t.said("You wrote echo slow.")).to_be_visible()


def test_starting_over_while_an_answer_is_under_way_does_not_bring_it_back(bot, t) -> None:
    bot.fake.delay = 0.8
    t.ask("what does equivocal mean")
    t.button("Menu").click()
    t.button("Start over").click()
    t.button("Start over").click()
    expect(t.button("What is HER2")).to_be_visible()
    bot.fake.delay = 0
    t.ask("echo new")
    expect(t.said("You wrote echo new.")).to_be_visible()
    t.page.wait_for_timeout(1000)
    assert t.said("Equivocal means").count() == 0
    assert t.log.locator("article.you").count() == 1
