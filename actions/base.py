"""What every action does: red flags first, work off the event loop, and never leave a patient without words."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from functools import lru_cache
from typing import Any, Dict, List, Mapping

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.answering.reply import Reply
from bot.answering.result import result_reply, resumed
from bot.answering.safety import ALONE, first_reply
from bot.answering.talk import follow_up
from bot.answering.turn import Turn
from bot.answering.unreadable import unreadable
from bot.answering.write import Writer
from bot.clinic import Clinic, read_clinic
from bot.content.open import open_store
from bot.safety.heard import HEARD
from bot.safety.triage import Flag
from bot.understanding.understand import Understanding

log = logging.getLogger(__name__)

TIME_LIMIT = 8.0
"""Seconds for one action; far below the 60 s after which Rasa gives up a conversation's lock."""

_PAYLOAD_CHANNELS = {"web", "rest", "cmdline"}


@lru_cache(maxsize=1)
def clinic() -> Clinic:
    """Read the clinic once for this process."""
    return read_clinic()


class GuardedAction(Action, ABC):
    """The base of every action.

    A subclass gives the name the rules call it by, and the function of `bot.answering.talk` that writes its reply.
    """

    called: str

    @staticmethod
    @abstractmethod
    def talk(turn: Turn, writer: Writer) -> Reply:
        """Write the reply when no red flag comes first."""

    def name(self) -> str:
        """Give the name the rules call it by."""
        return self.called

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[EventType]:
        """Reply to the latest message; a failure or a time-out is answered with the fixed text and the contact line."""
        loop = asyncio.get_running_loop()
        try:
            reply = await asyncio.wait_for(loop.run_in_executor(None, self._reply, tracker), TIME_LIMIT)
        except asyncio.TimeoutError:
            log.error("%s took longer than %s s.", self.name(), TIME_LIMIT)
            return self._say(dispatcher, "slow")
        except Exception as error:
            # the message of the exception may hold what a patient typed: only its type is logged
            log.error("%s failed: %s", self.name(), type(error).__name__)
            return self._say(dispatcher, "failure")
        with_payload = tracker.get_latest_input_channel() in _PAYLOAD_CHANNELS
        for message in reply.messages:
            buttons = [{"title": b.title, "payload": b.payload} for b in message.buttons]
            payload = {"json_message": dict(message.payload)} if with_payload else {}
            dispatcher.utter_message(text=message.text, buttons=buttons, **payload)
        return self.events(reply)

    def events(self, reply: Reply) -> List[EventType]:
        """Give what the conversation remembers after the reply."""
        return [SlotSet("memory", dict(reply.memory))]

    def _reply(self, tracker: Tracker) -> Reply:
        writer = Writer(open_store().current(), clinic())
        turn = read_turn(tracker, writer)
        first = first_reply(turn, writer)
        if first:
            return resumed(first, turn, writer)
        blank = unreadable(turn.text, writer) if turn.text else None
        if blank:
            return Reply((blank,), turn.memory)
        reply = result_reply(turn, writer) or follow_up(turn, writer) or type(self).talk(turn, writer)
        return resumed(reply, turn, writer)

    def _say(self, dispatcher: CollectingDispatcher, phrase: str) -> List[EventType]:
        dispatcher.utter_message(text=Writer(open_store().current(), clinic()).phrase(phrase))
        return []


def read_turn(tracker: Tracker, writer: Writer) -> Turn:
    """Read the latest message of a tracker; triage runs again here, whatever intent the message came with.

    Args:
        tracker: the conversation.
        writer: holds the edition whose safety patterns apply.
    """
    latest: Mapping[str, Any] = tracker.latest_message
    typed = str(latest.get("text") or "")
    pressed = typed.startswith("/")
    text = "" if pressed else typed
    entities = {e["entity"]: e["value"] for e in latest.get("entities") or () if isinstance(e.get("value"), str)}
    raw = latest.get("understanding")
    return Turn(
        text=text,
        intent=str((latest.get("intent") or {}).get("name") or ""),
        memory=tracker.get_slot("memory") or {},
        topic=entities.get("topic", "") if pressed else "",
        given=entities if pressed else {},
        term=str(latest.get("term") or ""),
        flags=_flags(typed, latest, tracker.get_slot("memory") or {}, writer),
        understanding=Understanding.from_dict(raw) if raw and not pressed else None,
        known=(tracker.get_slot("memory") or {}).get("known", {}),
    )


def _flags(typed: str, latest: Mapping[str, Any], memory: Mapping[str, Any], writer: Writer) -> tuple[Flag, ...]:
    found = writer.edition.triage.check(typed)
    known = {flag.safety_class for flag in found}
    if memory.get("frame") or any(flag.kind in ALONE for flag in found):
        return found  # what follows a red flag is read by the replies written for it
    raised = [Flag(**flag) for flag in latest.get("safety_flags") or () if flag["sign"] == HEARD]
    return (*(flag for flag in raised if flag.safety_class not in known), *found)
