"""Moving assets between private and public."""

from __future__ import annotations

from darkroom.http.entry import serve  # first: see darkroom.coldstart

# isort: split

from collections.abc import Iterator

from fastapi import APIRouter

from darkroom import observability
from darkroom.bootstrap import container
from darkroom.domain.errors import DarkroomError
from darkroom.http.batches import answer_each, item_problem
from darkroom.http.identity import Owner
from darkroom.http.models.problem import Problem
from darkroom.http.models.visibility import (
    MoveAnswer,
    MoveItem,
    MoveRequest,
    MovesAnswer,
    MovesRequest,
)

router = APIRouter(prefix="/v1", tags=["visibility"])


@router.put("/assets/{asset_id}/visibility")
async def move(asset_id: str, body: MoveRequest, owner: Owner) -> MoveAnswer:
    """Make an asset public or private; says which state holds, and since when."""
    asset = container().moves.move(owner, asset_id, body.target)
    observability.count_by("Moves", "Visibility", body.visibility)
    return MoveAnswer.of(asset)


@router.post("/visibility")
async def move_many(body: MovesRequest, owner: Owner) -> MovesAnswer:
    """Up to 25 moves, in order; one that is refused does not spoil the others."""

    def move_each(items: list[MoveItem]) -> Iterator[MoveAnswer | Problem]:
        wanted = [(item.asset_id, item.target) for item in items]
        outcomes = container().moves.move_many(owner, wanted)
        for item, outcome in zip(items, outcomes, strict=True):
            if isinstance(outcome, DarkroomError):
                yield item_problem(outcome, item.asset_id)
            else:
                observability.count_by("Moves", "Visibility", item.visibility)
                yield MoveAnswer.of(outcome)

    return MovesAnswer(results=answer_each(body.items, MoveItem, move_each))


handler = serve(router)
