"""What a check can look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Iterator, NamedTuple, Sequence

from bot.content.load import Folder, Problem
from bot.content.mentions import Vocabulary
from bot.content.models import Knowledge, Sentence
from bot.interpreter.tables import Tables


class Part(NamedTuple):
    """One text a patient reads as a whole: the short or the long answer, a variant of it, or a safety reply."""

    file: Path
    keys: tuple[str | int, ...]
    kind: str
    owner: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Context:
    """The loaded knowledge, and where it came from."""

    folder: Folder
    knowledge: Knowledge
    vocabulary: Vocabulary
    phrasings: Path
    tables: Tables | None = None

    @cached_property
    def exempt(self) -> re.Pattern[str]:
        """The necessary terms that a reading grade does not count as hard words: glossary terms and names."""
        names = {n.lower() for t in self.knowledge.terms.values() for n in (t.term, *t.also)}
        names |= {n.lower() for n in self.vocabulary.exempt_words}
        joined = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{joined})s?(?!\w)", re.I)

    def problem(self, part: Part, position: int | None, what: str, do: str) -> Problem:
        """Describe something wrong in a part, at one of its sentences or as a whole."""
        keys: Sequence[str | int] = part.keys if position is None else (*part.keys, position)
        return self.folder.problem(part.file, keys, what, do)

    def answers(self) -> Iterator[Part]:
        """Every answer text of every topic."""
        for topic in self.knowledge.topics.values():
            file = self.folder.root / "topics" / f"{topic.id}.yml"
            yield Part(file, ("short",), "short", topic.id, topic.short)
            yield Part(file, ("long",), "long", topic.id, topic.long)
            if topic.simple:
                yield Part(file, ("simple",), "simple", topic.id, topic.simple)
            for number, variant in enumerate(topic.variants):
                for kind, said in (("short", variant.short), ("long", variant.long)):
                    if said:
                        yield Part(file, ("variants", number, kind), kind, topic.id, said)

    def safety_replies(self) -> Iterator[Part]:
        """Every reply of every safety class."""
        for entry in self.knowledge.safety.values():
            file = self.folder.root / "safety" / f"{entry.id}.yml"
            yield Part(file, ("reply",), "safety", entry.id, entry.reply)
            if entry.reply_other:
                yield Part(file, ("reply_other",), "safety", entry.id, entry.reply_other)
            for key, said in entry.follow_up.items():
                yield Part(file, ("follow_up", key), "safety", entry.id, said)

    def result_texts(self) -> Iterator[Part]:
        """Every text of the result interpreter: outcomes, their notes, label conditions."""
        for file, keys, said in self.tables.sentences() if self.tables else ():
            kind = "note" if keys[0] == "notes" else "label" if file.startswith("therapies/") else "outcome"
            yield Part(self.folder.root / file, keys, kind, file.removesuffix(".yml"), said)

    def questions(self) -> Iterator[tuple[str, str]]:
        """Every question of the step-by-step reading of a result: its field and its words."""
        for raw in self.knowledge.decisions.get("guide", {}).values():
            for name, question in raw["questions"].items():
                yield name, question["ask"]

    def parts(self) -> Iterator[Part]:
        """Every text that is made of sentences."""
        yield from self.answers()
        yield from self.safety_replies()
        yield from self.result_texts()
