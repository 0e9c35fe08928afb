"""Coroutines run to their end in a thread of their own: the driver of the browser leaves its event loop running in a
process whose other tests come after it, and asyncio.run refuses to start beside it.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """What the coroutine returns."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def apart(work: Callable[[], T]) -> T:
    """What the function returns, which runs an event loop of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()
