"""Recognise messages that lean on what was said before, and find the topic they are about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Mapping, Sequence

from bot.understanding.spelling import plain

SPECIAL = ("more", "simpler", "sources", "word")
"""What a follow-up may ask for instead of a topic."""

_END = re.compile(r"[?!.,;:…]+")
_MOST_WORDS = 16


@dataclass(frozen=True)
class FollowUp:
    """One kind of follow-up, and where it leads: by the known result, by the topic before, or otherwise."""

    id: str
    patterns: tuple[re.Pattern[str], ...]
    result: Mapping[str, str]
    after: Mapping[str, str]
    otherwise: str

    def fits(self, said: str) -> bool:
        """Tell whether a message, in plain form, is this follow-up."""
        return any(pattern.fullmatch(said) for pattern in self.patterns)

    def leads_to(self, category: str, before: Sequence[str]) -> str:
        """Find where it leads: a topic, one of `SPECIAL`, or nothing.

        Args:
            category: the category of the known result, or nothing.
            before: the topics of the last answer, the last one first.
        """
        by_result = self.result.get(category, "")
        by_topic = next((self.after[topic] for topic in before if topic in self.after), "")
        # what was just spoken of is nearer than the result, unless it was the result itself
        return by_topic or by_result or self.otherwise


class FollowUps:
    """All kinds of follow-ups of an edition."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        """Compile the patterns.

        Args:
            raw: the entry of knowledge/follow_ups.yml.
        """
        self._openings = _either(raw["openings"])
        self._closings = _either(raw["closings"])
        self._kinds = [
            FollowUp(
                id=name,
                patterns=tuple(_pattern(ask) for ask in entry["asks"]),
                result=entry.get("result", {}),
                after=entry.get("after", {}),
                otherwise=entry.get("otherwise", ""),
            )
            for name, entry in raw["follow_ups"].items()
        ]

    def find(self, text: str) -> FollowUp | None:
        """Find which follow-up a message is; None when it stands on its own.

        Args:
            text: what the patient typed.
        """
        said = " ".join(_END.sub(" ", plain(text)).split())
        if not said or len(said.split()) > _MOST_WORDS:
            return None
        for form in self._forms(said):
            for kind in self._kinds:
                if kind.fits(form):
                    return kind
        return None

    def opening_and_rest(self, text: str) -> str:
        """Give a short message without its openings ("and ngs?" -> "ngs"); empty when it has none."""
        said = " ".join(_END.sub(" ", plain(text)).split())
        rest = re.sub(r"^(?:(?:and|what about|how about|ok|so|but|also) )+", "", said)
        return rest if rest != said else ""

    def _forms(self, said: str) -> Sequence[str]:
        """List the message as it is, then without openings, then without closings as well."""
        forms = [said]
        bare = re.sub(rf"^(?:(?:{self._openings}) )+", "", said)
        forms.append(bare)
        forms.append(re.sub(rf"(?: (?:{self._closings}))+$", "", bare))
        return list(dict.fromkeys(form for form in forms if form))


def _either(words: Sequence[Any]) -> str:
    return "|".join(re.escape(plain(str(word))) for word in sorted(map(str, words), key=len, reverse=True))


def _pattern(ask: str) -> re.Pattern[str]:
    """Turn "is (that|it) [really] bad" into a regular expression over words parted by single blanks.

    Args:
        ask: the words; `(a|b)` one of these, `(a|b)?` and `[a|b]` one of these or nothing.

    Raises:
        ValueError: when a bracket is not closed.
    """
    return re.compile(_parts(ask))


def _parts(ask: str) -> str:
    return "".join(_part(token) for token in _tokens(ask))


def _part(token: str) -> str:
    optional = token.startswith("[") or token.endswith(")?")
    if token[0] in "([":
        inner = token[1:-2] if token.endswith(")?") else token[1:-1]
        choices = "|".join(_parts(choice) for choice in _choices(inner))
        return f"(?:{choices})" + ("?" if optional else "")
    return " ?" + re.escape(token) + r"(?![\w'])"


def _tokens(ask: str) -> list[str]:
    tokens, depth, current = [], 0, ""
    for n, sign in enumerate(ask):
        depth += (sign in "([") - (sign in ")]")
        if sign == " " and not depth:
            tokens.append(current)
            current = ""
        else:
            current += sign
            closed = sign in ")]" and not depth
            if closed and ask[n + 1 : n + 2] != "?":
                tokens.append(current)
                current = ""
    if depth:
        raise ValueError(f"'{ask}': a bracket is not closed")
    return [token for token in (*tokens, current) if token]


def _choices(inner: str) -> list[str]:
    choices, depth, current = [], 0, ""
    for sign in inner:
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and not depth:
            choices.append(current)
            current = ""
        else:
            current += sign
    return [*choices, current]
