"""The Catalog protocol: what the services need of the table.

Rows are changed by `swap`: read a row, let the domain make the next one, and write it if the row
still is what was read. Row, counters and slot change together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from darkroom.domain.asset import Asset, Claim, Kind, Status, Visibility
from darkroom.domain.budget import Budget, Charge
from darkroom.domain.colors import Color
from darkroom.domain.errors import QuotaExceeded
from darkroom.domain.generation import Generation, GenerationRef
from darkroom.domain.oklab import distance
from darkroom.domain.palettes import StoredPalette
from darkroom.domain.tally import Quota, Tally

DUE_SHARDS = tuple("0123456789abcdef")
"""Overdue rows are spread by the last digit of the asset id, owners by a hash, so that no burst of
tickets meets the write limit of a single index partition (1,000 units a second)."""


@dataclass(frozen=True, slots=True)
class ColorMatch:
    """A colour that has to be in an image's palette or accents, up to `tolerance` in OKLab."""

    color: Color
    tolerance: float

    def accepts(self, asset: Asset) -> bool:
        facts = asset.facts
        shown = (*facts.palette, *facts.accents) if facts else ()
        return any(distance(self.color, each) <= self.tolerance for each in shown)


@dataclass(frozen=True, slots=True)
class GalleryQuery:
    """One page of a listing. `after` is the id of the last item of the page before."""

    owner: str
    limit: int
    status: Status = Status.READY
    job_id: str | None = None
    visibility: Visibility | None = None
    kind: Kind | None = None
    tag: str | None = None
    color: ColorMatch | None = None
    newest_first: bool = True
    after: str | None = None


@dataclass(frozen=True, slots=True)
class GalleryPage:
    """Assets as a listing shows them: without metadata, recipe, generation, digital source,
    first source, exports, SHA-256, checksum, claim, revision, and the times of ticket and nudge.
    Never to be swapped: what is not shown would be lost.

    `next_after` goes on behind the last row looked at; None is the end. A page without assets has
    one only when the read budget was spent before anything matched."""

    assets: tuple[Asset, ...]
    next_after: str | None


@dataclass(frozen=True, slots=True)
class AssetRef:
    owner: str
    asset_id: str


@dataclass(frozen=True, slots=True)
class Slot:
    """`as_of` orders what wants the slot: the id of the accepted asset, or of the PUT."""

    owner: str
    name: str
    asset_id: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Share:
    """A way in for whoever has the token; only its SHA-256 is stored."""

    id: str
    owner: str
    asset_id: str
    variant: str
    secret_hash: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Descent:
    """A recipe made the asset of the source."""

    source_id: str
    asset_id: str


@dataclass(frozen=True, slots=True)
class Once:
    """What a request with an idempotency key began. Until it is answered, it is in flight."""

    owner: str
    key_hash: str
    body_hash: str
    generation_id: str
    begun_at: datetime
    is_answered: bool = False


class Catalog(Protocol):
    """The table. Raises CatalogFailure when it does not answer; what else is said below."""

    def add(self, drafts: Sequence[Asset], quota: Quota) -> list[QuotaExceeded | None]:
        """Write the rows of one owner with their counters. In order, for each: None when written,
        or why not. What fits the quota is written even if something before it did not.

        Raises RowChanged when an id was used before; a part of the drafts may be written then.
        """

    def get(self, owner: str, asset_id: str) -> Asset | None:
        """The row, strongly consistent."""

    def get_many(self, owner: str, asset_ids: Iterable[str]) -> dict[str, Asset]:
        """The rows that exist, by id; one request for every 100."""

    def claim(self, owner: str, asset_id: str, claim: Claim, now: datetime) -> Asset | None:
        """Take the pending row for processing and return it, in one request.

        Returns the row as it is when it is no longer pending (its claim is then not ours), None
        when there is none. Raises RowBusy while a claim with another token is live.
        """

    def swap(self, before: Asset, after: Asset, *, take_slot: bool = False) -> Asset:
        """Replace the row if it still has `before.revision`; counters follow. `take_slot` points
        the asset's slot at it, unless something newer has it. Returns `after` with its revision.

        Raises RowChanged.
        """

    def remove(self, asset: Asset) -> None:
        """Drop the row, if it still has this revision, with its counters. Raises RowChanged."""

    def page(self, query: GalleryQuery) -> GalleryPage:
        """One page, filled within the read budget. One request unless a filter is sparse."""

    def stats(self, owner: str) -> Tally:
        """The owner's counters."""

    def slot(self, owner: str, name: str) -> Slot | None: ...

    def point_slot(self, slot: Slot) -> None:
        """Point the slot there unless something newer (`as_of`) has it. Raises RowChanged."""

    def add_share(self, share: Share) -> None: ...

    def get_share(self, share_id: str) -> Share | None: ...

    def shares(self, owner: str, *, limit: int, after: str | None) -> list[Share]:
        """The owner's shares, newest first, at most `limit` + 1 of them."""

    def remove_share(self, owner: str, share_id: str) -> bool:
        """Whether there was such a share of this owner."""

    def add_result(self, draft: Asset, quota: Quota, instead_of: str | None = None) -> None:
        """Write the draft of what a recipe makes of a source, with its counters, and that it is the
        one result of that recipe. `instead_of`: a result that was written down and is lost.

        Raises QuotaExceeded, and RowChanged when another result is written down. When a result is
        marked as being deleted, swap() forgets that it was one.
        """

    def result(self, source: Asset, recipe_hash: str) -> str | None:
        """The id of what the recipe made, or is making, of the source."""

    def family(self, owner: str, root_id: str, *, limit: int) -> list[Descent]:
        """Everything made of this first source, directly or not, in one request; `limit` at most
        1,000."""

    def add_palettes(self, palettes: Sequence[StoredPalette], asset: Asset | None) -> None:
        """Keep the palettes, all or none. Raises RowChanged when `asset`, which they were taken
        from, is no longer ready."""

    def palette(self, owner: str, palette_id: str) -> StoredPalette | None: ...

    def palettes(self, owner: str, *, limit: int, after: str | None) -> list[StoredPalette]:
        """The owner's palettes by id, latest first, at most `limit` + 1 of them."""

    def palettes_of(self, owner: str, asset_id: str) -> list[StoredPalette]:
        """All that were taken from this asset."""

    def remove_palette(self, owner: str, palette_id: str) -> bool:
        """Whether there was such a palette of this owner."""

    def remove_palettes_of(self, owner: str, asset_id: str) -> None: ...

    def begin(
        self,
        generation: Generation,
        once: Once,
        drafts: Sequence[Asset],
        *,
        quota: Quota,
        budget: Budget,
        recording: Asset | None = None,
    ) -> None:
        """Write the generation, its key, the drafts of its images with their counters, what it
        charges, and whose the recording is now, all or nothing. Raises RowChanged when the key was
        used before or the recording is not as it was read, QuotaExceeded and BudgetSpent."""

    def once(self, owner: str, key_hash: str) -> Once | None: ...

    def answered(self, once: Once) -> None:
        """The request is no longer in flight. Raises RowChanged when the key is gone."""

    def generation(self, owner: str, generation_id: str) -> Generation | None: ...

    def generations(self, owner: str, *, limit: int, after: str | None) -> list[Generation]:
        """The owner's generations, newest first, at most `limit` + 1 of them, in one request."""

    def claim_generation(
        self, owner: str, generation_id: str, claim: Claim, now: datetime
    ) -> Generation | None:
        """Take a generation that is not over; as it is when it is over, None when there is none.
        Raises RowBusy while a claim with another token is live."""

    def swap_generation(
        self,
        before: Generation,
        after: Generation,
        drafts: Sequence[Asset] = (),
        *,
        budget: Budget | None = None,
    ) -> Generation:
        """Replace the row if it still has `before.revision`; the budget of its day follows the
        difference of the charges, and `drafts` are written with it. Raises RowChanged, and, with a
        `budget`, BudgetSpent."""

    def remove_generation(self, generation: Generation, given_back: Charge) -> None:
        """Drop the row, if it still has this revision, and give back a part of its charge. Raises
        RowChanged."""

    def overview(self, owner: str, day: str) -> tuple[Tally, Charge]:
        """The owner's counters, and what they have charged on this day, in one request."""

    def spent(self, owner: str, day: str) -> Charge:
        """What the owner has charged on this day."""

    def due_generations(self, now: datetime, *, limit: int) -> list[GenerationRef]:
        """Generations that were due by now, most overdue first."""

    def due(self, shard: str, now: datetime, *, limit: int) -> list[AssetRef]:
        """Rows of this shard that were due by now, most overdue first, with a second's delay at
        most. `claim` moves no due date, so a row may be in work: its own `due_at` says so."""

    def owners_to_audit(self, shard: str, now: datetime, *, limit: int) -> list[str]:
        """Owners of this shard whose rows were due to be checked against the stores, most overdue
        first."""

    def audited(self, owner: str, next_at: datetime) -> None:
        """Check this owner's rows again then."""

    def checkpoint(self, name: str) -> Mapping[str, Any]:
        """Where a long walk stopped last time; empty before the first."""

    def save_checkpoint(self, name: str, position: Mapping[str, Any]) -> None: ...
