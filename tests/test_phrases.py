"""Every fixed phrase that the code names is written, and every phrase that is written is named."""

from __future__ import annotations

import re

from bot.content.load import load_knowledge
from bot.paths import KNOWLEDGE, ROOT

NAMED = re.compile(r"""["']([a-z][a-z_]+)["']""")
BUILT = re.compile(r"page_|review_")


def test_every_phrase_is_written_and_used() -> None:
    phrases = load_knowledge(KNOWLEDGE).phrases
    code = "\n".join(p.read_text("utf-8") for folder in ("bot", "actions") for p in (ROOT / folder).rglob("*.py"))
    words = set(NAMED.findall(code)) | {w for line in NAMED.findall(code) for w in line.split()}
    words |= set(re.findall(r"[a-z_]+", " ".join(re.findall(r'"([a-z_ ]+)"', code))))
    inside = {name for text in phrases.values() for name in re.findall(r"\{(\w+)\}", text)}
    intents = set(re.findall(r"^  - ([a-z_]+)$", (ROOT / "domain.yml").read_text("utf-8"), re.M))
    unused = [name for name in phrases if name not in words | inside | intents and not BUILT.match(name)]
    assert unused == []


def test_every_phrase_the_code_asks_for_is_written() -> None:
    phrases = load_knowledge(KNOWLEDGE).phrases
    code = "\n".join(p.read_text("utf-8") for folder in ("bot", "actions") for p in (ROOT / folder).rglob("*.py"))
    calls = (r'phrase\(\s*"([a-z_]+)"', r'_plain\(turn, writer, "([a-z_]+)"', r'_refused\("([a-z_]+)"')
    asked = {name for call in calls for name in re.findall(call, code)}
    assert len(asked) > 20
    assert asked - set(phrases) == set()
