"""Session tokens: made by the server, unguessable, checked by their signature."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from typing import Optional

_BYTES = 18


class Tokens:
    """Makes and reads session tokens."""

    def __init__(self, key: Optional[bytes] = None) -> None:
        """Choose the signing key.

        Args:
            key: None takes HER2_SECRET, or a new key where that is not set; then sessions end with the process, as
                conversations in memory do.
        """
        self._key = key or os.environ.get("HER2_SECRET", "").encode() or secrets.token_bytes(32)

    def mint(self) -> str:
        """Make a token for a new conversation (144 random bits)."""
        name = secrets.token_urlsafe(_BYTES)
        return f"{name}.{self._sign(name)}"

    def conversation(self, token: str) -> Optional[str]:
        """Give the conversation a token stands for; None when the token is not ours.

        Args:
            token: what the client sent.
        """
        name, _, signature = token.partition(".")
        if not name or not token.isascii() or not hmac.compare_digest(signature.encode(), self._sign(name).encode()):
            return None
        # the id in the tracker store is not the token: who reads the store cannot speak for the patient
        return "web-" + hashlib.sha256(name.encode()).hexdigest()[:32]

    def _sign(self, name: str) -> str:
        return hmac.new(self._key, name.encode(), hashlib.sha256).hexdigest()
