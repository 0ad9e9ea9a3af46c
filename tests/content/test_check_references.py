"""Every name in the knowledge leads somewhere, and nothing is left over."""

from __future__ import annotations

import pytest

SOURCE = """\
title: Nobody cites this
publisher: Example Press
year: 2024
link: https://example.org/nobody
kind: paper
checked_on: 2026-01-10
seen: abstract
"""
FACT = """\
  left_over:
    says: The laboratory keeps the sample.
    sources:
      - {id: lab_guide, at: table 9}
    checked_on: 2026-01-10
    confidence: seen
"""


def test_the_tiny_knowledge_has_no_problem(desk):
    desk.finds_nothing()


def test_a_fact_of_a_topic_with_an_unknown_source_is_found(desk):
    desk.replace("topics/equivocal.yml", "{id: lab_guide, at: table 1}", "{id: lab_gide, at: table 1}")
    desk.finds_only("unknown source 'lab_gide'", "topics/equivocal.yml", "  in_between:")


def test_a_fact_of_a_safety_class_with_an_unknown_source_is_found(desk):
    desk.replace("safety/breathing.yml", "{id: our_rules,", "{id: your_rules,")
    desk.finds_only("unknown source 'your_rules'", "safety/breathing.yml", "  call_first:")


def test_a_house_fact_with_an_unknown_source_is_found(desk):
    desk.replace("house.yml", "id: our_rules", "id: your_rules")
    desk.finds_only("unknown source 'your_rules'", "house.yml", "  ask_team:")


def test_a_term_with_an_unknown_source_is_found(desk):
    desk.replace("glossary/ish.yml", "[lab_guide, our_rules]", "[lab_guide, nobody]")
    desk.finds_only("unknown source 'nobody'", "glossary/ish.yml", "sources:")


def test_a_source_nothing_cites_is_found(desk):
    desk.write("sources/nobody.yml", SOURCE)
    desk.finds_only("source 'nobody' is used by nothing", "sources/nobody.yml")


def test_a_source_only_a_term_cites_is_used(desk):
    desk.write("sources/nobody.yml", SOURCE)
    desk.replace("glossary/ish.yml", "[lab_guide, our_rules]", "[lab_guide, nobody]")
    desk.finds_nothing()


@pytest.mark.parametrize("link", ["http://example.org/lab-guide", "ftp://example.org/x", "example.org/lab-guide"])
def test_a_link_that_is_not_https_is_found(desk, link):
    desk.replace("sources/lab_guide.yml", "https://example.org/lab-guide", link)
    desk.finds_only(f"link is not https: {link}", "sources/lab_guide.yml", "link:")


def test_our_own_policy_needs_no_address(desk):
    desk.replace("sources/our_rules.yml", "link: https://example.org/rules\n", "")
    desk.finds_nothing()


def test_any_other_source_without_an_address_is_found(desk):
    desk.replace("sources/lab_guide.yml", "link: https://example.org/lab-guide\n", "")
    desk.finds_only("link is not https: missing", "sources/lab_guide.yml")


def test_a_fact_no_sentence_uses_is_found(desk):
    desk.replace("topics/equivocal.yml", "short:\n", FACT + "short:\n")
    desk.finds_only("fact 'equivocal.left_over' is used by no sentence", "topics/equivocal.yml", "  left_over:")


def test_a_safety_fact_no_reply_uses_is_found(desk):
    desk.replace("safety/breathing.yml", "signs:\n", FACT + "signs:\n")
    desk.finds_only("fact 'safety.breathing.left_over' is used by", "safety/breathing.yml", "  left_over:")


def test_a_house_fact_may_wait_to_be_used(desk):
    desk.append("house.yml", FACT)
    desk.finds_nothing()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("nowhere", "equivocal.nowhere"),
        ("trial_results.nowhere", "trial_results.nowhere"),
        ("house.nowhere", "house.nowhere"),
        ("no_topic.in_between", "no_topic.in_between"),
    ],
)
def test_a_sentence_that_names_an_unknown_fact_is_found(desk, written, meant):
    desk.say("Your team waits for it.", f"in_between, {written}")
    desk.finds_only(f"unknown fact '{meant}'", "topics/equivocal.yml", "Your team waits")


def test_a_safety_reply_that_names_an_unknown_fact_is_found(desk):
    old = 'Good. Call {emergency_number} now.", facts: [call_first'
    desk.replace("safety/breathing.yml", old, f"{old}, nowhere")
    desk.finds_only("unknown fact 'safety.breathing.nowhere'", "safety/breathing.yml", "Good. Call")


def test_a_related_topic_that_does_not_exist_is_found(desk):
    desk.replace(
        "topics/equivocal.yml", "related: [trial_results, survival_numbers]", "related: [trial_results, ghost]"
    )
    desk.finds_only("related topic 'ghost' does not exist", "topics/equivocal.yml", "related:")


def test_a_topic_related_to_itself_is_found(desk):
    desk.replace("topics/equivocal.yml", "related: [trial_results, ", "related: [equivocal, ")
    desk.finds_only("a topic is related to itself", "topics/equivocal.yml", "related:")


@pytest.mark.parametrize("button", ["Equivocal result", "equivocal RESULT"])
def test_two_topics_with_the_same_button_are_found_whatever_the_case(desk, button):
    desk.replace("topics/trial_results.yml", "button: Trial results", f"button: {button}")
    desk.finds_only("button 'equivocal result' is also that of equivocal", "topics/trial_results.yml", "button:")


@pytest.mark.parametrize("name", ["IHC", "ihc", "Protein Stain"])
def test_a_name_two_glossary_terms_share_is_found(desk, name):
    desk.replace("glossary/ish.yml", "say:\n", f"also: [{name}]\nsay:\n")
    desk.finds_only(f"'{name.lower()}' is also a name of ihc", "glossary/ish.yml", "also:")


def test_a_term_may_repeat_its_own_name(desk):
    desk.replace("glossary/ihc.yml", "also: [", "also: [ihc, ")
    desk.finds_nothing()


def test_a_term_of_an_unknown_topic_is_found(desk):
    desk.replace("glossary/ihc.yml", "topic: equivocal", "topic: ghost")
    desk.finds_only("unknown topic 'ghost'", "glossary/ihc.yml", "topic:")


def test_a_priority_given_twice_is_found(desk):
    desk.replace("safety/medicine_change.yml", "priority: 20", "priority: 10")
    desk.finds_only("priority 10 is also that of breathing", "safety/medicine_change.yml", "priority:")


def test_a_safety_class_that_offers_an_unknown_topic_is_found(desk):
    desk.replace("safety/medicine_change.yml", "offer: [equivocal]", "offer: [ghost]")
    desk.finds_only("unknown topic 'ghost'", "safety/medicine_change.yml", "offer:")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (
            "- not .. breathe\n",
            "- not .. (breathe\n",
            "sign cannot_breathe: pattern 'not .. (breathe': '(' is never closed",
        ),
        ("- not .. breathe\n", '- "{breathless}"\n', "the list {breathless} is missing or empty"),
        ("    unless:\n", "    unles:\n", "unknown key unles"),
    ],
)
def test_a_safety_pattern_that_is_wrong_is_found(desk, old, new, what):
    desk.replace("safety/breathing.yml", old, new)
    found = desk.problems()
    assert len(found) == 1
    assert "a safety pattern is wrong: safety class breathing" in found[0].what
    assert what in found[0].what


@pytest.mark.parametrize("file", ["topics/equivocal.yml", "glossary/ish.yml", "safety/breathing.yml"])
def test_an_entry_without_a_review_record_is_found(desk, file):
    desk.replace(file, "review: {status: draft}\n", "")
    desk.finds_only("review record is missing", file)


@pytest.mark.parametrize("spelling", ["her 2", "HER 2"])
def test_a_spelling_of_two_words_is_found(desk, spelling):
    desk.replace("spelling.yml", "[equivicol]", f"[equivicol, {spelling}]")
    desk.finds_only(f"spelling '{spelling}' stands for two words", "spelling.yml", "equivocal:")


def test_a_spelling_that_is_itself_one_of_our_words_is_found(desk):
    desk.replace("spelling.yml", "[equivicol]", "[equivicol, her2]")
    desk.finds_only("spelling 'her2' stands for two words", "spelling.yml", "equivocal:")
