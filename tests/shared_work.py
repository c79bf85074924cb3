"""Work that the workers of one run do once: one does it, the others wait for what it found."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 300
"""Seconds that a worker waits for another."""


def shared(factory: pytest.TempPathFactory, name: str, do: Callable[[], Any]) -> Any:
    """What `do` returned, as JSON, in whichever worker it ran. Raises TimeoutError."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return do()
    folder = factory.getbasetemp().parent  # all workers' folders are in it
    done = folder / f"{name}.json"
    try:
        (folder / f"{name}.begun").touch(exist_ok=False)
    except FileExistsError:
        return _waited(done)
    try:
        found = do()
    except BaseException:
        (folder / f"{name}.failed").touch()
        raise
    partial = done.with_suffix(".partial")
    partial.write_text(json.dumps(found))
    partial.rename(done)
    return json.loads(done.read_text())


def _waited(done: Path) -> Any:
    for _ in range(PATIENCE * 10):
        if done.exists():
            return json.loads(done.read_text())
        if done.with_suffix(".failed").exists():
            break
        time.sleep(0.1)
    raise TimeoutError(f"{done.name} was begun by another worker and never done")
