"""What every error is, and the four kinds that a client may meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple


class FieldError(NamedTuple):
    """One reason a request was refused: where (a JSON pointer) and what."""

    pointer: str
    detail: str


class DarkroomError(Exception):
    """The root. `code` and `status` belong to the class, `detail` to the occurrence."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong on our side"
    retry_after: int | None = None
    """Seconds after which the same request may fare better, where that is known."""

    def __init__(self, detail: str | None = None, **extensions: Any) -> None:
        self.detail = detail or f"{self.title}."
        self.extensions: Mapping[str, Any] = extensions
        super().__init__(self.detail)


class Refusal(DarkroomError):
    """The caller asked for something that cannot be done. Nothing was changed."""

    code = "refused"
    status = 400
    title = "The request was refused"


class InvalidRequest(Refusal):
    """Well-formed, but a field is missing, unknown or out of range; `errors` points at each."""

    code = "invalid_request"
    status = 422
    title = "A field of the request is not acceptable"

    def __init__(
        self, detail: str | None = None, errors: tuple[FieldError, ...] = (), **extensions: Any
    ) -> None:
        super().__init__(detail or (errors[0].detail if errors else None), **extensions)
        self.errors = errors

    @classmethod
    def at(cls, pointer: str, detail: str) -> InvalidRequest:
        """The common case: one field, one sentence."""
        return cls(detail, (FieldError(pointer, detail),))


class ImageRejected(DarkroomError):
    """The verdict on an uploaded file: it will never become an asset."""

    code = "image_rejected"
    status = 422
    title = "The file was rejected"


class Unmade(DarkroomError):
    """Why something that was asked of a provider was not made. `paid`: whether it may have cost
    something all the same."""

    code = "unmade"
    status = 502
    title = "The image could not be made"
    paid: ClassVar[bool] = False


class Fault(DarkroomError):
    """Our doing: worth a retry, and an alarm when it goes on."""
