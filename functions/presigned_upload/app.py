"""Tickets: asking for an upload, sending a small file inline, learning what became of it."""

from __future__ import annotations

from darkroom.http.entry import serve  # first: see darkroom.coldstart

# isort: split

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from darkroom import observability
from darkroom.bootstrap import container
from darkroom.domain.asset import Asset, Status
from darkroom.domain.errors import DarkroomError, Refusal, recalled
from darkroom.http.app import NO_STORE, about
from darkroom.http.details import asset_detail
from darkroom.http.identity import Owner
from darkroom.http.inline import OPENAPI, read_inline
from darkroom.http.models.problem import Problem
from darkroom.http.models.uploads import (
    InlineAnswer,
    TicketAnswer,
    TicketRequest,
    TicketsAnswer,
    TicketsRequest,
    UploadAnswer,
    recording_of,
    status_of,
)
from darkroom.http.problems import validated
from darkroom.services.uploads import UploadRequest
from darkroom.services.waiting import MAX_WAIT_SECONDS

router = APIRouter(prefix="/v1/uploads", tags=["uploads"])


@router.post("", status_code=201)
async def issue_ticket(
    body: TicketRequest, owner: Owner, request: Request, response: Response
) -> TicketAnswer:
    """A ticket for one file."""
    ticket = container().uploads.issue_ticket(owner, body.request())
    about(request, ticket.id)
    observability.count("TicketsIssued")
    response.headers["Location"] = f"/v1/uploads/{ticket.id}"
    return TicketAnswer.of(ticket)


@router.post("/batch")
async def issue_tickets(body: TicketsRequest, owner: Owner) -> TicketsAnswer:
    """Up to 100 tickets, in order; an item that is refused does not spoil the others."""
    requests: list[UploadRequest | Refusal] = []
    for item in body.items:
        try:
            requests.append(validated(TicketRequest, item).request())
        except Refusal as refusal:
            requests.append(refusal)
    outcomes = container().uploads.issue_tickets(owner, requests)
    issued = sum(not isinstance(outcome, DarkroomError) for outcome in outcomes)
    observability.count("TicketsIssued", issued)
    return TicketsAnswer(
        results=[
            Problem.of(outcome) if isinstance(outcome, DarkroomError) else TicketAnswer.of(outcome)
            for outcome in outcomes
        ]
    )


@router.post("/inline", status_code=202, openapi_extra=OPENAPI)
async def upload_inline(request: Request, owner: Owner, response: Response) -> InlineAnswer:
    """The file itself, up to 4 MB: the same quarantine, the same development."""
    words, data = await read_inline(request)
    draft = container().uploads.receive(owner, words, data)
    about(request, draft.id)
    response.headers["Location"] = f"/v1/uploads/{draft.id}"
    return InlineAnswer(id=draft.id, key=draft.original_key)


@router.get("/{upload_id}")
async def get_upload(
    upload_id: str,
    owner: Owner,
    wait: Annotated[int, Query(ge=0, le=MAX_WAIT_SECONDS, description="seconds")] = 0,
) -> UploadAnswer:
    """What became of an upload; with `wait`, answers when it is decided or the time is over."""
    return _answer(container().uploads.outcome(owner, upload_id, wait))


@router.delete("/{upload_id}", status_code=204)
async def abandon(upload_id: str, owner: Owner) -> None:
    """Give up a pending upload."""
    container().uploads.abandon(owner, upload_id)


def _answer(upload: Asset) -> UploadAnswer:
    asset = problem = None
    if upload.status is Status.READY:
        asset = asset_detail(upload)
    elif upload.rejection:
        verdict = recalled(upload.rejection.code, upload.rejection.detail)
        problem = Problem.of(verdict)
    return UploadAnswer(
        id=upload.id,
        status=status_of(upload),
        asset=asset,
        recording=recording_of(upload),
        problem=problem,
    )


handler = serve(router, cache_control=NO_STORE)
