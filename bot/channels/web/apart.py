"""Look for red flags beside the event loop, in threads that no hanging action can take away."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, TypeVar

_THREADS = ThreadPoolExecutor(2, thread_name_prefix="red-flags")

T = TypeVar("T")


async def apart(work: Callable[..., T], *arguments: object) -> T:
    """Run something that takes a while, so that nobody else waits for it.

    Args:
        work: what to run.
        arguments: what it is given.
    """
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work, *arguments)
