"""Whatever the text: the reader answers, its places lie inside the text, and they hold the digits of its numbers."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.load import read_yaml
from bot.interpreter.report import Reading, read_report
from bot.interpreter.values import CALLS, ISH_CALLS, SCORES

REPORTS = [report["text"] for report in read_yaml(Path(__file__).with_name("reports.yml"))]
ODD = "İıßﬁ\u202e\u200b\ud800😀é٣３＋→⇒½²µ\x00\x85\u2028"
SIGNS = "()[]{}|:;,.+-/%<>=~\n\t0123456789"
LONGEST = 20_000
NUMBERS = ("percent", "percent_intense_complete", "ratio", "copies", "cep17", "percent_cells_amplified", "ngs_copies")
PIECES = [
    *[
        "HER2",
        "ERBB2",
        "IHC",
        "FISH",
        "NGS",
        "ctDNA",
        "3+",
        "2+",
        "1+",
        "0",
        "score",
        "ratio",
        "HER2/CEP17 ratio",
        ": ",
        ", ",
        "; ",
        ". ",
        "(",
        ")",
        "[x]",
        "[ ]",
        "60%",
        "6O%",
        "<10%",
        "12,5 %",
        "3.4",
        "2/14",
        "-",
        "/",
        "not ",
        "amplified",
        "amplification",
        "positive",
        "negative",
        "equivocal",
        "not detected",
        "copies",
        "per cell",
        "CEP17 2.1",
        "EGFR",
        "KRAS",
        "NRAS",
        "BRAF",
        "V600E",
        "G12D",
        "wild-type",
        "S310F",
        "VUS",
        "MLH1",
        "intact",
        "loss of",
        "MSI",
        "high",
        "ADDENDUM",
        "History: ",
        "breast cancer",
        "colon",
        "if",
        "what does",
        "previously reported as",
        "corrected from",
        "pending",
        "of tumour cells",
        "strong",
        "weak to moderate",
        "half",
        "~",
        "and",
        "in",
        "by",
        "Reference:",
        "≥2.0",
        "İ",
        "ﬁ",
        "➕",
    ],
    "\n",
    "\n\n",
    "|",
    "\t",
    "\xad",
    "\x00",
    "3+\r\n",
]

report_like = st.lists(st.sampled_from(PIECES), max_size=40).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda gap: gap.join(parts))
)


def check(text: str, reading: Reading) -> None:
    result = reading.result
    assert set(reading.spans) == set(result.stated()) - {"decimals", "unclear"}
    for start, end in (*reading.spans.values(), *(u.span for u in reading.unclear)):
        assert 0 <= start < end <= len(text)
    assert result.ihc in (None, *SCORES)
    assert result.ish in (None, *ISH_CALLS)
    assert result.ngs_call in (None, *CALLS)
    assert result.ctdna_call in (None, *CALLS)
    assert result.mmr in (None, "proficient", "deficient")
    for field in ("percent", "percent_intense_complete", "percent_cells_amplified"):
        value = getattr(result, field)
        assert value is None or 0 <= value <= 100


@settings(max_examples=300, deadline=None)
@given(report_like)
def test_report_like_text_never_breaks_the_reader(text: str) -> None:
    check(text, read_report(text))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    check(text, read_report(text))


def damaged(text: str, chance: random.Random) -> str:
    """Cut, double, mix or overwrite parts of a report, as pasting and scanning do."""
    for _ in range(chance.randint(1, 5)):
        start, end = sorted(chance.choices(range(len(text) + 1), k=2))
        words = text.split(" ")
        chance.shuffle(words)
        text = chance.choice(
            [
                text[:start],
                text[:start] + text[end:],
                text[:end] + text[start:end] * chance.randint(1, 4) + text[end:],
                text[:start] + "".join(chance.choices(ODD, k=3)) + text[start:],
                text[:start] + chance.choice(SIGNS) * chance.randint(1, 6) + text[start:],
                text + chance.choice("\n |;") + chance.choice(REPORTS),
                chance.choice([text.upper(), text.replace("\n", " "), text.replace(" ", "\n"), text[::-1]]),
                " ".join(words),
            ]
        )
    return text[:LONGEST]


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_report_never_breaks_the_reader(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        text = damaged(chance.choice(REPORTS), chance)
        check(text, read_report(text))


@pytest.mark.parametrize("seed", range(3))
def test_a_very_long_damaged_paste_is_read(seed: int) -> None:
    chance = random.Random(seed)
    text = "\n".join(damaged(report, chance) for report in chance.sample(REPORTS, len(REPORTS)))[:LONGEST]
    assert len(text) == LONGEST
    check(text, read_report(text))


def test_lone_surrogates_and_empty_text_are_read() -> None:
    for text in ("", " ", "\n", "\ud800 HER2 3+", "\x00", "HER2 \udfff 2+"):
        check(text, read_report(text))


@settings(max_examples=150, deadline=None)
@given(st.decimals(min_value="0.2", max_value="40", places=2), st.sampled_from(".,"), st.integers(1, 100))
def test_a_number_is_found_again_at_its_place(ratio: object, sign: str, percent: int) -> None:
    text = f"HER2 IHC: 2+ in {percent} % of tumour cells.\nFISH: HER2/CEP17 ratio = {str(ratio).replace('.', sign)}"
    reading = read_report(text)
    for field in ("ratio", "percent"):
        start, end = reading.spans[field]
        digits = re.search(r"\d+(?:[.,]\d+)?", text[start:end])
        assert digits is not None
        assert float(digits[0].replace(",", ".")) == getattr(reading.result, field)
    assert reading.result.decimals == {"ratio": 2}


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(SCORES),
    st.sampled_from(["EGFR", "PD-L1", "p53", "CK20", "c-MET", "ER"]),
    st.sampled_from(SCORES),
    st.booleans(),
)
def test_another_marker_never_lends_its_score(her2: str, other: str, theirs: str, first: bool) -> None:
    parts = [f"HER2: {her2}", f"{other}: {theirs}"]
    for gap in ("; ", ", ", "\n", " | "):
        text = gap.join(parts if first else reversed(parts))
        assert read_report(text).result.ihc == her2, text


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SCORES), st.sampled_from(["\n\n", " ", "\n"]))
def test_a_legend_changes_nothing(score: str, gap: str) -> None:
    legend = "Reference: 0/1+ negative, 2+ equivocal, 3+ positive; ratio >= 2.0 amplified."
    assert read_report(f"HER2 IHC: {score}.{gap}{legend}").result.ihc == score
    assert read_report(legend).result.ihc is None


@pytest.mark.parametrize("piece", ["HER2 3+ ", "(", "0", "_", "[ ", "1,", "KRAS ", "\n", "no ", "| ", "2+/"])
def test_a_long_repetition_is_read_to_its_end(piece: str) -> None:
    text = piece * 2_000
    reading = read_report(text)
    assert all(0 <= start < end <= len(text) for start, end in reading.spans.values())
