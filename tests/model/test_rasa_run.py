"""`rasa run` with `rasa run actions` gives the same replies as the one-process server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Iterator

import pytest
from ruamel.yaml import YAML

from bot.channels.inprocess import Conversation
from bot.channels.web.messages import shown_raw
from bot.clinic import Clinic
from bot.content.open import open_store
from bot.paths import MODEL
from tests.model.http_client import free_port, request, start, wait_for

MESSAGES = (
    "what does equivocal mean",
    "tell me more",
    "where is that from?",
    "is HER2 inherited, and what is FISH?",
    "what is a synoptic report",
    "what is the weather tomorrow",
    "should I skip my tablet tonight",
    "I can't breathe",
    "no",
    "someone is with me now",
    "thanks",
)
RASA = str(Path(sys.executable).parent / "rasa")


@pytest.fixture(scope="module")
def servers() -> dict[str, subprocess.Popen[str]]:
    return {}


@pytest.fixture(scope="module")
def base(agent, servers, tmp_path_factory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("endpoints")
    actions_port, port = free_port(), free_port()
    endpoints = folder / "endpoints.yml"
    store = {"type": "bot.runtime.trackers.ForgetfulTrackerStore"}
    with endpoints.open("w") as file:
        YAML().dump(
            {"action_endpoint": {"url": f"http://127.0.0.1:{actions_port}/webhook"}, "tracker_store": store}, file
        )
    actions = start(RASA, "run", "actions", "--port", str(actions_port), SANIC_HOST="127.0.0.1")
    server = start(
        RASA,
        "run",
        "--interface",
        "127.0.0.1",
        "--port",
        str(port),
        "--model",
        str(MODEL),
        "--endpoints",
        str(endpoints),
    )
    servers.update(actions=actions, server=server)
    try:
        wait_for(f"http://127.0.0.1:{actions_port}/health", actions)
        wait_for(f"http://127.0.0.1:{port}/webhooks/web/api/health/ready", server)
        yield f"http://127.0.0.1:{port}/webhooks/web"
    finally:
        for process in (server, actions):
            process.terminate()
            process.wait(30)


def test_both_ways_of_running_say_the_same(base, agent, loop) -> None:
    token = request(f"{base}/api/sessions", {}).json["token"]
    conversation = Conversation(agent, Clinic(), "same")
    edition = open_store().current()
    for number, text in enumerate(MESSAGES):
        there = request(f"{base}/api/messages", {"id": str(number), "text": text}, token).json["messages"]
        here = loop.run_until_complete(conversation.send(text))
        assert there == [shown_raw(message, edition) for message in here], text


def test_its_pages_are_below_webhooks(base) -> None:
    for address in (base, f"{base}/", f"{base}/chat"):
        page = request(address)
        assert page.status == 200
        assert "widget.js" in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
    script = request(f"{base}/api/widget").json
    assert request(base.removesuffix("/webhooks/web") + script["url"]).status == 200


def test_errors_below_webhooks_are_as_kind_and_as_safe(base) -> None:
    for address in (f"{base}/no/such", f"{base}/api/messages"):
        got = request(address)
        assert got.status in (404, 405)
        assert "If you feel very unwell" in got.said
        assert "default-src 'none'" in got.headers["content-security-policy"]


def test_a_failing_action_server_is_told(base, servers) -> None:
    token = request(f"{base}/api/sessions", {}).json["token"]
    servers["actions"].terminate()
    servers["actions"].wait(30)
    got = request(f"{base}/api/messages", {"id": "one", "text": "what does equivocal mean"}, token)
    assert (got.status, got.json["error"]) == (500, "failure")
    assert "try again" in got.said
    assert "If you feel very unwell" in got.said
