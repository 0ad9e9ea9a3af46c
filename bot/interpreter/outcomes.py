"""The outcomes of the interpreter and the category a patient hears first: the one table of both."""

from __future__ import annotations

from typing import Mapping

POSITIVE = "positive"
NEGATIVE = "negative"
EQUIVOCAL = "equivocal"
NEEDS_MORE = "needs more information"
DISCORDANT = "discordant"
DEPENDS = "depends on criteria"
NOT_COLORECTAL = "not colorectal"

CATEGORIES: Mapping[str, str] = {
    "POS": POSITIVE,
    "POS_AFTER_ISH": POSITIVE,
    "POS_BY_GENE_TEST": POSITIVE,
    "POS_BLOOD_ONLY": POSITIVE,
    "NEG": NEGATIVE,
    "NEG_AFTER_ISH": NEGATIVE,
    "NEG_BY_GENE_TEST": NEGATIVE,
    "MUTATION_ONLY": NEGATIVE,
    "EQUIVOCAL_NEEDS_ISH": EQUIVOCAL,
    "NEEDS_CONFIRM": NEEDS_MORE,
    "INSUFFICIENT": NEEDS_MORE,
    "UNDEFINED": NEEDS_MORE,
    "NOT_TESTED": NEEDS_MORE,
    "DISCORDANT_REVIEW": DISCORDANT,
    "MISMATCH_ASK_TEAM": DISCORDANT,
    "DEPENDS_ON_CRITERIA": DEPENDS,
    "WRONG_CANCER": NOT_COLORECTAL,
}

SETTLED = (POSITIVE, NEGATIVE)
"""The categories that answer the question; another value may still contradict them."""

OPPOSITE = {POSITIVE: NEGATIVE, NEGATIVE: POSITIVE}

STATED_CONCLUSION = {"positive": "POS", "negative": "NEG", "equivocal": "EQUIVOCAL_NEEDS_ISH"}
"""The outcome that a report's own conclusion states where its values give none."""
