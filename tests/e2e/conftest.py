"""The whole system as a process of its own, once for all tests of this folder."""

from __future__ import annotations

import json
import os
import signal
import socket
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
    """The addresses of a running system: api, aws, cdn."""
    folder = tmp_path_factory.mktemp("system")
    ready = folder / "ready.json"
    settings = {"PORT": str(_free_ports()), "JOURNEY": "0", "DARKROOM_READY_FILE": str(ready)}
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.local"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield _addresses(ready, process, folder / "output")
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


def _free_ports() -> int:
    """The first of three neighbouring ports that are free at this moment."""
    for _ in range(50):
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
        if port < 65_000 and all(_is_free(port + step) for step in range(3)):
            return port
    pytest.fail("no three free ports in a row")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
