"""What all models share."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from darkroom.domain.keys import JOB_ID

JobId = Annotated[str, Field(pattern=f"^{JOB_ID.pattern}$")]


class Request(BaseModel):
    """A body: immutable, and an unknown field is a mistake worth telling."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def is_absent(value: object) -> bool:
    """Whether a member that has nothing to say is left out of an answer."""
    return value is None


def items_of(model: type[BaseModel], most: int) -> Any:
    """A field for 1 to `most` items of a batch: described as a `model`, read one by one."""

    def describe(schema: dict[str, Any]) -> None:
        schema["items"] = model.model_json_schema()

    return Field(min_length=1, max_length=most, json_schema_extra=describe)


class Parameters(BaseModel):
    """Query parameters: an unknown one is a mistake worth telling."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageParameters(Parameters):
    """Of a list that is paged by cursor."""

    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=512)


class Answer(BaseModel):
    """An answer: immutable."""

    model_config = ConfigDict(frozen=True)
