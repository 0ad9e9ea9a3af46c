"""A small server that speaks the widget's contract and can be told to fail."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
WIDGET = ROOT / "bot" / "widget"
URGENT = "If you feel very unwell, call 911 or your cancer team on 555-0100 now."
DRAFT = "draft, not reviewed by a clinician yet"
EDITION = "2026-11-22"
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8"}
HOSTILE = [
    "<img src=x onerror=\"window.hacked='img'\">",
    "<script>window.hacked='script'</script>",
    "</script><script>window.hacked='end'</script>",
    "<svg onload=\"window.hacked='svg'\">",
    "javascript:window.hacked='link'",
    "{{constructor.constructor('window.hacked=1')()}}",
    "\u2028\u202e\u0000 \" ' ` ${window.hacked=1}",
    "__proto__",
]


def words(language: str = "en") -> dict[str, str]:
    return YAML(typ="safe").load((ROOT / "knowledge" / "widget" / f"{language}.yml").read_text("utf-8"))


def served_script(**changes: Any) -> str:
    """The widget as the server hands it out."""
    served = {
        "words": words(),
        "lang": "en",
        "clinic": "Riverside Cancer Clinic",
        "phone": "555-0100",
        "emergency": "911",
        "crisis": "988 (call or text)",
        "out_of_hours": "",
        "urgent": URGENT,
        "maintenance": "",
        "idle_minutes": 60,
        "limit": 4000,
        **changes,
    }
    lines = (WIDGET / "widget.js").read_text("utf-8").split("\n")
    marked = [n for n, line in enumerate(lines) if line.startswith("const SERVED = ")]
    assert len(marked) == 1
    text = json.dumps(served, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
    lines[marked[0]] = f"const SERVED = {text};"
    return "\n".join(lines)


def button(title: str, intent: str = "ask", topic: str = "") -> dict[str, Any]:
    return {"title": title, "button": {"intent": intent, **({"topic": topic} if topic else {})}}


SOURCE = {
    "id": "nccn",
    "title": "HER2 testing in colorectal cancer: a guide for laboratories",
    "publisher": "College of Examples",
    "year": 2025,
    "link": "https://www.example.org/her2?a=1&b=2",
    "seen": "full_text",
}


def answer(question: str, text: str) -> dict[str, Any]:
    custom = {
        "kind": "answer",
        "topic": "equivocal",
        "question": question,
        "sources": [
            SOURCE,
            {**SOURCE, "id": "two", "title": "A patient page on HER2", "publisher": "A charity", "seen": "extract"},
        ],
        "edition": EDITION,
        "review": DRAFT,
    }
    buttons = [
        button("Tell me more", "more", "equivocal"),
        button("How long do results take", topic="how_long_results"),
        button("Not what I meant", "not_what_i_meant"),
    ]
    return {"text": text, "buttons": buttons, "custom": custom}


EQUIVOCAL = answer(
    "What does equivocal mean?",
    "Equivocal means in between: the first test could not decide. It is often written as 2+. "
    "A second test on the same tissue, called ISH or FISH, usually settles it.\n\n"
    "Questions you could take to your care team:\n- Has the second test been ordered?\n- When will we know?",
)
EMERGENCY = {
    "text": "Please call 911 now. Say that you have cancer and that you can't breathe well.\n\n"
    "Unlock the door and keep the phone on speaker.",
    "buttons": [],
    "custom": {
        "kind": "safety",
        "safety": "breathing",
        "level": "emergency",
        "sources": [],
        "edition": EDITION,
        "review": DRAFT,
    },
}
CRISIS = {
    "text": "I am glad you told me. You matter. Please go to another person now, or call 988 (call or text).",
    "buttons": [],
    "custom": {
        "kind": "safety",
        "safety": "crisis",
        "level": "crisis",
        "sources": [],
        "edition": EDITION,
        "review": DRAFT,
    },
}
URGENT_REPLY = {
    "text": "Please call your cancer team on 555-0100 now, also at night: a fever during treatment can be serious.",
    "buttons": [button("Side effects", topic="side_effects")],
    "custom": {
        "kind": "safety",
        "safety": "fever",
        "level": "urgent",
        "sources": [SOURCE],
        "edition": EDITION,
        "review": DRAFT,
    },
}


def hostile() -> dict[str, Any]:
    evil = " ".join(HOSTILE)
    sources = [
        {"id": bad, "title": bad, "publisher": bad, "year": bad, "link": link, "seen": bad}
        for bad, link in zip(
            HOSTILE,
            [
                "javascript:alert(1)",
                "data:text/html,x",
                "http://plain.example",
                "blob:x",
                "vbscript:x",
                " javascript:x",
                "https://ok.example/<b>",
                "//evil",
            ],
            strict=True,
        )
    ]
    custom = {
        "kind": "answer",
        "question": evil,
        "sources": sources,
        "edition": evil,
        "review": evil,
        "level": evil,
        "topic": evil,
    }
    text = (
        evil
        + "\n\n- "
        + evil
        + '\n- javascript:alert(1) [x](javascript:alert(1)) https://ok.example/"onmouseover="window.hacked=1'
    )
    return {
        "text": text,
        "buttons": [{"title": evil, "button": {"intent": evil}}, {"title": {"a": 1}, "button": None}],
        "custom": custom,
    }


def error(code: str, text: str, *more: dict[str, Any]) -> dict[str, Any]:
    return {
        "error": code,
        "messages": [*more] or [{"text": f"{text} {URGENT}", "buttons": [], "custom": {"kind": "error"}}],
    }


@dataclass
class Fake:
    """What the fake server holds, and how it is told to behave."""

    changes: dict[str, Any] = field(default_factory=dict)
    files: dict[str, tuple[str, str, dict[str, str]]] = field(default_factory=dict)
    tokens: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    handled: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    faults: list[tuple[int, Any]] = field(default_factory=list)  # (status, body) of the next answers of api/messages
    sessions_fail: bool = False
    delete_fails: bool = False
    delay: float = 0
    lock: Any = field(default_factory=threading.Lock)

    def forget(self) -> None:
        """As after a restart: no token is known."""
        self.tokens.clear()

    def greet(self) -> list[dict[str, Any]]:
        first = [
            ("What is HER2", "what_is_her2"),
            ("What does my result mean", "result"),
            ("What does equivocal mean", "equivocal"),
            ("Is it inherited", "inherited"),
        ]
        return [
            {
                "text": "Hello.",
                "buttons": [button(title, topic=topic) for title, topic in first],
                "custom": {"kind": "greeting"},
            }
        ]

    def reply(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        text = str(body.get("text", ""))
        if "breathe" in text:
            return 200, {"messages": [EMERGENCY]}
        if len(text) > 4000:
            return 413, error("too_long", "That message is too long for me to read safely.")
        for word, message in {"end it all": CRISIS, "fever": URGENT_REPLY, "hostile": hostile()}.items():
            if word in text:
                return 200, {"messages": [message]}
        if "start over" in text:
            return 200, {
                "messages": [
                    {
                        "text": "All right, I have forgotten what we talked about.",
                        "buttons": [],
                        "custom": {"kind": "start_over"},
                    }
                ]
            }
        if text.startswith("report:"):
            result = answer("HER2 equivocal", f"I read this: IHC score: 2+. ({len(text.splitlines())} lines)")
            result["custom"]["kind"] = "result"
            return 200, {"messages": [result]}
        if text.startswith("echo"):
            return 200, {"messages": [answer(text, f"You wrote {text}.")]}
        return 200, {"messages": [EQUIVOCAL]}


def handler(fake: Fake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None: ...

        def answer(
            self, status: int, body: Any, kind: str = "application/json", headers: dict[str, str] | None = None
        ) -> None:
            data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": kind,
                "Content-Length": str(len(data)),
                "Cache-Control": "no-store",
                **self.cors(),
                **(headers or {}),
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def cors(self) -> dict[str, str]:
            return {
                "Access-Control-Allow-Origin": self.headers.get("Origin", "*"),
                "Access-Control-Allow-Methods": "GET, POST, DELETE",
                "Access-Control-Allow-Headers": "Authorization, Content-Type",
                "Access-Control-Expose-Headers": "Retry-After",
            }

        def token(self) -> str:
            return self.headers.get("Authorization", "").removeprefix("Bearer ")

        def do_OPTIONS(self) -> None:
            self.answer(204, "")

        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            fake.requests.append(f"GET {path}")
            if path == "/widget.js":
                return self.answer(200, served_script(**fake.changes), "text/javascript; charset=utf-8")
            if path in fake.files:
                kind, text, headers = fake.files[path]
                return self.answer(200, text, kind, headers)
            if path in ("/chat", "/demo", "/chat.css", "/demo.css"):
                file = WIDGET / (path[1:] if "." in path else f"{path[1:]}.html")
                policy = (
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'"
                )
                return self.answer(
                    200, file.read_text("utf-8"), TYPES[file.suffix], {"Content-Security-Policy": policy}
                )
            if path == "/api/export":
                held = fake.tokens.get(self.token())
                if held is None:
                    return self.answer(401, error("session", "This conversation had ended."))
                return self.answer(200, {"conversation": held, "expires": "in 60 minutes"})
            return self.answer(404, {"error": "not_found"})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            fake.requests.append(f"POST {self.path}")
            if self.path == "/api/sessions":
                if fake.sessions_fail:
                    return self.answer(503, error("unavailable", "The guide is resting."))
                token = f"token-{len(fake.tokens) + len(fake.deleted)}-{time.monotonic_ns()}"
                fake.tokens[token] = []
                return self.answer(201, {"token": token, "idle_minutes": 60, "messages": fake.greet()})
            time.sleep(fake.delay)
            with fake.lock:
                if fake.faults:
                    status, given = fake.faults.pop(0)
                    return self.answer(
                        status,
                        given,
                        "text/html" if isinstance(given, str) else "application/json",
                        {"Retry-After": "1"},
                    )
                if self.token() not in fake.tokens:
                    return self.answer(401, error("session", "This conversation had ended."))
                assert set(body) in ({"id", "text"}, {"id", "button"}), body
                if body["id"] not in fake.handled:
                    status, got = fake.reply(body)
                    fake.said.append(body.get("text") or body["button"]["intent"])
                    fake.tokens[self.token()].append({"who": "patient", "text": fake.said[-1]})
                    fake.handled[body["id"]] = [status, got]
                status, got = fake.handled[body["id"]]
            self.answer(status, got)

        def do_DELETE(self) -> None:
            fake.requests.append(f"DELETE {self.path}")
            if fake.delete_fails:
                return self.answer(503, error("unavailable", "The guide is resting."))
            fake.tokens.pop(self.token(), None)
            fake.deleted.append(self.token())
            self.answer(
                200,
                {"messages": [{"text": "Your conversation is deleted.", "buttons": [], "custom": {"kind": "deleted"}}]},
            )

    return Handler


class Running:
    """A server of the fake, or of plain pages, on a port of its own."""

    def __init__(self, fake: Fake) -> None:
        self.fake = fake
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler(fake))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
