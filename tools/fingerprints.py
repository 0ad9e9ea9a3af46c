"""Write the fingerprints of texts that must not be copied into the project, without writing the texts.

    python tools/fingerprints.py questions FILE.jsonl ... > tests/originality/questions.json
    python tools/fingerprints.py article FILE.txt > tests/originality/article.json

A fingerprint is a salted hash of five normalised words in a row; texts of four words or fewer have none.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Iterator

SALT = "her2-colorectal-2026"
WORDS = 5
LENGTH = 12


def shingles(text: str) -> list[str]:
    """List the fingerprints of a text, one for each run of five words.

    Args:
        text: any text.
    """
    words = re.findall(r"[a-z0-9+]+", text.lower().replace("’", "'").replace("'", ""))
    runs = (" ".join(words[n : n + WORDS]) for n in range(len(words) - WORDS + 1))
    return [hashlib.sha256(f"{SALT} {run}".encode()).hexdigest()[:LENGTH] for run in runs]


def copied(text: str, known: frozenset[str], share: float) -> bool:
    """Tell whether at least a share of a text's runs of five words are known.

    Args:
        text: the text.
        known: fingerprints of the texts that must not be copied.
        share: from 0 to 1.
    """
    own = shingles(text)
    return bool(own) and sum(s in known for s in own) >= share * len(own)


def texts(path: Path) -> Iterator[str]:
    """Read the texts of a file: the messages of a .jsonl file, or the lines of any other.

    Args:
        path: the file.
    """
    for line in path.read_text("utf-8").splitlines():
        if path.suffix != ".jsonl":
            yield line
        elif line.strip():
            entry = json.loads(line)
            yield from [entry["text"]] if "text" in entry else [turn["user"] for turn in entry["turns"]]


if __name__ == "__main__":
    found = {s for name in sys.argv[2:] for text in texts(Path(name)) for s in shingles(text)}
    json.dump(sorted(found), sys.stdout, indent=0)
