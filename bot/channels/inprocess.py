"""Talk with the assistant from the same process: for the terminal and for conversation tests."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage

from bot.answering.reply import Button, Message
from bot.answering.write import Writer
from bot.channels.gate import hand_over
from bot.clinic import Clinic
from bot.content.open import open_store


class _Collector(OutputChannel):
    def __init__(self) -> None:
        self.messages: List[Dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "cmdline"

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        self.messages.append(message)


class Conversation:
    """One conversation with the assistant, through the same gate as on the web."""

    def __init__(self, agent: Agent, clinic: Clinic, sender: str) -> None:
        """Begin.

        Args:
            agent: a loaded assistant.
            clinic: the clinic whose lines are shown.
            sender: id of the conversation.
        """
        self._agent = agent
        self._clinic = clinic
        self._sender = sender

    async def send(self, text: str) -> List[Dict[str, Any]]:
        """Type a message and get the replies, each with `text`, `buttons` and `custom`.

        Args:
            text: what the patient types.
        """
        handed = hand_over(text, Writer(open_store().current(), self._clinic))
        return await self._handle(handed) if isinstance(handed, str) else [as_dict(handed)]

    async def press(self, payload: str) -> List[Dict[str, Any]]:
        """Press a button and get the replies.

        Args:
            payload: the payload of the button.
        """
        return await self._handle(payload)

    async def _handle(self, message: str) -> List[Dict[str, Any]]:
        collector = _Collector()
        await self._agent.handle_message(UserMessage(message, collector, self._sender, input_channel="cmdline"))
        return collector.messages


def as_dict(message: Message) -> Dict[str, Any]:
    """Give a message the shape in which Rasa's channels carry it."""
    return {"text": message.text, "buttons": [_button(b) for b in message.buttons], "custom": dict(message.payload)}


def _button(button: Button) -> Dict[str, str]:
    return {"title": button.title, "payload": button.payload}
