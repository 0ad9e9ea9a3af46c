"""What the knowledge folder holds, as plain values: every class here is one kind of YAML entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping

OWN = "house"
"""The prefix of the shared policy facts that framing sentences rest on (knowledge/house.yml)."""


@dataclass(frozen=True)
class Locator:
    """Where in a source a fact stands."""

    source: str
    at: str


@dataclass(frozen=True)
class Source:
    """One publication, label, guideline edition or page."""

    id: str
    title: str
    publisher: str
    year: int
    kind: str
    checked_on: str
    seen: str
    link: str = ""
    authors: str = ""
    differs: str = ""


@dataclass(frozen=True)
class Fact:
    """One checkable statement; `id` is `<topic>.<name>`, `of` the population its figures belong to."""

    id: str
    says: str
    sources: tuple[Locator, ...]
    checked_on: str
    confidence: str
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """One sentence a patient can read, and the ids of the facts it rests on."""

    say: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Variant:
    """Texts that replace the plain ones when everything in `when` is known to hold."""

    when: Mapping[str, str]
    short: tuple[Sentence, ...] = ()
    long: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Topic:
    """One question a patient asks, with its short and its long answer, and for some a simpler one."""

    id: str
    title: str
    button: str
    group: str
    facts: tuple[Fact, ...]
    short: tuple[Sentence, ...]
    long: tuple[Sentence, ...]
    related: tuple[str, ...]
    ask_team: tuple[str, ...]
    review: Mapping[str, str]
    variants: tuple[Variant, ...] = ()
    unless: tuple[str, ...] = ()
    """Words of a message that this answer would contradict ("stage 4" for an answer on early stages)."""
    simple: tuple[Sentence, ...] = ()
    """The short answer in the plainest words, for who asks for it."""


@dataclass(frozen=True)
class Term:
    """One glossary entry."""

    id: str
    term: str
    also: tuple[str, ...]
    say: tuple[str, ...]
    sources: tuple[str, ...]
    review: Mapping[str, str]
    topic: str = ""


@dataclass(frozen=True)
class SafetyClass:
    """One class of red flags: how it is recognised and the fixed replies to it.

    `kind` decides what may accompany the reply: `emergency` and `crisis` stand alone and hold the next turn,
    `urgent` stands alone, `careful` may be followed by an answer.
    """

    id: str
    title: str
    kind: str
    priority: int
    signs: Mapping[str, Mapping[str, object]]
    facts: tuple[Fact, ...]
    reply: tuple[Sentence, ...]
    review: Mapping[str, str]
    reply_other: tuple[Sentence, ...] = ()
    follow_up: Mapping[str, tuple[Sentence, ...]] = field(default_factory=dict)
    offer: tuple[str, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """Everything under knowledge/, loaded."""

    sources: Mapping[str, Source]
    topics: Mapping[str, Topic]
    terms: Mapping[str, Term]
    safety: Mapping[str, SafetyClass]
    facts: Mapping[str, Fact]
    phrases: Mapping[str, str]
    spelling: Mapping[str, tuple[str, ...]]
    """The word we use -> other spellings of it."""
    cancers: Mapping[str, tuple[str, ...]]
    """Names of `bowel` cancer and of `other` cancers."""
    safety_words: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Word lists and spellings that the safety patterns share."""
    decisions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What the result interpreter reads, as written: kind (criteria, outcomes ...) -> file stem -> entry."""
