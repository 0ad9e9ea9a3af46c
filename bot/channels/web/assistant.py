"""The assistant behind the channel: its conversations, and whether it can be used."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any, Awaitable, Callable, List, Mapping, Optional

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.web.errors import unavailable

log = logging.getLogger(__name__)

OnMessage = Callable[[UserMessage], Awaitable[Any]]

_PROBE = "web-health"


class Assistant:
    """Rasa's agent, once it is loaded; every use of the tracker store that fails is said to be so."""

    def __init__(self, on_new_message: OnMessage, idle_minutes: int) -> None:
        """Prepare.

        Args:
            on_new_message: hands a message to the assistant and returns when it is answered and saved.
            idle_minutes: after so long at rest a conversation counts as forgotten.
        """
        self.handle = on_new_message
        self._idle_seconds = idle_minutes * 60
        self._agent: Optional[Agent] = None

    def use(self, agent: Agent) -> None:
        """Take an agent into use.

        Args:
            agent: the loaded agent.
        """
        self._agent = agent

    @property
    def is_ready(self) -> bool:
        """Whether an agent with a model is there."""
        return self._agent is not None and bool(self._agent.is_ready())

    @property
    def _store(self) -> TrackerStore:
        if self._agent is None or not self.is_ready:
            raise unavailable()
        return self._agent.tracker_store

    async def events(self, conversation: str) -> List[Mapping[str, Any]]:
        """Give all that the tracker store holds of a conversation.

        Args:
            conversation: its id.

        Raises:
            RefusedError: when the store fails.
        """
        tracker = await self._of_store(self._store.retrieve_full_tracker(conversation))
        return [event.as_dict() for event in tracker.events] if tracker else []

    async def slots(self, conversation: str) -> Mapping[str, Any]:
        """Give what the assistant remembers of a conversation.

        Args:
            conversation: its id.

        Raises:
            RefusedError: when the store fails.
        """
        tracker = await self._of_store(self._store.retrieve(conversation))
        return dict(tracker.current_slot_values()) if tracker else {}

    async def holds(self, conversation: str) -> bool:
        """Tell whether the tracker store holds a conversation that is not at rest for too long.

        Args:
            conversation: its id.

        Raises:
            RefusedError: when the store fails.
        """
        tracker: Optional[DialogueStateTracker] = await self._of_store(self._store.retrieve(conversation))
        return bool(tracker and tracker.events and tracker.events[-1].timestamp > time.time() - self._idle_seconds)

    async def forget(self, conversation: str) -> None:
        """Remove a conversation from the tracker store.

        Args:
            conversation: its id.

        Raises:
            RefusedError: when the store fails, or still holds it.
        """
        await self._of_store(self._store.delete(conversation))
        if await self._of_store(self._store.retrieve_full_tracker(conversation)):
            raise unavailable()

    async def store_works(self, seconds: float) -> bool:
        """Tell whether the tracker store answers.

        Args:
            seconds: how long to wait for it.
        """
        try:
            await asyncio.wait_for(self._store.retrieve(_PROBE), seconds)
        except Exception as error:
            log.error("The tracker store cannot be used: %s", type(error).__name__)
            return False
        return True

    async def _of_store(self, reading: Awaitable[Any]) -> Any:
        try:
            return await reading
        except Exception as error:
            # the message of the exception may hold what a patient typed: only its type is logged
            log.error("The tracker store failed: %s", type(error).__name__)
            raise unavailable() from None
