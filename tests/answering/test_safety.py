"""Red flags come first: an emergency or a crisis stands alone, holds the next turns, and then lets go."""

from __future__ import annotations

import pytest

from bot.answering.reply import Button
from bot.answering.safety import first_reply, flag_message, without_frame
from bot.answering.turn import Turn
from bot.safety.triage import Flag

CALL = "Call your local emergency number (911, 999, 112 or 000) now."
FRAME = {"frame": {"safety": "breathing", "left": 2}}


def flag(name: str = "breathing", kind: str = "emergency", other: bool = False) -> Flag:
    return Flag(name, kind, 10, "sign", "can not breathe", other)


def turn(text: str = "help", memory=None, **more) -> Turn:
    return Turn(text=text, intent="safety", memory=memory or {}, **more)


def held(writer, text: str, memory=None):
    return first_reply(turn(text, memory or FRAME), writer)


# the first reply


@pytest.mark.parametrize(("name", "kind"), [("breathing", "emergency"), ("self_harm", "crisis"), ("fever", "urgent")])
def test_an_emergency_a_crisis_and_an_urgent_class_stand_alone(writer, name, kind):
    reply = first_reply(turn(flags=(flag(name, kind),)), writer)
    assert [message.text for message in reply.messages] == [CALL]


def test_a_careful_class_lets_an_answer_follow(writer):
    assert first_reply(turn(flags=(flag("medicine_change", "careful"),)), writer) is None


def test_the_most_urgent_flag_is_answered(writer):
    flags = (flag(), flag("medicine_change", "careful"))
    assert first_reply(turn(flags=flags), writer).messages[0].payload["safety"] == "breathing"


def test_an_emergency_of_someone_else_has_its_own_reply(writer):
    reply = first_reply(turn(flags=(flag(other=True),)), writer)
    assert reply.messages[0].text == CALL.replace(" now.", " now for them.")


def test_without_a_text_for_someone_else_the_plain_reply_is_given(writer):
    message = flag_message(flag("medicine_change", "careful", other=True), writer)
    assert message.text == "I can't advise on changing medicine. Please ask your cancer team's line."


def test_the_lines_of_the_clinic_stand_in_the_reply(riverside):
    assert first_reply(turn(flags=(flag(),)), riverside).messages[0].text == "Call 999 now."


def test_an_emergency_offers_nothing_to_read(writer):
    message = first_reply(turn(flags=(flag(),)), writer).messages[0]
    assert message.buttons == ()
    assert message.payload["kind"] == "emergency"
    assert message.payload["sources"] == []
    assert message.payload["facts"] == ["safety.breathing.call_first"]


def test_a_crisis_offers_nothing_to_read(writer):
    message = first_reply(turn(flags=(flag("self_harm", "crisis"),)), writer).messages[0]
    assert message.buttons == ()
    assert (message.payload["kind"], message.payload["sources"]) == ("crisis", [])


@pytest.mark.parametrize(("name", "kind"), [("fever", "urgent"), ("medicine_change", "careful")])
def test_a_lower_class_shows_its_sources_and_offers_its_topics(writer, name, kind):
    message = flag_message(flag(name, kind), writer)
    assert message.buttons == (Button("Equivocal result", "ask", "equivocal"),)
    assert message.payload["kind"] == "safety"
    assert [source["id"] for source in message.payload["sources"]] == ["our_rules"]


def test_nothing_stands_in_the_way_of_an_ordinary_message(writer):
    assert first_reply(turn("what is it", {"last": {"kind": "answer"}}), writer) is None


# what is remembered


@pytest.mark.parametrize(("name", "kind"), [("breathing", "emergency"), ("self_harm", "crisis")])
def test_an_emergency_and_a_crisis_hold_the_next_turns(writer, name, kind):
    memory = first_reply(turn(flags=(flag(name, kind),)), writer).memory
    assert memory["frame"]["safety"] == name
    assert memory["last"] == {"kind": "safety", "safety": name}


def test_the_open_question_is_remembered(writer):
    before = {"last": {"kind": "answer", "topics": ["equivocal", "trial_results"], "part": "short"}, "met": True}
    memory = first_reply(turn(memory=before, flags=(flag(),)), writer).memory
    assert memory["pending"] == "trial_results"
    assert memory["met"] is True


def test_a_question_in_the_same_message_is_the_open_one(writer, understood):
    before = {"last": {"kind": "answer", "topics": ["equivocal"], "part": "short"}}
    asked = understood(("ask/trial_results", 0.9))
    reply = first_reply(turn("what did the trials show?", memory=before, flags=(flag(),), understanding=asked), writer)
    assert reply.memory["pending"] == "trial_results"
    said = first_reply(turn("the ambulance is here", memory=before, flags=(flag(),), understanding=asked), writer)
    assert said.memory["pending"] == "equivocal"


def test_a_question_that_is_not_clear_leaves_the_open_one(writer, understood):
    before = {"last": {"kind": "answer", "topics": ["equivocal"], "part": "short"}}
    asked = understood(("near_miss", 0.9), ("ask/trial_results", 0.05))
    assert first_reply(turn(memory=before, flags=(flag(),), understanding=asked), writer).memory["pending"] == (
        "equivocal"
    )


def test_the_open_question_outlasts_a_second_emergency(writer):
    before = {**FRAME, "last": {"kind": "safety", "safety": "breathing"}, "pending": "equivocal"}
    memory = first_reply(turn(memory=before, flags=(flag("self_harm", "crisis"),)), writer).memory
    assert (memory["pending"], memory["frame"]["safety"]) == ("equivocal", "self_harm")


def test_a_new_emergency_in_a_held_turn_begins_again(writer):
    memory = first_reply(turn(memory={"frame": {"safety": "breathing", "left": 1}}, flags=(flag(),)), writer).memory
    assert memory["frame"] == FRAME["frame"]


# the turns after it


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("yes", "yes"),
        ("ok I will", "yes"),
        ("no", "no"),
        ("I don't want to call", "no"),
        ("I'm alone", "alone"),
        ("there is nobody here", "alone"),
        ("...", "silence"),
        ("😢", "silence"),
        ("what does IHC mean", "other"),
        ("asdf", "other"),
    ],
)
def test_each_answer_to_an_emergency_has_its_written_reply(writer, edition, text, key):
    reply = held(writer, text)
    assert [m.text for m in reply.messages] == [writer.said(edition.knowledge.safety["breathing"].follow_up[key])]
    assert reply.messages[0].payload["kind"] == "emergency"


def test_an_answer_without_a_text_of_its_own_gets_the_other_one(writer, edition):
    assert "called" not in edition.knowledge.safety["breathing"].follow_up
    assert held(writer, "I called them").messages[0].text.startswith("First call")


def test_the_frame_goes_on_after_a_first_answer(writer):
    memory = held(writer, "no").memory
    assert memory["frame"] == {"safety": "breathing", "left": 1}


def test_the_frame_ends_after_two_turns(writer):
    once = held(writer, "no")
    twice = held(writer, "no", once.memory)
    assert "frame" not in twice.memory
    assert held(writer, "no", twice.memory or {"met": True}) is None


def test_the_frame_ends_when_the_patient_is_safe(writer):
    reply = held(writer, "I am safe now")
    assert reply.messages[0].text == "I am glad you are safe."
    assert "frame" not in reply.memory


def test_the_open_question_is_offered_again_once_the_patient_is_safe(writer):
    reply = held(writer, "I am safe now", {**FRAME, "pending": "equivocal"})
    assert reply.messages[0].text == ("I am glad you are safe.\n\nWhen you are ready, we can go back to your question.")
    assert reply.messages[0].buttons == (Button("Back to: Equivocal result", "ask", "equivocal"),)
    assert "pending" not in reply.memory


def test_nothing_is_offered_while_the_frame_goes_on(writer):
    reply = held(writer, "no", {**FRAME, "pending": "equivocal"})
    assert reply.messages[0].buttons == ()
    assert "go back" not in reply.messages[0].text
    assert reply.memory["pending"] == "equivocal"


def test_nothing_is_offered_when_the_frame_ends_and_the_patient_is_not_safe(writer):
    reply = held(writer, "no, I am alone", {"frame": {"safety": "breathing", "left": 1}, "pending": "equivocal"})
    assert reply.messages[0].buttons == ()
    assert "go back" not in reply.messages[0].text
    assert "frame" not in reply.memory


def test_a_topic_that_is_no_longer_there_is_not_offered(writer):
    reply = held(writer, "I am safe now", {**FRAME, "pending": "ghost"})
    assert reply.messages[0].buttons == ()
    assert reply.messages[0].text == "I am glad you are safe."


def test_a_pressed_button_does_not_leave_an_emergency(writer):
    reply = first_reply(turn("", FRAME, topic="equivocal"), writer)
    assert reply.messages[0].text.startswith("First call")


@pytest.mark.parametrize("intent", ["start_over", "restart"])
def test_starting_over_leaves_an_emergency(writer, intent):
    assert first_reply(Turn(text="", intent=intent, memory=FRAME), writer) is None


def test_a_question_asked_in_an_emergency_becomes_the_open_one(writer, understood):
    asked = understood(("ask/trial_results", 0.9))
    memory = first_reply(turn("how well does it work", FRAME, understanding=asked), writer).memory
    assert memory["pending"] == "trial_results"


@pytest.mark.parametrize("name", ["fever", "medicine_change"])
def test_a_lesser_flag_does_not_end_an_emergency(writer, name):
    kind = {"fever": "urgent", "medicine_change": "careful"}[name]
    reply = first_reply(turn("no", FRAME, flags=(flag(name, kind),)), writer)
    assert reply.messages[0].payload["safety"] == "breathing"
    assert reply.memory["frame"]["left"] == 1


URGENT = {"frame": {"safety": "fever", "left": 1}}


def test_after_an_urgent_reply_a_plain_answer_is_taken_up_once(writer):
    memory = first_reply(turn(flags=(flag("fever", "urgent"),)), writer).memory
    reply = held(writer, "yes", memory)
    assert reply.messages[0].text == "Good. Call your local emergency number (911, 999, 112 or 000) now."
    assert "frame" not in reply.memory


@pytest.mark.parametrize("text", ["what does IHC mean", "...", "I am alone"])
def test_after_an_urgent_reply_anything_else_is_an_ordinary_message(writer, text):
    assert held(writer, text, URGENT) is None


def test_after_an_urgent_reply_a_pressed_button_is_an_ordinary_message(writer):
    assert first_reply(turn("", URGENT, topic="equivocal"), writer) is None


def test_an_emergency_after_an_urgent_reply_takes_over(writer):
    memory = first_reply(turn(memory=URGENT, flags=(flag(),)), writer).memory
    assert memory["frame"] == FRAME["frame"]


def test_a_frame_of_a_class_that_is_no_longer_there_holds_nothing(writer):
    assert held(writer, "no", {"frame": {"safety": "ghost", "left": 2}}) is None


def test_the_memory_handed_in_is_left_alone(writer):
    memory = {**FRAME, "pending": "equivocal"}
    held(writer, "I am safe now", memory)
    first_reply(turn(memory=memory, flags=(flag("self_harm", "crisis"),)), writer)
    assert memory == {**FRAME, "pending": "equivocal"}


def test_an_ordinary_answer_forgets_the_frame():
    assert without_frame({**FRAME, "pending": "equivocal", "met": True}) == {"met": True}
