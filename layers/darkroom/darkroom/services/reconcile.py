"""The reconciler's rounds: finish what is overdue, and look for drift between rows and objects.

Three rounds, each bounded, each going on next time where it stopped:

    overdue   rows whose due date has passed: expire, send again, move on, finish deleting
    objects   a walk through both buckets: objects without rows, copies in the wrong bucket
    rows      owner by owner: rows without objects

A dry run only counts what it would do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from darkroom.catalog.base import DUE_SHARDS
from darkroom.domain.arrival import Arrival
from darkroom.domain.asset import Asset, Status
from darkroom.domain.errors import DarkroomError, ObjectNotFound, RowChanged
from darkroom.services.deletion import Deletion
from darkroom.services.ports import Ports
from darkroom.services.visibility import Moves

OVERDUE_PER_SHARD = 100


@dataclass(slots=True)
class Report:
    """What one run found, by name, and the codes of what went wrong while mending it."""

    dry_run: bool
    found: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    complete: bool = True

    def attempt(self, finding: str, mend: Callable[[], None]) -> None:
        """Count a finding and mend it; a fault is counted too and left for the next run."""
        self.found[finding] += 1
        if self.dry_run:
            return
        try:
            mend()
        except RowChanged:
            return  # somebody else was first: not ours to mend any more
        except DarkroomError as error:
            self.faults[error.code] += 1


@dataclass(frozen=True, slots=True)
class Overdue:
    """The first round."""

    ports: Ports
    moves: Moves
    deletion: Deletion
    requeue: Callable[[Arrival], None]

    def sweep(self, report: Report, has_time: Callable[[], bool]) -> None:
        """At most OVERDUE_PER_SHARD rows of each shard."""
        for shard in DUE_SHARDS:
            if not has_time():
                report.complete = False
                return
            self._sweep_shard(shard, report, has_time)

    def _sweep_shard(self, shard: str, report: Report, has_time: Callable[[], bool]) -> None:
        now = self.ports.now()
        refs = self.ports.catalog.due(shard, now, limit=OVERDUE_PER_SHARD)
        for ref in refs:
            if not has_time():
                report.complete = False
                return
            asset = self.ports.catalog.get(ref.owner, ref.asset_id)
            if asset and asset.due_at and asset.due_at <= now:  # the index may lag behind
                self._mend(asset, report)
        report.complete = report.complete and len(refs) < OVERDUE_PER_SHARD

    def _mend(self, asset: Asset, report: Report) -> None:
        if asset.status is Status.PENDING:
            self._mend_pending(asset, report)
        elif asset.status is Status.REJECTED:
            report.attempt("rejected_forgotten", lambda: self.ports.catalog.remove(asset))
        elif asset.status is Status.DELETING:
            report.attempt("deletions_finished", lambda: self.deletion.finish(asset))
        else:
            report.attempt("moves_finished", lambda: _done(self.moves.resume(asset)))

    def _mend_pending(self, asset: Asset, report: Report) -> None:
        """An upload that arrived but was never decided is told again; the others are over."""
        try:
            arrived = self.ports.uploads.info(asset.original_key)
        except ObjectNotFound:
            report.attempt("uploads_expired", lambda: self._expire(asset))
        else:
            arrival = Arrival(asset.original_key, arrived.etag)
            report.attempt("uploads_requeued", lambda: self._send_again(asset, arrival))

    def _expire(self, asset: Asset) -> None:
        """With a claim, processing may have left objects behind: then it is a deletion."""
        if asset.claim is None:
            self.ports.catalog.remove(asset)
        else:
            marked = self.ports.catalog.swap(asset, asset.deleting(self.ports.now()))
            self.deletion.finish(marked)

    def _send_again(self, asset: Asset, arrival: Arrival) -> None:
        """The ended claim stays: see `_expire`."""
        nudged = asset.nudged(self.ports.now()).claimed(asset.claim)
        self.ports.catalog.swap(asset, nudged)
        self.requeue(arrival)


def _done(_: Asset) -> None:
    """A mended asset is of no further interest."""
