"""Query parameters of the listings."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field, model_validator

from darkroom.catalog.base import GalleryQuery
from darkroom.domain.asset import Kind, Status, Visibility
from darkroom.domain.errors import InvalidKey, InvalidRequest, NotFound
from darkroom.domain.keys import JOB_ID, spell_owner
from darkroom.domain.limits import check_slot
from darkroom.services.galleries import MAX_LIMIT


class PublicQuery(BaseModel):
    """Of anybody's public assets. An unknown parameter is a mistake worth telling."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=20, ge=1, le=MAX_LIMIT)
    order: Literal["newest", "oldest"] = "newest"
    cursor: str | None = Field(default=None, max_length=512)

    def of(self, owner: str) -> GalleryQuery:
        return GalleryQuery(owner, self.limit, newest_first=self.order == "newest")


class ListingQuery(PublicQuery):
    """Of one's own assets. `page` counts from 1 and is instead of `cursor`."""

    page: int | None = Field(default=None, ge=1, le=1000)
    job_id: str | None = Field(default=None, pattern=f"^{JOB_ID.pattern}$")
    visibility: Visibility | None = None
    kind: Kind | None = None
    status: Literal["ready", "pending", "rejected"] = "ready"
    tag: str | None = Field(default=None, min_length=1, max_length=32)

    @model_validator(mode="after")
    def _one_way_to_page(self) -> ListingQuery:
        if self.page is not None and self.cursor is not None:
            raise ValueError("A page is found by number or by cursor, not by both.")
        return self

    def of(self, owner: str) -> GalleryQuery:
        return GalleryQuery(
            owner,
            self.limit,
            status=Status(self.status),
            job_id=self.job_id,
            visibility=self.visibility,
            kind=self.kind,
            tag=self.tag,
            newest_first=self.order == "newest",
        )


async def _path_owner(owner: str) -> str:
    """An owner named in the path, as API Gateway decoded it. Raises NotFound."""
    try:
        spell_owner(owner)
    except InvalidKey as exc:
        raise NotFound from exc
    return owner


PathOwner = Annotated[str, Depends(_path_owner)]


async def _path_slot(a: str, b: str) -> str:
    """A slot named in the path. Raises InvalidRequest that points there."""
    try:
        return check_slot(f"{a}/{b}")
    except InvalidRequest as exc:
        raise InvalidRequest.at("/path", exc.detail) from exc


PathSlot = Annotated[str, Depends(_path_slot)]
