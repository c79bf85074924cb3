"""The asset: one image and everything known about it, and the legal moves between its states.

    pending ──accept──> ready ──delete──> deleting ──> gone
       │ ├───reject──> rejected ─────────────^
       │ └───receive─> received (speech) ────^
       └──────abandon────────────────────────┘

    visibility, of a ready asset:
    private ──publishing──> public ──revoking──> private

A move is two facts: `visibility`, which says in which bucket the variants are, and `transition`,
which says that work is left. Before the commit the transition is on its way to the other
visibility; after it, the old copies still have to go. Every method returns a new Asset; none does
I/O, and `now` is always the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from darkroom.domain import errors, keys
from darkroom.domain.colors import Palette
from darkroom.domain.limits import DEFAULT_JOB_ID, EXTENSIONS
from darkroom.domain.provenance import DigitalSource
from darkroom.domain.recordings import AUDIO_TYPES

PENDING_GRACE = timedelta(minutes=15)
"""How long after its ticket's expiry a pending upload is looked at by the reconciler."""
NUDGE_INTERVAL = timedelta(hours=1)
"""How long the reconciler waits after it sent a forgotten upload through the queue again."""
REJECTED_RETENTION = timedelta(days=7)
"""How long a rejected upload can be asked about."""
RECORDING_RETENTION = timedelta(days=1)
"""How long a recording waits for the instruction it is for."""
GENERATED_GRACE = timedelta(hours=25)
"""When the draft of a generated image is erased for certain: after its generation gave up."""
MAX_EXPORTS = 24
"""Different downloads kept of one asset: without a limit, one photo could fill the bucket."""


class Kind(StrEnum):
    UPLOADED = "uploaded"
    PROCESSED = "processed"
    GENERATED = "generated"


class Status(StrEnum):
    PENDING = "pending"
    READY = "ready"
    REJECTED = "rejected"
    RECEIVED = "received"
    DELETING = "deleting"


class Visibility(StrEnum):
    PRIVATE = "private"
    PUBLIC = "public"


class Transition(StrEnum):
    PUBLISHING = "publishing"
    REVOKING = "revoking"

    @classmethod
    def towards(cls, visibility: Visibility) -> Transition:
        return cls.PUBLISHING if visibility is Visibility.PUBLIC else cls.REVOKING


@dataclass(frozen=True, slots=True)
class Variant:
    """A derived image: its name, format and true size in pixels and bytes."""

    name: str
    ext: str
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What development learned of an image. `width` and `height` are of the upright original;
    with more than one frame it is an animation, of which the variants show the first. `accents`
    are up to three colours beside the palette's five that an image can be found by."""

    width: int
    height: int
    sha256: str
    palette: Palette
    thumbhash: str
    frames: int = 1
    accents: Palette = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why an upload was rejected: a stable code and a sentence a user can act on."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Who works on the row, until when nobody else may. Longer than any function's timeout."""

    token: str
    until: datetime

    def is_live(self, now: datetime) -> bool:
        return now < self.until


@dataclass(frozen=True, slots=True)
class Asset:
    """A row. `size` is the declared size until accepted, then the original's; times are UTC.

    An upload of speech is `received`, with its length in `seconds`, and is used once: by its
    `generation`. What a provider made has that too: what was asked, of whom, with which parameters.
    `digital_source` is the IPTC term for how the picture came about, None for a photograph.

    `exports` are copies for downloads, always private, oldest first. What has a recipe was made of
    `source_asset_id`; `root_asset_id` is the first source of them all. `revision` counts every
    write; `edition` is the revision at which something that is shown last changed."""

    id: str
    owner: str
    filename: str
    content_type: str
    size: int
    created_at: datetime
    updated_at: datetime
    job_id: str = DEFAULT_JOB_ID
    status: Status = Status.PENDING
    kind: Kind = Kind.UPLOADED
    visibility: Visibility = Visibility.PRIVATE
    visibility_since: datetime | None = None
    transition: Transition | None = None
    slot: str | None = None
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    checksum_sha256: str | None = None
    ticket_expires_at: datetime | None = None
    nudged_at: datetime | None = None
    facts: Facts | None = None
    variants: tuple[Variant, ...] = ()
    rejection: Rejection | None = None
    claim: Claim | None = None
    exports: tuple[Variant, ...] = ()
    source_asset_id: str | None = None
    root_asset_id: str | None = None
    recipe: Mapping[str, Any] | None = None
    generation: Mapping[str, Any] | None = None
    digital_source: DigitalSource | None = None
    seconds: float | None = None
    revision: int = 1
    edition: int = 1

    # Where its objects are

    @property
    def key_prefix(self) -> str:
        """What every key of this asset starts with."""
        return keys.prefix(self.owner, self.job_id, self.id)

    @property
    def ext(self) -> str:
        return EXTENSIONS.get(self.content_type) or AUDIO_TYPES[self.content_type]

    @property
    def is_recording(self) -> bool:
        """Speech for an instruction: never an image, and in no gallery."""
        return self.content_type in AUDIO_TYPES

    @property
    def original_key(self) -> str:
        """The key of the original, in uploads while pending and in private ever after."""
        return str(keys.Key(self.owner, self.job_id, self.id, None, self.ext))

    def variant_key(self, variant: Variant) -> str:
        return str(keys.Key(self.owner, self.job_id, self.id, variant.name, variant.ext))

    @property
    def variant_keys(self) -> tuple[str, ...]:
        return tuple(self.variant_key(variant) for variant in self.variants)

    @property
    def export_keys(self) -> tuple[str, ...]:
        """Always in private."""
        return tuple(self.variant_key(export) for export in self.exports)

    @property
    def first_source_id(self) -> str:
        """Where this asset's lineage begins: at itself, if it was uploaded."""
        return self.root_asset_id or self.id

    def variant(self, name: str) -> Variant:
        """The variant of that name. Raises VariantNotFound."""
        for variant in self.variants:
            if variant.name == name:
                return variant
        names = ", ".join(variant.name for variant in self.variants)
        raise errors.VariantNotFound(f"The asset has the variants {names}." if names else None)

    # What is left to do

    def is_claimed(self, now: datetime) -> bool:
        return self.claim is not None and self.claim.is_live(now)

    @property
    def may_be_public(self) -> bool:
        """Whether a copy may be, or lately was, readable by anybody."""
        return self.visibility is Visibility.PUBLIC or self.transition is not None

    @property
    def due_at(self) -> datetime | None:
        """When the reconciler should look at this row; None when nothing is left to do."""
        if self.status is Status.REJECTED:
            return self.updated_at + REJECTED_RETENTION
        if self.status is Status.RECEIVED:
            return self.updated_at + RECORDING_RETENTION
        if self.status is Status.PENDING and self.kind is Kind.GENERATED:
            due = self.created_at + GENERATED_GRACE
        elif self.status is Status.PENDING:
            due = (self.ticket_expires_at or self.created_at) + PENDING_GRACE
            if self.nudged_at:
                due = max(due, self.nudged_at + NUDGE_INTERVAL)
        elif self.status is Status.DELETING or self.transition:
            due = self.updated_at
        else:
            return None
        return max(due, self.claim.until) if self.claim else due

    # Moves

    def written_over(self, before: Asset) -> Asset:
        """The row as it is stored in the place of `before`."""
        revision = before.revision + 1
        looks_the_same = _shown(self) == _shown(before)
        edition = before.edition if looks_the_same else revision
        return replace(self, revision=revision, edition=edition)

    def claimed(self, claim: Claim | None) -> Asset:
        return replace(self, claim=claim)

    def nudged(self, now: datetime) -> Asset:
        """A pending upload that was told of again."""
        self._require(Status.PENDING)
        return replace(self, nudged_at=now, claim=None)

    def accepted(
        self, *, facts: Facts, variants: tuple[Variant, ...], size: int, now: datetime
    ) -> Asset:
        """pending → ready, with what development found and made."""
        self._require(Status.PENDING)
        return replace(
            self,
            status=Status.READY,
            facts=facts,
            variants=variants,
            size=size,
            visibility_since=now,
            updated_at=now,
            ticket_expires_at=None,
            nudged_at=None,
            claim=None,
        )

    def received(self, seconds: float, now: datetime) -> Asset:
        """pending → received. The ended claim stays: there are objects, and no row names them."""
        self._require(Status.PENDING)
        claim = replace(self.claim, until=now) if self.claim else None
        return replace(self, status=Status.RECEIVED, seconds=seconds, updated_at=now, claim=claim)

    def handed_to(self, generation_id: str) -> Asset:
        """A recording that this generation is to hear, and no other while it is not over."""
        self._require(Status.RECEIVED)
        return replace(self, generation={"id": generation_id})

    def rejected(self, rejection: Rejection, now: datetime) -> Asset:
        """pending → rejected."""
        self._require(Status.PENDING)
        return replace(
            self, status=Status.REJECTED, rejection=rejection, updated_at=now, claim=None
        )

    def deleting(self, now: datetime) -> Asset:
        """Any state → deleting. A live claim is kept: its holder may still be writing objects."""
        return replace(self, status=Status.DELETING, updated_at=now)

    def edited(
        self,
        now: datetime,
        *,
        filename: str | None = None,
        tags: tuple[str, ...] | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Asset:
        """A ready asset with other words about it; None leaves a field as it is."""
        self._require(Status.READY)
        return replace(
            self,
            filename=self.filename if filename is None else filename,
            tags=self.tags if tags is None else tags,
            metadata=self.metadata if metadata is None else metadata,
            updated_at=now,
        )

    def exported(self, export: Variant) -> Asset:
        """A ready asset with one more export; beyond MAX_EXPORTS, without its oldest."""
        self._require(Status.READY)
        others = tuple(each for each in self.exports if each.name != export.name)
        return replace(self, exports=(*others, export)[-MAX_EXPORTS:])

    def moving(self, target: Visibility, claim: Claim, now: datetime) -> Asset:
        """Write down the intent. With `target` already held, what is left is to clean up."""
        self._require(Status.READY)
        return replace(self, transition=Transition.towards(target), claim=claim, updated_at=now)

    def moved(self, now: datetime) -> Asset:
        """The commit: from here on the row points at the new copies."""
        return replace(
            self, visibility=self._require_target(), visibility_since=now, updated_at=now
        )

    def settled(self) -> Asset:
        """The old copies are gone: nothing is left to do."""
        if self._require_target() is not self.visibility:
            raise errors.InternalFault("A move ended before its commit.")
        return replace(self, transition=None, claim=None)

    def _require(self, status: Status) -> None:
        if self.status is not status:
            raise errors.NotReady(f"The asset is {self.status.value}, not {status.value}.")

    def _require_target(self) -> Visibility:
        """Where the move that is under way leads. Without one, a caller lost its way."""
        self._require(Status.READY)
        if self.transition is None:
            raise errors.InternalFault("No move is under way.")
        return Visibility.PUBLIC if self.transition is Transition.PUBLISHING else Visibility.PRIVATE


def _shown(asset: Asset) -> Asset:
    """Without what nobody is shown."""
    return replace(asset, claim=None, nudged_at=None, exports=(), revision=0, edition=0)
