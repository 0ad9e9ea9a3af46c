"""Joins a label and its number: "HER2/CEP17 ratio: 3.4", "3.4 copies per cell", a number on the next line."""

from __future__ import annotations

from typing import Sequence

from bot.interpreter.report.tokens import Token

_BETWEEN = (
    "filler",
    "sign",
    "open",
    "close",
    "join",
    "assay",
    "staining",
    "now",
    "comma",
    "mine",
    "hedge",
    "compare",
    "overall",
    "word",
    "cluster",
    "cutoff",
    "part",
)
_WORDS_BETWEEN = 3
_REACH = 10


def number_after(found: Sequence[Token], n: int) -> int | None:
    """Return the place of the number a label is followed by, on its line or alone at the start of the next.

    Args:
        found: all tokens.
        n: the label's place.
    """
    words = breaks = commas = 0
    for at in range(n + 1, min(n + 1 + _REACH, len(found))):
        token = found[at]
        if token.skip and not found[n].skip:
            continue  # "ratio (cut-off 2.0): 4.4"
        if token.kind in ("number", "range"):
            return _last_of_fraction(found, at)
        if token.kind == "newline":
            breaks += 1
            if breaks > 1 or words or at + 1 >= len(found) or found[at + 1].kind not in ("number", "compare", "sign"):
                return None
        elif (token.kind == "label" and token.value in ("signals", "per cell", "copies", "ratio") and not commas) or (
            token.kind == "marker" and token.value in ("her2", "cep17") and not commas
        ):
            continue
        elif token.kind in _BETWEEN:
            words += token.kind in ("word", "comma")
            commas += token.kind == "comma"
            if words > _WORDS_BETWEEN or commas > 1:
                return None
        else:
            return None
    return None


def _last_of_fraction(found: Sequence[Token], at: int) -> int:
    """Read "14.2/2.1 = 6.8" by its quotient."""
    if (
        at + 4 < len(found)
        and found[at + 1].text == "/"
        and found[at + 2].kind == "number"
        and found[at + 3].text == "="
    ):
        return at + 4 if found[at + 4].kind == "number" else at
    return at


def loose(found: Sequence[Token], at: int) -> str:
    """Return why a number is not an exact one ("<", "about", a range), or "".

    Args:
        found: all tokens.
        at: the number's place.
    """
    token = found[at]
    if token.kind == "range" or token.value == "range":
        return "a range is not one number"
    before = [t for t in found[max(0, at - 3) : at] if t.kind != "newline"]
    while before and before[-1].kind in ("open", "filler"):
        before.pop()
    if before and before[-1].kind == "compare":
        return "a limit is not an exact number"
    if before and before[-1].kind == "hedge":
        return "an estimate is not an exact number"
    following = found[at + 1 : at + 2]
    if following and following[0].kind == "compare" and following[0].text.startswith("or "):
        return "a limit is not an exact number"
    if following and following[0].kind == "sign" and following[0].text == "+" and token.kind == "percent":
        return "a limit is not an exact number"
    return ""


def is_list(found: Sequence[Token], at: int) -> bool:
    """Tell whether a number starts an unlabelled list ("14.2, 2.1, 6.8", "6.8/3.1"): it cannot be told what it is.

    Args:
        found: all tokens.
        at: the number's place.
    """
    rest = found[at + 1 : at + 4]
    return (
        len(rest) >= 2
        and rest[0].text in (",", "/")
        and rest[1].kind == "number"
        and (len(rest) < 3 or rest[2].kind in ("comma", "stop", "newline", "close", "call", "not"))
    )
