"""The routes of the API."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import wraps
from typing import Awaitable, Callable, Optional

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.answering import talk
from bot.answering.turn import Turn
from bot.answering.write import Writer
from bot.channels.gate import hand_over
from bot.channels.web.apart import apart
from bot.channels.web.assistant import Assistant
from bot.channels.web.buttons import offered_payload, payload_of
from bot.channels.web.delivery import Delivery
from bot.channels.web.errors import RefusedError, session_over
from bot.channels.web.headers import is_allowed
from bot.channels.web.limits import Addresses, client_address
from bot.channels.web.messages import shown, turns_of
from bot.channels.web.replies import json_reply
from bot.channels.web.requests import bearer, read_body, read_message
from bot.channels.web.sessions import Session, Sessions

_PROBE_SECONDS = 3.0

Handler = Callable[[Request], Awaitable[HTTPResponse]]


class Api:
    """Begins conversations, carries their messages, shows, hands out and deletes them."""

    def __init__(
        self,
        assistant: Assistant,
        sessions: Sessions,
        addresses: Addresses,
        delivery: Delivery,
        writer: Callable[[], Writer],
    ) -> None:
        """Prepare.

        Args:
            assistant: has the conversations.
            sessions: has the sessions.
            addresses: counts requests.
            delivery: carries messages.
            writer: gives a writer from the current edition.
        """
        self._assistant = assistant
        self._sessions = sessions
        self._addresses = addresses
        self._delivery = delivery
        self._writer = writer
        self._clinic = writer().clinic

    def add_to(self, web: Blueprint) -> None:
        """Add the routes.

        Args:
            web: where they go.
        """
        for method, path, handler in (
            ("POST", "/api/sessions", self.begin),
            ("POST", "/api/messages", self.take),
            ("GET", "/api/history", self.history),
            ("GET", "/api/export", self.export),
            ("DELETE", "/api/session", self.delete),
            ("GET", "/api/health/live", self.live),
            ("GET", "/api/health/ready", self.ready),
        ):
            web.add_route(_function(handler), path, methods=[method])
        for path in ("sessions", "messages", "history", "export", "session"):
            web.add_route(_function(self.preflight), f"/api/{path}", methods=["OPTIONS"], name=f"preflight_{path}")

    async def begin(self, request: Request) -> HTTPResponse:
        """Begin a session."""
        body = read_body(request, self._clinic.limits.body_bytes)
        self._admit(request)
        if body:
            raise RefusedError(400, "unknown_field", "bad_request")
        token = self._sessions.begin()
        if token is None:
            raise RefusedError(429, "too_many", "too_many", wait=60)
        writer = self._writer()
        messages = list(talk.greet(Turn(text="", intent="greet", memory={}), writer).messages)
        if self._clinic.maintenance:
            messages.insert(0, writer.plain("maintenance", self._clinic.maintenance))
        said = [shown(message, writer.edition) for message in messages]
        idle = self._clinic.limits.idle_minutes
        return json_reply({"token": token, "idle_minutes": idle, "messages": said}, 201)

    async def take(self, request: Request) -> HTTPResponse:
        """Take a message and give the replies to it."""
        body = read_body(request, self._clinic.limits.body_bytes)
        session = await self._session(request)
        sent = read_message(body)
        if isinstance(sent.said, str):
            message = await self._checked(sent.said)
        else:
            message = await self._pressed(sent.said, session)
        self._sessions.touch(session)
        replies = await self._delivery.send(session, sent.message_id, message)
        return json_reply({"messages": replies})

    async def history(self, request: Request) -> HTTPResponse:
        """Give what was said."""
        session = await self._session(request)
        events = await self._assistant.events(session.conversation)
        return json_reply({"turns": turns_of(events, self._writer().edition)})

    async def export(self, request: Request) -> HTTPResponse:
        """Give everything that is held about a session."""
        session = await self._session(request)
        events = await self._assistant.events(session.conversation)
        held = {
            "conversation": {
                "turns": turns_of(events, self._writer().edition),
                "remembered": await self._assistant.slots(session.conversation),
                "events": events,
            },
            "session": {
                "conversation_id": session.conversation,
                "began": datetime.fromtimestamp(session.began, timezone.utc).isoformat(timespec="seconds"),
                "idle_minutes": self._clinic.limits.idle_minutes,
                "message_ids": list(session.turns),
                "address": self._address(request),
            },
        }
        return json_reply(held)

    async def delete(self, request: Request) -> HTTPResponse:
        """Remove a conversation."""
        session = await self._session(request)
        await self._delivery.delete(session)
        writer = self._writer()
        done = writer.plain("deleted", writer.phrase("deleted"))
        return json_reply({"messages": [shown(done, writer.edition)]})

    async def live(self, request: Request) -> HTTPResponse:
        """Say that the process runs."""
        return json_reply({"status": "live"})

    async def ready(self, request: Request) -> HTTPResponse:
        """Say whether messages can be answered, and why not."""
        meta = self._writer().edition.meta
        reasons = [] if self._assistant.is_ready else ["model"]
        if self._assistant.is_ready and not await self._assistant.store_works(_PROBE_SECONDS):
            reasons.append("tracker_store")
        state = {
            "status": "unavailable" if reasons else "ready",
            "reasons": reasons,
            "edition": meta["edition"],
            "content": meta["content_hash"][:12],
            "maintenance": self._clinic.maintenance,
        }
        return json_reply(state, 503 if reasons else 200)

    async def preflight(self, request: Request) -> HTTPResponse:
        """Answer a browser that asks whether it may; what it may stands in the headers that every reply gets."""
        return HTTPResponse(status=204)

    def _admit(self, request: Request) -> None:
        if not is_allowed(request, self._clinic.allowed_origins):
            raise RefusedError(403, "origin", "bad_request")
        wait = self._addresses.take(self._address(request))
        if wait:
            raise RefusedError(429, "too_many", "too_many", wait)

    async def _session(self, request: Request) -> Session:
        self._admit(request)
        conversation = self._sessions.conversation(bearer(request) or "")
        if conversation is None:
            raise session_over()
        session = self._sessions.find(conversation)
        if session is None:
            # begun before a restart: it goes on only if what was said is still there
            if not await self._assistant.holds(conversation):
                raise session_over()
            session = self._sessions.find(conversation) or self._sessions.remember(conversation, kept=True)
        wait = session.allowance.take()
        if wait:
            raise RefusedError(429, "too_many", "too_many", wait)
        return session

    async def _checked(self, text: str) -> str:
        long = len(text) > self._clinic.limits.message_length
        handed = await apart(hand_over, text, self._writer()) if long else hand_over(text, self._writer())
        if not isinstance(handed, str):
            raise RefusedError(413, "too_long", "too_long")
        return handed

    async def _pressed(self, button: dict[str, str], session: Session) -> str:
        payload: Optional[str] = payload_of(button, self._writer().edition)
        if payload is None:
            payload = offered_payload(button, await self._assistant.events(session.conversation))
        if payload is None:
            raise RefusedError(400, "button", "bad_request")
        return payload

    def _address(self, request: Request) -> str:
        forwarded = request.headers.getall("x-forwarded-for", [])
        return client_address(request.ip, forwarded, self._clinic.limits.trusted_proxies)


def _function(handler: Handler) -> Handler:
    # Sanic writes on the functions it is given, which a method does not allow
    @wraps(handler)
    async def call(request: Request) -> HTTPResponse:
        return await handler(request)

    return call
