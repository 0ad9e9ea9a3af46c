"""What may stand in a draft but not in a release."""

from __future__ import annotations

from typing import Iterator

from bot.content.checks.context import Context
from bot.content.load import Problem


def check_release(context: Context) -> Iterator[Problem]:
    """Refuse unverified facts in patient text."""
    for part in context.parts():
        for position, sentence in enumerate(part.sentences):
            for fact_id in sentence.facts:
                fact = context.knowledge.facts.get(fact_id)
                if fact and fact.confidence == "unverified":
                    what = f"rests on the unverified fact '{fact_id}'"
                    yield context.problem(part, position, what, "verify the fact at a source, or remove the sentence")
