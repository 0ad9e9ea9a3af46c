"""The API and the site over HTTP: what is held, who may use it, how much is taken, and what protects it."""

from __future__ import annotations

import gzip
import json
import socket

import pytest

from bot.clinic import Clinic, Limits

pytestmark = pytest.mark.model

SITE = "https://www.riverside.example"
SECRET = "my zebra is called Umberto"


@pytest.fixture(scope="module")
def server(start_shared):
    limits = Limits(requests_per_minute_per_address=60000)
    return start_shared(Clinic(allowed_origins=(SITE,), maintenance="We update this guide on Monday.", limits=limits))


@pytest.fixture
def token(server):
    return server.begin()


# what is held --------------------------------------------------------------------------------------------------------


def test_export_gives_everything_that_the_store_holds(server, token):
    server.say(token, SECRET, "one")
    server.say(token, "is HER2 inherited?", "two")
    held = server.ask("/api/export", token=token).json
    conversation = held["session"]["conversation_id"]
    tracker = server.run(server.agent.tracker_store.retrieve_full_tracker(conversation))
    assert held["conversation"]["events"] == json.loads(json.dumps([e.as_dict() for e in tracker.events]))
    assert held["conversation"]["remembered"]["memory"]["last"]["topics"] == ["inherited"]
    assert [t["text"] for t in held["conversation"]["turns"] if t["who"] == "patient"] == [SECRET, "is HER2 inherited?"]
    assert held["session"]["message_ids"] == ["one", "two"]
    assert held["session"]["address"] == "127.0.0.1"
    assert token not in json.dumps(held)


def test_delete_removes_the_conversation_from_the_store_and_ends_the_session(server, token):
    secret = "a zebra that nobody else has"
    other = server.begin()
    server.say(other, "what is FISH", "one")
    server.say(token, secret, "one")
    store = server.agent.tracker_store
    assert secret in str(store.store)
    got = server.ask("/api/session", token=token, method="DELETE")
    assert got.status == 200
    assert "deleted" in got.said
    assert secret not in str(vars(store))
    assert server.say(token, secret, "one").status == 401
    assert server.ask("/api/export", token=token).status == 401
    assert server.ask("/api/session", token=token, method="DELETE").status == 401
    assert server.history(other)[0] == ("patient", "what is FISH")


def test_a_session_sees_its_own_conversation_only(server, token):
    server.say(token, SECRET, "one")
    assert server.history(server.begin()) == []
    for path in ("/api/history", "/api/export"):
        for forged in ("", "x", token[:-1], token + "0", token.partition(".")[0]):
            got = server.ask(path, token=forged)
            assert (got.status, got.json["error"]) == (401, "session")
            assert SECRET not in got.text


def test_starting_over_leaves_nothing_of_before(server, token):
    server.say(token, SECRET, "one")
    button = {"id": "two", "button": {"intent": "start_over"}}
    first = server.ask("/api/messages", button, token)
    assert first.json["messages"][0]["custom"]["kind"] == "start_over"
    held = server.ask("/api/export", token=token)
    assert SECRET not in held.text
    assert held.json["session"]["message_ids"] == ["two"]
    assert server.ask("/api/messages", button, token).json == first.json


def test_history_has_the_replies_as_they_were_given(server, token):
    given = server.say(token, "is HER2 inherited?", "one").json["messages"]
    turns = server.ask("/api/history", token=token).json["turns"]
    assert [{k: t[k] for k in ("text", "buttons", "custom")} for t in turns if t["who"] == "guide"] == given


# what is refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"text": "x"}, 400, "bad_request"),
        ({"id": "", "text": "x"}, 400, "bad_request"),
        ({"id": "a" * 65, "text": "x"}, 400, "bad_request"),
        ({"id": 5, "text": "x"}, 400, "bad_request"),
        ({"id": "a"}, 400, "bad_request"),
        ({"id": "a", "text": 5}, 400, "bad_request"),
        ({"id": "a", "text": "x", "button": {"intent": "more"}}, 400, "bad_request"),
        ({"id": "a", "text": "x", "sender": "web-1"}, 400, "unknown_field"),
        ({"id": "a", "text": "x", "metadata": {}}, 400, "unknown_field"),
        ({"id": "a", "button": {"intent": "restart"}}, 400, "button"),
        ({"id": "a", "button": {"intent": "more", "slot": "memory"}}, 400, "button"),
        ({"id": "a", "button": {"intent": "ask", "topic": ["inherited"]}}, 400, "button"),
        ({"id": "a", "button": {"intent": "inform", "field": "ihc", "value": "3+"}}, 400, "button"),
        ({"id": "a", "button": "more"}, 400, "button"),
        ({"id": "a", "text": "x", "attachment": "data:image/png;base64,AAAA"}, 415, "attachment"),
        ([], 400, "bad_request"),
        (b"[" * 50000, 400, "bad_request"),
        (b'{"id": "a", "text": "', 400, "bad_request"),
        (b"\xff\xfe", 400, "bad_request"),
    ],
)
def test_what_is_no_message_is_refused_kindly(server, token, body, status, error):
    got = server.ask("/api/messages", body, token)
    assert (got.status, got.json["error"]) == (status, error)
    assert "If you feel very unwell" in got.said
    assert server.history(token) == []


@pytest.mark.parametrize(
    "body",
    [
        {"text": "I can't breathe"},
        {"id": "a", "text": "I can't breathe", "sender": "me"},
        {"id": "a", "message": {"content": ["hello", "I can't breathe"]}},
        {"id": "a", "text": "x" * 70000 + " I can't breathe"},
        b'{"id": "a", "text": "I can\'t breathe"',
    ],
)
def test_red_flags_are_found_in_whatever_is_refused(server, body):
    for token in ("", server.begin()):
        got = server.ask("/api/messages", body, token)
        assert got.status in (400, 401, 413)
        assert got.json["messages"][0]["custom"]["level"] == "emergency"


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "image/png", "text/plain"])
def test_what_is_no_json_is_taken_for_a_file(server, token, kind):
    got = server.ask("/api/messages", b'{"id": "a", "text": "x"}', token, **{"Content-Type": kind})
    assert (got.status, got.json["error"]) == (415, "attachment")


def test_broken_characters_do_no_harm(server, token):
    assert server.ask("/api/messages", b'{"id": "a", "text": "is HER2 \\ud800 inherited?"}', token).status == 200
    assert server.ask("/api/history", token=token).status == 200


def test_a_session_takes_no_wishes(server):
    got = server.ask("/api/sessions", {"conversation": "web-1"})
    assert (got.status, got.json["error"]) == (400, "unknown_field")


@pytest.mark.parametrize(
    "text",
    ["is HER2 inherited?", "can you explain my HER2 result", "HER2 IHC 2+", "what is FISH", "I have a fever of 39"],
)
def test_every_button_that_is_offered_may_be_pressed(server, text):
    token = server.begin()
    offered = [b["button"] for m in server.say(token, text, "first").json["messages"] for b in m["buttons"]]
    assert offered
    for number, button in enumerate(offered[:6]):
        got = server.ask("/api/messages", {"id": str(number), "button": button}, token)
        assert got.status == 200, button


def test_a_step_by_step_reading_goes_by_its_buttons(server, token):
    server.say(token, "can you explain my HER2 result", "first")
    server.ask("/api/messages", {"id": "second", "button": {"intent": "guide"}}, token)
    button = {"intent": "inform", "field": "ihc", "value": "2+"}
    got = server.ask("/api/messages", {"id": "third", "button": button}, token)
    assert got.status == 200
    assert "2+" in got.said
    asked = [b["button"] for b in got.json["messages"][0]["buttons"]]
    assert {"intent": "inform", "field": "ish", "value": "amplified"} in asked
    assert not any(text.startswith("/") for text in server.typed(token))


# how much is taken ---------------------------------------------------------------------------------------------------


def test_a_session_may_not_ask_too_often(start):
    server = start(Clinic(limits=Limits(requests_per_minute_per_session=2)))
    token = server.begin()
    assert [server.say(token, "thanks", str(n)).status for n in range(2)] == [200, 200]
    got = server.say(token, "thanks", "3")
    assert (got.status, got.json["error"]) == (429, "too_many")
    assert 1 <= int(got.headers["retry-after"]) <= 30
    assert "Please wait" in got.said
    assert server.say(token, "I can't breathe", "4").json["messages"][0]["custom"]["level"] == "emergency"
    assert server.say(server.begin(), "thanks", "1").status == 200


def addresses(server):
    forwarded = ("198.51.100.1", "198.51.100.2", "198.51.100.2, 198.51.100.3")
    return [server.ask("/api/sessions", {}, **{"X-Forwarded-For": address}).status for address in forwarded]


def test_an_address_may_not_ask_too_often_and_cannot_pretend_to_be_another(start):
    server = start(Clinic(limits=Limits(requests_per_minute_per_address=1)))
    assert addresses(server) == [201, 429, 429]


def test_behind_a_proxy_of_ours_addresses_are_told_apart(start):
    server = start(Clinic(limits=Limits(requests_per_minute_per_address=1, trusted_proxies=1)))
    assert addresses(server) == [201, 201, 201]
    assert addresses(server) == [429, 429, 429]


def test_there_may_not_be_too_many_conversations_and_none_is_pushed_out(start):
    server = start(Clinic(limits=Limits(sessions=2)))
    first, second = server.begin(), server.begin()
    for token in (first, second):
        server.say(token, "is HER2 inherited?", "one")
    got = server.ask("/api/sessions", {})
    assert (got.status, got.json["error"]) == (429, "too_many")
    assert "retry-after" in got.headers
    assert len(server.history(first)) == 2
    server.ask("/api/session", token=second, method="DELETE")
    assert server.ask("/api/sessions", {}).status == 201


def test_the_length_of_a_message_is_the_clinics(start):
    server = start(Clinic(limits=Limits(message_length=200)))
    token = server.begin()
    assert server.say(token, "is HER2 inherited? " + "x" * 181, "one").status == 200
    got = server.say(token, "is HER2 inherited? " + "x" * 182, "two")
    assert (got.status, got.json["error"]) == (413, "too_long")
    assert "200 characters" in got.said
    assert (
        server.say(token, "x" * 300 + " I can't breathe", "three").json["messages"][0]["custom"]["level"] == "emergency"
    )


@pytest.mark.parametrize("size", [3000, 9000])
def test_the_size_of_a_body_is_the_clinics(start, size):
    server = start(Clinic(limits=Limits(body_bytes=2000)))
    got = server.ask("/api/messages", {"id": "one", "text": "x" * size}, server.begin())
    assert (got.status, got.json["error"]) == (413, "too_long")
    assert "If you feel very unwell" in got.said


# who may use it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "null", "http://www.riverside.example", SITE + ".x", "http://["]
)
def test_other_sites_are_refused(server, token, origin):
    for method, path, body in (
        ("POST", "/api/sessions", {}),
        ("POST", "/api/messages", {"id": "one", "text": "what is HER2"}),
        ("GET", "/api/history", None),
        ("GET", "/api/export", None),
        ("DELETE", "/api/session", None),
    ):
        got = server.ask(path, body, token, method=method, Origin=origin)
        assert (got.status, got.json["error"]) == (403, "origin")
        assert "access-control-allow-origin" not in got.headers
    assert server.history(token) == []


def test_the_clinics_site_may_read_replies_and_errors(server, token):
    asked = server.ask("/api/messages", token=token, method="OPTIONS", Origin=SITE)
    assert asked.status == 204
    assert asked.headers["access-control-allow-origin"] == SITE
    assert asked.headers["access-control-allow-methods"] == "GET, POST, DELETE"
    assert asked.headers["access-control-allow-headers"] == "Authorization, Content-Type"
    for got in (server.say(token, "what is HER2", "one", Origin=SITE), server.say("x", "hi", "one", Origin=SITE)):
        assert got.status in (200, 401)
        assert got.headers["access-control-allow-origin"] == SITE
        assert got.headers["access-control-expose-headers"] == "Retry-After"
        assert "Origin" in got.headers["vary"]


def test_our_own_pages_may_use_it_also_behind_https(server, token):
    assert server.say(token, "what is HER2", "one", Origin=f"https://127.0.0.1:{server.port}").status == 200


# what protects it ----------------------------------------------------------------------------------------------------

READ = (
    "/ /demo /chat /widget.js /chat.css /demo.css /openapi.json /favicon.ico /api/widget /api/health/live "
    "/api/health/ready /api/history /api/export /none /none/none /chat.html /widget-000000000000.js /%2e%2e/x.yml /%ff"
)
EVERYTHING = [("GET", path) for path in READ.split()] + [
    ("POST", "/api/sessions"),
    ("POST", "/api/messages"),
    ("DELETE", "/api/session"),
    ("OPTIONS", "/api/messages"),
    ("HEAD", "/chat"),
    ("PUT", "/chat"),
    ("TRACE", "/"),
]


def is_protected(headers):
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "frame-ancestors" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"]
    assert "set-cookie" not in headers


@pytest.mark.parametrize(("method", "path"), EVERYTHING)
def test_everything_has_its_security_headers(server, method, path):
    got = server.ask(path, method=method)
    assert got.status < 500
    assert "Traceback" not in got.text
    is_protected(got.headers)


def raw(server, data):
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as browser:
        browser.sendall(data)
        head, _, body = b"".join(iter(lambda: browser.recv(65536), b"")).partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    return status, {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}, body


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /chat HTTP/1.1\r\nX: " + b"a" * 40000 + b"\r\n\r\n",
        b"POST /api/messages HTTP/1.1\r\nContent-Length: many\r\nConnection: close\r\n\r\n",
        b"POST /api/messages HTTP/1.1\r\nExpect: cake\r\nContent-Length: 5\r\nConnection: close\r\n\r\nabcde",
        b"GET /api/history HTTP/1.1\r\nAuthorization: Bearer \xff.\xff\r\nConnection: close\r\n\r\n",
    ],
)
def test_a_request_that_is_no_http_is_answered_like_any_other(server, data):
    status, headers, body = raw(server, data)
    assert status.split()[1][0] == "4"
    is_protected(headers)
    assert "If you feel very unwell" in json.loads(body)["messages"][0]["text"]


def test_only_the_chat_may_be_framed_and_only_by_the_clinic(server):
    assert f"frame-ancestors 'self' {SITE};" in server.ask("/chat").headers["content-security-policy"] + ";"
    assert "x-frame-options" not in server.ask("/chat").headers
    for path in ("/demo", "/api/health/live", "/none"):
        headers = server.ask(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"


# the site ------------------------------------------------------------------------------------------------------------


def test_the_widget_is_for_any_page_and_never_stale(server):
    got = server.ask("/widget.js")
    assert got.headers["access-control-allow-origin"] == "*"
    assert got.headers["cross-origin-resource-policy"] == "cross-origin"
    assert got.headers["cache-control"] == "no-cache"
    assert got.headers["content-type"].startswith("text/javascript")
    assert server.ask("/widget.js", **{"If-None-Match": got.headers["etag"]}).status == 304
    assert server.ask("/widget.js", **{"If-None-Match": '"other"'}).status == 200


def test_the_versioned_widget_is_the_same_and_kept_for_ever(server):
    about = server.ask("/api/widget").json
    got = server.ask(about["url"])
    assert about["url"] == f"/widget-{about['version']}.js"
    assert got.text == server.ask("/widget.js").text
    assert "immutable" in got.headers["cache-control"]
    assert got.headers["access-control-allow-origin"] == "*"


def test_the_widget_is_sent_compressed(server):
    from urllib.request import Request, urlopen

    with urlopen(Request(f"{server.url}/widget.js", headers={"Accept-Encoding": "gzip"})) as got:
        assert got.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in got.headers["Vary"]
        assert gzip.decompress(got.read()).decode() == server.ask("/widget.js").text


def test_the_operators_text_is_shown_at_the_start_and_in_the_health(server):
    begun = server.ask("/api/sessions", {}).json
    assert [m["custom"]["kind"] for m in begun["messages"]] == ["maintenance", "greeting"]
    assert begun["messages"][0]["text"] == "We update this guide on Monday."
    assert begun["idle_minutes"] == 60
    assert server.ask("/api/health/ready").json["maintenance"] == "We update this guide on Monday."


def test_rasas_session_ends_together_with_ours(start):
    server = start(Clinic(limits=Limits(idle_minutes=7)))
    assert server.agent.processor.domain.session_config.session_expiration_time == 7
    assert server.agent.processor.domain.session_config.carry_over_slots is False


def test_every_route_of_the_api_is_described_and_no_other(server):
    methods = {"get", "post", "delete"}
    described = {
        (method.upper(), path)
        for path, item in server.ask("/openapi.json").json["paths"].items()
        for method in methods & set(item)
    }
    routes = {
        (method, f"/{route.path}")
        for route in server.app.router.routes
        for method in route.methods - {"OPTIONS"}
        if route.path.startswith("api/")
    }
    assert described == routes
