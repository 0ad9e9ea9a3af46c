"""The assistant in the terminal."""

from __future__ import annotations

import asyncio
import textwrap
from typing import TYPE_CHECKING, Any

from bot.answering import talk
from bot.answering.turn import Turn
from bot.answering.write import Writer
from bot.clinic import read_clinic
from bot.content.open import open_store

if TYPE_CHECKING:
    from bot.channels.inprocess import Conversation

_WIDTH = 88


def ask(question: str) -> int:
    """Answer one question with its sources.

    Args:
        question: the question.
    """

    async def run() -> None:
        conversation = await _begin()
        for message in await conversation.send(question):
            _show(message)
            _show_sources(message.get("custom") or {})

    asyncio.run(run())
    return 0


def chat() -> int:
    """Talk until the input ends."""

    async def run() -> None:
        print("Loading the assistant (about ten seconds) ...", flush=True)
        conversation = await _begin()
        from bot.channels.inprocess import as_dict

        greeting = talk.greet(Turn(text="", intent="greet", memory={}), Writer(open_store().current(), read_clinic()))
        buttons = [_show(as_dict(message)) for message in greeting.messages][-1]
        while (typed := await asyncio.to_thread(_read)) is not None:
            chosen = int(typed) if typed.isdigit() else 0
            pressed = 0 < chosen <= len(buttons)
            messages = await (
                conversation.press(buttons[chosen - 1]["payload"]) if pressed else conversation.send(typed)
            )
            for message in messages:
                buttons = _show(message)

    asyncio.run(run())
    return 0


async def _begin() -> Conversation:
    from bot.runtime.assistant import load

    agent = await load()
    from bot.channels.inprocess import Conversation

    return Conversation(agent, read_clinic(), "terminal")


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
        print(f"  {number}. {button['title']}", flush=True)
    return buttons


def _show_sources(payload: dict[str, Any]) -> None:
    sources = payload.get("sources") or []
    if sources:
        stamp = ", ".join(filter(None, [f"texts of {payload['edition']}", payload.get("review")]))
        print(f"\nSources ({stamp}):")
    for source in sources:
        line = f"- {source['title']}. {source['publisher']}, {source['year']}. {source['link']}".rstrip()
        print(textwrap.fill(line, 100, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False))
