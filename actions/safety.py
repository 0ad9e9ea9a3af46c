"""The action for red flags."""

from __future__ import annotations

from actions.base import GuardedAction
from bot.answering import talk


class ActionSafety(GuardedAction):
    """Gives the fixed reply to a red flag."""

    talk = staticmethod(talk.safety)

    def name(self) -> str:
        """Give the name the rules use."""
        return "action_safety"
