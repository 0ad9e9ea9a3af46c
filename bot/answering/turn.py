"""One message as the answering code sees it: plain values, nothing of Rasa."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping

from bot.answering.reply import Memory
from bot.safety.triage import Flag
from bot.understanding.understand import Understanding


@dataclass(frozen=True)
class Turn:
    """What the patient sent, what was understood, and what the conversation remembers.

    `text` is empty when a button was pressed; then `topic` is the topic of the button, if it has one.
    """

    text: str
    intent: str
    memory: Memory
    topic: str = ""
    term: str = ""
    flags: tuple[Flag, ...] = ()
    understanding: Understanding | None = None
    known: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    """What a pressed button carries besides a topic."""
