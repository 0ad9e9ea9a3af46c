"""What the family modules hand over: values found, and what was seen but cannot be read for sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from bot.interpreter.report.tokens import Token

Value = str | float | bool
STATED, NAMED, LABELLED = 1, 2, 3
"""How directly a value is stated: in passing, beside its marker, or after its own label."""

GENE_TESTS = ("ish", "ngs", "ctdna")
"""The tests that count HER2 genes."""
NOT_PROTEIN = (*GENE_TESTS, "mrd")
"""The tests that show no protein; "mrd" looks for traces of tumour and says nothing of HER2 at all."""


@dataclass(frozen=True)
class Finding:
    """One value read, the token it was read from and how directly it is stated."""

    field: str
    value: Value
    token: Token
    weight: int = STATED
    decimals: int | None = None
    of: str = ""
    """What it belongs to: the score of a share of cells, the test that was not adequate."""


@dataclass(frozen=True)
class Doubt:
    """Something seen that is not used: the field it would fill, the tokens it stands in and why it is not used."""

    field: str
    first: Token
    last: Token
    why: str


@dataclass(frozen=True)
class Found:
    """Everything one family module found."""

    findings: Sequence[Finding] = ()
    doubts: Sequence[Doubt] = ()


def number(text: str) -> tuple[float, int]:
    """Read a printed number: "3,4" and "3.4" are one number, "1,200" is a thousand and more.

    Args:
        text: digits with at most one decimal sign.

    Returns:
        The number and its printed decimals.
    """
    compact = text.replace(" ", "")
    whole, _, rest = compact.replace(",", ".").rpartition(".")
    if whole and "," in compact and len(rest) == 3 and whole != "0":
        return float(whole.replace(".", "") + rest), 0
    return (float(f"{whole.replace('.', '')}.{rest}"), len(rest)) if whole else (float(rest), 0)


def about_her2(token: Token) -> bool:
    """Tell whether a token is about HER2, or about nothing named at all.

    Args:
        token: a token with its subject.
    """
    return token.marker in ("her2", "")
