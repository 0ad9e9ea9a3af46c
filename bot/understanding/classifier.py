"""Say which question a message asks, how near it is to anything that was taught, and whether it sounds like a red flag.

Two logistic regressions vote: one over words and letters (steady under typing slips), one over sentence vectors (steady
under other wording). Without the sentence vectors the first decides alone. The nearest taught phrasing sees what both
cannot: a message that resembles nothing. The same features serve a second pair of regressions, which know the classes
of red flags and what only looks like them.
"""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.understanding.embedding import SIZE, Embedder
from bot.understanding.spelling import Spelling, words

Array = npt.NDArray[Any]

LETTERS_VOTE = 0.5
"""The share of the vote of words and letters; measured, see docs/decisions/0005."""

_LETTERS_SCALE = 1.7
"""Brings the similarity of words and letters to the scale of sentence vectors: one set of thresholds serves both."""

_ROUNDS = {"sag": 8, "lbfgs": 40}
"""Rounds of each solver: more cost minutes and measured no better on fresh questions."""

_FEWER_FEATURES = 0.2
"""Sentence vectors tell ninety topics apart best with more regularisation than words and letters; measured."""

ORDINARY = "ordinary"
"""The label of what is no red flag, though it may sound like one."""

_REMEMBERED = 64
"""Texts whose features are kept, so that both rankings of a sentence cost one look at it."""

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
    def fit(
        cls, features: Any, owners: Array, strength: float, solver: str, rounds: int, weight: str | None = "balanced"
    ) -> _Linear:
        model = LogisticRegression(C=strength, class_weight=weight, solver=solver, max_iter=rounds, random_state=0)
        with warnings.catch_warnings():
            # stopping early is meant: more rounds cost minutes and measured no better on held-out phrasings
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(features, owners)
        return cls(model.coef_.astype(np.float32), model.intercept_.astype(np.float32))

    def probabilities(self, features: Any) -> Array:
        scores = np.asarray(features @ self.coef.T).ravel() + self.intercept
        scores = np.exp(scores - scores.max())
        return np.asarray(scores / scores.sum())


class _Head:
    """Ranks one set of labels by the vote of both regressions."""

    def __init__(self, labels: Sequence[str], letters: _Linear, meaning: _Linear | None) -> None:
        self.labels, self.letters, self.meaning = list(labels), letters, meaning

    @classmethod
    def fit(
        cls,
        labels: Sequence[str],
        letters: Any,
        vectors: Array | None,
        strengths: tuple[float, float],
        weight: str | None,
    ) -> _Head:
        known = sorted(set(labels))
        owners = np.array([known.index(label) for label in labels], dtype=np.int32)
        meaning = None
        if vectors is not None:
            meaning = _Linear.fit(vectors, owners, strengths[1], "lbfgs", _ROUNDS["lbfgs"], weight)
        return cls(known, _Linear.fit(letters, owners, strengths[0], "sag", _ROUNDS["sag"], weight), meaning)

    def chances(self, letters: Any, vector: Array | None) -> Array:
        found = self.letters.probabilities(letters)
        if vector is None or self.meaning is None:
            return found
        return np.asarray(LETTERS_VOTE * found + (1 - LETTERS_VOTE) * self.meaning.probabilities(vector))

    def ranked(self, letters: Any, vector: Array | None) -> tuple[tuple[str, float], ...]:
        chances = self.chances(letters, vector)
        return tuple((self.labels[i], float(chances[i])) for i in np.argsort(-chances, kind="stable"))


class TopicClassifier:
    """Ranks labels for a text, and the classes of red flags."""

    def __init__(self, spelling: Mapping[str, Sequence[str]], embedder: Embedder | None) -> None:
        """Prepare an empty classifier.

        Args:
            spelling: other spellings of the words of the field.
            embedder: gives sentence vectors; None to do without.
        """
        self._variants = spelling
        self._embedder = embedder
        self._vectorizers = {name: TfidfVectorizer(**options) for name, options in _VECTORIZERS.items()}
        self._seen: dict[str, tuple[Any, Array | None]] = {}
        self._alarm: _Head | None = None

    @property
    def labels(self) -> list[str]:
        """The labels it knows."""
        return self._topics.labels

    def train(
        self,
        texts: Sequence[str],
        labels: Sequence[str | None],
        strength: float = 10.0,
        alarms: Sequence[str | None] | None = None,
    ) -> None:
        """Learn from phrasings.

        Args:
            texts: one phrasing each.
            labels: the label of each; None for one that only teaches what a red flag sounds like.
            strength: inverse regularisation of all regressions.
            alarms: for each text its class of red flags, `ORDINARY`, or None to leave it out; None to learn no classes.
        """
        taught = [Spelling(self._variants).normalise(t) for t in texts]
        self._know(sorted({w for t in taught for w in words(t)}))
        for vectorizer in self._vectorizers.values():
            vectorizer.fit(taught)
        letters = self._features(taught)
        vectors = self._embedder.embed(taught) if self._embedder else None

        def head(wanted: Sequence[str | None], meaning: float, weight: str | None) -> tuple[_Head, list[int]]:
            rows = [n for n, label in enumerate(wanted) if label is not None]
            known = [str(wanted[n]) for n in rows]
            of_rows = None if vectors is None else vectors[rows]
            return _Head.fit(known, letters[rows], of_rows, (strength, strength * meaning), weight), rows

        self._topics, rows = head(labels, _FEWER_FEATURES, "balanced")
        # red flags are rare among what is typed: weights that make them as common as questions would cry wolf
        self._alarm = head(alarms, 1.0, None)[0] if alarms else None
        self._examples = letters[rows]
        self._vectors = np.zeros((0, SIZE), dtype=np.float32) if vectors is None else vectors[rows]
        self._owners = np.array([self.labels.index(str(labels[n])) for n in rows], dtype=np.int32)

    def rank(self, text: str) -> Ranking:
        """Rank the labels for one text.

        Args:
            text: what the patient typed.
        """
        features, vector = self._represented(text)
        if vector is not None and self._topics.meaning:
            similar = self._vectors @ vector
        else:
            similar = _LETTERS_SCALE * np.asarray((self._examples @ features.T).todense()).ravel()
        nearest = int(similar.argmax())
        ranked = self._topics.ranked(features, vector)
        return Ranking(ranked, self.labels[self._owners[nearest]], min(1.0, float(similar[nearest])))

    def alarm(self, text: str) -> tuple[tuple[str, float], ...]:
        """Rank the classes of red flags for one text; empty when none were taught.

        Args:
            text: what the patient typed, best one sentence of it.
        """
        return self._alarm.ranked(*self._represented(text)) if self._alarm else ()

    def _represented(self, text: str) -> tuple[Any, Array | None]:
        normal = self._spelling.normalise(text)
        if normal not in self._seen:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            vector = self._embedder.embed([normal])[0] if self._embedder else None
            self._seen[normal] = self._features([normal]), vector
        return self._seen[normal]

    def save(self, folder: Path) -> None:
        """Write the classifier as JSON and plain arrays, the same bytes for the same training data.

        Args:
            folder: an existing folder.
        """
        vocabulary = {
            name: sorted(v.vocabulary_, key=v.vocabulary_.__getitem__) for name, v in self._vectorizers.items()
        }
        heads = {name: head.labels for name, head in self._heads()}
        saved = {"labels": heads, "words": sorted(self._known), "vocabulary": vocabulary}
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
        loaded._know(saved["words"])
        for name, vectorizer in loaded._vectorizers.items():
            vectorizer.vocabulary_ = {feature: n for n, feature in enumerate(saved["vocabulary"][name])}
            vectorizer.idf_ = array[f"idf_{name}"]
        loaded._owners, loaded._vectors = array["owners"], array["vectors"]
        heads = {}
        for name, labels in saved["labels"].items():
            letters, meaning = (
                _Linear(array[f"{name}_{kind}_coef"], array[f"{name}_{kind}_intercept"])
                if f"{name}_{kind}_coef" in array
                else None
                for kind in ("letters", "meaning")
            )
            assert letters is not None
            heads[name] = _Head(labels, letters, meaning)
        loaded._topics, loaded._alarm = heads["topics"], heads.get("alarm")
        shape = (len(loaded._owners), loaded._topics.letters.coef.shape[1])
        parts = (array["examples_data"], array["examples_indices"], array["examples_indptr"])
        loaded._examples = sparse.csr_matrix(parts, shape=shape)
        return loaded

    def _heads(self) -> Iterator[tuple[str, _Head]]:
        yield "topics", self._topics
        if self._alarm:
            yield "alarm", self._alarm

    def _arrays(self) -> dict[str, Array]:
        arrays = {
            "owners": self._owners,
            "vectors": self._vectors,
            "examples_data": self._examples.data,
            "examples_indices": self._examples.indices,
            "examples_indptr": self._examples.indptr,
        }
        arrays |= {f"idf_{name}": vectorizer.idf_ for name, vectorizer in self._vectorizers.items()}
        for name, head in self._heads():
            arrays |= {f"{name}_letters_coef": head.letters.coef, f"{name}_letters_intercept": head.letters.intercept}
            if head.meaning:
                arrays |= {f"{name}_meaning_coef": head.meaning.coef}
                arrays |= {f"{name}_meaning_intercept": head.meaning.intercept}
        return arrays

    def _know(self, known: Sequence[str]) -> None:
        self._known = frozenset(known)
        self._spelling = Spelling(self._variants, self._known)

    def _features(self, texts: Sequence[str]) -> sparse.csr_matrix:
        blocks = [vectorizer.transform(texts) for vectorizer in self._vectorizers.values()]
        return sparse.hstack(blocks, format="csr", dtype=np.float32) * np.float32(2**-0.5)
