"""The whole local system as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
START_SECONDS = 90
STOP_SECONDS = 30


class DidNotStart(Exception):
    """The system is not there; the message is what it said."""


@contextmanager
def running(folder: Path) -> Iterator[dict[str, str]]:
    """Its addresses (api, aws, cdn). `folder` gets its logs. Raises DidNotStart."""
    ready, output = folder / "ready.json", folder / "output"
    settings = {
        "PORT": "0",
        "JOURNEY": "0",
        "DARKROOM_READY_FILE": str(ready),
        "DARKROOM_FOLDER": str(folder),
    }
    with output.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.local"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield _addresses(ready, process, output)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=STOP_SECONDS)


def _addresses(ready: Path, process: subprocess.Popen[bytes], output: Path) -> dict[str, str]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if ready.exists():
            addresses: dict[str, str] = json.loads(ready.read_text())
            return addresses
        time.sleep(0.1)
    raise DidNotStart(f"The system did not start:\n{output.read_text()}")
