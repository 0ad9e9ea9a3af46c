"""Put store entries into messages: the only place where texts are joined and placeholders are filled."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, Mapping, Sequence

from bot.answering.reply import Button, Message
from bot.clinic import Clinic, Phone
from bot.content.models import Sentence, Source, Term, Topic
from bot.content.store import Edition

FEATURE_OF = {"survival_numbers": "survival_figures"}
"""Topics that a clinic can switch off, and the feature that does it."""
MOST_WORDS = 150
"""Words of one reply."""
_SHOWN = (
    *("ihc", "intensity", "percent", "ratio", "copies", "ish", "percent_cells_amplified", "ngs_call", "ngs_copies"),
    *("ctdna_call", "mutation", "vus", "conclusion", "criteria", "specimen_kind", "ras", "braf", "mmr", "cancer"),
)
"""The values of a result that are shown, in this order."""
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


class Writer:
    """Writes messages from one edition, for one clinic."""

    def __init__(self, edition: Edition, clinic: Clinic) -> None:
        self.edition = edition
        self.clinic = clinic

    # texts ---------------------------------------------------------------------------------------

    def phrase(self, name: str, **values: object) -> str:
        """Give a fixed phrase with its placeholders filled.

        Args:
            name: its id in knowledge/phrases.yml.
            values: what only this use of it knows.
        """
        return self._fill(self.edition.knowledge.phrases[name], values)

    def said(self, sentences: Sequence[Sentence]) -> str:
        """Join sentences to one paragraph, with the clinic's lines filled in."""
        return self._fill(" ".join(s.say for s in sentences), {})

    def _fill(self, text: str, values: Mapping[str, object]) -> str:
        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name in values:
                return str(values[name])
            line = self._lines.get(name)
            return line if line is not None else self.phrase(name)

        filled = _PLACEHOLDER.sub(value, text)
        return _PARAGRAPH.sub("\n\n", filled).strip()

    @cached_property
    def _lines(self) -> Mapping[str, str]:
        clinic = self.clinic
        lines = {"emergency_number": clinic.emergency, "crisis_line": clinic.crisis, "poison_line": clinic.poison}
        known = {name: line for name, line in lines.items() if line}
        if clinic.name:
            known["clinic"] = clinic.name
        if clinic.team:
            phones = {"team": self._phone(clinic.team)}
            if clinic.out_of_hours:
                phones["out_of_hours"] = self._phone(clinic.out_of_hours)
            known["care_team"] = self.phrase("care_team_named", **phones)
            known["team_line"] = self.phrase("team_line_both" if clinic.out_of_hours else "team_line_named", **phones)
        return known

    def _phone(self, phone: Phone) -> str:
        if not phone.hours:
            return phone.number
        return self._fill(
            self.edition.knowledge.phrases["phone_with_hours"], {"number": phone.number, "hours": phone.hours}
        )

    def values(self, read: Mapping[str, object]) -> str:
        """List what was read of a result, in the order of a report.

        Args:
            read: the values.
        """
        names = self.edition.tables.fields
        shown = [
            f"{names[name].removeprefix('the ').removeprefix('a ')}: {_value(read[name])}"
            for name in _SHOWN
            if name in read
        ]
        return "; ".join(shown)

    # answers -------------------------------------------------------------------------------------

    def sentences(self, topic: Topic, part: str, known: Mapping[str, str]) -> tuple[Sequence[Sentence], str]:
        """Choose the text of a topic for what is known; the first variant that fits wins.

        Args:
            topic: the topic.
            part: `short`, `long` or `simple`; a topic without a simpler text gives its short one.
            known: what the conversation and the clinic tell (category, ras, person ...).

        Returns:
            The sentences, and the name of the variant ("" for the plain text).
        """
        if part == "simple" and topic.simple:
            return topic.simple, ""
        here = {"region": self.clinic.region, **known}
        for number, variant in enumerate(topic.variants):
            text = variant.long if part == "long" else variant.short
            if text and all(here.get(key) == value for key, value in variant.when.items()):
                return text, f"{part}:{number}"
        return (topic.long if part == "long" else topic.short), ""

    def answer(self, topic: Topic, part: str, known: Mapping[str, str], assuming: bool = False) -> Message:
        """Write an answer of a topic, with its sources, related topics and ways on.

        Args:
            topic: the topic.
            part: `short`, `long` or `simple`.
            known: what the conversation tells.
            assuming: the answer was chosen for the known result, so it says which result it speaks of.
        """
        said, variant = self.sentences(topic, part, known)
        text = self.said(said)
        when = topic.variants[int(variant.partition(":")[2])].when if variant else {}
        if "category" in known and (assuming or "category" in when):
            text = f"{self.assumed(known, 'ras' in when)} {text}"
        if part == "long":
            text = self.with_questions(text, topic.ask_team)
        buttons = [Button(self.phrase("more_button"), "more", topic.id)] if part == "short" else []
        if part == "long" and topic.simple:
            buttons.append(Button(self.phrase("simpler_button"), "simpler", topic.id))
        buttons += [self.topic_button(t) for t in topic.related[: 4 - len(buttons)]]
        buttons.append(Button(self.phrase("not_this_button"), "not_what_i_meant"))
        payload = {
            "kind": "answer",
            "topic": topic.id,
            "question": topic.title,
            "part": part,
            "variant": variant,
            "related": list(topic.related),
            **self.evidence(said),
            "review": self.review(topic.review),
        }
        return Message(text, tuple(buttons), payload)

    def assumed(self, known: Mapping[str, str], with_ras: bool) -> str:
        """Say which result an answer speaks of.

        Args:
            known: what the conversation tells.
            with_ras: whether the answer also depends on RAS.
        """
        ras = self.phrase(f"assumed_ras_{known['ras'].replace('-', '_')}") if with_ras else ""
        return self.phrase("assumed_" + known["category"].replace(" ", "_"), ras=ras)

    def with_questions(self, text: str, questions: Sequence[str]) -> str:
        """Add the questions for the care team that fit, so that a reply stays short enough to read.

        Args:
            text: the answer.
            questions: the questions, the most useful first.
        """
        lead = self.phrase("team_questions")
        room = MOST_WORDS - len(text.split()) - len(lead.split())
        fitting = []
        for question in questions:
            room -= len(question.split()) + 1
            if room < 0:
                break
            fitting.append(question)
        return text + "\n\n" + lead + "".join(f"\n- {q}" for q in fitting) if fitting else text

    def definition(self, term: Term) -> Message:
        """Write the meaning of a glossary term."""
        buttons = (self.topic_button(term.topic),) if term.topic else ()
        payload = {
            "kind": "definition",
            "term": term.id,
            "question": term.term,
            "facts": [],
            "sources": [self.source(s) for s in term.sources],
            "edition": self.edition.meta["edition"],
            "review": self.review(term.review),
        }
        return Message(" ".join(term.say), buttons, payload)

    def plain(self, kind: str, text: str, buttons: Sequence[Button] = ()) -> Message:
        """Write a message that is no answer (small talk, a choice, a refusal)."""
        return Message(text, tuple(buttons), {"kind": kind, "edition": self.edition.meta["edition"]})

    def review(self, record: Mapping[str, str]) -> str:
        """Say in words whether a text was reviewed."""
        return self.phrase(f"review_{record.get('status', 'draft')}")

    def evidence(self, sentences: Sequence[Sentence]) -> dict[str, Any]:
        """List the facts and sources that sentences rest on, for the payload."""
        return self.cited([f for s in sentences for f in s.facts])

    def cited(self, named: Sequence[str]) -> dict[str, Any]:
        """List facts and the sources they come from, for the payload.

        Args:
            named: ids of facts.
        """
        facts = list(dict.fromkeys(named))
        return {
            "facts": facts,
            "sources": [self.source(s) for s in self.sources_of(facts)],
            "edition": self.edition.meta["edition"],
        }

    def sources_of(self, facts: Sequence[str]) -> list[str]:
        """List the sources of facts, each once."""
        known = self.edition.knowledge.facts
        return list(dict.fromkeys(located.source for f in facts if f in known for located in known[f].sources))

    def source(self, source_id: str) -> dict[str, Any]:
        """Describe a source for the payload."""
        source: Source = self.edition.knowledge.sources[source_id]
        shown = {"id": source.id, "title": source.title, "publisher": source.publisher, "year": source.year}
        return {**shown, "link": source.link, "seen": source.seen}

    def topic_buttons(self, topics: Sequence[str]) -> tuple[Button, ...]:
        """Make the buttons of those topics that this edition has."""
        return tuple(self.topic_button(t) for t in topics if t in self.edition.knowledge.topics)

    def is_off(self, topic: str) -> bool:
        """Tell whether the clinic has switched a topic off."""
        return topic in FEATURE_OF and not self.clinic.enabled(FEATURE_OF[topic])

    def topic_button(self, topic: str) -> Button:
        """Make the button that asks a topic."""
        return Button(self.edition.knowledge.topics[topic].button, "ask", topic)


def _value(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
