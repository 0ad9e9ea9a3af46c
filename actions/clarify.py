"""Actions for messages that were not understood, or not meant for this assistant."""

from __future__ import annotations

from actions.base import GuardedAction
from bot.answering import talk


class ActionClarify(GuardedAction):
    """Offers the next nearest topics."""

    talk = staticmethod(talk.clarify)

    def name(self) -> str:
        """Give the name the rules use."""
        return "action_clarify"


class ActionDecline(GuardedAction):
    """Declines what is out of scope."""

    talk = staticmethod(talk.decline)

    def name(self) -> str:
        """Give the name the rules use."""
        return "action_decline"


class ActionDefaultFallback(GuardedAction):
    """Takes the place of Rasa's own fallback, which would say nothing and forget the message."""

    talk = staticmethod(talk.decline)

    def name(self) -> str:
        """Give the name Rasa uses."""
        return "action_default_fallback"
