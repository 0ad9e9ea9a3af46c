"""Finds red flags in raw patient text. Pure and deterministic: the same text always raises the same flags."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Iterator, Mapping, Optional, Sequence

from bot.content.models import SafetyClass
from bot.safety.follow_up import follow_up_key
from bot.safety.pattern import Either, Grammar, Lexicon, Pattern
from bot.safety.reader import Reader
from bot.safety.reading import CLEARING, Cues, Sentence

__all__ = ["Flag", "Triage", "Wording", "follow_up_key"]

_KEYS = {"match", "with", "without", "unless", "cleared_by", "yields_to"}
_CLEARED_BY_DEFAULT = {"emergency": CLEARING, "urgent": CLEARING, "crisis": (), "careful": ()}


@dataclass(frozen=True)
class Wording:
    """What knowledge/safety/_words.yml holds: named lists of patterns, and right spellings with their wrong ones."""

    lists: Mapping[str, Sequence[str]]
    spelling: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Flag:
    """One red flag: its class, the sign and the words that raised it, and whether it is about someone else."""

    safety_class: str
    kind: str
    priority: int
    sign: str
    matched: str
    other_person: bool


@dataclass(frozen=True, eq=False)
class _Sign:
    owner: SafetyClass
    name: str
    match: tuple[Pattern, ...]
    having: Optional[Either]
    without: Optional[Either]
    unless: Optional[Either]
    cleared_by: tuple[str, ...]
    yields_to: tuple[str, ...]


class Triage:
    """Finds the red flags of a message.

    Args:
        classes: the safety classes, in any order.
        wording: the shared word lists and spellings.

    Raises:
        ValueError: naming the class, the sign and the pattern that is wrong.
    """

    def __init__(self, classes: Sequence[SafetyClass], wording: Wording) -> None:
        self._reader = Reader(wording.spelling)
        grammar = Grammar(wording.lists, self._reader.word)
        signs = [sign for owner in classes for sign in _signs(owner, grammar)]
        for sign in signs:
            if unknown := {*sign.yields_to} - {owner.id for owner in classes}:
                raise ValueError(
                    f"safety class {sign.owner.id}, sign {sign.name}: no safety class {', '.join(unknown)}"
                )
        self._cues = Cues(grammar)
        self._sign_of = {id(pattern): sign for sign in signs for pattern in sign.match}
        self._any_sign = Either(tuple(pattern for sign in signs for pattern in sign.match))
        self._lexicon = Lexicon(grammar.symbols)

    def check(self, text: str) -> tuple[Flag, ...]:
        """Return the flags a message raises, one per class, most urgent first. Never raises.

        Args:
            text: the raw message, of any length and content.
        """
        sentences: list[Sentence] = []
        for line in reversed(self._reader.lines(text)):
            sentences.insert(0, Sentence(line, self._lexicon, self._cues, sentences[0] if sentences else None))
        found: dict[str, tuple[_Sign, Flag]] = {}
        for number, sentence in enumerate(sentences):
            for start, end, pattern in sentence.matcher.spans(self._any_sign):
                sign = self._sign_of[id(pattern)]
                if _adds(sign, found) and _stands(sign, sentence, start, end) and _in_context(sign, sentences):
                    person = _is_of_someone_else(sentences[: number + 1], start, end)
                    found[sign.owner.id] = sign, _flag(sign, " ".join(sentence.words[start:end]), person)
        return _in_order(found)

    def clears(self, text: str) -> bool:
        """Tell whether a text names a sign only to deny it, to speak of the past, or to ask in general.

        Args:
            text: the raw message, or one sentence of it.
        """
        following: Optional[Sentence] = None
        for line in reversed(self._reader.lines(text)):
            following = Sentence(line, self._lexicon, self._cues, following)
            for start, end, pattern in following.matcher.spans(self._any_sign):
                if not _stands(self._sign_of[id(pattern)], following, start, end):
                    return True
        return False

    def is_about_someone_else(self, text: str) -> bool:
        """Tell whether a message speaks of somebody else than the person who types.

        Args:
            text: the raw message.
        """
        found = None
        following: Optional[Sentence] = None
        for line in reversed(self._reader.lines(text)):
            following = Sentence(line, self._lexicon, self._cues, following)
            found = following.is_of_someone_else(len(following.words)) if found is None else found
        return bool(found)


def _adds(sign: _Sign, found: Mapping[str, tuple[_Sign, Flag]]) -> bool:
    """Tell whether a sign adds to what was found: a class not raised yet, or raised only by a sign that yields."""
    before = found.get(sign.owner.id)
    return before is None or (bool(before[0].yields_to) and not sign.yields_to)


def _in_order(found: Mapping[str, tuple[_Sign, Flag]]) -> tuple[Flag, ...]:
    """Order flags, most urgent first; one whose sign yields to another class that was raised stands right behind it."""
    ordered: list[tuple[int, bool, Flag]] = []
    for sign, flag in found.values():
        before = max((found[name][1].priority for name in sign.yields_to if name in found), default=0)
        behind = before > flag.priority
        ordered.append((max(before, flag.priority), behind, replace(flag, priority=before) if behind else flag))
    return tuple(flag for _, _, flag in sorted(ordered, key=lambda item: item[:2]))


def _signs(owner: SafetyClass, grammar: Grammar) -> Iterator[_Sign]:
    for name, raw in owner.signs.items():
        try:
            if unknown := set(raw) - _KEYS:
                raise ValueError(f"unknown key {', '.join(sorted(unknown))}: use {', '.join(sorted(_KEYS))}")
            yield _sign(owner, name, raw, grammar)
        except ValueError as error:
            raise ValueError(f"safety class {owner.id}, sign {name}: {error}") from None


def _sign(owner: SafetyClass, name: str, raw: Mapping[str, object], grammar: Grammar) -> _Sign:
    cleared_by = raw.get("cleared_by", _CLEARED_BY_DEFAULT[owner.kind])
    if not isinstance(cleared_by, (list, tuple)) or not set(cleared_by) <= set(CLEARING):
        raise ValueError(f"cleared_by must be some of {', '.join(CLEARING)}")
    match = _patterns(raw, "match", grammar)
    if not match:
        raise ValueError("match must hold at least one pattern")
    having, without, unless = (_choice(_patterns(raw, key, grammar)) for key in ("with", "without", "unless"))
    yields_to = raw.get("yields_to", ())
    if not isinstance(yields_to, (list, tuple)):
        raise ValueError("yields_to must be a list of safety classes")
    return _Sign(owner, name, match, having, without, unless, tuple(cleared_by), tuple(yields_to))


def _patterns(raw: Mapping[str, object], key: str, grammar: Grammar) -> tuple[Pattern, ...]:
    texts = raw.get(key, ())
    if not isinstance(texts, (list, tuple)) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{key} must be a list of patterns")
    return tuple(grammar.read(text) for text in texts)


def _choice(patterns: tuple[Pattern, ...]) -> Optional[Either]:
    return Either(patterns) if patterns else None


def _stands(sign: _Sign, sentence: Sentence, start: int, end: int) -> bool:
    excuses = sentence.matcher.spans(sign.unless) if sign.unless else []
    if any(at < end and stop > start for at, stop, _ in excuses):
        return False
    return not any(sentence.reads_as(reading, start, end) for reading in sign.cleared_by)


def _in_context(sign: _Sign, sentences: Sequence[Sentence]) -> bool:
    def said(choice: Either) -> bool:
        return any(sentence.matcher.spans(choice) for sentence in sentences)

    return (sign.having is None or said(sign.having)) and (sign.without is None or not said(sign.without))


def _is_of_someone_else(sentences: Sequence[Sentence], start: int, end: int) -> bool:
    """Tell whether the person named last before the sign, else in it, else in an earlier sentence, is someone else."""
    *before, last = sentences
    found = last.is_of_someone_else(start + 1)
    if found is None:
        found = last.is_of_someone_else(end)
    for sentence in reversed(before):
        if found is not None:
            break
        found = sentence.is_of_someone_else(len(sentence.words))
    return bool(found)


def _flag(sign: _Sign, matched: str, other_person: bool) -> Flag:
    return Flag(sign.owner.id, sign.owner.kind, sign.owner.priority, sign.name, matched, other_person)
