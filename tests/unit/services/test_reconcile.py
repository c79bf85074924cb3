"""The reconciler's first round: what is overdue is expired, sent again, moved on, erased."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

import pytest

from darkroom.catalog.base import DUE_SHARDS
from darkroom.domain.arrival import Arrival
from darkroom.domain.asset import Status
from darkroom.domain.errors import (
    StoreFailure,
)
from darkroom.services import reconcile
from darkroom.services.reconcile import Overdue, Report
from tests.unit.services.house import NOT_A_PHOTO, House, time_for
from tests.unit.services.overdue import everything_overdue, overdue_drafts
from tests.unit.services.stepping import Crash, Steps, crash_after

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
