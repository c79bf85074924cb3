"""The reconciler's first round, with something failing, or somebody coming between."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from darkroom.catalog.base import AssetRef
from darkroom.domain.asset import Asset, Status
from darkroom.domain.errors import (
    AssetNotFound,
    DeliveryFailure,
    RowChanged,
    StoreFailure,
)
from darkroom.domain.tally import Quota
from darkroom.services import reconcile
from darkroom.services.deletion import Deletion
from darkroom.services.reconcile import Overdue, Report
from tests.builders import a_draft, an_id
from tests.fakes import START, MemoryCatalog
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import House
from tests.unit.services.overdue import everything_overdue, half_moved, in_shard, overdue_drafts
from tests.unit.services.stepping import Steps, failing, happening_at

# Faults


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
