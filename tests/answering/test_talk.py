"""What the assistant says to each kind of message, and what it remembers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answering import talk
from bot.answering.choose import KNOWN, SMALL_TALK
from bot.answering.turn import Turn
from bot.answering.write import Writer
from bot.clinic import Clinic
from bot.safety.triage import Flag

NO_SURVIVAL = Clinic(name="Riverside", features={"survival_figures": False})


def turn(memory=None, **values) -> Turn:
    return Turn(**{"text": "a question", "intent": "ask", "memory": memory or {}, **values})


def last(*topics: str, part: str = "short") -> dict:
    return {"last": {"kind": "answer", "topics": list(topics), "part": part}}


def texts(reply) -> list[str]:
    return [message.text for message in reply.messages]


def topics_of(message) -> list[str]:
    return [button.topic for button in message.buttons if button.intent == "ask"]


def answered(reply) -> list[tuple[str, str]]:
    return [(message.payload.get("topic"), message.payload.get("part")) for message in reply.messages]


# answers


def test_a_clear_question_gets_the_short_answer(writer, understood):
    asked = understood(("ask/equivocal", 0.9), ("ask/trial_results", 0.05))
    reply = talk.answer(turn(understanding=asked), writer)
    assert answered(reply) == [("equivocal", "short")]
    assert reply.memory["last"] == {"kind": "answer", "topics": ["equivocal"], "part": "short"}
    assert reply.memory["near"] == ["trial_results"]


def test_two_clear_questions_get_two_answers_in_order(writer, understood, part):
    parts = (part(("ask/trial_results", 0.9)), part(("ask/equivocal", 0.9)))
    asked = understood(("ask/equivocal", 0.5), ("ask/trial_results", 0.4), parts=parts)
    reply = talk.answer(turn(understanding=asked), writer)
    assert answered(reply) == [("trial_results", "short"), ("equivocal", "short")]
    assert reply.memory["last"]["topics"] == ["trial_results", "equivocal"]
    assert reply.memory["near"] == []


def test_a_pressed_button_gets_its_topic_whatever_was_understood(writer, understood):
    asked = understood(("near_miss", 0.9))
    reply = talk.answer(turn(topic="equivocal", understanding=asked), writer)
    assert answered(reply) == [("equivocal", "short")]


def test_an_unclear_question_gets_a_choice_of_topics(writer, understood):
    labels = [("ask/equivocal", 0.16), ("ask/ghost", 0.15), ("ask/trial_results", 0.15), ("ask/inherited", 0.1)]
    asked = understood(*labels, nearest="ask/trial_results")
    reply = talk.answer(turn(understanding=asked), writer)
    assert texts(reply) == ["I am not sure which of these you mean."]
    assert topics_of(reply.messages[0]) == ["equivocal", "trial_results"]
    assert reply.messages[0].payload["kind"] == "clarify"
    assert reply.memory == {"near": ["inherited"]}


def test_a_question_out_of_scope_is_declined_with_topics_to_begin_with(writer, understood):
    asked = understood(("out_of_scope", 0.9), ("ask/equivocal", 0.05))
    reply = talk.decline(turn(understanding=asked), writer)
    assert texts(reply) == ["Sorry, I can't help with that."]
    assert topics_of(reply.messages[0]) == list(talk.FIRST_TOPICS[:3])
    assert reply.messages[0].payload["kind"] == "decline"
    assert reply.memory["near"] == ["equivocal"]


def test_a_medical_question_nearby_is_handed_to_the_team_with_near_topics(writer, understood):
    asked = understood(("near_miss", 0.9), ("ask/trial_results", 0.05))
    reply = talk.decline(turn(understanding=asked), writer)
    assert texts(reply) == ["Please ask your care team about that."]
    assert topics_of(reply.messages[0]) == ["trial_results"]


def test_a_message_that_was_not_understood_at_all_is_declined(writer):
    assert texts(talk.answer(turn(), writer)) == ["Sorry, I can't help with that."]


def test_a_question_taken_for_out_of_scope_is_answered_when_its_parts_are_clear(writer, understood, part):
    asked = understood(("near_miss", 0.9), parts=(part(("ask/equivocal", 0.9)),))
    assert answered(talk.decline(turn(understanding=asked), writer)) == [("equivocal", "short")]


def test_an_answer_forgets_a_held_turn(writer):
    memory = {"frame": {"safety": "breathing", "left": 1}, "pending": "equivocal", "met": True}
    reply = talk.answer(turn(memory, topic="equivocal"), writer)
    assert {"frame", "pending"}.isdisjoint(reply.memory)
    assert reply.memory["met"] is True


def test_what_is_known_chooses_the_variant(edition):
    us = Writer(edition, Clinic(region="us"))
    reply = talk.more(turn(topic="trial_results", known={"category": "equivocal"}), us)
    assert reply.messages[0].payload["variant"] == "long:1"


# another cancer


def test_a_question_about_another_cancer_gets_the_answer_that_rules_differ(writer, understood):
    asked = understood(("ask/equivocal", 0.9))
    reply = talk.answer(turn(text="equivocal in breast cancer", understanding=asked), writer)
    assert answered(reply) == [(talk.OTHER_CANCERS, "short")]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("equivocal in bowel cancer, she had breast cancer", "ask/equivocal"),
        ("equivocal result", "ask/equivocal"),
        ("my sister has breast cancer, what does it mean for us", "ask/family_meaning"),
    ],
    ids=["bowel cancer is named too", "no cancer is named", "the answer holds in any cancer"],
)
def test_other_questions_keep_their_answer(writer, understood, text, label):
    reply = talk.answer(turn(text=text, understanding=understood((label, 0.9))), writer)
    assert [f"ask/{topic}" for topic, _ in answered(reply)] == [label]


def test_a_strange_question_about_another_cancer_is_answered_only_when_it_is_about_her2(writer, understood):
    asked = understood(("near_miss", 0.9))
    assert answered(talk.answer(turn(text="is HER2 in breast cancer bad", understanding=asked), writer))[0][0]
    reply = talk.answer(turn(text="how is breast cancer treated", understanding=asked), writer)
    assert reply.messages[0].payload["kind"] == "decline"


# an answer that would contradict the message


def test_an_answer_that_would_contradict_the_message_gives_way_to_a_choice_of_the_next(writer, understood):
    asked = understood(("ask/trial_results", 0.8), ("ask/equivocal", 0.1), ("ask/inherited", 0.05))
    reply = talk.answer(turn(text="does it work outside trials", understanding=asked), writer)
    assert reply.messages[0].payload["kind"] == "clarify"
    assert topics_of(reply.messages[0]) == ["equivocal", "inherited"]


def test_a_message_that_contradicts_one_of_its_two_answers_gets_only_the_other(writer, understood, part):
    parts = (part(("ask/equivocal", 0.9)), part(("ask/trial_results", 0.9)))
    asked = understood(("ask/equivocal", 0.5), ("ask/trial_results", 0.4), parts=parts)
    text = "what is equivocal? does it work outside trials?"
    assert answered(talk.answer(turn(text=text, understanding=asked), writer)) == [("equivocal", "short")]


def test_a_pressed_button_is_answered_whatever_was_said(writer):
    reply = talk.answer(turn(text="", topic="trial_results"), writer)
    assert answered(reply) == [("trial_results", "short")]


# more


def test_tell_me_more_gives_the_long_answer_of_the_last_topic(writer):
    reply = talk.more(turn(last("trial_results", "equivocal")), writer)
    assert answered(reply) == [("equivocal", "long")]
    assert reply.memory["last"] == {"kind": "answer", "topics": ["equivocal"], "part": "long"}


def test_a_pressed_more_button_gives_the_long_answer_of_its_topic(writer):
    reply = talk.more(turn(last("equivocal", part="long"), topic="trial_results"), writer)
    assert answered(reply) == [("trial_results", "long")]


def test_after_the_long_answer_there_is_no_more_but_there_are_related_topics(writer):
    reply = talk.more(turn(last("equivocal", part="long")), writer)
    assert texts(reply) == ["That is all I have on this."]
    assert topics_of(reply.messages[0]) == ["trial_results", "survival_numbers"]


def test_more_of_a_definition_is_the_long_answer_of_its_topic(writer):
    memory = {"last": {"kind": "definition", "term": "ihc", "topics": ["equivocal"]}}
    assert answered(talk.more(turn(memory), writer)) == [("equivocal", "long")]


@pytest.mark.parametrize(
    "memory",
    [{}, {"last": {"kind": "safety", "safety": "breathing"}}, last("ghost")],
    ids=["nothing was asked", "the last message was a warning", "the topic is gone"],
)
def test_more_of_nothing_says_what_to_do(writer, memory):
    reply = talk.more(turn(memory), writer)
    assert texts(reply) == ["Ask me something first."]
    assert topics_of(reply.messages[0]) == list(talk.FIRST_TOPICS)


# sources


def test_the_sources_of_the_last_answer_are_shown_with_title_year_and_link(writer):
    reply = talk.sources(turn(last("equivocal")), writer)
    assert texts(reply) == [
        "Sources (texts of 2026-03-20):\n"
        "- Guide of the example laboratory. Example Press, 2024. https://example.org/lab-guide\n"
        "- Rules of this guide. This project, 2026. https://example.org/rules"
    ]
    assert [s["id"] for s in reply.messages[0].payload["sources"]] == ["lab_guide", "our_rules"]
    assert reply.messages[0].payload["kind"] == "sources"
    assert reply.memory == last("equivocal")


def test_the_full_stop_of_a_title_is_not_doubled(writer):
    text = texts(talk.sources(turn(last("trial_results")), writer))[0]
    assert "- Report of the example trials. Example Journal, 2025." in text


def test_the_sources_of_several_answers_are_shown_each_once(writer):
    reply = talk.sources(turn(last("equivocal", "trial_results", "equivocal")), writer)
    assert [s["id"] for s in reply.messages[0].payload["sources"]] == ["lab_guide", "our_rules", "trial_report"]


def test_the_sources_are_those_of_the_part_that_was_shown(writer):
    def shown(part: str) -> list[str]:
        reply = talk.sources(turn(last("survival_numbers", part=part)), writer)
        return [source["id"] for source in reply.messages[0].payload["sources"]]

    assert shown("short") == ["our_rules"]
    assert shown("long") == ["trial_report"]


def test_the_sources_of_a_definition_are_shown(writer):
    memory = {"last": {"kind": "definition", "term": "ish", "topics": []}}
    reply = talk.sources(turn(memory), writer)
    assert [source["id"] for source in reply.messages[0].payload["sources"]] == ["lab_guide", "our_rules"]


def test_the_sources_of_a_term_that_is_gone_are_those_of_its_topic(writer):
    memory = {"last": {"kind": "definition", "term": "ghost", "topics": ["equivocal"]}}
    reply = talk.sources(turn(memory), writer)
    assert [source["id"] for source in reply.messages[0].payload["sources"]] == ["lab_guide", "our_rules"]


def test_the_sources_of_a_warning_are_shown(writer):
    reply = talk.sources(turn({"last": {"kind": "safety", "safety": "breathing"}}), writer)
    assert [source["id"] for source in reply.messages[0].payload["sources"]] == ["our_rules"]


def test_before_any_answer_there_is_no_source(writer):
    assert texts(talk.sources(turn(), writer)) == ["There is no source to show yet."]


def test_a_message_without_sources_rests_on_the_rules_of_the_guide(writer):
    reply = talk.sources(turn({"last": {"kind": "smalltalk"}}), writer)
    assert texts(reply) == ["My last message rests on the rules of this guide."]


def test_a_question_about_sources_in_other_words_shows_those_of_the_last_answer(writer, understood):
    asked = understood((f"ask/{talk.ABOUT_SOURCES}", 0.9))
    reply = talk.answer(turn(last("equivocal"), understanding=asked), writer)
    assert reply.messages[0].payload["kind"] == "sources"
    assert answered(talk.answer(turn(understanding=asked), writer)) == [(talk.ABOUT_SOURCES, "short")]


# not what I meant


def test_not_what_i_meant_offers_the_next_topics_three_at_a_time(writer):
    near = ["trial_results", "survival_numbers", "equivocal", "inherited", "positive"]
    first = talk.clarify(turn({"near": near}), writer)
    assert texts(first) == ["Did you mean one of these?"]
    assert topics_of(first.messages[0]) == near[:3]
    second = talk.clarify(turn(first.memory), writer)
    assert topics_of(second.messages[0]) == near[3:]
    third = talk.clarify(turn(second.memory), writer)
    assert topics_of(third.messages[0]) == list(talk.FIRST_TOPICS)


def test_a_near_topic_that_is_gone_is_not_offered(writer):
    reply = talk.clarify(turn({"near": ["ghost", "equivocal"]}), writer)
    assert topics_of(reply.messages[0]) == ["equivocal"]


# definitions


def test_a_term_is_defined_and_remembered_with_its_topic(writer):
    reply = talk.define(turn(term="ihc"), writer)
    assert texts(reply) == ["IHC is a lab test that colours a protein. The result is a score."]
    assert reply.memory["last"] == {"kind": "definition", "term": "ihc", "topics": ["equivocal"]}


def test_a_term_without_a_topic_leaves_nothing_to_say_more_about(writer):
    assert talk.define(turn(term="ish"), writer).memory["last"]["topics"] == []


def test_a_term_that_is_gone_is_treated_as_a_question(writer, understood):
    asked = understood(("ask/equivocal", 0.9))
    assert answered(talk.define(turn(term="ghost", understanding=asked), writer)) == [("equivocal", "short")]


# small talk


def test_the_first_greeting_says_that_this_is_a_machine(writer):
    reply = talk.small_talk(turn(intent="greet"), writer)
    assert texts(reply) == ["Hello. I am a computer program."]
    assert reply.memory["met"] is True
    assert topics_of(reply.messages[0]) == list(talk.FIRST_TOPICS)


def test_the_greeting_names_the_clinic(riverside):
    assert texts(talk.greet(turn(), riverside)) == [
        "Hello. I am a computer program.\n\nThis guide is offered by Riverside."
    ]


def test_a_second_greeting_is_short(writer):
    assert texts(talk.small_talk(turn({"met": True}, intent="greet"), writer)) == ["Hello again."]


def test_thanks_are_answered(writer, understood):
    asked = understood(("thanks", SMALL_TALK), similarity=KNOWN)
    reply = talk.small_talk(turn(intent="thanks", understanding=asked), writer)
    assert texts(reply) == ["You are welcome."]
    assert reply.messages[0].payload["kind"] == "smalltalk"


def test_small_talk_by_a_hair_is_treated_as_a_question(writer, understood):
    asked = understood(("thanks", SMALL_TALK - 0.01), ("ask/equivocal", 0.33), ("ask/trial_results", 0.3))
    assert answered(talk.small_talk(turn(intent="thanks", understanding=asked), writer)) == [("equivocal", "short")]


def test_whoever_wants_a_human_is_told_the_line_of_the_team(writer, riverside):
    asked = turn(intent="human")
    assert texts(talk.small_talk(asked, writer)) == ["I can't connect you, but your care team can help."]
    assert "555-0100" in texts(talk.small_talk(asked, riverside))[0]


def test_small_talk_keeps_what_is_remembered_but_not_a_held_turn(writer):
    memory = {**last("equivocal"), "frame": {"safety": "breathing", "left": 1}, "pending": "equivocal"}
    assert talk.small_talk(turn(memory, intent="thanks"), writer).memory == last("equivocal")


def test_start_over_forgets_everything_but_the_acquaintance(writer):
    reply = talk.start_over(turn({**last("equivocal"), "near": ["positive"]}), writer)
    assert texts(reply) == ["All right, I have forgotten it."]
    assert reply.memory == {"met": True}
    assert topics_of(reply.messages[0]) == list(talk.FIRST_TOPICS)


# careful classes


def careful() -> Flag:
    return Flag("medicine_change", "careful", 20, "stop", "stop tablets", False)


def test_a_careful_reply_goes_before_the_answer_to_a_question(writer, understood):
    asked = understood(("ask/trial_results", 0.9))
    reply = talk.safety(turn(text="how well does it work?", flags=(careful(),), understanding=asked), writer)
    assert [message.payload["kind"] for message in reply.messages] == ["safety", "answer"]
    assert reply.memory["last"]["topics"] == ["trial_results"]


def test_a_careful_reply_is_followed_by_a_topic_it_offers_even_without_a_question(writer, understood):
    def kinds(topic: str) -> list[str]:
        asked = understood((f"ask/{topic}", 0.9))
        reply = talk.safety(turn(text="I stopped my tablets", flags=(careful(),), understanding=asked), writer)
        return [message.payload["kind"] for message in reply.messages]

    assert kinds("equivocal") == ["safety", "answer"]
    assert kinds("trial_results") == ["safety"]


def test_a_careful_reply_stands_alone_when_the_question_is_not_clear(writer, understood):
    reply = talk.safety(turn(flags=(careful(),), understanding=understood(("near_miss", 0.9))), writer)
    assert [message.payload["kind"] for message in reply.messages] == ["safety"]
    assert reply.memory["last"] == {"kind": "safety", "safety": "medicine_change"}


def test_an_answer_that_would_contradict_the_message_never_follows_a_careful_reply(writer, understood):
    asked = understood(("ask/trial_results", 0.9))
    text = "can I stop my tablets? does it work outside trials?"
    reply = talk.safety(turn(text=text, flags=(careful(),), understanding=asked), writer)
    assert [message.payload["kind"] for message in reply.messages] == ["safety"]


def test_survival_figures_never_follow_a_careful_reply(writer, understood):
    asked = understood(("ask/survival_numbers", 0.9))
    reply = talk.safety(turn(text="how long do people live?", flags=(careful(),), understanding=asked), writer)
    assert [message.payload["kind"] for message in reply.messages] == ["safety"]


def test_a_safety_turn_without_a_flag_is_an_ordinary_question(writer, understood):
    asked = understood(("ask/equivocal", 0.9))
    assert answered(talk.safety(turn(understanding=asked), writer)) == [("equivocal", "short")]


# a feature that is off


def test_survival_figures_are_answered_where_the_feature_is_on(writer):
    assert answered(talk.answer(turn(topic="survival_numbers"), writer)) == [("survival_numbers", "short")]


@pytest.mark.parametrize("pressed", [True, False], ids=["by a button", "in words"])
def test_survival_figures_are_handed_to_the_team_where_the_feature_is_off(write_for, understood, pressed):
    asked = turn(topic="survival_numbers") if pressed else turn(understanding=understood(("ask/survival_numbers", 0.9)))
    reply = talk.answer(asked, write_for(NO_SURVIVAL))
    assert texts(reply) == ["This clinic talks about these figures in person."]
    assert reply.messages[0].payload["kind"] == "decline"


def test_after_a_refusal_there_is_no_more_of_a_feature_that_is_off(write_for):
    clinic = write_for(NO_SURVIVAL)
    refused = talk.answer(turn(topic="survival_numbers"), clinic)
    assert texts(talk.more(turn(refused.memory), clinic)) == ["Ask me something first."]


@pytest.mark.parametrize(
    ("memory", "topic"),
    [({}, "survival_numbers"), (last("survival_numbers"), "")],
    ids=["by a button", "after an answer from before it was off"],
)
def test_more_of_a_feature_that_is_off_is_handed_to_the_team(write_for, memory, topic):
    reply = talk.more(turn(memory, text="", intent="more", topic=topic), write_for(NO_SURVIVAL))
    assert texts(reply) == ["This clinic talks about these figures in person."]
    assert reply.messages[0].payload["kind"] == "decline"


def test_other_topics_are_answered_where_the_feature_is_off(write_for):
    assert answered(talk.answer(turn(topic="equivocal"), write_for(NO_SURVIVAL))) == [("equivocal", "short")]


def test_a_feature_switched_on_again_is_answered(write_for):
    on = replace(NO_SURVIVAL, features={"survival_figures": True})
    assert answered(talk.answer(turn(topic="survival_numbers"), write_for(on))) == [("survival_numbers", "short")]
