"""Carry messages to the assistant: in order, each once, and never without words in return."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from typing import Any, Callable, Dict, List

from rasa.core.channels.channel import OutputChannel, UserMessage

from bot.channels.web.assistant import Assistant
from bot.channels.web.errors import RefusedError, session_over, unavailable
from bot.channels.web.messages import Shown, shown_raw
from bot.channels.web.sessions import Session, Sessions, Turn
from bot.content.store import Edition

log = logging.getLogger(__name__)

_GIVE_UP = 55.0
"""Seconds after which a message is given up, below the 60 s after which Rasa gives up a conversation's lock."""
_MOST_WAITING = 5
_MOST_REMEMBERED = 20
"""Messages of one session whose replies are kept, for a client that did not hear them and sends again."""


class Collector(OutputChannel):
    """Collects replies, so that they are sent only after the conversation is saved."""

    def __init__(self) -> None:
        """Begin with none."""
        self.replies: List[Dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Give the name under which Rasa knows the channel."""
        return "web"

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Take one reply.

        Args:
            recipient_id: the conversation.
            message: the reply.
        """
        self.replies.append(message)


class Delivery:
    """Delivers the messages of all sessions."""

    def __init__(
        self, assistant: Assistant, sessions: Sessions, edition: Callable[[], Edition], reply_seconds: float
    ) -> None:
        """Prepare.

        Args:
            assistant: answers.
            sessions: ends those whose conversation is gone.
            edition: gives the current edition.
            reply_seconds: how long a patient waits at most, counted from the arrival of the message.
        """
        self._assistant = assistant
        self._sessions = sessions
        self._edition = edition
        self._seconds = reply_seconds

    async def send(self, session: Session, message_id: str, message: str) -> List[Shown]:
        """Deliver a message and give the replies; the same id again gives the same replies.

        Args:
            session: whose message it is.
            message_id: the client's id of the message.
            message: what Rasa is handed.

        Raises:
            RefusedError: when no replies come in time, too many messages wait, or the id stood for another message.
        """
        digest = hashlib.sha256(message.encode()).digest()
        turn = session.turns.get(message_id)
        if turn is None:
            if session.waiting >= _MOST_WAITING:
                raise RefusedError(429, "too_many", "too_many", wait=self._seconds / 2)
            turn = self._begin(session, message_id, message, digest)
        elif turn.digest != digest:
            raise RefusedError(409, "out_of_order", "bad_request")
        replies: List[Shown] = await self._in_time(turn.replies)
        return replies

    async def delete(self, session: Session) -> None:
        """End a session and remove its conversation, after the messages that came before.

        Args:
            session: the session.

        Raises:
            RefusedError: when it cannot be removed, or not in time.
        """
        work = asyncio.ensure_future(self._delete(session))
        work.add_done_callback(lambda done: done.cancelled() or done.exception())  # heard, also when nobody waits
        await self._in_time(work)

    async def _in_time(self, work: asyncio.Future[Any]) -> Any:
        try:
            # shielded: a patient who closes the page, or is told to wait, must not leave half a conversation behind
            return await asyncio.wait_for(asyncio.shield(work), self._seconds)
        except asyncio.TimeoutError:
            raise RefusedError(504, "slow", "slow", wait=5) from None

    def _begin(self, session: Session, message_id: str, message: str, digest: bytes) -> Turn:
        turn = Turn(digest, asyncio.ensure_future(self._answer(session, message_id, message)))
        session.turns[message_id] = turn

        def settle(done: asyncio.Future[Any]) -> None:
            if done.cancelled() or done.exception():
                session.turns.pop(message_id, None)  # it may be tried again
            for old in list(session.turns)[:-_MOST_REMEMBERED]:
                session.turns.pop(old)

        turn.replies.add_done_callback(settle)
        return turn

    async def _answer(self, session: Session, message_id: str, message: str) -> List[Shown]:
        async with session.turn:
            return await asyncio.wait_for(self._hand_over(session, message_id, message), _GIVE_UP)

    async def _hand_over(self, session: Session, message_id: str, message: str) -> List[Shown]:
        if session.ended:
            raise session_over()
        if not self._assistant.is_ready:
            raise unavailable()
        # what was said before is gone: answering now would be answering from an empty memory
        if session.kept and not await self._assistant.holds(session.conversation):
            self._sessions.end(session)
            raise session_over()
        collector = Collector()
        try:
            await self._assistant.handle(
                UserMessage(
                    message,
                    collector,
                    session.conversation,
                    input_channel=collector.name(),
                    message_id=message_id,
                )
            )
        except Exception as error:
            # the message of the exception may hold what a patient typed: only its type is logged
            log.error("A message could not be answered: %s", type(error).__name__)
            raise RefusedError(500, "failure", "failure", wait=5) from None
        session.kept = True
        # an action that failed left no reply, or one without a payload
        if not collector.replies or not all(reply.get("custom") for reply in collector.replies):
            raise RefusedError(500, "failure", "failure", wait=5)
        replies = [shown_raw(reply, self._edition()) for reply in collector.replies]
        if any(reply["custom"]["kind"] == "start_over" for reply in replies):
            self._forget_replies(session, but=message_id)
        return replies

    def _forget_replies(self, session: Session, but: str) -> None:
        for message_id, turn in list(session.turns.items()):
            if message_id != but and turn.replies.done():
                session.turns.pop(message_id)

    async def _delete(self, session: Session) -> None:
        async with session.turn:
            await asyncio.wait_for(self._assistant.forget(session.conversation), _GIVE_UP)
            self._sessions.end(session)
            session.turns.clear()
