"""Galleries: what an owner has, what anybody may see, one asset, slots."""

from __future__ import annotations

from darkroom.http.entry import serve  # first: see darkroom.coldstart

# isort: split

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from darkroom.bootstrap import container
from darkroom.domain.asset import Asset
from darkroom.http.batches import answer_each, item_problem
from darkroom.http.details import answered
from darkroom.http.identity import Owner
from darkroom.http.models.assets import (
    AssetDetail,
    AssetModel,
    BulkDeleteAnswer,
    BulkDeleteRequest,
    Deleted,
    EditRequest,
    Gallery,
    ItemId,
    PublicAssetModel,
    PublicGallery,
    SlotAnswer,
    SlotRequest,
    Stats,
    gallery_of,
)
from darkroom.http.models.problem import Problem
from darkroom.http.preconditions import editions
from darkroom.http.queries import ListingQuery, PathOwner, PathSlot, PublicQuery

router = APIRouter(prefix="/v1", tags=["gallery"])


@router.get("/gallery")
async def get_gallery(query: Annotated[ListingQuery, Query()], owner: Owner) -> Gallery:
    """Own assets with ready-made URLs, by cursor or by page number."""
    galleries = container().galleries
    if query.page is not None:
        listing = galleries.numbered_page(query.of(owner), query.page)
    else:
        listing = galleries.page(query.of(owner), query.cursor)
    return gallery_of(listing, map(_listed, listing.assets))


@router.get("/gallery/stats")
async def get_stats(owner: Owner) -> Stats:
    """Everything one has, counted."""
    settings, now = container().settings, container().time.now()
    counted, spent = container().galleries.overview(owner)
    return Stats.of(counted, settings.limits, settings.generation.budget, spent, now)


@router.get("/users/{owner}/gallery")
async def get_public_gallery(
    owner: PathOwner, query: Annotated[PublicQuery, Query()]
) -> PublicGallery:
    """An owner's public assets, for anybody."""
    listing = container().galleries.public_page(query.of(owner), query.cursor)
    items = [
        PublicAssetModel.of(asset, container().links.of_variants(asset)) for asset in listing.assets
    ]
    return PublicGallery(items=items, next_cursor=listing.next_cursor, count=len(items))


@router.get("/assets/{asset_id}")
async def get_asset(asset_id: str, owner: Owner, response: Response) -> AssetDetail:
    """One asset, whole."""
    return answered(container().galleries.asset(owner, asset_id), response)


@router.patch("/assets/{asset_id}")
async def edit_asset(
    asset_id: str,
    body: EditRequest,
    owner: Owner,
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
) -> AssetDetail:
    """Change filename, tags or metadata; with `If-Match`, only what was read."""
    asset = container().galleries.edit(owner, asset_id, body.words(), editions(if_match))
    return answered(asset, response)


@router.delete("/assets/{asset_id}", status_code=204)
async def delete_asset(asset_id: str, owner: Owner) -> None:
    """Delete the row, the original and every variant."""
    container().deletion.delete(owner, asset_id)


@router.post("/assets/bulk-delete")
async def delete_assets(body: BulkDeleteRequest, owner: Owner) -> BulkDeleteAnswer:
    """Up to 100 deletions, in order; one that is refused does not spoil the others."""

    def delete(items: list[ItemId]) -> Iterator[Deleted | Problem]:
        asset_ids = [item.root for item in items]
        outcomes = container().deletion.delete_many(owner, asset_ids)
        for asset_id, outcome in zip(asset_ids, outcomes, strict=True):
            yield item_problem(outcome, asset_id) if outcome else Deleted(asset_id=asset_id)

    return BulkDeleteAnswer(results=answer_each(body.asset_ids, ItemId, delete))


@router.get("/slots/{a}/{b}")
async def get_slot(name: PathSlot, owner: Owner) -> SlotAnswer:
    """What the slot points at."""
    slot, asset = container().galleries.slot(owner, name)
    return SlotAnswer(slot=slot.name, asset=_listed(asset))


@router.put("/slots/{a}/{b}")
async def put_slot(name: PathSlot, body: SlotRequest, owner: Owner) -> SlotAnswer:
    """Point the slot at another own asset."""
    slot, asset = container().galleries.point_slot(owner, name, body.asset_id)
    return SlotAnswer(slot=slot.name, asset=_listed(asset))


def _listed(asset: Asset) -> AssetModel:
    return AssetModel.of(asset, container().links.of_variants(asset))


handler = serve(router)
