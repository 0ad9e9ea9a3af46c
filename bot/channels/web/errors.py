"""Refusals: what a client is told when a request is not answered."""

from __future__ import annotations

import logging
import math
from typing import Callable, Optional

from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.answering.write import Writer
from bot.channels.gate import refuse
from bot.channels.web.apart import apart
from bot.channels.web.messages import shown
from bot.channels.web.replies import json_reply

log = logging.getLogger(__name__)


class RefusedError(Exception):
    """A request that is not answered, and why."""

    def __init__(self, status: int, code: str, phrase: str, wait: Optional[float] = None) -> None:
        """Describe it.

        Args:
            status: the HTTP status.
            code: the reason, for programs.
            phrase: the fixed phrase for the patient.
            wait: seconds after which it is worth trying again.
        """
        super().__init__(code)
        self.status = status
        self.code = code
        self.phrase = phrase
        self.wait = wait


def session_over() -> RefusedError:
    """Say that a token opens no session, or none any more."""
    return RefusedError(401, "session", "session_over")


def unavailable() -> RefusedError:
    """Say that a part of the assistant cannot be used at the moment."""
    return RefusedError(503, "unavailable", "failure", wait=5)


class Refuser:
    """Answers every request that went wrong; a red flag in what was sent is answered first."""

    def __init__(self, writer: Callable[[], Writer]) -> None:
        """Prepare.

        Args:
            writer: gives a writer from the current edition.
        """
        self._writer = writer

    async def answer(self, request: Request, error: Exception) -> HTTPResponse:
        """Answer one.

        Args:
            request: the request.
            error: what went wrong.
        """
        refusal = error if isinstance(error, RefusedError) else _as_refusal(error, request)
        # the words of a refused message can be many
        text = getattr(request.ctx, "text", "")
        message = await apart(refuse, refusal.phrase, text, self._writer())
        headers = dict(getattr(error, "headers", None) or {})
        if refusal.wait is not None:
            headers["Retry-After"] = str(max(1, math.ceil(refusal.wait)))
        body = {"error": refusal.code, "messages": [shown(message, self._writer().edition)]}
        return json_reply(body, refusal.status, headers)


def _as_refusal(error: Exception, request: Request) -> RefusedError:
    # what fails before a route is found is a request that cannot be read
    status = error.status_code if isinstance(error, SanicException) else 500 if request.route else 400
    if status == 413:
        return RefusedError(413, "too_long", "too_long")
    if status in (404, 405):
        return RefusedError(status, "not_found" if status == 404 else "method", "bad_request")
    if status < 500:
        return RefusedError(status, "bad_request", "bad_request")
    # the message of the exception may hold what a patient typed: only its type is logged
    log.error("A request failed: %s", type(error).__name__)
    return RefusedError(500, "failure", "failure")
