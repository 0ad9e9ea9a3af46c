"""The project's own web channel: a chat page and the small JSON API behind it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from pathlib import Path
from typing import Any, Awaitable, Callable, Dict, List, Mapping, NamedTuple, Optional
from urllib.parse import urlsplit

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.answering import talk
from bot.answering.reply import Message
from bot.answering.turn import Turn
from bot.answering.write import Writer
from bot.channels.gate import hand_over, refuse
from bot.channels.session import Tokens
from bot.clinic import read_clinic
from bot.content.open import open_store

log = logging.getLogger(__name__)

PAGE = Path(__file__).parent / "page"
_BUTTONS = {"ask", "more", "sources", "not_what_i_meant", "start_over"}
_STRINGS = [
    "title",
    "machine",
    "review",
    "placeholder",
    "send",
    "sources",
    "you_said",
    "assistant_said",
    "typing",
    "retry",
    "offline",
    "start_over",
    "paste_hint",
    "checked",
    "more_options",
]
_TIME_LIMIT = 20.0
_MOST_WAITING = 5
_ANSWERED_SECONDS = 300
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

OnMessage = Callable[[UserMessage], Awaitable[Any]]


class _Answered(NamedTuple):
    """The last replies of a conversation, for a client that asks again because it did not hear them."""

    message_id: str
    messages: List[Dict[str, Any]]
    at: float


class _Collector(OutputChannel):
    """Collects replies, so that they are sent only after the conversation is saved."""

    def __init__(self) -> None:
        self.messages: List[Dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "web"

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        buttons = [{"title": b["title"], "button": _as_button(b["payload"])} for b in message.get("buttons") or ()]
        self.messages.append(
            {"text": message.get("text", ""), "buttons": buttons, "custom": message.get("custom") or {}}
        )


class WebChannel(InputChannel):
    """Serves the chat page and carries its messages."""

    def __init__(self, prefix: str = "web") -> None:
        """Prepare the channel.

        Args:
            prefix: where Rasa puts it below /webhooks/.
        """
        self._prefix = prefix
        self._tokens = Tokens()
        self._clinic = read_clinic()
        self._store = open_store()
        self._locks: Dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: Dict[str, int] = defaultdict(int)
        self._answered: Dict[str, _Answered] = {}  # in order of time

    @classmethod
    def name(cls) -> str:
        """Give the name under which Rasa knows the channel."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> WebChannel:
        """Make the channel from its entry in credentials.yml."""
        return cls(**(credentials or {}))

    def url_prefix(self) -> str:
        """Give the place below /webhooks/."""
        return self._prefix

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """Make the routes.

        Args:
            on_new_message: hands a message to the assistant and returns when it is answered and saved.
        """
        web = Blueprint("her2_web")

        @web.get("/")
        async def page(request: Request) -> HTTPResponse:
            return await response.file(PAGE / "index.html", headers=_HEADERS)

        @web.get("/favicon.ico")
        async def icon(request: Request) -> HTTPResponse:
            return response.empty(204, headers=_HEADERS)

        @web.get("/chat.js")
        async def script(request: Request) -> HTTPResponse:
            return await response.file(PAGE / "chat.js", headers=_HEADERS, mime_type="text/javascript; charset=utf-8")

        @web.get("/chat.css")
        async def style(request: Request) -> HTTPResponse:
            return await response.file(PAGE / "chat.css", headers=_HEADERS, mime_type="text/css; charset=utf-8")

        @web.get("/api/strings")
        async def strings(request: Request) -> HTTPResponse:
            writer = self._writer()
            words = {name: writer.phrase(f"page_{name}") for name in _STRINGS}
            return _json({**words, "urgent": writer.phrase("urgent")})

        @web.get("/api/health")
        async def health(request: Request) -> HTTPResponse:
            meta = self._store.current().meta
            return _json({"status": "ok", "edition": meta["edition"], "content": meta["content_hash"][:12]})

        @web.post("/api/sessions")
        async def begin(request: Request) -> HTTPResponse:
            if not self._origin_allowed(request):
                return self._refused("bad_request", "origin", "", 403)
            greeting = talk.greet(Turn(text="", intent="greet", memory={}), self._writer())
            return _json({"token": self._tokens.mint(), "messages": [_shown(m) for m in greeting.messages]}, 201)

        @web.post("/api/messages")
        async def take(request: Request) -> HTTPResponse:
            body = _body(request)
            given = body.get("text")
            text = given if isinstance(given, str) else ""
            if not self._origin_allowed(request):
                return self._refused("bad_request", "origin", text, 403)
            conversation = self._tokens.conversation(request.token or "")
            if conversation is None:
                return self._refused("session_over", "session", text, 401)
            if body.get("attachment") is not None:
                return self._refused("attachment", "attachment", text, 415)
            if "button" in body:
                payload = self._payload(body["button"])
                if payload is None:
                    return self._refused("bad_request", "button", text, 400)
                return await self._turn(conversation, body, payload, "", on_new_message)
            if not isinstance(given, str):
                return self._refused("bad_request", "text", "", 400)
            handed = hand_over(text, self._writer())
            if isinstance(handed, Message):
                return _json({"error": "too_long", "messages": [_shown(handed)]}, 413)
            return await self._turn(conversation, body, handed, text, on_new_message)

        @web.options("/api/<name:str>")
        async def preflight(request: Request, name: str) -> HTTPResponse:
            return response.empty(204)

        @web.middleware("response")
        async def allow_origin(request: Request, answer: HTTPResponse) -> None:
            origin = request.headers.get("origin", "")
            if origin in self._clinic.allowed_origins:
                answer.headers.update(
                    {
                        "Access-Control-Allow-Origin": origin,
                        "Access-Control-Allow-Methods": "GET, POST",
                        "Access-Control-Allow-Headers": "Authorization, Content-Type",
                        "Vary": "Origin",
                    }
                )

        @web.exception(SanicException)
        async def wrong(request: Request, error: SanicException) -> HTTPResponse:
            status = getattr(error, "status_code", 500)
            phrase = "too_long" if status == 413 else "bad_request" if status < 500 else "failure"
            return self._refused(phrase, "request", "", status)

        return web

    async def _turn(
        self, conversation: str, body: Mapping[str, Any], message: str, text: str, on_new_message: OnMessage
    ) -> HTTPResponse:
        if self._waiting[conversation] >= _MOST_WAITING:
            return self._refused("too_many", "busy", text, 429)
        message_id = str(body.get("id") or "")[:64]
        # a patient who closes the page mid-turn must not leave half a conversation behind
        task = asyncio.ensure_future(self._answer(conversation, message_id, message, on_new_message))
        try:
            messages = await asyncio.wait_for(asyncio.shield(task), _TIME_LIMIT)
        except asyncio.TimeoutError:
            return self._refused("slow", "slow", text, 504)
        except Exception as error:
            log.error("A message could not be answered: %s", type(error).__name__)
            return self._refused("failure", "failure", text, 500)
        return _json({"messages": messages})

    async def _answer(
        self, conversation: str, message_id: str, message: str, on_new_message: OnMessage
    ) -> List[Dict[str, Any]]:
        self._waiting[conversation] += 1
        try:
            async with self._locks[conversation]:
                answered = self._answered.pop(conversation, None)
                if message_id and answered and answered.message_id == message_id:
                    self._answered[conversation] = answered
                    return answered.messages  # sent twice by a client that did not hear the first answer
                collector = _Collector()
                await on_new_message(UserMessage(message, collector, conversation, input_channel=self.name()))
                messages = collector.messages or [
                    _shown(self._writer().plain("error", self._writer().phrase("failure")))
                ]
                if not any(m["custom"].get("kind") == "start_over" for m in messages):
                    self._answered[conversation] = _Answered(message_id, messages, time.monotonic())
                return messages
        finally:
            self._waiting[conversation] -= 1
            if not self._waiting[conversation]:
                self._waiting.pop(conversation)
                self._locks.pop(conversation, None)
            self._forget_answered()

    def _forget_answered(self) -> None:
        oldest = time.monotonic() - _ANSWERED_SECONDS
        for conversation, answered in list(self._answered.items()):
            if answered.at >= oldest:
                break
            del self._answered[conversation]

    def _payload(self, button: object) -> Optional[str]:
        if not isinstance(button, dict) or button.get("intent") not in _BUTTONS or set(button) - {"intent", "topic"}:
            return None
        topic = button.get("topic")
        if topic is None:
            return f"/{button['intent']}"
        if topic not in self._store.current().knowledge.topics:
            return None
        return f'/{button["intent"]}{{"topic": "{topic}"}}'

    def _origin_allowed(self, request: Request) -> bool:
        origin = request.headers.get("origin")
        if not origin:
            return True
        # behind a proxy the scheme may differ, the host may not
        return urlsplit(origin).netloc == request.host or origin in self._clinic.allowed_origins

    def _writer(self) -> Writer:
        return Writer(self._store.current(), self._clinic)

    def _refused(self, phrase: str, code: str, text: str, status: int) -> HTTPResponse:
        message = refuse(phrase, text, self._writer())
        return _json({"error": code, "messages": [_shown(message)]}, status)


def _body(request: Request) -> Dict[str, Any]:
    try:
        body = request.json
    except SanicException:
        return {}
    return body if isinstance(body, dict) else {}


def _as_button(payload: str) -> Dict[str, str]:
    intent, _, rest = payload.lstrip("/").partition("{")
    topic = rest.partition(': "')[2].partition('"')[0]
    return {"intent": intent, "topic": topic} if topic else {"intent": intent}


def _shown(message: Message) -> Dict[str, Any]:
    buttons = [{"title": b.title, "button": _as_button(b.payload)} for b in message.buttons]
    return {"text": message.text, "buttons": buttons, "custom": dict(message.payload)}


def _json(body: Mapping[str, Any], status: int = 200) -> HTTPResponse:
    return response.json(body, status=status, headers=_HEADERS)
