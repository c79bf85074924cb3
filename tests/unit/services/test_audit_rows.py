"""The reconciler's third round: what rows point at and is not there."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import pytest

from darkroom.domain.asset import Asset, Visibility
from darkroom.domain.errors import CatalogFailure, MoveInProgress, StoreFailure
from darkroom.domain.tally import Quota
from darkroom.services import audit
from darkroom.services.reconcile import Report
from darkroom.storage.base import Write
from tests.builders import an_asset
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import NOT_A_PHOTO, House, time_for
from tests.unit.services.moving import crash_while_moving
from tests.unit.services.stepping import (
    Steps,
    happening_at,
    in_turn,
    nothing,
)

PRIVATE, PUBLIC = Visibility.PRIVATE, Visibility.PUBLIC
MISSING = "rows_without_object"
MADE_AGAIN = "variants_missing"


def run_for_a_page(house: House) -> tuple[Report, list[tuple[str, str]]]:
    """A run whose time is over once a page was read; what it found."""
    steps = Steps()
    service = house.stepping(steps)
    steps.check = nothing
    report = service.rows(has_time=lambda: "catalog.page" not in steps.taken)
    return report, service.missing


def lose(house: House, asset: Asset, key: str) -> None:
    house.ports.private.delete(key)
    house.public.delete(key)


def missing_rows(house: House, number: int, owner: str = "alice") -> list[Asset]:
    """Ready assets whose objects were never there."""
    assets = [an_asset(owner) for _ in range(number)]
    house.catalog.add(assets, Quota())
    return assets


# What is found


@pytest.mark.parametrize("visibility", list(Visibility))
def test_each_object_that_a_row_points_at_and_is_not_there_is_reported(
    house: House, visibility: Visibility
) -> None:
    kept, asset = house.upload(), house.upload(visibility=visibility)
    house.clock.advance(days=1)
    # Without its original, a variant cannot be made again.
    for key in (asset.original_key, asset.variant_keys[1]):
        lose(house, asset, key)
    report = house.now.rows()
    assert dict(report.found) == {MISSING: 2}
    assert house.now.missing == [
        (asset.id, asset.original_key),
        (asset.id, asset.variant_keys[1]),
    ]
    assert house.row(kept.id) == kept


def test_a_public_variant_that_is_in_private_alone_is_missing(house: House) -> None:
    asset = house.published()
    key = asset.variant_keys[0]
    lose(house, asset, key)
    house.ports.private.save(Write(key, b"large", "image/webp"))
    house.clock.advance(days=1)
    assert dict(house.now.rows().found) == {MADE_AGAIN: 1}
    assert key in house.keys(house.public)


def test_an_original_that_is_in_public_alone_is_missing(house: House) -> None:
    asset = house.published()
    lose(house, asset, asset.original_key)
    house.public.save(Write(asset.original_key, b"photo", "image/jpeg"))
    house.clock.advance(days=1)
    house.now.rows()
    assert house.now.missing == [(asset.id, asset.original_key)]


def test_nothing_is_changed_by_what_is_found(house: House) -> None:
    asset = house.upload()
    lose(house, asset, asset.original_key)
    house.clock.advance(days=1)
    house.now.rows()
    assert house.row(asset.id) == asset


# What is not


def test_what_is_healthy_is_not_reported(house: House) -> None:
    for owner in ("alice", "bob", "al ice/ü"):
        for job_id in ("tour", "tour-2", "a"):
            house.upload(owner, job_id=job_id)
            house.upload(owner, job_id=job_id, visibility=PUBLIC)
    house.upload(body=NOT_A_PHOTO)
    house.ticket()
    house.clock.advance(days=1)
    report = house.now.rows()
    assert (dict(report.found), report.complete) == ({}, True)
    assert house.now.missing == []


def test_neighbours_of_the_same_job_do_not_stand_in_for_what_is_missing(house: House) -> None:
    assets = [house.upload(job_id="tour") for _ in range(3)]
    lose(house, assets[1], assets[1].variant_keys[0])
    house.clock.advance(days=1)
    assert dict(house.now.rows().found) == {MADE_AGAIN: 1}
    house.check_end()


@pytest.mark.parametrize("target", list(Visibility))
def test_an_asset_that_moves_is_not_reported(new_house: NewHouse, target: Visibility) -> None:
    """Nor one whose move was cut off, wherever that was."""
    for n in range(2, 14):
        house = new_house()
        asset = house.upload(visibility=PUBLIC if target is PRIVATE else PRIVATE)
        crash_while_moving(house, asset, target, n)
        house.clock.advance(days=1)
        house.now.rows()
        assert house.now.missing == []


@pytest.mark.parametrize("target", list(Visibility))
def test_an_asset_that_moves_during_the_round_is_not_reported(
    new_house: NewHouse, target: Visibility
) -> None:
    def move(house: House, asset: Asset) -> None:
        with suppress(MoveInProgress):
            house.now.moves.move("alice", asset.id, target)

    def back(house: House, asset: Asset) -> None:
        house.now.moves.move("alice", asset.id, asset.visibility)

    for n in range(1, 60):
        for m in range(n, n + 4):
            house, steps = new_house(), Steps()
            asset = house.upload(visibility=PUBLIC if target is PRIVATE else PRIVATE)
            house.clock.advance(days=1)
            there = happening_at(n, partial(move, house, asset))
            again = happening_at(m, partial(back, house, asset))
            steps.before = in_turn(there, again) if m > n else there
            service = house.stepping(steps)
            report = service.rows()
            assert (service.missing, dict(report.found)) == ([], {}), steps.taken
        if len(steps.taken) < n:
            return
    pytest.fail("the round never came to an end")


def test_an_asset_deleted_during_the_round_is_not_reported(new_house: NewHouse) -> None:
    for n in range(1, 60):
        house, steps = new_house(), Steps()
        asset = house.upload()
        house.clock.advance(days=1)
        steps.before = happening_at(n, partial(house.now.deletion.delete, "alice", asset.id))
        service = house.stepping(steps)
        service.rows()
        assert service.missing == []
        if len(steps.taken) < n:
            return
    pytest.fail("the round never came to an end")


# When


def test_an_owner_is_looked_at_after_a_day_and_then_every_week(house: House) -> None:
    asset = house.upload()
    lose(house, asset, asset.original_key)
    found = []
    for _ in range(17):
        found.append(house.now.rows().found[MISSING])
        house.clock.advance(days=1)
    assert [day for day, number in enumerate(found) if number] == [1, 8, 15]


def test_a_dry_run_reports_the_same_and_touches_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "ASSETS_PER_PAGE", 2)
    missing_rows(house, 5)
    house.clock.advance(days=1)
    before = house.everything()
    for _ in range(2):
        assert house.now.rows(dry_run=True).found[MISSING] == 20
    assert house.everything() == before


# Bounds


def test_an_owner_with_many_assets_is_looked_at_in_many_runs(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "ASSETS_PER_PAGE", 2)
    assets = missing_rows(house, 5)
    house.clock.advance(days=1)
    runs = [run_for_a_page(house) for _ in range(3)]
    assert [report.complete for report, _ in runs] == [False] * 3
    assert [{id_ for id_, _ in missing} for _, missing in runs] == [
        {asset.id for asset in assets[:2]},
        {asset.id for asset in assets[2:4]},
        {assets[4].id},
    ]
    report = house.now.rows()
    assert (dict(report.found), report.complete) == ({}, True)


def test_when_time_is_over_the_round_ends_and_the_next_goes_on(house: House) -> None:
    owners = [f"owner-{n}" for n in range(5)]
    for owner in owners:
        missing_rows(house, 1, owner)
    house.clock.advance(days=1)
    report = house.now.rows(has_time=time_for(0))
    assert (dict(report.found), report.complete) == ({}, False)
    found = 0
    for _ in range(30):
        report = house.now.rows(has_time=time_for(20))
        found += report.found[MISSING]
        if report.complete:
            break
    assert (found, report.complete) == (5 * 4, True)


def test_when_time_is_over_no_other_owner_of_the_shard_is_begun(house: House) -> None:
    for n in range(40):
        missing_rows(house, 1, f"owner-{n}")
    house.clock.advance(days=1)
    report, missing = run_for_a_page(house)
    assert (len(missing), report.complete) == (4, False)


def test_one_run_takes_so_many_owners_of_a_shard(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "OWNERS_PER_SHARD", 1)
    owners = {f"owner-{n}" for n in range(40)}
    for owner in owners:
        missing_rows(house, 1, owner)
    house.clock.advance(days=1)
    first = house.now.rows().found[MISSING] // 4
    assert 1 <= first <= 16
    found = first + sum(house.now.rows().found[MISSING] // 4 for _ in range(40))
    assert found == 40


# Faults


@pytest.mark.parametrize(
    "name", ["catalog.owners_to_audit", "catalog.page", "catalog.get", "private.list"]
)
def test_a_fault_is_counted_and_the_owner_looked_at_by_the_next_run(
    house: House, name: str
) -> None:
    missing_rows(house, 1)
    house.clock.advance(days=1)
    steps = Steps()

    def fail(number: int, step: str) -> None:
        if step == name:
            raise CatalogFailure if step.startswith("catalog") else StoreFailure

    steps.before = fail
    service = house.stepping(steps)
    steps.check = nothing
    report = service.rows()
    assert (report.faults.total() > 0, report.complete) == (True, False)
    assert house.now.rows().found[MISSING] == 4


def test_a_fault_with_one_owner_keeps_no_other_waiting(house: House) -> None:
    for owner in ("alice", "bob", "carol"):
        missing_rows(house, 1, owner)
    house.clock.advance(days=1)
    steps = Steps()

    def fail(number: int, name: str) -> None:
        if name == "catalog.page" and steps.taken.count(name) == 1:
            raise CatalogFailure

    steps.before = fail
    service = house.stepping(steps)
    steps.check = nothing
    report = service.rows()
    assert (report.found[MISSING], dict(report.faults)) == (8, {"catalog_unavailable": 1})
    assert house.now.rows().found[MISSING] == 4
