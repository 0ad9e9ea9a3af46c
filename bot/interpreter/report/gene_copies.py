"""Reads what the gene tests count: ISH ratio, HER2 and CEP17 signals a cell, copies found by sequencing."""

from __future__ import annotations

from typing import Iterator, Sequence

from bot.interpreter.report.binding import is_list, loose, number_after
from bot.interpreter.report.findings import (
    GENE_TESTS,
    LABELLED,
    NAMED,
    STATED,
    Doubt,
    Finding,
    Found,
    about_her2,
    number,
)
from bot.interpreter.report.layout import sentences
from bot.interpreter.report.tokens import Token

_AFTER_RATIO = ("comma", "stop", "call", "open", "filler", "join", "close", "marker", "not")
_DIVIDERS = ("/", "-")
_RANGES = {"ratio": (0.1, 60.0), "copies": (0.1, 150.0), "cep17": (0.3, 30.0), "ngs_copies": (0.0, 1000.0)}
"""What can be measured at all; a number outside is a slip of the pen or belongs to something else."""


def read_gene_copies(found: Sequence[Token]) -> Found:
    """Find the numbers of the gene tests.

    Args:
        found: tokens with layout, subject and caution.
    """
    items = list(_numbers(found, only_gene_test(found)))
    return Found([i for i in items if isinstance(i, Finding)], [i for i in items if isinstance(i, Doubt)])


def only_gene_test(found: Sequence[Token]) -> str:
    """Return the one gene test a page names, for a result that stands apart from its test, or "".

    Args:
        found: all tokens of a page.
    """
    named = {t.value for t in found if t.kind == "assay" and t.value in GENE_TESTS and not t.skip}
    if any(t.kind == "label" and t.value == "ratio" for t in found):
        named.add("ish")
    if not named and any(t.kind == "marker" and t.value == "her2" and "bb" in t.text for t in found):
        return "ngs"  # sequencing reports name the gene by its symbol, ERBB2; protein and ISH reports say HER2
    return named.pop() if len(named) == 1 else ""


def names_symbol(found: Sequence[Token], n: int) -> bool:
    """Tell whether the gene's symbol stands near, as in sequencing reports: those of protein and ISH say HER2.

    Args:
        found: all tokens, or those of a sentence.
        n: the place to look around.
    """
    return any(t.kind == "marker" and t.value == "her2" and "bb" in t.text for t in found[max(0, n - 12) : n + 4])


def _numbers(found: Sequence[Token], only: str) -> Iterator[Finding | Doubt]:
    used: set[int] = set()
    for n, token in enumerate(found):
        field = "" if token.skip else _labelled(found, n, only)
        if not field:
            continue
        at = _number_for(found, n)
        if at is None or at in used or found[at].skip:
            continue
        used.add(at)
        yield _number(found, at, field, LABELLED if token.kind == "label" else NAMED)
    yield from _bare_ratio(found, used)


def _labelled(found: Sequence[Token], n: int, only: str) -> str:
    """Return the field a label, or a gene name in an ISH result, gives its number to."""
    token = found[n]
    if token.kind == "label" and token.value == "ratio":
        named = "17" in token.text
        if (token.marker not in ("her2", "") and not named) or (
            n and found[n - 1].kind == "word" and found[n - 1].text.endswith("o")
        ):
            return ""
        return "ratio"
    if token.kind == "label" and token.value in ("copies", "signals", "per cell"):
        return _copies_field(found, n, only)
    if token.kind == "marker" and token.value == "cep17":
        # "CEP17 copies 2.1", "2.1 CEP17 copies": the label that follows finds the number
        labelled = any(t.value in ("ratio", "copies", "signals", "per cell") for t in found[n + 1 : n + 2])
        return "" if labelled else "cep17"
    if token.kind == "marker" and token.value == "her2" and (token.assay == "ish" or _counts_follow(found, n)):
        named = any(t.kind in ("label", "assay") for t in found[n + 1 : n + 3])
        following = None if named else number_after(found, n)
        return (
            "copies"
            if following is not None and following - n <= 3 and "." in found[following].text.replace(",", ".")
            else ""
        )
    return ""


def _counts_follow(found: Sequence[Token], n: int) -> bool:
    """Tell whether an ISH line is spelled out whose test is named last: "HER2 6.1 CEP17 2.1 ratio 2.9 by FISH"."""
    same = [t for t in found[n + 1 : n + 9] if t.sentence == found[n].sentence]
    return found[n].assay == "" and any(t.value == "cep17" for t in same) and any(t.value == "ratio" for t in same)


def _copies_field(found: Sequence[Token], n: int, only: str) -> str:
    token = found[n]
    if not about_her2(token):
        return ""
    near = [
        t
        for t in found[max(0, n - (10 if token.value == "per cell" else 6)) : n + 6]
        if t.kind == "marker" and t.segment == token.segment and t.start < token.end
    ]
    after = [t for t in found[n + 1 : n + 4] if t.kind == "marker" and t.segment == token.segment]
    gene = (near or after or [token])[-1].value if (near or after) else "her2"
    if gene == "cep17":
        return "cep17"
    if gene != "her2":
        return ""
    per_cell = token.value != "copies" or any(t.value == "per cell" for t in found[n + 1 : n + 4])
    test = token.assay if token.assay in GENE_TESTS else ("ish" if per_cell else only)
    if not test and not per_cell:
        test = "ngs" if names_symbol(found, n) else "ish" if token.value == "signals" else ""
    return {"ish": "copies", "ngs": "ngs_copies", "ctdna": "ngs_copies"}.get(test, "copies?")


def _number_for(found: Sequence[Token], n: int) -> int | None:
    """Return the number of a label: the one just before it ("8.1 copies per cell"), else the one after."""
    token = found[n]
    back = n - 1
    while (
        back >= 0
        and n - back <= 4
        and found[back].kind in ("filler", "marker")
        and found[back].value in ("", "her2", "cep17")
        and found[back].segment == token.segment
    ):
        back -= 1
    before = found[back] if back >= 0 else None
    usable = before is not None and before.kind in ("number", "range") and not before.skip
    if token.kind == "label" and before and usable and before.segment == token.segment:
        # "per cell" is a unit: no number of its own ever follows it
        own = token.value != "per cell" and _has_own_name(found, back, n)
        return number_after(found, n) if own else back
    return number_after(found, n)


def _has_own_name(found: Sequence[Token], at: int, n: int) -> bool:
    """Tell whether the number before a label answers an earlier name: "copies 6.1 ratio 2.9", not "2.05 ratio"."""
    name = at - 1
    while name >= 0 and found[name].text in (":", "=", "of", "is", "was"):
        name -= 1
    if name < 0 or found[name].kind == "newline":
        return False
    if found[name].kind == "label":
        return True
    led = name < at - 1 or found[name].kind == "marker"
    following = n + 1
    while following < len(found) and found[following].text in (":", "=", "of", "is", "was"):
        following += 1
    answered = following < len(found) and found[following].kind == "number"
    return led and answered and not any(t.kind == "label" for t in found[following + 1 : following + 2])


def _number(found: Sequence[Token], at: int, field: str, weight: int) -> Finding | Doubt:
    token = found[at]
    if field == "copies?":
        return Doubt("copies", token, token, "it is not said which test counted the copies")
    if why := loose(found, at):
        first = found[at - 1] if at and found[at - 1].kind in ("compare", "hedge") else token
        return Doubt(field, first, token, why)
    if field == "ratio" and is_list(found, at):
        return Doubt(field, token, token, "several numbers follow without their names")
    if _is_total(found, at):
        return Doubt(field, token, token, "a total is not a mean for each cell")
    value, decimals = number(token.text)
    low, high = _RANGES[field]
    if not low <= value <= high:
        return Doubt(field, token, token, f"a value between {low:g} and {high:g} is expected")
    return Finding(field, value, token, weight, decimals)


def _is_total(found: Sequence[Token], at: int) -> bool:
    """Tell whether signals were summed up: "188 in 40 nuclei", "188 signals in 40 nuclei"."""
    rest = [t for t in found[at + 1 : at + 6] if t.kind != "label" or t.value == "counted"]
    counted = len(rest) > 2 and rest[0].kind == "join" and rest[1].kind == "number"
    return counted and any(t.text.split()[-1:] in (["nuclei"], ["cells"]) for t in rest[2:])


def _bare_ratio(found: Sequence[Token], used: set[int]) -> Iterator[Finding | Doubt]:
    """Read "FISH came back 3.1": a decimal number right after the name is the ratio; a whole one may be copies."""
    taken = {id(found[i]) for i in used}
    for sentence in sentences(found):
        for n, token in enumerate(sentence):
            if token.kind != "assay" or token.value != "ish" or token.skip:
                continue
            at = n + 1
            while at < len(sentence) and (
                sentence[at].kind in ("filler", "mine", "now", "marker") or sentence[at].text in (":", "=", "-")
            ):
                at += 1
            if at >= len(sentence) or sentence[at].kind != "number" or not about_her2(sentence[at]):
                continue
            if id(sentence[at]) in taken or sentence[at].skip or not _ends_ratio(sentence, at):
                continue
            if is_list(sentence, at):
                yield Doubt("ratio", sentence[at], sentence[at], "several numbers follow without their names")
                continue
            value, decimals = number(sentence[at].text)
            if decimals and _RANGES["ratio"][0] <= value <= _RANGES["ratio"][1]:
                yield Finding("ratio", value, sentence[at], STATED, decimals)
            else:
                yield Doubt("ratio", sentence[at], sentence[at], "it can be a ratio or a number of copies")


def _ends_ratio(sentence: Sequence[Token], at: int) -> bool:
    """Tell whether nothing is counted with a number: "FISH 1,8 / MSS", but not "FISH 40 cells"."""
    following = sentence[at + 1] if at + 1 < len(sentence) else None
    return following is None or following.kind in _AFTER_RATIO or following.text in _DIVIDERS
