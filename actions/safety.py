"""The action for red flags."""

from __future__ import annotations

from actions.base import GuardedAction
from bot.answering import talk


class ActionSafety(GuardedAction):
    """Gives the fixed reply to a red flag."""

    called = "action_safety"
    talk = staticmethod(talk.safety)
