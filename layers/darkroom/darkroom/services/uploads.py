"""Tickets: asking for an upload, handing one over, learning what became of it, giving it up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Literal

from darkroom.domain import limits as checks
from darkroom.domain.asset import Asset, Kind, Status, Visibility
from darkroom.domain.errors import (
    AssetNotFound,
    FieldError,
    Refusal,
    UploadNotFound,
    UploadSettled,
)
from darkroom.domain.ids import is_id
from darkroom.domain.limits import MAX_INLINE_SIZE, Limits
from darkroom.domain.recordings import AUDIO_TYPES, MAX_RECORDING_BYTES
from darkroom.domain.tally import Quota
from darkroom.services.deletion import Deletion
from darkroom.services.fields import FieldChecks
from darkroom.services.ports import Ports
from darkroom.services.waiting import waited
from darkroom.storage.base import PresignedUpload, UploadRules, Write


@dataclass(frozen=True, slots=True)
class UploadRequest:
    """What a caller says about one file before it is uploaded. `size` in bytes."""

    filename: str
    content_type: str
    size: int
    job_id: str = checks.DEFAULT_JOB_ID
    slot: str | None = None
    checksum_sha256: str | None = None
    visibility: Visibility = Visibility.PRIVATE
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    method: Literal["POST", "PUT"] = "POST"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a client needs to upload one file."""

    id: str
    key: str
    upload: PresignedUpload
    lifetime: timedelta


@dataclass(frozen=True, slots=True)
class Uploads:
    """The way in."""

    ports: Ports
    deletion: Deletion
    limits: Limits
    ticket_lifetime: timedelta
    hears: bool = False

    def issue_ticket(self, owner: str, request: UploadRequest) -> Ticket:
        """A ticket for one file; its row is written first. Raises a Refusal."""
        (outcome,) = self.issue_tickets(owner, [request])
        if isinstance(outcome, Refusal):
            raise outcome
        return outcome

    def issue_tickets(
        self, owner: str, requests: Sequence[UploadRequest | Refusal]
    ) -> list[Ticket | Refusal]:
        """In the order asked for: a ticket, or why not. What was refused before stays refused."""
        outcomes: list[Ticket | Refusal] = []
        drafts: dict[int, tuple[Asset, UploadRequest]] = {}
        ids = sorted(self.ports.new_id() for _ in requests)  # a gallery shows them in this order
        for place, request in enumerate(requests):
            draft = self._draft_or_refusal(owner, ids[place], request)
            if isinstance(draft, Asset) and isinstance(request, UploadRequest):
                drafts[place] = draft, request
            outcomes.append(UploadNotFound() if isinstance(draft, Asset) else draft)
        quota = Quota.of(self.limits)
        reasons = self.ports.catalog.add([draft for draft, _ in drafts.values()], quota)
        tickets = self._tickets(list(drafts.values()))
        for place, ticket, reason in zip(drafts, tickets, reasons, strict=True):
            outcomes[place] = reason or ticket
        return outcomes

    def receive(self, owner: str, request: UploadRequest, body: bytes) -> Asset:
        """Put a small file into quarantine ourselves, as if the client had. `request.size` is the
        body's. Raises a Refusal."""
        draft = self._draft(owner, self.ports.new_id(), request, MAX_INLINE_SIZE)
        (refused,) = self.ports.catalog.add([draft], Quota.of(self.limits))
        if refused:
            raise refused
        self.ports.uploads.save(Write(draft.original_key, body, draft.content_type))
        return draft

    def outcome(self, owner: str, upload_id: str, wait_seconds: float = 0) -> Asset:
        """What became of an upload; waits up to `wait_seconds` while it is pending.

        Raises UploadNotFound.
        """
        return waited(
            self.ports.time,
            lambda: self._get(owner, upload_id),
            lambda asset: asset.status is not Status.PENDING,
            wait_seconds,
        )

    def abandon(self, owner: str, upload_id: str) -> None:
        """Give up a pending upload. Raises UploadNotFound, and UploadSettled once it is decided."""
        asset = self._get(owner, upload_id)
        if asset.status not in {Status.PENDING, Status.RECEIVED}:
            raise UploadSettled(f"The upload is {asset.status.value}; delete the asset instead.")
        try:
            self.deletion.delete_pending(asset)
        except AssetNotFound as exc:  # somebody else was first
            raise UploadNotFound from exc

    def _get(self, owner: str, upload_id: str) -> Asset:
        asset = self.ports.catalog.get(owner, upload_id) if is_id(upload_id) else None
        if asset is None or asset.status is Status.DELETING:
            raise UploadNotFound
        if asset.status is Status.PENDING and asset.kind is not Kind.UPLOADED:
            raise UploadNotFound  # an image that is being made
        return asset

    def _draft_or_refusal(
        self, owner: str, upload_id: str, request: UploadRequest | Refusal
    ) -> Asset | Refusal:
        if isinstance(request, Refusal):
            return request
        try:
            return self._draft(owner, upload_id, request)
        except Refusal as refusal:
            return refusal

    def _draft(
        self, owner: str, upload_id: str, request: UploadRequest, ceiling: int | None = None
    ) -> Asset:
        content_type = request.content_type.lower()  # RFC 9110, section 8.3.1: in any case
        limits = self._limits(content_type)

        def check_size(size: int) -> int:
            limits.check_size(size, ceiling)
            return size

        limits.check_type(content_type)
        now = self.ports.now()
        fields = FieldChecks()
        if content_type in AUDIO_TYPES:
            fields.errors += _unfit_for_recordings(request)
        draft = Asset(
            id=upload_id,
            owner=owner,
            filename=fields.check(checks.check_filename, request.filename),
            content_type=content_type,
            size=fields.check(check_size, request.size),
            created_at=now,
            updated_at=now,
            job_id=fields.check(checks.check_job_id, request.job_id),
            visibility=request.visibility,
            slot=fields.check_given(checks.check_slot, request.slot),
            tags=fields.check(checks.check_tags, request.tags),
            metadata=fields.check(checks.check_metadata, request.metadata),
            checksum_sha256=fields.check_given(checks.check_checksum, request.checksum_sha256),
            ticket_expires_at=now + self.ticket_lifetime,
        )
        fields.raise_errors()
        return draft

    def _limits(self, content_type: str) -> Limits:
        """What is accepted, of this type: recordings where somebody hears them."""
        if not self.hears:
            return self.limits
        types = (*self.limits.allowed_types, *AUDIO_TYPES)
        most = MAX_RECORDING_BYTES if content_type in AUDIO_TYPES else self.limits.max_file_size
        return replace(self.limits, allowed_types=types, max_file_size=most)

    def _tickets(self, wanted: Sequence[tuple[Asset, UploadRequest]]) -> list[Ticket]:
        """A ticket for each draft; what their forms have in common is signed once."""
        store, lifetime = self.ports.uploads, self.ticket_lifetime
        forms = [_rules(draft) for draft, request in wanted if request.method == "POST"]
        posts = iter(store.presign_posts(forms, lifetime=lifetime))
        signed = [
            next(posts)
            if request.method == "POST"
            else store.presign_put(_rules(draft), lifetime=lifetime)
            for draft, request in wanted
        ]
        return [
            Ticket(draft.id, draft.original_key, upload, upload.expires_at - draft.created_at)
            for (draft, _), upload in zip(wanted, signed, strict=True)
        ]


def _unfit_for_recordings(request: UploadRequest) -> Iterator[FieldError]:
    if request.slot is not None:
        yield FieldError("/slot", "A recording has no slot.")
    if request.visibility is Visibility.PUBLIC:
        yield FieldError("/visibility", "A recording is never public.")


def _rules(draft: Asset) -> UploadRules:
    return UploadRules(draft.original_key, draft.content_type, draft.size, draft.checksum_sha256)
