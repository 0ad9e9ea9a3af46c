"""Reads whether ISH, tissue sequencing or a blood test call the gene amplified."""

from __future__ import annotations

from typing import Iterator, Sequence

from bot.interpreter.report.findings import GENE_TESTS, LABELLED, NAMED, STATED, Doubt, Finding, Found, about_her2
from bot.interpreter.report.gene_copies import names_symbol, only_gene_test
from bot.interpreter.report.layout import sentences
from bot.interpreter.report.tokens import VALUE_KINDS, Token
from bot.interpreter.report.verdicts import denied_before, verdict_after

_FIELDS = {"ish": "ish", "ngs": "ngs_call", "ctdna": "ctdna_call"}


def read_gene_calls(found: Sequence[Token]) -> Found:
    """Find what a page says of amplification.

    Args:
        found: tokens with layout, subject and caution.
    """
    items = list(_calls(found, only_gene_test(found)))
    return Found([i for i in items if isinstance(i, Finding)], [i for i in items if isinstance(i, Doubt)])


def _calls(found: Sequence[Token], only: str) -> Iterator[Finding | Doubt]:
    heading = False
    for sentence in sentences(found):
        for n, token in enumerate(sentence):
            if token.skip or not about_her2(token):
                continue
            if token.value == "gain" and token.assay in ("ngs", "ctdna") and not verdict_after(sentence, n):
                yield Doubt(_FIELDS[token.assay], token, token, "a gain need not be an amplification")
            call, weight = _call(sentence, n, heading)
            if call:
                yield from _assigned(sentence, n, call, weight, only)
        heading = _is_blood_heading(sentence)


def _is_blood_heading(sentence: Sequence[Token]) -> bool:
    """Tell whether a line only names the blood test for HER2, so that the next may give its result."""
    named = any(t.value == "her2" for t in sentence) and any(t.value == "ctdna" for t in sentence)
    return named and not any(t.kind in VALUE_KINDS for t in sentence)


def _call(sentence: Sequence[Token], n: int, heading: bool) -> tuple[str, int]:
    """Return what one word says of amplification and how directly, or an empty call."""
    token = sentence[n]
    if token.kind == "call" and token.value == "amplified":
        return _adjective(sentence, n)
    if token.kind == "call" and token.value == "not amplified":
        return "not amplified", LABELLED
    if token.kind == "noun":
        return _noun(sentence, n)
    if token.kind == "change" and token.marker == "her2" and token.assay in ("ngs", "ctdna"):
        no = denied_before(sentence, n) or verdict_after(sentence, n) == "no"
        return ("not amplified", STATED) if no and token.text.startswith(("alter", "aberr", "abnorm")) else ("", 0)
    if token.kind == "call" and token.assay in GENE_TESTS:
        return _plain_word(sentence, n, heading)
    return "", 0


def _adjective(sentence: Sequence[Token], n: int) -> tuple[str, int]:
    if denied_before(sentence, n):
        return "not amplified", LABELLED
    before = sentence[n - 1] if n else None
    if before and before.kind in ("word", "code") and len(before.text) <= 4 and before.text.startswith("n"):
        return "", 0  # most likely a misread "not" or "non"
    near = [*sentence[max(0, n - 2) : n], *sentence[n + 1 : n + 3]]
    if any(t.value == "equivocal" for t in near):
        return "equivocal", LABELLED
    if any(t.text in ("?", "/", "or") for t in sentence[n + 1 : n + 2]):
        return "", 0
    return "amplified", LABELLED


def _noun(sentence: Sequence[Token], n: int) -> tuple[str, int]:
    token = sentence[n]
    if any(
        t.value in ("amplified", "not amplified") or t.kind == "noun"
        for t in sentence[n + 1 : n + 7]
        if t.segment == token.segment
    ):
        return "", 0  # "amplification status: not amplified" is decided by what follows
    after = verdict_after(sentence, n)
    near = [*(t for t in sentence[max(0, n - 3) : n] if t.segment == token.segment), *sentence[n + 1 : n + 3]]
    if any(t.value == "equivocal" for t in near) or after == "equivocal":
        return "equivocal", NAMED
    if denied_before(sentence, n, 6) or after == "no" or _negative_for(sentence, n):
        return "not amplified", NAMED
    if after == "open" or token.value == "gain":
        return "", 0
    seen = any(t.value in ("detected", "positive") for t in sentence[max(0, n - 5) : n] if t.segment == token.segment)
    if after == "yes" or seen:
        return "amplified", NAMED
    follows = sentence[n + 1].text if n + 1 < len(sentence) else ""
    heading = follows in (
        "status",
        "testing",
        "test",
        "analysis",
        "assay",
        "study",
        "studies",
        ":",
        "assessment",
        "by",
        "is",
        "ratio",
    )
    counted = any(t.value == "copies" or t.kind in ("number",) for t in sentence[n + 1 : n + 5])
    if (token.assay in ("ngs", "ctdna", "") and not heading) or (counted and token.assay != "ish"):
        return "amplified", STATED
    shown = any(
        t.text in ("shows", "showed", "showing", "with", "level", "cluster", "clustered")
        for t in sentence[max(0, n - 4) : n]
    )
    return ("amplified", STATED) if shown and not heading else ("", 0)


def _negative_for(sentence: Sequence[Token], n: int) -> bool:
    before = sentence[max(0, n - 5) : n]
    return any(
        t.value == "negative" and before[i + 1 : i + 2] and before[i + 1].text == "for" for i, t in enumerate(before)
    )


def _plain_word(sentence: Sequence[Token], n: int, heading: bool) -> tuple[str, int]:
    """Read "FISH: positive" or "ERBB2: not detected" where the word speaks of the test as a whole."""
    token = sentence[n]
    near = [t for t in sentence[max(0, n - 6) : n + 6] if t.segment == token.segment]
    if any(
        t.kind in ("noun", "variant", "mutated", "change", "gain", "vus") or t.value in ("amplified", "not amplified")
        for t in near
    ):
        return "", 0
    if any(t.kind == "score" and t.assay == token.assay for t in near):
        return "", 0
    if token.value in ("detected",) or _about_elsewhere(sentence, n):
        return "", 0
    if token.marker != "her2" and (token.assay != "ish" or token.value == "not detected"):
        return "", 0
    if token.assay == "ctdna" and not heading and not _of_gene_in_blood(sentence, n):
        return "", 0
    if token.assay == "ish" and _sums_up(sentence, n):
        return "", 0
    if token.value == "positive":
        return ("not amplified" if denied_before(sentence, n) else "amplified"), STATED
    if token.value == "equivocal":
        return "equivocal", STATED
    return ("not amplified", STATED) if token.value in ("negative", "not detected") else ("", 0)


def _of_gene_in_blood(sentence: Sequence[Token], n: int) -> bool:
    """Tell whether a blood test's word is about HER2: "ctDNA: negative" beside a tissue result is about tumour traces.

    HER2 must stand beside the word, with no other result and no comma between them.
    """
    for before in reversed(sentence[:n]):
        if before.kind in VALUE_KINDS or before.text == ",":
            return False
        if before.value == "her2":
            return True
    return any(t.value == "her2" for t in sentence[n + 1 : n + 4])


def _sums_up(sentence: Sequence[Token], n: int) -> bool:
    """Tell whether a word concludes the whole report: "Conclusion: HER2 negative" under an ISH ratio."""
    named = any(t.text in ("conclusion", "overall", "summary", "impression") for t in sentence[:n])
    return named and not any(t.kind == "assay" for t in sentence)


def _about_elsewhere(sentence: Sequence[Token], n: int) -> bool:
    near = sentence[max(0, n - 3) : n + 3]
    return any((t.kind == "marker" and t.value == "elsewhere") or t.kind == "control" for t in near)


def _assigned(sentence: Sequence[Token], n: int, call: str, weight: int, only: str) -> Iterator[Finding | Doubt]:
    token = sentence[n]
    test = token.assay if token.assay in GENE_TESTS else only
    if not test and token.marker == "her2":
        test = "ngs" if names_symbol(sentence, n) else ""
    if not test:
        if token.marker == "her2":
            yield Doubt("ish", token, token, "the test that shows it is not named")
            if call in ("amplified", "not amplified"):
                yield Finding("conclusion", "positive" if call == "amplified" else "negative", token, STATED)
        return
    if test == "ish" and call == "equivocal":
        call = "indeterminate"
    yield Finding(_FIELDS[test], call, token, weight)
