"""Show a curator what an answer rests on."""

from __future__ import annotations

from difflib import get_close_matches

from bot.content.models import Fact, Knowledge

_SEEN = {
    "full_text": "full text read",
    "table": "table read",
    "abstract": "abstract read",
    "extract": "extract read",
    "secondary": "read in a secondary source",
    "not_seen": "not read",
}


class UnknownTopicError(Exception):
    """Raised when no topic has the id asked for; names the nearest ones."""


def explain(knowledge: Knowledge, topic_id: str) -> str:
    """Write out a topic's sentences with their facts, and each fact with its sources and how they were checked.

    Args:
        knowledge: the loaded knowledge.
        topic_id: the topic.

    Raises:
        UnknownTopicError: when there is no such topic.
    """
    topic = knowledge.topics.get(topic_id)
    if topic is None:
        near = ", ".join(get_close_matches(topic_id, knowledge.topics, 3, 0.4)) or "see knowledge/topics/"
        raise UnknownTopicError(f"There is no topic '{topic_id}'. Near: {near}.")
    lines = [topic.title, f"Review: {topic.review.get('status', 'missing')}"]
    used: dict[str, None] = {}
    parts = [("Short", topic.short), ("Long", topic.long)]
    for variant in topic.variants:
        when = ", ".join(f"{k} = {v}" for k, v in variant.when.items())
        parts += [(f"{n} when {when}", said) for n, said in (("Short", variant.short), ("Long", variant.long)) if said]
    for heading, sentences in parts:
        lines += ["", f"{heading}:"]
        for sentence in sentences:
            used |= dict.fromkeys(sentence.facts)
            lines.append(f"  {sentence.say}  [{', '.join(sentence.facts)}]")
    lines += ["", "Facts:"]
    for fact_id in used:
        lines += _fact(knowledge, knowledge.facts[fact_id])
    return "\n".join(lines)


def _fact(knowledge: Knowledge, fact: Fact) -> list[str]:
    of = f" (of: {', '.join(fact.of)})" if fact.of else ""
    lines = [f"  {fact.id}: {fact.says}{of}", f"    {fact.confidence}, checked {fact.checked_on}"]
    for located in fact.sources:
        source = knowledge.sources[located.source]
        lines.append(f"    {source.title}. {source.publisher}, {source.year}; {located.at}. {source.link}")
        lines.append(f"      {_SEEN[source.seen]}, {source.checked_on}")
        if source.differs:
            lines.append(f"      differs: {' '.join(source.differs.split())}")
    return lines
