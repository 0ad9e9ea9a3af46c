"""Reads the gene tests: ISH ratio and copies, and whether ISH, tissue sequencing or blood call the gene amplified."""

from __future__ import annotations

from typing import Iterator, Sequence

from bot.interpreter.report.binding import is_list, loose, number_after
from bot.interpreter.report.findings import LABELLED, NAMED, STATED, Doubt, Finding, Found, about_her2, number
from bot.interpreter.report.layout import sentences
from bot.interpreter.report.tokens import Token
from bot.interpreter.report.verdicts import denied_before, verdict_after

_GENE_TESTS = ("ish", "ngs", "ctdna")
_AFTER_RATIO = ("comma", "stop", "call", "open", "filler", "join", "close", "marker")
_FIELDS = {"ish": "ish", "ngs": "ngs_call", "ctdna": "ctdna_call"}
_RANGES = {"ratio": (0.1, 60.0), "copies": (0.1, 150.0), "cep17": (0.3, 30.0), "ngs_copies": (0.0, 1000.0)}
"""What can be measured at all; a number outside is a slip of the pen or belongs to something else."""


def read_gene_copies(found: Sequence[Token]) -> Found:
    """Find what a page says of the gene tests.

    Args:
        found: tokens with layout, subject and caution.
    """
    only = _only_gene_test(found)
    items = [*_numbers(found, only), *_calls(found, only)]
    return Found([i for i in items if isinstance(i, Finding)], [i for i in items if isinstance(i, Doubt)])


def _only_gene_test(found: Sequence[Token]) -> str:
    """Return the one gene test a page names, for a call that stands apart from its test."""
    named = {t.value for t in found if t.kind == "assay" and t.value in _GENE_TESTS and not t.skip}
    if any(t.kind == "label" and t.value == "ratio" for t in found):
        named.add("ish")
    if not named and any(t.kind == "marker" and t.value == "her2" and "bb" in t.text for t in found):
        return "ngs"  # sequencing reports name the gene by its symbol, ERBB2; protein and ISH reports say HER2
    return named.pop() if len(named) == 1 else ""


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
        return "cep17" if not _next_is(found, n, "ratio") else ""
    if token.kind == "marker" and token.value == "her2" and token.assay == "ish":
        named = any(t.kind in ("label", "assay") for t in found[n + 1 : n + 3])
        following = None if named else number_after(found, n)
        return (
            "copies"
            if following is not None and following - n <= 3 and "." in found[following].text.replace(",", ".")
            else ""
        )
    return ""


def _next_is(found: Sequence[Token], n: int, value: str) -> bool:
    return any(t.value == value for t in found[n + 1 : n + 3])


def _copies_field(found: Sequence[Token], n: int, only: str) -> str:
    token = found[n]
    if not about_her2(token):
        return ""
    near = [
        t
        for t in found[max(0, n - 6) : n + 6]
        if t.kind == "marker" and t.segment == token.segment and t.start < token.end
    ]
    after = [t for t in found[n + 1 : n + 4] if t.kind == "marker" and t.segment == token.segment]
    gene = (near or after or [token])[-1].value if (near or after) else "her2"
    if gene == "cep17":
        return "cep17"
    if gene != "her2":
        return ""
    per_cell = token.value != "copies" or any(t.value == "per cell" for t in found[n + 1 : n + 4])
    test = token.assay if token.assay in _GENE_TESTS else ("ish" if per_cell else only)
    if not test and not per_cell:
        test = "ngs" if _symbol(found, n) else "ish" if token.value == "signals" else ""
    return {"ish": "copies", "ngs": "ngs_copies", "ctdna": "ngs_copies"}.get(test, "copies?")


def _symbol(found: Sequence[Token], n: int) -> bool:
    """Sequencing reports name the gene by its symbol, ERBB2; protein and ISH reports say HER2."""
    return any(t.kind == "marker" and t.value == "her2" and "bb" in t.text for t in found[max(0, n - 12) : n + 4])


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
    if token.kind == "label" and before and before.kind in ("number", "range") and before.segment == token.segment:
        labelled = back > 0 and found[back - 1].kind in ("label", "sign") and found[back - 1].text in (":", "=")
        if not labelled:
            return back
    return number_after(found, n)


def _number(found: Sequence[Token], at: int, field: str, weight: int) -> Finding | Doubt:
    token = found[at]
    if field == "copies?":
        return Doubt("copies", token, token, "it is not said which test counted the copies")
    if why := loose(found, at):
        first = found[at - 1] if at and found[at - 1].kind in ("compare", "hedge") else token
        return Doubt(field, first, token, why)
    if field == "ratio" and is_list(found, at):
        return Doubt(field, token, token, "several numbers follow without their names")
    value, decimals = number(token.text)
    low, high = _RANGES[field]
    if not low <= value <= high:
        return Doubt(field, token, token, f"a value between {low:g} and {high:g} is expected")
    return Finding(field, value, token, weight, decimals)


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
            following = sentence[at + 1] if at + 1 < len(sentence) else None
            if id(sentence[at]) in taken or sentence[at].skip or (following and following.kind not in _AFTER_RATIO):
                continue
            value, decimals = number(sentence[at].text)
            if decimals and _RANGES["ratio"][0] <= value <= _RANGES["ratio"][1]:
                yield Finding("ratio", value, sentence[at], STATED, decimals)
            else:
                yield Doubt("ratio", sentence[at], sentence[at], "it can be a ratio or a number of copies")


def _calls(found: Sequence[Token], only: str) -> Iterator[Finding | Doubt]:
    for sentence in sentences(found):
        for n, token in enumerate(sentence):
            if token.skip or not about_her2(token):
                continue
            if token.value == "gain" and token.assay in ("ngs", "ctdna") and not verdict_after(sentence, n):
                yield Doubt(_FIELDS[token.assay], token, token, "a gain need not be an amplification")
            call, weight = _call(sentence, n)
            if call:
                yield from _assigned(sentence, n, call, weight, only)


def _call(sentence: Sequence[Token], n: int) -> tuple[str, int]:
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
    if token.kind == "call" and token.assay in _GENE_TESTS:
        return _plain_word(sentence, n)
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


def _plain_word(sentence: Sequence[Token], n: int) -> tuple[str, int]:
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
        return "", 0  # "ctDNA: negative" alone can be about tumour traces, not about HER2
    if token.value == "positive":
        return ("not amplified" if denied_before(sentence, n) else "amplified"), STATED
    if token.value == "equivocal":
        return "equivocal", STATED
    return ("not amplified", STATED) if token.value in ("negative", "not detected") else ("", 0)


def _about_elsewhere(sentence: Sequence[Token], n: int) -> bool:
    near = sentence[max(0, n - 3) : n + 3]
    return any((t.kind == "marker" and t.value == "elsewhere") or t.kind == "control" for t in near)


def _assigned(sentence: Sequence[Token], n: int, call: str, weight: int, only: str) -> Iterator[Finding | Doubt]:
    token = sentence[n]
    test = token.assay if token.assay in _GENE_TESTS else only
    if not test and token.marker == "her2":
        test = "ngs" if _symbol(sentence, n) else ""
    if not test:
        if token.marker == "her2":
            yield Doubt("ish", token, token, "the test that shows it is not named")
            if call in ("amplified", "not amplified"):
                yield Finding("conclusion", "positive" if call == "amplified" else "negative", token, STATED)
        return
    if test == "ish" and call == "equivocal":
        call = "indeterminate"
    yield Finding(_FIELDS[test], call, token, weight)
