"""The web channel on a real server with the real assistant, in this process, so that its parts can be made to fail."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Iterator

import pytest

from bot.clinic import Clinic
from tests.model.http_client import Response, free_port, request


class Running:
    """A server that runs in another thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, clinic: Clinic, prepare: Callable[[Any], None]) -> None:
        self._loop = loop
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.agent = self.run(self._start(clinic, prepare))
        self._pool = ThreadPoolExecutor(20)

    async def _start(self, clinic: Clinic, prepare: Callable[[Any], None]) -> Any:
        from rasa.core.channels.channel import register
        from sanic import Sanic
        from sanic.touchup.service import TouchUp

        from bot.channels.web import WebChannel
        from bot.runtime.assistant import load

        app = Sanic(f"test{self.port}", configure_logging=False)
        app.config.REQUEST_MAX_SIZE = 4 * clinic.limits.body_bytes
        register([WebChannel(clinic=clinic)], app, route=None)
        self.app = app
        app.ctx.agent = await load()
        prepare(app.ctx.agent)
        self._server = await app.create_server("127.0.0.1", self.port, return_asyncio_server=True, access_log=False)
        await self._server.startup()
        TouchUp.run = lambda app: None  # Sanic rewrites its own methods at each start, which works once in a process
        await self._server.before_start()
        await self._server.after_start()
        return app.ctx.agent

    def run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def close(self) -> None:
        async def close() -> None:
            await self._server.close()

        self.run(close())
        self._pool.shutdown()

    # what a client does ------------------------------------------------------------------------------------------

    def ask(self, path: str, body: object = None, token: str = "", **more: Any) -> Response:
        return request(self.url + path, body, token, **more)

    def begin(self) -> str:
        return str(self.ask("/api/sessions", {}).json["token"])

    def say(self, token: str, text: str, message_id: str, **headers: str) -> Response:
        return self.ask("/api/messages", {"id": message_id, "text": text}, token, **headers)

    def saying(self, token: str, text: str, message_id: str) -> Any:
        """Say something without waiting for the replies."""
        return self._pool.submit(self.say, token, text, message_id)

    def history(self, token: str) -> list[tuple[str, str]]:
        return [(t["who"], t["text"]) for t in self.ask("/api/history", token=token).json["turns"]]

    def typed(self, token: str) -> list[str]:
        return [text for who, text in self.history(token) if who == "patient"]


class Gate:
    """Holds back whoever comes to it, until it is opened."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self.reached = threading.Event()

    def open(self) -> None:
        self._open.set()

    async def wait(self) -> None:
        self.reached.set()
        while not self._open.is_set():
            await asyncio.sleep(0.01)


@pytest.fixture(scope="session")
def server_loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


@pytest.fixture(scope="session")
def model() -> None:
    from bot.runtime.assistant import is_current, train

    if not is_current():
        train()


@pytest.fixture(scope="module")
def start_shared(model, server_loop) -> Iterator[Callable[..., Running]]:
    """Start servers that all tests of a module use."""
    yield from _starting(server_loop)


@pytest.fixture
def start(model, server_loop) -> Iterator[Callable[..., Running]]:
    """Start servers for one test."""
    yield from _starting(server_loop)


def _starting(loop: asyncio.AbstractEventLoop) -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def start(clinic: Clinic = Clinic(), prepare: Callable[[Any], None] = lambda agent: None) -> Running:  # noqa: B008
        running.append(Running(loop, clinic, prepare))
        return running[-1]

    yield start
    for server in running:
        server.close()


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open()
