"""Signed URLs, one or a thousand; shares for people without an account."""

from __future__ import annotations

from darkroom.http.entry import serve  # first: see darkroom.coldstart

# isort: split

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from darkroom.bootstrap import container
from darkroom.domain.errors import DarkroomError
from darkroom.http.app import NO_STORE
from darkroom.http.batches import answer_each, item_problem
from darkroom.http.identity import Owner
from darkroom.http.models.base import PageParameters
from darkroom.http.models.links import (
    LinkAnswer,
    LinkItem,
    NewShare,
    ShareList,
    ShareModel,
    ShareRequest,
    SignedUrlsAnswer,
    SignedUrlsRequest,
    UrlQuery,
    within_one_answer,
)
from darkroom.http.models.problem import Problem
from darkroom.services.links import LinkRequest

router = APIRouter(prefix="/v1", tags=["links"])

_REDIRECT: dict[int | str, dict[str, Any]] = {307: {"description": "to the image"}}


@router.post("/signed-urls")
async def sign_urls(body: SignedUrlsRequest, owner: Owner) -> SignedUrlsAnswer:
    """Up to 1,000 URLs, in order; an item that is refused does not spoil the others."""
    lifetime = timedelta(seconds=body.expires_in)

    def sign(items: list[LinkItem]) -> Iterator[LinkAnswer | Problem]:
        wanted = [item.request() for item in items]
        outcomes = container().links.find_many(owner, wanted, lifetime)
        for item, outcome in zip(items, outcomes, strict=True):
            if isinstance(outcome, DarkroomError):
                yield item_problem(outcome, item.asset_id)
            else:
                yield LinkAnswer.of(outcome)

    return SignedUrlsAnswer(results=within_one_answer(answer_each(body.items, LinkItem, sign)))


@router.get("/assets/{asset_id}/url", responses=_REDIRECT, response_model=LinkAnswer)
async def get_url(
    asset_id: str, owner: Owner, query: Annotated[UrlQuery, Query()]
) -> LinkAnswer | RedirectResponse:
    """One URL: as JSON, or as a redirect to it."""
    lifetime = timedelta(seconds=query.expires_in)
    found = container().links.find(owner, LinkRequest(asset_id, query.variant), lifetime)
    return RedirectResponse(found.link.url, 307) if query.redirect else LinkAnswer.of(found)


@router.post("/assets/{asset_id}/shares", status_code=201)
async def share(asset_id: str, body: ShareRequest, owner: Owner, request: Request) -> NewShare:
    """Let whoever has the token see one variant, until the share expires or is revoked."""
    created, token = container().shares.create(
        owner, asset_id, body.variant, timedelta(seconds=body.expires_in)
    )
    url = str(request.base_url).rstrip("/") + f"/v1/shared/{token}"
    return NewShare(**ShareModel.of(created).model_dump(), token=token, url=url)


@router.get("/shares")
async def list_shares(query: Annotated[PageParameters, Query()], owner: Owner) -> ShareList:
    """One's own shares, newest first."""
    shares, next_cursor = container().shares.page(owner, query.limit, query.cursor)
    items = [ShareModel.of(each) for each in shares]
    return ShareList(items=items, next_cursor=next_cursor, count=len(items))


@router.delete("/shares/{share_id}", status_code=204)
async def revoke_share(share_id: str, owner: Owner) -> None:
    """End a share: its token opens nothing any more."""
    container().shares.revoke(owner, share_id)


@router.get("/shared/{token}", status_code=307, response_class=RedirectResponse)
async def open_share(token: str) -> RedirectResponse:
    """For anybody with a token: a redirect to a short-lived URL."""
    return RedirectResponse(container().shares.open(token).url, 307)


handler = serve(router, cache_control=NO_STORE)
