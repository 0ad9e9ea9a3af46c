"""Reads the score of the protein test (IHC)."""

from __future__ import annotations

from typing import Iterator, Sequence

from bot.interpreter.report.findings import LABELLED, NAMED, NOT_PROTEIN, STATED, Doubt, Finding, Found, about_her2
from bot.interpreter.report.layout import sentences
from bot.interpreter.report.tokens import Token

_WORDS = {"zero": "0", "one": "1", "two": "2", "three": "3"}
_DIGITS = ("0", "1", "2", "3")
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


def read_scores(found: Sequence[Token]) -> Found:
    """Find the scores of a page.

    Args:
        found: tokens with layout, subject and caution.
    """
    with_control = any(t.skip == "control tissue" and t.kind == "score" for t in found)
    items = [item for sentence in sentences(found) for item in _scores(sentence, with_control)]
    return Found([i for i in items if isinstance(i, Finding)], [i for i in items if isinstance(i, Doubt)])


def _named(digit: str) -> str:
    return "0" if digit == "0" else f"{digit}+"


def score_text(token: Token) -> str:
    """Return the one score a token names, or "".

    Args:
        token: a token of kind score.
    """
    if token.value == "range":
        return ""
    if token.value == "signs":
        return _named(str(token.text.count("+")))
    digit = next((c for c in token.text if c in "0123"), "") or next(
        (d for w, d in _WORDS.items() if w in token.text), ""
    )
    return _named(digit) if digit else ""


def _scores(sentence: Sequence[Token], with_control: bool) -> Iterator[Finding | Doubt]:
    for n, token in enumerate(sentence):
        if token.skip or not about_her2(token):
            continue
        if token.kind == "doubt":
            yield Doubt("ihc", token, token, "it can mean HER2-positive or a score of 2+")
        elif token.kind == "score" and not _elsewhere(sentence, n) and not _copies_grade(token):
            yield _score(sentence, n)
        elif (
            _is_bare_score(sentence, n)
            or _is_second_score(sentence, n)
            or (with_control and _beside_control(sentence, n))
        ):
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
    if digit in "23" and _in_part(sentence, n) and _negative_elsewhere(sentence):
        return Doubt("ihc", token, token, "parts of the tumour differ")
    return Finding("ihc", _named(digit), token, _weight(sentence, n))


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
        if before.kind == "assay":
            return before.value in ("ctdna", "mrd")  # "blood 1+" is no protein score
        if before.kind == "label" and before.value == "score":
            return False
        if before.kind == "marker" and before.value == "elsewhere":
            return True
    return False


def _is_bare_score(sentence: Sequence[Token], n: int) -> bool:
    """Tell whether a plain 0 to 3 is a score: right after "score", "IHC" or "HER2", and nothing is counted with it."""
    token = sentence[n]
    spelled = token.kind == "word" and token.text in _WORDS
    if not (spelled or (token.kind == "number" and token.text in _DIGITS)) or token.assay in NOT_PROTEIN:
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
    for back in _places_back(sentence, n):
        before = sentence[back]
        if before.kind in ("filler", "open", "close", "call", "sign", "mine", "comma") and before.text not in (
            "/",
            ",",
        ):
            continue
        if before.kind == "label" and before.value == "score":
            return _names_her2_score(sentence, back) and (token.marker == "her2" or token.assay == "ihc")
        return (before.kind == "assay" and before.value == "ihc") or (
            before.kind == "marker" and before.value == "her2" and (not spelled or token.text == "zero")
        )
    return False


def _places_back(sentence: Sequence[Token], n: int) -> Iterator[int]:
    """Give the places before a token, nearest first, without what stands in brackets: "HER2 IHC (clone 4B5): 0"."""
    depth = 0
    for back in range(n - 1, max(-1, n - 12), -1):
        depth += (sentence[back].kind == "close") - (sentence[back].kind == "open")
        if depth <= 0 and sentence[back].kind != "open":
            yield back


def _is_second_score(sentence: Sequence[Token], n: int) -> bool:
    """Tell whether a plain digit scores another part or sample: "3+ in part, 0 in the rest", "metastasis 0"."""
    token = sentence[n]
    if token.kind != "number" or token.text not in _DIGITS or token.assay in NOT_PROTEIN:
        return False
    scored = any(t.kind == "score" and about_her2(t) and not t.skip for t in sentence)
    if not scored and not (token.text == "0" and any(t.value == "her2" for t in sentence)):
        return False
    before, after = _beside(sentence, n, -1), sentence[n + 1] if n + 1 < len(sentence) else None
    ends = after is None or after.kind in ("comma", "stop", "close", "call", "open")
    if before is not None and ends:
        if before.kind in ("part", "metastasis") or before.text == "primary":
            return True
        if token.text == "0" and before.kind in ("site", "cancer", "kind"):
            return True  # "liver 2" may count tumours there, "liver 0" cannot
    part = _beside(sentence, n, 1)
    # "2 areas" counts areas, "0 areas" cannot
    counts = token.text != "0" and after is part
    return part is not None and part.kind == "part" and not counts


def _in_part(sentence: Sequence[Token], n: int) -> bool:
    """Tell whether a value is said of one part of the tumour: "3+ in some cells", "focus of 3+"."""
    return any(t is not None and t.kind == "part" for t in (_beside(sentence, n, -1), _beside(sentence, n, 1)))


def _negative_elsewhere(sentence: Sequence[Token]) -> bool:
    """Tell whether another part has no staining: "3+ in some cells and negative in others"."""
    return any(
        (t.value in ("negative", "none") or t.text == "absent") and _in_part(sentence, n)
        for n, t in enumerate(sentence)
    )


def _beside(sentence: Sequence[Token], n: int, step: int) -> Token | None:
    """Return the next word that says something, before (-1) or after (1) a token: "3+ in the *rest*"."""
    at = n + step
    while 0 <= at < len(sentence) and sentence[at].kind in ("join", "filler"):
        at += step
    return sentence[at] if 0 <= at < len(sentence) else None


def _beside_control(sentence: Sequence[Token], n: int) -> bool:
    """Tell whether a digit is the patient's own where the control slide's score stands beside it: "own sample: 0"."""
    own = any(t.text in _OWN_SAMPLE for t in sentence[:n])
    digit = sentence[n].kind == "number" and sentence[n].text in _DIGITS
    return digit and own and sentence[n - 1].text in (":", "=", "-", "is", "was")


def _names_her2_score(sentence: Sequence[Token], n: int) -> bool:
    before = sentence[n - 1] if n else None
    if before and before.text == "-" and n > 1:
        before = sentence[n - 2]
    return before is None or before.kind != "word" or before.text in _NOT_HER2_SCORE_NEIGHBOURS


def _weight(sentence: Sequence[Token], n: int) -> int:
    """Rank a score: one that is called the overall one, then any other, then that of a part or a share of cells."""
    before = sentence[max(0, n - 4) : n]
    if any(t.kind == "overall" for t in before):
        of_one = any(t.kind == "metastasis" or t.text == "primary" for t in before)
        return NAMED if of_one else LABELLED
    if _in_part(sentence, n):
        return STATED
    in_cells = any(t.kind == "join" for t in sentence[n + 1 : n + 2])
    shared = in_cells and any(t.kind == "percent" for t in sentence[n + 1 : n + 4])
    return STATED if shared and not any(t.kind == "label" and t.value == "score" for t in before) else NAMED
