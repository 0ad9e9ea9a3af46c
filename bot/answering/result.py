"""A result that a patient types or pastes: what was read of it, and what it means."""

from __future__ import annotations

import re
from typing import Any, Mapping

from bot.answering.choose import choose_all
from bot.answering.reply import Button, Message, Reply
from bot.answering.safety import without_frame
from bot.answering.turn import Turn
from bot.answering.write import Writer
from bot.content.models import Sentence
from bot.interpreter.interpret import Interpretation, interpret
from bot.interpreter.report import Reading, read_report
from bot.interpreter.values import ReportedResult
from bot.understanding.spelling import plain
from bot.understanding.split import asks

FEATURE = "interpreter"

_HER2 = ("ihc", "intensity", "ratio", "copies", "ish", "ngs_call", "ctdna_call", "mutation", "vus", "conclusion")
"""Fields that say something of HER2 by themselves."""
_BESIDE_HER2 = ("ras", "braf", "mmr", "not_done", "adequate")
"""Fields that show a report is being given even where it says nothing of HER2."""
_SHOWN = (*_HER2[:2], "percent", *_HER2[2:], "percent_cells_amplified", "ngs_copies", "ras", "braf", "mmr", "cancer")
_REPLACED_WITH: Mapping[str, tuple[str, ...]] = {
    "ihc": ("intensity", "percent", "percent_intense_complete", "pattern", "conclusion"),
    "ish": ("ratio", "copies", "cep17", "percent_cells_amplified", "conclusion"),
    "ratio": ("ish", "copies", "cep17", "percent_cells_amplified", "conclusion"),
    "ngs_call": ("ngs_copies", "conclusion"),
}
"""What a corrected value makes void."""
_OTHER = re.compile(
    r"\b(dad|father|mum|mom|mother|husband|wife|partner|son|daughter|brother|sister|friend|uncle|aunt|gran\w*|nan|his|her|he|she)\b"
)
_OWN = re.compile(r"\b(?:my own|mine|i'm|i am|my (?:her2|result|score|report|ihc|fish))\b")
_ANOTHER_REPORT = re.compile(r"\b(?:another|new|different|second|other|next) (?:report|result|person|patient)\b")
_ASKS_WITHIN = re.compile(
    r"\b(?:can|could|does|do|is|are|should|will|would) (?:it|that|this|they|i|we)\b|\bhow come\b|\bwhy\b", re.I
)
_INVITES = re.compile(
    r"\b(?:interpret|read|explain|go through|work out|help|understand|make sense of|translate|look at)\b.{0,40}"
    r"\b(?:results?|report|score)\b",
    re.I,
)
_MOST_WORDS_OF_INVITE = 12
_CORRECTS = re.compile(r"\b(?:sorry|oops|i meant|typo|slipped|my mistake|actually|correction)\b", re.I)
_BESIDES = {"family", "treatment", "side_effects", "trials", "outlook"}
"""Groups of topics that a question beside a result may be about; the others are answered by the result itself."""
_MOST_NOTES = 2


def states_result(text: str, reading: Reading, pending: bool) -> bool:
    """Tell whether a message gives a result, rather than asking about scores in general.

    Args:
        text: what the patient typed.
        reading: what was read of it.
        pending: whether the conversation already is about a result.
    """
    stated = reading.result.stated()
    found = [name for name in _HER2 if name in stated]
    if len(found) > 1 or (found and "percent" in stated) or (found and "\n" in text.strip()):
        return True
    if asks(text) or _ASKS_WITHIN.search(text):
        return pending and bool(found) and found != ["conclusion"]
    beside = [name for name in _BESIDE_HER2 if name in stated]
    read_elsewhere = len({*beside, *found, *({"cancer"} & set(stated))}) > 1 and bool({*beside, *found})
    return (bool(found) and found != ["conclusion"]) or read_elsewhere or any(u.field in _HER2 for u in reading.unclear)


def result_reply(turn: Turn, writer: Writer) -> Reply | None:
    """Explain a result; None when the message gives none.

    Args:
        turn: the message.
        writer: writes from the current edition.
    """
    if not turn.text or turn.flags or not writer.clinic.enabled(FEATURE):
        return None
    reading = _read_last_said(turn.text)
    known = turn.memory.get("result") or {}
    if not states_result(turn.text, reading, pending=bool(known)):
        return _invitation(turn, reading, writer)
    person = _person(turn.text, str(turn.memory.get("person", "self")))
    fresh = person != turn.memory.get("person", "self") or bool(_ANOTHER_REPORT.search(plain(turn.text)))
    values = _merged({} if fresh else known, reading.result)
    found = interpret(_as_result(values), writer.edition.tables)
    memory = without_frame(turn.memory) | {
        "last": {"kind": "result"},
        "result": values,
        "person": person,
        "known": {**found.knowledge(), "person": _voice(person)},
    }
    messages = [_explanation(found, reading, _voice(person), writer), *_besides(turn, writer)]
    return Reply(tuple(messages), memory)


def _read_last_said(text: str) -> Reading:
    # "I typed 2+ but my finger slipped, it's 0": what stands behind the correction holds, if it says something
    cue = _CORRECTS.search(text)
    corrected = read_report(text[cue.end() :]) if cue else None
    if corrected and set(_HER2) & set(corrected.result.stated()):
        return corrected
    return read_report(text)


def _invitation(turn: Turn, reading: Reading, writer: Writer) -> Reply | None:
    asked = _INVITES.search(turn.text) and len(turn.text.split()) <= _MOST_WORDS_OF_INVITE
    if not asked or set(_HER2) & set(reading.result.stated()) or turn.intent == "safety":
        return None
    topics = ("find_on_report", "how_results_are_written")
    message = writer.plain("invite", writer.phrase("result_invite"), writer.topic_buttons(topics))
    return Reply((message,), without_frame(turn.memory))


def result_more(turn: Turn, writer: Writer) -> Message | None:
    """Say what usually comes next for the last result, and what to ask the team; None when there is none.

    Args:
        turn: the message.
        writer: writes from the current edition.
    """
    values = turn.memory.get("result")
    if not values or turn.memory.get("last", {}).get("kind") != "result":
        return None
    found = interpret(_as_result(values), writer.edition.tables)
    texts = found.texts(_voice(str(turn.memory.get("person", "self"))))
    text = writer.with_questions(writer.said(texts.next_steps), texts.ask_team)
    payload = _payload(found, texts.next_steps, writer)
    return Message(text, _topic_buttons(found, writer), payload)


def result_sources(turn: Turn, writer: Writer) -> list[dict[str, Any]]:
    """List the sources of the last result's explanation.

    Args:
        turn: the message.
        writer: writes from the current edition.
    """
    found = interpret(_as_result(turn.memory.get("result") or {}), writer.edition.tables)
    texts = found.texts(_voice(str(turn.memory.get("person", "self"))))
    return list(_payload(found, texts.short, writer)["sources"])


def _explanation(found: Interpretation, reading: Reading, voice: str, writer: Writer) -> Message:
    texts = found.texts(voice)
    said = [*texts.short]
    for note in (*found.conflicts, *found.notes)[:_MOST_NOTES]:
        said.append(Sentence(note.say_other if voice == "other" else note.say, note.facts))
    if not found.settled:
        said += texts.missing
    paragraphs = [_read(found, writer), writer.said(texts.short), writer.said(said[len(texts.short) :])]
    if reading.unclear:
        paragraphs.append(writer.phrase("result_unclear", words=reading.unclear[0].words))
    paragraphs.append(writer.phrase("result_official"))
    buttons = [Button(writer.phrase("more_button"), "more"), *_topic_buttons(found, writer)]
    payload = _payload(found, said, writer)
    return Message("\n\n".join(p for p in paragraphs if p), tuple(buttons), payload)


def _read(found: Interpretation, writer: Writer) -> str:
    shown = [
        f"{writer.edition.tables.fields[name].removeprefix('the ').removeprefix('a ')}: {_value(found.read[name])}"
        for name in _SHOWN
        if name in found.read
    ]
    return writer.phrase("result_read", values="; ".join(shown)) if shown else ""


def _value(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _payload(found: Interpretation, said: Any, writer: Writer) -> dict[str, Any]:
    facts = list(dict.fromkeys(f for s in said for f in s.facts))
    sources = dict.fromkeys([*writer.sources_of(facts), *(s.source for s in found.sources)])
    known = writer.edition.knowledge.sources
    return {
        "kind": "result",
        "question": found.text.title if found.text else "",
        "category": found.category,
        "outcome": found.outcome,
        "read": {k: v for k, v in found.read.items() if isinstance(v, (str, int, float))},
        "rules": list(found.rules),
        "facts": facts,
        "sources": [writer.source(s) for s in sources if s in known],
        "edition": writer.edition.meta["edition"],
        "review": writer.review({"status": "draft"}),
    }


def _topic_buttons(found: Interpretation, writer: Writer) -> tuple[Button, ...]:
    return writer.topic_buttons(found.text.topics if found.text else ())[:3]


def _besides(turn: Turn, writer: Writer) -> list[Message]:
    topics = writer.edition.knowledge.topics
    choices = choose_all(turn.understanding) if turn.understanding and asks(turn.text) else ()
    asked = [c.topics[0] for c in choices if c.kind == "answer" and topics[c.topics[0]].group in _BESIDES]
    fitting = [t for t in asked if not (writer.is_off(t) or writer.edition.contradicts(t, turn.text))]
    return [writer.answer(topics[t], "short", turn.known) for t in fitting[:1]]


def _person(text: str, before: str) -> str:
    # a pasted report speaks of its patient as "he" or "she"; only what is typed beside it says whose it is
    first = plain(text).split("\n")[0][:120]
    own, named = _OWN.search(first), _OTHER.search(first)
    if named and not (own and own.start() < named.start()):
        return named[1]
    return "self" if own else before


def _voice(person: str) -> str:
    return "self" if person == "self" else "other"


def _merged(known: Mapping[str, Any], result: ReportedResult) -> dict[str, Any]:
    stated = {k: v for k, v in result.stated().items() if k not in ("unclear", "decimals")}
    changed = [name for name in stated if name in known and known[name] != stated[name]]
    void = {gone for name in changed for gone in _REPLACED_WITH.get(name, ())}
    merged = {k: v for k, v in known.items() if k not in void or k in stated} | stated
    return {k: list(v) if isinstance(v, tuple) else v for k, v in merged.items()}


def _as_result(values: Mapping[str, Any]) -> ReportedResult:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    return ReportedResult(**fields)
