"""Everything that names something else names something that exists, and nothing is left over."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Iterator

from bot.content.checks.context import Context
from bot.content.load import Problem, read_yaml
from bot.content.models import Fact
from bot.safety.triage import Triage, Wording
from bot.understanding.follow_ups import SPECIAL, FollowUps


def check_references(context: Context) -> Iterator[Problem]:
    """Check sources, facts, related topics, glossary names, safety offers and review records."""
    yield from _sources(context)
    yield from _facts(context)
    yield from _topics(context)
    yield from _terms(context)
    yield from _safety(context)
    yield from _guide(context)
    yield from _follow_ups(context)
    yield from _reviews(context)
    yield from _spelling(context)


def _fact_file(context: Context, fact: Fact) -> tuple[str, str, list[str]]:
    owner, name = fact.id.rsplit(".", 1)
    if owner == "house":
        return "house.yml", owner, ["facts", name]
    if owner == "notes":
        return "outcomes/_notes.yml", owner, ["facts", name]
    kind, _, stem = owner.rpartition(".")
    return f"{kind or 'topics'}/{stem}.yml", stem, ["facts", name]


def _sources(context: Context) -> Iterator[Problem]:
    known, used = context.knowledge.sources, set[str]()
    for fact in context.knowledge.facts.values():
        used |= {locator.source for locator in fact.sources}
        for locator in fact.sources:
            if locator.source not in known:
                file, _, keys = _fact_file(context, fact)
                what = f"unknown source '{locator.source}'"
                yield context.folder.problem(
                    context.folder.root / file, keys, what, "add it under sources/ or correct the id"
                )
    for term in context.knowledge.terms.values():
        used |= set(term.sources)
        for source_id in set(term.sources) - set(known):
            path = context.folder.root / "glossary" / f"{term.id}.yml"
            what = f"unknown source '{source_id}'"
            yield context.folder.problem(path, ["sources"], what, "add it under sources/ or correct the id")
    used |= _used_by_tables(context)
    for source in known.values():
        path = context.folder.root / "sources" / f"{source.id}.yml"
        if source.id not in used:
            yield context.folder.problem(
                path, [], f"source '{source.id}' is used by nothing", "use it or remove the file"
            )
        # our own policy is part of the project and needs no address
        if not source.link.startswith("https://") and (source.link or source.kind != "policy"):
            what = f"link is not https: {source.link or 'missing'}"
            yield context.folder.problem(path, ["link"], what, "give the https address")


def _used_by_tables(context: Context) -> set[str]:
    # criteria, outcomes and labels are proven by the interpreter's own checks; here only their sources count as used
    found: set[str] = set()

    def collect(raw: Any) -> None:
        if isinstance(raw, dict):
            if {"id", "at"} <= set(raw):
                found.add(str(raw["id"]))
            for value in raw.values():
                collect(value)
        elif isinstance(raw, list):
            for value in raw:
                collect(value)

    for kind in ("criteria", "outcomes", "therapies"):
        for path in sorted((context.folder.root / kind).glob("*.yml")):
            collect(read_yaml(path))
    return found


def _facts(context: Context) -> Iterator[Problem]:
    used: set[str] = set()
    for part in context.parts():
        for position, sentence in enumerate(part.sentences):
            used |= set(sentence.facts)
            for fact_id in set(sentence.facts) - set(context.knowledge.facts):
                yield context.problem(part, position, f"unknown fact '{fact_id}'", "add the fact or correct its id")
    for fact in context.knowledge.facts.values():
        if fact.id not in used and not fact.id.startswith("house."):
            file, _, keys = _fact_file(context, fact)
            what = f"fact '{fact.id}' is used by no sentence"
            yield context.folder.problem(context.folder.root / file, keys, what, "use it or remove it")


def _topics(context: Context) -> Iterator[Problem]:
    buttons: dict[str, list[str]] = defaultdict(list)
    for topic in context.knowledge.topics.values():
        buttons[topic.button.lower()].append(topic.id)
        for other in topic.related:
            if other not in context.knowledge.topics or other == topic.id:
                what = (
                    f"related topic '{other}' does not exist" if other != topic.id else "a topic is related to itself"
                )
                yield context.folder.topic_problem(topic.id, ["related"], what, "name another topic")
    for button, owners in buttons.items():
        for owner in owners[1:]:
            what = f"button '{button}' is also that of {owners[0]}"
            yield context.folder.topic_problem(owner, ["button"], what, "give each topic its own button")


def _terms(context: Context) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for term in context.knowledge.terms.values():
        path = context.folder.root / "glossary" / f"{term.id}.yml"
        for name in {n.lower() for n in (term.term, *term.also)}:
            if owners.setdefault(name, term.id) != term.id:
                what = f"'{name}' is also a name of {owners[name]}"
                yield context.folder.problem(path, ["also"], what, "keep it under one term")
        if term.topic and term.topic not in context.knowledge.topics:
            yield context.folder.problem(
                path, ["topic"], f"unknown topic '{term.topic}'", "name a topic or remove the line"
            )


def _safety(context: Context) -> Iterator[Problem]:
    words = context.knowledge.safety_words
    try:
        Triage(list(context.knowledge.safety.values()), Wording(words.get("lists", {}), words.get("spelling", {})))
    except (KeyError, ValueError) as error:
        path = context.folder.root / "safety" / "_words.yml"
        yield context.folder.problem(
            path, [], f"a safety pattern is wrong: {error}", "see the top of bot/safety/pattern.py"
        )
    priorities: dict[int, str] = {}
    for entry in context.knowledge.safety.values():
        path = context.folder.root / "safety" / f"{entry.id}.yml"
        if priorities.setdefault(entry.priority, entry.id) != entry.id:
            what = f"priority {entry.priority} is also that of {priorities[entry.priority]}"
            yield context.folder.problem(path, ["priority"], what, "give each class its own priority")
        for topic in entry.offer:
            if topic not in context.knowledge.topics:
                yield context.folder.problem(path, ["offer"], f"unknown topic '{topic}'", "name a topic or remove it")


def _guide(context: Context) -> Iterator[Problem]:
    for raw in context.knowledge.decisions.get("guide", {}).values():
        for name, question in raw["questions"].items():
            if question["help"] not in context.knowledge.topics:
                path, what = context.folder.root / "guide.yml", f"unknown topic '{question['help']}'"
                yield context.folder.problem(path, ["questions", name, "help"], what, "name a topic")


def _follow_ups(context: Context) -> Iterator[Problem]:
    path = context.folder.root / "follow_ups.yml"
    known = {*context.knowledge.topics, *SPECIAL}
    for raw in context.knowledge.decisions.get("follow_ups", {}).values():
        for name, entry in raw["follow_ups"].items():
            named = [("otherwise", entry["otherwise"])] if "otherwise" in entry else []
            named += [(key, topic) for key in ("result", "after") for topic in entry.get(key, {}).values()]
            named += [("after", topic) for topic in entry.get("after", {})]
            for key, topic in named:
                if topic not in known:
                    what = f"unknown topic '{topic}'"
                    yield context.folder.problem(path, ["follow_ups", name, key], what, "name a topic")
        try:
            FollowUps(raw)
        except ValueError as error:
            yield context.folder.problem(path, ["follow_ups"], f"a pattern is wrong: {error}", "close the bracket")


def _reviews(context: Context) -> Iterator[Problem]:
    kinds = (
        ("topics", context.knowledge.topics),
        ("glossary", context.knowledge.terms),
        ("safety", context.knowledge.safety),
    )
    for kind, entries in kinds:
        for entry in entries.values():
            if not entry.review:
                path = context.folder.root / kind / f"{entry.id}.yml"
                yield context.folder.problem(path, [], "review record is missing", "add `review: {status: draft}`")


def _spelling(context: Context) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    path = context.folder.root / "spelling.yml"
    for word, others in context.knowledge.spelling.items():
        for other in others:
            if owners.setdefault(other.lower(), word) != word or other in context.knowledge.spelling:
                what = f"spelling '{other}' stands for two words"
                yield context.folder.problem(path, [word], what, "keep it under one word")
