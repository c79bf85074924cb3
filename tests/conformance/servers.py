"""Processes that are started for the tests, and stopped whatever happens."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import requests

STARTER = "DARKROOM_TEST_STARTER"
"""The variable with the id of the process that started the servers, while tests run on them."""
PATIENCE_SECONDS = 60
_GOODBYE_SECONDS = 10


class DidNotStart(Exception):
    """A server that gave no answer; the message ends with what it wrote last."""


@contextmanager
def running(command: Sequence[str], log: Path, folder: Path | None = None) -> Iterator[None]:
    """The command as a process of its own, until the end of the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(_GOODBYE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(_GOODBYE_SECONDS)


def free_port() -> int:
    """A port of loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(is_ready: Callable[[], bool], what: str, log: Path) -> None:
    """Raises DidNotStart."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if is_ready():
            return
        time.sleep(0.1)
    raise DidNotStart(f"{what} did not answer: {log.read_text(errors='replace')[-800:]}")


def answers_http(url: str) -> bool:
    """Whether anything at all is answered there."""
    try:
        requests.get(url, timeout=2)
    except requests.RequestException:
        return False
    return True
