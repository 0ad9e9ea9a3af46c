"""The project's own web channel: the widget's files and the small JSON API behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.channels.web.channel import WebChannel

__all__ = ["WebChannel"]


def __getattr__(name: str) -> object:
    # credentials.yml names bot.channels.web.WebChannel; the modules beside it are used and tested without Rasa
    if name != "WebChannel":
        raise AttributeError(name)
    from bot.channels.web.channel import WebChannel

    return WebChannel
