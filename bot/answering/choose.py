"""Decide what a question gets: an answer, a choice between near topics, or a kind refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

from bot.understanding.understand import Part, Understanding

# Set on held-out phrasings and out-of-scope lines; measured, see docs/decisions/0005.
SURE = 0.18
"""Probability from which the first topic is answered without asking back."""
LIKELY = 0.08
"""Probability from which it is answered when the nearest phrasing agrees."""
KNOWN = 0.50
"""Similarity below which a message resembles nothing that was taught, whatever its probabilities."""
IN_SCOPE = 0.60
"""Share of all topics together that a message needs; the rest is small talk or out of scope."""

SMALL_TALK = 0.25
"""Probability that small talk needs."""
SMALL_TALK_KNOWN = 0.40
"""Similarity that small talk needs."""

CLEAR_ALONE = 0.25
"""Probability from which one question of several gets its own answer."""
CLEAR_BESIDE = 0.30
"""Probability of the whole message from which its topic is answered beside that of one question in it."""

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
    asked = [(label.partition("/")[2], p) for label, p in part.labels if label.startswith("ask/")]
    topics = tuple(topic for topic, _ in asked)
    strange = part.similarity < KNOWN or part.nearest in _OUT
    if strange or not asked or part.asks < IN_SCOPE:
        return Choice("decline", topics[:_MOST_CHOICES], part.label == "near_miss" or part.label not in _OUT)
    topic, chance = asked[0]
    if chance >= SURE or (chance >= LIKELY and part.nearest == f"ask/{topic}"):
        return Choice("answer", topics[:1])
    return Choice("clarify", topics[:_MOST_CHOICES])


def is_small_talk(part: Part) -> bool:
    """Tell whether a message ranked as small talk really is.

    Args:
        part: its ranking.
    """
    return part.chance >= SMALL_TALK and part.similarity >= SMALL_TALK_KNOWN


def choose_all(understood: Understanding) -> Sequence[Choice]:
    """Decide for a whole message: one choice, or one for each of its questions.

    Several answers are given when several questions are clear on their own and ask different things, or one of them
    asks something else than the message as a whole; a long message with one clear question in it is answered by that
    question.

    Args:
        understood: the message and its questions.
    """
    whole = choose(understood.whole)
    clear: dict[str, Choice] = {}
    surest = 0.0
    for part in understood.parts:
        choice = choose(part)
        if choice.kind == "answer" and part.chance >= CLEAR_ALONE:
            clear.setdefault(choice.topics[0], choice)
            surest = max(surest, part.chance)
    if len(clear) > 1 or (clear and whole.kind != "answer"):
        return list(clear.values())
    other = [choice for topic, choice in clear.items() if topic != whole.topics[0]]
    if other and len(understood.parts) > 1 and understood.whole.chance >= CLEAR_BESIDE:
        return [whole, *other]
    # what stands around a clear question ("no chest pain, but ...") must not outweigh it
    return other if other and surest > understood.whole.chance else [whole]
