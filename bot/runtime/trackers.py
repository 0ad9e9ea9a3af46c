"""Conversations live in memory only, and not for long."""

from __future__ import annotations

import time
from typing import Any, Dict, Optional

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import AllSlotsReset
from rasa.shared.core.trackers import DialogueStateTracker

from bot.clinic import read_clinic


class ForgetfulTrackerStore(InMemoryTrackerStore):
    """Keeps conversations in memory; forgets them when idle or started over, and the oldest when there are too many."""

    def __init__(
        self,
        domain: Domain,
        event_broker: Optional[EventBroker] = None,
        idle_seconds: Optional[float] = None,
        most_conversations: Optional[int] = None,
        **kwargs: Dict[str, Any],
    ) -> None:
        """Make an empty store.

        Args:
            domain: the assistant's domain.
            event_broker: where Rasa publishes events, if anywhere.
            idle_seconds: after so long without a message a conversation is forgotten; None for the clinic's limit.
            most_conversations: above so many the one that was idle longest is forgotten; None for the clinic's limit.
            kwargs: what else endpoints.yml may pass.
        """
        super().__init__(domain, event_broker, **kwargs)
        limits = read_clinic().limits
        self._idle_seconds = limits.idle_minutes * 60 if idle_seconds is None else idle_seconds
        self._most = limits.sessions if most_conversations is None else most_conversations
        self._used: dict[str, float] = {}  # in order of last use

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save a conversation, without what came before it was last started over."""
        resets = [n for n, event in enumerate(tracker.events) if isinstance(event, AllSlotsReset)]
        if resets:
            kept = list(tracker.events)[resets[-1] + 1 :]
            tracker = DialogueStateTracker.from_events(tracker.sender_id, kept, slots=self.domain.slots)
        await super().save(tracker)
        self._used.pop(tracker.sender_id, None)
        self._used[tracker.sender_id] = time.monotonic()
        self.sweep()

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Give a conversation that is not forgotten."""
        self.sweep()
        return await super().retrieve(sender_id)

    async def delete(self, sender_id: str) -> None:
        """Forget one conversation."""
        self.forget(sender_id)

    def forget(self, sender_id: str) -> None:
        """Forget one conversation."""
        self.store.pop(sender_id, None)
        self._used.pop(sender_id, None)

    def sweep(self) -> None:
        """Forget what is idle and what is too much."""
        oldest_kept = time.monotonic() - self._idle_seconds
        for sender_id, used in list(self._used.items()):
            if used >= oldest_kept and len(self._used) <= self._most:
                break  # in order of last use: all that follow are newer
            self.forget(sender_id)
