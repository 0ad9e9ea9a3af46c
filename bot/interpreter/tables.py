"""What the interpreter reads: proven decision tables, outcome texts and drug labels, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Iterator, Mapping

from bot.content.load import read_sentences
from bot.content.models import Locator, Sentence
from bot.interpreter.outcomes import CATEGORIES
from bot.interpreter.table import Input, Rule, Table


@dataclass(frozen=True)
class Criteria:
    """One dated edition of a criteria set."""

    id: str
    file: str
    title: str
    edition: str
    kind: str
    tables: Mapping[str, Table]
    near: Mapping[str, Mapping[str, tuple[float, float]]]
    recognise: tuple[str, ...] = ()
    cancers: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Texts:
    """The texts of an outcome, plain or for one variant; an empty part means that the plain one holds."""

    short: tuple[Sentence, ...] = ()
    missing: tuple[Sentence, ...] = ()
    next_steps: tuple[Sentence, ...] = ()
    ask_team: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What the patient reads for one outcome of the interpreter."""

    id: str
    file: str
    title: str
    plain: Texts
    variants: tuple[tuple[Mapping[str, str], Texts], ...]
    topics: tuple[str, ...]

    @property
    def category(self) -> str:
        """The category the outcome belongs to."""
        return CATEGORIES[self.id]

    def texts(self, **known: str) -> Texts:
        """Choose the texts: the first variant whose conditions are all known to hold replaces the parts it has.

        Args:
            known: what is known, such as person="other" or ras="mutated".
        """
        for when, said in self.variants:
            if all(known.get(key) == value for key, value in when.items()):
                return Texts(
                    said.short or self.plain.short,
                    said.missing or self.plain.missing,
                    said.next_steps or self.plain.next_steps,
                    said.ask_team or self.plain.ask_team,
                )
        return self.plain


@dataclass(frozen=True)
class Note:
    """A caution in one sentence, for the person themselves and for somebody else."""

    id: str
    say: str
    say_other: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """One condition of a label; `reads` and `rule` are set where a report can hold it."""

    id: str
    asks: str
    facts: tuple[str, ...]
    reads: str = ""
    rule: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Label:
    """What the label of one treatment says in one region."""

    therapy: str
    name: str
    region: str
    status: str
    says: str
    since: str
    checked_on: str
    facts: tuple[str, ...]
    biomarkers: tuple[Condition, ...]
    history: tuple[Condition, ...]


@dataclass(frozen=True)
class Tables:
    """Everything the interpreter reads: proven tables, outcome texts, labels."""

    criteria: Mapping[str, Criteria]
    """The newest edition of every set."""
    editions: Mapping[str, Criteria]
    """Every edition, by file stem."""
    outcomes: Mapping[str, Outcome]
    notes: Mapping[str, Note]
    fields: Mapping[str, str]
    labels: tuple[Label, ...]

    @cached_property
    def result_sets(self) -> tuple[Criteria, ...]:
        """The criteria sets that give a HER2 result, gastric-type first because more laboratories use it."""
        return tuple(self.criteria[name] for name in sorted(n for n, c in self.criteria.items() if c.kind == "result"))

    @cached_property
    def reading(self) -> Criteria:
        """The steps that all criteria sets share."""
        return next(c for c in self.criteria.values() if c.kind == "reading")

    @cached_property
    def refused(self) -> tuple[Criteria, ...]:
        """The sets that are recognised only to be refused."""
        return tuple(c for c in self.criteria.values() if c.kind == "refused")

    @cached_property
    def inputs(self) -> Mapping[str, Input]:
        """The declaration of every input of the tables that read a result, by name."""
        tables = [table for criteria in (self.reading, *self.result_sets) for table in criteria.tables.values()]
        return {name: given for table in tables for name, given in table.inputs.items()}

    def sentences(self) -> Iterator[tuple[str, tuple[str | int, ...], tuple[Sentence, ...]]]:
        """Every text that a patient can read: its file below knowledge/, the keys that lead to it, its sentences."""
        for outcome in self.outcomes.values():
            file = f"outcomes/{outcome.file}.yml"
            for keys, texts in (
                ((), outcome.plain),
                *((("variants", number), said) for number, (_, said) in enumerate(outcome.variants)),
            ):
                for part in ("short", "missing", "next_steps"):
                    if said := getattr(texts, part):
                        yield file, (*keys, part), said
        for note in self.notes.values():
            for say in dict.fromkeys((note.say, note.say_other)):
                yield "outcomes/_notes.yml", ("notes", note.id), (Sentence(say, note.facts),)
        for label in self.labels:
            file = f"therapies/{label.therapy}.yml"
            yield file, ("labels",), (Sentence(label.says, label.facts),)
            for condition in (*label.biomarkers, *label.history):
                yield file, ("labels",), (Sentence(condition.asks, condition.facts),)


def tables_of(decisions: Mapping[str, Mapping[str, Any]]) -> Tables:
    """Make the tables from entries that were checked before (`bot check`, or the building of the store).

    Args:
        decisions: kind -> file stem -> entry, as `bot.content.load.read_decisions` gives them.

    Raises:
        TableError: when a condition of a decision table cannot be read.
    """
    editions = {stem: criteria_of(stem, raw) for stem, raw in decisions["criteria"].items()}
    notes: Mapping[str, Any] = decisions["outcome_notes"].get("_notes", {"notes": {}, "fields": {}})
    return Tables(
        criteria={c.id: c for c in sorted(editions.values(), key=lambda c: (c.edition, c.file))},
        editions=editions,
        outcomes={raw["outcome"]: _outcome(stem, raw) for stem, raw in decisions["outcomes"].items()},
        notes={
            key: Note(key, n["say"], n.get("say_other", n["say"]), _own("notes", n))
            for key, n in notes["notes"].items()
        },
        fields=notes["fields"],
        labels=tuple(label for stem, raw in decisions["therapies"].items() for label in _labels(stem, raw)),
    )


def criteria_of(stem: str, raw: Mapping[str, Any]) -> Criteria:
    """Make one dated edition of a criteria set.

    Args:
        stem: the name of its file.
        raw: its entry.

    Raises:
        TableError: when a condition of one of its tables cannot be read.
    """
    return Criteria(
        id=raw["set"],
        file=stem,
        title=raw["title"],
        edition=raw["edition"],
        kind=raw["kind"],
        tables={name: table_of(name, entry) for name, entry in raw.get("tables", {}).items()},
        near={
            name: {i: (limits["from"], limits["to"]) for i, limits in entry.get("near", {}).items()}
            for name, entry in raw.get("tables", {}).items()
        },
        recognise=tuple(word.lower() for word in raw.get("recognise", ())),
        cancers={kind: tuple(words) for kind, words in raw["cancers"].items()} if "cancers" in raw else None,
    )


def table_of(name: str, raw: Mapping[str, Any]) -> Table:
    """Make one decision table.

    Args:
        name: its name in the file.
        raw: its entry.

    Raises:
        TableError: when a condition cannot be read.
    """
    inputs = [
        Input(key, values=tuple(entry["values"]))
        if "values" in entry
        else Input(key, low=float(entry["from"]), high=float(entry["to"]))
        for key, entry in raw["inputs"].items()
    ]
    rules = [
        Rule(
            id=rule["id"],
            when={key: (said,) if isinstance(said, str) else tuple(said) for key, said in rule["when"].items()},
            then=rule["then"],
            says=rule.get("says", ""),
            source=Locator(rule["source"]["id"], rule["source"]["at"]),
            notes=tuple(rule.get("notes", ())),
            assumes=tuple(rule.get("assumes", ())),
        )
        for rule in raw["rules"]
    ]
    return Table(name, inputs, raw["gives"], rules)


def _own(owner: str, raw: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(fact if "." in fact else f"{owner}.{fact}" for fact in raw["facts"])


def _texts(owner: str, raw: Mapping[str, Any]) -> Texts:
    return Texts(
        short=read_sentences(owner, raw.get("short")),
        missing=read_sentences(owner, raw.get("missing")),
        next_steps=read_sentences(owner, raw.get("next_steps")),
        ask_team=tuple(raw.get("ask_team", ())),
    )


def _outcome(stem: str, raw: Mapping[str, Any]) -> Outcome:
    owner = f"outcomes.{stem}"
    return Outcome(
        id=raw["outcome"],
        file=stem,
        title=raw["title"],
        plain=_texts(owner, raw),
        variants=tuple((dict(v["when"]), _texts(owner, v)) for v in raw.get("variants", ())),
        topics=tuple(raw["topics"]),
    )


def _labels(stem: str, raw: Mapping[str, Any]) -> list[Label]:
    owner = f"therapies.{stem}"
    by_region = {entry["region"]: entry for entry in raw["labels"]}
    labels = []
    for entry in raw["labels"]:
        conditions = by_region[entry["same_as"]] if "same_as" in entry else entry
        labels.append(
            Label(
                therapy=stem,
                name=raw["name"],
                region=entry["region"],
                status=entry["status"],
                says=entry["says"],
                since=entry.get("since", ""),
                checked_on=entry["checked_on"],
                facts=_own(owner, entry),
                biomarkers=tuple(_condition(owner, c) for c in conditions.get("biomarkers", ())),
                history=tuple(_condition(owner, c) for c in conditions.get("history", ())),
            )
        )
    return labels


def _condition(owner: str, raw: Mapping[str, Any]) -> Condition:
    criteria, _, table = raw.get("rule", ".").partition(".")
    return Condition(raw["id"], raw["asks"], _own(owner, raw), raw.get("reads", ""), (criteria, table))
