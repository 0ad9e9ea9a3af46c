"""Every dialogue under tests/conversations/, played with the trained model and the real actions."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

import actions.base
from bot.channels.inprocess import Conversation
from bot.clinic import Clinic, Phone
from bot.content.load import read_yaml

FOLDER = Path(__file__).resolve().parents[1] / "conversations"
KINDS = {
    "happy_path": 10, "digression": 3, "correction": 3, "negation": 4, "disambiguation": 4, "chitchat": 6,
    "invalid_input": 6, "safety": 20, "sources": 4, "guided": 12, "follow_up": 6,
}  # fmt: skip
"""The least number of dialogues of each kind."""


def read_all() -> list[tuple[str, dict]]:
    """Read the dialogues, named by kind and file."""
    return [(f"{p.parent.name}/{p.stem}", read_yaml(p)) for p in sorted(FOLDER.glob("*/*.yml"))]


DIALOGUES = read_all()


def clinic_of(dialogue: dict) -> Clinic:
    """The clinic a dialogue plays in; none unless it names one."""
    raw = dict(dialogue.get("clinic") or {})
    for name in ("team", "out_of_hours"):
        if name in raw:
            raw[name] = Phone(**raw[name])
    return Clinic(**raw)


def complaints(turn: dict, messages: list[dict]) -> list[str]:
    """List what a turn expects and the replies do not show."""
    text = "\n\n".join(m.get("text") or "" for m in messages)
    payloads = [m.get("custom") or {} for m in messages]
    titles = [b["title"] for m in messages for b in m.get("buttons") or ()]
    lower = text.lower()
    found = [f"said nothing of '{x}'" for x in turn.get("says", ()) if x.lower() not in lower]
    found += [f"said '{x}'" for x in turn.get("never", ()) if x.lower() in lower]
    for key in ("topic", "kind", "safety", "term", "part", "variant", "category"):
        if key in turn and turn[key] not in [p.get(key) for p in payloads]:
            found.append(f"{key} is {[p.get(key) for p in payloads]}, not {turn[key]}")
    if "asks" in turn and turn["asks"] not in [p.get("field") for p in payloads]:
        found.append(f"asks for {[p.get('field') for p in payloads if 'field' in p]}, not {turn['asks']}")
    if "topics" in turn and turn["topics"] != [p["topic"] for p in payloads if "topic" in p]:
        found.append(f"topics are {[p.get('topic') for p in payloads]}, not {turn['topics']}")
    found += [f"no button '{x}' among {titles}" for x in turn.get("buttons", ()) if x not in titles]
    if turn.get("alone") and len(messages) != 1:
        found.append(f"{len(messages)} messages instead of one alone")
    if "source" in turn and not any(turn["source"] == s["id"] for p in payloads for s in p.get("sources", ())):
        found.append(f"source {turn['source']} is not shown")
    if turn.get("starts") and not lower.startswith(turn["starts"].lower()):
        found.append(f"starts with '{text[:40]}', not '{turn['starts']}'")
    if not text.strip():
        found.append("said nothing at all")
    return found


@pytest.mark.parametrize(("name", "dialogue"), DIALOGUES, ids=[name for name, _ in DIALOGUES])
def test_dialogue_goes_as_written(name, dialogue, agent, loop, monkeypatch) -> None:
    clinic = clinic_of(dialogue)
    monkeypatch.setattr(actions.base, "clinic", lambda: clinic)
    conversation = Conversation(agent, clinic, f"test-{uuid.uuid4().hex}")
    for number, turn in enumerate(dialogue["turns"], start=1):
        text = turn.get("user", "") * turn.get("times", 1)
        message = conversation.press(turn["press"]) if "press" in turn else conversation.send(text)
        messages = loop.run_until_complete(message)
        wrong = complaints(turn, messages)
        said = "\n".join(m.get("text") or "" for m in messages)
        assert not wrong, f"turn {number} ({turn.get('press') or text[:80]!r}): {'; '.join(wrong)}\n--- said:\n{said}"


@pytest.mark.parametrize(("name", "dialogue"), DIALOGUES, ids=[name for name, _ in DIALOGUES])
def test_dialogue_file_is_well_formed(name, dialogue) -> None:
    schema = json.loads((FOLDER / "schema.json").read_text("utf-8"))
    errors = [e.message for e in Draft7Validator(schema).iter_errors(dialogue)]
    assert not errors
    assert dialogue["kind"] == name.split("/")[0]
    assert any(turn.get("never") for turn in dialogue["turns"]), "says nowhere what must not be said"


def test_there_are_dialogues_of_every_kind() -> None:
    counts = Counter(dialogue["kind"] for _, dialogue in DIALOGUES)
    assert {kind: counts[kind] for kind, least in KINDS.items() if counts[kind] < least} == {}
    assert sum(counts.values()) >= 60


def test_a_broken_expectation_is_noticed() -> None:
    messages = [{"text": "Equivocal means in between.", "custom": {"topic": "equivocal"}, "buttons": []}]
    assert complaints({"says": ["between"], "never": ["positive"], "topic": "equivocal"}, messages) == []
    for wrong in (
        {"says": ["amplified"]},
        {"never": ["in between"]},
        {"topic": "positive"},
        {"buttons": ["Tell me more"]},
        {"source": "valtorta_2015"},
        {"starts": "Call"},
    ):
        assert complaints(wrong, messages)
    assert complaints({}, [])
