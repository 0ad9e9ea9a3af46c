"""A result that a patient types, pastes or gives step by step: what was read of it, and what it means."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from bot.answering.choose import choose_all
from bot.answering.held import OWN, HeldResult
from bot.answering.questions import question_message
from bot.answering.reply import Button, Message, Reply
from bot.answering.safety import HELD, flag_message, without_frame
from bot.answering.summary import summary
from bot.answering.turn import Turn
from bot.answering.write import Writer
from bot.content.models import Sentence
from bot.interpreter.guide import LEAVE, Answer
from bot.interpreter.interpret import Interpretation
from bot.interpreter.outcomes import POSITIVE
from bot.interpreter.report import Reading, read_report
from bot.understanding.spelling import plain
from bot.understanding.split import asks

FEATURE = "interpreter"
LABELS = "labels"

_HER2 = ("ihc", "intensity", "ratio", "copies", "ish", "ngs_call", "ctdna_call", "mutation", "vus", "conclusion")
"""Fields that say something of HER2 by themselves."""
_BESIDE_HER2 = ("ras", "braf", "mmr", "not_done", "pending", "adequate")
"""Fields that show a report is being given even where it says nothing of HER2."""
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
_MOST_WORDS_OF_PENDING = 4
"""Words of a line such as "HER2 pending"; in a longer message the wait itself is the matter."""
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
    if "pending" in stated and len(text.split()) <= _MOST_WORDS_OF_PENDING and "her2" in text.lower():
        return not asks(text)
    if asks(text) or _ASKS_WITHIN.search(text):
        return pending and bool(found) and found != ["conclusion"]
    beside = [name for name in _BESIDE_HER2 if name in stated]
    read_elsewhere = len({*beside, *found, *({"cancer"} & set(stated))}) > 1 and bool({*beside, *found})
    return (bool(found) and found != ["conclusion"]) or read_elsewhere or any(u.field in _HER2 for u in reading.unclear)


def result_reply(turn: Turn, writer: Writer) -> Reply | None:
    """Take up a result, or the answer to a question about one; None when the message holds neither.

    Args:
        turn: the message.
        writer: writes from the current edition.
    """
    if not writer.clinic.enabled(FEATURE):
        return None
    held = HeldResult.of(turn.memory)
    answer = None if turn.flags else _answer(turn, held, writer)
    if answer and answer.without == LEAVE:
        return _left(turn, held, writer)
    if answer:
        return _explained(turn, held.answered(answer), None, writer)
    if not turn.text:
        return None
    reading = _read_last_said(turn.text)
    if not states_result(turn.text, reading, pending=bool(held.values)):
        return None if turn.flags else _invitation(turn, reading, writer)
    person = _person(turn.text, held.person)
    if person != held.person or _ANOTHER_REPORT.search(plain(turn.text)):
        held = HeldResult(person=person, guided=held.guided)
    told = held.told(reading.result)
    asked = [f for f in (told.asking,) if f and f in told.values]
    reply = _explained(turn, replace(told, asked=(*told.asked, *asked)), reading, writer)
    # a careful word stands before what it is about; what may not be followed by an answer never comes here
    first = [flag_message(turn.flags[0], writer)] if turn.flags else []
    return Reply((*first, *reply.messages), reply.memory)


def guide_reply(turn: Turn, writer: Writer) -> Reply:
    """Begin, or take up again, the reading of a result one question after the other.

    Args:
        turn: the message.
        writer: writes from the current edition.
    """
    if not writer.clinic.enabled(FEATURE):
        return Reply((writer.plain("decline", writer.phrase("off_interpreter")),), without_frame(turn.memory))
    held = replace(HeldResult.of(turn.memory), guided=True, strayed=0)
    found = held.meaning(writer.edition.tables)
    question = writer.edition.guide.next_question(found, held.asked)
    if question is None and not held.values:
        held = replace(held, asked=())  # everything was skipped before: begin again
        question = writer.edition.guide.next_question(found, ())
    if question is None:
        return _explained(turn, held, None, writer)
    memory = replace(held, asking=question.field).remembered(without_frame(turn.memory), found)
    return Reply((question_message(question, writer, writer.phrase("guide_begin")),), memory)


def resumed(reply: Reply, turn: Turn, writer: Writer) -> Reply:
    """Come back to the open question of the step-by-step reading after an answer to something else.

    Args:
        reply: the answer.
        turn: the message it answers.
        writer: writes from the current edition.
    """
    held = HeldResult.of(reply.memory)
    question = writer.edition.guide.questions.get(held.asking) if held.guided else None
    last = reply.messages[-1].payload if reply.messages else {}
    alone = reply.memory.get("frame") or (last.get("kind") in HELD and not last.get("over"))
    if question is None or alone or last.get("kind") in ("question", "start_over"):
        return reply
    if held.strayed:
        # asked twice in vain: from now on only a button leads back
        memory = replace(held, guided=False).remembered(reply.memory, held.meaning(writer.edition.tables))
        back = Button(writer.phrase("guide_back_button"), "guide")
        with_button = replace(reply.messages[-1], buttons=(*reply.messages[-1].buttons, back))
        return Reply((*reply.messages[:-1], with_button), memory)
    memory = replace(held, strayed=1).remembered(reply.memory, held.meaning(writer.edition.tables))
    return Reply((*reply.messages, question_message(question, writer, writer.phrase("guide_back"))), memory)


def result_more(turn: Turn, writer: Writer) -> Message | None:
    """Say what usually comes next for the last result, and what to ask the team; None when there is none.

    Args:
        turn: the message.
        writer: writes from the current edition.
    """
    held = HeldResult.of(turn.memory)
    if not held.values or turn.memory.get("last", {}).get("kind") != "result":
        return None
    return _what_next(held, held.meaning(writer.edition.tables), writer)


def result_sources(turn: Turn, writer: Writer) -> list[dict[str, Any]]:
    """List the sources of the last result's explanation.

    Args:
        turn: the message.
        writer: writes from the current edition.
    """
    held = HeldResult.of(turn.memory)
    found = held.meaning(writer.edition.tables)
    return list(_payload(found, found.texts(held.voice).short, writer)["sources"])


def _answer(turn: Turn, held: HeldResult, writer: Writer) -> Answer | None:
    guide = writer.edition.guide
    if turn.intent == "inform" and not turn.text:
        return guide.choose(turn.given.get("field", ""), turn.given.get("value", ""))
    return guide.read(held.asking, turn.text) if held.asking and turn.text else None


def _explained(turn: Turn, held: HeldResult, reading: Reading | None, writer: Writer) -> Reply:
    found = held.meaning(writer.edition.tables)
    question = writer.edition.guide.next_question(found, held.asked)
    nothing_new = held.values == HeldResult.of(turn.memory).values
    messages: list[Message] = []
    if held.guided and question:
        shown = "" if nothing_new else writer.values(found.read)
        said = writer.phrase("guide_noted", values=shown) if shown else ""
        messages.append(question_message(question, writer, said))
    elif not held.values:
        seen = reading.unclear if reading else ()
        said = writer.phrase("result_unclear", words=seen[0].words) if seen else writer.phrase("guide_nothing")
        messages.append(writer.plain("invite", said, writer.topic_buttons(_FIND)))
        messages += [question_message(question, writer, "")] if question else []
    elif nothing_new and not held.guided and not question:
        messages.append(_what_next(held, found, writer))
    else:
        messages.append(_explanation(found, held, reading, writer))
        messages += _besides(turn, writer)
        if held.guided:
            messages.append(summary(held, found, writer))
        elif question:
            messages.append(question_message(question, writer, ""))
    asking = question.field if question else ""
    kept = replace(held, asking=asking, guided=held.guided and bool(question), strayed=0)
    memory = kept.remembered(without_frame(turn.memory), found)
    return Reply(tuple(messages), memory | ({"last": {"kind": "result"}} if held.values else {}))


def _left(turn: Turn, held: HeldResult, writer: Writer) -> Reply:
    found = held.meaning(writer.edition.tables)
    memory = replace(held, guided=False, asking="").remembered(without_frame(turn.memory), found)
    messages = [writer.plain("smalltalk", writer.phrase("guide_left"))]
    if held.values:
        messages.append(summary(held, found, writer))
    return Reply(tuple(messages), memory)


def _read_last_said(text: str) -> Reading:
    # "I typed 2+ but my finger slipped, it's 0": what stands behind the correction holds, if it says something
    cue = _CORRECTS.search(text)
    whole = read_report(text)
    tail = text[cue.end() :].lstrip(" ,.;:-") if cue else ""
    for told in (tail, f"HER2 IHC score {tail}" if "ihc" in whole.result.stated() else ""):
        corrected = read_report(told) if cue and told else None
        if corrected and set(_HER2) & set(corrected.result.stated()):
            return corrected
    return whole


_FIND = ("find_on_report", "how_results_are_written")


def _invitation(turn: Turn, reading: Reading, writer: Writer) -> Reply | None:
    asked = _INVITES.search(turn.text) and len(turn.text.split()) <= _MOST_WORDS_OF_INVITE
    if not asked or set(_HER2) & set(reading.result.stated()) or turn.intent == "safety":
        return None
    buttons = (Button(writer.phrase("guide_button"), "guide"), *writer.topic_buttons(_FIND))
    message = writer.plain("invite", writer.phrase("result_invite"), buttons)
    return Reply((message,), without_frame(turn.memory))


def _what_next(held: HeldResult, found: Interpretation, writer: Writer) -> Message:
    texts = found.texts(held.voice)
    text = writer.with_questions(writer.said(texts.next_steps), texts.ask_team)
    return Message(text, _buttons(found, writer), _payload(found, texts.next_steps, writer))


def _explanation(found: Interpretation, held: HeldResult, reading: Reading | None, writer: Writer) -> Message:
    texts = found.texts(held.voice)
    said = [*texts.short]
    for note in (*found.conflicts, *found.notes)[:_MOST_NOTES]:
        said.append(Sentence(note.say_other if held.voice == "other" else note.say, note.facts))
    if not found.settled:
        said += texts.missing
    shown = writer.values(found.read)
    paragraphs = [writer.phrase("result_read", values=shown) if shown else "", writer.said(texts.short)]
    paragraphs.append(writer.said(said[len(texts.short) :]))
    if reading and reading.unclear:
        paragraphs.append(writer.phrase("result_unclear", words=reading.unclear[0].words))
    paragraphs.append(writer.phrase("result_official"))
    buttons = [Button(writer.phrase("more_button"), "more"), *_buttons(found, writer)]
    return Message("\n\n".join(p for p in paragraphs if p), tuple(buttons), _payload(found, said, writer))


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


def _buttons(found: Interpretation, writer: Writer) -> tuple[Button, ...]:
    topics = writer.topic_buttons(found.text.topics if found.text else ())
    extra = [Button(writer.phrase("summary_button"), "summary")]
    if found.category == POSITIVE and writer.clinic.enabled(LABELS):
        extra.append(Button(writer.phrase("labels_button"), "labels"))
    return (*topics[: 4 - len(extra)], *extra)


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
    return OWN if own else before
