"""What all models share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Request(BaseModel):
    """A body: immutable, and an unknown field is a mistake worth telling."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """An answer: immutable."""

    model_config = ConfigDict(frozen=True)
