"""Prove each sentence from the facts it names: figures, drugs, dates, and the populations figures belong to."""

from __future__ import annotations

from typing import Iterator, Sequence

from bot.content.checks.context import Context, Part
from bot.content.load import Problem
from bot.content.mentions import POPULATIONS, Claims, Figure, Vocabulary
from bot.content.models import Fact

_STRICT_UNITS = {"%", "month", "week", "day", "year", "hour", "mg", "°"}
_NAMED = ("drug", "date", "score", "dose", "trial", "region")
_MUST_BE_SAID = ("score",)


def check_sentences(context: Context) -> Iterator[Problem]:
    """Prove every sentence of every answer and safety reply."""
    for part in context.parts():
        said: dict[str, set[str]] = {}
        for position, sentence in enumerate(part.sentences):
            facts = [context.knowledge.facts[f] for f in sentence.facts if f in context.knowledge.facts]
            claims = context.vocabulary.claims(sentence.say)
            for kind, names in claims.names.items():
                said.setdefault(kind, set()).update(names)
            for what in [*unproven(claims, facts, context.vocabulary), *_unsaid(claims, facts, said, context, part)]:
                shown = sentence.say if len(sentence.say) < 90 else sentence.say[:87] + "..."
                do = f"correct the sentence, or name the fact that says it (facts: {', '.join(sentence.facts)})"
                yield context.problem(part, position, f'{what} in "{shown}"', do)


def unproven(claims: Claims, facts: Sequence[Fact], vocabulary: Vocabulary) -> list[str]:
    """List what a sentence claims and its facts do not say.

    Args:
        claims: the claims of the sentence.
        facts: the facts it names.
        vocabulary: the names to look for in the facts.
    """
    known = [vocabulary.claims(fact.says, fact.of) for fact in facts]
    missing = [
        f"{kind} '{name}' stands in none of its facts"
        for kind in _NAMED
        for name in sorted(claims.names.get(kind, ()))
        # "April 2024" is said by a fact that says "5 April 2024"
        if not any(
            name == n or (kind == "date" and n.endswith(f" {name}")) for k in known for n in k.names.get(kind, ())
        )
    ]
    for figure in claims.figures:
        same = [f for k in known for f in k.figures if _same_figure(figure, f)]
        if not same:
            missing.append(f"figure '{figure}' stands in none of its facts")
        elif not any(_same_population(figure, f) for f in same):
            tied = ", ".join(sorted(n for names in figure.populations.values() for n in names))
            missing.append(f"figure '{figure}' is tied to {tied} here, which no fact with this figure says")
    return missing


def _unsaid(
    claims: Claims, facts: Sequence[Fact], said: dict[str, set[str]], context: Context, part: Part
) -> Iterator[str]:
    # A percentage without the score it holds for would be read as holding for everybody.
    if part.kind == "safety":
        return
    for figure in claims.figures:
        if figure.unit != "%":
            continue
        found = [context.vocabulary.claims("", fact.of).names for fact in facts if _states(context, fact, figure)]
        for kind in _MUST_BE_SAID:
            needed = [names[kind] for names in found if kind in names]
            if needed and len(needed) == len(found) and not any(n & said.get(kind, set()) for n in needed):
                yield f"figure '{figure}' stands without its {kind} ({', '.join(sorted(needed[0]))})"


def _states(context: Context, fact: Fact, figure: Figure) -> bool:
    return any(_same_figure(figure, f) for f in context.vocabulary.claims(fact.says, fact.of).figures)


def _same_figure(said: Figure, known: Figure) -> bool:
    if {said.unit, known.unit} & _STRICT_UNITS and said.unit != known.unit:
        return False
    return said.value == known.value or (_number(said) is not None and _number(said) == _number(known))


def _number(figure: Figure) -> float | None:
    try:
        return float(figure.value)
    except ValueError:
        return None


def _same_population(said: Figure, known: Figure) -> bool:
    return all(
        said.populations[k] <= known.populations.get(k, frozenset()) for k in POPULATIONS if k in said.populations
    )
