"""Raised between layers, and always handled or translated: not part of the public table."""

from __future__ import annotations

from darkroom.domain.errors.root import DarkroomError


class ObjectNotFound(DarkroomError):
    """No object at this key."""


class ObjectChanged(DarkroomError):
    """The object is there, but is not the one the caller named (its ETag differs)."""


class InvalidKey(DarkroomError):
    """Not a key of our grammar, or not one this store can hold."""


class RowChanged(DarkroomError):
    """The row is not what the caller read: somebody else was first."""


class NotYet(DarkroomError):
    """What a provider was asked for is under way: look again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class RowBusy(DarkroomError):
    """Somebody else holds a live claim on the row."""
