"""The sessions of this process: begun by the server, ended by the patient, by rest, or by a restart."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Dict, List, NamedTuple, Optional

from bot.channels.web.limits import Allowance, Clock
from bot.channels.web.tokens import Tokens
from bot.clinic import Limits


class Turn(NamedTuple):
    """A message under its client id; what was typed is kept as a digest only."""

    digest: bytes
    replies: asyncio.Future[List[Dict[str, Any]]]


@dataclass
class Session:
    """One conversation of one browser tab."""

    conversation: str
    allowance: Allowance
    began: float
    used: float
    kept: bool = False
    """Whether the tracker store holds the conversation, so that its absence there means that it was forgotten."""
    ended: bool = False
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by the message that is being handled; the others wait in the order in which they came."""
    turns: OrderedDict[str, Turn] = field(default_factory=OrderedDict)

    @property
    def waiting(self) -> int:
        """How many messages are being handled or wait."""
        return sum(not turn.replies.done() for turn in self.turns.values())


class Sessions:
    """Begins, finds and ends sessions."""

    def __init__(self, limits: Limits, tokens: Optional[Tokens] = None, clock: Clock = time.monotonic) -> None:
        """Begin with none.

        Args:
            limits: of the clinic.
            tokens: makes and reads tokens; None for those of this process.
            clock: gives the time in seconds.
        """
        self._limits = limits
        self._tokens = tokens or Tokens()
        self._clock = clock
        self._sessions: Dict[str, Session] = {}  # in order of last use

    def __len__(self) -> int:
        return len(self._sessions)

    def begin(self) -> Optional[str]:
        """Begin a session and give its token; None when there are too many."""
        self.sweep()
        if len(self._sessions) >= self._limits.sessions and not self._end_an_unused_one():
            return None
        token = self._tokens.mint()
        conversation = self._tokens.conversation(token)
        assert conversation
        self.remember(conversation)
        return token

    def conversation(self, token: str) -> Optional[str]:
        """Give the conversation a token of ours stands for, whether its session is still known or not.

        Args:
            token: what the client sent.
        """
        return self._tokens.conversation(token)

    def find(self, conversation: str) -> Optional[Session]:
        """Give a session that has not ended.

        Args:
            conversation: the id of its conversation.
        """
        self.sweep()
        return self._sessions.get(conversation)

    def remember(self, conversation: str, kept: bool = False) -> Session:
        """Make the record of a session.

        Args:
            conversation: the id of its conversation.
            kept: whether the tracker store holds it already.
        """
        allowance = Allowance(self._limits.requests_per_minute_per_session, self._clock)
        session = Session(conversation, allowance, time.time(), self._clock(), kept)
        self._sessions[conversation] = session
        return session

    def touch(self, session: Session) -> None:
        """Note that a message came; the time at rest begins anew."""
        session.used = self._clock()
        if self._sessions.pop(session.conversation, None):
            self._sessions[session.conversation] = session

    def end(self, session: Session) -> None:
        """Forget a session; its token opens nothing any more."""
        session.ended = True
        self._sessions.pop(session.conversation, None)

    def sweep(self) -> None:
        """End the sessions that were at rest for too long."""
        oldest = self._clock() - self._limits.idle_minutes * 60
        for session in list(self._sessions.values()):
            if session.used >= oldest:
                break
            self.end(session)

    def _end_an_unused_one(self) -> bool:
        # a session in which nothing was said loses nothing: its client begins another one without a word
        for session in self._sessions.values():
            if not session.kept and not session.waiting:
                self.end(session)
                return True
        return False
