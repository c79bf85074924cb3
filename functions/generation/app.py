"""Generation: images from words, variations, refinements, instructions in words or by voice.

Nothing is made here: what is asked for is written down, and the worker (generate) is told."""

from __future__ import annotations

from darkroom.http.entry import serve  # first: see darkroom.coldstart

# isort: split

from typing import Annotated

from fastapi import APIRouter, Query, Response

from darkroom.bootstrap import container
from darkroom.http.asking import IdempotencyKey, answered, begun, seed
from darkroom.http.identity import Owner
from darkroom.http.models.base import PageParameters
from darkroom.http.models.generation_requests import (
    GenerationRequest,
    InstructionRequest,
    RefinementRequest,
    VariationRequest,
)
from darkroom.http.models.generations import (
    GenerationAnswer,
    GenerationList,
    GenerationModel,
    PlanAnswer,
)
from darkroom.services.waiting import MAX_WAIT_SECONDS

router = APIRouter(prefix="/v1", tags=["generation"])


@router.post("/generations", status_code=202)
async def generate(
    body: GenerationRequest, owner: Owner, response: Response, key: IdempotencyKey = None
) -> GenerationAnswer:
    """Images from words."""
    ask = body.ask(seed(body.seed))
    return begun(owner, ask, body, response, key=key, num_images=body.num_images)


@router.post("/assets/{asset_id}/variations", status_code=202)
async def vary(
    asset_id: str,
    body: VariationRequest,
    owner: Owner,
    response: Response,
    key: IdempotencyKey = None,
) -> GenerationAnswer:
    """Images like this one."""
    ask = body.ask(asset_id, seed(body.seed))
    return begun(owner, ask, body, response, key=key, num_images=body.num_variations)


@router.post("/assets/{asset_id}/refinements", status_code=202)
async def refine(
    asset_id: str,
    body: RefinementRequest,
    owner: Owner,
    response: Response,
    key: IdempotencyKey = None,
) -> GenerationAnswer:
    """This image, changed as a prompt says."""
    ask = body.ask(asset_id, seed(body.seed))
    return begun(owner, ask, body, response, key=key, num_images=1)


@router.post(
    "/assets/{asset_id}/instructions",
    status_code=202,
    response_model=GenerationAnswer,
    responses={200: {"model": PlanAnswer, "description": "of a dry run in words: the plan"}},
)
async def instruct(
    asset_id: str,
    body: InstructionRequest,
    owner: Owner,
    response: Response,
    key: IdempotencyKey = None,
) -> GenerationAnswer | Response:
    """An edit in words or by voice. What is understood is done by operations, at no cost."""
    ask = body.ask(asset_id, seed(body.seed))
    if ask.dry_run and ask.audio_upload_id is None:
        plan = PlanAnswer.of(container().generations.plan(owner, ask))
        return Response(plan.model_dump_json(), media_type="application/json")
    return begun(owner, ask, body, response, key=key)


@router.get("/generations")
async def list_generations(
    query: Annotated[PageParameters, Query()], owner: Owner
) -> GenerationList:
    """What one has asked for, newest first."""
    found, next_cursor = container().generations.page(owner, query.limit, query.cursor)
    items = [GenerationModel.of(each) for each in found]
    return GenerationList(items=items, next_cursor=next_cursor, count=len(items))


@router.get("/generations/{generation_id}")
async def get_generation(
    generation_id: str,
    owner: Owner,
    wait: Annotated[int, Query(ge=0, le=MAX_WAIT_SECONDS, description="seconds")] = 0,
) -> GenerationAnswer:
    """What became of it; with `wait`, answers when it is over or the time is."""
    return answered(owner, container().generations.get(owner, generation_id, wait))


@router.delete("/generations/{generation_id}", status_code=204)
async def cancel(generation_id: str, owner: Owner) -> None:
    """Give it up. What was made stays; of one that is over, the record goes."""
    container().generations.cancel(owner, generation_id)


handler = serve(router)
