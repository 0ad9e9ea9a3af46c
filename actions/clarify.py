"""Actions for messages that were not understood, or not meant for this assistant."""

from __future__ import annotations

from actions.base import GuardedAction
from bot.answering import talk


class ActionClarify(GuardedAction):
    """Offers the next nearest topics."""

    called = "action_clarify"
    talk = staticmethod(talk.clarify)


class ActionDecline(GuardedAction):
    """Declines what is out of scope."""

    called = "action_decline"
    talk = staticmethod(talk.decline)


class ActionDefaultFallback(GuardedAction):
    """Takes the place of Rasa's own fallback, which would say nothing and forget the message."""

    called = "action_default_fallback"
    talk = staticmethod(talk.decline)
