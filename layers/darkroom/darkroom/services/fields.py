"""Checking every field a caller may set, so that they learn of all their mistakes at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from darkroom.domain.errors import FieldError, InvalidRequest

T = TypeVar("T")


@dataclass(slots=True)
class FieldChecks:
    """Gathers what the checks of `domain.limits` refuse; any other refusal passes through."""

    errors: list[FieldError] = field(default_factory=list)

    def check(self, check: Callable[[T], T], value: T) -> T:
        """The value as the check returns it; as it was given, when it is refused."""
        try:
            return check(value)
        except InvalidRequest as exc:
            self.errors += exc.errors
            return value

    def check_given(self, check: Callable[[T], T], value: T | None) -> T | None:
        """The same for a field that may be left out."""
        return None if value is None else self.check(check, value)

    def raise_errors(self) -> None:
        """Raises InvalidRequest, if anything was refused."""
        if self.errors:
            raise InvalidRequest(errors=tuple(self.errors))
