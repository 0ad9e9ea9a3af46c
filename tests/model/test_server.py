"""The one-process server, started as a user starts it, spoken to over HTTP."""

from __future__ import annotations

import socket
import subprocess
import sys
import uuid
from typing import Iterator

import pytest

from bot.runtime.assistant import is_current, train
from tests.model.http_client import Response, free_port, request, start, wait_for


def serve(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return start(sys.executable, "-m", "bot", "serve", *arguments, **environment)


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    if not is_current():
        train()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = serve("--port", str(port), "--rest")
    try:
        wait_for(f"{url}/api/health/ready", server)
        yield url
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture
def token(base) -> str:
    return str(request(f"{base}/api/sessions", {}).json["token"])


def post(base: str, token: str, body: dict[str, object]) -> Response:
    return request(f"{base}/api/messages", {"id": uuid.uuid4().hex, **body}, token)


def say(base: str, token: str, text: str, **more: object) -> Response:
    return post(base, token, {"text": text, **more})


def test_the_address_of_the_server_leads_to_the_demo_page(base) -> None:
    got = request(f"{base}/")
    assert got.status == 200
    assert "widget.js" in got.text
    assert request(f"{base}/..%2f..%2fdomain.yml").status == 404


def test_a_session_opens_by_saying_that_it_is_a_machine(base) -> None:
    got = request(f"{base}/api/sessions", {})
    assert got.status == 201
    assert "computer program, not a person" in got.said
    assert "cannot diagnose" in got.said


def test_a_question_gets_a_cited_answer(base, token) -> None:
    got = say(base, token, "what does equivocal mean")
    custom = got.json["messages"][0]["custom"]
    assert custom["topic"] == "equivocal"
    assert custom["question"].endswith("?")
    assert custom["facts"]
    assert all(s["link"].startswith("https://") and s["year"] and s["title"] for s in custom["sources"])
    assert custom["edition"]
    assert {"intent": "more", "topic": "equivocal"} in [b["button"] for b in got.json["messages"][0]["buttons"]]


def test_a_button_press_is_understood(base, token) -> None:
    got = post(base, token, {"button": {"intent": "ask", "topic": "inherited"}})
    assert got.json["messages"][0]["custom"]["topic"] == "inherited"


@pytest.mark.parametrize(
    "button",
    [
        {"intent": "restart"},
        {"intent": "ask", "topic": "no_such"},
        {"intent": "ask", "topic": 'x"}'},
        {"intent": "ask", "slot": "memory"},
        "ask",
    ],
)
def test_only_known_buttons_are_accepted(base, token, button) -> None:
    got = post(base, token, {"button": button})
    assert got.status == 400
    assert "If you feel very unwell" in got.said


@pytest.mark.parametrize("forged", ["", "abc", "abc.def", "../../etc", "a" * 5000])
def test_a_token_that_is_not_ours_opens_nothing(base, forged) -> None:
    got = say(base, forged, "what is HER2")
    assert got.status == 401
    assert "If you feel very unwell" in got.said


def test_an_emergency_is_answered_even_without_a_session(base) -> None:
    got = say(base, "expired.token", "I can't breathe")
    assert got.json["messages"][0]["custom"]["level"] == "emergency"
    assert got.said.startswith("Call ")


def test_a_long_message_is_refused_kindly_but_not_its_emergency(base, token) -> None:
    long = "the report goes on and on. " * 200
    assert "too long" in say(base, token, long).said
    got = say(base, token, long + " and I can't breathe")
    assert got.json["messages"][0]["custom"]["level"] == "emergency"


def test_commands_typed_by_a_patient_are_only_text(base, token) -> None:
    for text in ("/restart", "/safety", '/ask{"topic": "inherited"}', "/session_start", "/back"):
        got = say(base, token, text)
        assert got.status == 200
        assert got.said.strip()
    got = say(base, token, '/greet{"ihc": "2+"} I can\'t breathe')
    assert got.json["messages"][0]["custom"]["level"] == "emergency"


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂", "...", "\x00\x01\x02", "什么是HER2检测结果呢", "???"])
def test_a_message_without_words_gets_words(base, token, text) -> None:
    got = say(base, token, text)
    assert got.status == 200
    assert "If you feel very unwell" in got.said


@pytest.mark.parametrize("body", [b"", b"not json", b"[1, 2]", b'{"text": 5}', b'{"text": null}', b"\xff\xfe"])
def test_a_body_that_is_no_message_gets_a_kind_refusal(base, token, body) -> None:
    got = request(f"{base}/api/messages", body, token)
    assert got.status == 400
    assert "Traceback" not in got.text
    assert "If you feel very unwell" in got.said


def test_a_huge_body_gets_a_kind_refusal(base, token) -> None:
    got = request(f"{base}/api/messages", b'{"text": "' + b"a" * 400_000 + b'"}', token)
    assert got.status == 413
    assert "too long" in got.said


def test_an_attachment_is_refused_kindly(base, token) -> None:
    got = say(base, token, "", attachment="photo.jpg")
    assert got.status == 415
    assert "pictures" in got.said


def test_another_site_may_not_use_it(base, token) -> None:
    body = {"id": "one", "text": "what is HER2"}
    assert request(f"{base}/api/messages", body, token, Origin="https://elsewhere.example").status == 403
    assert request(f"{base}/api/messages", body, token, Origin=base).status == 200


def test_a_message_sent_twice_is_answered_once(base, token) -> None:
    first = say(base, token, "what is HER2", id="one")
    assert say(base, token, "what is HER2", id="one").json == first.json
    assert "rests on these sources" in say(base, token, "where is that from?", id="two").said


def test_starting_over_forgets_the_last_answer(base, token) -> None:
    say(base, token, "is HER2 inherited?")
    post(base, token, {"button": {"intent": "start_over"}})
    assert "I have not given an answer yet" in say(base, token, "where is that from?").said


def test_two_sessions_are_two_conversations(base, token) -> None:
    say(base, token, "is HER2 inherited?")
    other = str(request(f"{base}/api/sessions", {}).json["token"])
    assert other != token
    assert "I have not given an answer yet" in say(base, other, "where is that from?").said


def test_the_rest_channel_answers_test_tools(base) -> None:
    got = request(f"{base}/webhooks/rest/webhook", {"sender": "tool", "message": "what does equivocal mean"})
    assert "in between" in got.json[0]["text"]
    restarted = request(f"{base}/webhooks/rest/webhook", {"sender": "tool", "message": "/restart"})
    assert restarted.json[0]["text"].strip()


def test_unknown_paths_are_not_found_without_a_trace(base) -> None:
    got = request(f"{base}/conversations/tool/tracker")
    assert got.status == 404
    assert "Traceback" not in got.text


def refusal(*arguments: str, **environment: str) -> str:
    server = serve(*arguments, **environment)
    said, _ = server.communicate(timeout=60)
    assert server.returncode == 1
    assert "Traceback" not in said
    return said


def test_a_taken_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = refusal("--port", str(taken.getsockname()[1]))
    assert "PORT=" in said


def test_the_rest_channel_stays_on_this_machine() -> None:
    assert "test tools on this machine only" in refusal("--host", "0.0.0.0", "--rest")


def test_a_public_server_needs_its_lines(tmp_path) -> None:
    clinic = tmp_path / "clinic.yml"
    clinic.write_text("name: River\nregion: us\n", "utf-8")
    said = refusal("--host", "0.0.0.0", HER2_CLINIC=str(clinic))
    for line in ("phones.team", "lines.emergency", "lines.crisis"):
        assert line in said


def test_a_clinic_file_that_is_named_but_not_there_is_an_error(tmp_path) -> None:
    assert "is not there" in refusal(HER2_CLINIC=str(tmp_path / "none.yml"))


def test_a_wrong_clinic_file_is_explained(tmp_path) -> None:
    clinic = tmp_path / "clinic.yml"
    clinic.write_text("name: Here\nregion: moon\n", "utf-8")
    assert "clinic.yml:2: region" in refusal(HER2_CLINIC=str(clinic))
