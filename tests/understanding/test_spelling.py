"""A patient's spelling is brought to the words the assistant was taught with, and other words are left alone."""

from __future__ import annotations

import pytest

from bot.understanding.spelling import Spelling, plain, words

VARIANTS = {
    "her2": ["her 2", "her-2", "erbb2"],
    "2+": ["2 plus", "two plus", "+2"],
    "enhertu": ["t-dxd", "trastuzumab deruxtecan"],
    "trastuzumab": ["Herceptin"],
    "equivocal": ["equivicol"],
}
KNOWN = ["testing", "equivocal", "amplification", "result", "her2", "positive", "test", "ihc"]


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(VARIANTS, KNOWN)


@pytest.mark.parametrize(
    ("typed", "plainly"),
    [
        ("What IS Her2?", "what is her2?"),
        ("it’s “equivocal”", 'it\'s "equivocal"'),
        ("3–5 days — really", "3-5 days - really"),
        ("ISH−", "ish-"),
        ("  two\n lines\tand\u00a0more ", "two lines and more"),
        ("ＨＥＲ２", "her2"),
        ("heeeelp", "heelp"),
        ("pleeease", "pleease"),
        ("good feeling", "good feeling"),
        ("phase III", "phase iii"),
        ("100000", "100000"),
        ("???", "???"),
        ("", ""),
    ],
)
def test_case_characters_and_stretched_letters_are_made_plain(typed, plainly):
    assert plain(typed) == plainly


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("is HER 2 bad", "is her2 bad"),
        ("is her-2 bad", "is her2 bad"),
        ("ERBB2?", "her2"),
        ("2 plus result", "2+ result"),
        ("it was +2", "it was 2+"),
        ("on trastuzumab deruxtecan", "on enhertu"),
        ("on herceptin", "on trastuzumab"),
        ("equivicol", "equivocal"),
    ],
)
def test_a_variant_is_replaced(spelling, typed, normal):
    assert spelling.normalise(typed) == normal


@pytest.mark.parametrize("typed", ["her 21", "mother 2", "erbb22", "1+2", "at-dxds", "her 2+"])
def test_a_variant_inside_something_longer_is_left_alone(spelling, typed):
    assert spelling.normalise(typed) == typed


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("what is her2?!", "what is her2"),
        ("It is 2+. Is it bad", "it is 2+ is it bad"),
        ("equivocl...", "equivocal"),
        ("a ratio of 2.1 or 3", "a ratio of 2.1 or 3"),
    ],
)
def test_marks_that_end_a_sentence_do_not_count(spelling, typed, normal):
    assert spelling.normalise(typed) == normal


def test_the_longest_variant_is_replaced():
    longest = Spelling({"a": ["new drug"], "b": ["new"]})
    assert longest.normalise("the new drug is new") == "the a is b"


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("tesitng", "testing"),
        ("testin", "testing"),
        ("testingg", "testing"),
        ("tasting", "testing"),
        ("resutl", "result"),
        ("amplfication", "amplification"),
        ("amplificashun", "amplificashun"),
        ("ampliffcatoin", "amplification"),
        ("pozitiv", "pozitiv"),
        ("positiv", "positive"),
        ("amplllification", "amplification"),
    ],
)
def test_a_slip_is_mended_only_near_a_known_word(spelling, typed, normal):
    assert spelling.normalise(typed) == normal


@pytest.mark.parametrize(
    "typed",
    ["casting", "westing", "tesst", "ihx", "hers", "chocolate", "test1ng", "te-sting", "testings'"],
)
def test_what_is_no_slip_is_left_alone(spelling, typed):
    assert spelling.normalise(typed) == typed


def test_a_known_word_is_never_mended_to_another():
    both = Spelling({}, ["resect", "reject"])
    assert both.normalise("reject resect") == "reject resect"


def test_without_known_words_nothing_is_mended():
    assert Spelling(VARIANTS).normalise("tesitng her 2") == "tesitng her2"


def test_without_variants_nothing_is_replaced():
    assert Spelling({}).normalise("HER 2") == "her 2"


def test_the_same_slip_is_mended_the_same_way_again(spelling):
    assert spelling.normalise("tesitng tesitng") == spelling.normalise("tesitng") + " testing"


def test_memory_of_mended_words_does_not_grow_without_end():
    spelling = Spelling({}, ["testing"])
    spelling._mended = {str(n): "x" for n in range(20_001)}
    assert spelling.normalise("tesitng") == "testing"
    assert spelling._mended == {"tesitng": "testing"}


def test_words_are_split_as_slips_are_mended():
    assert words("what's a 2+ her2/cep17 ratio, 5.6 or t-dxd?") == [
        "what's", "a", "2+", "her2/cep17", "ratio", "5.6", "or", "t-dxd",
    ]  # fmt: skip
