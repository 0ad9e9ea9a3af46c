"""A small HTTP client and process starter for tests that speak with a running server."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from typing import Any, Mapping, NamedTuple

from bot.paths import ROOT


class Response(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def said(self) -> str:
        return "\n".join(m["text"] for m in self.json["messages"])


def request(url: str, body: object = None, token: str = "", method: str | None = None, **headers: str) -> Response:
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", **headers} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=60) as got:
            return Response(got.status, _lower(got.headers), got.read().decode())
    except urllib.error.HTTPError as error:
        return Response(error.code, _lower(error.headers), error.read().decode())


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(*command: str, **environment: str) -> subprocess.Popen[str]:
    env = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", **environment}
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def wait_for(url: str, server: subprocess.Popen[str]) -> None:
    for _ in range(480):
        try:
            request(url)
            return
        except OSError:
            assert server.poll() is None, server.stdout.read()
            time.sleep(0.25)
    raise AssertionError(f"{url} did not come up")
