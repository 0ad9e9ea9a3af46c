"""Actions about the conversation itself."""

from __future__ import annotations

from typing import List

from rasa_sdk.events import AllSlotsReset, EventType, SlotSet

from actions.base import GuardedAction
from bot.answering import talk
from bot.answering.reply import Reply


class ActionSmallTalk(GuardedAction):
    """Greets, thanks and the like."""

    called = "action_small_talk"
    talk = staticmethod(talk.small_talk)


class ActionStartOver(GuardedAction):
    """Forgets the conversation; the tracker store drops all that came before the reset."""

    called = "action_start_over"
    talk = staticmethod(talk.start_over)

    def events(self, reply: Reply) -> List[EventType]:
        """Give the reset, then what is still known."""
        return [AllSlotsReset(), SlotSet("memory", dict(reply.memory))]


class ActionRestart(ActionStartOver):
    """Takes the place of Rasa's own restart, which would say nothing."""

    called = "action_restart"
