"""Whatever fails behind the channel, the patient gets words, and never an answer that has forgotten what was said."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time

import pytest

from bot.clinic import Clinic, Limits, Phone

pytestmark = pytest.mark.model

PATIENT = "zebra secret of mine"
CLINIC = Clinic(team=Phone("555-0100"), limits=Limits(reply_seconds=2))


@pytest.fixture
def server(start):
    return start(CLINIC)


@pytest.fixture
def store(server):
    return server.agent.tracker_store


@pytest.fixture
def token(server):
    """A session in which a question about inheritance was answered."""
    token = server.begin()
    assert server.say(token, "is HER2 inherited?", "before").status == 200
    return token


def is_kind(got, status, error):
    assert (got.status, got.json["error"]) == (status, error)
    assert "try again" in got.said
    assert "555-0100" in got.said
    assert "If you feel very unwell" in got.said
    assert got.json["messages"][0]["custom"]["kind"] == "error"
    assert int(got.headers["retry-after"]) >= 1


def remembers_inheritance(server, token):
    got = server.say(token, "tell me more", "after")
    assert got.status == 200
    assert got.json["messages"][0]["custom"]["topic"] == "inherited"


def failing(*_, **__):
    raise ConnectionError(f"no route to the database while saving {PATIENT}")


async def failing_later(*_, **__):
    failing()


def test_an_unreachable_action_server(server, token, monkeypatch):
    import aiohttp

    async def unreachable(**_):
        raise aiohttp.ClientConnectionError("refused")

    with monkeypatch.context() as broken:
        broken.setattr(server.agent.processor.action_endpoint, "request", unreachable)
        is_kind(server.say(token, "what is FISH", "one"), 500, "failure")
    assert server.say(token, "what is FISH", "one").json["messages"][0]["custom"]["kind"] in ("answer", "definition")
    assert server.typed(token) == ["is HER2 inherited?", "what is FISH"]


def test_an_action_that_raises(server, token, monkeypatch, caplog):
    with monkeypatch.context() as broken:
        broken.setattr("actions.base.read_turn", failing)
        is_kind(server.say(token, PATIENT, "one"), 500, "failure")
    assert server.say(token, PATIENT, "one").status == 200
    assert PATIENT not in caplog.text


def test_what_rasa_logs_of_an_exception_holds_nothing_typed(server, token, monkeypatch, caplog):
    monkeypatch.setattr(server.agent.processor.action_endpoint, "request", failing_later)
    is_kind(server.say(token, PATIENT, "one"), 500, "failure")
    assert "Encountered an exception while running action" in caplog.text
    assert "ConnectionError" in caplog.text
    assert PATIENT not in caplog.text


def test_a_slow_action_is_told_in_time_and_its_answer_given_when_asked_again(server, token, monkeypatch, gate):
    act = server.agent.processor.action_endpoint.request
    begun = []

    async def slow(**call):
        begun.append(call)
        await gate.wait()
        return await act(**call)

    monkeypatch.setattr(server.agent.processor.action_endpoint, "request", slow)
    is_kind(server.say(token, "what is FISH", "one"), 504, "slow")
    again = server.saying(token, "what is FISH", "one")
    gate.open()
    assert again.result().status == 200
    assert len(begun) == 1
    assert server.typed(token) == ["is HER2 inherited?", "what is FISH"]


def test_refusals_are_told_while_hanging_actions_hold_every_thread(server, token):
    hold = threading.Event()
    try:
        for _ in range(64):
            server.run(in_a_thread(hold.wait))
        got = server.say(token, "x" * 5000, "one")
        assert (got.status, got.json["error"]) == (413, "too_long")
        is_kind(server.say(token, "what is FISH", "two"), 504, "slow")
    finally:
        hold.set()


async def in_a_thread(work):
    asyncio.get_running_loop().run_in_executor(None, work)


def test_an_understanding_that_raises(server, token, monkeypatch, caplog):
    with monkeypatch.context() as broken:
        broken.setattr(server.agent.processor, "parse_message", failing_later)
        is_kind(server.say(token, PATIENT, "one"), 500, "failure")
    assert PATIENT not in caplog.text
    remembers_inheritance(server, token)


@pytest.mark.parametrize("part", ["retrieve", "retrieve_full_tracker", "save", "delete"])
def test_a_tracker_store_that_raises(server, store, token, monkeypatch, caplog, part):
    caplog.set_level(logging.WARNING)
    with monkeypatch.context() as broken:
        broken.setattr(store, part, failing_later)
        if part == "retrieve":
            is_kind(server.say(token, "tell me more", "one"), 503, "unavailable")
        elif part == "save":
            is_kind(server.say(token, "tell me more", "one"), 500, "failure")
        elif part == "delete":
            is_kind(server.ask("/api/session", token=token, method="DELETE"), 503, "unavailable")
        else:
            is_kind(server.ask("/api/history", token=token), 503, "unavailable")
            is_kind(server.ask("/api/export", token=token), 503, "unavailable")
    assert PATIENT not in caplog.text
    remembers_inheritance(server, token)


def test_a_tracker_store_that_fails_at_the_second_reading_of_a_message(server, store, token, monkeypatch):
    read = store.retrieve
    seen = []

    async def fails_second(sender_id):
        seen.append(sender_id)
        if len(seen) == 2:
            failing()
        return await read(sender_id)

    monkeypatch.setattr(store, "retrieve", fails_second)
    is_kind(server.say(token, "tell me more", "one"), 500, "failure")
    remembers_inheritance(server, token)


def test_the_first_message_of_a_session_when_the_store_raises(server, store, monkeypatch):
    token = server.begin()
    with monkeypatch.context() as broken:
        broken.setattr(store, "retrieve", failing_later)
        is_kind(server.say(token, "is HER2 inherited?", "one"), 500, "failure")
    assert server.say(token, "is HER2 inherited?", "one").status == 200
    assert server.typed(token) == ["is HER2 inherited?"]


def test_a_tracker_store_that_hangs(server, store, token, monkeypatch, gate):
    read = store.retrieve

    async def hanging(sender_id):
        await gate.wait()
        return await read(sender_id)

    monkeypatch.setattr(store, "retrieve", hanging)
    is_kind(server.say(token, "tell me more", "after"), 504, "slow")
    gate.open()
    remembers_inheritance(server, token)


def test_a_conversation_that_the_store_has_lost_is_over(server, store, token):
    store.store.clear()
    got = server.say(token, "tell me more", "one")
    assert (got.status, got.json["error"]) == (401, "session")
    assert "had ended" in got.said
    assert server.say(token, "tell me more", "one").status == 401


def test_a_token_outlives_a_restart_only_together_with_its_conversation(start, monkeypatch):
    monkeypatch.setenv("HER2_SECRET", "the same before and after")
    before = start(CLINIC)
    token = before.begin()
    before.say(token, "is HER2 inherited?", "before")

    forgot = start(CLINIC)
    got = forgot.say(token, "tell me more", "one")
    assert (got.status, got.json["error"]) == (401, "session")

    kept = start(CLINIC, lambda agent: setattr(agent, "tracker_store", before.agent.tracker_store))
    remembers_inheritance(kept, token)


def test_a_conversation_at_rest_for_too_long_is_not_taken_up_after_a_restart(start, monkeypatch):
    monkeypatch.setenv("HER2_SECRET", "the same before and after")
    before = start(CLINIC)
    token = before.begin()
    before.say(token, "is HER2 inherited?", "before")
    monkeypatch.setattr("bot.channels.web.assistant.time.time", lambda: time.time_ns() / 1e9 + 3601)
    kept = start(CLINIC, lambda agent: setattr(agent, "tracker_store", before.agent.tracker_store))
    assert kept.say(token, "tell me more", "one").status == 401


def test_rasas_wrapper_that_hides_a_failing_store_is_taken_off(start, monkeypatch):
    from rasa.core.tracker_store import FailSafeTrackerStore

    def wrap(agent):
        agent.tracker_store = agent.processor.tracker_store = FailSafeTrackerStore(agent.tracker_store)

    server = start(CLINIC, wrap)
    token = server.begin()
    server.say(token, "is HER2 inherited?", "before")
    with monkeypatch.context() as broken:
        broken.setattr(type(server.agent.tracker_store), "retrieve", failing_later)
        is_kind(server.say(token, "tell me more", "one"), 503, "unavailable")
    remembers_inheritance(server, token)


def test_a_store_that_cannot_delete_is_refused_at_the_start(start):
    from rasa.core.tracker_store import InMemoryTrackerStore

    from bot.runtime.conversations import ConversationsError

    def exchange(agent):
        agent.tracker_store = InMemoryTrackerStore(agent.domain)

    with pytest.raises(ConversationsError, match="cannot delete"):
        start(CLINIC, exchange)


@pytest.mark.parametrize("part", ["retrieve", "save"])
def test_an_emergency_is_answered_whatever_fails(server, store, token, monkeypatch, part):
    monkeypatch.setattr(store, part, failing_later)
    got = server.say(token, "I can't breathe", "one")
    assert got.status in (500, 503)
    assert got.json["messages"][0]["custom"]["level"] == "emergency"
    assert got.said.startswith("Call ")


def test_replies_are_given_only_after_the_conversation_is_saved(server, store, token, monkeypatch, gate):
    save = store.save

    async def held(tracker):
        await gate.wait()
        await save(tracker)

    monkeypatch.setattr(store, "save", held)
    replies = server.saying(token, "what is FISH", "one")
    assert gate.reached.wait(10)
    assert not replies.done()
    assert server.typed(token) == ["is HER2 inherited?"]
    gate.open()
    assert replies.result().status == 200
    assert server.typed(token) == ["is HER2 inherited?", "what is FISH"]


def hold_turns(server, monkeypatch, gate):
    handle = server.agent.processor.handle_message
    begun = []

    async def held(message):
        begun.append(message)
        await gate.wait()
        return await handle(message)

    monkeypatch.setattr(server.agent.processor, "handle_message", held)
    return begun


def arrive(server, token, text, message_id, count):
    """Send a message and wait until it is in the queue."""
    replies = server.saying(token, text, message_id)
    while len(server.ask("/api/export", token=token).json["session"]["message_ids"]) < count:
        pass
    return replies


def test_messages_that_come_meanwhile_wait_in_order_and_none_is_lost(start, monkeypatch, gate):
    server = start(Clinic(limits=Limits(requests_per_minute_per_session=6000, requests_per_minute_per_address=60000)))
    token = server.begin()
    hold_turns(server, monkeypatch, gate)
    texts = ["what is HER2", "is HER2 inherited?", "what is FISH", "where is that from?", "thanks"]
    waiting = [arrive(server, token, text, str(n), n + 1) for n, text in enumerate(texts)]
    sixth = server.say(token, "one more", "six")
    assert (sixth.status, sixth.json["error"]) == (429, "too_many")
    assert (
        server.say(token, "one more and I can't breathe", "six").json["messages"][0]["custom"]["level"] == "emergency"
    )
    gate.open()
    assert [w.result().status for w in waiting] == [200] * 5
    assert server.typed(token) == texts


def test_a_message_sent_twice_is_handled_once_also_while_it_is_being_handled(server, monkeypatch, gate):
    token = server.begin()
    hold_turns(server, monkeypatch, gate)
    first = arrive(server, token, "what is HER2", "one", 1)
    second = server.saying(token, "what is HER2", "one")
    other = server.say(token, "what is FISH", "one")
    gate.open()
    assert first.result().json == second.result().json
    assert server.say(token, "what is HER2", "one").json == first.result().json
    assert (other.status, other.json["error"]) == (409, "out_of_order")
    assert server.typed(token) == ["what is HER2"]


def test_a_patient_who_leaves_in_the_middle_finds_the_reply_later(server, monkeypatch, gate):
    token = server.begin()
    begun = hold_turns(server, monkeypatch, gate)
    body = b'{"id": "one", "text": "what is HER2"}'
    head = (
        f"POST /api/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as browser:
        browser.sendall(head.encode() + body)
        assert gate.reached.wait(10)
    gate.open()
    assert server.say(token, "what is HER2", "one").status == 200
    assert len(begun) == 1


def test_delete_waits_for_the_message_that_came_before_and_leaves_nothing(server, store, monkeypatch, gate):
    token = server.begin()
    hold_turns(server, monkeypatch, gate)
    said = arrive(server, token, PATIENT, "one", 1)
    deleted = server._pool.submit(server.ask, "/api/session", token=token, method="DELETE")
    gate.open()
    assert said.result().status == 200
    assert deleted.result().status == 200
    assert store.store == {}
    assert server.run(asyncio.wait_for(store.keys(), 5)) == {}.keys()


def test_it_is_not_ready_while_the_store_fails(server, store, monkeypatch):
    assert server.ask("/api/health/ready").json["status"] == "ready"
    with monkeypatch.context() as broken:
        broken.setattr(store, "retrieve", failing_later)
        got = server.ask("/api/health/ready")
        assert (got.status, got.json["reasons"]) == (503, ["tracker_store"])
        assert server.ask("/api/health/live").status == 200
    assert server.ask("/api/health/ready").status == 200


def test_it_is_not_ready_without_a_model(server, token, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(server.agent, "is_ready", lambda: False)
        got = server.ask("/api/health/ready")
        assert (got.status, got.json["reasons"]) == (503, ["model"])
        is_kind(server.say(token, "tell me more", "one"), 503, "unavailable")
    remembers_inheritance(server, token)
