"""Say which question a message asks, and how near it is to anything that was taught.

Two logistic regressions vote: one over words and letters (steady under typing slips), one over sentence vectors (steady
under other wording). Without the sentence vectors the first decides alone. The nearest taught phrasing sees what both
cannot: a message that resembles nothing.
"""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.understanding.embedding import SIZE, Embedder
from bot.understanding.spelling import Spelling, words

Array = npt.NDArray[Any]

LETTERS_VOTE = 0.35
"""The share of the vote of words and letters; measured, see docs/decisions/0005."""

_LETTERS_SCALE = 1.7
"""Brings the similarity of words and letters to the scale of sentence vectors: one set of thresholds serves both."""

_VECTORIZERS: Mapping[str, Mapping[str, Any]] = {
    "word": {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"[a-z0-9][a-z0-9+']*", "sublinear_tf": True},
    "char": {"analyzer": "char_wb", "ngram_range": (2, 4), "min_df": 2, "sublinear_tf": True},
}


@dataclass(frozen=True)
class Ranking:
    """What a text may ask, likeliest first, and the phrasing it is nearest to."""

    labels: tuple[tuple[str, float], ...]
    nearest: str
    similarity: float


class _Linear:
    """A multinomial logistic regression as plain arrays."""

    def __init__(self, coef: Array, intercept: Array) -> None:
        self.coef, self.intercept = coef, intercept

    @classmethod
    def fit(cls, features: Any, owners: Array, strength: float, solver: str, rounds: int) -> _Linear:
        model = LogisticRegression(C=strength, class_weight="balanced", solver=solver, max_iter=rounds, random_state=0)
        with warnings.catch_warnings():
            # stopping early is meant: more rounds cost minutes and measured no better on held-out phrasings
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(features, owners)
        return cls(model.coef_.astype(np.float32), model.intercept_.astype(np.float32))

    def probabilities(self, features: Any) -> Array:
        scores = np.asarray(features @ self.coef.T).ravel() + self.intercept
        scores = np.exp(scores - scores.max())
        return np.asarray(scores / scores.sum())


class TopicClassifier:
    """Ranks labels for a text."""

    def __init__(self, spelling: Mapping[str, Sequence[str]], embedder: Embedder | None) -> None:
        """Prepare an empty classifier.

        Args:
            spelling: other spellings of the words of the field.
            embedder: gives sentence vectors; None to do without.
        """
        self._variants = spelling
        self._embedder = embedder
        self._vectorizers = {name: TfidfVectorizer(**options) for name, options in _VECTORIZERS.items()}
        self.labels: list[str] = []

    def train(self, texts: Sequence[str], labels: Sequence[str], strength: float = 10.0) -> None:
        """Learn from phrasings.

        Args:
            texts: one phrasing each.
            labels: the label of each.
            strength: inverse regularisation of both regressions.
        """
        taught = [Spelling(self._variants).normalise(t) for t in texts]
        self._know(sorted({w for t in taught for w in words(t)}))
        self.labels = sorted(set(labels))
        self._owners = np.array([self.labels.index(label) for label in labels], dtype=np.int32)
        for vectorizer in self._vectorizers.values():
            vectorizer.fit(taught)
        self._examples = self._features(taught)
        self._letters = _Linear.fit(self._examples, self._owners, strength, "sag", 20)
        self._vectors = self._embedder.embed(taught) if self._embedder else np.zeros((0, SIZE), dtype=np.float32)
        self._meaning = _Linear.fit(self._vectors, self._owners, strength, "lbfgs", 200) if self._embedder else None

    def rank(self, text: str) -> Ranking:
        """Rank the labels for one text.

        Args:
            text: what the patient typed.
        """
        normal = self._spelling.normalise(text)
        features = self._features([normal])
        chances = self._letters.probabilities(features)
        if self._embedder and self._meaning:
            vector = self._embedder.embed([normal])[0]
            chances = LETTERS_VOTE * chances + (1 - LETTERS_VOTE) * self._meaning.probabilities(vector)
            similar = self._vectors @ vector
        else:
            similar = _LETTERS_SCALE * np.asarray((self._examples @ features.T).todense()).ravel()
        nearest = int(similar.argmax())
        order = np.argsort(-chances, kind="stable")
        ranked = tuple((self.labels[i], float(chances[i])) for i in order)
        return Ranking(ranked, self.labels[self._owners[nearest]], min(1.0, float(similar[nearest])))

    def save(self, folder: Path) -> None:
        """Write the classifier as JSON and plain arrays, the same bytes for the same training data.

        Args:
            folder: an existing folder.
        """
        vocabulary = {
            name: sorted(v.vocabulary_, key=v.vocabulary_.__getitem__) for name, v in self._vectorizers.items()
        }
        saved = {"labels": self.labels, "words": sorted(self._known), "vocabulary": vocabulary}
        (folder / "classifier.json").write_text(json.dumps(saved), "utf-8")
        for name, array in self._arrays().items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, spelling: Mapping[str, Sequence[str]], embedder: Embedder | None) -> TopicClassifier:
        """Read a classifier back.

        Args:
            folder: where `save` wrote it.
            spelling: other spellings of the words of the field, as they are today.
            embedder: gives sentence vectors; None to do without.
        """
        loaded = cls(spelling, embedder)
        saved = json.loads((folder / "classifier.json").read_text("utf-8"))
        array = {path.stem: np.load(path, allow_pickle=False) for path in sorted(folder.glob("*.npy"))}
        loaded.labels = saved["labels"]
        loaded._know(saved["words"])
        for name, vectorizer in loaded._vectorizers.items():
            vectorizer.vocabulary_ = {feature: n for n, feature in enumerate(saved["vocabulary"][name])}
            vectorizer.idf_ = array[f"idf_{name}"]
        loaded._owners, loaded._vectors = array["owners"], array["vectors"]
        loaded._letters = _Linear(array["letters_coef"], array["letters_intercept"])
        taught_meaning = "meaning_coef" in array
        loaded._meaning = _Linear(array["meaning_coef"], array["meaning_intercept"]) if taught_meaning else None
        shape = (len(loaded._owners), loaded._letters.coef.shape[1])
        parts = (array["examples_data"], array["examples_indices"], array["examples_indptr"])
        loaded._examples = sparse.csr_matrix(parts, shape=shape)
        return loaded

    def _arrays(self) -> dict[str, Array]:
        arrays = {
            "owners": self._owners,
            "vectors": self._vectors,
            "letters_coef": self._letters.coef,
            "letters_intercept": self._letters.intercept,
            "examples_data": self._examples.data,
            "examples_indices": self._examples.indices,
            "examples_indptr": self._examples.indptr,
        }
        arrays |= {f"idf_{name}": vectorizer.idf_ for name, vectorizer in self._vectorizers.items()}
        if self._meaning:
            arrays |= {"meaning_coef": self._meaning.coef, "meaning_intercept": self._meaning.intercept}
        return arrays

    def _know(self, known: Sequence[str]) -> None:
        self._known = frozenset(known)
        self._spelling = Spelling(self._variants, self._known)

    def _features(self, texts: Sequence[str]) -> sparse.csr_matrix:
        blocks = [vectorizer.transform(texts) for vectorizer in self._vectorizers.values()]
        return sparse.hstack(blocks, format="csr", dtype=np.float32) * np.float32(2**-0.5)
