"""Several requests at once: six one after the other are six round trips."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")

WORKERS = 8
"""Fewer than the connections that botocore pools (10), and enough for every variant at once."""


class Parallel:
    """A few threads, started by the first use and kept: between two requests they wait."""

    def __init__(self, workers: int = WORKERS) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="store")

    def each(self, action: Callable[[T], object], items: Iterable[T]) -> None:
        """Do it to all of them, and return when nothing is under way any more.

        After a failure nothing new is begun; the failure of the earliest item is raised, also
        one that is no Exception.
        """
        work = list(items)
        if len(work) == 1:
            action(work[0])
            return
        failed = threading.Event()

        def attempt(item: T) -> None:
            if failed.is_set():
                return
            try:
                action(item)
            except BaseException:
                failed.set()
                raise

        futures = [self._pool.submit(attempt, item) for item in work]
        wait(futures)
        for future in futures:
            future.result()
