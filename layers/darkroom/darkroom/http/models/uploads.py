"""Tickets and what becomes of uploads."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt

from darkroom.domain.asset import Asset, Status, Visibility
from darkroom.domain.limits import DEFAULT_JOB_ID
from darkroom.http.models.assets import AssetDetail
from darkroom.http.models.base import Answer, Request, items_of
from darkroom.http.models.problem import Problem
from darkroom.services.uploads import Ticket, UploadRequest


class FileWords(Request):
    """What a caller says about a file, however it is sent."""

    filename: str = Field(examples=["IMG_2041.jpg"])
    content_type: str = Field(examples=["image/jpeg"])
    job_id: str = DEFAULT_JOB_ID
    slot: str | None = Field(default=None, examples=["profile/avatar"])
    checksum_sha256: str | None = Field(default=None, description="base64 of the SHA-256")
    visibility: Literal["private", "public"] = "private"
    tags: list[str] = Field(default_factory=list)
    metadata: dict[str, Any] = Field(default_factory=dict)

    def upload(self, size: int, method: Literal["POST", "PUT"] = "POST") -> UploadRequest:
        return UploadRequest(
            filename=self.filename,
            content_type=self.content_type,
            size=size,
            job_id=self.job_id,
            slot=self.slot,
            checksum_sha256=self.checksum_sha256,
            visibility=Visibility(self.visibility),
            tags=tuple(self.tags),
            metadata=self.metadata,
            method=method,
        )


class TicketRequest(FileWords):
    """A file that the client will upload by itself."""

    size: Annotated[StrictInt, Field(description="exact size in bytes", examples=[2480123])]
    method: Literal["POST", "PUT"] = "POST"

    def request(self) -> UploadRequest:
        return self.upload(self.size, self.method)


class TicketsRequest(Request):
    """Up to 100 tickets. Each item is checked on its own."""

    items: list[Any] = items_of(TicketRequest, 100)


class InlineRequest(FileWords):
    """A small file inside the request: base64."""

    data: str = Field(description="the file in base64, at most 4 MB")


class TicketAnswer(Answer):
    """What a client needs: send `fields` and then the file as `file` (POST), or the file with
    `headers` (PUT), to `url`."""

    id: str
    key: str
    method: Literal["POST", "PUT"]
    url: str
    fields: dict[str, str]
    headers: dict[str, str]
    expires: int = Field(description="seconds")
    expires_at: datetime

    @classmethod
    def of(cls, ticket: Ticket) -> TicketAnswer:
        upload = ticket.upload
        return cls(
            id=ticket.id,
            key=ticket.key,
            method="PUT" if upload.method == "PUT" else "POST",
            url=upload.url,
            fields=dict(upload.fields),
            headers=dict(upload.headers),
            expires=ceil(ticket.lifetime.total_seconds()),  # signed for whole seconds
            expires_at=upload.expires_at,
        )


class TicketsAnswer(Answer):
    results: list[TicketAnswer | Problem]


class InlineAnswer(Answer):
    id: str
    key: str
    status: Literal["pending"] = "pending"


class RecordingModel(Answer):
    """Speech that waits for its instruction, for a day at most."""

    content_type: str
    seconds: float
    usable_until: datetime


class UploadAnswer(Answer):
    """`asset` once ready, or `recording` of an upload of speech; `problem` once rejected."""

    id: str
    status: Literal["pending", "ready", "rejected"]
    asset: AssetDetail | None = None
    recording: RecordingModel | None = None
    problem: Problem | None = None


def recording_of(asset: Asset) -> RecordingModel | None:
    if asset.status is not Status.RECEIVED or asset.due_at is None:
        return None
    return RecordingModel(
        content_type=asset.content_type,
        seconds=asset.seconds or 0,
        usable_until=asset.due_at,
    )


def status_of(asset: Asset) -> Literal["pending", "ready", "rejected"]:
    if asset.status in {Status.READY, Status.RECEIVED}:
        return "ready"
    return "rejected" if asset.status is Status.REJECTED else "pending"
