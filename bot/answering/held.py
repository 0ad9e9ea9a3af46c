"""The result that a conversation holds: its values, whose it is, and what was asked about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Mapping

from bot.answering.reply import Memory
from bot.interpreter.guide import Answer, as_result
from bot.interpreter.interpret import Interpretation, interpret
from bot.interpreter.tables import Tables
from bot.interpreter.values import ReportedResult

OWN = "self"

_REPLACED_WITH: Mapping[str, tuple[str, ...]] = {
    "ihc": ("intensity", "percent", "percent_intense_complete", "pattern", "conclusion"),
    "ish": ("ratio", "copies", "cep17", "percent_cells_amplified", "conclusion"),
    "ratio": ("ish", "copies", "cep17", "percent_cells_amplified", "conclusion"),
    "ngs_call": ("ngs_copies", "conclusion"),
}
"""What a corrected value makes void."""
_SAME_TEST = {"ihc": "ihc", "intensity": "ihc", "ish": "ish", "ratio": "ish", "ngs_call": "ngs", "ctdna_call": "ctdna"}


@dataclass(frozen=True)
class HeldResult:
    """A result as it was told so far.

    `person` is self, or the word for somebody else ("dad"). `asking` is the field of the question that stands open,
    `asked` are all fields that were asked for. `guided` while one question follows the other; `strayed` counts the
    messages since the open question that were about something else.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    person: str = OWN
    asking: str = ""
    asked: tuple[str, ...] = ()
    guided: bool = False
    strayed: int = 0

    @classmethod
    def of(cls, memory: Memory) -> HeldResult:
        """Read it from what the conversation remembers; an empty one when there is none."""
        kept = memory.get("result") or {}
        return cls(**{**kept, "asked": tuple(kept.get("asked", ()))})

    @property
    def voice(self) -> str:
        """Tell which texts fit: self, or other."""
        return OWN if self.person == OWN else "other"

    def meaning(self, tables: Tables) -> Interpretation:
        """Interpret the values.

        Args:
            tables: the decision tables.
        """
        return interpret(as_result(self.values), tables)

    def told(self, result: ReportedResult) -> HeldResult:
        """Take up what was read; a new value replaces an old one and what belonged to it.

        Args:
            result: what was read.
        """
        stated = {k: v for k, v in result.stated().items() if k not in ("unclear", "decimals")}
        return self._with(stated)

    def answered(self, answer: Answer) -> HeldResult:
        """Take up the answer to the open question.

        Args:
            answer: what was read of it.
        """
        told = self._with(answer.values) if answer.values else self
        return replace(told, asked=(*told.asked, self.asking) if self.asking else told.asked)

    def remembered(self, memory: Memory, found: Interpretation | None) -> dict[str, Any]:
        """Put the result into what the conversation remembers.

        Args:
            memory: what it remembers so far.
            found: what the values mean, if there are any.
        """
        kept = {
            "values": {k: list(v) if isinstance(v, tuple) else v for k, v in self.values.items()},
            "person": self.person,
            "asking": self.asking,
            "asked": list(self.asked),
            "guided": self.guided,
            "strayed": self.strayed,
        }
        known = {**found.knowledge(), "person": self.voice} if found and self.values else {}
        return {**memory, "result": kept, "known": known}

    def _with(self, stated: Mapping[str, Any]) -> HeldResult:
        changed = [name for name in stated if name in self.values and self.values[name] != stated[name]]
        void = {gone for name in changed for gone in _REPLACED_WITH.get(name, ())}
        merged = {k: v for k, v in self.values.items() if k not in void or k in stated} | dict(stated)
        done = {test for name, test in _SAME_TEST.items() if name in stated}
        missing = [t for t in (*self.values.get("not_done", ()), *stated.get("not_done", ())) if t not in done]
        merged = {k: v for k, v in merged.items() if k not in ("not_done", "pending")}
        if missing:
            merged["not_done"] = list(dict.fromkeys(missing))
        waiting = [t for t in stated.get("pending", self.values.get("pending", ())) if t not in done]
        if waiting:
            merged["pending"] = waiting
        return replace(self, values=merged)
