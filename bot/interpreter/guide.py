"""The step-by-step reading of a result: which value to ask for next, and what a short answer to it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Mapping, Sequence

from bot.interpreter.interpret import Interpretation
from bot.interpreter.outcomes import DEPENDS, DISCORDANT, SETTLED
from bot.interpreter.report import read_report
from bot.interpreter.values import ReportedResult
from bot.understanding.spelling import plain
from bot.understanding.split import asks

UNKNOWN = "unknown"
NOT_DONE = "not done"
LEAVE = "leave"

_NUMBER = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(?:%|percent|per cent)?")
_MARKS = re.compile(r"[.!,]+(?=\s|$)")
_OPENING = re.compile(r"^(?:it (?:was|is|says|said)|it's|its|they said|the report says|um|er|well|i think|oh)\s+")
_MOST_WORDS = 8
_NO_ANSWER = ("conclusion", "cancer", "unclear", "decimals", "pending", "not_done")
"""What a line of a report may state besides, and a short answer to a question does not."""
_KNOWN_OF_HER2 = ("ihc", "intensity", "ish", "ratio", "copies", "ngs_call", "ctdna_call", "mutation", "conclusion")

_CONTAINED_IN: Mapping[str, tuple[str, ...]] = {
    "percent": ("ihc",),
    "cluster_ge5": ("ihc",),
    "specimen_kind": ("ihc",),
    "percent_cells_amplified": ("ish", "ratio"),
}
"""What a laboratory's own score or call already takes into account."""


@dataclass(frozen=True)
class Option:
    """One way to answer: the words on its button, the value, and what people type for it."""

    title: str
    value: str
    says: frozenset[str]


@dataclass(frozen=True)
class Question:
    """The question for one value of a report; `help` names the topic that explains it."""

    field: str
    ask: str
    help: str
    choices: tuple[Option, ...]
    test: str = ""
    names: tuple[str, ...] = ()
    otherwise: bool = False
    read_as: str = ""
    read_number_as: str = ""


@dataclass(frozen=True)
class Answer:
    """What a short answer says: values, or that the value is not known or its test not done, or to stop asking."""

    values: Mapping[str, Any]
    without: str = ""


@dataclass(frozen=True)
class Guide:
    """The questions, and the words that answer any of them."""

    questions: Mapping[str, Question]
    words: Mapping[str, Option]

    def next_question(self, found: Interpretation, asked: Sequence[str]) -> Question | None:
        """Choose what to ask next: what could still change the outcome and was not asked before.

        Args:
            found: what is known so far means.
            asked: fields that were asked before, whatever the answer.
        """
        if found.category in (*SETTLED, DISCORDANT):
            return None
        fields = [missing.field for missing in found.missing]
        if found.category == DEPENDS:
            fields.sort(key=lambda name: name == "criteria")  # a number decides more often than a name
        # a stated score or call already contains its cut-offs: nobody is asked for what counts as met
        fields = [f for f in fields if not set(_CONTAINED_IN.get(f, ())) & set(found.read)]
        if not set(_KNOWN_OF_HER2) & set(found.read):
            fields += [q.field for q in self.questions.values() if q.otherwise]
        return next((self.questions[f] for f in fields if f in self.questions and f not in asked), None)

    def read(self, field: str, text: str) -> Answer | None:
        """Read a short answer in the light of the question that was asked; None when it is none.

        Args:
            field: the field of the question.
            text: what was typed.
        """
        question = self.questions.get(field)
        said = _MARKS.sub("", plain(text)).strip()
        said = _OPENING.sub("", said)
        if question is not None and question.names:
            said = re.sub(rf"^(?:the )?(?:{'|'.join(question.names)})(?: test| result)?\s+(?:was |is )?", "", said)
        if question is None or not said or len(said.split()) > _MOST_WORDS or (said.endswith("?") and len(said) > 1):
            return None
        for choice in question.choices:
            if said in choice.says:
                return self.choose(field, choice.value)
        for name, option in self.words.items():
            if said in option.says:
                return self.choose(field, option.value) if name != LEAVE else Answer({}, LEAVE)
        number = _NUMBER.fullmatch(said)
        if not number and asks(said):
            return None  # "how common is positive anyway" asks, whatever values it names
        line = question.read_number_as if number else question.read_as
        if not line:
            return None
        stated = read_report(line.format(answer=number[1] if number else said)).result.stated()
        values = {name: value for name, value in stated.items() if name not in _NO_ANSWER}
        return Answer(values) if values else None

    def choose(self, field: str, value: str) -> Answer | None:
        """Give what a pressed choice says; None when the question has no such choice.

        Args:
            field: the field of the question.
            value: the value of the choice.
        """
        question = self.questions.get(field)
        if question is None:
            return None
        if value in (UNKNOWN, NOT_DONE):
            done = {"not_done": (question.test,)} if value == NOT_DONE and question.test else {}
            return Answer(done, value)
        if value not in [choice.value for choice in question.choices]:
            return None
        return Answer({field: value == "yes" if field == "cluster_ge5" else value})

    def options(self, question: Question) -> tuple[Option, ...]:
        """List the choices of a question, those that fit any question last.

        Args:
            question: the question.
        """
        general = ["not_done", "dont_know"] if question.test else ["dont_know"]
        return (*question.choices, *(self.words[name] for name in general))

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields that can be asked for."""
        return frozenset(self.questions)


def guide_of(raw: Mapping[str, Any]) -> Guide:
    """Make the guide from its entry (knowledge/guide.yml).

    Args:
        raw: the entry, checked against its schema.
    """
    general = {"dont_know": UNKNOWN, "not_done": NOT_DONE, "leave": LEAVE}
    return Guide(
        questions={field: _question(field, entry) for field, entry in raw["questions"].items()},
        words={name: _option(raw["words"][name] | {"value": value}) for name, value in general.items() if raw["words"]},
    )


def _question(field: str, entry: Mapping[str, Any]) -> Question:
    return Question(
        field=field,
        ask=entry["ask"],
        help=entry["help"],
        choices=tuple(_option(choice) for choice in entry.get("choices", ())),
        test=entry.get("test", ""),
        names=tuple(re.escape(plain(name)) for name in entry.get("names", ())),
        otherwise=entry.get("otherwise", False),
        read_as=entry.get("read_as", ""),
        read_number_as=entry.get("read_number_as", ""),
    )


def _option(entry: Mapping[str, Any]) -> Option:
    says = frozenset(plain(str(words)) for words in (*entry["says"], entry["title"]))
    return Option(entry["title"], entry["value"], says)


def as_result(values: Mapping[str, Any]) -> ReportedResult:
    """Make a result of values that were kept as plain JSON.

    Args:
        values: field -> value; a list stands for a tuple.
    """
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    return ReportedResult(**fields)
