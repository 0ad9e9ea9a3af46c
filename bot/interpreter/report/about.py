"""Reads what a report says around its tests: cancer, specimen, rule set, conclusion, adequacy, open tests."""

from __future__ import annotations

from typing import Iterator, Sequence

from bot.interpreter.report.findings import LABELLED, NAMED, STATED, Finding, Found, about_her2
from bot.interpreter.report.layout import sentences
from bot.interpreter.report.subject import cancer_of, names_rules
from bot.interpreter.report.tokens import Token
from bot.interpreter.report.verdicts import denied_before, verdict_after

_TESTS = {"ihc": "ihc", "ish": "ish", "ngs": "ngs", "ctdna": "ctdna"}
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
                yield Finding("adequate", False, token)
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
    near = [
        (abs(i - n), i > n, t.value)
        for i, t in enumerate(sentence)
        if t.kind == "assay" and t.segment == sentence[n].segment
    ]
    if near:
        return [min(near)[2]]
    if any(t.kind == "score" for t in sentence[:n]) or sentence[n].assay == "":
        named = [t.value for t in sentence[n:] if t.kind == "assay"]
        return named[:1] or (["ish"] if any(t.kind == "score" for t in sentence[:n]) else ["ihc", "ish", "ngs"])
    return [sentence[n].assay]


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
    if token.assay in ("ish", "ngs", "ctdna") and not overall:
        return  # the word is that test's own call
    yield Finding(
        "conclusion", says, token, LABELLED if overall else NAMED, None, "overall" if overall else (token.assay or "")
    )
