"""How answers may be worded: plain, short, no advice, no verdict, no survival figure where it was not asked for."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Iterator, Sequence

import textstat

from bot.content.checks.context import Context, Part
from bot.content.load import Problem

MAX_GRADE = {"simple": 5.0}
"""The highest reading grade of a kind of text, where it is not 8."""
MOST_GRADE = 8.0
MAX_WORDS = {"short": 90, "long": 140, "simple": 60, "safety": 90, "outcome": 80, "note": 40, "label": 40}
SURVIVAL_TOPIC = "survival_numbers"

_ANSWERS = ("short", "long", "simple")

_ADVICE = re.compile(
    r"\byou (?:should|must|need to|ought to|have to) (?:not )?(?:\w+ )?"
    r"(?:take|start|stop|skip|refuse|switch|choose|ask for|double|get|use|have)\b"
    r"|\b(?:stop|start|skip|keep|avoid) taking\b"
    r"|\byou(?: are|['’]re) (?:not )?(?:eligible|a candidate)\b|\byou qualify\b"
    r"|\b(?:the )?(?:best|better|preferred|superior) (?:drug|treatment|option|choice)\b|\b(?:we|i) recommend\b"
    r"|\byour (?:family|children|relatives) (?:is|are) safe\b",
    re.I,
)
_BARE_OPENING = re.compile(r"^(?:yes|no|yeah|nope)\b(?! (?:one|two|single|test|drug|clear))", re.I)
_SURVIVAL = re.compile(r"\b(?:overall survival|progression[- ]free|survived|lived|survival)\b", re.I)


def check_wording(context: Context) -> Iterator[Problem]:
    """Check advice wording, openings, survival figures, length and reading grade of everything a patient reads."""
    for part in context.parts():
        yield from _sentences(context, part)
        words = sum(len(s.say.split()) for s in part.sentences)
        limit = MAX_WORDS[part.kind]
        if words > limit:
            do = "shorten it, or move a sentence to the long answer" if part.kind == "short" else "shorten it"
            yield context.problem(part, None, f"{part.kind} text has {words} words, more than {limit}", do)
        grade = reading_grade([s.say for s in part.sentences], context.exempt)
        limit_of_grade = MAX_GRADE.get(part.kind, MOST_GRADE)
        if grade > limit_of_grade:
            what = f"{part.kind} text has reading grade {grade:.1f}, above {limit_of_grade:g}"
            yield context.problem(part, None, what, "use shorter sentences and everyday words")
    for topic in context.knowledge.topics.values():
        for position, question in enumerate(topic.ask_team):
            if context.vocabulary.claims(question).figures:
                what = f'question for the team holds a figure: "{question}"'
                yield context.folder.topic_problem(topic.id, ["ask_team", position], what, "ask without the figure")
    yield from _questions(context)
    yield from _phrases(context)
    yield from _terms(context)


def _terms(context: Context) -> Iterator[Problem]:
    for term in context.knowledge.terms.values():
        path = context.folder.root / "glossary" / f"{term.id}.yml"
        for position, said in enumerate(term.say):
            advice = _ADVICE.search(said)
            if advice:
                what = f'advice wording "{advice.group()}"'
                yield context.folder.problem(path, ["say", position], what, "say what the word means")
            figures = [str(f) for f in context.vocabulary.claims(said).figures if f.unit not in ("", "copy", "cell")]
            if figures and set(term.sources) <= {"own_wording"}:
                what = f"figure '{figures[0]}' rests on no source"
                yield context.folder.problem(
                    path, ["say", position], what, "name the source that says it, or leave it out"
                )


def _sentences(context: Context, part: Part) -> Iterator[Problem]:
    for position, sentence in enumerate(part.sentences):
        advice = _ADVICE.search(sentence.say)
        if advice and part.kind != "safety":
            what = f'advice wording "{advice.group()}"'
            yield context.problem(part, position, what, "say what the source says and leave the decision to the team")
        if position == 0 and part.kind in _ANSWERS and _BARE_OPENING.match(sentence.say):
            what = f'answer opens with a bare "{sentence.say.split()[0]}"'
            yield context.problem(part, position, what, "say the fact itself: one answer serves both ways of asking")
        if (
            part.owner != SURVIVAL_TOPIC
            and _SURVIVAL.search(sentence.say)
            and re.search(r"\d+(?:\.\d+)? (?:months|years)", sentence.say)
        ):
            do = f"move the figure to {SURVIVAL_TOPIC}"
            yield context.problem(part, position, "survival figure outside its own answer", do)


def _questions(context: Context) -> Iterator[Problem]:
    for name, ask in context.questions():
        grade = reading_grade(re.split(r"(?<=[.?!])\s+", ask), context.exempt)
        if grade > MOST_GRADE:
            path, what = (
                context.folder.root / "guide.yml",
                f"question has reading grade {grade:.1f}, above {MOST_GRADE:g}",
            )
            yield context.folder.problem(path, ["questions", name, "ask"], what, "use shorter sentences")


def _phrases(context: Context) -> Iterator[Problem]:
    path = context.folder.root / "phrases.yml"
    for name, text in context.knowledge.phrases.items():
        claims = context.vocabulary.claims(re.sub(r"\{\w+\}", "", text))
        if claims.names.get("drug") or any(figure.unit == "%" for figure in claims.figures):
            what = f"phrase '{name}' holds a medical figure or a drug name"
            yield context.folder.problem(path, ["phrases", name], what, "phrases carry no medicine: use a topic")


def reading_grade(sentences: Sequence[str], exempt: re.Pattern[str]) -> float:
    """Flesch-Kincaid grade of a text, with necessary terms counted as one short word.

    Args:
        sentences: the sentences of the text.
        exempt: matches the terms that are necessary (glossary terms, drug and trial names).

    Source: Kincaid and others 1975, by the textstat package.
    """
    words = [re.sub(r"\{\w+\}", "it", exempt.sub("test", s)) for s in sentences]
    tokens = [re.findall(r"[A-Za-z][A-Za-z'’-]*|\d[\d.,%]*", s) for s in words]
    count = sum(map(len, tokens))
    if not count:
        return 0.0
    syllables = sum(_syllables(token) for sentence in tokens for token in sentence)
    return 0.39 * count / len(sentences) + 11.8 * syllables / count - 15.59


@lru_cache(maxsize=20_000)
def _syllables(word: str) -> int:
    return max(1, int(textstat.syllable_count(word)))
