"""Understand one message: which questions it asks, in order, and whether it asks the meaning of a word."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Mapping

from bot.understanding.classifier import Ranking, TopicClassifier
from bot.understanding.split import questions, sentences

_SHOWN = 8


@dataclass(frozen=True)
class Part:
    """One question of a message: its likeliest labels, its nearest phrasing, and the share of all topics together."""

    labels: tuple[tuple[str, float], ...]
    nearest: str
    similarity: float
    asks: float = 0.0

    @classmethod
    def of(cls, ranking: Ranking) -> Part:
        """Keep the top of a ranking."""
        asks = sum(p for label, p in ranking.labels if label.startswith("ask/"))
        return cls(ranking.labels[:_SHOWN], ranking.nearest, ranking.similarity, asks)

    @property
    def label(self) -> str:
        """The likeliest label."""
        return self.labels[0][0]

    @property
    def chance(self) -> float:
        """The probability of the likeliest label."""
        return self.labels[0][1]

    def share(self, prefix: str) -> float:
        """The probability of all shown labels that begin so."""
        return sum(p for label, p in self.labels if label.startswith(prefix))


@dataclass(frozen=True)
class Understanding:
    """What the classifier makes of a message: as a whole, and of each question in it."""

    whole: Part
    parts: tuple[Part, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values that survive JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Understanding:
        """Read it back from plain values."""
        return cls(_part(raw["whole"]), tuple(_part(p) for p in raw["parts"]))


def _part(raw: Mapping[str, Any]) -> Part:
    labels = tuple((str(label), float(p)) for label, p in raw["labels"])
    return Part(labels, raw["nearest"], raw["similarity"], raw["asks"])


def understand(text: str, classifier: TopicClassifier) -> Understanding:
    """Rank a message and the questions in it.

    Args:
        text: what the patient typed.
        classifier: a trained classifier.
    """
    asked = questions(text)
    return Understanding(Part.of(classifier.rank(text)), tuple(Part.of(classifier.rank(q)) for q in asked))


def alarms(text: str, classifier: TopicClassifier) -> list[tuple[str, tuple[tuple[str, float], ...]]]:
    """Rank the classes of red flags for a message as a whole and for each sentence of a longer one.

    Args:
        text: what the patient typed.
        classifier: a trained classifier.
    """
    return [(part, ranked) for part in (text, *sentences(text)) if (ranked := classifier.alarm(part))]
