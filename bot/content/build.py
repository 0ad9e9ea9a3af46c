"""Write the knowledge into one SQLite file, the same bytes for the same input."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from pathlib import Path
from typing import Any, Iterator, Sequence

from sqlite_utils import Database

from bot.content.models import Knowledge, SafetyClass, Sentence, Topic
from bot.content.store import FORMAT, read, topics_digest
from bot.interpreter.tables import tables_of


class BuildError(Exception):
    """Raised when the knowledge does not fit together; says what to do."""


Row = dict[str, Any]
Columns = dict[str, type]


def build(knowledge: Knowledge, path: Path) -> bool:
    """Write a store beside `path` and swap it in once it is complete, so that a failed build changes nothing.

    Args:
        knowledge: what to write.
        path: the store file.

    Returns:
        False when the store already held exactly this.

    Raises:
        BuildError: when an entry names another that does not exist.
        StoreError: when what was written cannot be used, for example because of a safety pattern that is wrong.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    try:
        _write(knowledge, draft)
        read(draft)
        if path.exists() and path.read_bytes() == draft.read_bytes():
            return False
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _write(knowledge: Knowledge, path: Path) -> None:
    db = Database(path)
    try:
        # the finished file is synced once, before it is swapped in
        db.execute("PRAGMA synchronous = OFF")
        with db.conn:
            for table in _tables(knowledge):
                _fill(db, *table)
        broken = db.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            tables = ", ".join(sorted({f"{row[0]} -> {row[2]}" for row in broken}))
            raise BuildError(f"The knowledge names what does not exist ({tables}): run `python -m bot check`.")
        db["answer"].enable_fts(["title", "body"], tokenize="porter")
        db["term"].enable_fts(["term", "also", "say"], tokenize="porter")
        db.vacuum()
    finally:
        db.close()


def _fill(
    db: Database,
    name: str,
    columns: Columns,
    pk: str | tuple[str, ...],
    keys: Sequence[Any],
    rows: list[Row],
) -> None:
    db[name].create(columns, pk=pk, foreign_keys=keys, not_null=set(columns), strict=True)
    try:
        db[name].insert_all(rows)
    except sqlite3.IntegrityError as error:
        raise BuildError(f"The knowledge holds something twice ({error}): run `python -m bot check`.") from error


def _tables(knowledge: Knowledge) -> Iterator[tuple[str, Columns, Any, Sequence[Any], list[Row]]]:
    text: type = str
    whole: type = int
    sources = sorted(knowledge.sources.values(), key=lambda s: s.id)
    facts = list(knowledge.facts.values())
    topics = sorted(knowledge.topics.values(), key=lambda t: t.id)
    safety = sorted(knowledge.safety.values(), key=lambda s: s.id)
    terms = sorted(knowledge.terms.values(), key=lambda t: t.id)

    meta = _meta(knowledge)
    yield "meta", {"key": text, "value": text}, "key", (), [{"key": k, "value": v} for k, v in meta.items()]
    columns = dict.fromkeys(("id", "title", "authors", "publisher"), text) | {"year": whole}
    columns |= dict.fromkeys(("link", "kind", "checked_on", "seen", "differs"), text)
    yield "source", columns, "id", (), [{c: getattr(s, c) for c in columns} for s in sources]
    columns = dict.fromkeys(("id", "says", "applies_to", "checked_on", "confidence"), text)
    fact_rows = [
        {
            "id": f.id,
            "says": f.says,
            "applies_to": json.dumps(f.of),
            "checked_on": f.checked_on,
            "confidence": f.confidence,
        }
        for f in facts
    ]
    yield "fact", columns, "id", (), fact_rows
    columns = {"fact": text, "position": whole, "source": text, "at": text}
    located = [
        {"fact": f.id, "position": n, "source": s.source, "at": s.at} for f in facts for n, s in enumerate(f.sources)
    ]
    yield "fact_source", columns, ("fact", "position"), (("fact", "fact", "id"), ("source", "source", "id")), located
    columns = dict.fromkeys(("id", "title", "button", "topic_group", "related", "ask_team", "unless", "review"), text)
    yield "topic", columns, "id", (), [_topic_row(t) for t in topics]
    columns = {"topic": text, "position": whole, "conditions": text}
    variants = [
        {"topic": t.id, "position": n, "conditions": json.dumps(v.when, sort_keys=True)}
        for t in topics
        for n, v in enumerate(t.variants)
    ]
    yield "variant", columns, ("topic", "position"), (("topic", "topic", "id"),), variants
    columns = dict.fromkeys(("id", "title", "kind"), text) | {"priority": whole}
    columns |= dict.fromkeys(("signs", "offer", "review"), text)
    yield "safety", columns, "id", (), [_safety_row(s) for s in safety]

    sentences, supports = _sentence_rows(knowledge)
    columns = {"id": whole, "owner_kind": text, "owner": text, "part": text, "position": whole, "say": text}
    yield "sentence", columns, "id", (), sentences
    columns = {"sentence": whole, "position": whole, "fact": text}
    keys = (("sentence", "sentence", "id"), ("fact", "fact", "id"))
    yield "sentence_fact", columns, ("sentence", "position"), keys, supports
    columns = dict.fromkeys(("topic", "title", "body"), text)
    answers = [{"topic": t.id, "title": t.title, "body": " ".join(s.say for s in (*t.short, *t.long))} for t in topics]
    yield "answer", columns, "topic", (("topic", "topic", "id"),), answers
    columns = dict.fromkeys(("id", "term", "also", "say", "topic", "review"), text)
    term_rows = [
        {
            "id": t.id,
            "term": t.term,
            "also": json.dumps(t.also, ensure_ascii=False),
            "say": json.dumps(t.say, ensure_ascii=False),
            "topic": t.topic,
            "review": json.dumps(t.review, sort_keys=True),
        }
        for t in terms
    ]
    yield "term", columns, "id", (), term_rows
    columns = {"term": text, "position": whole, "source": text}
    cited = [{"term": t.id, "position": n, "source": s} for t in terms for n, s in enumerate(t.sources)]
    yield "term_source", columns, ("term", "position"), (("term", "term", "id"), ("source", "source", "id")), cited
    columns = dict.fromkeys(("criteria", "id", "decides", "conditions", "concludes", "says", "source", "at"), text)
    yield "rule", columns, ("criteria", "id"), (("source", "source", "id"),), list(_rule_rows(knowledge))
    entries = [
        {"kind": kind, "id": stem, "body": json.dumps(raw, ensure_ascii=False)}
        for kind, found in sorted(knowledge.decisions.items())
        for stem, raw in sorted(found.items())
    ]
    yield "decision", dict.fromkeys(("kind", "id", "body"), text), ("kind", "id"), (), entries
    phrases = [{"id": k, "say": v} for k, v in sorted(knowledge.phrases.items())]
    spellings = [{"spelling": o, "word": w} for w, others in sorted(knowledge.spelling.items()) for o in others]
    yield "spelling", {"spelling": text, "word": text}, "spelling", (), spellings
    named = [{"kind": kind, "name": name} for kind, names in sorted(knowledge.cancers.items()) for name in names]
    yield "cancer", {"kind": text, "name": text}, ("kind", "name"), (), named
    shared = [
        {"kind": kind, "name": name, "words": json.dumps(words, ensure_ascii=False)}
        for kind, lists in sorted(knowledge.safety_words.items())
        for name, words in sorted(lists.items())
    ]
    yield "safety_word", dict.fromkeys(("kind", "name", "words"), text), ("kind", "name"), (), shared
    yield "phrase", {"id": text, "say": text}, "id", (), phrases


def _meta(knowledge: Knowledge) -> dict[str, str]:
    checked = [f.checked_on for f in knowledge.facts.values()] + [s.checked_on for s in knowledge.sources.values()]
    # the content itself, not the files: moving a comment makes no new edition
    content = hashlib.sha256(repr((FORMAT, knowledge)).encode()).hexdigest()
    return {
        "format": str(FORMAT),
        "content_hash": content,
        "edition": max(checked, default=""),
        "topics_digest": topics_digest(list(knowledge.topics)),
        "sources": str(len(knowledge.sources)),
        "facts": str(len(knowledge.facts)),
        "topics": str(len(knowledge.topics)),
        "terms": str(len(knowledge.terms)),
        "safety": str(len(knowledge.safety)),
    }


def _topic_row(topic: Topic) -> Row:
    return {
        "id": topic.id,
        "title": topic.title,
        "button": topic.button,
        "topic_group": topic.group,
        "related": json.dumps(topic.related),
        "ask_team": json.dumps(topic.ask_team, ensure_ascii=False),
        "unless": json.dumps(topic.unless),
        "review": json.dumps(topic.review, sort_keys=True),
    }


def _safety_row(entry: SafetyClass) -> Row:
    return {
        "id": entry.id,
        "title": entry.title,
        "kind": entry.kind,
        "priority": entry.priority,
        "signs": json.dumps(entry.signs, ensure_ascii=False),
        "offer": json.dumps(entry.offer),
        "review": json.dumps(entry.review, sort_keys=True),
    }


def _sentence_rows(knowledge: Knowledge) -> tuple[list[Row], list[Row]]:
    sentences: list[Row] = []
    supports: list[Row] = []
    for kind, owner, part, said in _parts(knowledge):
        for position, sentence in enumerate(said):
            number = len(sentences) + 1
            sentences.append(
                {
                    "id": number,
                    "owner_kind": kind,
                    "owner": owner,
                    "part": part,
                    "position": position,
                    "say": sentence.say,
                }
            )
            supports += [{"sentence": number, "position": n, "fact": f} for n, f in enumerate(sentence.facts)]
    return sentences, supports


def _parts(knowledge: Knowledge) -> Iterator[tuple[str, str, str, tuple[Sentence, ...]]]:
    for topic in sorted(knowledge.topics.values(), key=lambda t: t.id):
        yield "topic", topic.id, "short", topic.short
        yield "topic", topic.id, "long", topic.long
        yield "topic", topic.id, "simple", topic.simple
        for number, variant in enumerate(topic.variants):
            yield "topic", topic.id, f"short:{number}", variant.short
            yield "topic", topic.id, f"long:{number}", variant.long
    for entry in sorted(knowledge.safety.values(), key=lambda s: s.id):
        yield "safety", entry.id, "reply", entry.reply
        yield "safety", entry.id, "reply_other", entry.reply_other
        for key in sorted(entry.follow_up):
            yield "safety", entry.id, f"follow_up:{key}", entry.follow_up[key]
    if knowledge.decisions:
        for file, keys, said in tables_of(knowledge.decisions).sentences():
            yield "result", file.removesuffix(".yml"), ".".join(map(str, keys)), said


def _rule_rows(knowledge: Knowledge) -> Iterator[Row]:
    """List every rule of every decision table, for people who read the store."""
    editions = tables_of(knowledge.decisions).editions.values() if knowledge.decisions else ()
    for criteria in editions:
        for table in criteria.tables.values():
            for rule in table.rules:
                yield {
                    "criteria": criteria.file,
                    "id": rule.id,
                    "decides": table.name,
                    "conditions": json.dumps(rule.when, ensure_ascii=False),
                    "concludes": rule.then,
                    "says": rule.says,
                    "source": rule.source.source,
                    "at": rule.source.at,
                }
