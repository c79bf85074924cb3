"""The reconciler's rounds: finish what is overdue, and look for drift between rows and objects.

Three rounds, each bounded, each going on next time where it stopped:

    overdue   rows whose due date has passed: expire, send again, move on, finish deleting
    objects   a walk through both buckets: objects without rows, copies in the wrong bucket
    rows      owner by owner: rows without objects

A dry run only counts what it would do. A fault never ends a run: what it concerns is left for the
next one, and the rest goes on. No shard is always the first, so that none is always the last when
time runs out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from darkroom.catalog.base import DUE_SHARDS
from darkroom.domain.arrival import Arrival
from darkroom.domain.asset import Asset, Status
from darkroom.domain.errors import DarkroomError, Fault, ObjectNotFound, Refusal, RowChanged
from darkroom.services.deletion import Deletion
from darkroom.services.ports import Ports
from darkroom.services.visibility import Moves

OVERDUE_PER_SHARD = 100
ROTATION = timedelta(minutes=15)
"""How long one shard is the first: as long as runs are apart."""


@dataclass(slots=True)
class Report:
    """What one run found, by name, and the codes of what went wrong meanwhile. `complete`: whether
    it came to the end of what was due."""

    dry_run: bool
    found: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    complete: bool = True

    def attempt(self, finding: str, mend: Callable[[], object], number: int = 1) -> None:
        """Count a finding and mend it; a fault is counted too and left for the next run."""
        self.found[finding] += number
        if not self.dry_run:
            with self.tolerated():
                mend()

    @contextmanager
    def tolerated(self) -> Iterator[None]:
        """Let nothing that fails inside keep the run from what comes after it."""
        try:
            yield
        except (RowChanged, Refusal):
            return  # somebody else was first: not ours to mend any more
        except DarkroomError as error:
            self.faults[error.code] += 1
            self.complete = False


def in_rotation(now: datetime) -> Iterator[str]:
    """All shards, beginning with the one whose turn it is."""
    turn = int(now.timestamp() // ROTATION.total_seconds()) % len(DUE_SHARDS)
    yield from DUE_SHARDS[turn:]
    yield from DUE_SHARDS[:turn]


@dataclass(frozen=True, slots=True)
class Overdue:
    """The first round."""

    ports: Ports
    moves: Moves
    deletion: Deletion
    requeue: Callable[[Arrival], None]

    def sweep(self, report: Report, has_time: Callable[[], bool]) -> None:
        """At most OVERDUE_PER_SHARD rows of each shard."""
        for shard in in_rotation(self.ports.now()):
            if not has_time():
                report.complete = False
                return
            with report.tolerated():
                self._sweep_shard(shard, report, has_time)

    def _sweep_shard(self, shard: str, report: Report, has_time: Callable[[], bool]) -> None:
        now = self.ports.now()
        refs = self.ports.catalog.due(shard, now, limit=OVERDUE_PER_SHARD)
        for ref in refs:
            if not has_time():
                report.complete = False
                return
            with report.tolerated():
                asset = self.ports.catalog.get(ref.owner, ref.asset_id)
                if asset and asset.due_at and asset.due_at <= now:  # the index may lag behind
                    self._mend(asset, report)
        report.complete = report.complete and len(refs) < OVERDUE_PER_SHARD

    def _mend(self, asset: Asset, report: Report) -> None:
        if asset.status is Status.PENDING:
            self._mend_pending(asset, report)
        elif asset.status is Status.RECEIVED:
            report.attempt("recordings_forgotten", lambda: self._expire(asset))
        elif asset.status is Status.REJECTED:
            report.attempt("rejected_forgotten", lambda: self.ports.catalog.remove(asset))
        elif asset.status is Status.DELETING:
            report.attempt("deletions_finished", lambda: self._finish(asset))
        else:
            report.attempt("moves_finished", lambda: self.moves.resume(asset))

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

    def _finish(self, asset: Asset) -> None:
        """What fails goes to the end of the line, so that it keeps nobody else waiting."""
        try:
            self.deletion.finish(asset)
        except Fault:
            with suppress(DarkroomError):
                self.ports.catalog.swap(asset, asset.deleting(self.ports.now()))
            raise
