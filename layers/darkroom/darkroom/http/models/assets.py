"""Assets as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, RootModel

from darkroom.domain.asset import Asset
from darkroom.domain.budget import Budget, Charge, renewal
from darkroom.domain.limits import Limits
from darkroom.domain.tally import Tally
from darkroom.domain.variants import CONTENT_TYPES
from darkroom.http.models.base import Answer, Request, items_of
from darkroom.http.models.problem import Problem
from darkroom.services.galleries import Listing, Words
from darkroom.services.links import Link

AssetId = Annotated[str, Field(max_length=64, examples=["0192f0c1-5b8e-7cc3-9d1a-2f7b6c9e4a10"])]


class ColorModel(Answer):
    hex: str = Field(examples=["#336699"])
    proportion: float = Field(description="share of the image, 0..1")


class VariantModel(Answer):
    url: str
    width: int
    height: int
    size: int = Field(description="bytes")
    content_type: str


class RejectionModel(Answer):
    code: str
    detail: str


class PublicAssetModel(Answer):
    """What anybody may know of a public asset."""

    id: str
    kind: str
    created_at: datetime
    width: int | None
    height: int | None
    frames: int = Field(description="more than 1: the original is an animation")
    dominant_color: str | None
    palette: list[ColorModel]
    thumbhash: str | None
    variants: dict[str, VariantModel]

    @classmethod
    def of(cls, asset: Asset, links: Mapping[str, Link]) -> PublicAssetModel:
        return cls(**picture(asset, links))


class AssetModel(PublicAssetModel):
    """What its owner sees of an asset in a listing."""

    job_id: str
    slot: str | None
    source_asset_id: str | None
    status: str
    visibility: str
    visibility_since: datetime | None
    transition: str | None
    filename: str
    content_type: str
    size: int = Field(description="bytes of the original")
    tags: list[str]
    rejection: RejectionModel | None
    updated_at: datetime
    urls_expire_at: datetime | None = Field(description="null: the URLs do not expire")
    etag: str = Field(description="for If-Match")

    @classmethod
    def of(cls, asset: Asset, links: Mapping[str, Link]) -> AssetModel:
        return cls(**picture(asset, links), **words(asset, links))


class AssetDetail(AssetModel):
    """One asset, whole."""

    sha256: str | None = Field(description="of the original, in hex")
    metadata: dict[str, Any]
    recipe: dict[str, Any] | None
    generation: dict[str, Any] | None = Field(
        description="who made it of which words, with model, seed and parameters"
    )
    digital_source: str | None = Field(
        description="IPTC digital source type of what was generated or made of such; its exports "
        "carry it"
    )

    @classmethod
    def of(cls, asset: Asset, links: Mapping[str, Link]) -> AssetDetail:
        return cls(
            **picture(asset, links),
            **words(asset, links),
            sha256=asset.facts.sha256 if asset.facts else None,
            metadata=dict(asset.metadata),
            recipe=dict(asset.recipe) if asset.recipe is not None else None,
            generation=dict(asset.generation) if asset.generation is not None else None,
            digital_source=asset.digital_source.value if asset.digital_source else None,
        )


class Gallery(Answer):
    items: list[AssetModel]
    next_cursor: str | None = Field(description="null on the last page")
    count: int = Field(description="how many items this page has")


class PublicGallery(Answer):
    items: list[PublicAssetModel]
    next_cursor: str | None
    count: int


class Spending(Answer):
    used: int
    limit: int


class BudgetModel(Answer):
    """Of today (UTC): what may be asked of those who make images and hear speech."""

    images: Spending
    voice_seconds: Spending
    renews_at: datetime


class Stats(Answer):
    """Everything an owner has, counted."""

    assets: int = Field(description="ready assets")
    by_status: dict[str, int]
    by_visibility: dict[str, int]
    by_kind: dict[str, int]
    edited: int = Field(description="ready assets of kind processed")
    in_jobs: int = Field(description="ready assets with a job id other than default")
    bytes_stored: dict[str, int]
    quota: dict[str, dict[str, int | None]]
    budget: BudgetModel

    @classmethod
    def of(
        cls, tally: Tally, limits: Limits, budget: Budget, spent: Charge, now: datetime
    ) -> Stats:
        originals, variants = tally["bytes_originals"], tally["bytes_variants"]
        return cls(
            assets=tally["ready"],
            by_status=_pick(tally, "pending", "ready", "rejected"),
            by_visibility=_pick(tally, "private", "public"),
            by_kind=_pick(tally, "uploaded", "processed", "generated"),
            edited=tally["edited"],
            in_jobs=tally["in_jobs"],
            bytes_stored={
                "originals": originals,
                "variants": variants,
                "total": originals + variants,
            },
            quota={
                "assets": {
                    "used": tally["quota_assets"],
                    "limit": limits.max_assets_per_owner or None,
                },
                "bytes": {
                    "used": tally["quota_bytes"],
                    "limit": limits.max_bytes_per_owner or None,
                },
            },
            budget=BudgetModel(
                images=Spending(used=spent.images, limit=budget.images),
                voice_seconds=Spending(used=spent.voice_seconds, limit=budget.voice_seconds),
                renews_at=renewal(now),
            ),
        )


class EditRequest(Request):
    """What to change; what is left out stays. Tags and metadata are replaced as a whole."""

    filename: str | None = None
    tags: list[str] | None = None
    metadata: dict[str, Any] | None = None

    def words(self) -> Words:
        return Words(
            self.filename, tuple(self.tags) if self.tags is not None else None, self.metadata
        )


class ItemId(RootModel[AssetId]):
    """One id of a batch."""


class BulkDeleteRequest(Request):
    asset_ids: list[Any] = items_of(ItemId, 100)


class Deleted(Answer):
    asset_id: str
    deleted: bool = True


class BulkDeleteAnswer(Answer):
    results: list[Deleted | Problem]


class SlotRequest(Request):
    asset_id: AssetId


class SlotAnswer(Answer):
    slot: str
    asset: AssetModel


def gallery_of(listing: Listing, items: Iterable[AssetModel]) -> Gallery:
    shown = list(items)
    return Gallery(items=shown, next_cursor=listing.next_cursor, count=len(shown))


def picture(asset: Asset, links: Mapping[str, Link]) -> dict[str, Any]:
    """What there is to see."""
    facts = asset.facts
    palette = facts.palette if facts else ()
    return {
        "id": asset.id,
        "kind": asset.kind.value,
        "created_at": asset.created_at,
        "width": facts.width if facts else None,
        "height": facts.height if facts else None,
        "frames": facts.frames if facts else 1,
        "dominant_color": palette[0].hex if palette else None,
        "palette": [ColorModel(hex=each.hex, proportion=each.proportion) for each in palette],
        "thumbhash": facts.thumbhash if facts else None,
        "variants": {
            variant.name: VariantModel(
                url=links[variant.name].url,
                width=variant.width,
                height=variant.height,
                size=variant.size,
                content_type=CONTENT_TYPES[variant.ext],
            )
            for variant in asset.variants
        },
    }


def words(asset: Asset, links: Mapping[str, Link]) -> dict[str, Any]:
    """What its owner knows beside that."""
    ends = [link.expires_at for link in links.values() if link.expires_at]
    rejection = asset.rejection
    return {
        "job_id": asset.job_id,
        "slot": asset.slot,
        "source_asset_id": asset.source_asset_id,
        "status": asset.status.value,
        "visibility": asset.visibility.value,
        "visibility_since": asset.visibility_since,
        "transition": asset.transition.value if asset.transition else None,
        "filename": asset.filename,
        "content_type": asset.content_type,
        "size": asset.size,
        "tags": list(asset.tags),
        "rejection": RejectionModel(code=rejection.code, detail=rejection.detail)
        if rejection
        else None,
        "updated_at": asset.updated_at,
        "urls_expire_at": min(ends) if ends else None,
        "etag": etag_of(asset),
    }


def etag_of(asset: Asset) -> str:
    """A strong validator: it changes when something that is shown does."""
    return f'"{asset.edition}"'


def _pick(tally: Tally, *names: str) -> dict[str, int]:
    return {name: tally[name] for name in names}
