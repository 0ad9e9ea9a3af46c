"""Actions about a result; that a message states one is seen before any action (`actions.base`)."""

from __future__ import annotations

from actions.base import GuardedAction
from bot.answering import labels, result, summary, talk


class ActionInform(GuardedAction):
    """Takes up the answer to a question about a result."""

    called = "action_inform"
    talk = staticmethod(talk.inform)


class ActionGuide(GuardedAction):
    """Reads a result one question after the other."""

    called = "action_guide"
    talk = staticmethod(result.guide_reply)


class ActionSummary(GuardedAction):
    """Sums a result up for the care team."""

    called = "action_summary"
    talk = staticmethod(summary.summary_reply)


class ActionLabels(GuardedAction):
    """Lists the conditions of drug labels beside what was read."""

    called = "action_labels"
    talk = staticmethod(labels.labels_reply)
