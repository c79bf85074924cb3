"""Edits: assets made of assets, by recipes; exports and lineages."""

from __future__ import annotations

from darkroom.http.entry import serve  # first: see darkroom.coldstart

# isort: split

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from darkroom import observability
from darkroom.bootstrap import container
from darkroom.domain.errors import Refusal
from darkroom.http.app import NO_STORE
from darkroom.http.batches import answer_each, item_problem
from darkroom.http.details import asset_detail
from darkroom.http.identity import Owner
from darkroom.http.models.assets import AssetDetail
from darkroom.http.models.edits import (
    BatchItem,
    EditsAnswer,
    EditsRequest,
    ExportAnswer,
    ExportQuery,
    LineageAnswer,
    RecipeRequest,
    ReplayRequest,
    ResultModel,
)
from darkroom.http.models.problem import Problem
from darkroom.http.pointers import pointing_into
from darkroom.http.results import KNOWN, count, created
from darkroom.services.edits import EditRequest, Result

router = APIRouter(prefix="/v1", tags=["edits"])

RESERVE_SECONDS = 3
"""What one edit may need beside its computing: reading, writing, answering."""
_REDIRECT: dict[int | str, dict[str, Any]] = {307: {"description": "to the file"}}


@router.post("/assets/{asset_id}/edits", status_code=201, responses=KNOWN)
async def edit(asset_id: str, body: RecipeRequest, owner: Owner, response: Response) -> AssetDetail:
    """A new asset, made of this one's original; the same recipe again answers the same asset."""
    return created(container().edits.make(owner, body.request(asset_id)), response)


@router.post("/assets/{asset_id}/replay", status_code=201, responses=KNOWN)
async def replay(
    asset_id: str, body: ReplayRequest, owner: Owner, response: Response
) -> AssetDetail:
    """Follow the recipe of another asset."""
    return created(container().edits.make(owner, body.request(asset_id)), response)


@router.post("/edits/batch")
async def edit_many(body: EditsRequest, owner: Owner, request: Request) -> EditsAnswer:
    """Up to 25 edits or replays, in order; one that is refused does not spoil the others."""

    def edit_each(items: list[BatchItem]) -> list[ResultModel | Problem]:
        wanted = [_request(item) for item in items]
        outcomes = container().edits.make_many(owner, wanted, _seconds_left(request))
        return [
            _result(item.asset_id, outcome)
            if isinstance(outcome, Result)
            else item_problem(outcome, item.asset_id)
            for item, outcome in zip(items, outcomes, strict=True)
        ]

    return EditsAnswer(results=answer_each(body.items, BatchItem, edit_each))


@router.get("/assets/{asset_id}/export", responses=_REDIRECT, response_model=ExportAnswer)
async def export(
    asset_id: str, query: Annotated[ExportQuery, Query()], owner: Owner, response: Response
) -> ExportAnswer | RedirectResponse:
    """A signed URL of the image as a file to download, made once for each way it is asked for."""
    with pointing_into("/query"):
        found = container().exports.get(
            owner,
            asset_id,
            query.recipe(),
            include_metadata=query.include_metadata,
            lifetime=timedelta(seconds=query.expires_in),
        )
    if found.is_new:
        observability.count("ExportsMade")
    response.headers["Cache-Control"] = NO_STORE
    if query.redirect:
        return RedirectResponse(found.link.url, 307, headers={"Cache-Control": NO_STORE})
    return ExportAnswer.of(found)


@router.get("/assets/{asset_id}/lineage")
async def lineage(asset_id: str, owner: Owner) -> LineageAnswer:
    """Where an asset comes from, back to the first source, and all that came of it."""
    return LineageAnswer.of(container().lineages.of(owner, asset_id))


def _request(item: BatchItem) -> EditRequest | Refusal:
    try:
        return item.request()
    except Refusal as refusal:
        return refusal


def _result(source_id: str, result: Result) -> ResultModel:
    count(result)
    return ResultModel(
        source_asset_id=source_id, created=result.is_new, asset=asset_detail(result.asset)
    )


def _seconds_left(request: Request) -> Callable[[], float]:
    context = request.scope["aws.context"]
    return lambda: float(context.get_remaining_time_in_millis() / 1000 - RESERVE_SECONDS)


handler = serve(router)
