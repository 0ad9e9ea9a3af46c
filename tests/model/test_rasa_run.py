"""`rasa run` with `rasa run actions` gives the same replies as the one-process server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Iterator

import pytest
from ruamel.yaml import YAML

from bot.channels.inprocess import Conversation
from bot.clinic import Clinic
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
def base(agent, tmp_path_factory) -> Iterator[str]:
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
    try:
        wait_for(f"http://127.0.0.1:{actions_port}/health", actions)
        wait_for(f"http://127.0.0.1:{port}/webhooks/web/api/health", server)
        yield f"http://127.0.0.1:{port}/webhooks/web"
    finally:
        for process in (server, actions):
            process.terminate()
            process.wait(30)


def test_both_ways_of_running_say_the_same(base, agent, loop) -> None:
    token = request(f"{base}/api/sessions", {}).json["token"]
    conversation = Conversation(agent, Clinic(), "same")
    for text in MESSAGES:
        there = request(f"{base}/api/messages", {"text": text}, token).json["messages"]
        here = loop.run_until_complete(conversation.send(text))
        assert [m["text"] for m in there] == [m["text"] for m in here], text
        assert [m["custom"] for m in there] == [m["custom"] for m in here], text


def test_its_page_is_below_webhooks(base) -> None:
    page = request(f"{base}/")
    assert page.status == 200
    assert "<script" in page.text
