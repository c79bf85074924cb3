"""Query parameters of the listings."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from darkroom.catalog.base import GalleryQuery
from darkroom.domain.asset import Kind, Status, Visibility
from darkroom.domain.errors import InvalidRequest, NotFound
from darkroom.domain.keys import JOB_ID, is_owner
from darkroom.domain.limits import check_slot, check_tag
from darkroom.services.galleries import MAX_LIMIT


def _tag(text: str) -> str:
    """The tag as it is stored. Raises ValueError, which pydantic puts in its place."""
    try:
        return check_tag(text)
    except InvalidRequest as exc:
        raise ValueError(exc.detail) from exc


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
    tag: Annotated[str, AfterValidator(_tag)] | None = None

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
    if not is_owner(owner):
        raise NotFound
    return owner


PathOwner = Annotated[str, Depends(_path_owner)]


async def _path_slot(a: str, b: str) -> str:
    """A slot named in the path. Raises InvalidRequest that points there."""
    try:
        return check_slot(f"{a}/{b}")
    except InvalidRequest as exc:
        raise InvalidRequest.at("/path", exc.detail) from exc


PathSlot = Annotated[str, Depends(_path_slot)]
