"""Requests that become a recipe of one operation: a refusal points at the caller's own field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from darkroom.domain.errors import FieldError, InvalidRequest

_OPERATION = "/operations/0"


@contextmanager
def pointing_into(place: str) -> Iterator[None]:
    """Where fields of the request are: `/query`, or nothing for the body. `/operations/0/width`
    becomes `/query/width`, and `/format` becomes `/query/format`."""
    try:
        yield
    except InvalidRequest as exc:
        errors = (
            FieldError(place + each.pointer.removeprefix(_OPERATION), each.detail)
            for each in exc.errors
        )
        raise InvalidRequest(exc.detail, tuple(errors)) from exc
