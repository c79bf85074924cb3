"""Moving assets between private and public."""

from __future__ import annotations

from darkroom.http.entry import serve  # first: see darkroom.coldstart

# isort: split

from fastapi import APIRouter

from darkroom import observability
from darkroom.bootstrap import container
from darkroom.domain.errors import DarkroomError
from darkroom.http.identity import Owner
from darkroom.http.models.problem import Problem
from darkroom.http.models.visibility import MoveAnswer, MoveRequest, MovesAnswer, MovesRequest

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
    wanted = [(item.asset_id, item.target) for item in body.items]
    outcomes = container().moves.move_many(owner, wanted)
    results: list[MoveAnswer | Problem] = []
    for item, outcome in zip(body.items, outcomes, strict=True):
        if isinstance(outcome, DarkroomError):
            results.append(Problem.of(outcome, asset_id=item.asset_id))
        else:
            observability.count_by("Moves", "Visibility", item.visibility)
            results.append(MoveAnswer.of(outcome))
    return MovesAnswer(results=results)


handler = serve(router)
