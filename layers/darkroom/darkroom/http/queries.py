"""Query parameters of the listings."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends
from pydantic import AfterValidator, Field, model_validator

from darkroom.catalog.base import ColorMatch, GalleryQuery
from darkroom.domain.asset import Kind, Status, Visibility
from darkroom.domain.colors import Color
from darkroom.domain.errors import InvalidRequest, NotFound
from darkroom.domain.keys import JOB_ID, is_owner
from darkroom.domain.limits import check_slot, check_tag
from darkroom.http.models.base import PageParameters

DEFAULT_TOLERANCE = 10.0
"""Of a colour searched for: five times what one just sees."""


def _tag(text: str) -> str:
    """The tag as it is stored. Raises ValueError, which pydantic puts in its place."""
    try:
        return check_tag(text)
    except InvalidRequest as exc:
        raise ValueError(exc.detail) from exc


class PublicQuery(PageParameters):
    """Of anybody's public assets."""

    order: Literal["newest", "oldest"] = "newest"

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
    color: str | None = Field(
        default=None, pattern="^#[0-9a-fA-F]{6}$", description="assets that show this colour"
    )
    tolerance: float | None = Field(
        default=None,
        ge=0,
        le=100,
        description="of color, in hundredths of OKLab; 2 is just visible",
    )

    @model_validator(mode="after")
    def _parameters_agree(self) -> ListingQuery:
        if self.page is not None and self.cursor is not None:
            raise ValueError("A page is found by number or by cursor, not by both.")
        if self.tolerance is not None and self.color is None:
            raise ValueError("A tolerance needs the color that it is of.")
        return self

    @property
    def _match(self) -> ColorMatch | None:
        if self.color is None:
            return None
        tolerance = DEFAULT_TOLERANCE if self.tolerance is None else self.tolerance
        return ColorMatch(Color.from_hex(self.color, 1), tolerance / 100)

    def of(self, owner: str) -> GalleryQuery:
        return GalleryQuery(
            owner,
            self.limit,
            status=Status(self.status),
            job_id=self.job_id,
            visibility=self.visibility,
            kind=self.kind,
            tag=self.tag,
            color=self._match,
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
