"""The whole system as a process of its own, once for all tests of this folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.client import Client

ROOT = Path(__file__).parents[2]
START_SECONDS = 90


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The addresses of a running system (api, aws, cdn), and the folder of its logs."""
    folder = tmp_path_factory.mktemp("system")
    ready = folder / "ready.json"
    settings = {
        "PORT": "0",
        "JOURNEY": "0",
        "DARKROOM_READY_FILE": str(ready),
        "DARKROOM_FOLDER": str(folder),
    }
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.local"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            addresses = _addresses(ready, process, folder / "output")
            yield addresses | {"folder": str(folder)}
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


@pytest.fixture(scope="session")
def user(system: dict[str, str]) -> Callable[[str], Client]:
    """Makes a user of this name."""
    return lambda name: Client(system["api"], name)


def _addresses(ready: Path, process: subprocess.Popen[bytes], output: Path) -> dict[str, str]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if ready.exists():
            addresses: dict[str, str] = json.loads(ready.read_text())
            return addresses
        time.sleep(0.1)
    pytest.fail(f"the system did not start:\n{output.read_text()}")
