"""Take Rasa's conversations into our own hands."""

from __future__ import annotations

from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import SessionConfig


class ConversationsError(Exception):
    """Raised when a tracker store cannot keep what patients are promised; says why and what to do."""


def own_conversations(agent: Agent, idle_minutes: int) -> None:
    """Let a failing tracker store be seen, and end Rasa's sessions together with ours.

    Rasa wraps every tracker store so that a failure is answered from a new, empty conversation, and what is said then
    goes to a second store in memory that nobody empties. The wrapper is taken off.

    Args:
        agent: a loaded agent.
        idle_minutes: after so long at rest a conversation is forgotten.

    Raises:
        ConversationsError: when the store cannot delete.
    """
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    if not hasattr(store, "delete"):
        raise ConversationsError(
            f"{type(store).__name__} cannot delete a conversation, which patients are promised: "
            "name bot.runtime.trackers.ForgetfulTrackerStore as tracker_store in endpoints.yml."
        )
    agent.tracker_store = store
    if agent.processor:
        agent.processor.tracker_store = store
        agent.processor.domain.session_config = SessionConfig(idle_minutes, carry_over_slots=False)


def sweep(agent: Agent) -> None:
    """Let a tracker store in memory forget what is at rest.

    Args:
        agent: the agent.
    """
    if hasattr(agent.tracker_store, "sweep"):
        agent.tracker_store.sweep()
