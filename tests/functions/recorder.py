"""Every AWS request that a function makes, seen at its client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import botocore.handlers


@dataclass(frozen=True, slots=True)
class Call:
    """One request: who made it, which operation of which service, and its parameters."""

    function: str
    service: str
    operation: str
    parameters: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.service}:{self.operation}"


@dataclass
class Recorder:
    """Listens to every client made while it is installed; notes what a function is doing."""

    calls: list[Call] = field(default_factory=list)
    function: str | None = None

    @contextmanager
    def installed(self) -> Iterator[None]:
        """botocore gives every new session these handlers, as it does moto's own."""
        entries = [
            ("before-parameter-build", self._remember),  # also for URLs that are only signed
            ("before-call", self._note),
        ]
        botocore.handlers.BUILTIN_HANDLERS.extend(entries)
        try:
            yield
        finally:
            for entry in entries:
                botocore.handlers.BUILTIN_HANDLERS.remove(entry)

    @contextmanager
    def running(self, function: str) -> Iterator[None]:
        """Requests made meanwhile are this function's."""
        self.function = function
        try:
            yield
        finally:
            self.function = None

    def counts(self, service: str | None = None) -> Counter[str]:
        """How often each operation was requested."""
        return Counter(call.name for call in self.calls if service in (None, call.service))

    def _remember(self, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["recorded"] = dict(params)

    def _note(self, model: Any, context: Mapping[str, Any], **_: Any) -> None:
        if self.function:
            service = model.service_model.service_name
            self.calls.append(Call(self.function, service, model.name, context["recorded"]))
