"""Judges how words are meant: denied, past, asked in general, said of someone else."""

from __future__ import annotations

from functools import cached_property
from typing import Mapping, Optional

from bot.safety.pattern import Either, Grammar, Lexicon, Matcher
from bot.safety.reader import Line

CLEARING = ("negation", "past", "question")
"""The readings that can clear a sign: it is denied, it is over, or it is asked about in general."""

_REACH = 3
LISTS = (
    "negation", "negation_of_lists", "negation_after", "symptom_words", "past", "past_verb", "present", "recent",
    "new_clause", "general", "general_after", "own", "own_before", "own_after", "claims", "myself", "someone_else",
    "acquaintance",
)  # fmt: skip


class Cues:
    """The cue lists of _words.yml that readings rest on.

    Args:
        grammar: holds the named lists.

    Raises:
        ValueError: when one of them is missing.
    """

    def __init__(self, grammar: Grammar) -> None:
        self.lists: Mapping[str, Either] = {name: grammar.named(name) for name in LISTS}


class Sentence:
    """One sentence of a message, its cues found when first needed.

    Args:
        line: its words.
        lexicon: what the words satisfy.
        cues: the cue lists.
        following: the next sentence, which may claim what this one asks about.
    """

    def __init__(self, line: Line, lexicon: Lexicon, cues: Cues, following: Optional[Sentence] = None) -> None:
        self._following = following
        self.matcher = Matcher(line, lexicon)
        self.words = line.words
        self._pauses = line.pauses
        self._cues = cues

    def reads_as(self, reading: str, start: int, end: int) -> bool:
        """Tell whether the words from `start` to `end` are denied, past or asked about in general.

        Args:
            reading: one of CLEARING.
            start: position of the first word.
            end: position after the last word.
        """
        if reading == "negation":
            return self._denied(start, end)
        return self._past(start, end) if reading == "past" else self._asked_in_general(start, end)

    def is_of_someone_else(self, until: int) -> Optional[bool]:
        """Tell whether the last person named before position `until` is someone else; None when nobody is named.

        Args:
            until: position to look back from.
        """
        persons = [(at, stop, True) for at, stop in self._spans("someone_else") if at < until]
        persons += [(at, stop, False) for at, stop in self._spans("myself") if at < until]
        # Of two persons that begin together the longer is meant: "my" against "my husband".
        return max(persons)[2] if persons else None

    def _denied(self, start: int, end: int) -> bool:
        if self._within("negation", start, end):
            return False  # "can't breathe" denies nothing
        for at, stop in self._spans("negation_after"):
            if at == end and (stop == len(self.words) or stop in self._pauses):
                return True
        for at, stop in self._spans("negation"):
            if stop <= start and self._carried(stop, start) and self._holds_over_pauses(at, stop, start, end):
                return True
        return False

    def _holds_over_pauses(self, at: int, stop: int, start: int, end: int) -> bool:
        """Tell whether a denial holds over commas: in "no cough, fever or chest pain", but not in "no, chest pain"."""
        if not self._paused(stop, start + 1) or (at, stop) in self._spans("negation_of_lists"):
            return True
        last = end
        while last < len(self.words) and last in self._symptom_positions:
            last += 1
        return stop not in self._pauses and bool({"or", "nor"} & set(self.words[stop:last]))

    def _past(self, start: int, end: int) -> bool:
        return self._told_as_past(start, end) or self._happened_to_an_acquaintance(start, end)

    def _told_as_past(self, start: int, end: int) -> bool:
        if not self._spans("past") or self._spans("recent"):
            return False
        first, last = self._clause(start, end)
        if any(at < end and first <= at for at, _ in self._spans("present")):
            return False
        same_clause = any(at < last and stop > first for at, stop in self._spans("past"))
        return same_clause or bool(self._within("past_verb", first, last))

    def _happened_to_an_acquaintance(self, start: int, end: int) -> bool:
        """Tell whether a sign is what a friend or neighbour once had, told to lead up to a general question."""
        first, last = self._clause(start, end)
        named = [at for at, _ in self._spans("acquaintance") if first <= at < end]
        if not named or self._spans("recent") or any(named[-1] < at < end for at, _ in self._spans("present")):
            return False
        if not self._within("past_verb", named[-1], end) or any(last <= at for at, _ in self._spans("own_after")):
            return False
        asked = [at for at, _ in (*self._spans("general"), *self._spans("general_after")) if at >= end]
        return bool(asked) or bool(self._following and self._following._asks_in_general())

    def _asks_in_general(self) -> bool:
        return bool(self._spans("general")) and not self._spans("own_after")

    def _asked_in_general(self, start: int, end: int) -> bool:
        if self._spans("recent") or any(stop == start for _, stop in self._spans("own_before")):
            return False
        if any(at >= end for at, _ in self._spans("own_after")):
            return False
        if self._following and self._following._spans("claims"):
            return False
        owns = [at for at, _ in self._spans("own")]
        if not owns and any(at >= end for at, _ in self._spans("general_after")):
            return True
        for at, stop in self._spans("general"):
            covers, before = at <= start < stop, stop <= start and self._reaches(stop, start)
            if covers and not any(at < own < start for own in owns):
                return True
            if before and not any(stop <= own <= start for own in owns):
                return True
        return False

    def _reaches(self, stop: int, start: int) -> bool:
        """Tell whether a question about something is about the words at `start`, some words further on."""
        others = [
            at for at in range(stop, start) if at not in self._symptom_positions and self.words[at] not in ("and", "or")
        ]
        return len(others) <= (0 if self._paused(stop, start + 1) else _REACH)

    def _clause(self, start: int, end: int) -> tuple[int, int]:
        bounds = {0, len(self.words), *self._pauses, *(at for at, _ in self._spans("new_clause"))}
        return max(b for b in bounds if b <= start), min((b for b in bounds if b >= end), default=len(self.words))

    def _carried(self, first: int, last: int) -> bool:
        return all(at in self._symptom_positions for at in range(first, last))

    def _paused(self, first: int, last: int) -> bool:
        return any(first <= pause < last for pause in self._pauses)

    def _within(self, cue: str, first: int, last: int) -> bool:
        return any(first <= at and stop <= last for at, stop in self._spans(cue))

    @cached_property
    def _symptom_positions(self) -> frozenset[int]:
        return frozenset(at for start, end in self._spans("symptom_words") for at in range(start, end))

    def _spans(self, cue: str) -> list[tuple[int, int]]:
        return [(start, end) for start, end, _ in self.matcher.spans(self._cues.lists[cue])]
