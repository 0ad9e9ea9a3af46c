"""Finds what every token is about: which marker, which test and which cancer."""

from __future__ import annotations

from typing import Sequence

from bot.interpreter.report.layout import lines, sentences
from bot.interpreter.report.tokens import VALUE_KINDS, Token

_NEUTRAL_LABELS = frozenset(
    [
        "intensity",
        "comment",
        "note",
        "notes",
        "block",
        "extent",
        "distribution",
        "heterogeneity",
        "gene",
        "test",
        "assay",
        "method",
        "value",
        "answer",
        "outcome",
        "name",
        "lab",
        "laboratory",
        "patient",
        "details",
        "ref",
        "reference",
        "legend",
        "key",
        "addendum",
        "amended",
        "report",
        "supplementary",
        "percent",
        "cells",
        "cell",
        "staining",
        "type",
        "pathologist",
        "oncologist",
        "surgeon",
        "consultant",
        "doctor",
        "doc",
        "dr",
        "nurse",
        "mdt",
        "letter",
        "portal",
        "me",
    ]
)
_LEAVES_SUBJECT = ("elsewhere", "cep17")
_BEFORE_MARKER = ("for", "of", "in")


def find_subjects(found: Sequence[Token]) -> None:
    """Note marker, assay and cancer on every token.

    Args:
        found: tokens with their layout; they are filled in.
    """
    _markers(found)
    _assays(found)
    _cancers(found)


def _markers(found: Sequence[Token]) -> None:
    current, last_had_value = "", False
    for line in lines(found):
        if not line:
            current = "" if last_had_value else current
            continue
        current = _label_marker(line, current)
        current = _marker_along(line, current)
        last_had_value = any(t.kind in VALUE_KINDS for t in line)
    _named_after(found)


def _label_marker(line: Sequence[Token], current: str) -> str:
    """Return the marker a line starts with: the one of its label, none for a label about something else."""
    colon = next((n for n, t in enumerate(line[:12]) if t.text == ":"), 0)
    label = [t for t in line[:colon] if t.kind not in ("sign", "comma")]
    if not label:
        return "" if line[0].kind == "marker" and line[0].value in ("elsewhere",) else current
    named = [t.value for t in label if t.kind == "marker" and t.value not in _LEAVES_SUBJECT]
    if named:
        return "her2" if "her2" in named else named[0]
    if any(t.kind == "marker" and t.value == "elsewhere" for t in label):
        return "unknown"
    known = any(t.kind not in ("word", "filler", "code") or t.text in _NEUTRAL_LABELS for t in label)
    return current if known else "unknown"


def _marker_along(line: Sequence[Token], current: str) -> str:
    stack: list[str] = []
    label = next((n for n, t in enumerate(line[:12]) if t.text == ":"), -1)
    for n, token in enumerate(line):
        if token.kind == "open":
            stack.append(current)
        elif token.kind == "close" and stack:
            current = stack.pop() or current
        elif token.kind == "marker" and token.value not in _LEAVES_SUBJECT:
            current = token.value
        elif n == label:
            # "HER2 (clone 4B5) on lymph node: 2+": the label as a whole names the marker
            current = _label_marker(line, current)
        token.marker = current
    return stack[0] or current if stack else current


def _named_after(found: Sequence[Token]) -> None:
    """Give values before their marker that marker: "3+ for HER2", "negative for HER2 amplification"."""
    for sentence in sentences(found):
        for n, token in enumerate(sentence):
            if token.kind != "marker" or token.value in _LEAVES_SUBJECT or n == 0:
                continue
            joined = sentence[n - 1].text in _BEFORE_MARKER or sentence[n - 1].text == "negative for"
            first = not any(t.kind == "marker" and t.value not in _LEAVES_SUBJECT for t in sentence[:n])
            for at in range(n - 1, max(-1, n - 9), -1):
                back, distance = sentence[at], token.start - sentence[at].end
                owned = at > 0 and sentence[at - 1].kind in ("assay", "label")
                if back.segment != token.segment or back.kind == "marker":
                    break
                if not joined and (back.kind == "assay" or owned or distance > 3):
                    break
                if joined or (first and back.marker == ""):
                    back.marker = token.value
                if back.kind in VALUE_KINDS and joined:
                    break


def _assays(found: Sequence[Token]) -> None:
    current, blank = "", False
    for line in lines(found):
        if not line:
            blank = True
            continue
        heading = any(t.kind in ("marker", "assay") for t in line[:4])
        if blank and heading and not any(t.kind == "assay" for t in line[:6]):
            current = ""
        blank = False
        stack: list[str] = []
        for n, token in enumerate(line):
            if token.kind == "open":
                stack.append(current)
            elif token.kind == "close" and stack:
                current = stack.pop() or current
            elif token.value in ("ratio", "cep17") and current not in ("ngs", "ctdna"):
                current = "ish"
            elif token.kind == "assay":
                blood_above = current == "ctdna" and token.value == "ngs" and token.text != "tissue ngs"
                recent = any(t.kind == "assay" and t.value == "ctdna" for t in line[max(0, n - 8) : n])
                tissue = any(t.text in ("tissue", "tumour", "tumor") for t in line[max(0, n - 2) : n])
                if not (blood_above and recent and not tissue):
                    current = token.value
            token.assay = current
        current = stack[0] or current if stack else current
    _assayed_after(found)


def _assayed_after(found: Sequence[Token]) -> None:
    """Give a value the test named after it: "amplified by FISH", "amplification detected in plasma"."""
    for sentence in sentences(found):
        for n, token in enumerate(sentence):
            if token.kind != "assay" or n == 0:
                continue
            first = not any(t.kind == "assay" for t in sentence[:n])
            joined = any(t.kind == "join" for t in sentence[max(0, n - 3) : n]) or sentence[n - 1].kind == "open"
            if not joined and not first:
                continue
            reach = 10 if joined else 1
            for back in reversed(sentence[max(0, n - reach) : n]):
                if back.kind in ("assay", "score") or (back.segment != token.segment and back.assay != ""):
                    break
                if joined or back.assay == "":
                    back.assay = token.value


def _cancers(found: Sequence[Token]) -> None:
    current, before = "", None
    for sentence in sentences(found):
        first = sentence[0]
        if (before and (first.section, first.specimen) != (before.section, before.specimen)) or _gap(before, first):
            current = ""
        before = sentence[-1]
        named = [(n, c) for n, t in enumerate(sentence) if (c := cancer_of(sentence, n))]
        if named:
            at = 0
            current = named[0][1]
            for n, token in enumerate(sentence):
                while at < len(named) and named[at][0] <= n:
                    current = named[at][1]
                    at += 1
                token.cancer = current
        else:
            for token in sentence:
                token.cancer = current


def _gap(before: Token | None, first: Token) -> bool:
    return before is not None and first.line > before.line + 1


def cancer_of(sentence: Sequence[Token], n: int) -> str:
    """Return the cancer that the token at `n` names, or "": an organ a rule set is named after is not a cancer.

    Args:
        sentence: the sentence's tokens.
        n: the token's place.
    """
    token = sentence[n]
    if token.kind not in ("cancer", "site"):
        return ""
    if any(t.kind == "control" for t in sentence[max(0, n - 4) : n + 5]) or any(
        t.kind == "not" for t in sentence[max(0, n - 2) : n]
    ):
        return ""
    if token.kind == "cancer" and token.value == "colorectal":
        return "colorectal"
    if names_rules(sentence, n):
        return ""
    if token.kind == "site":
        disease = any(t.kind == "disease" for t in sentence[max(0, n - 2) : n + 6])
        spread = any(t.kind == "metastasis" for t in sentence) or any(t.value == "colorectal" for t in sentence)
        return token.value if disease and not spread and token.value not in ("liver", "brain") else ""
    return token.value


def names_rules(sentence: Sequence[Token], n: int) -> bool:
    """Tell whether an organ's name stands for a rule set: "gastric criteria", "criteria used: breast", "gastric-type".

    Args:
        sentence: the sentence's tokens.
        n: the organ's place.
    """
    near = sentence[max(0, n - 4) : n + 5]
    return sentence[n].text.endswith("type") or any(t.kind == "criteria" and t.value == "" for t in near)
