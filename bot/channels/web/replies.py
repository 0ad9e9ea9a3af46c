"""JSON over HTTP, the one way in which the API speaks."""

from __future__ import annotations

import json
from typing import Any, Mapping, Optional

from sanic.response import HTTPResponse


def json_reply(body: Mapping[str, Any], status: int = 200, headers: Optional[Mapping[str, str]] = None) -> HTTPResponse:
    """Make a reply that no cache keeps.

    Args:
        body: what to say.
        status: the HTTP status.
        headers: more headers.
    """
    text = json.dumps(body, ensure_ascii=True, allow_nan=False)
    return HTTPResponse(
        text, status, headers={"Cache-Control": "no-store", **(headers or {})}, content_type="application/json"
    )
