"""Training phrasings and topics belong together, one file each with the same stem."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Iterator

from bot.content.checks.context import Context
from bot.content.load import ContentError, Problem, read_yaml

_EXAMPLE = re.compile(r"^\s*-\s+(.*\S)\s*$", re.M)


def check_phrasings(context: Context) -> Iterator[Problem]:
    """Check that each topic has phrasings, each phrasing file a topic, and no phrasing two topics."""
    owners: dict[str, str] = {}
    for topic in context.knowledge.topics:
        if not (context.phrasings / f"{topic}.yml").exists():
            what = f"topic '{topic}' has no training phrasings"
            yield context.folder.topic_problem(topic, [], what, f"add {context.phrasings.name}/{topic}.yml")
    for path in sorted(context.phrasings.glob("*.yml")):
        shown = f"{context.phrasings}/{path.name}"
        if path.stem not in context.knowledge.topics:
            yield Problem(
                shown, 1, f"phrasings for '{path.stem}', which is no topic", "add the topic or remove the file"
            )
        try:
            examples = read_phrasings(path)
        except (ContentError, KeyError, IndexError, TypeError):
            yield Problem(shown, 1, "is not a file of phrasings", f"begin with `- intent: ask/{path.stem}`")
            continue
        if not examples:
            yield Problem(shown, 1, "holds no phrasings", "add at least one under `examples: |`")
        for line, example in examples:
            key = " ".join(re.findall(r"\w+|\+", example.lower()))
            if key in owners:
                what = f'"{example}" also stands under {owners[key]}'
                yield Problem(shown, line, what, "keep a phrasing under one topic, once")
            owners.setdefault(key, path.stem)


def read_phrasings(path: Path) -> list[tuple[int, str]]:
    """Read the phrasings of one file, each with its line.

    Args:
        path: a Rasa NLU file whose only intent is `ask/<stem>`.

    Raises:
        ContentError: when it is not YAML.
        KeyError: when the intent is not the one its name promises.
    """
    entry = read_yaml(path)["nlu"][0]
    if entry["intent"] != f"ask/{path.stem}":
        raise KeyError(entry["intent"])
    wanted = {m[1] for m in _EXAMPLE.finditer(entry["examples"])}
    lines = enumerate(path.read_text("utf-8").splitlines(), start=1)
    return [(n, m[1]) for n, text in lines if (m := _EXAMPLE.match(text)) and m[1] in wanted]
