"""What the journey shows: each step with its time, and that it is not dead while it waits."""

from __future__ import annotations

import itertools
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_PLAIN_FRAMES = "|/-\\"


class Steps:
    """Prints one line for each step. On a terminal the line turns while it waits; elsewhere a dot
    a second is added to it."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._live = self._out.isatty()
        unicode = (self._out.encoding or "").lower().startswith("utf")
        self._frames = _FRAMES if unicode else _PLAIN_FRAMES
        self._done, self._failed = ("✓", "✗") if unicode else ("ok", "FAILED")

    def say(self, text: str = "") -> None:
        """A line of its own."""
        print(text, file=self._out, flush=True)

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """A step: begun, waited for, done in so many milliseconds, or failed."""
        started = time.perf_counter()
        stopping = threading.Event()
        waiting = threading.Thread(target=self._wait, args=(text, stopping), daemon=True)
        self._write(f"  {'' if self._live else self._label(text)}")
        waiting.start()
        mark = self._failed
        try:
            yield
            mark = self._done
        finally:
            stopping.set()
            waiting.join()
            spent = f"{(time.perf_counter() - started) * 1000:6.0f} ms  {mark}"
            line = f"\r  {self._label(text)}" if self._live else ""
            self._write(f"{line}{spent}\n")

    def _wait(self, text: str, stopping: threading.Event) -> None:
        started = time.perf_counter()
        for frame in itertools.cycle(self._frames):
            if stopping.wait(0.1 if self._live else 1):
                return
            if self._live:
                spent = time.perf_counter() - started
                self._write(f"\r  {self._label(text)}{spent:5.1f} s   {frame}")
            else:
                self._write(".")

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()

    @staticmethod
    def _label(text: str) -> str:
        return f"{text} ".ljust(72, " ")
