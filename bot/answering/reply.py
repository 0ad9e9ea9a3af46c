"""What goes back to the patient, as plain values a channel can carry."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Mapping

Memory = Mapping[str, Any]
"""What one conversation remembers between turns; kept in the slot `memory`."""


@dataclass(frozen=True)
class Button:
    """A choice the patient can press; it means the same as the intent, with its topic or values if there are any."""

    title: str
    intent: str
    topic: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def payload(self) -> str:
        """The message a press stands for, in Rasa's notation."""
        given = ({"topic": self.topic} if self.topic else {}) | dict(self.values)
        return f"/{self.intent}{json.dumps(given)}" if given else f"/{self.intent}"


@dataclass(frozen=True)
class Message:
    """One message: its text, its buttons, and the structured payload for channels that can use it."""

    text: str
    buttons: tuple[Button, ...] = ()
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """All messages of one turn, and what the conversation remembers after it."""

    messages: tuple[Message, ...]
    memory: Memory
