"""What patients read for an outcome rests on facts, is plain, never advises, and works for somebody else's result."""

from __future__ import annotations

import re

import pytest

from bot.content.checks.context import Context
from bot.content.load import Folder, load_knowledge
from bot.content.mentions import Vocabulary
from bot.interpreter.outcomes import CATEGORIES
from bot.interpreter.tables import Tables
from bot.paths import KNOWLEDGE, PHRASINGS, ROOT


@pytest.fixture(scope="module")
def context() -> Context:
    return Context(Folder(KNOWLEDGE), load_knowledge(KNOWLEDGE), Vocabulary.read(KNOWLEDGE), PHRASINGS)


def test_nothing_advises_ranks_or_calls_anybody_eligible(tables: Tables) -> None:
    forbidden = re.compile(r"\b(?:eligible|qualif\w+|should|must|best|better|recommend\w*|candidate)\b", re.I)
    said = [sentence.say for _, _, sentences in tables.sentences() for sentence in sentences]
    assert [say for say in said if forbidden.search(say) and "not recommend" not in say] == []


def test_nobody_elses_result_is_called_yours(tables: Tables) -> None:
    for outcome in tables.outcomes.values():
        for test in ({}, {"test": "blood"}):
            texts = outcome.texts(person="other", **test)
            said = [s.say for part in (texts.short, texts.missing, texts.next_steps) for s in part]
            assert not [say for say in (*said, *texts.ask_team) if re.search(r"\b(?:you|your|my|me)\b", say, re.I)], (
                outcome.id
            )
    for note in tables.notes.values():
        assert not re.search(r"\byour?\b", note.say_other, re.I), note.id


def test_every_step_in_plain_words_is_one_sentence_with_a_known_source(tables: Tables, context: Context) -> None:
    for criteria in tables.editions.values():
        for table in criteria.tables.values():
            for rule in table.rules:
                assert rule.source.source in context.knowledge.sources, rule.id
                assert not rule.says or (rule.says.endswith(".") and rule.says.count(". ") == 0), rule.id


def test_topics_offered_next_exist(tables: Tables, context: Context) -> None:
    offered = {topic for outcome in tables.outcomes.values() for topic in outcome.topics}
    assert offered <= set(context.knowledge.topics)


def test_no_two_texts_of_an_outcome_repeat_each_other(tables: Tables) -> None:
    for outcome in tables.outcomes.values():
        said = [s.say for part in (outcome.plain.short, outcome.plain.missing, outcome.plain.next_steps) for s in part]
        assert len(said) == len(set(said)), outcome.id


def test_the_documented_table_of_outcomes_is_that_of_the_code() -> None:
    text = (ROOT / "docs" / "results.md").read_text("utf-8")
    assert dict(re.findall(r"^\| `([A-Z_]+)` \| ([a-z ]+) \|$", text, re.M)) == dict(CATEGORIES)
