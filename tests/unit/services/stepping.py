"""Ports whose every call is a numbered step, at which a test lets something happen.

A call on many objects is as many steps, so that a crash in its middle is one more place to crash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol, cast

from darkroom.domain.errors import (
    AnswerLost,
    CatalogFailure,
    DeliveryFailure,
    Fault,
    ProviderFailure,
    StoreFailure,
)
from darkroom.services.ports import Ports
from darkroom.storage.base import Copy, ObjectInfo, Write

Happening = Callable[[], object]
AtStep = Callable[[int, str], None]
"""What happens around a step, given its number and name."""


READING = {"get", "get_many", "page", "due", "info", "exists", "read", "list", "copy"}
"""Steps after which all is as it was before."""
ASKING = {"generate", "vary", "refine", "transcribe"}
"""What of a provider is a step: reading an answer reaches nobody."""


class Crash(BaseException):
    """The process is gone: no handler sees this."""


def nothing() -> None:
    """What happens at most steps."""


@dataclass
class Steps:
    """The calls so far, and what happens around each."""

    check: Happening = nothing
    before: AtStep = lambda number, name: None
    after: AtStep = lambda number, name: None
    taken: list[str] = field(default_factory=list)

    def take(self, name: str, call: Callable[[], Any]) -> Any:
        self.taken.append(name)
        number = len(self.taken)
        self.before(number, name)
        result = call()
        if name.rpartition(".")[2] not in READING:
            self.check()
        self.after(number, name)
        return result


class Way(Protocol):
    """A way to fail at step `n`: sets up the steps for it."""

    def __call__(self, steps: Steps, n: int) -> None: ...


def crash_after(steps: Steps, n: int) -> None:
    """Killed once the call was done: which is before the next one."""
    steps.after = partial(_crash_at, n)


def fault_before(steps: Steps, n: int) -> None:
    """One call does not reach its service."""
    steps.before = partial(_fail_at, n)


def fault_after(steps: Steps, n: int) -> None:
    """One call is done, but its answer is lost."""
    steps.after = partial(_lose_at, n)


def outage_from(steps: Steps, n: int) -> None:
    """From this call on, nothing answers."""
    steps.before = partial(_fail_from, n)


WAYS: tuple[Way, ...] = (crash_after, fault_before, fault_after, outage_from)


def happening_at(n: int, happening: Happening) -> AtStep:
    """For `before` or `after`: something happens at step `n`, once."""

    def happen(number: int, _: str) -> None:
        if number == n:
            happening()

    return happen


def failing(*names: str) -> Steps:
    """Every call of these names fails."""

    def fail(number: int, name: str) -> None:
        if name in names:
            raise _failure_of(name)

    return Steps(before=fail)


def in_turn(*happenings: AtStep) -> AtStep:
    """For `before` or `after`: one thing, and then the other."""

    def happen(number: int, name: str) -> None:
        for each in happenings:
            each(number, name)

    return happen


def stepped(ports: Ports, steps: Steps) -> Ports:
    """The same ports, step by step."""
    return replace(
        ports,
        catalog=cast("Any", _Stepped(ports.catalog, "catalog", steps)),
        uploads=cast("Any", _SteppedStore(ports.uploads, "uploads", steps)),
        private=cast("Any", _SteppedStore(ports.private, "private", steps)),
        public=cast("Any", _SteppedStore(ports.public, "public", steps)),
        delivery=cast("Any", _Stepped(ports.delivery, "delivery", steps)),
    )


def stepped_send(send: Callable[..., None], steps: Steps) -> Callable[..., None]:
    """Telling a queue is a step too."""
    return lambda *args: steps.take("queue.send", partial(send, *args))


class SteppedProvider:
    """The same provider, step by step."""

    def __init__(self, provider: Any, steps: Steps) -> None:
        self._provider = provider
        self._steps = steps

    def __getattr__(self, method: str) -> Any:
        found = getattr(self._provider, method)
        if method not in ASKING:
            return found

        def step(*args: Any) -> Any:
            try:
                return self._steps.take(f"provider.{method}", partial(found, *args))
            except AnswerLost as lost:
                if self._provider.abilities.is_repeatable:  # who would rather be asked again
                    raise ProviderFailure from lost
                raise

        return step


class _Stepped:
    def __init__(self, port: Any, name: str, steps: Steps) -> None:
        self._port = port
        self._name = name
        self._steps = steps

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def step(*args: Any, **words: Any) -> Any:
            call = partial(getattr(self._port, method), *args, **words)
            return self._steps.take(f"{self._name}.{method}", call)

        return step


class _SteppedStore(_Stepped):
    def save_many(self, writes: Sequence[Write]) -> None:
        for write in writes:
            self.save(write)

    def delete_many(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.delete(key)

    def copy_many(self, copies: Sequence[Copy], target: _SteppedStore) -> None:
        """A copy takes time: its source may be gone before it appears at the target."""
        for copy in copies:
            size = self._steps.take(f"{self._name}.copy", partial(self._port.info, copy.key)).size
            body = self._port.read(copy.key, max_bytes=size)
            target.save(Write(copy.key, body, copy.content_type, copy.cache_control))

    def list_prefix(self, prefix: str, *, start_after: str = "") -> Iterator[ObjectInfo]:
        def call() -> list[ObjectInfo]:
            return list(self._port.list_prefix(prefix, start_after=start_after))

        listed: list[ObjectInfo] = self._steps.take(f"{self._name}.list", call)
        return iter(listed)


def _crash_at(n: int, number: int, _: str) -> None:
    if number == n:
        raise Crash


def _fail_at(n: int, number: int, name: str) -> None:
    if number == n:
        raise _failure_of(name)


def _lose_at(n: int, number: int, name: str) -> None:
    if number == n:
        raise AnswerLost if name.startswith("provider.") else _failure_of(name)


def _fail_from(n: int, number: int, name: str) -> None:
    if number >= n:
        raise _failure_of(name)


def _failure_of(name: str) -> Fault:
    kinds: dict[str, type[Fault]] = {
        "catalog": CatalogFailure,
        "delivery": DeliveryFailure,
        "provider": ProviderFailure,
    }
    return kinds.get(name.partition(".")[0], StoreFailure)()
