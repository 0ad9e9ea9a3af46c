"""A sentence says only what its facts say: the same figures, drugs and dates, of the same populations."""

from __future__ import annotations

import pytest

from bot.content.checks.proof import unproven
from bot.content.mentions import Vocabulary
from bot.content.models import Fact


def fact(says: str, *of: str) -> Fact:
    return Fact("topic.fact", says, (), "2026-01-01", "seen", of)


THREE = fact("In NORTH-01, at 5.4 mg/kg, tumours shrank in 46.9% (30 of 64) of people with IHC 3+ given alphamab.")
TWO = fact("In NORTH-01, at 5.4 mg/kg, tumours shrank in 5.6% (1 of 18) of people with IHC 2+ given alphamab.")
HIGH = fact("In NORTH-01, at 6.4 mg/kg, tumours shrank in 27.5% (11 of 40).")
LOW = fact("In NORTH-01, at 5.4 mg/kg, tumours shrank in 37.8% (31 of 82).")
SOUTH = fact("In SOUTH-02, tumours shrank in 38.1% (32 of 84) of those given betatinib.")
WILD = fact("Betatinib worked in 40% of people with RAS wild-type tumours.")
MUTATED = fact("Betatinib worked in 10% of people with RAS mutated tumours.")
IN_US = fact("In the US, 60% of laboratories use it.")
IN_UK = fact("In the UK, 35% of laboratories use it.")
DAYS = fact("Laboratories quote 3 to 5 days, and it lasts 6 months in the middle case.")
RARE = fact("About 1 in 8 people (12.5%) has it.")
APPROVED = fact("The US approved alphamab on 5 April 2024; the trial was closed in May 2023.")


@pytest.fixture
def proof(vocabulary: Vocabulary):
    def run(sentence: str, *facts: Fact) -> list[str]:
        return unproven(vocabulary.claims(sentence), facts, vocabulary)

    return run


@pytest.mark.parametrize(
    ("right", "wrong", "facts", "swapped"),
    [
        (
            "It was 46.9% of people with IHC 3+ and 5.6% of people with IHC 2+.",
            "It was 5.6% of people with IHC 3+ and 46.9% of people with IHC 2+.",
            (THREE, TWO),
            ["figure '5.6%' is tied to 3+ here", "figure '46.9%' is tied to 2+ here"],
        ),
        (
            "It was 37.8% at 5.4 mg/kg, but 27.5% at 6.4 mg/kg.",
            "It was 27.5% at 5.4 mg/kg, but 37.8% at 6.4 mg/kg.",
            (LOW, HIGH),
            ["figure '27.5%' is tied to 5.4 mg/kg here", "figure '37.8%' is tied to 6.4 mg/kg here"],
        ),
        (
            "In NORTH-01 it was 37.8%, while in SOUTH-02 it was 38.1%.",
            "In NORTH-01 it was 38.1%, while in SOUTH-02 it was 37.8%.",
            (LOW, SOUTH),
            ["figure '38.1%' is tied to NORTH-01 here", "figure '37.8%' is tied to SOUTH-02 here"],
        ),
        (
            "In the US 60% use it; in the UK 35% use it.",
            "In the US 35% use it; in the UK 60% use it.",
            (IN_US, IN_UK),
            ["figure '35%' is tied to US here", "figure '60%' is tied to UK here"],
        ),
        (
            "It worked in 40% with RAS wild-type tumours, compared with 10% with RAS mutated tumours.",
            "It worked in 10% with RAS wild-type tumours, compared with 40% with RAS mutated tumours.",
            (WILD, MUTATED),
            ["figure '10%' is tied to RAS wild-type here", "figure '40%' is tied to RAS mutated here"],
        ),
        (
            "37.8% responded, at 5.4 mg/kg, and 27.5%, at 6.4 mg/kg.",
            "27.5% responded, at 5.4 mg/kg, and 37.8%, at 6.4 mg/kg.",
            (LOW, HIGH),
            ["figure '27.5%' is tied to 5.4 mg/kg here", "figure '37.8%' is tied to 6.4 mg/kg here"],
        ),
        (
            "It was 40%, with RAS wild-type, but 10%, with RAS mutated.",
            "It was 10%, with RAS wild-type, but 40%, with RAS mutated.",
            (WILD, MUTATED),
            ["figure '10%' is tied to RAS wild-type here", "figure '40%' is tied to RAS mutated here"],
        ),
        (
            "That was 30 of 64 with IHC 3+, versus 1 of 18 with IHC 2+.",
            "That was 1 of 18 with IHC 3+, versus 30 of 64 with IHC 2+.",
            (THREE, TWO),
            [f"figure '{n}' is tied to {s} here" for n, s in (("1", "3+"), ("18", "3+"), ("30", "2+"), ("64", "2+"))],
        ),
    ],
    ids=["score", "dose", "trial", "region", "RAS status", "dose after commas", "RAS status after commas", "counts"],
)
def test_two_swapped_figures_are_found(proof, right, wrong, facts, swapped):
    assert proof(right, *facts) == []
    found = proof(wrong, *facts)
    assert len(found) == len(swapped)
    assert all(one.startswith(what) for one, what in zip(found, swapped, strict=True))


def test_a_figure_with_the_population_of_another_fact_is_found(proof):
    assert proof("In NORTH-01, at 5.4 mg/kg, it was 27.5%.", LOW, HIGH) == [
        "figure '27.5%' is tied to 5.4 mg/kg, NORTH-01 here, which no fact with this figure says"
    ]


def test_a_population_none_of_the_facts_names_is_found(proof):
    assert proof("With IHC 1+ it was 37.8%.", LOW) == [
        "score '1+' stands in none of its facts",
        "figure '37.8%' is tied to 1+ here, which no fact with this figure says",
    ]


def test_a_sentence_may_say_less_than_its_fact(proof):
    assert proof("Tumours shrank in 46.9% of people with IHC 3+.", THREE) == []


def test_the_population_may_stand_in_what_the_fact_is_of(proof):
    assert proof("In NORTH-01, with IHC 3+, it was 50%.", fact("Tumours shrank in 50%.", "NORTH-01", "IHC 3+")) == []
    assert len(proof("In NORTH-01, with IHC 3+, it was 50%.", fact("Tumours shrank in 50%.", "NORTH-01"))) == 2


@pytest.mark.parametrize(
    "sentence",
    [
        "It lasts 6 weeks in the middle case.",
        "It lasts 6 days.",
        "It lasts 6 years.",
        "It lasts 6 hours.",
        "It holds for 6%.",
        "It needs 6 mg.",
        "It holds for 6 of them.",
        "It was 3%.",
    ],
)
def test_a_wrong_unit_is_found(proof, sentence):
    found = proof(sentence, DAYS)
    assert len(found) == 1
    assert "stands in none of its facts" in found[0]


def test_the_right_unit_may_be_written_another_way(proof):
    assert proof("A 6-month wait, or 12.5 per cent.", DAYS, RARE) == []


def test_a_wrong_figure_is_found(proof):
    assert proof("It was 46.8% with IHC 3+.", THREE) == ["figure '46.8%' stands in none of its facts"]


def test_a_figure_may_drop_or_add_a_final_zero(proof):
    assert proof("It was 60.0% in the US.", IN_US) == []


def test_a_wrong_drug_is_found(proof):
    assert proof("With betatinib, tumours shrank in 46.9%.", THREE) == ["drug 'betatinib' stands in none of its facts"]


def test_a_drug_may_go_by_its_other_name(proof):
    assert proof("With Alfa, tumours shrank in 46.9%.", THREE) == []


@pytest.mark.parametrize("sentence", ["It worked in SOUTH-02.", "It worked in the UK.", "It worked at 6.4 mg/kg."])
def test_a_trial_region_or_dose_of_no_fact_is_found_even_without_a_figure(proof, sentence):
    found = proof(sentence, THREE)
    assert len(found) == 1
    assert "stands in none of its facts" in found[0]


@pytest.mark.parametrize("when", ["5 April 2024", "April 2024", "2024", "May 2023", "2023"])
def test_a_date_or_a_part_of_it_is_proven(proof, when):
    assert proof(f"It was in {when}.", APPROVED) == []


@pytest.mark.parametrize("when", ["6 April 2024", "5 May 2024", "May 2024", "April 2023", "2022", "5 April 2023"])
def test_a_wrong_date_is_found(proof, when):
    assert proof(f"It was in {when}.", APPROVED) == [f"date '{when}' stands in none of its facts"]


def test_a_date_inside_another_date_is_found(proof):
    fact_of_another_day = fact("It was on 15 April 2024.")
    assert proof("It was on 5 April 2024.", fact_of_another_day) == ["date '5 April 2024' stands in none of its facts"]


@pytest.mark.parametrize(
    "sentence",
    [
        "It takes three to five days.",
        "It takes 3–5 days.",
        "It takes 3-5 days.",
        "It takes 3 days.",
        "It lasts six months.",
    ],
)
def test_number_words_and_ranges_are_proven_by_figures(proof, sentence):
    assert proof(sentence, DAYS) == []


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("It takes four days.", "4 day"),
        ("It takes three to six days.", "6 day"),
        ("It takes 3 to 6 days.", "6 day"),
        ("It takes 2–5 days.", "2 day"),
        ("It lasts five months.", "5 month"),
    ],
)
def test_a_wrong_number_word_or_end_of_a_range_is_found(proof, sentence, figure):
    assert proof(sentence, DAYS) == [f"figure '{figure}' stands in none of its facts"]


def test_a_figure_is_proven_by_number_words(proof):
    assert proof("It takes 2 weeks.", fact("It takes two weeks.")) == []
    assert proof("It takes 3 weeks.", fact("It takes two weeks.")) == ["figure '3 week' stands in none of its facts"]


def test_a_number_word_with_a_hyphen_is_one_number(proof):
    assert proof("It lasts twenty-one months.", fact("It lasts 21 months.")) == []
    found = ["figure '21 month' stands in none of its facts"]
    assert proof("It lasts twenty-one months.", fact("It lasts 20 months.")) == found


@pytest.mark.parametrize("sentence", ["1 in 8 has it.", "One in eight has it.", "It is 12.5%, or 1 in 8."])
def test_one_in_eight_is_proven(proof, sentence):
    assert proof(sentence, RARE) == []


@pytest.mark.parametrize(
    ("sentence", "figure"), [("1 in 9 has it.", "9"), ("One in nine has it.", "9"), ("2 in 8 have it.", "2")]
)
def test_another_share_than_one_in_eight_is_found(proof, sentence, figure):
    assert proof(sentence, RARE) == [f"figure '{figure}' stands in none of its facts"]


def test_a_count_in_words_must_be_said_by_a_fact(proof):
    found = ["figure '7' stands in none of its facts"]
    assert proof("Seven of ten people responded.", fact("It was 3 of 10 people.")) == found
    assert proof("Seven of ten people responded.", fact("It was 7 of 10 people.")) == []


def test_a_fraction_with_a_hyphen_must_be_said_by_a_fact(proof):
    found = ["figure 'two-thirds' stands in none of its facts"]
    assert proof("Two-thirds of them responded.", fact("Half of them responded.")) == found
    assert proof("Two-thirds of them responded.", fact("It was two-thirds of them.")) == []


def test_half_must_be_said_by_a_fact(proof):
    assert proof("Half of them had it.", RARE) == ["figure 'half' stands in none of its facts"]
    assert proof("Half of them had it.", fact("It was half of them.")) == []


def test_a_complex_correct_sentence_passes(proof):
    sentence = (
        "In NORTH-01, at 5.4 mg/kg, alphamab (Alfa) shrank tumours in 46.9% (30 of 64) of people with IHC 3+, but in "
        "5.6% (1 of 18) with IHC 2+, and at 6.4 mg/kg in 27.5%, while in SOUTH-02 betatinib did so in 38.1%."
    )
    high_without_score = fact("In NORTH-01, at 6.4 mg/kg, it was 27.5%.", "IHC 2+")
    south_at_no_dose = fact("In SOUTH-02, betatinib shrank tumours in 38.1%.", "IHC 2+", "6.4 mg/kg")
    assert proof(sentence, THREE, TWO, high_without_score, south_at_no_dose) == []


def test_a_sentence_without_claims_needs_no_proof(proof):
    assert proof("Your care team can tell you more.") == []


def test_a_claim_without_facts_is_not_proven(proof):
    assert proof("It was 5%.") == ["figure '5%' stands in none of its facts"]


# through the check, with file and line


def test_swapped_figures_in_an_answer_are_found_at_their_line(desk):
    file = "topics/trial_results.yml"
    desk.replace(file, "1 of 18 with IHC 2+.\n", "1 of 18 with IHC 3+.\n")
    found = desk.problems()
    assert {(p.file, p.line) for p in found} == {(f"knowledge/{file}", desk.line(file, "That was 30 of 64"))}
    assert [p.what.split(" here")[0] for p in found] == ["figure '1' is tied to 3+", "figure '18' is tied to 3+"]
    assert "trial_results.alpha_three_plus, trial_results.alpha_two_plus" in found[0].do


def test_a_wrong_figure_in_a_safety_reply_is_found_at_its_line(desk):
    desk.replace("safety/breathing.yml", "Good. Call", "Wait 5 days. Call")
    desk.finds_only("figure '5 day' stands in none of its facts", "safety/breathing.yml", "Wait 5 days.")


def test_a_wrong_date_in_a_variant_is_found_at_its_line(desk):
    desk.replace("topics/trial_results.yml", "alphamab on 5 April 2024.\n", "alphamab on 7 April 2024.\n")
    desk.finds_only("date '7 April 2024' stands in none", "topics/trial_results.yml", "alphamab on 7 April 2024")


def test_a_long_sentence_is_shown_short(desk):
    long = f"It took 77 days, and {'so ' * 30}it went."
    desk.say(long)
    assert [p.what for p in desk.problems() if "77" in p.what] == [
        f"figure '77 day' stands in none of its facts in \"{long[:87]}...\""
    ]


def test_a_percentage_without_its_score_is_found(desk):
    desk.replace("topics/trial_results.yml", "With IHC 2+ it was 5.6%", "It was 5.6%")
    desk.finds_only("figure '5.6%' stands without its score (2+)", "topics/trial_results.yml", "- say: It was 5.6%")


def test_a_percentage_may_follow_a_sentence_that_named_its_score(desk):
    desk.replace("topics/trial_results.yml", "With IHC 2+ it was 5.6% at this dose.", "With IHC 2+ it was less.")
    more = "  - say: It was 5.6% at this dose.\n    facts: [alpha_two_plus]\nlong:\n"
    desk.replace("topics/trial_results.yml", "\nlong:\n", f"\n{more}")
    desk.finds_nothing()


def test_the_score_named_in_the_short_answer_does_not_help_the_long_one(desk):
    more = "long:\n  - say: It was 46.9% of them.\n    facts: [alpha_three_plus]\n"
    desk.replace("topics/trial_results.yml", "\nlong:\n", f"\n{more}")
    desk.finds_only("figure '46.9%' stands without its score (3+)", "topics/trial_results.yml", "It was 46.9% of them.")


def test_a_percentage_of_a_fact_without_a_score_needs_none(desk):
    desk.replace("topics/equivocal.yml", "counts gene copies with ISH;", "counts gene copies with ISH in 90% of cases;")
    desk.replace("topics/equivocal.yml", "After IHC 2+ the laboratory", "Then the laboratory")
    desk.say("It is done in 90% of cases.")
    desk.finds_nothing()
