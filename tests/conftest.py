"""Shared fixtures. Everything that loads Rasa is behind the marker `model`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

# a real browser and an API fuzzer, in an environment of their own: `make test-system`
collect_ignore = ["widget", "api"]
