"""The problem document (RFC 9457), for the API's description."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from darkroom.domain.errors import DarkroomError
from darkroom.http.models.base import Answer, is_absent
from darkroom.http.problems import problem_of


class ProblemField(Answer):
    """One field that is wrong."""

    pointer: str = Field(
        description="JSON pointer into the body (of a batch: into the item), or /query/…, /path/…"
    )
    detail: str


class Problem(Answer):
    """Why a request, or one item of a batch, was refused."""

    model_config = ConfigDict(frozen=True, extra="allow")

    type: str = Field(examples=["urn:darkroom:problem:asset_not_found"])
    title: str
    status: int
    detail: str
    code: str
    instance: str | None = Field(default=None, exclude_if=is_absent)
    request_id: str | None = Field(default=None, exclude_if=is_absent)
    errors: list[ProblemField] | None = Field(default=None, exclude_if=is_absent)

    @classmethod
    def of(cls, error: DarkroomError, **extensions: Any) -> Problem:
        """An item of a batch: the problem without the request it came in."""
        return cls(**problem_of(error) | extensions)
