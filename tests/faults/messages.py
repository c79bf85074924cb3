"""What goes over the pipe between the tests and a process that is going to fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Invoke:
    """Run this function once. `warming`: in the process that all others are forked from, so that
    they find everything loaded. `mutant` names a deliberate mistake to make: see mutants.py."""

    function: str
    event: Any
    now: datetime
    warming: bool = False
    mutant: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One attempt of one AWS call. `call` is the same for every attempt; `sites` are the places of
    our code it comes from."""

    call: str
    operation: str
    sites: tuple[str, ...]
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What AWS answers."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Lost:
    """No answer: the connection broke."""


@dataclass(frozen=True, slots=True)
class Started:
    """The process of this invocation."""

    pid: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What the handler returned."""

    answer: Any


@dataclass(frozen=True, slots=True)
class Raised:
    """The handler raised; Lambda would call that a function error."""

    error: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The process is gone. `signal` ended it; 0 if it ended by itself."""

    signal: int
