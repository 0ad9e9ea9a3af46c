"""Read knowledge/ into values, or say everything that is wrong with it, each with file and line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Iterator, Mapping, Sequence

from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError

from bot.content.models import OWN, Fact, Knowledge, Locator, SafetyClass, Sentence, Source, Term, Topic, Variant

Path_ = Sequence[str | int]


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in a content file, and what to do about it."""

    file: str
    line: int
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} -> {self.do}"


class ContentError(Exception):
    """Raised when content cannot be used; holds every problem found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


class _Constructor(SafeConstructor):  # type: ignore[misc]  # ruamel has no types
    """Says where a date stands that no calendar has (2026-13-01), as for any other mistake in the file."""

    def construct_yaml_timestamp(self, node: Any, values: Any = None) -> Any:
        """Read a date, or say at which line it is none."""
        try:
            return super().construct_yaml_timestamp(node, values)
        except ValueError as error:
            raise ConstructorError(None, None, f"no such date ({error})", node.start_mark) from error


# The loader finds a constructor by its YAML tag, not by the name of the method.
_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_timestamp)


def read_yaml(path: Path) -> Any:
    """Read one YAML 1.2 file, so that a bare `no` stays a word.

    Raises:
        ContentError: when the file is missing or is not YAML.
    """
    yaml = YAML(typ="safe")
    yaml.Constructor = _Constructor
    try:
        return _plain(yaml.load(path.read_text("utf-8")))
    except OSError as error:
        raise ContentError([Problem(str(path), 1, f"cannot be read ({error.strerror})", "create the file")]) from error
    except UnicodeDecodeError as error:
        raise ContentError([Problem(str(path), 1, "is not UTF-8 text", "save it as UTF-8")]) from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        what = f"is not valid YAML: {error.problem or error.context}"
        raise ContentError([Problem(str(path), line, what, "mend the YAML at this line")]) from error


def _plain(value: Any) -> Any:
    # YAML turns 2026-11-22 into a date; entries keep dates as they are written.
    if isinstance(value, dict):
        return {str(key): _plain(v) for key, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


@lru_cache(maxsize=64)
def _with_lines(path: Path) -> Any:
    # The round-trip loader knows line numbers but is slow: it runs only once something is wrong.
    return YAML(typ="rt").load(path.read_text("utf-8"))


def line_of(path: Path, keys: Path_) -> int:
    """Find the line of the entry that `keys` lead to, or of its nearest existing parent.

    Args:
        path: the YAML file.
        keys: mapping keys and list positions from the top of the file.
    """
    node, line = _with_lines(path), 1
    for key in keys:
        try:
            line = node.lc.key(key)[0] + 1 if isinstance(key, str) else node.lc.item(key)[0] + 1
            node = node[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


class Folder:
    """The knowledge folder on disk: finds files and turns positions inside them into problems."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def entries(self, kind: str) -> Iterator[Path]:
        """List the YAML files of one kind, in name order; a name that starts with `_` is not an entry."""
        yield from (p for p in sorted((self.root / kind).glob("*.yml")) if not p.name.startswith("_"))

    def shown(self, path: Path) -> str:
        """Name a file as a person sees it, from the folder that holds knowledge/."""
        return str(path.relative_to(self.root.parent)) if path.is_relative_to(self.root.parent) else str(path)

    def problem(self, path: Path, keys: Path_, what: str, do: str) -> Problem:
        """Describe something wrong at a position of a file."""
        return Problem(self.shown(path), line_of(path, keys), what, do)

    def topic_problem(self, topic: str, keys: Path_, what: str, do: str) -> Problem:
        """Describe something wrong in a topic file."""
        return self.problem(self.root / "topics" / f"{topic}.yml", keys, what, do)

    @lru_cache(maxsize=16)  # noqa: B019 - a Folder lives as long as one command
    def validator(self, kind: str) -> Draft7Validator:
        """Compile the JSON Schema of one kind of entry."""
        return Draft7Validator(json.loads((SCHEMAS / f"{kind}.json").read_text("utf-8")))

    def read(self, kind: str, path: Path, problems: list[Problem]) -> Mapping[str, Any] | None:
        """Read one entry and check it against its schema; problems are appended and None is returned."""
        try:
            raw = read_yaml(path)
        except ContentError as error:
            problems += [Problem(self.shown(path), p.line, p.what, p.do) for p in error.problems]
            return None
        found = [
            self.problem(path, list(e.absolute_path), _schema_message(e), f"see knowledge/schema/{kind}.json")
            for e in self.validator(kind).iter_errors(raw)
        ]
        problems += found
        return None if found else raw


SCHEMAS = Path(__file__).resolve().parents[2] / "knowledge" / "schema"


def _schema_message(error: Any) -> str:
    where = ".".join(map(str, error.absolute_path)) or "the file"
    return f"{where}: {error.message[:160]}"


def load_knowledge(root: Path) -> Knowledge:
    """Load everything under a knowledge folder.

    Args:
        root: the folder that holds sources/, topics/, glossary/, safety/, house.yml and phrases.yml.

    Raises:
        ContentError: listing every file that cannot be read or does not fit its schema.
    """
    knowledge, problems = load_what_fits(root)
    if problems:
        raise ContentError(problems)
    return knowledge


def load_what_fits(root: Path) -> tuple[Knowledge, list[Problem]]:
    """Load every entry that fits its schema, and describe those that do not.

    Args:
        root: the knowledge folder.
    """
    folder, problems = Folder(root), list[Problem]()
    raw = {
        kind: {
            path.stem: entry
            for path in folder.entries(kind)
            if (entry := folder.read(kind, path, problems)) is not None
        }
        for kind in ("sources", "topics", "glossary", "safety")
    }
    decisions = read_decisions(folder, problems)
    house = folder.read("house", root / "house.yml", problems)
    phrases = folder.read("phrases", root / "phrases.yml", problems)
    spelling = folder.read("spelling", root / "spelling.yml", problems)
    cancers = folder.read("cancers", root / "cancers.yml", problems)
    words = folder.read("safety_words", root / "safety" / "_words.yml", problems)
    topics = {stem: _topic(stem, entry) for stem, entry in raw["topics"].items()}
    safety = {stem: _safety(stem, entry) for stem, entry in raw["safety"].items()}
    owned = [
        *read_facts(OWN, (house or {}).get("facts")),
        *(f for t in topics.values() for f in t.facts),
        *(f for s in safety.values() for f in s.facts),
        *decision_facts(decisions),
    ]
    knowledge = Knowledge(
        sources={stem: Source(id=stem, **entry) for stem, entry in raw["sources"].items()},
        topics=topics,
        terms={stem: _term(stem, entry) for stem, entry in raw["glossary"].items()},
        safety=safety,
        facts={fact.id: fact for fact in owned},
        phrases=dict((phrases or {}).get("phrases", {})),
        spelling=_lists(spelling),
        cancers=_lists(cancers),
        safety_words={name: _lists(lists) for name, lists in (words or {}).items()},
        decisions=decisions,
    )
    return knowledge, problems


def read_decisions(folder: Folder, problems: list[Problem]) -> dict[str, dict[str, Any]]:
    """Read what the result interpreter works with, checked against its schemas only.

    Args:
        folder: the knowledge folder.
        problems: what is wrong is added here.

    Returns:
        Kind (`criteria`, `outcomes`, `outcome_notes`, `therapies`, `guide`, `follow_ups`) -> file stem -> entry;
        empty without criteria.
    """
    if not (folder.root / "criteria").is_dir():
        return {}
    notes = folder.root / "outcomes" / "_notes.yml"
    files = {kind: list(folder.entries(kind)) for kind in ("criteria", "outcomes", "therapies")}
    return {
        kind: {path.stem: raw for path in paths if (raw := folder.read(kind, path, problems)) is not None}
        for kind, paths in (
            *files.items(),
            ("outcome_notes", [notes]),
            ("guide", [folder.root / "guide.yml"]),
            ("follow_ups", [folder.root / "follow_ups.yml"]),
        )
    }


def decision_facts(decisions: Mapping[str, Mapping[str, Any]]) -> Iterator[Fact]:
    """List the facts that outcomes, their notes and therapies hold themselves.

    Args:
        decisions: as `read_decisions` gives them.
    """
    for raw in decisions.get("outcome_notes", {}).values():
        yield from read_facts("notes", raw["facts"])
    for stem, raw in decisions.get("outcomes", {}).items():
        yield from read_facts(f"outcomes.{stem}", raw.get("facts", {}))
    for stem, raw in decisions.get("therapies", {}).items():
        yield from read_facts(f"therapies.{stem}", raw.get("facts", {}))


def _lists(raw: Mapping[str, Sequence[str]] | None) -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in (raw or {}).items()}


def read_facts(owner: str, raw: Mapping[str, Any] | None) -> tuple[Fact, ...]:
    """Read the facts an entry holds.

    Args:
        owner: prefix of their ids.
        raw: the mapping under `facts`.
    """
    return tuple(
        Fact(
            id=f"{owner}.{name}",
            says=entry["says"],
            sources=tuple(Locator(s["id"], s["at"]) for s in entry["sources"]),
            checked_on=entry["checked_on"],
            confidence=entry["confidence"],
            of=tuple(entry.get("of", ())),
        )
        for name, entry in (raw or {}).items()
    )


def read_sentences(owner: str, raw: Sequence[Mapping[str, Any]] | None) -> tuple[Sentence, ...]:
    """Read sentences with the facts they name; a bare name is a fact of the owner.

    Args:
        owner: prefix of the ids of its own facts.
        raw: a list of `say` and `facts`.
    """
    return tuple(Sentence(s["say"], tuple(f if "." in f else f"{owner}.{f}" for f in s["facts"])) for s in raw or ())


def _topic(stem: str, raw: Mapping[str, Any]) -> Topic:
    return Topic(
        id=stem,
        title=raw["title"],
        button=raw["button"],
        group=raw["group"],
        facts=read_facts(stem, raw.get("facts")),
        short=read_sentences(stem, raw["short"]),
        long=read_sentences(stem, raw["long"]),
        related=tuple(raw["related"]),
        ask_team=tuple(raw["ask_team"]),
        review=raw.get("review", {}),
        unless=tuple(raw.get("unless", ())),
        simple=read_sentences(stem, raw.get("simple")),
        variants=tuple(
            Variant(dict(v["when"]), read_sentences(stem, v.get("short")), read_sentences(stem, v.get("long")))
            for v in raw.get("variants", ())
        ),
    )


def _term(stem: str, raw: Mapping[str, Any]) -> Term:
    return Term(
        id=stem,
        term=raw["term"],
        also=tuple(raw.get("also", ())),
        say=tuple(raw["say"]),
        sources=tuple(raw["sources"]),
        review=raw.get("review", {}),
        topic=raw.get("topic", ""),
    )


def _safety(stem: str, raw: Mapping[str, Any]) -> SafetyClass:
    owner = f"safety.{stem}"
    return SafetyClass(
        id=stem,
        title=raw["title"],
        kind=raw["kind"],
        priority=raw["priority"],
        signs=raw["signs"],
        facts=read_facts(owner, raw.get("facts")),
        reply=read_sentences(owner, raw["reply"]),
        review=raw.get("review", {}),
        reply_other=read_sentences(owner, raw.get("reply_other")),
        follow_up={key: read_sentences(owner, said) for key, said in raw.get("follow_up", {}).items()},
        offer=tuple(raw.get("offer", ())),
    )
