"""The assistant in the terminal."""

from __future__ import annotations

import asyncio
import sys
import textwrap
from typing import TYPE_CHECKING, Any, Sequence

from bot.answering import talk
from bot.answering.reply import Message
from bot.answering.turn import Turn
from bot.answering.unreadable import unreadable
from bot.answering.write import Writer
from bot.channels.gate import for_rasa
from bot.clinic import read_clinic
from bot.content.open import open_store

if TYPE_CHECKING:
    from rasa.core.agent import Agent

_SENDER = "terminal"
_WIDTH = 88


def ask(question: str) -> int:
    """Answer one question with its sources.

    Args:
        question: the question.
    """

    async def run() -> None:
        agent = await _agent()
        for message in await _send(agent, question):
            _show(message)
            _show_sources(message.get("custom") or {})

    asyncio.run(run())
    return 0


def chat() -> int:
    """Talk until the input ends."""

    async def run() -> None:
        print("Loading the assistant (about ten seconds) ...", flush=True)
        agent = await _agent()
        greeting = talk.greet(Turn(text="", intent="greet", memory={}), Writer(open_store().current(), read_clinic()))
        buttons = [_show(_plain(message)) for message in greeting.messages][-1]
        while (typed := await asyncio.to_thread(_read)) is not None:
            chosen = buttons[int(typed) - 1]["payload"] if typed.isdigit() and 0 < int(typed) <= len(buttons) else None
            messages = await (_press(agent, chosen) if chosen else _send(agent, typed))
            for message in messages:
                buttons = _show(message)

    asyncio.run(run())
    return 0


async def _agent() -> Agent:
    from bot.runtime.assistant import load

    return await load()


async def _send(agent: Agent, text: str) -> Sequence[dict[str, Any]]:
    writer = Writer(open_store().current(), read_clinic())
    long = None if writer.edition.triage.check(text) else unreadable(text, writer)
    if long:
        return [_plain(long)]
    return await _press(agent, for_rasa(text))


async def _press(agent: Agent, message: str) -> Sequence[dict[str, Any]]:
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

    class Terminal(CollectingOutputChannel):
        async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
            self.messages.append(message)

    collector = Terminal()
    await agent.handle_message(UserMessage(message, collector, _SENDER, input_channel="cmdline"))
    return collector.messages


def _plain(message: Message) -> dict[str, Any]:
    buttons = [{"title": b.title, "payload": b.payload} for b in message.buttons]
    return {"text": message.text, "buttons": buttons, "custom": dict(message.payload)}


def _read() -> str | None:
    try:
        return input("\n> ")
    except EOFError:
        return None


def _show(message: dict[str, Any]) -> list[dict[str, str]]:
    heading = (message.get("custom") or {}).get("question")
    print()
    if heading:
        print(heading)
    for paragraph in (message.get("text") or "").split("\n"):
        print(textwrap.fill(paragraph, _WIDTH, subsequent_indent="  " if paragraph.startswith("- ") else ""))
    buttons = list(message.get("buttons") or [])
    for number, button in enumerate(buttons, start=1):
        print(f"  {number}. {button['title']}")
    sys.stdout.flush()
    return buttons


def _show_sources(payload: dict[str, Any]) -> None:
    sources = payload.get("sources") or []
    if sources:
        print(f"\nSources (texts of {payload['edition']}, {payload.get('review') or 'draft'}):")
    for source in sources:
        line = f"- {source['title']}. {source['publisher']}, {source['year']}. {source['link']}"
        print(textwrap.fill(line, 100, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False))
