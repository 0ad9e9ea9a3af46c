"""Actions that answer a question."""

from __future__ import annotations

from actions.base import GuardedAction
from bot.answering import talk


class ActionAnswer(GuardedAction):
    """Answers a question about a topic."""

    talk = staticmethod(talk.answer)

    def name(self) -> str:
        """Give the name the rules use."""
        return "action_answer"


class ActionMore(GuardedAction):
    """Gives the long answer."""

    talk = staticmethod(talk.more)

    def name(self) -> str:
        """Give the name the rules use."""
        return "action_more"


class ActionSources(GuardedAction):
    """Shows where the last answer comes from."""

    talk = staticmethod(talk.sources)

    def name(self) -> str:
        """Give the name the rules use."""
        return "action_sources"


class ActionDefine(GuardedAction):
    """Says what a word means."""

    talk = staticmethod(talk.define)

    def name(self) -> str:
        """Give the name the rules use."""
        return "action_define"
