"""The one clinic this deployment serves, read from clinic.yml."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Mapping

from jsonschema import Draft7Validator

from bot.content.load import ContentError, Problem, line_of, read_yaml
from bot.paths import CLINIC, KNOWLEDGE

LANGUAGES = ("en",)


@dataclass(frozen=True)
class Phone:
    """A phone number and when it is answered."""

    number: str
    hours: str = ""


@dataclass(frozen=True)
class Limits:
    """How much a server takes before it refuses, and how long it waits and keeps."""

    message_length: int = 4000  # characters
    requests_per_minute_per_session: int = 30
    requests_per_minute_per_address: int = 120
    sessions: int = 2000  # at the same time
    body_bytes: int = 65536
    idle_minutes: int = 60
    reply_seconds: int = 20
    trusted_proxies: int = 0


@dataclass(frozen=True)
class Clinic:
    """What a deployment knows of its clinic; the default is a deployment without one."""

    name: str = ""
    region: str = ""
    language: str = "en"
    team: Phone | None = None
    out_of_hours: Phone | None = None
    emergency: str = ""
    crisis: str = ""
    poison: str = ""
    allowed_origins: tuple[str, ...] = ()
    features: Mapping[str, bool] = field(default_factory=dict)
    limits: Limits = Limits()
    maintenance: str = ""

    def enabled(self, feature: str) -> bool:
        """Tell whether a feature is on; features are on unless clinic.yml switches them off."""
        return self.features.get(feature, True)

    def missing_for_public(self) -> list[str]:
        """Name the lines a server that the public can reach must have."""
        needed = {
            "phones.team": self.team,
            "lines.emergency": self.emergency,
            "lines.crisis": self.crisis,
        }
        return [name for name, value in needed.items() if not value]


def read_clinic(path: Path = CLINIC) -> Clinic:
    """Read clinic.yml; a missing file means a deployment without a clinic, unless HER2_CLINIC names it.

    Args:
        path: the file.

    Raises:
        ContentError: listing every line that is wrong and what to do.
    """
    if not path.exists():
        if "HER2_CLINIC" in os.environ and path == CLINIC:
            raise ContentError([Problem(str(path), 1, "named by HER2_CLINIC, is not there", "correct the path")])
        return Clinic()
    raw = read_yaml(path)
    schema = json.loads((KNOWLEDGE / "schema" / "clinic.json").read_text("utf-8"))
    problems = [
        Problem(
            path.name,
            line_of(path, _keys(e)),
            _what(e),
            "see clinic.example.yml and knowledge/schema/clinic.json",
        )
        for e in Draft7Validator(schema).iter_errors(raw)
    ]
    if problems:
        raise ContentError(problems)
    return _clinic(raw)


def _keys(error: Any) -> list[str | int]:
    # of an unknown key the error names only the mapping it stands in
    unknown = re.search(r"\('([^']+)' was unexpected\)", error.message)
    return [*error.absolute_path, *([unknown[1]] if unknown else [])]


def _what(error: Any) -> str:
    where = ".".join(map(str, error.absolute_path)) or "the file"
    return f"{where}: {error.message[:160]}"


def _clinic(raw: Mapping[str, Any]) -> Clinic:
    phones, lines = raw.get("phones", {}), raw.get("lines", {})
    return Clinic(
        name=raw["name"],
        region=raw["region"],
        language=raw.get("language", "en"),
        team=Phone(**phones["team"]) if "team" in phones else None,
        out_of_hours=Phone(**phones["out_of_hours"]) if "out_of_hours" in phones else None,
        emergency=lines.get("emergency", ""),
        crisis=lines.get("crisis", ""),
        poison=lines.get("poison", ""),
        allowed_origins=tuple(raw.get("allowed_origins", ())),
        features=dict(raw.get("features", {})),
        limits=Limits(**raw.get("limits", {})),
        maintenance=raw.get("maintenance", ""),
    )


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address.

    Args:
        host: a host name or an IP address to listen on.
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
