"""Logs of the local system: one file for each function and each stand-in, under one folder."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import TextIO


class Logs:
    """Appends lines to `<folder>/<name>.log`, from any thread; each run starts anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._files: dict[str, TextIO] = {}
        self._lock = threading.Lock()

    def write(self, name: str, line: str) -> None:
        """One line, or several, into the log of this name."""
        with self._lock:
            file = self._files.get(name)
            if file is None:
                path = self.folder / f"{name}.log"
                file = self._files[name] = path.open("w", encoding="utf-8", buffering=1)
            if not file.closed:
                file.write(f"{line}\n")

    def __enter__(self) -> Logs:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            for file in self._files.values():
                file.close()
