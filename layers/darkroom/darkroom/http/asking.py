"""How a request that may cost something is taken: with its idempotency key, answered with 202."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, Response

from darkroom import observability
from darkroom.bootstrap import container
from darkroom.domain.generation import Ask, Generation
from darkroom.http.details import asset_detail
from darkroom.http.models.base import Request
from darkroom.http.models.generations import GenerationAnswer

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="needed for whatever may cost something: 1 to 255 visible ASCII characters. "
        "The same key with the same body gives the first answer again",
    ),
]


def seed(given: int | None) -> int:
    """The seed that is asked for, or any."""
    return container().generations.seed() if given is None else given


def begun(
    owner: str,
    ask: Ask,
    body: Request,
    response: Response,
    *,
    key: str | None,
    num_images: int = 0,
) -> GenerationAnswer:
    """The generation that the request began, now or before, as it was begun."""
    said = body.model_dump(mode="json", exclude_unset=True)
    found = container().generations.begin(owner, ask, num_images=num_images, key=key, body=said)
    response.headers["Location"] = f"/v1/generations/{found.generation.id}"
    if found.is_new:
        observability.count_by("Generations", "Task", ask.task.value)
    else:
        response.headers["Idempotent-Replayed"] = "true"
    return GenerationAnswer.with_results(found.generation.as_begun(), ())


def answered(owner: str, generation: Generation) -> GenerationAnswer:
    """The generation with what came of it."""
    results = container().generations.results(owner, generation)
    return GenerationAnswer.with_results(generation, map(asset_detail, results))
