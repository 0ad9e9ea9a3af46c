"""Interpretations and report reads per second, on one core."""

from __future__ import annotations

import json
import statistics
import time
from typing import Callable, Sequence

from bot.interpreter.interpret import decide, interpret
from bot.interpreter.load import load_tables
from bot.interpreter.report import read_report
from bot.interpreter.values import ReportedResult
from bot.paths import KNOWLEDGE, ROOT

REPORTS = ROOT / "tests" / "fresh" / "reports.jsonl"
_ROUNDS = 5


def run() -> None:
    """Print a table of medians over five rounds."""
    tables = load_tables(KNOWLEDGE)
    texts = [json.loads(line)["text"] for line in REPORTS.read_text("utf-8").splitlines()]
    results = [read_report(text).result for text in texts]
    long_text = "\n".join(texts)[:4000]
    print("| what | median a second | microseconds each |\n|---|---|---|")
    _row("outcome of a result (decide)", results * 5, lambda r: decide(r, tables))
    _row("outcome with its explanation (interpret)", results * 5, lambda r: interpret(r, tables))
    _row(f"report read ({sum(map(len, texts)) // len(texts)} characters on average)", texts, read_report)
    _row("report read (4,000 characters, the longest the chat takes)", [long_text] * 3, read_report)
    _row("empty result", [ReportedResult()] * 300, lambda r: interpret(r, tables))


def _row(name: str, items: Sequence[object], work: Callable[..., object]) -> None:
    speeds = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        for item in items:
            work(item)
        speeds.append(len(items) / (time.perf_counter() - begun))
    median = statistics.median(speeds)
    print(f"| {name} | {median:,.0f} | {1e6 / median:,.0f} |")
