"""Tells what a test found where words say so (amplified, not, equivocal), and where they only name the test."""

from __future__ import annotations

from typing import Sequence

from bot.interpreter.report.tokens import Token

_REACH = 6


def denied_before(sentence: Sequence[Token], n: int, reach: int = 4) -> bool:
    """Tell whether a "no", "not" or "without" governs the token at `n`.

    Args:
        sentence: the sentence's tokens.
        n: the token's place.
        reach: how many tokens back to look.
    """
    for before in reversed(sentence[max(0, n - reach) : n]):
        if (
            before.kind in ("comma", "stop", "call", "score", "number", "wild", "variant", "close")
            or before.text == ":"
        ):
            return before.value == "negative" and sentence[n - 1].text == "for"
        if before.kind == "not":
            return True
    return False


def verdict_after(sentence: Sequence[Token], n: int, reach: int = _REACH) -> str:
    """Return "yes", "no", "equivocal" or "" as the words after a named change say.

    Args:
        sentence: the sentence's tokens.
        n: the place of the word that names the change.
        reach: how many tokens on to look.
    """
    for after in sentence[n + 1 : n + 1 + reach]:
        own_noun = after.kind == "mutated" and sentence[n].kind == "variant"
        if after.kind == "stop" or (
            after.kind in ("marker", "noun", "mutated") and after.value != "her2" and not own_noun
        ):
            return ""
        if after.kind == "comma" and after.text == ",":
            return ""
        if after.skip or after.earlier != sentence[n].earlier:
            continue
        if after.kind == "not done" or after.kind == "pending" or after.kind == "inadequate":
            return "open"
        if after.value in ("not detected", "negative", "not amplified") or after.kind in ("not", "wild"):
            return "no"
        if after.value in ("detected", "positive", "amplified"):
            return "yes"
        if after.value == "equivocal":
            return "equivocal"
    return ""
