"""Measure how well questions are understood, by cross-validation over the training phrasings.

    python tools/measure_understanding.py [--folds 5] [--run 2]

Prints, with and without sentence vectors: how often the right topic ranks first or among the first three, and what the
assistant would do (answer right or wrong, ask back, decline), for questions, near misses and everyday requests apart.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from bot.answering.choose import choose
from bot.content.load import load_knowledge, read_yaml
from bot.paths import KNOWLEDGE, ROOT
from bot.understanding.classifier import TopicClassifier
from bot.understanding.embedding import Embedder, Vectors
from bot.understanding.understand import Part

NOT_LEARNT = {"define", "inform", "labels"}


class Remembering:
    """Embeds each text once for all folds."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    def embed(self, texts: list[str]) -> Vectors:
        """Embed texts, each one once."""
        for text in texts:
            if text not in self._known:
                self._known[text] = self._embedder.embed([text])[0]
        return np.array([self._known[text] for text in texts])


def phrasings() -> tuple[list[str], list[str]]:
    """Read every phrasing that is learnt, with its label."""
    texts, labels = [], []
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        for entry in read_yaml(path)["nlu"]:
            lines = [line.strip()[2:] for line in entry["examples"].splitlines() if line.strip().startswith("- ")]
            if entry["intent"] not in NOT_LEARNT:
                texts += lines
                labels += [entry["intent"]] * len(lines)
    return texts, labels


def measure(name: str, embedder: object, texts: list[str], labels: list[str], folds: int, run: int) -> None:
    """Train on all folds but one, ask the one left out, and print what came out."""
    order = np.random.RandomState(1).permutation(len(texts))
    spelling = load_knowledge(KNOWLEDGE).spelling
    found, spent = [], 0.0
    for fold in range(run):
        left_out = set(order[fold::folds])
        kept = [n for n in range(len(texts)) if n not in left_out]
        classifier = TopicClassifier(spelling, embedder)  # type: ignore[arg-type]
        classifier.train([texts[n] for n in kept], [labels[n] for n in kept])
        for n in sorted(left_out):
            begun = time.perf_counter()
            part = Part.of(classifier.rank(texts[n]))
            spent += time.perf_counter() - begun
            found.append((labels[n], part))
    asked = [(label, part) for label, part in found if label.startswith("ask/")]
    first = np.mean([part.label == label for label, part in asked])
    three = np.mean([label in [name for name, _ in part.labels[:3]] for label, part in asked])
    print(f"\n{name}: {len(found)} texts, {1000 * spent / len(found):.1f} ms a text")
    print(f"  right topic first {first:.1%}, among three {three:.1%}")
    done = {"right": 0, "wrong": 0, "asked back with the right one": 0, "asked back without": 0, "declined": 0}
    for label, part in asked:
        choice = choose(part)
        right = label.removeprefix("ask/") in choice.topics
        if choice.kind == "answer":
            done["right" if right else "wrong"] += 1
        elif choice.kind == "clarify":
            done["asked back with the right one" if right else "asked back without"] += 1
        else:
            done["declined"] += 1
    print("  questions: " + ", ".join(f"{k} {v / len(asked):.1%}" for k, v in done.items()))
    for kind in ("near_miss", "out_of_scope"):
        others = [choose(part).kind for label, part in found if label == kind]
        print(f"  {kind}: declined {others.count('decline') / len(others):.1%}")
    low = [np.percentile([p.similarity for label, p in found if label.startswith(kind)], 5) for kind in ("ask/", "out")]
    print(f"  similarity, 5th percentile: questions {low[0]:.2f}, everyday {low[1]:.2f}")


def main() -> None:
    """Measure both variants."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--run", type=int, default=2, help="how many of the folds to run")
    args = parser.parse_args()
    texts, labels = phrasings()
    print(f"{len(texts)} phrasings, {len(set(labels))} labels, {args.run} of {args.folds} folds")
    embedder = Embedder.load()
    measure("words and letters", None, texts, labels, args.folds, args.run)
    if embedder:
        measure("with sentence vectors", Remembering(embedder), texts, labels, args.folds, args.run)


if __name__ == "__main__":
    main()
