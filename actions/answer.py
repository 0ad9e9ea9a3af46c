"""Actions that answer a question."""

from __future__ import annotations

from actions.base import GuardedAction
from bot.answering import talk


class ActionAnswer(GuardedAction):
    """Answers a question about a topic."""

    called = "action_answer"
    talk = staticmethod(talk.answer)


class ActionMore(GuardedAction):
    """Gives the long answer."""

    called = "action_more"
    talk = staticmethod(talk.more)


class ActionSimpler(GuardedAction):
    """Says the last answer again in simpler words."""

    called = "action_simpler"
    talk = staticmethod(talk.simpler)


class ActionSources(GuardedAction):
    """Shows where the last answer comes from."""

    called = "action_sources"
    talk = staticmethod(talk.sources)


class ActionDefine(GuardedAction):
    """Says what a word means."""

    called = "action_define"
    talk = staticmethod(talk.define)
