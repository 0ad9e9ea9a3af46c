"""The running assistant reads one whole edition at a time, takes up a good new one, and refuses a bad one."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.content import open as opening
from bot.content.build import build
from bot.content.load import load_knowledge
from bot.content.models import Knowledge
from bot.content.store import Store, StoreError, read
from bot.interpreter.interpret import interpret
from bot.interpreter.load import load_tables
from bot.interpreter.values import ReportedResult
from bot.paths import KNOWLEDGE

REFUSED = "New knowledge store refused, the old one stays in use: "
LOSSES = [
    "DROP TABLE phrase",
    "DELETE FROM meta WHERE key = 'format'",
    "DELETE FROM meta WHERE key = 'topics_digest'",
    "ALTER TABLE source DROP COLUMN seen",
    "ALTER TABLE topic DROP COLUMN review",
    "UPDATE topic SET related = '{'",
    "UPDATE topic SET related = '5'",
    "DELETE FROM topic",
]


def with_help(knowledge: Knowledge, text: str) -> Knowledge:
    return replace(knowledge, phrases={**knowledge.phrases, "help": text})


def without_topic(knowledge: Knowledge, topic: str) -> Knowledge:
    return replace(knowledge, topics={name: t for name, t in knowledge.topics.items() if name != topic})


def put(path: Path, content: bytes) -> None:
    """Swap other bytes in, as a build does."""
    other = path.with_suffix(".other")
    other.write_bytes(content)
    os.replace(other, path)


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def lines(caplog):
    """What the store has logged so far, when called."""
    caplog.set_level(logging.INFO, "bot.content.store")
    return lambda: list(caplog.messages)


def test_the_same_edition_is_handed_out_while_the_file_stays(store, lines):
    opened = Store(store)
    assert opened.current() is opened.current()
    assert lines() == []


def test_a_rebuilt_store_is_taken_up_without_opening_it_again(store, knowledge, lines):
    opened = Store(store)
    old = opened.current()
    build(with_help(knowledge, "Better help."), store)
    assert opened.current().knowledge.phrases["help"] == "Better help."
    assert old.knowledge.phrases["help"] == "I can explain HER2.", "a message in flight keeps its edition"
    assert len(lines()) == 1
    assert lines()[0].startswith("Knowledge store renewed: edition 2026-03-20")


def test_a_store_rebuilt_again_and_again_is_taken_up_each_time(store, knowledge):
    opened = Store(store)
    for text in ("One.", "Two.", "Three."):
        build(with_help(knowledge, text), store)
        assert opened.current().knowledge.phrases["help"] == text


def test_a_store_with_fewer_topics_is_refused_with_one_line(store, knowledge, lines):
    opened = Store(store)
    old = opened.current()
    build(without_topic(knowledge, "equivocal"), store)
    assert opened.current() is old
    assert opened.current() is old
    assert len(lines()) == 1
    assert lines()[0].startswith(REFUSED)
    assert "new: none; missing: equivocal" in lines()[0]
    assert "Train again" in lines()[0]


def test_a_store_with_another_topic_is_refused_and_names_it(store, knowledge, lines):
    build(without_topic(knowledge, "equivocal"), store)
    opened = Store(store)
    build(knowledge, store)
    assert "equivocal" not in opened.current().knowledge.topics
    assert "new: equivocal; missing: none" in lines()[0]


@pytest.mark.parametrize("keep", [0, 50, 4096, 20_000])
def test_a_damaged_store_is_refused_with_one_line(store, lines, keep):
    opened = Store(store)
    old = opened.current()
    put(store, store.read_bytes()[:keep])
    assert opened.current() is old
    assert opened.current() is old
    assert len(lines()) == 1
    assert lines()[0].startswith(REFUSED)
    assert "run `python -m bot build`" in lines()[0]


def test_a_store_whose_bytes_are_noise_is_refused(store, lines):
    opened = Store(store)
    old = opened.current()
    put(store, b"\x00\xff" * 5000)
    assert opened.current() is old
    assert len(lines()) == 1


def test_a_store_of_another_format_is_refused_with_one_line(store, lines):
    opened = Store(store)
    old = opened.current()
    change(store, "UPDATE meta SET value = '999' WHERE key = 'format'")
    assert opened.current() is old
    assert opened.current() is old
    assert lines() == [f"{REFUSED}{store} has another format: run `python -m bot build`."]


def test_a_store_that_lists_other_topics_than_it_holds_is_refused(store, lines):
    opened = Store(store)
    old = opened.current()
    change(store, "DELETE FROM topic WHERE id = 'equivocal'")
    assert opened.current() is old
    assert "is damaged (its topics are not those it lists)" in lines()[0]


def test_a_store_that_is_taken_away_is_noticed_and_the_old_edition_stays(store, lines):
    opened = Store(store)
    old = opened.current()
    store.unlink()
    assert opened.current() is old
    assert opened.current() is old
    assert len(lines()) == 1
    assert "There is no knowledge store at" in lines()[0]


def test_a_good_store_after_a_bad_one_is_taken_up(store, knowledge):
    opened = Store(store)
    put(store, b"noise")
    opened.current()
    build(with_help(knowledge, "Good again."), store)
    assert opened.current().knowledge.phrases["help"] == "Good again."


def test_a_missing_store_says_how_to_build_one(tmp_path):
    with pytest.raises(StoreError, match=r"There is no knowledge store at .*gone\.db: run `python -m bot build`"):
        Store(tmp_path / "gone.db")


@pytest.mark.parametrize("content", [b"", b"noise", b"SQLite format 3\x00" + b"x" * 200])
def test_a_file_that_is_no_store_cannot_be_opened(tmp_path, content):
    (tmp_path / "bad.db").write_bytes(content)
    with pytest.raises(StoreError, match=r"cannot be read.*run `python -m bot build`"):
        Store(tmp_path / "bad.db")


@pytest.mark.parametrize("statement", LOSSES)
def test_a_store_that_lost_something_cannot_be_opened(store, statement):
    change(store, statement)
    with pytest.raises(StoreError, match="run `python -m bot build`"):
        read(store)


@pytest.mark.parametrize("statement", LOSSES)
def test_a_store_that_loses_something_while_it_is_open_is_refused_with_one_line(store, lines, statement):
    opened = Store(store)
    old = opened.current()
    change(store, statement)
    assert opened.current() is old
    assert opened.current() is old
    assert len(lines()) == 1
    assert lines()[0].startswith(REFUSED)


def test_a_store_in_a_folder_with_a_hash_in_its_name_is_read(knowledge, tmp_path):
    folder = tmp_path / "a#b"
    folder.mkdir()
    build(knowledge, folder / "knowledge.db")
    assert read(folder / "knowledge.db").knowledge == knowledge


def test_reading_writes_nothing(store):
    before = store.read_bytes()
    read(store)
    assert store.read_bytes() == before
    assert [path.name for path in store.parent.iterdir()] == ["knowledge.db"]


def test_an_edition_finds_terms_by_every_name_they_have(store):
    terms = read(store).terms_by_name
    assert terms["ihc"] is terms["immunohistochemistry"]
    assert terms["protein stain"].id == "ihc"
    assert set(terms) == {"ihc", "immunohistochemistry", "protein stain", "ish"}


def test_an_edition_finds_red_flags_with_its_own_patterns(store):
    triage = read(store).triage
    assert [flag.safety_class for flag in triage.check("I can not breeth")] == ["breathing"]
    assert [flag.safety_class for flag in triage.check("can I stop my tabs")] == ["medicine_change"]
    assert triage.check("what does equivocal mean") == ()


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("HER2 in breast cancer", True),
        ("stomach  CANCER", True),
        ("HER2 in bowel cancer", False),
        ("breast cancer and colonic cancer", False),
        ("what is HER2", False),
    ],
)
def test_an_edition_knows_when_a_message_names_only_another_cancer(store, text, only):
    assert read(store).only_another_cancer(text) is only


def test_an_edition_knows_which_messages_an_answer_would_contradict(store):
    edition = read(store)
    assert edition.contradicts("trial_results", "I was never in a trial")
    assert edition.contradicts("trial_results", "does it work outside trials")
    assert not edition.contradicts("trial_results", "does it work")
    assert not edition.contradicts("equivocal", "I was never in a trial")
    assert not edition.contradicts("ghost", "I was never in a trial")


def test_a_topic_is_about_the_terms_its_title_or_button_names(store):
    edition = read(store)
    called = replace(edition.knowledge.terms["ish"], also=("equivocal result",))
    assert edition.is_about("equivocal", called)
    assert not edition.is_about("equivocal", edition.knowledge.terms["ish"])
    assert not edition.is_about("ghost", called)


def test_an_edition_names_its_topics_as_its_meta_does(store):
    edition = read(store)
    assert edition.topics_digest == edition.meta["topics_digest"]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout whose knowledge is the tiny one and whose store is not built yet."""
    monkeypatch.setattr(opening, "STORE", tmp_path / "build" / "knowledge.db")
    monkeypatch.setattr(opening, "KNOWLEDGE", Path(__file__).parent / "knowledge")
    monkeypatch.setattr(opening, "_store", None)
    return tmp_path


def test_a_fresh_checkout_builds_its_store_when_it_is_first_opened(checkout):
    opened = opening.open_store()
    assert opened.current().knowledge == load_knowledge(opening.KNOWLEDGE)
    assert (checkout / "build" / "knowledge.db").exists()


def test_a_process_has_one_store(checkout):
    assert opening.open_store() is opening.open_store()


def test_a_store_that_is_there_is_opened_as_it_is(checkout, knowledge):
    build(with_help(knowledge, "As it is."), opening.STORE)
    assert opening.open_store().current().knowledge.phrases["help"] == "As it is."


def test_a_result_is_read_by_the_tables_of_the_store(tmp_path) -> None:
    knowledge = load_knowledge(KNOWLEDGE)
    build(knowledge, tmp_path / "knowledge.db")
    edition = read(tmp_path / "knowledge.db")
    assert edition.knowledge.decisions == knowledge.decisions
    said = interpret(ReportedResult(ihc="3+"), edition.tables)
    assert (said.outcome, said.text.title) == ("POS", "HER2-positive")


def test_every_sentence_about_a_result_is_listed_in_the_store(tmp_path) -> None:
    build(load_knowledge(KNOWLEDGE), tmp_path / "knowledge.db")
    db = Database(tmp_path / "knowledge.db")
    listed = {row["say"] for row in db["sentence"].rows_where("owner_kind = 'result'")}
    wanted = {s.say for _, _, said in load_tables(KNOWLEDGE).sentences() for s in said}
    assert listed == wanted
    assert ("heracles_2015", "H1", "protein") in {(r["criteria"], r["id"], r["decides"]) for r in db["rule"].rows}
