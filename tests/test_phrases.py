"""Every fixed phrase that the code names is written, and every phrase that is written is named."""

from __future__ import annotations

import re

from bot.content.load import load_knowledge
from bot.interpreter.load import load_tables
from bot.interpreter.outcomes import CATEGORIES
from bot.paths import KNOWLEDGE, ROOT

NAMED = re.compile(r"""["']([a-z][a-z_]+)["']""")
BUILT = re.compile(r"(?:review|region|assumed|assumed_ras|summary_rules)_")
"""Names that are put together when they are used; `test_every_built_phrase_is_written` lists them."""


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
    calls = (
        r'phrase\(\s*"([a-z_]+[a-z])"',
        r'_plain\(turn, writer, "([a-z_]+)"',
        r'RefusedError\([^,]+, [^,]+, "([a-z_]+)"',
    )
    asked = {name for call in calls for name in re.findall(call, code)}
    assert len(asked) > 20
    assert asked - set(phrases) == set()


def test_every_built_phrase_is_written() -> None:
    phrases = load_knowledge(KNOWLEDGE).phrases
    built = {f"assumed_{category.replace(' ', '_')}" for category in CATEGORIES.values()}
    built |= {f"assumed_ras_{state}" for state in ("mutated", "wild_type")}
    built |= {f"region_{label.region}" for label in load_tables(KNOWLEDGE).labels}
    built |= {f"summary_rules_{agreement}" for agreement in ("named", "agree", "differ")}
    assert built - set(phrases) == set()
    assert {name for name in phrases if BUILT.match(name) and not name.startswith("review_")} == built
