"""The one-process server: Rasa, the actions and the web channel together."""

from __future__ import annotations

import logging
import socket
import sys
from pathlib import Path
from typing import Any

from bot.clinic import is_loopback, read_clinic
from bot.paths import MODEL
from bot.runtime.assistant import load, quiet

_UNREAD = 4
"""A body longer than so many times the limit is not even read; a shorter one is searched for red flags and refused."""


class ServeError(Exception):
    """Raised when the server must not start; says why and what to do."""


def check_start(host: str, port: int, rest: bool, model: Path = MODEL) -> None:
    """Refuse to start where that would be unsafe or cannot work.

    Args:
        host: address to listen on.
        port: port to listen on.
        rest: whether Rasa's own REST channel is asked for.
        model: the trained model.

    Raises:
        ContentError: when clinic.yml is wrong.
        ServeError: when an address is not allowed or a port is taken.
    """
    clinic = read_clinic()
    if not model.exists():
        raise ServeError(f"There is no model at {model}: run `make train`.")
    if rest and not is_loopback(host):
        raise ServeError(
            f"REST=1 opens Rasa's REST channel, which checks nothing: it is for test tools on this machine only. "
            f"Use HOST=127.0.0.1, or leave REST out to serve on {host}."
        )
    missing = clinic.missing_for_public()
    if missing and not is_loopback(host):
        raise ServeError(
            f"A server on {host} can be reached by patients, and clinic.yml lacks {', '.join(missing)}. "
            "Copy clinic.example.yml to clinic.yml and fill them in."
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServeError(
                f"Port {port} on {host} cannot be used ({error.strerror}): choose another with PORT=."
            ) from error


def serve(host: str, port: int, rest: bool, model: Path = MODEL) -> None:
    """Serve until stopped.

    Args:
        host: address to listen on.
        port: port to listen on.
        rest: also open Rasa's REST channel.
        model: the trained model.
    """
    check_start(host, port, rest, model)
    print("Loading the assistant (about ten seconds) ...", flush=True)
    quiet()
    from rasa.core.channels.channel import register
    from rasa.core.channels.rest import RestInput
    from sanic import Sanic

    from bot.channels.web import WebChannel

    app = Sanic("her2", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _UNREAD * read_clinic().limits.body_bytes
    app.config.FALLBACK_ERROR_FORMAT = "json"
    register([WebChannel()], app, route=None)
    if rest:
        register([RestInput()], app, route="/webhooks/")

    @app.before_server_start
    async def start(app: Any, loop: Any) -> None:
        app.ctx.agent = await load(model)

    @app.after_server_start
    async def ready(app: Any, loop: Any) -> None:
        print(f"Ready: open http://{host}:{port}/ in a browser. Stop with Ctrl+C.", flush=True)
        if rest:
            print(f"REST channel for test tools: http://{host}:{port}/webhooks/rest/webhook", flush=True)

    logging.getLogger("sanic.root").setLevel(logging.WARNING)
    app.run(host=host, port=port, access_log=False, debug=False, motd=False)
    sys.stdout.flush()
