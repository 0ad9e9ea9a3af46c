"""The files of the widget and its pages, with the words put in and the hashes that prove them whole."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Callable, Dict, Mapping, Optional, Tuple

from bot.answering.write import Writer
from bot.channels.web.words import read_words
from bot.content.load import ContentError, Problem
from bot.paths import ROOT

WIDGET = ROOT / "bot" / "widget"
_SCRIPT = "widget.js"
_SERVED = re.compile(r"^const SERVED = .*$", re.M)
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class File:
    """A file as it is served."""

    body: bytes
    kind: str
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", hashlib.sha256(self.body).hexdigest())

    @property
    def version(self) -> str:
        """The name of these very bytes."""
        return self.digest[:12]

    @property
    def integrity(self) -> str:
        """The hash that a page can name, so that its browser takes these bytes only."""
        return "sha384-" + base64.b64encode(hashlib.sha384(self.body).digest()).decode()

    @cached_property
    def packed(self) -> bytes:
        """The body compressed."""
        return gzip.compress(self.body, 9, mtime=0)


class Site:
    """Gives the files; the widget is written anew when the knowledge that stands in it changes."""

    def __init__(self, writer: Callable[[], Writer], folder: Path = WIDGET) -> None:
        """Read everything.

        Args:
            writer: gives a writer from the current edition.
            folder: the widget's folder.

        Raises:
            ContentError: when the widget has no place for its words, or they are wrong.
        """
        self._writer = writer
        self._words = read_words()
        self._files = {
            path.name: File(path.read_bytes(), _KINDS[path.suffix])
            for path in sorted(folder.iterdir())
            if path.suffix in _KINDS
        }
        script = self._files.pop(_SCRIPT, None)
        self._script = script.body.decode("utf-8") if script else ""
        if len(_SERVED.findall(self._script)) != 1:
            what, do = "must hold one line `const SERVED = ...`, where its words go", "restore it"
            raise ContentError([Problem(_SCRIPT, 1, what, do)])
        self._widgets: Dict[Tuple[str, str], File] = {}

    @property
    def languages(self) -> Tuple[str, ...]:
        """The languages the widget speaks."""
        return tuple(self._words)

    def file(self, name: str) -> Optional[File]:
        """Give a file of the pages.

        Args:
            name: its name.
        """
        return self._files.get(name)

    def widget(self, language: Optional[str] = None) -> File:
        """Give the widget.

        Args:
            language: which words it brings; the clinic's where it is unknown.
        """
        writer = self._writer()
        language = language if language in self._words else writer.clinic.language
        key = (str(language), writer.edition.meta["content_hash"])
        if key not in self._widgets:
            self._widgets = {k: w for k, w in self._widgets.items() if k[1] == key[1]} | {key: self._write(*key)}
        return self._widgets[key]

    def versioned(self, version: str) -> Optional[File]:
        """Give the widget of that very version; None when it is not the current one.

        Args:
            version: its name.
        """
        return next((w for w in map(self.widget, self._words) if w.version == version), None)

    def _write(self, language: str, _edition: str) -> File:
        served = json.dumps(self._served(language), ensure_ascii=True, sort_keys=True)
        line = f"const SERVED = {served};".replace("<", "\\u003c")
        return File(_SERVED.sub(lambda _: line, self._script).encode("utf-8"), _KINDS[".js"])

    def _served(self, language: str) -> Mapping[str, Any]:
        writer = self._writer()
        clinic = writer.clinic
        return {
            "words": self._words[language],
            "lang": language,
            "clinic": clinic.name,
            "phone": clinic.team.number if clinic.team else "",
            "out_of_hours": clinic.out_of_hours.number if clinic.out_of_hours else "",
            "emergency": clinic.emergency,
            "crisis": clinic.crisis,
            "urgent": writer.phrase("urgent"),
            "maintenance": clinic.maintenance,
            "idle_minutes": clinic.limits.idle_minutes,
            "limit": clinic.limits.message_length,
        }
