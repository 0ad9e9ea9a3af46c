"""The classifier ranks topics, learns the same from the same, and also works without a language model."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bot.understanding.classifier import TopicClassifier
from bot.understanding.embedding import SIZE, Embedder
from bot.understanding.understand import Part, Understanding, understand

TAUGHT = {
    "ask/equivocal": [
        "what does equivocal mean",
        "is equivocal a bad result",
        "my result is equivocal",
        "equivocal score explained",
        "what is a borderline result",
    ],
    "ask/inherited": [
        "is it inherited",
        "can my children inherit this",
        "does it run in families",
        "is this in my genes from birth",
        "will my family get it",
    ],
    "ask/testing": [
        "how is the test done",
        "what test do they use",
        "which laboratory does the testing",
        "how do they test the tumour",
        "is the test painful",
    ],
    "greet": ["hello", "hi there", "good morning", "hello to you", "hi"],
}
TEXTS = [text for texts in TAUGHT.values() for text in texts]
LABELS = [label for label, texts in TAUGHT.items() for _ in texts]
SPELLING = {"equivocal": ["equivicol"], "tumour": ["tumor"]}
ASKED = [
    "what does equivicol mean",
    "does this run in the family",
    "how is tumor testing done",
    "hello",
    "zebra crossing",
]


class Letters(Embedder):
    """A stand-in for the language model: unit vectors from the letter pairs of a text."""

    def __init__(self) -> None:
        super().__init__(None, None)

    def _one(self, text: str):
        vector = np.full(SIZE, 1e-3, dtype=np.float32)
        for pair in pairwise(text):
            vector[int(hashlib.sha256("".join(pair).encode()).hexdigest(), 16) % SIZE] += 1
        return vector / np.linalg.norm(vector)


def taught(embedder: Embedder | None) -> TopicClassifier:
    classifier = TopicClassifier(SPELLING, embedder)
    classifier.train(TEXTS, LABELS)
    return classifier


@pytest.fixture(scope="module", params=[None, Letters()], ids=["without a model", "with a model"])
def embedder(request):
    return request.param


@pytest.fixture(scope="module")
def classifier(embedder):
    return taught(embedder)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("what does equivocal mean", "ask/equivocal"),
        ("equivicol result", "ask/equivocal"),
        ("is my equivocl result bad", "ask/equivocal"),
        ("can the family inherit it", "ask/inherited"),
        ("how do they test the tumor", "ask/testing"),
        ("HELLO!!!", "greet"),
    ],
)
def test_a_question_is_ranked_first_under_its_topic(classifier, text, label):
    ranking = classifier.rank(text)
    assert ranking.labels[0][0] == label
    assert ranking.nearest == label


def test_probabilities_fall_and_add_up_to_one(classifier):
    labels = classifier.rank("is the test inherited").labels
    chances = [chance for _, chance in labels]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1, abs=1e-5)
    assert {label for label, _ in labels} == set(TAUGHT)


def test_a_taught_phrasing_is_alike_itself_and_others_less(classifier):
    assert classifier.rank("is it inherited").similarity == pytest.approx(1, abs=1e-4)
    assert classifier.rank("my children sleep a lot").similarity < 0.99
    assert classifier.rank("xqz").similarity < classifier.rank("my test result").similarity


@pytest.mark.parametrize("text", [*ASKED, *TEXTS])
def test_nothing_is_more_alike_than_the_same(classifier, text):
    assert -0.01 <= classifier.rank(text).similarity <= 1 + 1e-5


def test_a_message_ranks_the_same_in_any_company(classifier):
    alone = classifier.rank("is it inherited")
    classifier.rank("how is the test done")
    assert classifier.rank("is it inherited") == alone


@pytest.mark.parametrize("text", ["", "   ", "?!", "😀", "什么", "a" * 5000])
def test_any_message_can_be_ranked(classifier, text):
    ranking = classifier.rank(text)
    assert len(ranking.labels) == len(TAUGHT)
    assert all(np.isfinite(chance) for _, chance in ranking.labels)
    assert np.isfinite(ranking.similarity)


def saved(classifier: TopicClassifier, folder: Path) -> Path:
    folder.mkdir()
    classifier.save(folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_phrasings_give_the_same_bytes_twice(embedder, tmp_path):
    first = contents(saved(taught(embedder), tmp_path / "one"))
    second = contents(saved(taught(embedder), tmp_path / "two"))
    assert "classifier.json" in first
    assert first == second


def test_a_loaded_classifier_gives_the_same_ranking(classifier, embedder, tmp_path):
    loaded = TopicClassifier.load(saved(classifier, tmp_path / "one"), SPELLING, embedder)
    assert loaded.labels == classifier.labels
    for text in ASKED:
        assert loaded.rank(text) == classifier.rank(text)


def test_a_loaded_classifier_saves_the_same_bytes(classifier, embedder, tmp_path):
    first = saved(classifier, tmp_path / "one")
    second = saved(TopicClassifier.load(first, SPELLING, embedder), tmp_path / "two")
    assert contents(first) == contents(second)


def test_a_classifier_taught_with_a_model_also_works_where_there_is_none(tmp_path):
    folder = saved(taught(Letters()), tmp_path / "one")
    loaded = TopicClassifier.load(folder, SPELLING, None)
    plain = taught(None)
    for text in ASKED:
        assert loaded.rank(text).labels == plain.rank(text).labels
        assert loaded.rank(text).nearest == plain.rank(text).nearest


def test_a_classifier_taught_without_a_model_ignores_one_that_is_there_now(tmp_path):
    folder = saved(taught(None), tmp_path / "one")
    loaded = TopicClassifier.load(folder, SPELLING, Letters())
    for text in ASKED:
        assert loaded.rank(text) == taught(None).rank(text)


def test_a_new_spelling_counts_for_a_classifier_that_was_taught_before(tmp_path):
    folder = saved(taught(None), tmp_path / "one")
    loaded = TopicClassifier.load(folder, {"equivocal": ["wobbly"]}, None)
    assert loaded.rank("wobbly score").labels[0][0] == "ask/equivocal"
    assert loaded.rank("wobbly score") == loaded.rank("equivocal score")


def test_the_model_has_a_say_beside_the_letters():
    with_model, without = taught(Letters()).rank("will my genes hurt"), taught(None).rank("will my genes hurt")
    assert with_model.labels != without.labels


# the language model


def test_without_its_packages_there_is_no_language_model(monkeypatch):
    monkeypatch.setattr("bot.understanding.embedding.importlib.util.find_spec", lambda name: None)
    assert Embedder.load() is None


def test_no_texts_make_no_vectors():
    assert Letters().embed([]).shape == (0, SIZE)


def test_the_installed_language_model_gives_unit_vectors_that_do_not_depend_on_company():
    embedder = Embedder.load()
    assert embedder is not None, "requirements.lock installs it"
    together = embedder.embed(["is it inherited", "does it run in families", "the train is late"])
    assert together.shape == (3, SIZE)
    assert np.linalg.norm(together, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert (embedder.embed(["is it inherited"])[0] == together[0]).all()
    assert together[0] @ together[1] > together[0] @ together[2]


# a message and its questions


def test_a_message_is_ranked_as_a_whole_and_by_its_questions(classifier):
    understood = understand("what does equivocal mean? is it inherited?", classifier)
    assert [part.label for part in understood.parts] == ["ask/equivocal", "ask/inherited"]
    assert understood.whole == Part.of(classifier.rank("what does equivocal mean? is it inherited?"))


def test_a_message_with_one_question_has_no_parts(classifier):
    assert understand("is it inherited", classifier).parts == ()


def test_what_is_understood_survives_json(classifier):
    understood = understand("what does equivocal mean? is it inherited?", classifier)
    assert Understanding.from_dict(understood.as_dict()) == understood


def test_a_part_keeps_the_eight_likeliest_labels_and_adds_up_their_shares():
    labels = tuple((f"ask/{n}" if n % 2 else f"out/{n}", 0.1) for n in range(10))
    part = Part.of(type("Ranking", (), {"labels": labels, "nearest": "ask/1", "similarity": 0.5}))
    assert len(part.labels) == 8
    assert (part.label, part.chance) == ("out/0", 0.1)
    assert part.share("ask/") == pytest.approx(0.4)
