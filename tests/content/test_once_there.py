"""Faults that were once there: each test failed before its fault was mended."""

import shutil
import sqlite3
from dataclasses import replace

import pytest

from bot.answering import talk
from bot.answering.safety import first_reply
from bot.answering.turn import Turn
from bot.answering.write import Writer
from bot.clinic import Clinic, read_clinic
from bot.content.build import BuildError, build
from bot.content.checks import check
from bot.content.checks.proof import unproven
from bot.content.checks.wording import _ADVICE
from bot.content.load import ContentError, load_knowledge
from bot.content.mentions import Vocabulary
from bot.content.models import Fact
from bot.content.store import Store, read
from bot.paths import ROOT
from bot.understanding.definitions import asked_term
from bot.understanding.spelling import plain

K = ROOT / "tests" / "content" / "knowledge"
REAL = ROOT / "knowledge"
V = Vocabulary.read(K)


def fact(says, *of):
    return Fact("t.f", says, (), "2026-01-01", "seen", of)


def proof(s, *f):
    return unproven(V.claims(s), f, V)


@pytest.fixture
def kn():
    return load_knowledge(K)


@pytest.fixture
def store(tmp_path, kn):
    build(kn, tmp_path / "k.db")
    return tmp_path / "k.db"


@pytest.fixture
def off(store):
    ed = read(store)
    from bot.content.load import read_yaml

    ed = replace(
        ed,
        knowledge=replace(ed.knowledge, phrases={**read_yaml(REAL / "phrases.yml")["phrases"], **ed.knowledge.phrases}),
    )
    return Writer(ed, Clinic(features={"survival_figures": False}))


def test_more_respects_switched_off_feature(off):
    t = Turn("x", "ask", {}, topic="survival_numbers")
    memory = talk.answer(t, off).memory
    assert "23.9" not in talk.more(Turn("tell me more", "more", memory), off).messages[0].text


def test_more_button_payload_typed(off):
    assert "23.9" not in talk.more(Turn("", "more", {}, topic="survival_numbers"), off).messages[0].text


def test_phase_three():
    k = load_knowledge(REAL)
    T = {n.lower(): t for t in k.terms.values() for n in (t.term, *t.also)}
    assert asked_term(plain("what does phase III mean"), T).id == "phase_three"


def test_advice_you_re():
    assert _ADVICE.search("Then you're not a candidate.")


def test_date_inside_date():
    assert proof("It was on 5 April 2024.", fact("It was on 15 April 2024."))


def test_swap_after_commas():
    a = fact("In NORTH-01, at 5.4 mg/kg, it was 46.9%.")
    b = fact("In NORTH-01, at 6.4 mg/kg, it was 27.5%.")
    assert proof("27.5% responded, at 5.4 mg/kg, and 46.9%, at 6.4 mg/kg.", a, b)


def test_swap_and():
    a = fact("With RAS wild-type it was 40%.")
    b = fact("With RAS mutated it was 10%.")
    assert proof("It was 10%, with RAS wild-type, but 40%, with RAS mutated.", a, b)


def test_two_thirds_hyphen():
    assert proof("Two-thirds of them responded.", fact("Half of them responded."))


def test_number_word_of():
    assert proof("Seven of ten people responded.", fact("It was 3 of 10 people."))


def test_twenty_one():
    assert proof("It lasts twenty-one months.", fact("It lasts 21 months.")) == []


def test_us_pronoun():
    assert "region" not in Vocabulary.read(REAL).claims("Many of us find it nice.").names


def test_duplicate_spelling_builderror(kn, tmp_path):
    with pytest.raises(BuildError):
        build(replace(kn, spelling={"a": ("x",), "b": ("x",)}), tmp_path / "x.db")


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM meta WHERE key='topics_digest'",
        "ALTER TABLE source DROP COLUMN seen",
        "ALTER TABLE topic DROP COLUMN review",
        "UPDATE topic SET related='5'",
    ],
)
def test_damaged_store(store, sql):
    opened = Store(store)
    c = sqlite3.connect(store)
    c.execute(sql)
    c.commit()
    c.close()
    opened.current()


def test_hash_in_path(kn, tmp_path):
    (tmp_path / "a#b").mkdir()
    build(kn, tmp_path / "a#b" / "s.db")
    read(tmp_path / "a#b" / "s.db")


def test_not_safe_no_offer(off):
    m = {"frame": {"safety": "breathing", "left": 1}, "pending": "equivocal"}
    assert first_reply(Turn("no, I am alone", "x", m), off).messages[0].buttons == ()


def test_sources_of_gone_term(off):
    talk.sources(Turn("x", "s", {"last": {"kind": "definition", "term": "gone", "topics": ["equivocal"]}}), off)


def test_vocabulary_broken(tmp_path):
    shutil.copytree(K, tmp_path / "k")
    (tmp_path / "k" / "vocabulary.yml").write_text("drug: [a\n")
    assert check(tmp_path / "k", ROOT / "tests" / "content" / "ask")


def test_clinic_unknown_key_line(tmp_path):
    (tmp_path / "clinic.yml").write_text("name: River\nregion: us\nlangauge: en\n")
    with pytest.raises(ContentError) as e:
        read_clinic(tmp_path / "clinic.yml")
    assert e.value.problems[0].line == 3


def test_glossary_advice(tmp_path):
    shutil.copytree(K, tmp_path / "k")
    p = tmp_path / "k/glossary/ish.yml"
    p.write_text(
        p.read_text().replace(
            "ISH is a lab test that counts copies of a gene.", "You should take alphamab, which cures 90%."
        )
    )
    assert check(tmp_path / "k", ROOT / "tests" / "content" / "ask")


def test_what_do_they_mean():
    assert asked_term(plain("what do they mean by equivocal"), {"equivocal": 1})


def test_comma():
    assert asked_term(plain("equivocal, what is that"), {"equivocal": 1})


def test_chinese(off):
    from bot.answering.unreadable import unreadable

    assert unreadable("什么是HER2", off)


def test_bad_facts_shape_topics_dup_examples(tmp_path):
    shutil.copytree(ROOT / "tests" / "content" / "ask", tmp_path / "ask")
    (tmp_path / "ask/equivocal.yml").write_bytes(
        "nlu:\n- intent: ask/equivocal\n  examples: |\n    - é\n".encode("latin-1")
    )
    assert check(K, tmp_path / "ask")


def test_ellipsis():
    from bot.understanding.spelling import Spelling

    assert Spelling({}, ["equivocal"]).normalise("equivocl...") == "equivocal"


def _two(off):
    from bot.understanding.understand import Part, Understanding

    p = lambda *l: Part(l, l[0][0], 0.9)
    return Understanding(
        p(("ask/equivocal", 0.5), ("ask/trial_results", 0.4)),
        (p(("ask/equivocal", 0.9)), p(("ask/trial_results", 0.9))),
    )


def test_second_question_contradicted_is_answered_twice(off):
    r = talk.answer(Turn("what is equivocal? does it work outside trials?", "ask", {}, understanding=_two(off)), off)
    topics = [m.payload.get("topic") for m in r.messages]
    assert topics != ["equivocal", "equivocal"]


def test_contradicted_answer_after_careful_reply(off):
    from bot.safety.triage import Flag
    from bot.understanding.understand import Part, Understanding

    u = Understanding(Part((("ask/trial_results", 0.9),), "ask/trial_results", 0.9), ())
    r = talk.safety(
        Turn(
            "can I stop my tablets? does it work outside trials?",
            "s",
            {},
            flags=(Flag("medicine_change", "careful", 20, "s", "m", False),),
            understanding=u,
        ),
        off,
    )
    assert [m.payload["kind"] for m in r.messages] == ["safety"]


def test_wordlist_case():
    from bot.understanding.wordlist import WordList

    assert WordList(["MRI"]).found_in("my MRI")
