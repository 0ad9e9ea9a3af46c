"""Reads what a report says around its tests: cancer, specimen, rule set, conclusion, adequacy, open tests."""

from __future__ import annotations

from typing import Iterator, Sequence

from bot.interpreter.report.findings import GENE_TESTS, LABELLED, NAMED, NOT_PROTEIN, STATED, Finding, Found, about_her2
from bot.interpreter.report.layout import sentences
from bot.interpreter.report.subject import cancer_of, names_rules
from bot.interpreter.report.tokens import Token
from bot.interpreter.report.verdicts import denied_before, verdict_after

_TESTS = ("ihc", *GENE_TESTS)
_AND = ("and", "or", "/", "&", "+")
_CONCLUSIONS = ("positive", "negative", "equivocal")


def read_about(found: Sequence[Token]) -> Found:
    """Find everything that is not a test value.

    Args:
        found: tokens with layout, subject and caution.
    """
    findings: list[Finding] = []
    for sentence in sentences(found):
        for n, token in enumerate(sentence):
            findings += _cancer(sentence, n)
            findings += _rules(sentence, n)
            findings += _specimen(token)
            if token.skip in ("", "method"):
                findings += _tests(sentence, n)
            if not token.skip:
                findings += _conclusion(sentence, n)
    return Found(findings)


def _cancer(sentence: Sequence[Token], n: int) -> Iterator[Finding]:
    if (cancer := cancer_of(sentence, n)) and sentence[n].skip not in ("legend", "general", "question", "not ticked"):
        yield Finding("cancer", cancer, sentence[n])


def _rules(sentence: Sequence[Token], n: int) -> Iterator[Finding]:
    token = sentence[n]
    if token.skip in ("not ticked", "question"):
        return
    if token.kind == "criteria" and token.value:
        yield Finding("criteria", token.value, token, LABELLED)
    elif token.kind == "cancer" and token.value in ("gastric", "breast") and names_rules(sentence, n):
        denied = denied_before(sentence, n, 2)
        if not denied:
            yield Finding("criteria", token.value, token, NAMED)


def _specimen(token: Token) -> Iterator[Finding]:
    if token.kind == "kind" and token.section != "history" and not token.skip:
        yield Finding("specimen_kind", token.value, token)
        yield Finding("specimen", token.text, token)


def _tests(sentence: Sequence[Token], n: int) -> Iterator[Finding]:
    token = sentence[n]
    if token.kind in ("pending", "not done", "inadequate") and _her2_or_test(sentence, n):
        denied = denied_before(sentence, n, 2)
        if token.kind == "inadequate":
            if not denied:
                yield Finding("adequate", False, token, of=next(iter(_beside(sentence, n)), token.assay))
            return
        for test in _named_tests(sentence, n):
            yield Finding("not_done" if token.kind == "not done" else "pending", test, token)
    if token.kind == "low content":
        yield Finding("low_tumour_content", True, token)


def _her2_or_test(sentence: Sequence[Token], n: int) -> bool:
    if not about_her2(sentence[n]):
        return False
    own = sentence[n].marker == "her2"
    return own or any(t.kind in ("assay", "marker") and t.value in ("her2", *_TESTS) for t in sentence)


def _named_tests(sentence: Sequence[Token], n: int) -> list[str]:
    """Return the tests a "pending" or "not done" speaks of: the nearest named, else the one in force, else all."""
    if near := _beside(sentence, n):
        return [test for test in near if test in _TESTS]
    scored = _scored_before(sentence, n)
    if scored or sentence[n].assay == "":
        named = [t.value for t in sentence[n:] if t.kind == "assay" and t.value in _TESTS]
        return named[:1] or (["ish"] if scored else ["ihc", "ish", "ngs"])
    return [sentence[n].assay] if sentence[n].assay in _TESTS else []


def _beside(sentence: Sequence[Token], n: int) -> list[str]:
    """Return the nearest test named in the same part of the sentence, with those it is listed with."""
    near = [
        (abs(i - n), i > n, i) for i, t in enumerate(sentence) if t.kind == "assay" and t.segment == sentence[n].segment
    ]
    return _listed(sentence, min(near)[2]) if near else []


def _listed(sentence: Sequence[Token], at: int) -> list[str]:
    """Return the test at a place, with those it is listed with: "IHC and FISH"."""
    first = at
    while first >= 2 and sentence[first - 1].text in _AND and sentence[first - 2].kind == "assay":
        first -= 2
    last = at
    while last + 2 < len(sentence) and sentence[last + 1].text in _AND and sentence[last + 2].kind == "assay":
        last += 2
    return list(dict.fromkeys(t.value for t in sentence[first : last + 1] if t.kind == "assay"))


def _scored_before(sentence: Sequence[Token], n: int) -> bool:
    """Tell whether the score is known, so that only the next test can be open: "HER2 2+, reflex test pending"."""
    for before in reversed(sentence[:n]):
        if before.kind == "score" and about_her2(before):
            return True
        if before.value == "her2":
            return False
    return False


def _conclusion(sentence: Sequence[Token], n: int) -> Iterator[Finding]:
    token = sentence[n]
    if token.kind != "call" or token.value not in _CONCLUSIONS or token.marker != "her2":
        if not (token.text == "+" and n and sentence[n - 1].value == "her2" and sentence[n - 1].end == token.start):
            return
        yield Finding("conclusion", "positive", token, STATED)
        return
    near = [t for t in sentence[max(0, n - 4) : n + 4] if t.segment == token.segment]
    if any(t.kind in ("control",) or t.value in ("elsewhere", "allele") for t in near):
        return
    beside = sentence[max(0, n - 3) : n + 3]
    if any(t.kind == "noun" for t in beside) or any(t.kind in ("variant", "mutated", "change") for t in near):
        return
    if any(t.kind == "staining" and "cell" in t.text for t in near):
        return
    says = token.value
    if denied_before(sentence, n, 3):
        if says == "equivocal":
            return
        says = "negative" if says == "positive" else "equivocal"
        if says == "equivocal":
            return
    if verdict_after(sentence, n, 2) == "open":
        return
    overall = any(t.kind == "overall" for t in sentence[max(0, n - 7) : n])
    if token.assay in NOT_PROTEIN and not overall:
        return  # the word is that test's own call
    yield Finding(
        "conclusion", says, token, LABELLED if overall else NAMED, None, "overall" if overall else (token.assay or "")
    )
