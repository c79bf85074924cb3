"""Signed URLs and shares."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StrictInt

from darkroom.catalog.base import Share
from darkroom.domain.errors import InvalidRequest
from darkroom.http.models.assets import AssetId
from darkroom.http.models.base import Answer, Parameters, Request, items_of
from darkroom.http.models.problem import Problem
from darkroom.services import links, shares
from darkroom.services.links import LinkRequest, LinkSet

SECONDS_IN_7_DAYS = int(links.MAX_LIFETIME.total_seconds())
DEFAULT_SECONDS = int(links.DEFAULT_LIFETIME.total_seconds())

MAX_URLS = 5_000_000
"""Characters of all URLs together. Lambda gives at most 6 MB (6,291,456 bytes) to the API, as a
JSON string; what else is in 1,000 results is below a tenth of the rest."""

UrlSeconds = Annotated[StrictInt, Field(ge=1, le=SECONDS_IN_7_DAYS, description="seconds")]


class LinkItem(Request):
    """`variant`: a variant's name, `original`, or `all`; by default the largest."""

    asset_id: AssetId
    variant: str | None = Field(default=None, max_length=32)

    def request(self) -> LinkRequest:
        return LinkRequest(self.asset_id, self.variant)


class SignedUrlsRequest(Request):
    items: list[Any] = items_of(LinkItem, 1000)
    expires_in: UrlSeconds = DEFAULT_SECONDS


class LinkParameters(Parameters):
    """How a URL is wanted: for how long, and as JSON or as a redirect to it."""

    expires_in: int = Field(default=DEFAULT_SECONDS, ge=1, le=SECONDS_IN_7_DAYS)
    redirect: bool = False


class UrlQuery(LinkParameters):
    """Which URL: `variant` as in LinkItem."""

    variant: str | None = Field(default=None, max_length=32)


class UrlModel(Answer):
    url: str
    expires_at: datetime | None = Field(description="null: a public address, which does not expire")


class LinkAnswer(UrlModel):
    """`urls` and `srcset` only for `all`; `url` is then the largest."""

    asset_id: str
    variant: str
    srcset: str | None = None
    urls: dict[str, UrlModel] | None = None

    @property
    def characters(self) -> int:
        """Of all its URLs: nearly all there is to it."""
        every = sum(len(each.url) for each in self.urls.values()) if self.urls else 0
        return len(self.url) + len(self.srcset or "") + every

    @classmethod
    def of(cls, found: LinkSet) -> LinkAnswer:
        every = {
            name: UrlModel(url=link.url, expires_at=link.expires_at)
            for name, link in found.links.items()
        }
        return cls(
            asset_id=found.asset_id,
            variant=found.variant,
            url=found.link.url,
            expires_at=found.link.expires_at,
            srcset=found.srcset,
            urls=every if found.variant == links.ALL else None,
        )


class SignedUrlsAnswer(Answer):
    results: list[LinkAnswer | Problem]


def within_one_answer(results: list[LinkAnswer | Problem]) -> list[LinkAnswer | Problem]:
    """The results, if their URLs fit. Raises InvalidRequest."""
    if sum(each.characters for each in results if isinstance(each, LinkAnswer)) > MAX_URLS:
        raise InvalidRequest.at(
            "/items", "The URLs are more than one answer can hold; ask for fewer items at a time."
        )
    return results


class ShareRequest(Request):
    """What to share, for how long."""

    variant: str | None = Field(default=None, max_length=32)
    expires_in: StrictInt = Field(
        default=int(shares.DEFAULT_LIFETIME.total_seconds()),
        ge=60,
        le=int(shares.MAX_LIFETIME.total_seconds()),
        description="seconds",
    )


class ShareModel(Answer):
    id: str
    asset_id: str
    variant: str
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, share: Share) -> ShareModel:
        return cls(
            id=share.id,
            asset_id=share.asset_id,
            variant=share.variant,
            created_at=share.created_at,
            expires_at=share.expires_at,
        )


class NewShare(ShareModel):
    """The token is told once."""

    token: str
    url: str


class ShareList(Answer):
    items: list[ShareModel]
    next_cursor: str | None
    count: int
