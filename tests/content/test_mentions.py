"""What a sentence claims is found: figures with their unit, names, dates, and the populations figures belong to."""

from __future__ import annotations

import pytest

from bot.content.mentions import Figure, Vocabulary
from bot.paths import KNOWLEDGE


def figures(vocabulary: Vocabulary, text: str) -> list[str]:
    return [str(figure) for figure in vocabulary.claims(text).figures]


def tied(vocabulary: Vocabulary, text: str, of: tuple[str, ...] | None = None) -> dict[str, set[str]]:
    """Each figure of a text, with the populations it is tied to."""
    found = vocabulary.claims(text, of).figures
    return {str(f): {name for names in f.populations.values() for name in names} for f in found}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It was 46.9% of them.", ["46.9%"]),
        ("It was 46.9 % of them.", ["46.9%"]),
        ("It was 46.9 per cent of them.", ["46.9%"]),
        ("It was 46.9 percent of them.", ["46.9%"]),
        ("It took 5 months.", ["5 month"]),
        ("A 5-month wait.", ["5 month"]),
        ("It took 2 weeks.", ["2 week"]),
        ("It took 3 days.", ["3 day"]),
        ("It took 3 working days.", ["3 day"]),
        ("It took 6 years.", ["6 year"]),
        ("It took 24 hours.", ["24 hour"]),
        ("A pill of 300 mg.", ["300 mg"]),
        ("A fever of 38.5 °C.", ["38.5°"]),
        ("It is 2.5 times as common.", ["2.5 fold"]),
        ("In 10 or more tumour cells.", ["10 cell"]),
        ("It has 6 gene copies.", ["6 copy"]),
        ("It was read in 1,234 people.", ["1234"]),
        ("It was 64, they say.", ["64"]),
    ],
)
def test_a_figure_is_found_with_its_unit(vocabulary, text, found):
    assert figures(vocabulary, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It takes two weeks.", ["2 week"]),
        ("It takes one to two weeks.", ["1 week", "2 week"]),
        ("It takes Twelve months.", ["12 month"]),
        ("It was twenty percent.", ["20%"]),
        ("It holds in one in eight.", ["1", "8"]),
        ("It holds in 1 in 8.", ["1", "8"]),
        ("It holds in 1 in eight.", ["1", "8"]),
        ("About half of them.", ["half"]),
        ("It was a quarter and two thirds.", ["a quarter", "two thirds"]),
        ("It was twice as common.", ["twice"]),
    ],
)
def test_a_number_in_words_is_found(vocabulary, text, found):
    assert figures(vocabulary, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Labs quote 3 to 5 days.", ["3 day", "5 day"]),
        ("Labs quote 3–5 days.", ["3 day", "5 day"]),
        ("Labs quote 3-5 days.", ["3 day", "5 day"]),
        ("It is seen in 2 to 5%.", ["2%", "5%"]),
        ("It is seen in 2% to 5%.", ["2%", "5%"]),
        ("Labs quote 3 or 5 days.", ["3 day", "5 day"]),
        ("Labs quote 3 and 5 days.", ["3 day", "5 day"]),
    ],
)
def test_both_ends_of_a_range_have_its_unit(vocabulary, text, found):
    assert figures(vocabulary, text) == found


@pytest.mark.parametrize(
    "text",
    [
        "HER2 and CEP17 are looked for.",
        "One of them is here.",
        "No one knows.",
        "It is a second test.",
        "The score is 2+.",
        "IHC 0 is a score.",
        "The score is IHC 0.",
        "The dose was 5.4 mg/kg.",
        "It was NORTH-01.",
        "It was on 5 April 2024.",
        "It was in 2024.",
    ],
)
def test_names_scores_doses_and_dates_are_no_figures(vocabulary, text):
    assert figures(vocabulary, text) == []


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("They gave alphamab and Beta.", "drug", {"alphamab", "betatinib"}),
        ("They gave ALFA.", "drug", {"alphamab"}),
        ("See NORTH-01 and south-02.", "trial", {"NORTH-01", "SOUTH-02"}),
        ("In the United States.", "region", {"US"}),
        ("With a RAS mutation.", "group", {"RAS mutated"}),
        ("With RAS wild type.", "group", {"RAS wild-type"}),
        ("At 5.4 mg/kg, not 6.4mg/kg.", "dose", {"5.4 mg/kg", "6.4 mg/kg"}),
        ("From 5 April 2024.", "date", {"5 April 2024"}),
        ("From April 2024.", "date", {"April 2024"}),
        ("From 2024 on.", "date", {"2024"}),
    ],
)
def test_a_name_is_found_whatever_its_spelling(vocabulary, text, kind, names):
    assert vocabulary.claims(text).names == {kind: frozenset(names)}


@pytest.mark.parametrize("text", ["alphamabs", "pre-alphamab", "alfalfa", "NORTH-011", "bus"])
def test_a_name_inside_a_longer_word_is_not_found(vocabulary, text):
    assert vocabulary.claims(text).names == {}


def test_a_short_name_is_told_from_an_everyday_word_by_its_capitals():
    vocabulary = Vocabulary.read(KNOWLEDGE)
    assert vocabulary.claims("Many of us find it nice.").names == {}
    assert vocabulary.claims("In the US, as NICE says.").names == {"region": frozenset({"US", "UK"})}


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        ("A score of 2+.", {"2+"}),
        ("IHC 3 +.", {"3+"}),
        ("From 0 to 3+.", {"0", "3+"}),
        ("It is 0, 1+, 2+ or 3+.", {"0", "1+", "2+", "3+"}),
        ("IHC 0 is low.", {"0"}),
        ("IHC 0.", {"0"}),
        ("A score of 0 is low.", {"0"}),
        ("A score of 0.", {"0"}),
        ("It was 0.5 of them.", set()),
        ("It was 13+ of them.", set()),
        ("A 10% cut-off.", set()),
    ],
)
def test_a_score_is_found(vocabulary, text, scores):
    assert vocabulary.claims(text).names.get("score", frozenset()) == scores


def test_a_figure_belongs_to_the_populations_of_its_clause(vocabulary):
    text = "It was 46.9% of people with IHC 3+ and 5.6% of people with IHC 2+."
    assert tied(vocabulary, text) == {"46.9%": {"3+"}, "5.6%": {"2+"}}


def test_a_figure_belongs_to_the_populations_named_before_it(vocabulary):
    text = "In NORTH-01, with IHC 3+, it was 46.9%, and 30 people."
    assert tied(vocabulary, text) == {"46.9%": {"NORTH-01", "3+"}, "30": {"NORTH-01", "3+"}}


def test_a_later_population_of_the_same_kind_takes_over(vocabulary):
    text = "In NORTH-01 it was 46.9%, but in SOUTH-02 it was 38.1%."
    assert tied(vocabulary, text) == {"46.9%": {"NORTH-01"}, "38.1%": {"SOUTH-02"}}


def test_a_figure_of_a_fact_belongs_to_the_populations_of_the_whole_fact(vocabulary):
    text = "It was 46.9%, which is a lot, in NORTH-01."
    assert tied(vocabulary, text) == {"46.9%": set()}
    assert tied(vocabulary, text, of=()) == {"46.9%": {"NORTH-01"}}
    assert tied(vocabulary, text, of=("IHC 3+",)) == {"46.9%": {"NORTH-01", "3+"}}


def test_a_clause_of_a_fact_narrows_the_populations_of_its_figures(vocabulary):
    text = "It was 46.9% with IHC 3+, and 5.6% with IHC 2+."
    assert tied(vocabulary, text, of=()) == {"46.9%": {"3+"}, "5.6%": {"2+"}}


def test_what_a_fact_is_of_is_claimed_too(vocabulary):
    assert vocabulary.claims("It was a lot.", ["NORTH-01", "IHC 3+"]).names == {
        "trial": frozenset({"NORTH-01"}),
        "score": frozenset({"3+"}),
    }


def test_a_thousands_comma_ends_no_clause(vocabulary):
    assert tied(vocabulary, "It was 1,234 people in NORTH-01.") == {"1234": {"NORTH-01"}}


def test_a_figure_is_shown_as_people_write_it():
    assert str(Figure("46.9", "%", {})) == "46.9%"
    assert str(Figure("5", "month", {})) == "5 month"
    assert str(Figure("64", "", {})) == "64"


def test_drug_names_are_all_spellings_of_all_drugs(vocabulary):
    assert sorted(vocabulary.drug_names) == ["alfa", "alphamab", "beta", "betatinib"]


def test_words_exempt_from_the_reading_grade_are_all_names(vocabulary):
    assert {"alfa", "north-01", "her2", "cep17", "ras mutation"} <= set(vocabulary.exempt_words)


def test_an_empty_vocabulary_finds_no_names():
    assert Vocabulary({}).claims("Alphamab worked in 5%.").names == {}
