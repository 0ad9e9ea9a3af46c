"""The one store of this process."""

from __future__ import annotations

import threading

from bot.content.build import build
from bot.content.load import load_knowledge
from bot.content.store import Store
from bot.paths import KNOWLEDGE, STORE

_lock = threading.Lock()
_store: Store | None = None


def open_store() -> Store:
    """Open the store, built first where there is none yet, so that Rasa's own commands work on a fresh checkout.

    Raises:
        ContentError: when there is no store and the knowledge cannot be loaded.
        StoreError: when the store cannot be used.
    """
    global _store
    with _lock:
        if _store is None:
            if not STORE.exists():
                build(load_knowledge(KNOWLEDGE), STORE)
            _store = Store(STORE)
        return _store
