"""Many patients at once on the web channel of the one-process server: times of a message, and errors."""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

from bot.paths import ROOT

_MESSAGES = (
    "what is HER2",
    "my IHC is 2+",
    "amplified",
    "is that bad?",
    "and for my kids?",
    "what does equivocal mean",
    "how long do results take",
    "say it simpler",
)
_PATIENTS = (1, 10, 50)
_START_SECONDS = 120
_CLINIC = """
name: Benchmark
region: us
limits: {requests_per_minute_per_session: 600, requests_per_minute_per_address: 6000, sessions: 1000}
"""
"""All patients come from one address here, which the usual limits refuse."""


def run() -> None:
    """Start a server, let 1, 10 and 50 patients write at once, and print times and errors."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port)]
    with tempfile.TemporaryDirectory() as folder:
        clinic = Path(folder) / "clinic.yml"
        clinic.write_text(_CLINIC, "utf-8")
        place = {**os.environ, "HER2_CLINIC": str(clinic)}
        server = subprocess.Popen(command, cwd=ROOT, env=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            asyncio.run(_measure(f"http://127.0.0.1:{port}"))
        finally:
            server.terminate()
            server.wait()


async def _measure(base: str) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client:
        await _ready(client, base)
        print("| patients at once | messages | p50 ms | p95 ms | p99 ms | messages a second | errors |")
        print("|---|---|---|---|---|---|---|")
        for patients in _PATIENTS:
            begun = time.perf_counter()
            rounds = await asyncio.gather(*(_patient(client, base) for _ in range(patients)))
            took = time.perf_counter() - begun
            times = sorted(ms for found, _ in rounds for ms in found)
            cuts = statistics.quantiles(times, n=100, method="inclusive")
            errors = sum(failed for _, failed in rounds)
            shown = " | ".join(f"{cuts[n]:.0f}" for n in (49, 94, 98))
            print(f"| {patients} | {len(times)} | {shown} | {len(times) / took:.0f} | {errors} |")


async def _ready(client: aiohttp.ClientSession, base: str) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        try:
            async with client.get(f"{base}/api/health/ready") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.5)
    raise TimeoutError(f"the server was not ready within {_START_SECONDS} s: run `make train`, then `make run`")


async def _patient(client: aiohttp.ClientSession, base: str) -> tuple[list[float], int]:
    async with client.post(f"{base}/api/sessions", json={}) as answer:
        token = (await answer.json())["token"]
    times, errors = [], 0
    for number, text in enumerate(_MESSAGES):
        begun = time.perf_counter()
        body = {"id": f"bench-{number}", "text": text}
        async with client.post(
            f"{base}/api/messages", json=body, headers={"Authorization": f"Bearer {token}"}
        ) as answer:
            replies = (await answer.json())["messages"]
            errors += answer.status != 200 or not replies
        times.append((time.perf_counter() - begun) * 1000)
    return times, errors
