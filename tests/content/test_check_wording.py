"""Answers are short and plain, give no advice and no verdict, and keep survival figures in their own answer."""

from __future__ import annotations

import re

import pytest

from bot.content.checks.wording import MAX_WORDS, reading_grade

ADVICE = {
    "You should take the pills.": "You should take",
    "You must start the drug.": "You must start",
    "You need to stop now.": "You need to stop",
    "You ought to ask for a test.": "You ought to ask for",
    "You have to switch to it.": "You have to switch",
    "You should not skip it.": "You should not skip",
    "You must really refuse it.": "You must really refuse",
    "You should choose this.": "You should choose",
    "You should get a test.": "You should get",
    "You should use it.": "You should use",
    "You should have it.": "You should have",
    "It is best to stop taking it.": "stop taking",
    "People keep taking it.": "keep taking",
    "So start taking them.": "start taking",
    "Then skip taking it.": "skip taking",
    "Please avoid taking it.": "avoid taking",
    "With this you are eligible.": "you are eligible",
    "Then you are not a candidate.": "you are not a candidate",
    "Then you're not a candidate.": "you're not a candidate",
    "Then you’re not a candidate.": "you’re not a candidate",
    "With this you qualify.": "you qualify",
    "It is the best drug.": "the best drug",
    "It is a better treatment.": "better treatment",
    "This is the preferred option.": "the preferred option",
    "It is a superior choice.": "superior choice",
    "We recommend a test.": "We recommend",
    "I recommend a test.": "I recommend",
    "Then your family is safe.": "your family is safe",
    "Then your children are safe.": "your children are safe",
    "Now your relatives are safe.": "your relatives are safe",
}
SURVIVAL = [
    "Half of them lived for 23.9 months.",
    "Half of them survived 23.9 months.",
    "The median survival was 23.9 months.",
    "The overall survival was 23.9 months.",
    "The progression-free time was 23.9 months.",
    "Progression free time was 23.9 months.",
]


@pytest.mark.parametrize(("sentence", "wording"), ADVICE.items())
def test_advice_is_found(desk, sentence, wording):
    desk.say(sentence)
    desk.finds_only(f'advice wording "{wording}"', "topics/equivocal.yml", sentence)


def test_advice_to_double_a_dose_is_found(desk):
    desk.say("You must not double it.")
    assert 'advice wording "You must not double"' in [problem.what for problem in desk.problems()]


@pytest.mark.parametrize(
    "sentence",
    [
        "The team may stop the drug.",
        "You can ask what the next test is.",
        "You should hear from the team.",
        "The team takes care of it.",
    ],
)
def test_plain_statements_are_not_taken_for_advice(desk, sentence):
    desk.say(sentence)
    desk.finds_nothing()


def test_advice_in_a_variant_is_found_at_its_line(desk):
    desk.replace("topics/trial_results.yml", "In the UK, alphamab is not funded.", "You should ask for alphamab.")
    desk.finds_only('advice wording "You should ask for"', "topics/trial_results.yml", "You should ask for")


def test_advice_in_a_definition_is_found_at_its_line(desk):
    advice = "You should take alphamab, which cures 90%."
    desk.replace("glossary/ish.yml", "ISH is a lab test that counts copies of a gene.", advice)
    desk.finds_only('advice wording "You should take"', "glossary/ish.yml", advice)


def test_a_safety_reply_may_say_what_to_do(desk):
    desk.replace("safety/breathing.yml", "Good. Call", "Stop taking the pills. Call")
    desk.finds_nothing()


@pytest.mark.parametrize("opening", ["Yes, it", "No, it", "No. It", "Yeah, it", "Nope, it", "yes: it"])
def test_an_answer_that_opens_with_a_bare_yes_or_no_is_found(desk, opening):
    desk.replace("topics/equivocal.yml", "An equivocal result is", f'"{opening} is')
    desk.replace("topics/equivocal.yml", "that is a score of 2+.", 'that is a score of 2+."')
    desk.finds_only(f'answer opens with a bare "{opening.split()[0]}"', "topics/equivocal.yml", f"{opening} is")


@pytest.mark.parametrize(
    "opening", ["No single result", "No test result", "No clear result", "None of it", "Nobody", "Not yet: it"]
)
def test_an_answer_may_open_with_no_as_part_of_a_statement(desk, opening):
    desk.replace("topics/equivocal.yml", "An equivocal result is", f'"{opening} is')
    desk.replace("topics/equivocal.yml", "that is a score of 2+.", 'that is a score of 2+."')
    desk.finds_nothing()


def test_a_later_sentence_may_begin_with_no(desk):
    desk.replace("topics/equivocal.yml", "A second test then counts", '"No, a second test then counts')
    desk.replace("topics/equivocal.yml", "copies of the gene.", 'copies of the gene."')
    desk.finds_nothing()


@pytest.mark.parametrize("sentence", SURVIVAL)
def test_a_survival_figure_outside_its_answer_is_found(desk, sentence):
    desk.say(sentence, "in_between, survival_numbers.south_months")
    desk.finds_only("survival figure outside its own answer", "topics/equivocal.yml", sentence)


@pytest.mark.parametrize("sentence", SURVIVAL)
def test_a_survival_figure_may_stand_in_its_own_answer(desk, sentence):
    old = "In SOUTH-02, half of the people given betatinib lived longer than 23.9 months.\n"
    desk.replace("topics/survival_numbers.yml", old, f"{sentence}\n")
    desk.finds_nothing()


def test_survival_without_a_figure_may_be_spoken_of_anywhere(desk):
    desk.say("Some trials also looked at how long people lived.")
    desk.finds_nothing()


def test_an_over_long_short_answer_is_found(desk):
    more = "  - say: This is one more short line of ten words here.\n    facts: [in_between]\n" * 9
    desk.replace("topics/equivocal.yml", "long:\n", more + "long:\n")
    desk.finds_only(f"more than {MAX_WORDS['short']}", "topics/equivocal.yml", "short:")


def test_an_over_long_long_answer_is_found(desk):
    more = "  - say: This is one more short line of ten words here.\n    facts: [in_between]\n" * 13
    desk.replace("topics/equivocal.yml", "related:", more + "related:")
    desk.finds_only(f"more than {MAX_WORDS['long']}", "topics/equivocal.yml", "long:")


def test_an_over_long_safety_reply_is_found(desk):
    more = '    - {say: "This is one more short line of ten words here.", facts: [call_first]}\n' * 9
    desk.replace("safety/breathing.yml", '  "no":\n', more + '  "no":\n')
    desk.finds_only(f"more than {MAX_WORDS['safety']}", "safety/breathing.yml", '"yes":')


def test_a_text_that_reads_harder_than_grade_eight_is_found(desk):
    desk.say("Immediately following laboratory evaluation, multidisciplinary considerations necessitate deliberation.")
    desk.finds_only("above 8", "topics/equivocal.yml", "long:")


def test_a_safety_reply_that_reads_harder_than_grade_eight_is_found(desk):
    hard = "Immediately communicate deterioration to emergency responders."
    desk.replace("safety/breathing.yml", "I am glad you are safe.", hard)
    desk.finds_only("above 8", "safety/breathing.yml", "safe:")


def test_necessary_terms_do_not_raise_the_reading_grade():
    never = re.compile(r"(?!)")
    hard = ["Immunohistochemistry colours a protein."]
    necessary = re.compile("immunohistochemistry", re.I)
    assert reading_grade(hard, necessary) < reading_grade(hard, never)
    assert reading_grade(hard, necessary) == reading_grade(["test colours a protein."], never)


def test_longer_sentences_and_longer_words_raise_the_reading_grade():
    never = re.compile(r"(?!)")
    short = reading_grade(["The cat sat.", "The dog ran."], never)
    assert short < reading_grade(["The cat sat and the dog ran."], never)
    assert short < reading_grade(["The animal deliberated.", "The dog ran."], never)


def test_a_text_without_words_has_grade_zero():
    assert reading_grade(["..."], re.compile(r"(?!)")) == 0


def test_a_question_for_the_team_that_holds_a_figure_is_found(desk):
    desk.replace("topics/trial_results.yml", "Are there trials near me?", "Am I one of the 46.9%?")
    desk.finds_only("question for the team holds a figure", "topics/trial_results.yml", "Am I one of")


@pytest.mark.parametrize("text", ["Ask about alphamab.", "Ask about Alfa.", "It works in 40% of people."])
def test_a_phrase_with_a_drug_or_a_percentage_is_found(desk, text):
    desk.replace("phrases.yml", "help: I can explain HER2.", f"help: {text}")
    desk.finds_only("phrase 'help' holds a medical figure or a drug name", "phrases.yml", "  help:")


def test_a_phrase_may_hold_a_phone_number_and_a_placeholder(desk):
    desk.replace("phrases.yml", "help: I can explain HER2.", "help: Call 116 123 or {emergency_number}.")
    desk.finds_nothing()
