"""Where the parts of a checkout are."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KNOWLEDGE = ROOT / "knowledge"
PHRASINGS = ROOT / "data" / "nlu" / "ask"
STORE = Path(os.environ.get("HER2_STORE", ROOT / "build" / "knowledge.db"))
MODEL = ROOT / "models" / "her2.tar.gz"
CLINIC = Path(os.environ.get("HER2_CLINIC", ROOT / "clinic.yml"))
