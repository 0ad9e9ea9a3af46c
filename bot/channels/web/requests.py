"""Read what a client sends, and keep its words at hand for the search for red flags."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, Iterator, Mapping, NamedTuple, Optional, Union

from sanic.request import Request

from bot.channels.web.errors import RefusedError

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_MOST_PARTS = 5
_MOST_IN_BUTTON = 100
_MOST_NESTED = 20


class Sent(NamedTuple):
    """A message of a patient: its client id, and either what was typed or the button that was pressed."""

    message_id: str
    said: Union[str, Dict[str, str]]


def read_body(request: Request, most_bytes: int) -> Dict[str, Any]:
    """Read a JSON object; none sent counts as an empty one.

    Args:
        request: the request; its words go to `request.ctx.text`.
        most_bytes: how long a body may be.

    Raises:
        RefusedError: when it is none, or too long.
    """
    raw = request.body.decode("utf-8", "replace")
    request.ctx.text = raw
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if raw and kind != "application/json":
        raise RefusedError(415, "attachment", "attachment")
    try:
        body = json.loads(raw) if raw else {}
        request.ctx.text = "\n".join(_words(body))
    except (ValueError, RecursionError):
        raise RefusedError(400, "bad_request", "bad_request") from None
    if len(request.body) > most_bytes:
        raise RefusedError(413, "too_long", "too_long")
    if not isinstance(body, dict):
        raise RefusedError(400, "bad_request", "bad_request")
    return body


def read_message(body: Mapping[str, Any]) -> Sent:
    """Read a message.

    Args:
        body: the JSON object.

    Raises:
        RefusedError: when it is none, holds an attachment, or holds a field that is not known.
    """
    if "attachment" in body:
        raise RefusedError(415, "attachment", "attachment")
    if set(body) - {"id", "text", "button"}:
        raise RefusedError(400, "unknown_field", "bad_request")
    message_id, text, button = body.get("id"), body.get("text"), body.get("button")
    if not isinstance(message_id, str) or not _ID.fullmatch(message_id) or ("text" in body) == ("button" in body):
        raise RefusedError(400, "bad_request", "bad_request")
    if "text" in body:
        if not isinstance(text, str):
            raise RefusedError(400, "bad_request", "bad_request")
        return Sent(message_id, text.encode("utf-8", "replace").decode())
    if not isinstance(button, dict) or not _is_button(button):
        raise RefusedError(400, "button", "bad_request")
    return Sent(message_id, button)


def bearer(request: Request) -> Optional[str]:
    """Give the token of a request.

    Args:
        request: the request.
    """
    scheme, _, token = str(request.headers.get("authorization", "")).partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _is_button(button: Mapping[str, Any]) -> bool:
    # what it may say is decided where it is compared with the buttons that were offered
    return len(button) <= _MOST_PARTS and all(
        isinstance(value, str) and len(value) <= _MOST_IN_BUTTON for value in button.values()
    )


def _words(value: object, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value.encode("utf-8", "replace").decode()
    elif depth < _MOST_NESTED and isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _words(inner, depth + 1)
