"""The widget's own words, one file for each language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Mapping

from jsonschema import Draft7Validator

from bot.content.load import ContentError, Problem, line_of, read_yaml
from bot.paths import KNOWLEDGE

_COMPLETE = "en"
_DO = "see knowledge/schema/widget.json"

Words = Mapping[str, str]


def read_words(folder: Path = KNOWLEDGE / "widget") -> Mapping[str, Words]:
    """Read the words of all languages.

    Args:
        folder: holds a file for each language; en.yml says which words there are.

    Raises:
        ContentError: listing every word that is missing, unknown or not as its schema says.
    """
    schema = Draft7Validator(json.loads((KNOWLEDGE / "schema" / "widget.json").read_text("utf-8")))
    found: Dict[str, Any] = {path.stem: read_yaml(path) for path in sorted(folder.glob("*.yml"))}
    problems = [
        Problem(f"{language}.yml", line_of(folder / f"{language}.yml", list(error.absolute_path)), error.message, _DO)
        for language, words in found.items()
        for error in schema.iter_errors(words)
    ]
    if not problems:
        problems = [p for language in found for p in _compare(language, found[language], found.get(_COMPLETE, {}))]
    if _COMPLETE not in found:
        problems.append(Problem(f"{_COMPLETE}.yml", 1, f"is not in {folder.name}/", "restore it"))
    if problems:
        raise ContentError(problems)
    return found


def _compare(language: str, words: Words, complete: Words) -> List[Problem]:
    missing, unknown = sorted(set(complete) - set(words)), sorted(set(words) - set(complete))
    return [
        Problem(f"{language}.yml", 1, f"lacks {key!r}", f"translate it from {_COMPLETE}.yml") for key in missing
    ] + [Problem(f"{language}.yml", 1, f"{key!r} is not in {_COMPLETE}.yml", "remove or correct it") for key in unknown]
