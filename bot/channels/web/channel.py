"""The channel as Rasa sees it."""

from __future__ import annotations

import asyncio
from typing import Any, Dict, Optional

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.answering.write import Writer
from bot.channels.web.api import Api
from bot.channels.web.assistant import Assistant, OnMessage
from bot.channels.web.delivery import Delivery
from bot.channels.web.errors import Refuser
from bot.channels.web.headers import allow_origin, secure
from bot.channels.web.limits import Addresses
from bot.channels.web.sessions import Sessions
from bot.channels.web.site import Site
from bot.channels.web.site_routes import add_site
from bot.clinic import Clinic, read_clinic
from bot.content.open import open_store
from bot.runtime.conversations import own_conversations, sweep

_SWEEP_SECONDS = 60
_NAME = "her2_web"


class WebChannel(InputChannel):
    """Serves the widget and carries its messages."""

    def __init__(self, prefix: str = "web", clinic: Optional[Clinic] = None) -> None:
        """Prepare the channel.

        Args:
            prefix: where Rasa puts it below /webhooks/.
            clinic: None for the one of clinic.yml.
        """
        self._prefix = prefix
        self._clinic = clinic or read_clinic()
        self._store = open_store()

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
        limits = self._clinic.limits
        assistant = Assistant(on_new_message, limits.idle_minutes)
        sessions, addresses = Sessions(limits), Addresses(limits.requests_per_minute_per_address)
        delivery = Delivery(assistant, sessions, self._store.current, limits.reply_seconds)
        web = Blueprint(_NAME)
        Api(assistant, sessions, addresses, delivery, self._writer).add_to(web)
        add_site(web, Site(self._writer), self._clinic.allowed_origins)

        @web.listener("before_server_start")
        async def guard(app: Sanic, loop: Any) -> None:
            self._guard(app)

        @web.listener("after_server_start")
        async def adopt(app: Sanic, loop: Any) -> None:
            own_conversations(app.ctx.agent, limits.idle_minutes)
            assistant.use(app.ctx.agent)

            async def forget() -> None:
                while True:
                    await asyncio.sleep(_SWEEP_SECONDS)
                    sessions.sweep()
                    addresses.sweep()
                    sweep(app.ctx.agent)

            app.ctx.forgetting = loop.create_task(forget())

        @web.listener("before_server_stop")
        async def stop(app: Sanic, loop: Any) -> None:
            app.ctx.forgetting.cancel()

        return web

    def _guard(self, app: Sanic) -> None:
        """Put the same errors and headers on everything below our root, also where there is no route."""
        root = app.url_for(f"{_NAME}.start").rstrip("/")
        refuser = Refuser(self._writer)

        async def wrong(request: Request, error: Exception) -> HTTPResponse:
            if request.path.startswith(root):
                return await refuser.answer(request, error)
            return app.error_handler.default(request, error)

        async def protect(request: Request, response: HTTPResponse) -> None:
            if request.path.startswith(root):
                secure(response)
                if request.path.startswith(f"{root}/api/"):
                    allow_origin(request, response, self._clinic.allowed_origins)

        app.error_handler.add(Exception, wrong)
        app.register_middleware(protect, "response")

    def _writer(self) -> Writer:
        return Writer(self._store.current(), self._clinic)
