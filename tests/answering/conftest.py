"""An edition of the tiny knowledge of tests/content/, and turns and rankings made up for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Callable

import pytest

from bot import paths
from bot.answering.talk import ABOUT_SOURCES, FIRST_TOPICS, OTHER_CANCERS
from bot.answering.write import Writer
from bot.clinic import Clinic, Phone
from bot.content.build import build
from bot.content.load import load_knowledge, read_yaml
from bot.content.models import Knowledge
from bot.content.store import Edition, read
from bot.understanding.understand import Part, Understanding

KNOWLEDGE = Path(__file__).resolve().parents[1] / "content" / "knowledge"
RIVERSIDE = Clinic(
    name="Riverside",
    region="uk",
    team=Phone("555-0100", "Monday to Friday"),
    out_of_hours=Phone("555-0111"),
    emergency="999",
    crisis="116 123",
    poison="NHS 111",
)


def whole(knowledge: Knowledge) -> Knowledge:
    """Add what the tiny knowledge leaves out: topics offered first, safety classes of every kind, other phrases."""
    plain = knowledge.topics["equivocal"]
    added = {
        name: replace(plain, id=name, button=f"About {name}")
        for name in (*FIRST_TOPICS, OTHER_CANCERS, ABOUT_SOURCES)
        if name not in knowledge.topics
    }
    added["family_meaning"] = replace(plain, id="family_meaning", button="My family", group="family")
    breathing = knowledge.safety["breathing"]
    crisis = replace(breathing, id="self_harm", kind="crisis", priority=11)
    answers = {key: breathing.follow_up[key] for key in ("yes", "safe", "other")}
    urgent = replace(breathing, id="fever", kind="urgent", priority=12, follow_up=answers, offer=("equivocal",))
    return replace(
        knowledge,
        topics={**knowledge.topics, **added},
        safety={**knowledge.safety, "self_harm": crisis, "fever": urgent},
        phrases={**read_yaml(paths.KNOWLEDGE / "phrases.yml")["phrases"], **knowledge.phrases},
    )


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    path = tmp_path_factory.mktemp("store") / "knowledge.db"
    build(whole(load_knowledge(KNOWLEDGE)), path)
    return read(path)


@pytest.fixture
def writer(edition: Edition) -> Writer:
    return Writer(edition, Clinic())


@pytest.fixture
def riverside(edition: Edition) -> Writer:
    return Writer(edition, RIVERSIDE)


@pytest.fixture
def write_for(edition: Edition) -> Callable[[Clinic], Writer]:
    return lambda clinic: Writer(edition, clinic)


@pytest.fixture
def part() -> Callable[..., Part]:
    def part(*labels: tuple[str, float], nearest: str = "", similarity: float = 0.9) -> Part:
        """A ranking; the nearest phrasing is one of its first label unless said otherwise."""
        asks = 1 - sum(chance for label, chance in labels if not label.startswith("ask/"))
        return Part(labels, nearest or labels[0][0], similarity, asks)

    return part


@pytest.fixture
def understood(part: Callable[..., Part]) -> Callable[..., Understanding]:
    def understood(
        *labels: tuple[str, float], parts: tuple[Part, ...] = (), similarity: float = 0.9, nearest: str = ""
    ) -> Understanding:
        return Understanding(part(*labels, similarity=similarity, nearest=nearest), parts)

    return understood
