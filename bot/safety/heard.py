"""Red flags that no written pattern names: heard by a classifier that was taught what they sound like.

The patterns of knowledge/safety stay first: what they find is certain, and said with the words that raised it. This
second ear exists because people in distress rarely use the words a pattern expects; docs/decisions/0011 says what it
adds.
"""

from __future__ import annotations

from typing import Mapping, Sequence

from bot.content.models import SafetyClass
from bot.safety.triage import Flag, Triage

HEARD = "heard"
"""The sign of a flag that was heard; patterns have signs of their own."""

LIMITS = ((("emergency", "crisis"), 0.60), (("emergency", "crisis", "urgent"), 0.65))
"""Kinds, and the probability of all their classes together from which a sentence counts as one of them; the gravest
first. Lower limits hear more and cry wolf more: docs/decisions/0011 has the trade."""
CAREFUL = 0.60
"""Probability of a single class whose reply an answer may follow."""
BESIDE_A_PATTERN = 0.25
"""What is asked besides where a pattern already found a careful sign."""

Alarms = Sequence[tuple[str, Sequence[tuple[str, float]]]]


def heard(alarms: Alarms, classes: Mapping[str, SafetyClass], triage: Triage, text: str) -> list[Flag]:
    """Decide which red flag a message sounds like; the gravest one, or none.

    What the patterns understood is not heard again: a sentence in which they saw a sign denied or past does not count,
    and beside a careful flag of theirs more is asked.

    Args:
        alarms: the message and each of its sentences, with all classes and their probabilities, the likeliest first.
        classes: the safety classes of the store.
        triage: the patterns.
        text: the raw message.
    """
    more = BESIDE_A_PATTERN if triage.check(text) else 0.0
    if not _loudest(alarms, classes, more):
        return []
    counted = [alarm for alarm in alarms if not triage.clears(alarm[0])]
    name = _loudest(counted, classes, more)
    if not name:
        return []
    entry = classes[name]
    return [Flag(name, entry.kind, entry.priority, HEARD, "", triage.is_about_someone_else(text))]


def _loudest(alarms: Alarms, classes: Mapping[str, SafetyClass], more: float) -> str:
    for kinds, limit in LIMITS:
        for _, ranked in alarms:
            found = [(name, chance) for name, chance in ranked if name in classes and classes[name].kind in kinds]
            if sum(chance for _, chance in found) >= limit + more:
                return found[0][0]
    first = [ranked[0] for _, ranked in alarms]
    careful = [found for found in first if found[0] in classes and classes[found[0]].kind == "careful"]
    name, chance = max(careful, key=lambda found: found[1], default=("", 0.0))
    return name if chance >= CAREFUL + more else ""
