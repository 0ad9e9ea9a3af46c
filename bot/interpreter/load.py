"""Read the decision tables, the outcome texts and the drug labels, or say everything that is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Iterator, Mapping

from bot.content.load import ContentError, Folder, Problem, read_facts, read_sentences
from bot.content.models import Fact, Locator, Sentence
from bot.interpreter.outcomes import CATEGORIES
from bot.interpreter.table import Fault, Input, Rule, Table, TableError

RESULT_TABLES = ("protein", "ish")
READING_TABLES = ("stain", "gene", "tissue", "result")


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
    facts: tuple[Fact, ...]

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
    facts: tuple[Fact, ...]
    """The facts that outcomes, notes and therapies hold themselves."""

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


def load_tables(root: Path) -> Tables:
    """Load and prove everything the interpreter reads.

    Args:
        root: the knowledge folder.

    Raises:
        ContentError: listing every file that does not fit its schema, and every gap or collision of a table.
    """
    tables, problems = load_what_fits(root)
    if problems or tables is None:
        raise ContentError(problems)
    return tables


def check_tables(root: Path) -> list[Problem]:
    """List what is wrong with the criteria, outcomes and therapies of a knowledge folder.

    Args:
        root: the knowledge folder.
    """
    return load_what_fits(root)[1]


def load_what_fits(root: Path) -> tuple[Tables | None, list[Problem]]:
    """Load what can be loaded; no tables come back when a part without which nothing can be read is missing.

    Args:
        root: the knowledge folder.
    """
    folder, problems = Folder(root), list[Problem]()
    editions = {
        path.stem: criteria
        for path in folder.entries("criteria")
        if (raw := folder.read("criteria", path, problems)) is not None
        and (criteria := _criteria(folder, path, raw, problems)) is not None
    }
    newest: dict[str, Criteria] = {}
    for criteria in sorted(editions.values(), key=lambda c: (c.edition, c.file)):
        newest[criteria.id] = criteria
    outcomes = {
        raw["outcome"]: _outcome(path, raw)
        for path in folder.entries("outcomes")
        if (raw := folder.read("outcomes", path, problems)) is not None
    }
    notes_path = root / "outcomes" / "_notes.yml"
    notes = folder.read("outcome_notes", notes_path, problems) or {"facts": {}, "notes": {}, "fields": {}}
    therapies = {
        path.stem: raw
        for path in folder.entries("therapies")
        if (raw := folder.read("therapies", path, problems)) is not None
    }
    labels = tuple(label for stem, raw in therapies.items() for label in _labels(stem, raw))
    tables = Tables(
        criteria=newest,
        editions=editions,
        outcomes=outcomes,
        notes={
            key: Note(key, n["say"], n.get("say_other", n["say"]), _own("notes", n))
            for key, n in notes["notes"].items()
        },
        fields=notes["fields"],
        labels=labels,
        facts=(
            *read_facts("notes", notes["facts"]),
            *(fact for outcome in outcomes.values() for fact in outcome.facts),
            *(fact for stem, raw in therapies.items() for fact in read_facts(stem, raw.get("facts", {}))),
        ),
    )
    problems += _missing_parts(folder, tables)
    return (None if problems else tables), sorted(set(problems))


def _criteria(folder: Folder, path: Path, raw: Mapping[str, Any], problems: list[Problem]) -> Criteria | None:
    found: list[Problem] = []
    tables: dict[str, Table] = {}
    try:
        date.fromisoformat(raw["edition"])
    except ValueError:
        found.append(folder.problem(path, ["edition"], f"no such date: {raw['edition']}", "write it as 2015-11-01"))
    for name, entry in raw.get("tables", {}).items():
        try:
            table = _table(name, entry)
        except TableError as error:
            found.append(folder.problem(path, ["tables", name, *error.keys], error.what, error.do))
            continue
        found += [_fault(folder, path, table, fault) for fault in table.prove()]
        tables[name] = table
    found += _ids_used_twice(folder, path, raw)
    found += _unknown_sources(folder, path, raw)
    problems += found
    if found:
        return None
    return Criteria(
        id=raw["set"],
        file=path.stem,
        title=raw["title"],
        edition=raw["edition"],
        kind=raw["kind"],
        tables=tables,
        near={
            name: {i: (limits["from"], limits["to"]) for i, limits in entry.get("near", {}).items()}
            for name, entry in raw.get("tables", {}).items()
        },
        recognise=tuple(word.lower() for word in raw.get("recognise", ())),
        cancers={kind: tuple(words) for kind, words in raw["cancers"].items()} if "cancers" in raw else None,
    )


def _table(name: str, raw: Mapping[str, Any]) -> Table:
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


def _fault(folder: Folder, path: Path, table: Table, fault: Fault) -> Problem:
    keys: list[str | int] = ["tables", table.name, "rules"]
    if fault.rules:
        keys.append([rule.id for rule in table.rules].index(fault.rules[-1]))
    do = {
        "gap": "add a rule for it, or widen one",
        "overlap": "narrow one of the two rules",
        "dead": "correct its conditions or remove it",
    }[fault.kind]
    return folder.problem(path, keys, f"table '{table.name}': {fault}", do)


def _ids_used_twice(folder: Folder, path: Path, raw: Mapping[str, Any]) -> list[Problem]:
    seen: set[str] = set()
    problems: list[Problem] = []
    for name, entry in raw.get("tables", {}).items():
        for position, rule in enumerate(entry["rules"]):
            if rule["id"] in seen:
                keys = ["tables", name, "rules", position, "id"]
                problems.append(folder.problem(path, keys, f"rule id {rule['id']} is used twice", "give it another id"))
            seen.add(rule["id"])
    return problems


def _unknown_sources(folder: Folder, path: Path, raw: Mapping[str, Any]) -> list[Problem]:
    return [
        folder.problem(
            path,
            ["tables", name, "rules", position, "source"],
            f"rule {rule['id']}: unknown source '{rule['source']['id']}'",
            "add it under sources/ or correct the id",
        )
        for name, entry in raw.get("tables", {}).items()
        for position, rule in enumerate(entry["rules"])
        if not (folder.root / "sources" / f"{rule['source']['id']}.yml").exists()
    ]


def _own(owner: str, raw: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(fact if "." in fact else f"{owner}.{fact}" for fact in raw["facts"])


def _texts(owner: str, raw: Mapping[str, Any]) -> Texts:
    return Texts(
        short=read_sentences(owner, raw.get("short")),
        missing=read_sentences(owner, raw.get("missing")),
        next_steps=read_sentences(owner, raw.get("next_steps")),
        ask_team=tuple(raw.get("ask_team", ())),
    )


def _outcome(path: Path, raw: Mapping[str, Any]) -> Outcome:
    owner = f"outcomes.{path.stem}"
    return Outcome(
        id=raw["outcome"],
        file=path.stem,
        title=raw["title"],
        plain=_texts(owner, raw),
        variants=tuple((dict(v["when"]), _texts(owner, v)) for v in raw.get("variants", ())),
        topics=tuple(raw["topics"]),
        facts=read_facts(owner, raw.get("facts", {})),
    )


def _labels(stem: str, raw: Mapping[str, Any]) -> list[Label]:
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
                facts=_own(stem, entry),
                biomarkers=tuple(_condition(stem, c) for c in conditions.get("biomarkers", ())),
                history=tuple(_condition(stem, c) for c in conditions.get("history", ())),
            )
        )
    return labels


def _condition(stem: str, raw: Mapping[str, Any]) -> Condition:
    criteria, _, table = raw.get("rule", ".").partition(".")
    return Condition(raw["id"], raw["asks"], _own(stem, raw), raw.get("reads", ""), (criteria, table))


def _missing_parts(folder: Folder, tables: Tables) -> list[Problem]:
    """List what one file names and another would have to hold."""
    problems: list[Problem] = []

    def problem(kind: str, stem: str, what: str, do: str) -> None:
        path = folder.root / kind / f"{stem}.yml"
        problems.append(Problem(folder.shown(path), 1, what, do))

    if not any(c.kind == "reading" for c in tables.criteria.values()):
        problem("criteria", "reading", "there is no set of kind 'reading' that fits", "mend or add it")
    if not any(c.kind == "result" for c in tables.criteria.values()):
        problem("criteria", "", "there is no set of kind 'result' that fits", "mend or add one")
    for criteria in tables.editions.values():
        needed = {"result": RESULT_TABLES, "reading": READING_TABLES}.get(criteria.kind, ())
        for name in (n for n in needed if n not in criteria.tables):
            problem("criteria", criteria.file, f"table '{name}' is missing", "add it")
        for table in criteria.tables.values():
            for rule in table.rules:
                for note in (*rule.notes, *(f"assumed_{name}" for name in rule.assumes)):
                    if note not in tables.notes:
                        problem(
                            "criteria", criteria.file, f"rule {rule.id} needs the note '{note}'", "add it to _notes.yml"
                        )
    for outcome in CATEGORIES:
        if outcome not in tables.outcomes:
            problem("outcomes", outcome.lower(), f"the outcome {outcome} has no text", "add it")
    for label in tables.labels:
        for condition in label.biomarkers:
            criteria_id, name = condition.rule
            if criteria_id not in tables.criteria or name not in tables.criteria[criteria_id].tables:
                what = f"condition '{condition.id}' names the rule {criteria_id}.{name}, which does not exist"
                problem("therapies", label.therapy, what, "name a table of knowledge/criteria/")
    return problems
