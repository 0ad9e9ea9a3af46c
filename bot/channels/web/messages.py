"""The shape in which messages and turns leave the API."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any, Dict, Iterable, List, Mapping

from bot.answering.reply import Message
from bot.content.store import Edition

Shown = Dict[str, Any]
"""A message as the API gives it: text, buttons and custom."""


def shown(message: Message, edition: Edition) -> Shown:
    """Show a message of ours.

    Args:
        message: the message.
        edition: the edition it was written from.
    """
    buttons = [{"title": b.title, "payload": b.payload} for b in message.buttons]
    return shown_raw({"text": message.text, "buttons": buttons, "custom": message.payload}, edition)


def shown_raw(message: Mapping[str, Any], edition: Edition) -> Shown:
    """Show a message as Rasa carries it.

    Args:
        message: with `text`, `buttons` with payloads in Rasa's notation, and `custom`.
        edition: the edition it was written from.
    """
    return {
        "text": message.get("text") or "",
        "buttons": [{"title": b["title"], "button": as_button(b["payload"])} for b in message.get("buttons") or ()],
        "custom": _custom(message.get("custom") or {}, edition),
    }


def _custom(payload: Mapping[str, Any], edition: Edition) -> Dict[str, Any]:
    # only an action that failed or took too long speaks without a payload
    custom = {"kind": "error", **payload}
    entry = edition.knowledge.safety.get(str(custom.get("safety")))
    return {**custom, "kind": "safety", "level": entry.kind} if entry else custom


def as_button(payload: str) -> Dict[str, Any]:
    """Read a button's payload in Rasa's notation, `/intent{"entity": "value"}`.

    Args:
        payload: the payload.
    """
    intent, brace, rest = payload.lstrip("/").partition("{")
    return {"intent": intent, **(json.loads(brace + rest) if brace else {})}


def turns_of(events: Iterable[Mapping[str, Any]], edition: Edition) -> List[Dict[str, Any]]:
    """List what was said in a conversation, each message once even if it was tried again.

    Args:
        events: Rasa's events of the conversation.
        edition: the edition that names the safety classes.
    """
    turns: List[Dict[str, Any]] = []
    titles: Dict[str, str] = {}
    last_id = object()
    for event in events:
        if event["event"] == "user":
            again = event.get("message_id") == last_id
            if again:  # the first try failed: only what followed the last one was answered
                while turns and turns.pop()["who"] != "patient":
                    pass
            last_id = event.get("message_id")
            text = event.get("text") or ""
            said = titles.get(text) or _topic_title(text, edition) or text
            turns.append({"who": "patient", "text": said, "at": _at(event)})
        elif event["event"] == "bot":
            data = event.get("data") or {}
            titles.update({b["payload"]: b["title"] for b in data.get("buttons") or ()})
            turns.append({"who": "guide", **shown_raw({**data, "text": event.get("text")}, edition), "at": _at(event)})
    return turns


def _topic_title(text: str, edition: Edition) -> str:
    # the buttons of the greeting were pressed without standing in the conversation; a typed text never begins with "/"
    topic = edition.knowledge.topics.get(as_button(text).get("topic", "")) if text.startswith("/") else None
    return topic.button if topic else ""


def _at(event: Mapping[str, Any]) -> str:
    return datetime.fromtimestamp(event["timestamp"], timezone.utc).isoformat(timespec="seconds")
