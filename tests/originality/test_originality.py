"""Nothing is copied: no line of the evaluation questions is taught, no sentence of the source article is said.

The texts themselves are not here, only salted hashes of their runs of five words (tools/fingerprints.py).
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from bot.content.load import load_knowledge, read_yaml
from bot.paths import KNOWLEDGE, ROOT

_spec = importlib.util.spec_from_file_location("fingerprints", ROOT / "tools" / "fingerprints.py")
fingerprints = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fingerprints)

HERE = Path(__file__).parent
MOST = 0.7
HALF = 0.5


def known(name: str) -> frozenset[str]:
    return frozenset(json.loads((HERE / f"{name}.json").read_text("utf-8")))


def taught() -> list[str]:
    lines: list[str] = []
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        for entry in read_yaml(path)["nlu"]:
            lines += [line.strip()[2:] for line in entry["examples"].splitlines() if line.strip().startswith("- ")]
    return lines


def said() -> list[str]:
    knowledge = load_knowledge(KNOWLEDGE)
    sentences = [s.say for t in knowledge.topics.values() for s in (*t.short, *t.long)]
    sentences += [s.say for t in knowledge.topics.values() for v in t.variants for s in (*v.short, *v.long)]
    sentences += [s.say for c in knowledge.safety.values() for s in (*c.reply, *c.reply_other)]
    sentences += [s for t in knowledge.terms.values() for s in t.say]
    return sentences + list(knowledge.phrases.values())


def test_no_evaluation_question_is_taught() -> None:
    questions = known("questions")
    assert [line for line in taught() if fingerprints.copied(line, questions, MOST)] == []


def test_no_sentence_of_the_source_article_is_said() -> None:
    article = known("article")
    assert [sentence for sentence in said() if fingerprints.copied(sentence, article, HALF)] == []


def test_there_is_something_to_compare() -> None:
    assert len(known("questions")) > 3000
    assert len(known("article")) > 1500
    assert len(taught()) > 3000
    assert len(said()) > 800


@pytest.mark.parametrize("name", ["questions", "article"])
def test_a_copy_would_be_found(name: str) -> None:
    sentence = "An invented sentence of nine quite ordinary English words."
    with_it = known(name) | frozenset(fingerprints.shingles(sentence))
    assert fingerprints.copied(sentence, with_it, MOST)
    assert fingerprints.copied(sentence.upper() + "!!", with_it, MOST)
    assert not fingerprints.copied(sentence, known(name), HALF)


def test_four_words_are_free() -> None:
    assert fingerprints.shingles("what is HER2 positive") == []
