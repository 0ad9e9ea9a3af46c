"""Reads mismatch repair and microsatellite status."""

from __future__ import annotations

from typing import Iterator, Sequence

from bot.interpreter.report.findings import LABELLED, NAMED, STATED, Doubt, Finding, Found
from bot.interpreter.report.layout import sentences
from bot.interpreter.report.tokens import Token
from bot.interpreter.report.verdicts import denied_before, verdict_after

_PROTEINS = ("mlh1", "msh2", "msh6", "pms2")
_STATUS_MARKERS = ("mmr", "msi")
_ENOUGH = (frozenset(_PROTEINS), frozenset(("msh6", "pms2")))
"""All four proteins, or the two-antibody screen (PMS2 and MSH6 lose with their partners)."""


def read_repair(found: Sequence[Token]) -> Found:
    """Find what a page says of mismatch repair.

    Args:
        found: tokens with layout, subject and caution.
    """
    findings: list[Finding] = []
    intact: dict[str, Token] = {}
    for sentence in sentences(found):
        for n, token in enumerate(sentence):
            if not token.skip and (status := _status(sentence, n)):
                findings.append(Finding("mmr", status, token, LABELLED))
        for protein, says, token in _proteins(sentence):
            if says == "loss":
                findings.append(Finding("mmr", "deficient", token, NAMED))
            else:
                intact.setdefault(protein, token)
    lost = any(f.value == "deficient" for f in findings)
    if intact and not findings and not lost:
        last = list(intact.values())[-1]
        if any(enough <= intact.keys() for enough in _ENOUGH):
            findings.append(Finding("mmr", "proficient", last, STATED))
        else:
            return Found(findings, [Doubt("mmr", last, last, "not all repair proteins are named")])
    return Found(findings)


def _status(sentence: Sequence[Token], n: int) -> str:
    token = sentence[n]
    own = any(letters in token.text for letters in ("mm", "ms", "micro"))
    if token.value == "msi" and token.text.endswith("instability") and denied_before(sentence, n):
        return "proficient"
    if token.kind == "status" and token.value in ("deficient", "proficient"):
        if not own and (token.marker not in _STATUS_MARKERS or _far(sentence, n)):
            return ""
        turned = denied_before(sentence, n, 3) or (own and verdict_after(sentence, n, 4) == "no")
        other = "proficient" if token.value == "deficient" else ""
        return other if turned else str(token.value)
    if token.marker in _STATUS_MARKERS and not _far(sentence, n):
        if token.kind == "status":
            lost = token.value == "loss" and not denied_before(sentence, n, 3)
            return "deficient" if lost else "proficient"
        if token.kind == "call" and token.value in ("not detected", "negative"):
            return "proficient" if token.marker == "msi" and not _named_status(sentence, n) else ""
        if token.kind == "call" and token.value in ("detected", "positive") and token.marker == "msi":
            return "" if _named_status(sentence, n) or denied_before(sentence, n, 3) else "deficient"
        if token.text == "normal":
            return "proficient"
    return ""


def _far(sentence: Sequence[Token], n: int) -> bool:
    """Another marker, or nothing of repair, stands between: "MSI ... stable disease" is not a status."""
    return n + 1 < len(sentence) and sentence[n + 1].text in ("disease", "condition", "grade", "level", "risk", "vaf")


def _named_status(sentence: Sequence[Token], n: int) -> bool:
    return any(t.kind == "status" and t.marker == sentence[n].marker for t in sentence[max(0, n - 5) : n + 5])


def _proteins(sentence: Sequence[Token]) -> Iterator[tuple[str, str, Token]]:
    """Give every repair protein of a sentence its verdict, named before it ("loss of MLH1 and PMS2") or after."""
    group: list[str] = []
    decided = False
    said = ""
    last: Token | None = None
    for n, token in enumerate(sentence):
        if token.kind == "marker":
            if token.value not in _PROTEINS:
                continue
            group = [] if decided else group
            decided = False
            if said and last is not None and _leading(sentence, n):
                yield token.value, said, last
            else:
                group.append(token.value)
            continue
        verdict = _protein_verdict(sentence, n)
        if not verdict or token.skip:
            continue
        if group and not _leads_on(sentence, n):
            for protein in group:
                yield protein, verdict, token
            decided = True
        elif not group and token.marker in _PROTEINS and not _leads_on(sentence, n):
            yield token.marker, verdict, token
        said, last = verdict, token
    return


def _protein_verdict(sentence: Sequence[Token], n: int) -> str:
    token = sentence[n]
    if token.kind == "status" and token.value in ("intact", "loss"):
        if token.value == "loss":
            return "intact" if denied_before(sentence, n, 3) else "loss"
        return "loss" if denied_before(sentence, n, 2) else "intact"
    if token.kind == "call" and (token.marker in _PROTEINS or _stands_before(sentence, n)):
        return {"positive": "intact", "detected": "intact", "not detected": "loss", "negative": "loss"}.get(
            token.value, ""
        )
    return "intact" if token.text == "normal" and token.marker in _PROTEINS else ""


def _leads_on(sentence: Sequence[Token], n: int) -> bool:
    """Tell whether a verdict speaks of the proteins after it: "loss of MLH1", "absent MLH1"."""
    if _stands_before(sentence, n):
        return True
    after = sentence[n + 1 : n + 8]
    of = next((i for i, t in enumerate(after) if t.text in ("of", "for", "in")), -1)
    return of >= 0 and any(t.kind == "marker" and t.value in _PROTEINS for t in after[of:])


def _stands_before(sentence: Sequence[Token], n: int) -> bool:
    """Tell whether a verdict is the adjective of the next protein: "absent MLH1", but not "PMS2: intact MSH2: lost"."""
    if n + 1 >= len(sentence) or sentence[n + 1].value not in _PROTEINS:
        return False
    before = sentence[n - 1] if n else None
    if before is not None and before.text == ":":
        return sentence[n].marker not in _PROTEINS
    return before is None or before.kind in ("comma", "stop", "open", "join") or before.text in ("and", "shows")


def _leading(sentence: Sequence[Token], n: int) -> bool:
    for back in range(n - 1, -1, -1):
        token = sentence[back]
        if token.kind in ("status", "call"):
            return _leads_on(sentence, back)
        if token.kind not in ("marker", "comma", "filler", "sign", "staining", "word", "join"):
            return False
    return False
