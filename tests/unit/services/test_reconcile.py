"""The reconciler's first round: what is overdue is expired, sent again, moved on, erased."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest

from darkroom.catalog.base import DUE_SHARDS, AssetRef
from darkroom.domain.arrival import Arrival
from darkroom.domain.asset import Asset, Status, Visibility
from darkroom.domain.errors import (
    AssetNotFound,
    CatalogFailure,
    DeliveryFailure,
    RowChanged,
    StoreFailure,
)
from darkroom.domain.ids import uuid7
from darkroom.domain.tally import Quota
from darkroom.services import reconcile
from darkroom.services.deletion import Deletion
from darkroom.services.reconcile import Overdue, Report
from tests.builders import a_draft, an_id
from tests.fakes import START, MemoryCatalog
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import NOT_A_PHOTO, House
from tests.unit.services.stepping import Crash, Steps, crash_after, happening_at

_serial = count(1)
PUBLIC = Visibility.PUBLIC
HOUR = timedelta(hours=1)


def in_shard(shard: str) -> str:
    """An id of its own that ends so."""
    return uuid7(0, (next(_serial) << 4 | int(shard, 16)).to_bytes(10, "big"))


def overdue_drafts(house: House, *shards: str) -> list[Asset]:
    """Uploads that never came, the most overdue first."""
    drafts = [
        a_draft(id=in_shard(shard), created_at=START + timedelta(milliseconds=n))
        for n, shard in enumerate(shards)
    ]
    house.catalog.add(drafts, Quota())
    house.clock.advance(hours=1)
    return drafts


def half_moved(house: House, target: Visibility = PUBLIC) -> Asset:
    asset, steps = house.upload(), Steps()
    crash_after(steps, 4)
    with suppress(Crash):
        house.stepping(steps).moves.move("alice", asset.id, target)
    return asset


def half_deleted(house: House) -> Asset:
    asset, steps = house.upload(), Steps()
    crash_after(steps, 2)
    with suppress(Crash):
        house.stepping(steps).deletion.delete("alice", asset.id)
    return asset


def time_for(number: int) -> Callable[[], bool]:
    """Answers yes so often."""
    answers = iter([True] * number)
    return lambda: next(answers, False)


# Uploads that never came


def test_an_upload_that_never_came_expires_with_its_counters(house: House) -> None:
    house.ticket()
    house.clock.advance(minutes=20)
    assert dict(house.now.overdue().found) == {"uploads_expired": 1}
    assert house.catalog.rows == {}
    house.check_end()


def test_until_a_quarter_of_an_hour_after_its_ticket_an_upload_may_come(house: House) -> None:
    ticket = house.ticket()
    house.clock.advance(minutes=19, seconds=59)
    assert not house.now.overdue().found
    assert house.process(house.arrive(ticket)).verdict == "ready"


def test_an_upload_that_came_too_late_finds_no_row(house: House) -> None:
    ticket = house.ticket()
    house.clock.advance(minutes=20)
    house.now.overdue()
    assert house.process(house.arrive(ticket)).verdict == "unknown"
    assert house.keys(house.ports.uploads) == set()


# Uploads that came and were forgotten


def test_a_forgotten_upload_is_told_again(house: House) -> None:
    arrival = house.arrive(house.ticket())
    house.clock.advance(minutes=20)
    assert dict(house.now.overdue().found) == {"uploads_requeued": 1}
    assert house.queue == [arrival]
    assert house.process(arrival).verdict == "ready"
    house.check_end()


def test_a_forgotten_upload_is_told_again_once_an_hour(house: House) -> None:
    house.arrive(house.ticket())
    house.clock.advance(minutes=20)
    told = []
    for _ in range(9):
        house.now.overdue()
        told.append(len(house.queue))
        house.clock.advance(minutes=15)
    assert told == [1, 1, 1, 1, 2, 2, 2, 2, 3]


def test_an_upload_under_development_is_left_alone(house: House) -> None:
    ticket = house.ticket()
    arrival = house.arrive(ticket)
    house.clock.advance(minutes=19)
    steps = Steps()
    crash_after(steps, 1)
    with suppress(Crash):
        house.stepping(steps).processing.process(arrival)
    house.clock.advance(minutes=4)
    before = house.everything()
    assert not house.now.overdue().found
    assert house.everything() == before


def test_an_upload_that_is_told_again_is_marked_before_it_is_sent(house: House) -> None:
    """Otherwise a fault in between would send it again and again."""
    ticket = house.ticket()
    house.arrive(ticket)
    house.clock.advance(minutes=20)
    marked: list[datetime | None] = []
    report = Report(dry_run=False)

    def requeue(arrival: Arrival) -> None:
        marked.append(house.row(ticket.id).nudged_at)

    Overdue(house.ports, house.now.moves, house.now.deletion, requeue).sweep(report, lambda: True)
    assert marked == [house.clock.now()]


def test_an_upload_that_could_not_be_sent_is_counted_and_sent_an_hour_later(house: House) -> None:
    house.arrive(house.ticket())
    house.clock.advance(minutes=20)
    report = Report(dry_run=False)

    def fail(arrival: Arrival) -> None:
        raise StoreFailure

    Overdue(house.ports, house.now.moves, house.now.deletion, fail).sweep(report, lambda: True)
    assert dict(report.faults) == {"store_unavailable": 1}
    house.clock.advance(hours=1)
    house.now.overdue()
    assert len(house.queue) == 1


# Rejected


def test_a_rejection_can_be_asked_about_for_a_week(house: House) -> None:
    asset = house.upload(body=NOT_A_PHOTO)
    house.clock.advance(days=6, hours=23)
    assert not house.now.overdue().found
    house.clock.advance(hours=1)
    assert dict(house.now.overdue().found) == {"rejected_forgotten": 1}
    assert house.catalog.get("alice", asset.id) is None
    house.check_end()


# All at once


def everything_overdue(house: House) -> None:
    house.upload(body=NOT_A_PHOTO)
    house.clock.advance(days=7)
    house.upload()
    half_moved(house)
    half_deleted(house)
    house.ticket()
    house.arrive(house.ticket())
    house.clock.advance(minutes=20)


ALL_KINDS = {
    "rejected_forgotten": 1,
    "moves_finished": 1,
    "deletions_finished": 1,
    "uploads_expired": 1,
    "uploads_requeued": 1,
}


def test_every_kind_is_found_and_mended_in_one_run(house: House) -> None:
    everything_overdue(house)
    report = house.now.overdue()
    assert (dict(report.found), dict(report.faults), report.complete) == (ALL_KINDS, {}, True)
    assert not house.now.overdue().found
    house.process(house.queue.pop())
    house.check_end()
    assert [row.status for row in house.catalog.rows.values()] == [Status.READY] * 3


def test_a_dry_run_counts_the_same_and_touches_nothing(house: House) -> None:
    everything_overdue(house)
    before = house.everything()
    assert dict(house.now.overdue(dry_run=True).found) == ALL_KINDS
    assert house.everything() == before


def test_what_is_healthy_is_not_touched(house: House) -> None:
    house.upload()
    house.published(slot="profile/avatar")
    house.clock.advance(days=400)
    before = house.everything()
    assert not house.now.overdue().found
    assert house.everything() == before


# Bounds


def test_one_run_takes_so_many_of_a_shard_and_the_next_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "OVERDUE_PER_SHARD", 2)
    overdue_drafts(house, *"00000", "1")
    reports = [house.now.overdue() for _ in range(3)]
    assert [report.found["uploads_expired"] for report in reports] == [3, 2, 1]
    assert [report.complete for report in reports] == [False, False, True]


def test_the_most_overdue_comes_first(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "OVERDUE_PER_SHARD", 1)
    first, second = overdue_drafts(house, *"00")
    house.now.overdue()
    assert [row.id for row in house.catalog.rows.values()] == [second.id]
    assert first.id != second.id


def test_when_time_is_over_a_run_ends_and_the_next_goes_on(house: House) -> None:
    overdue_drafts(house, *"0123")
    report = house.now.overdue(has_time=time_for(0))
    assert (dict(report.found), report.complete) == ({}, False)
    found = 0
    for _ in range(20):
        report = house.now.overdue(has_time=time_for(17))
        found += report.found["uploads_expired"]
        if report.complete:
            break
    assert (found, report.complete, house.catalog.rows) == (4, True, {})


def test_no_shard_waits_behind_others_for_ever(house: House) -> None:
    """Each run has time for a single shard, and there is always more to do in all of them."""
    reached: set[str] = set()
    for _ in DUE_SHARDS:
        overdue_drafts(house, *DUE_SHARDS)
        before = {id_ for _, id_ in house.catalog.rows}
        house.now.overdue(has_time=time_for(2))
        reached |= {id_[-1] for id_ in before - {id_ for _, id_ in house.catalog.rows}}
        house.clock.advance(minutes=15 - 60)  # runs are a quarter of an hour apart
    assert reached == set(DUE_SHARDS)


# Faults


def failing(*names: str) -> Steps:
    """Every call of these names fails."""
    steps = Steps()

    def fail(number: int, name: str) -> None:
        if name in names:
            raise CatalogFailure if name.startswith("catalog") else StoreFailure

    steps.before = fail
    return steps


@pytest.mark.parametrize(
    "name", ["catalog.due", "catalog.get", "catalog.swap", "catalog.remove", "uploads.info"]
)
def test_a_fault_is_counted_and_mended_by_the_next_run(house: House, name: str) -> None:
    everything_overdue(house)
    report = house.stepping(failing(name)).overdue()
    assert report.faults.total() > 0
    assert not report.complete
    house.clock.advance(hours=1)
    house.now.overdue()
    while house.queue:
        house.process(house.queue.pop())
    house.check_end()
    assert {row.status for row in house.catalog.rows.values()} == {Status.READY}


def test_a_fault_in_one_row_does_not_keep_the_others_waiting(house: House) -> None:
    overdue_drafts(house, *"0011")
    steps = Steps()

    def fail(number: int, name: str) -> None:
        if name == "uploads.info" and steps.taken.count(name) == 1:
            raise StoreFailure

    steps.before = fail
    report = house.stepping(steps).overdue()
    assert (report.found["uploads_expired"], dict(report.faults)) == (3, {"store_unavailable": 1})


def test_deletions_that_fail_again_and_again_keep_no_others_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconcile, "OVERDUE_PER_SHARD", 1)
    stuck, other = (
        a_draft(id=in_shard("0"), owner=owner, status=Status.DELETING, updated_at=at)
        for owner, at in (("alice", START), ("bob", START + timedelta(seconds=1)))
    )
    house.catalog.add([stuck], Quota())
    house.catalog.add([other], Quota())

    class Failing(Deletion):
        def finish(self, asset: Asset) -> None:
            if asset.owner == "alice":
                raise DeliveryFailure
            super().finish(asset)

    overdue = Overdue(house.ports, house.now.moves, Failing(house.ports), house.queue.append)
    for _ in range(2):
        house.clock.advance(minutes=15)
        overdue.sweep(Report(dry_run=False), lambda: True)
    assert list(house.catalog.rows) == [("alice", stuck.id)]


# At the same time


def test_a_row_that_changed_meanwhile_is_left_to_whoever_changed_it(new_house: NewHouse) -> None:
    """Its upload arrives and is decided between any two steps of a run."""
    for n in range(1, 40):
        house, steps = new_house(), Steps()
        ticket = house.ticket()
        arrival = house.arrive(ticket)
        house.clock.advance(minutes=20)
        steps.before = happening_at(n, partial(house.process, arrival))
        report = house.stepping(steps).overdue()
        assert not report.faults
        if len(steps.taken) < n:
            break
        assert house.row(ticket.id).status is Status.READY
        house.check_end()


@pytest.mark.parametrize("error", [RowChanged(), AssetNotFound()])
def test_that_somebody_else_was_first_is_no_fault(error: Exception) -> None:
    report = Report(dry_run=False)

    def mend() -> None:
        raise error

    report.attempt("moves_finished", mend)
    assert (dict(report.found), dict(report.faults)) == ({"moves_finished": 1}, {})


def test_an_asset_deleted_while_its_move_is_finished_is_no_fault(new_house: NewHouse) -> None:
    for n in range(1, 60):
        house, steps = new_house(), Steps()
        asset = half_moved(house)
        house.end_claims()
        steps.before = happening_at(n, partial(house.now.deletion.delete, "alice", asset.id))
        report = house.stepping(steps).overdue()
        assert not report.faults
        if len(steps.taken) < n:
            break
        house.reconcile()
        assert house.catalog.rows == {}
        house.check_end()


def test_an_index_that_lags_behind_is_not_believed(house: House) -> None:
    gone, ready = an_id(), house.upload()

    class Lagging(MemoryCatalog):
        def due(self, shard: str, now: datetime, *, limit: int) -> list[AssetRef]:
            return [AssetRef("alice", gone), AssetRef("alice", ready.id)]

    catalog: Any = Lagging()
    catalog.rows = house.catalog.rows
    report, ports = Report(dry_run=False), replace(house.ports, catalog=catalog)
    before = house.everything()
    Overdue(ports, house.now.moves, house.now.deletion, house.queue.append).sweep(
        report, lambda: True
    )
    assert (dict(report.found), dict(report.faults)) == ({}, {})
    assert house.everything() == before
