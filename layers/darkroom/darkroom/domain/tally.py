"""What an asset adds to its owner's counters. The counters of an owner are the sum over assets.

The catalog writes a row and the difference of its tally in one transaction, so that a counter can
never be forgotten by a new kind of change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from darkroom.domain.asset import Asset, Kind, Status
from darkroom.domain.errors import QuotaExceeded
from darkroom.domain.limits import DEFAULT_JOB_ID, Limits

Tally = Mapping[str, int]

COUNTERS = (
    "pending",
    "ready",
    "rejected",
    "private",
    "public",
    "uploaded",
    "processed",
    "generated",
    "edited",
    "in_jobs",
    "bytes_originals",
    "bytes_variants",
    "quota_assets",
    "quota_bytes",
)
"""`quota_*` count what an owner's limits apply to: ready originals and what pending tickets
promise. `bytes_*` count what is stored."""


def tally(asset: Asset) -> Counter[str]:
    """The counters one asset adds 1 (or its bytes) to. Nothing, once it is being deleted."""
    counts: Counter[str] = Counter()
    if asset.status is Status.DELETING:
        return counts
    if asset.status is not Status.RECEIVED:
        counts[asset.status.value] = 1
    if asset.status is Status.REJECTED:
        return counts
    counts["quota_assets"] = 1
    counts["quota_bytes"] = asset.size
    if asset.status is Status.READY:
        counts[asset.visibility.value] = 1
        counts[asset.kind.value] = 1
        counts["edited"] = int(asset.kind is Kind.PROCESSED)
        counts["in_jobs"] = int(asset.job_id != DEFAULT_JOB_ID)
        counts["bytes_originals"] = asset.size
        counts["bytes_variants"] = sum(each.size for each in (*asset.variants, *asset.exports))
    return counts


def difference(before: Asset | None, after: Asset | None) -> dict[str, int]:
    """What to add to the counters when one row replaces the other; None is no row."""
    change = tally(after) if after else Counter[str]()
    change.subtract(tally(before) if before else Counter[str]())
    return {name: count for name, count in change.items() if count}


@dataclass(frozen=True, slots=True)
class Quota:
    """How much one owner may hold: `max_bytes` of originals in `max_assets` assets; 0 = any."""

    max_bytes: int = 0
    max_assets: int = 0

    @classmethod
    def of(cls, limits: Limits) -> Quota:
        return cls(limits.max_bytes_per_owner, limits.max_assets_per_owner)

    def __bool__(self) -> bool:
        return bool(self.max_bytes or self.max_assets)

    def check(self, held: Tally, bytes_more: int, assets_more: int = 1) -> None:
        """Raises QuotaExceeded when what is held leaves no room for more."""
        if self.max_assets and held.get("quota_assets", 0) + assets_more > self.max_assets:
            raise QuotaExceeded(f"An owner may have {self.max_assets} assets.")
        if self.max_bytes and held.get("quota_bytes", 0) + bytes_more > self.max_bytes:
            raise QuotaExceeded(f"An owner may store {self.max_bytes} bytes.")
