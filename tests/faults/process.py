"""Functions in processes of their own, whose AWS is ours."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from tests.faults.messages import (
    Answered,
    Ended,
    Invoke,
    Lost,
    Raised,
    Reply,
    Request,
    Started,
)
from tests.faults.wire import Killed
from tests.functions.cloud import ROOT, environment

PATIENCE_SECONDS = 60

Carry = Callable[[Request], Reply | Lost]


class Silent(Exception):
    """Nothing was heard of the process for a minute."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an invocation: an answer, unless it raised or was killed by `signal`."""

    answer: Any = None
    error: str | None = None
    signal: int = 0

    @property
    def failed(self) -> bool:
        return self.error is not None or self.signal != 0


@dataclass
class Processes:
    """The process that forks, and the pipe to it."""

    connection: Connection

    def run(
        self,
        function: str,
        event: Any,
        now: datetime,
        carry: Carry,
        *,
        warming: bool = False,
        mutant: str | None = None,
    ) -> Result:
        """One invocation in a process of its own, which dies if `carry` says so."""
        self.connection.send(Invoke(function, event, now, warming, mutant))
        result, pid = Result(), 0
        while not isinstance(word := self._hear(), Ended):
            if isinstance(word, Started):
                pid = word.pid
            elif isinstance(word, Request):
                self._reply(word, carry, pid)
            elif isinstance(word, Raised):
                result = Result(error=word.error)
            elif isinstance(word, Answered):
                result = Result(answer=word.answer)
        return Result(signal=word.signal) if word.signal else result

    def _reply(self, request: Request, carry: Carry, pid: int) -> None:
        try:
            self.connection.send(carry(request))
        except Killed:
            os.kill(pid, signal.SIGKILL)

    def _hear(self) -> Any:
        if not self.connection.poll(PATIENCE_SECONDS):
            raise Silent
        return self.connection.recv()


@contextmanager
def processes(**settings: str) -> Iterator[Processes]:
    """`settings` replace what the template tells the functions."""
    ours, theirs = Pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.victim", str(theirs.fileno())],
        cwd=ROOT,
        env={**os.environ, **environment(), **settings, "PYTHONPATH": str(ROOT)},
        pass_fds=[theirs.fileno()],
        stdout=subprocess.DEVNULL,
    )
    theirs.close()
    try:
        started = Processes(ours)
        assert isinstance(started._hear(), Started)
        yield started
    finally:
        ours.close()
        process.kill()
        process.wait()
