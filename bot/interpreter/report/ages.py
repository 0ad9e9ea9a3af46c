"""Tells older results from the present one: "previously 1+", "2+ (was 1+)", "2+ -> 3+", "corrected from 2+ to 3+"."""

from __future__ import annotations

from typing import Sequence

from bot.interpreter.report.layout import sentences
from bot.interpreter.report.tokens import VALUE_KINDS, Token

_LEADS_TO_VALUE = ("filler", "label", "sign", "assay", "call")
_LINKS = ("filler", "join")
_SAMPLE_KINDS = ("metastasis", "site", "kind")
_PRESENT = ("is", "are")
_THEN = ("to", "then", "but")
_CORRECTION_REACH = 14


def find_ages(found: Sequence[Token]) -> None:
    """Note on every token whether it is an older result, and which correction of the report it belongs to.

    Args:
        found: tokens with layout and subject; they are filled in.
    """
    for sentence in sentences(found):
        _named_older(sentence)
        _corrected(sentence)
        _told_by_tense(sentence)


def _named_older(sentence: Sequence[Token]) -> None:
    """Mark what follows "previous", up to "now" or the end of its bracket, and what stands "in the first report"."""
    older = sentence[0].section == "history"
    outside: list[bool] = []
    for n, token in enumerate(sentence):
        if token.kind == "open":
            outside.append(older)
        elif token.kind == "close" and outside:
            before = outside.pop()
            older = older if _is_label(sentence, n + 1) else before  # "HER2 (previous biopsy): 3+"
        elif token.kind in ("earlier", "now"):
            older = token.kind == "earlier"
            _mark_before(sentence, n, older)
        token.earlier = older


def _is_label(sentence: Sequence[Token], n: int) -> bool:
    return n < len(sentence) and sentence[n].text == ":"


def _mark_before(sentence: Sequence[Token], n: int, older: bool) -> None:
    """Mark the value that "2+ in the original report" or "3+ in this sample" speaks of."""
    at = n - 1
    while at >= 0 and sentence[at].kind in _LINKS:
        at -= 1
    joined = any(t.kind == "join" or t.text == "at" for t in sentence[at + 1 : n])
    if at >= 0 and joined and sentence[at].kind in VALUE_KINDS:
        sentence[at].earlier = older


def _corrected(sentence: Sequence[Token]) -> None:
    for n, token in enumerate(sentence):
        if token.kind == "replacing" and any(t.kind in VALUE_KINDS for t in sentence[n:]):
            for later in sentence[n:]:
                later.edition += 1
        if token.kind == "replaced":
            _taken_back(sentence, n)


def _taken_back(sentence: Sequence[Token], n: int) -> None:
    """Skip what is taken back: the values after "previously reported as", up to "now" or the end of its bracket."""
    new, depth = False, 0
    gone: Token | None = None
    for token in sentence[n + 1 : n + _CORRECTION_REACH]:
        depth += (token.kind == "open") - (token.kind == "close")
        if depth < 0 or (gone and token.kind == "assay" and token.value != gone.assay):
            return  # "3+ (previously reported as 2+), FISH amplified"
        if token.text in _THEN or token.kind in ("now", "replacing"):
            new = True
        if new:
            token.edition += 1
        elif token.kind in VALUE_KINDS:
            token.skip = token.skip or "replaced"
            gone = token


def _told_by_tense(sentence: Sequence[Token]) -> None:
    """Mark the older of two like values that only a verb tells apart: "2+ (was 1+)", "was 2+, now 3+", "2+ -> 3+"."""
    samples = any(t.kind in _SAMPLE_KINDS or t.text == "primary" for t in sentence)
    before: dict[tuple[str, str, str], tuple[Token, str]] = {}
    for n, token in enumerate(sentence):
        if token.kind not in VALUE_KINDS:
            continue
        verb = _verb(sentence, n)
        same = (token.kind, token.marker, token.assay)
        first, was = before.get(same, (None, ""))
        if first is not None and verb == "aside":
            token.earlier = True
            continue
        # "the primary was 1+, the metastasis is 3+" tells two samples apart, not two times
        one_sample = verb == "now" or not samples
        if first is not None and one_sample and (verb in ("now", "then") or (verb == "present" and was == "past")):
            first.earlier = True
        before[same] = token, "past" if verb == "aside" else verb


def _verb(sentence: Sequence[Token], n: int) -> str:
    """Return how a value is led: "now", "then", "present", "past", "aside" (a past after a bracket or comma) or ""."""
    at = n - 1
    while at >= 0 and sentence[at].kind in _LEADS_TO_VALUE and sentence[at].text not in ("was", *_PRESENT):
        at -= 1
    if at < 0:
        return ""
    verb = sentence[at]
    if verb.text == "was":
        return "aside" if at and sentence[at - 1].kind in ("open", "comma") else "past"
    if verb.text == "then":
        return "then"
    if verb.kind == "now" and verb.text.startswith(("now", "current", "-")):
        return "now"
    return "present" if verb.text in _PRESENT else ""
