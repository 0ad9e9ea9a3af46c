"""Decide what a question gets: an answer, a choice between near topics, or a kind refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from bot.understanding.understand import Part, Understanding

# Set on held-out phrasings and out-of-scope lines; measured, see docs/decisions/0005.
SURE = 0.45
"""Probability from which the first topic is answered without asking back."""
LIKELY = 0.22
"""Probability from which it is answered when the nearest phrasing agrees."""
ALIKE = 0.60
"""Similarity that a nearest phrasing needs to agree."""
OUT_SIDE = 0.40
"""Share of out-of-scope labels from which an unsure message is declined."""
IN_SCOPE = 0.50
"""Share of topics from which an unsure message gets a choice."""

_OUT = ("out_of_scope", "near_miss")
_MOST_CHOICES = 3


@dataclass(frozen=True)
class Choice:
    """What to do with one question: `answer` one topic, `clarify` between several, or `decline`."""

    kind: str
    topics: tuple[str, ...] = ()
    near: bool = False


def choose(part: Part) -> Choice:
    """Decide for one question.

    Args:
        part: its ranking.
    """
    topics = tuple(label.partition("/")[2] for label, _ in part.labels if label.startswith("ask/"))
    out = sum(p for label, p in part.labels if label in _OUT)
    near = part.label == "near_miss" or (part.label not in _OUT and out < OUT_SIDE)
    agreed = part.nearest == part.label and part.similarity >= ALIKE
    if part.label.startswith("ask/"):
        if (part.chance >= SURE and part.nearest not in _OUT) or (part.chance >= LIKELY and agreed):
            return Choice("answer", topics[:1])
        if out < OUT_SIDE and part.share("ask/") >= IN_SCOPE:
            return Choice("clarify", topics[:_MOST_CHOICES])
    return Choice("decline", topics[:_MOST_CHOICES], near)


def choose_all(understood: Understanding) -> Sequence[Choice]:
    """Decide for a whole message: one choice, or one for each of its questions.

    Several answers are given only when each question is clear on its own and they ask different things; a long message
    with one clear question in it is answered by that question.

    Args:
        understood: the message and its questions.
    """
    whole = choose(understood.whole)
    clear: dict[str, Choice] = {}
    for part in understood.parts:
        choice = choose(part)
        if choice.kind == "answer" and part.chance >= SURE:
            clear.setdefault(choice.topics[0], choice)
    if len(clear) > 1:
        return list(clear.values())
    if whole.kind != "answer" and clear:
        return list(clear.values())
    return [whole]
