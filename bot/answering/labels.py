"""The conditions of drug labels beside what was read: a list to talk about with the team, never a verdict."""

from __future__ import annotations

from bot.answering.held import HeldResult
from bot.answering.reply import Button, Message, Reply
from bot.answering.safety import without_frame
from bot.answering.turn import Turn
from bot.answering.write import Writer
from bot.interpreter.labels import LABEL_NOTES, ReadLabel, label_conditions

FEATURE = "labels"


def labels_reply(turn: Turn, writer: Writer) -> Reply:
    """List the label conditions of one country, or ask for the country where the clinic names none.

    Args:
        turn: the message; a pressed country stands in its values.
        writer: writes from the current edition.
    """
    memory = without_frame(turn.memory)
    held = HeldResult.of(turn.memory)
    if not writer.clinic.enabled(FEATURE):
        return Reply((writer.plain("decline", writer.phrase("off_labels")),), memory)
    if not held.values:
        guide = Button(writer.phrase("guide_button"), "guide")
        return Reply((writer.plain("invite", writer.phrase("labels_no_result"), (guide,)),), memory)
    tables = writer.edition.tables
    region = turn.given.get("value") or writer.clinic.region
    labels = label_conditions(held.meaning(tables), tables, region) if region else ()
    if not labels:
        known = dict.fromkeys(label.region for label in tables.labels)
        buttons = [Button(writer.phrase(f"region_{r}"), "labels", values={"value": r}) for r in known]
        return Reply((writer.plain("clarify", writer.phrase("labels_where"), buttons),), memory)
    notes = [tables.notes[name] for name in LABEL_NOTES]
    close = " ".join(note.say_other if held.voice == "other" else note.say for note in notes)
    messages = [_label(label, held.voice, writer) for label in labels]
    facts = [fact for note in notes for fact in note.facts]
    messages.append(Message(close, writer.topic_buttons(_TOPICS), {"kind": "label", **writer.cited(facts)}))
    return Reply(tuple(messages), memory)


_TOPICS = ("how_choice_made", "clinical_trials", "questions_for_team")


def _label(label: ReadLabel, voice: str, writer: Writer) -> Message:
    lines, team_knows = [label.says], writer.edition.tables.notes["team_knows"]
    facts = [*label.facts]
    for condition in label.biomarkers:
        said = writer.phrase("label_read", read=condition.read) if condition.read else writer.phrase("label_not_read")
        lines.append(f"- {condition.asks} {said}")
        facts += condition.facts
    for condition in label.history:
        lines.append(f"- {condition.asks} {team_knows.say_other if voice == 'other' else team_knows.say}")
        facts += condition.facts
    payload = {"kind": "label", "question": label.name, "region": label.region, "checked_on": label.checked_on}
    return Message("\n".join(lines), (), {**payload, **writer.cited(facts)})
