"""The knowledge is written into one SQLite file: whole, the same bytes for the same input, or not at all."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from bot.content.build import BuildError, build
from bot.content.models import Sentence
from bot.content.store import StoreError, read, topics_digest
from bot.paths import ROOT


def ask(path: Path, query: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query, values).fetchall()


def tables(path: Path) -> list[str]:
    """The tables of the store, without those that full-text search keeps for itself."""
    rows = ask(path, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in rows if "_fts" not in name and not name.startswith("sqlite_")]


def test_what_is_built_is_what_is_read(knowledge, store):
    found = read(store).knowledge
    for part in ("sources", "topics", "terms", "safety", "facts", "phrases", "spelling", "cancers", "safety_words"):
        assert getattr(found, part) == getattr(knowledge, part), part
    assert found == knowledge


def test_the_order_of_facts_and_sentences_survives(knowledge, store):
    found = read(store).knowledge
    assert list(found.facts) == list(knowledge.facts)
    assert [s.say for s in found.topics["trial_results"].long] == [
        "That was 30 of 64 people with IHC 3+, but 1 of 18 with IHC 2+.",
        "Alphamab was approved in the US in April 2024.",
    ]
    assert [v.when for v in found.topics["trial_results"].variants] == [
        {"region": "uk"},
        {"category": "equivocal", "region": "us"},
    ]


def test_two_builds_of_the_same_knowledge_are_byte_identical(knowledge, tmp_path):
    build(knowledge, tmp_path / "one.db")
    build(knowledge, tmp_path / "two.db")
    assert (tmp_path / "one.db").read_bytes() == (tmp_path / "two.db").read_bytes()


def test_builds_of_two_processes_are_byte_identical_whatever_their_hash_seed(store, tmp_path):
    code = (
        "import sys; from pathlib import Path; from bot.content.build import build; "
        "from bot.content.load import load_knowledge; build(load_knowledge(Path(sys.argv[1])), Path(sys.argv[2]))"
    )
    folder = Path(__file__).parent / "knowledge"
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code, str(folder), str(tmp_path / f"{seed}.db")]
        subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed})
        assert (tmp_path / f"{seed}.db").read_bytes() == store.read_bytes()


def test_building_the_same_again_says_that_nothing_changed_and_leaves_the_file_alone(knowledge, tmp_path):
    path = tmp_path / "knowledge.db"
    assert build(knowledge, path) is True
    before = path.stat()
    assert build(knowledge, path) is False
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_building_something_else_swaps_in_a_new_file(knowledge, store):
    before = store.stat().st_ino
    assert build(replace(knowledge, phrases={**knowledge.phrases, "help": "Something else."}), store) is True
    assert store.stat().st_ino != before
    assert read(store).knowledge.phrases["help"] == "Something else."


def test_nothing_but_the_store_is_left_behind(store):
    assert [path.name for path in store.parent.iterdir()] == ["knowledge.db"]


def test_a_draft_that_a_stopped_build_left_is_no_hindrance(knowledge, tmp_path):
    (tmp_path / "knowledge.new").write_bytes(b"half a store")
    build(knowledge, tmp_path / "knowledge.db")
    assert read(tmp_path / "knowledge.db").knowledge == knowledge
    assert not (tmp_path / "knowledge.new").exists()


def test_a_sentence_on_an_unknown_fact_is_refused_and_the_old_store_stays(knowledge, store):
    before = store.read_bytes()
    topic = replace(knowledge.topics["equivocal"], short=(Sentence("It is so.", ("equivocal.nowhere",)),))
    with pytest.raises(BuildError, match=r"sentence_fact -> fact.*python -m bot check"):
        build(replace(knowledge, topics={**knowledge.topics, "equivocal": topic}), store)
    assert store.read_bytes() == before
    assert [path.name for path in store.parent.iterdir()] == ["knowledge.db"]


def test_a_fact_of_an_unknown_source_is_refused(knowledge, tmp_path):
    sources = {name: source for name, source in knowledge.sources.items() if name != "trial_report"}
    with pytest.raises(BuildError, match="fact_source -> source"):
        build(replace(knowledge, sources=sources), tmp_path / "knowledge.db")
    assert list(tmp_path.iterdir()) == []


def test_a_term_of_an_unknown_source_is_refused(knowledge, tmp_path):
    term = replace(knowledge.terms["ish"], sources=("nobody",))
    with pytest.raises(BuildError, match="term_source -> source"):
        build(replace(knowledge, terms={**knowledge.terms, "ish": term}), tmp_path / "knowledge.db")


def test_a_spelling_of_two_words_is_refused(knowledge, tmp_path):
    twice = {"equivocal": ("equivicol",), "equal": ("equivicol",)}
    with pytest.raises(BuildError, match=r"holds something twice .*spelling.*python -m bot check"):
        build(replace(knowledge, spelling=twice), tmp_path / "knowledge.db")
    assert list(tmp_path.iterdir()) == []


def test_a_safety_pattern_that_is_wrong_is_refused_and_the_old_store_stays(knowledge, store):
    before = store.read_bytes()
    wrong = replace(knowledge.safety["breathing"], signs={"sign": {"match": ["(not"]}})
    with pytest.raises(
        StoreError,
        match=r"pattern .* that is wrong.*breathing.*never closed.*python -m bot check",
    ):
        build(replace(knowledge, safety={**knowledge.safety, "breathing": wrong}), store)
    assert store.read_bytes() == before
    assert [path.name for path in store.parent.iterdir()] == ["knowledge.db"]


@pytest.mark.parametrize("step", ["write", "swap"])
def test_a_build_that_breaks_off_leaves_the_old_store_in_place(knowledge, store, monkeypatch, step):
    before = store.read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise OSError("No space left on device")

    if step == "write":
        monkeypatch.setattr(Database, "vacuum", fail)
    else:
        monkeypatch.setattr("bot.content.build.os.replace", fail)
    with pytest.raises(OSError, match="No space left"):
        build(replace(knowledge, phrases={}), store)
    assert store.read_bytes() == before
    assert read(store).knowledge == knowledge
    assert [path.name for path in store.parent.iterdir()] == ["knowledge.db"]


def test_every_table_is_strict(store):
    made = dict(ask(store, "SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    assert len(tables(store)) >= 12
    for name in tables(store):
        assert made[name].rstrip().endswith("STRICT"), name


def test_a_text_in_a_number_column_is_refused_by_the_table(store):
    with (
        closing(sqlite3.connect(store)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"),
    ):
        connection.execute("UPDATE source SET year = 'recently'")


def test_every_column_must_be_filled(store):
    with closing(sqlite3.connect(store)) as connection, pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        connection.execute("UPDATE fact SET says = NULL")


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("fact_source", {("fact", "fact"), ("source", "source")}),
        ("sentence_fact", {("sentence", "sentence"), ("fact", "fact")}),
        ("variant", {("topic", "topic")}),
        ("answer", {("topic", "topic")}),
        ("term_source", {("term", "term"), ("source", "source")}),
    ],
)
def test_a_table_that_names_entries_of_another_has_foreign_keys(store, table, keys):
    found = ask(store, 'SELECT "from", "table" FROM pragma_foreign_key_list(?)', table)
    assert set(found) == keys


def test_the_foreign_keys_hold(store):
    assert ask(store, "PRAGMA foreign_key_check") == []
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("DELETE FROM source WHERE id = 'trial_report'")


def test_answers_and_terms_can_be_searched_by_word_stem(store):
    made = ask(store, "SELECT sql FROM sqlite_master WHERE name = 'answer_fts'")[0][0]
    assert "FTS5" in made
    query = "SELECT topic FROM answer WHERE rowid IN (SELECT rowid FROM answer_fts WHERE answer_fts MATCH ?)"
    assert ask(store, query, "counting") == [("equivocal",)]
    query = "SELECT id FROM term WHERE rowid IN (SELECT rowid FROM term_fts WHERE term_fts MATCH ?)"
    assert ask(store, query, "immunohistochemistry") == [("ihc",)]
    assert ask(store, query, "colouring") == [("ihc",)]


def test_meta_counts_what_the_store_holds(knowledge, store):
    meta = dict(ask(store, "SELECT key, value FROM meta"))
    assert {key: meta[key] for key in ("sources", "facts", "topics", "terms", "safety")} == {
        "sources": "3",
        "facts": str(len(knowledge.facts)),
        "topics": "3",
        "terms": "2",
        "safety": "2",
    }
    for table in ("fact", "topic", "term", "source", "safety"):
        assert ask(store, f"SELECT count(*) FROM {table}")[0][0] == int(meta.get(f"{table}s", meta.get(table)))


def test_the_edition_is_the_newest_date_a_fact_or_source_was_checked(knowledge, store, tmp_path):
    assert read(store).meta["edition"] == "2026-03-20"
    late = replace(knowledge.sources["lab_guide"], id="late", checked_on="2026-05-05")
    build(replace(knowledge, sources={**knowledge.sources, "late": late}), tmp_path / "late.db")
    assert read(tmp_path / "late.db").meta["edition"] == "2026-05-05"


def test_the_content_hash_follows_the_content_and_not_the_files(desk, store, tmp_path):
    desk.append("house.yml", "# a remark\n")
    build(desk.load(), tmp_path / "remark.db")
    assert read(tmp_path / "remark.db").meta == read(store).meta
    desk.replace("house.yml", "Questions about one person's case", "All questions about one person")
    build(desk.load(), tmp_path / "changed.db")
    assert read(tmp_path / "changed.db").meta["content_hash"] != read(store).meta["content_hash"]


def test_the_topics_digest_names_a_set_of_topics_in_any_order():
    assert topics_digest(["a", "b"]) == topics_digest(["b", "a"])
    assert topics_digest(["a", "b"]) != topics_digest(["ab"])
    assert topics_digest(["a", "b"]) != topics_digest(["a"])
