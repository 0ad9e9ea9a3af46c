"""Reads the protein test (IHC): score, intensity, share of cells, pattern, cluster."""

from __future__ import annotations

from typing import Iterator, Sequence

from bot.interpreter.report.binding import loose
from bot.interpreter.report.findings import LABELLED, NAMED, STATED, Doubt, Finding, Found, about_her2, number
from bot.interpreter.report.layout import sentences
from bot.interpreter.report.tokens import Token

_WORDS = {"zero": "0", "one": "1", "two": "2", "three": "3"}
_TENS = ["ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCORE_OF = {"strong": "3+", "weak_moderate": "2+", "faint": "1+", "none": "0"}
_NOT_HER2_SCORE_NEIGHBOURS = frozenset(
    [
        "her2",
        "final",
        "overall",
        "total",
        "reported",
        "ihc",
        "staining",
        "membrane",
        "membranous",
        "intensity",
        "protein",
        "stain",
        "the",
        "a",
        "my",
        "got",
        "highest",
    ]
)
_OWN_SAMPLE = frozenset(["patient", "patient's", "case", "sample", "specimen", "tumour", "tumor", "tissue"])
_OTHER_SHARE = ("content", "allele", "elsewhere", "counted", "any staining", "complete", "log2")


def read_protein(found: Sequence[Token]) -> Found:
    """Find what a page says of the protein test.

    Args:
        found: tokens with layout, subject and caution.
    """
    findings: list[Finding] = []
    doubts: list[Doubt] = []
    with_control = any(t.skip == "control tissue" and t.kind == "score" for t in found)
    for sentence in sentences(found):
        for item in (*_scores(sentence, with_control), *_shares(sentence), *_appearance(sentence)):
            if isinstance(item, Finding):
                findings.append(item)
            else:
                doubts.append(item)
    return Found(findings, doubts)


def _scores(sentence: Sequence[Token], with_control: bool) -> Iterator[Finding | Doubt]:
    for n, token in enumerate(sentence):
        if token.skip or not about_her2(token):
            continue
        if token.kind == "doubt":
            yield Doubt("ihc", token, token, "it can mean HER2-positive or a score of 2+")
        elif token.kind == "score" and not _elsewhere(sentence, n) and not _copies_grade(token):
            yield _score(sentence, n)
        elif _is_bare_score(sentence, n) or (with_control and _beside_control(sentence, n)):
            yield Finding("ihc", _named(_WORDS.get(token.text, token.text)), token, _weight(sentence, n))


def _score(sentence: Sequence[Token], n: int) -> Finding | Doubt:
    token = sentence[n]
    before = sentence[n - 1] if n else None
    if token.value == "range" or (before and before.kind in ("compare", "hedge")):
        return Doubt(
            "ihc",
            before if before and before.kind in ("compare", "hedge") else token,
            token,
            "more than one score fits",
        )
    if token.value == "signs":
        return Finding("ihc", _named(str(token.text.count("+"))), token, _weight(sentence, n))
    digit = next((c for c in token.text if c.isdigit()), "") or next(d for w, d in _WORDS.items() if w in token.text)
    if digit not in "0123":
        return Doubt("ihc", token, token, "HER2 scores end at 3+")
    return Finding("ihc", _named(digit), token, _weight(sentence, n))


def _named(digit: str) -> str:
    return "0" if digit == "0" else f"{digit}+"


def _copies_grade(token: Token) -> bool:
    """Blood tests print "(++)" beside a copy number; that is no protein score."""
    return token.assay in ("ctdna", "ngs") and token.value == "signs"


def _elsewhere(sentence: Sequence[Token], n: int) -> bool:
    """Tell whether a score belongs to something that is no marker: "3+ oedema", "grade 2+", "reflexes 2+"."""
    token = sentence[n]
    if n and (
        sentence[n - 1].kind == "not"
        or (sentence[n - 1].value == "caps" and sentence[n - 1].text not in _NOT_HER2_SCORE_NEIGHBOURS)
    ):
        return True
    following = sentence[n + 1 : n + 2]
    if following and following[0].kind == "marker" and following[0].value == "elsewhere":
        return True
    for before in reversed(sentence[:n]):
        if (
            before.segment != token.segment
            or (before.kind == "marker" and before.value == "her2")
            or before.text == ":"
        ):
            return False
        if before.kind == "assay" or (before.kind == "label" and before.value == "score"):
            return False
        if before.kind == "marker" and before.value == "elsewhere":
            return True
    return False


def _is_bare_score(sentence: Sequence[Token], n: int) -> bool:
    """Tell whether a plain 0 to 3 is a score: right after "score", "IHC" or "HER2", and nothing is counted with it."""
    token = sentence[n]
    spelled = token.kind == "word" and token.text in _WORDS
    if not (spelled or (token.kind == "number" and token.text in ("0", "1", "2", "3"))) or token.assay in (
        "ish",
        "ngs",
        "ctdna",
    ):
        return False
    following = sentence[n + 1] if n + 1 < len(sentence) else None
    if following and following.kind not in (
        "comma",
        "stop",
        "open",
        "close",
        "call",
        "filler",
        "join",
        "sign",
        "now",
        "staining",
        "pending",
        "intensity",
        "assay",
        "not",
        "word",
        "mine",
    ):
        return False
    if following and (
        following.text in ("/", "+", "%", "x", "-", "out", "to")
        or (following.kind in ("staining",) and "cell" in following.text)
    ):
        return False
    for back in range(n - 1, max(-1, n - 7), -1):
        before = sentence[back]
        if before.kind in ("filler", "open", "close", "call", "sign", "mine", "comma") and before.text not in (
            "/",
            ",",
        ):
            continue
        if before.kind == "label" and before.value == "score":
            return _names_her2_score(sentence, back) and (token.marker == "her2" or token.assay == "ihc")
        return (before.kind == "assay" and before.value == "ihc") or (
            before.kind == "marker" and before.value == "her2" and not spelled
        )
    return False


def _beside_control(sentence: Sequence[Token], n: int) -> bool:
    """Tell whether a digit is the patient's own where the control slide's score stands beside it: "own sample: 0"."""
    own = any(t.text in _OWN_SAMPLE for t in sentence[:n])
    digit = sentence[n].kind == "number" and sentence[n].text in ("0", "1", "2", "3")
    return digit and own and sentence[n - 1].text in (":", "=", "-", "is", "was")


def _names_her2_score(sentence: Sequence[Token], n: int) -> bool:
    before = sentence[n - 1] if n else None
    if before and before.text == "-" and n > 1:
        before = sentence[n - 2]
    return before is None or before.kind != "word" or before.text in _NOT_HER2_SCORE_NEIGHBOURS


def _weight(sentence: Sequence[Token], n: int) -> int:
    """Rank a score: one that is called the overall one, then any other, then the share of cells at each score."""
    before = sentence[max(0, n - 4) : n]
    if any(t.kind == "overall" for t in before):
        return LABELLED
    in_cells = any(t.kind == "join" for t in sentence[n + 1 : n + 2])
    shared = in_cells and any(t.kind == "percent" for t in sentence[n + 1 : n + 4])
    return STATED if shared and not any(t.kind == "label" and t.value == "score" for t in before) else NAMED


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
    elif token.assay in ("ish", "ngs", "ctdna") and not any(t.kind in ("score", "intensity") for t in sentence):
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
    scores = [(i, _score_text(t)) for i, t in live if t.kind == "score" and _score_text(t)]
    looks = [(i, _SCORE_OF.get(t.value, t.value)) for i, t in live if t.kind == "intensity"]
    if len({s for _, s in scores}) > 1:
        return _nearest(sentence, n, scores)
    if len({s for _, s in looks}) > 1:
        return _nearest(sentence, n, looks)
    return scores[0][1] if scores else (looks[0][1] if looks else "")


def _score_text(token: Token) -> str:
    if token.value in ("range",):
        return ""
    if token.value == "signs":
        return _named(str(token.text.count("+")))
    digit = next((c for c in token.text if c in "0123"), "") or next(
        (d for w, d in _WORDS.items() if w in token.text), ""
    )
    return _named(digit) if digit else ""


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
        if token.skip or not about_her2(token) or token.assay in ("ish", "ngs", "ctdna"):
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
