"""Texts are joined and placeholders filled, with and without a clinic, and the text fits what is known."""

from __future__ import annotations

import json

import pytest

from bot.answering.reply import Button
from bot.clinic import Clinic, Phone


def test_without_a_clinic_the_emergency_numbers_of_several_countries_stand_in(writer):
    assert writer.phrase("urgent") == (
        "If you feel very unwell, call your local emergency number (911, 999, 112 or 000) "
        "or your cancer team's line now."
    )


def test_the_lines_of_the_clinic_are_filled_in(riverside):
    assert riverside.phrase("urgent") == (
        "If you feel very unwell, call 999 or your cancer team on 555-0100, Monday to Friday, "
        "(outside hours 555-0111) now."
    )


@pytest.mark.parametrize(
    ("clinic", "text"),
    [
        (Clinic(team=Phone("555-0100")), "your cancer team on 555-0100"),
        (Clinic(team=Phone("555-0100", "9 to 5")), "your cancer team on 555-0100, 9 to 5,"),
        (Clinic(out_of_hours=Phone("555-0111")), "your cancer team's line"),
        (
            Clinic(team=Phone("555-0100"), out_of_hours=Phone("555-0111", "nights")),
            "your cancer team on 555-0100 (outside hours 555-0111, nights,)",
        ),
    ],
    ids=["a number", "a number with hours", "no number by day", "two numbers"],
)
def test_the_line_of_the_team_says_what_is_known(write_for, clinic, text):
    assert write_for(clinic)._fill("{team_line}", {}) == text


@pytest.mark.parametrize(
    ("name", "without", "with_clinic"),
    [
        ("emergency_number", "your local emergency number (911, 999, 112 or 000)", "999"),
        ("crisis_line", "a crisis line in your country", "116 123"),
        ("poison_line", "the poison line in your country", "NHS 111"),
        ("care_team", "your care team", "your care team on 555-0100, Monday to Friday,"),
    ],
)
def test_each_line_has_a_text_with_and_without_a_clinic(writer, riverside, name, without, with_clinic):
    assert writer._fill(f"Call {{{name}}}.", {}) == f"Call {without}."
    assert riverside._fill(f"Call {{{name}}}.", {}) == f"Call {with_clinic}."


def test_a_value_given_for_one_use_goes_first(riverside):
    assert riverside.phrase("greeting_clinic") == "This guide is offered by Riverside."
    assert riverside.phrase("greeting_clinic", clinic="Lakeside") == "This guide is offered by Lakeside."
    assert riverside.phrase("too_long", limit=4000).startswith("That is longer than 4000 characters.")


def test_braces_in_a_value_are_left_alone(writer):
    assert writer.phrase("back_button", button="{emergency_number}") == "Back to: {emergency_number}"


def test_an_unknown_placeholder_is_an_error_and_not_shown(writer):
    with pytest.raises(KeyError):
        writer._fill("Call {nobody}.", {})


def test_paragraphs_are_kept_and_white_space_around_is_not(writer):
    assert writer._fill(" One.\n \t\nTwo. \n", {}) == "One.\n\nTwo."


def test_sentences_are_joined_to_one_paragraph(writer, edition):
    assert writer.said(edition.knowledge.topics["equivocal"].short) == (
        "An equivocal result is in between, and in IHC that is a score of 2+. "
        "A second test then counts copies of the gene."
    )


def test_a_short_answer_carries_its_payload(writer):
    message = writer.answer(writer.edition.knowledge.topics["equivocal"], "short", {})
    assert message.payload == {
        "kind": "answer",
        "topic": "equivocal",
        "question": "What does an equivocal result mean?",
        "part": "short",
        "variant": "",
        "related": ["trial_results", "survival_numbers"],
        "facts": ["equivocal.in_between", "equivocal.next_test"],
        "sources": [writer.source("lab_guide"), writer.source("our_rules")],
        "edition": "2026-03-20",
        "review": "not reviewed yet",
    }
    assert json.loads(json.dumps(message.payload)) == message.payload


def test_a_short_answer_offers_more_and_related_topics_and_a_way_out(writer):
    message = writer.answer(writer.edition.knowledge.topics["equivocal"], "short", {})
    assert message.buttons == (
        Button("Tell me more", "more", "equivocal"),
        Button("Trial results", "ask", "trial_results"),
        Button("Survival figures", "ask", "survival_numbers"),
        Button("Not what I meant", "not_what_i_meant"),
    )


def test_a_long_answer_ends_with_questions_for_the_team_and_offers_no_more(writer):
    message = writer.answer(writer.edition.knowledge.topics["trial_results"], "long", {})
    assert message.text.endswith(
        "\n\nQuestions for your care team:\n- Which of these groups is most like me?\n- Are there trials near me?"
    )
    assert "more" not in [button.intent for button in message.buttons]
    assert message.payload["review"] == "reviewed"


def test_a_button_means_its_intent_for_its_topic():
    assert Button("Trial results", "ask", "trial_results").payload == '/ask{"topic": "trial_results"}'
    assert Button("Start over", "start_over").payload == "/start_over"


def variant(writer, part, **known):
    text, name = writer.sentences(writer.edition.knowledge.topics["trial_results"], part, known)
    return text[0].say, name


def test_without_a_clinic_the_plain_text_is_given(writer):
    assert variant(writer, "short")[1] == ""
    assert variant(writer, "long")[1] == ""


def test_the_region_of_the_clinic_chooses_the_variant(riverside):
    assert variant(riverside, "short") == ("In the UK, alphamab is not funded.", "short:0")
    assert variant(riverside, "long") == ("The US approved alphamab on 5 April 2024.", "long:0")


def test_a_variant_needs_everything_it_names(write_for):
    us = write_for(Clinic(region="us"))
    assert variant(us, "long")[1] == ""
    assert variant(us, "long", category="positive")[1] == ""
    assert variant(us, "long", category="equivocal")[1] == "long:1"
    assert variant(write_for(Clinic(region="ca")), "long", category="equivocal")[1] == ""


def test_a_variant_without_a_short_text_leaves_the_plain_one(write_for):
    assert variant(write_for(Clinic(region="us")), "short", category="equivocal")[1] == ""


def test_what_the_patient_says_of_the_region_goes_before_the_clinic(riverside):
    assert variant(riverside, "short", region="us")[1] == ""


def test_a_variant_is_named_and_brings_its_own_facts(riverside):
    message = riverside.answer(riverside.edition.knowledge.topics["trial_results"], "short", {})
    assert message.text == "In the UK, alphamab is not funded."
    assert message.payload["variant"] == "short:0"
    assert message.payload["facts"] == ["trial_results.approved_where"]


def test_a_definition_carries_its_sources_and_its_topic(writer):
    message = writer.definition(writer.edition.knowledge.terms["ihc"])
    assert message.text == "IHC is a lab test that colours a protein. The result is a score."
    assert message.buttons == (Button("Equivocal result", "ask", "equivocal"),)
    assert message.payload["term"] == "ihc"
    assert [source["id"] for source in message.payload["sources"]] == ["lab_guide"]


def test_a_definition_without_a_topic_has_no_button(writer):
    assert writer.definition(writer.edition.knowledge.terms["ish"]).buttons == ()


def test_evidence_lists_each_fact_and_source_once(writer, edition):
    topic = edition.knowledge.topics["equivocal"]
    found = writer.evidence((*topic.short, *topic.short))
    assert found["facts"] == ["equivocal.in_between", "equivocal.next_test"]
    assert [source["id"] for source in found["sources"]] == ["lab_guide", "our_rules"]


def test_a_source_is_shown_with_title_year_and_link(writer):
    assert writer.source("lab_guide") == {
        "id": "lab_guide",
        "title": "Guide of the example laboratory",
        "publisher": "Example Press",
        "year": 2024,
        "link": "https://example.org/lab-guide",
        "seen": "full_text",
    }
