"""Which button presses are taken: a press is a command to Rasa, and could fill any slot."""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Optional

from bot.answering.reply import Button
from bot.channels.web.messages import as_button
from bot.content.store import Edition

_ALWAYS = ("ask", "more", "sources", "not_what_i_meant", "start_over")


def payload_of(button: Mapping[str, Any], edition: Edition) -> Optional[str]:
    """Give the payload, in Rasa's notation, of a press that is always allowed; None for any other.

    Args:
        button: what the client sent.
        edition: knows the topics.
    """
    topic = button.get("topic", "")
    if button.get("intent") not in _ALWAYS or set(button) - {"intent", "topic"}:
        return None
    if "topic" in button and topic not in edition.knowledge.topics:
        return None
    return Button("", button["intent"], topic).payload


def offered_payload(button: Mapping[str, Any], events: Iterable[Mapping[str, Any]]) -> Optional[str]:
    """Give the payload of a press that was offered in a conversation word for word; None for any other.

    Args:
        button: what the client sent.
        events: Rasa's events of the conversation.
    """
    for event in events:
        for offered in (event.get("data") or {}).get("buttons") or ():
            if event["event"] == "bot" and as_button(offered["payload"]) == button:
                return str(offered["payload"])
    return None
