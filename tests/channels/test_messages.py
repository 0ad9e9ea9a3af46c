"""Messages leave the API in one shape, and only buttons that were offered come back in."""

from __future__ import annotations

import pytest

from bot.answering import talk
from bot.answering.reply import Message
from bot.answering.turn import Turn
from bot.answering.write import Writer
from bot.channels.web.buttons import offered_payload, payload_of
from bot.channels.web.messages import as_button, shown, turns_of
from bot.clinic import Clinic
from bot.content.open import open_store


@pytest.fixture(scope="module")
def edition():
    return open_store().current()


def user(text, message_id, at=0.0):
    return {"event": "user", "text": text, "message_id": message_id, "timestamp": at}


def bot(text, *buttons, **custom):
    offered = [{"title": title, "payload": payload} for title, payload in buttons]
    return {"event": "bot", "text": text, "data": {"buttons": offered, "custom": custom}, "timestamp": 0.0}


def said(turns):
    return [(t["who"], t["text"]) for t in turns]


@pytest.mark.parametrize(
    ("payload", "button"),
    [
        ("/more", {"intent": "more"}),
        ('/ask{"topic": "inherited"}', {"intent": "ask", "topic": "inherited"}),
        ('/inform{"field": "ihc", "value": "2+"}', {"intent": "inform", "field": "ihc", "value": "2+"}),
    ],
)
def test_a_payload_is_shown_as_its_parts(payload, button):
    assert as_button(payload) == button


def test_a_red_flag_says_how_grave_it_is(edition):
    writer = Writer(edition, Clinic())
    grave = {entry.kind: name for name, entry in edition.knowledge.safety.items()}
    assert set(grave) == {"emergency", "crisis", "urgent", "careful"}
    for kind, name in grave.items():
        custom = shown(Message("x", (), {"kind": kind, "safety": name}), writer.edition)["custom"]
        assert (custom["kind"], custom["level"], custom["safety"]) == ("safety", kind, name)


def test_a_reply_without_a_payload_is_an_error(edition):
    assert shown(Message("x"), edition)["custom"]["kind"] == "error"


def test_every_button_an_answer_offers_may_be_pressed(edition):
    writer = Writer(edition, Clinic())
    for topic in edition.knowledge.topics.values():
        for button in shown(writer.answer(topic, "short", {}), edition)["buttons"]:
            assert payload_of(button["button"], edition), button
    greeting = talk.greet(Turn(text="", intent="greet", memory={}), writer).messages[0]
    for button, was in zip(shown(greeting, edition)["buttons"], greeting.buttons, strict=True):
        assert payload_of(button["button"], edition) == was.payload


@pytest.mark.parametrize(
    "button",
    [
        {},
        {"intent": "restart"},
        {"intent": "session_start"},
        {"intent": "ask", "topic": "no_such"},
        {"intent": "ask", "topic": 'x"}'},
        {"intent": "ask", "topic": ""},
        {"intent": "ask", "topic": "inherited", "value": "x"},
        {"intent": "inform", "field": "ihc", "value": "2+"},
    ],
)
def test_no_other_button_is_always_allowed(edition, button):
    assert payload_of(button, edition) is None


def test_a_button_that_was_offered_may_be_pressed_word_for_word():
    payload = '/inform{"field": "ihc", "value": "2+"}'
    events = [bot("Which score?", ("2+", payload))]
    assert offered_payload({"intent": "inform", "field": "ihc", "value": "2+"}, events) == payload
    assert offered_payload({"intent": "inform", "field": "ihc", "value": "3+"}, events) is None
    assert offered_payload({"intent": "inform", "field": "ihc"}, events) is None


def test_a_patient_cannot_offer_a_button_by_typing_one():
    typed = {"event": "user", "text": "x", "data": {"buttons": [{"title": "x", "payload": "/restart"}]}}
    assert offered_payload({"intent": "restart"}, [typed]) is None


def test_a_press_is_shown_by_its_title(edition):
    events = [bot("hello", ("Say more", "/more")), user("/more", "1"), user('/ask{"topic": "inherited"}', "2")]
    title = edition.knowledge.topics["inherited"].button
    assert said(turns_of(events, edition))[1:] == [("patient", "Say more"), ("patient", title)]


def test_a_message_that_was_tried_again_is_shown_once_with_its_last_replies(edition):
    events = [user("a", "1"), bot("A"), user("b", "2"), bot("sorry"), user("b", "2"), user("b", "2"), bot("B")]
    assert said(turns_of(events, edition)) == [("patient", "a"), ("guide", "A"), ("patient", "b"), ("guide", "B")]


def test_the_same_words_twice_are_shown_twice(edition):
    events = [user("a", "1"), bot("A"), user("a", "2"), bot("A")]
    assert len(turns_of(events, edition)) == 4
