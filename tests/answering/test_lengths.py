"""Every answer of the store is short enough to read."""

from __future__ import annotations

from bot.answering.write import MOST_WORDS, Writer
from bot.clinic import Clinic
from bot.content.load import load_knowledge
from bot.content.store import Edition
from bot.paths import KNOWLEDGE


def test_no_answer_is_longer_than_one_reply_may_be() -> None:
    knowledge = load_knowledge(KNOWLEDGE)
    writer = Writer(Edition(knowledge, {"edition": "2026-11-22"}), Clinic())
    lengths = {
        (topic.id, part): len(writer.answer(topic, part, {}).text.split())
        for topic in knowledge.topics.values()
        for part in ("short", "long")
    }
    assert len(lengths) > 150
    assert {key: words for key, words in lengths.items() if words > MOST_WORDS} == {}


def test_most_long_answers_end_with_questions_for_the_team() -> None:
    knowledge = load_knowledge(KNOWLEDGE)
    writer = Writer(Edition(knowledge, {"edition": "2026-11-22"}), Clinic())
    with_questions = [t.id for t in knowledge.topics.values() if "\n- " in writer.answer(t, "long", {}).text]
    assert len(with_questions) > 0.9 * len(knowledge.topics)
