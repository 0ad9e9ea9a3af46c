"""Every class of red flag is seen at every step of the reading of a result, and never taken for an answer."""

from __future__ import annotations

import uuid

import pytest

from bot.channels.inprocess import Conversation
from bot.clinic import Clinic
from bot.content.load import read_yaml
from bot.paths import KNOWLEDGE, ROOT

WORDINGS = read_yaml(ROOT / "tests" / "safety" / "wordings.yml")
CLASSES = sorted(path.stem for path in (KNOWLEDGE / "safety").glob("*.yml") if path.stem[0] != "_")
STEPS = {
    "first question": ["/guide"],
    "gene test": ["/guide", '/inform{"field": "ihc", "value": "2+"}'],
    "gene panel": [
        "/guide",
        '/inform{"field": "ihc", "value": "unknown"}',
        '/inform{"field": "ish", "value": "unknown"}',
    ],
    "asked again": ["/guide", "what is HER2?"],
    "after a typed result": ["I'm 2+"],
}


def play(agent, loop, messages) -> list[list[dict]]:
    """Send messages and press buttons in one conversation, and collect the replies to each."""
    talk = Conversation(agent, Clinic(), f"step-{uuid.uuid4().hex}")
    send = [talk.press(m) if m.startswith("/") else talk.send(m) for m in messages]
    return [loop.run_until_complete(one) for one in send]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("safety_class", CLASSES)
def test_a_red_flag_is_answered_first(safety_class, step, agent, loop) -> None:
    replies = play(agent, loop, [*STEPS[step], WORDINGS[safety_class][0]])
    assert any((m.get("custom") or {}).get("kind") in ("question", "result") for r in replies[:-1] for m in r)
    first = replies[-1][0]["custom"]
    assert "safety" in first, replies[-1]
    kind = read_yaml(KNOWLEDGE / "safety" / f"{safety_class}.yml")["kind"]
    if kind in ("emergency", "crisis", "urgent"):
        assert len(replies[-1]) == 1


def test_a_value_in_an_emergency_is_not_lost_sight_of(agent, loop) -> None:
    replies = play(agent, loop, ["/guide", "2+ and I can't breathe"])
    assert replies[-1][0]["custom"]["kind"] == "emergency"
