"""What the assistant says to each kind of message; one function for each action."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Iterable, Mapping, Sequence

from bot.answering.choose import KNOWN, Choice, choose_all, is_small_talk
from bot.answering.held import HeldResult
from bot.answering.reply import Button, Message, Reply
from bot.answering.result import result_more, result_sources
from bot.answering.safety import flag_message, without_frame
from bot.answering.turn import Turn
from bot.answering.write import FEATURE_OF, Writer
from bot.understanding.split import asks
from bot.understanding.understand import Understanding

FIRST_TOPICS = ("what_is_her2", "testing_overview", "positive", "equivocal", "inherited", "treatment_overview")
"""What a person who does not know where to begin is offered."""

ABOUT_SOURCES = "about_sources"
OTHER_CANCERS = "other_cancers_her2"
_SAME_IN_ANY_CANCER = {"family", "side_effects", "support", "about"}
"""Groups of topics whose answers hold whatever other cancer a message names besides."""
_CHOICES = 3
_WORDS = 4
_DISTRESSED = 0.1
"""Probability of distress from which an unclear message is met with a warm word instead of a choice."""
_MET_WITH: Mapping[str, Sequence[str]] = {
    "greet": FIRST_TOPICS,
    "help": FIRST_TOPICS,
    "distress": ("support_patients", "support_carers"),
    "human": ("support_patients",),
    "bot_challenge": ("about_assistant", "about_sources"),
}
"""Topics offered with each kind of small talk."""


def answer(turn: Turn, writer: Writer) -> Reply:
    """Answer one question, or several in order; ask back or decline where it is not clear."""
    if turn.topic in writer.edition.knowledge.topics:
        return _answers([turn.topic], (), turn, writer)
    if turn.understanding is None:
        return decline(turn, writer)
    near = _near_topics(turn, writer)
    choices = [_fitting(choice, near, turn, writer) for choice in choose_all(turn.understanding)]
    if _of_another_cancer(choices, turn, writer):
        return _answers([OTHER_CANCERS], near, turn, writer)
    if choices[0].kind != "answer" and _is_distressed(turn.understanding):
        return _plain(turn, writer, "distress", _MET_WITH["distress"])
    if choices[0].kind == "clarify":
        shown = _existing(choices[0].topics, writer)
        buttons = writer.topic_buttons(shown)
        memory = without_frame(turn.memory) | {"near": [t for t in near if t not in shown]}
        return Reply((writer.plain("clarify", writer.phrase("clarify"), buttons),), memory)
    if choices[0].kind == "decline":
        return _decline(choices[0], turn, writer)
    topics = [c.topics[0] for c in choices if c.kind == "answer"]
    if topics == [ABOUT_SOURCES] and _last_sources(turn, writer):
        return sources(turn, writer)
    return _answers(topics, near, turn, writer)


def more(turn: Turn, writer: Writer) -> Reply:
    """Give the long answer of the last topic, or of the one whose button was pressed."""
    last = turn.memory.get("last", {})
    about_result = None if turn.topic else result_more(turn, writer)
    if about_result:
        return Reply((about_result,), turn.memory)
    topic = turn.topic or (last.get("topics") or [""])[-1]
    if topic not in writer.edition.knowledge.topics:
        return _plain(turn, writer, "nothing_yet", FIRST_TOPICS)
    if writer.is_off(topic):
        return _plain(turn, writer, "off_feature", kind="decline")
    if not turn.topic and last.get("part") == "long":
        related = writer.edition.knowledge.topics[topic].related
        return _plain(turn, writer, "no_more", related)
    message = writer.answer(writer.edition.knowledge.topics[topic], "long", turn.known)
    memory = without_frame(turn.memory) | {"last": {"kind": "answer", "topics": [topic], "part": "long"}}
    return Reply((message,), memory)


def simpler(turn: Turn, writer: Writer) -> Reply:
    """Say the last answer again in the simplest words there are."""
    topics = writer.edition.knowledge.topics
    last = _existing(turn.memory.get("last", {}).get("topics", ()), writer)
    held = HeldResult.of(turn.memory)
    if turn.memory.get("last", {}).get("kind") == "result" and held.values:
        last = list(held.meaning(writer.edition.tables).text.topics[:1])
    if turn.topic in topics:
        last = [turn.topic]
    if not last:
        return _plain(turn, writer, "nothing_yet", FIRST_TOPICS)
    if not topics[last[-1]].simple or turn.memory["last"].get("part") == "simple":
        return words(turn, writer, "no_simpler")
    message = writer.answer(topics[last[-1]], "simple", turn.known)
    memory = without_frame(turn.memory) | {"last": {"kind": "answer", "topics": last[-1:], "part": "simple"}}
    return Reply((message,), memory)


def words(turn: Turn, writer: Writer, lead: str = "which_word") -> Reply:
    """Offer the words of the last answer that the glossary explains, or explain the only one."""
    topics = writer.edition.knowledge.topics
    last = turn.memory.get("last", {})
    said = " ".join(
        writer.said(writer.sentences(topics[t], last.get("part", "short"), turn.known)[0])
        for t in _existing(last.get("topics", ()), writer)
    )
    found = writer.edition.terms_in(said)
    if len(found) == 1 and lead == "which_word":
        return define(replace(turn, term=found[0].id), writer)
    buttons = tuple(Button(term.term, "define", values={"term": term.id}) for term in found[:_WORDS])
    phrase = lead if found else "no_words_known"
    return Reply((writer.plain("clarify", writer.phrase(phrase), buttons),), without_frame(turn.memory))


def follow_up(turn: Turn, writer: Writer) -> Reply | None:
    """Answer a message that leans on what was said before; None when it stands on its own.

    Args:
        turn: the message.
        writer: writes from the current edition.
    """
    last = turn.memory.get("last") or {}
    category = turn.known.get("category", "")
    if not turn.text or turn.flags or not (last or category):
        return None
    kind = writer.edition.follow_ups.find(turn.text)
    if kind is None:
        return _ellipsis(turn, writer)
    before = _existing(reversed(last.get("topics", ())), writer)
    leads_to = kind.leads_to(category, before)
    special = {"more": more, "simpler": simpler, "sources": sources, "word": words}
    if leads_to in special:
        return special[leads_to](turn, writer)
    if leads_to:
        assuming = bool(category) and kind.result.get(category) == leads_to
        return _answers([leads_to], _near_topics(turn, writer), turn, writer, assuming)
    if turn.understanding and choose_all(turn.understanding)[0].kind == "answer":
        return None
    near = [t for topic in before[:1] for t in writer.edition.knowledge.topics[topic].related]
    return Reply(
        (writer.plain("clarify", writer.phrase("follow_up_unclear"), writer.topic_buttons(near[:_CHOICES])),),
        without_frame(turn.memory),
    )


def _ellipsis(turn: Turn, writer: Writer) -> Reply | None:
    """Answer "and ngs?": a bare word of the glossary after an opening."""
    term = writer.edition.terms_by_name.get(writer.edition.follow_ups.opening_and_rest(turn.text))
    if term is None:
        return None
    if term.topic in writer.edition.knowledge.topics:
        return _answers([term.topic], _near_topics(turn, writer), turn, writer)
    return define(replace(turn, term=term.id), writer)


def sources(turn: Turn, writer: Writer) -> Reply:
    """Show where the last answer comes from."""
    found = _last_sources(turn, writer)
    if not found:
        phrase = "sources_policy" if turn.memory.get("last") else "sources_none"
        return _plain(turn, writer, phrase)
    lead = writer.phrase("sources_lead", edition=writer.edition.meta["edition"])
    lines = [writer.phrase("source_line", **{**s, "title": s["title"].rstrip(".")}) for s in found]
    text = lead + "".join(f"\n- {line}" for line in lines)
    payload = {"kind": "sources", "sources": found, "edition": writer.edition.meta["edition"]}
    return Reply((Message(text, (), payload),), turn.memory)


def clarify(turn: Turn, writer: Writer) -> Reply:
    """Offer the next nearest topics when the last answer was not the one meant."""
    near = _existing(turn.memory.get("near", ()), writer)
    shown = near[:_CHOICES] or list(FIRST_TOPICS)
    memory = without_frame(turn.memory) | {"near": near[_CHOICES:]}
    buttons = writer.topic_buttons(shown)
    return Reply((writer.plain("clarify", writer.phrase("clarify_again"), buttons),), memory)


def define(turn: Turn, writer: Writer) -> Reply:
    """Say what a glossary term means."""
    term = writer.edition.knowledge.terms.get(turn.term or turn.given.get("term", ""))
    if term is None:
        return answer(turn, writer)
    topics = [term.topic] if term.topic else []
    memory = without_frame(turn.memory) | {"last": {"kind": "definition", "term": term.id, "topics": topics}}
    return Reply((writer.definition(term),), memory)


def inform(turn: Turn, writer: Writer) -> Reply:
    """Say so when a pressed choice is of no use any more; a useful one was taken up before this."""
    return _plain(turn, writer, "summary_none")


def small_talk(turn: Turn, writer: Writer) -> Reply:
    """Answer greetings, thanks and the like; a message that is one only by a hair is treated as a question."""
    if turn.understanding and not is_small_talk(turn.understanding.whole):
        return answer(turn, writer)
    if turn.intent == "greet" and not turn.memory.get("met"):
        return greet(turn, writer)
    name = "hello_again" if turn.intent == "greet" else turn.intent
    return _plain(turn, writer, name, _MET_WITH.get(turn.intent, ()))


def greet(turn: Turn, writer: Writer) -> Reply:
    """Open a conversation: what this is, what it cannot do, and where to begin."""
    text = writer.phrase("greeting")
    if writer.clinic.name:
        text += "\n\n" + writer.phrase("greeting_clinic")
    buttons = writer.topic_buttons(FIRST_TOPICS)
    return Reply((writer.plain("greeting", text, buttons),), without_frame(turn.memory) | {"met": True})


def decline(turn: Turn, writer: Writer) -> Reply:
    """Say in one line that a question is out of scope, unless its ranking as a whole says it is not."""
    return answer(turn, writer) if turn.understanding else _decline(Choice("decline"), turn, writer)


def safety(turn: Turn, writer: Writer) -> Reply:
    """Answer a flag that an answer may follow: first the fixed reply, then the answer if the question is clear."""
    if not turn.flags:
        return answer(turn, writer)
    messages = [flag_message(turn.flags[0], writer)]
    memory: dict[str, Any] = without_frame(turn.memory) | {
        "last": {"kind": "safety", "safety": turn.flags[0].safety_class},
    }
    if turn.understanding:
        first = _fitting(choose_all(turn.understanding)[0], _near_topics(turn, writer), turn, writer)
        asked = first.kind == "answer" and first.topics[0] not in FEATURE_OF
        if asked and (asks(turn.text) or first.topics[0] in _offered(turn, writer)):
            follow = _answers([first.topics[0]], (), turn, writer)
            messages += follow.messages
            memory = dict(follow.memory)
    return Reply(tuple(messages), memory)


def _offered(turn: Turn, writer: Writer) -> Sequence[str]:
    return writer.edition.knowledge.safety[turn.flags[0].safety_class].offer


def start_over(turn: Turn, writer: Writer) -> Reply:
    """Forget the conversation and begin again."""
    buttons = writer.topic_buttons(FIRST_TOPICS)
    return Reply((writer.plain("start_over", writer.phrase("start_over"), buttons),), {"met": True})


def _is_distressed(understood: Understanding) -> bool:
    known = understood.whole.similarity >= KNOWN
    return known and dict(understood.whole.labels).get("distress", 0.0) >= _DISTRESSED


def _fitting(choice: Choice, near: Sequence[str], turn: Turn, writer: Writer) -> Choice:
    if choice.kind != "answer" or not writer.edition.contradicts(choice.topics[0], turn.text):
        return choice
    return Choice("clarify", tuple(t for t in near if t not in choice.topics)[:_CHOICES])


def _of_another_cancer(choices: Sequence[Choice], turn: Turn, writer: Writer) -> bool:
    topics = writer.edition.knowledge.topics
    if OTHER_CANCERS not in topics or not writer.edition.only_another_cancer(turn.text):
        return False
    if choices[0].kind == "decline":
        return "her2" in turn.text.lower()
    return all(topics[c.topics[0]].group not in _SAME_IN_ANY_CANCER for c in choices if c.topics[0] in topics)


def _answers(topics: Sequence[str], near: Sequence[str], turn: Turn, writer: Writer, assuming: bool = False) -> Reply:
    allowed = [t for t in topics if not writer.is_off(t)]
    messages = [
        writer.answer(writer.edition.knowledge.topics[t], "short", turn.known, assuming)
        if t in allowed
        else writer.plain("decline", writer.phrase("off_feature"))
        for t in topics
    ]
    memory = without_frame(turn.memory) | {"near": [t for t in near if t not in topics]}
    if allowed:
        memory["last"] = {"kind": "answer", "topics": allowed, "part": "short"}
    return Reply(tuple(messages), memory)


def _decline(choice: Choice, turn: Turn, writer: Writer) -> Reply:
    name = "decline_medical" if choice.near else "decline"
    topics = choice.topics if choice.near else FIRST_TOPICS[:_CHOICES]
    reply = _plain(turn, writer, name, topics, kind="decline")
    return Reply(reply.messages, {**reply.memory, "near": list(choice.topics)})


def _plain(turn: Turn, writer: Writer, phrase: str, topics: Sequence[str] = (), kind: str = "smalltalk") -> Reply:
    return Reply((writer.plain(kind, writer.phrase(phrase), writer.topic_buttons(topics)),), without_frame(turn.memory))


def _existing(topics: Iterable[str], writer: Writer) -> list[str]:
    return [t for t in topics if t in writer.edition.knowledge.topics]


def _near_topics(turn: Turn, writer: Writer) -> list[str]:
    labels = turn.understanding.whole.labels if turn.understanding else ()
    return _existing([label.partition("/")[2] for label, _ in labels if label.startswith("ask/")], writer)


def _last_sources(turn: Turn, writer: Writer) -> list[dict[str, Any]]:
    last = turn.memory.get("last", {})
    knowledge = writer.edition.knowledge
    if last.get("kind") == "definition" and last["term"] in knowledge.terms:
        return [writer.source(s) for s in knowledge.terms[last["term"]].sources]
    if last.get("kind") == "safety" and last["safety"] in knowledge.safety:
        return list(writer.evidence(knowledge.safety[last["safety"]].reply)["sources"])
    if last.get("kind") == "result":
        return result_sources(turn, writer)
    found: dict[str, dict[str, Any]] = {}
    for topic in last.get("topics", ()):
        if topic in knowledge.topics:
            said, _ = writer.sentences(knowledge.topics[topic], last.get("part", "short"), turn.known)
            found |= {s["id"]: s for s in writer.evidence(said)["sources"]}
    return list(found.values())
