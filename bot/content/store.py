"""Read the store while the assistant runs: always whole, always read-only, renewed when a new file is swapped in."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import sqlite3
import threading
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Iterable, Mapping, Sequence

from bot.content.models import Fact, Knowledge, Locator, SafetyClass, Sentence, Source, Term, Topic, Variant
from bot.interpreter.guide import Guide, guide_of
from bot.interpreter.tables import Tables, tables_of
from bot.safety.triage import Triage, Wording
from bot.understanding.follow_ups import FollowUps
from bot.understanding.wordlist import WordList

log = logging.getLogger(__name__)


FORMAT = 3
"""Raised when tables change, so that an old store is rebuilt and never misread."""


class StoreError(Exception):
    """Raised when a store cannot be used; says why and what to do."""


@dataclass(frozen=True)
class Edition:
    """The whole content of one store file; one message is answered from one edition."""

    knowledge: Knowledge
    meta: Mapping[str, str]

    @property
    def topics_digest(self) -> str:
        """The name of its set of topics, to compare with a model's."""
        return self.meta["topics_digest"]

    @cached_property
    def tables(self) -> Tables:
        """The decision tables, outcome texts and labels of this edition."""
        return tables_of(self.knowledge.decisions)

    @cached_property
    def guide(self) -> Guide:
        """The questions of the step-by-step reading of a result."""
        return guide_of(self.knowledge.decisions["guide"]["guide"])

    @cached_property
    def follow_ups(self) -> FollowUps:
        """What messages ask that lean on what was said before."""
        return FollowUps(self.knowledge.decisions["follow_ups"]["follow_ups"])

    @cached_property
    def triage(self) -> Triage:
        """The safety patterns of this edition, compiled."""
        words = self.knowledge.safety_words
        return Triage(list(self.knowledge.safety.values()), Wording(words["lists"], words["spelling"]))

    def only_another_cancer(self, text: str) -> bool:
        """Tell whether a message names another cancer and not bowel cancer.

        Args:
            text: what the patient typed.
        """
        return self._cancers["other"].found_in(text) and not self._cancers["bowel"].found_in(text)

    def contradicts(self, topic_id: str, text: str) -> bool:
        """Tell whether the answer of a topic would contradict what a message says of itself.

        Args:
            topic_id: the topic.
            text: what the patient typed.
        """
        return topic_id in self._unless and self._unless[topic_id].found_in(text)

    @cached_property
    def _cancers(self) -> Mapping[str, WordList]:
        return {kind: WordList(self.knowledge.cancers.get(kind, ())) for kind in ("bowel", "other")}

    @cached_property
    def _unless(self) -> Mapping[str, WordList]:
        return {topic.id: WordList(topic.unless) for topic in self.knowledge.topics.values() if topic.unless}

    @cached_property
    def terms_by_name(self) -> Mapping[str, Term]:
        """Glossary terms by every name they have, in lower case."""
        return {name.lower(): term for term in self.knowledge.terms.values() for name in (term.term, *term.also)}

    def terms_in(self, text: str) -> list[Term]:
        """List the glossary terms that a text uses, in order, each once.

        Args:
            text: what was said.
        """
        found = (self.terms_by_name[m.group().lower()] for m in self._any_term.finditer(text))
        return list({term.id: term for term in found}.values())

    @cached_property
    def _any_term(self) -> re.Pattern[str]:
        joined = "|".join(re.escape(name) for name in sorted(self.terms_by_name, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.I)

    def is_about(self, topic_id: str, term: Term) -> bool:
        """Tell whether a topic is about a term, rather than only mentioning it: its title or button names the term.

        Args:
            topic_id: the topic.
            term: the term.
        """
        topic = self.knowledge.topics.get(topic_id)
        heading = f" {topic.title} {topic.button} ".lower() if topic else ""
        return any(re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", heading) for name in (term.term, *term.also))


class Store:
    """Hands out the current edition and takes up a new file between messages."""

    def __init__(self, path: Path) -> None:
        """Open a store.

        Args:
            path: the SQLite file.

        Raises:
            StoreError: when there is no usable store.
        """
        self._path = path
        self._lock = threading.Lock()
        self._seen = self._stat()
        self._edition = read(path)

    def current(self) -> Edition:
        """Give the edition to answer from, after taking up a new file if there is one.

        A file that cannot be read, or whose topics differ from those the model was trained on, is refused with one
        log line, and the old edition stays.
        """
        stat = self._stat()
        if stat == self._seen:
            return self._edition
        with self._lock:
            if stat != self._seen:
                self._seen = stat  # a refused file is not tried again at every message
                self._renew()
        return self._edition

    def _renew(self) -> None:
        try:
            edition = read(self._path)
        except StoreError as error:
            log.error("New knowledge store refused, the old one stays in use: %s", error)
            return
        if edition.topics_digest != self._edition.topics_digest:
            log.error(
                "New knowledge store refused, the old one stays in use: its topics differ from the model's (%s). "
                "Train again and restart (make run).",
                _difference(self._edition.knowledge, edition.knowledge),
            )
            return
        self._edition = edition
        log.warning(
            "Knowledge store renewed: edition %s, %s.", edition.meta["edition"], edition.meta["content_hash"][:12]
        )

    def _stat(self) -> tuple[int, int, int] | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_ino, stat.st_mtime_ns, stat.st_size


def topics_digest(topics: Sequence[str]) -> str:
    """Name a set of topics in one short word, to compare a store with a model.

    Args:
        topics: topic ids in any order.
    """
    return hashlib.sha256("\n".join(sorted(topics)).encode()).hexdigest()[:16]


def _difference(old: Knowledge, new: Knowledge) -> str:
    parts = [f"new: {', '.join(sorted(set(new.topics) - set(old.topics))) or 'none'}"]
    parts.append(f"missing: {', '.join(sorted(set(old.topics) - set(new.topics))) or 'none'}")
    return "; ".join(parts)


def read(path: Path) -> Edition:
    """Read a whole store into memory.

    Args:
        path: the SQLite file.

    Raises:
        StoreError: when the file is missing, damaged or of another format.
    """
    if not path.exists():
        raise StoreError(f"There is no knowledge store at {path}: run `python -m bot build`.")
    try:
        # a swapped-in file is a new inode, so an open one never changes: immutable is safe and skips locking
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            connection.row_factory = sqlite3.Row
            meta = {row["key"]: row["value"] for row in connection.execute("SELECT key, value FROM meta")}
            if meta.get("format") != str(FORMAT):
                raise StoreError(f"{path} has another format: run `python -m bot build`.")
            knowledge = _knowledge(connection)
            whole = topics_digest(list(knowledge.topics)) == meta["topics_digest"]
        finally:
            connection.close()
    except (sqlite3.DatabaseError, LookupError, TypeError, ValueError) as error:
        raise StoreError(f"{path} cannot be read ({error}): run `python -m bot build`.") from error
    if not whole:
        raise StoreError(f"{path} is damaged (its topics are not those it lists): run `python -m bot build`.")
    edition = Edition(knowledge, meta)
    try:
        # compiled now, so that what is wrong is found before a patient needs it
        edition.triage  # noqa: B018
        if knowledge.decisions:
            edition.tables  # noqa: B018
    except (KeyError, ValueError) as error:
        raise StoreError(
            f"{path} holds a safety pattern or a decision table that is wrong ({error}): run `python -m bot check`."
        ) from error
    return edition


def _rows(connection: sqlite3.Connection, table: str, order: str) -> list[sqlite3.Row]:
    return connection.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()


def _knowledge(connection: sqlite3.Connection) -> Knowledge:
    said = _said(connection)
    located: dict[str, list[Locator]] = defaultdict(list)
    for row in _rows(connection, "fact_source", "fact, position"):
        located[row["fact"]].append(Locator(row["source"], row["at"]))
    facts = {
        row["id"]: Fact(
            id=row["id"],
            says=row["says"],
            sources=tuple(located[row["id"]]),
            checked_on=row["checked_on"],
            confidence=row["confidence"],
            of=tuple(json.loads(row["applies_to"])),
        )
        for row in _rows(connection, "fact", "rowid")
    }
    owned: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts.values():
        owned[fact.id.rsplit(".", 1)[0]].append(fact)
    variants: dict[str, list[Variant]] = defaultdict(list)
    for row in _rows(connection, "variant", "topic, position"):
        topic, number = row["topic"], row["position"]
        short, long = (tuple(said["topic", topic, f"{part}:{number}"]) for part in ("short", "long"))
        variants[topic].append(Variant(json.loads(row["conditions"]), short, long))
    cited: dict[str, list[str]] = defaultdict(list)
    for row in _rows(connection, "term_source", "term, position"):
        cited[row["term"]].append(row["source"])
    return Knowledge(
        sources={row["id"]: Source(**dict(row)) for row in _rows(connection, "source", "id")},
        topics={row["id"]: _topic(row, said, owned, variants) for row in _rows(connection, "topic", "id")},
        terms={row["id"]: _term(row, cited[row["id"]]) for row in _rows(connection, "term", "id")},
        safety={row["id"]: _safety(row, said, owned) for row in _rows(connection, "safety", "priority")},
        facts=facts,
        phrases={row["id"]: row["say"] for row in _rows(connection, "phrase", "id")},
        spelling=_grouped((row["word"], row["spelling"]) for row in _rows(connection, "spelling", "rowid")),
        cancers=_grouped((row["kind"], row["name"]) for row in _rows(connection, "cancer", "rowid")),
        safety_words={
            kind: {
                row["name"]: tuple(json.loads(row["words"]))
                for row in _rows(connection, "safety_word", "rowid")
                if row["kind"] == kind
            }
            for kind in ("lists", "spelling")
        },
        decisions=_decisions(connection),
    )


def _decisions(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in _rows(connection, "decision", "kind, id"):
        found[row["kind"]][row["id"]] = json.loads(row["body"])
    return dict(found)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name, word in pairs:
        groups[name].append(word)
    return {name: tuple(words) for name, words in groups.items()}


_Said = Mapping[tuple[str, str, str], list[Sentence]]


def _said(connection: sqlite3.Connection) -> _Said:
    facts: dict[int, list[str]] = defaultdict(list)
    for row in _rows(connection, "sentence_fact", "sentence, position"):
        facts[row["sentence"]].append(row["fact"])
    said: dict[tuple[str, str, str], list[Sentence]] = defaultdict(list)
    for row in _rows(connection, "sentence", "id"):
        said[row["owner_kind"], row["owner"], row["part"]].append(Sentence(row["say"], tuple(facts[row["id"]])))
    return said


def _topic(row: Any, said: _Said, owned: Mapping[str, list[Fact]], variants: Mapping[str, list[Variant]]) -> Topic:
    return Topic(
        id=row["id"],
        title=row["title"],
        button=row["button"],
        group=row["topic_group"],
        facts=tuple(owned[row["id"]]),
        short=tuple(said["topic", row["id"], "short"]),
        long=tuple(said["topic", row["id"], "long"]),
        related=tuple(json.loads(row["related"])),
        ask_team=tuple(json.loads(row["ask_team"])),
        review=json.loads(row["review"]),
        variants=tuple(variants[row["id"]]),
        unless=tuple(json.loads(row["unless"])),
        simple=tuple(said["topic", row["id"], "simple"]),
    )


def _term(row: Any, sources: Iterable[str]) -> Term:
    return Term(
        id=row["id"],
        term=row["term"],
        also=tuple(json.loads(row["also"])),
        say=tuple(json.loads(row["say"])),
        sources=tuple(sources),
        review=json.loads(row["review"]),
        topic=row["topic"],
    )


def _safety(row: Any, said: _Said, owned: Mapping[str, list[Fact]]) -> SafetyClass:
    follow_up = {
        part.partition(":")[2]: tuple(sentences)
        for (kind, owner, part), sentences in said.items()
        if kind == "safety" and owner == row["id"] and part.startswith("follow_up:")
    }
    return SafetyClass(
        id=row["id"],
        title=row["title"],
        kind=row["kind"],
        priority=row["priority"],
        signs=json.loads(row["signs"]),
        facts=tuple(owned[f"safety.{row['id']}"]),
        reply=tuple(said["safety", row["id"], "reply"]),
        review=json.loads(row["review"]),
        reply_other=tuple(said["safety", row["id"], "reply_other"]),
        follow_up=follow_up,
        offer=tuple(json.loads(row["offer"])),
    )
