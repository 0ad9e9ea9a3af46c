"""Reads how the protein test looks: share of cells, intensity, pattern, cluster."""

from __future__ import annotations

from typing import Iterator, Sequence

from bot.interpreter.report.binding import loose
from bot.interpreter.report.findings import LABELLED, NOT_PROTEIN, STATED, Doubt, Finding, Found, about_her2, number
from bot.interpreter.report.layout import sentences
from bot.interpreter.report.scores import score_text
from bot.interpreter.report.tokens import Token

_TENS = ["ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCORE_OF = {"strong": "3+", "weak_moderate": "2+", "faint": "1+", "none": "0"}
_OTHER_SHARE = ("content", "allele", "elsewhere", "counted", "any staining", "complete", "log2")


def read_staining(found: Sequence[Token]) -> Found:
    """Find what a page says of the stained cells.

    Args:
        found: tokens with layout, subject and caution.
    """
    items = [item for sentence in sentences(found) for item in (*_shares(sentence), *_appearance(sentence))]
    return Found([i for i in items if isinstance(i, Finding)], [i for i in items if isinstance(i, Doubt)])


def _shares(sentence: Sequence[Token]) -> Iterator[Finding | Doubt]:
    for n, token in enumerate(sentence):
        if token.skip or not about_her2(token):
            continue
        if token.kind == "vague" and _of_stained_cells(sentence, n):
            yield Doubt("percent", token, token, "it is not a number")
        if token.kind == "percent":
            yield from _share(sentence, n)


def _share(sentence: Sequence[Token], n: int) -> Iterator[Finding | Doubt]:
    token = sentence[n]
    label = _share_label(sentence, n)
    field = "percent_intense_complete" if label == "complete" else "percent"
    if label in _OTHER_SHARE and label not in ("complete", "any staining"):
        return
    if label == "amplified":
        field = "percent_cells_amplified"
    elif token.assay in NOT_PROTEIN and not any(t.kind in ("score", "intensity") for t in sentence):
        if token.assay != "ish" or not any(t.kind == "staining" for t in sentence[n : n + 4]):
            return
        field = "percent_cells_amplified"
    elif token.marker == "" and label != "complete" and not _of_protein(sentence):
        return
    if label == "any staining":
        yield Doubt("percent", token, token, "it counts cells with any staining, not those at the score")
        return
    if why := loose(sentence, n):
        first = sentence[n - 1] if n and sentence[n - 1].kind in ("compare", "hedge") else token
        yield Doubt(field, first, token, why)
        return
    value, decimals = _percentage(token)
    if not 0 <= value <= 100:
        yield Doubt(field, token, token, "a percentage lies between 0 and 100")
    else:
        yield Finding(
            field, value, token, LABELLED if label == "complete" else STATED, decimals, _share_of(sentence, n)
        )


def _of_protein(sentence: Sequence[Token]) -> bool:
    return any(t.kind in ("score", "staining", "intensity") or t.value == "ihc" for t in sentence)


def _percentage(token: Token) -> tuple[float, int]:
    digits = "".join(c for c in token.text if c.isdigit() or c in ".,")
    if digits.strip(".,"):
        return number(digits.strip(".,"))
    if "hundred" in token.text:
        return 100.0, 0
    tens = next(i for i, word in enumerate(_TENS, 1) if word in token.text)
    return float(10 * tens + 5 * ("five" in token.text)), 0


def _share_label(sentence: Sequence[Token], n: int) -> str:
    """Return what a percentage counts, when a label near it says so."""
    token = sentence[n]
    for back in range(n - 1, max(-1, n - 13), -1):
        before = sentence[back]
        if before.kind in ("percent", "score") or (before.kind == "stop"):
            break
        if before.segment != token.segment and before.kind != "comma" and before.value not in ("complete",):
            break
        if before.kind == "label" and before.value in _OTHER_SHARE:
            return before.value
        if before.kind == "low content":
            return "content"
        if before.value in ("amplified", "amplification") or (before.kind == "label" and before.value == "ratio"):
            return "amplified"
    for after in sentence[n + 1 : n + 7]:
        if after.kind in ("comma", "percent", "score", "close") or after.segment != token.segment:
            break
        if after.kind == "label" and after.value in _OTHER_SHARE:
            return after.value
        if after.kind == "general":
            return "elsewhere"
        if after.value in ("amplified", "amplification"):
            return "amplified"
    return ""


def _share_of(sentence: Sequence[Token], n: int) -> str:
    """Return the score a percentage belongs to, as its sentence shows it, or ""."""
    live = [(i, t) for i, t in enumerate(sentence) if not t.skip and about_her2(t)]
    scores = [(i, score_text(t)) for i, t in live if t.kind == "score" and score_text(t)]
    looks = [(i, _SCORE_OF.get(t.value, t.value)) for i, t in live if t.kind == "intensity"]
    if len({s for _, s in scores}) > 1:
        return _nearest(sentence, n, scores)
    if len({s for _, s in looks}) > 1:
        return _nearest(sentence, n, looks)
    return scores[0][1] if scores else (looks[0][1] if looks else "")


def _nearest(sentence: Sequence[Token], n: int, places: Sequence[tuple[int, str]]) -> str:
    here = sentence[n].segment
    own = [p for p in places if sentence[p[0]].segment == here] or list(places)
    return min(own, key=lambda p: (abs(p[0] - n), p[0] > n))[1]


def _of_stained_cells(sentence: Sequence[Token], n: int) -> bool:
    stained = any(t.kind in ("score", "intensity", "staining") for t in sentence)
    return stained and any(t.kind == "staining" and "cell" in t.text for t in sentence[n + 1 : n + 6])


def _appearance(sentence: Sequence[Token]) -> Iterator[Finding]:
    stained = any(t.kind in ("staining", "pattern") or (t.kind == "assay" and t.value == "ihc") for t in sentence)
    for n, token in enumerate(sentence):
        if token.skip or not about_her2(token) or token.assay in NOT_PROTEIN:
            continue
        denied = any(t.kind == "not" for t in sentence[max(0, n - 2) : n])
        if token.kind == "intensity" and token.value in _SCORE_OF and (stained or token.value == "none") and not denied:
            if (token.marker == "her2" or token.assay == "ihc") and _share_label(sentence, n) != "complete":
                yield Finding("intensity", token.value, token, STATED, None, _SCORE_OF[token.value])
        elif token.kind == "pattern" and token.marker == "her2" and not denied:
            yield Finding("pattern", token.text, token)
        elif token.kind == "cluster" and any(t.value == "her2" for t in sentence):
            yield from _cluster(sentence, n)


def _cluster(sentence: Sequence[Token], n: int) -> Iterator[Finding]:
    for at in range(n + 1, min(n + 6, len(sentence))):
        if sentence[at].kind == "number":
            value, _ = number(sentence[at].text)
            below = sentence[at - 1].text in ("<", "less than", "fewer than")
            yield Finding("cluster_ge5", value >= 5 and not below, sentence[at])
            return
