"""Variants that are gone are made again, as long as their original is there."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from darkroom.domain.asset import Asset, Visibility
from darkroom.domain.errors import StoreFailure
from darkroom.storage.base import Write
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import NOT_A_PHOTO, House, Services
from tests.unit.services.stepping import (
    WAYS,
    Crash,
    Steps,
    Way,
    failing,
    happening_at,
    nothing,
)

BOTH = pytest.mark.parametrize("visibility", list(Visibility))


def robbed(house: House, visibility: Visibility, number: int = 2) -> Asset:
    """An asset some of whose variants somebody deleted by hand, a day ago."""
    asset = house.upload(visibility=visibility)
    house.ports.home_of(asset).delete_many(asset.variant_keys[:number])
    house.clock.advance(days=1)
    return asset


@BOTH
def test_missing_variants_are_made_again_where_they_belong(
    house: House, visibility: Visibility
) -> None:
    kept, asset = house.upload(visibility=visibility), robbed(house, visibility)
    report = house.now.rows()
    assert (dict(report.found), report.complete) == ({"variants_missing": 2}, True)
    assert house.now.missing == []
    house.check_end()
    assert house.row(kept.id) == kept
    assert replace(house.row(asset.id), revision=0, edition=0) == replace(
        asset, revision=0, edition=0, updated_at=house.clock.now()
    )


def test_a_dry_run_makes_nothing(house: House) -> None:
    robbed(house, Visibility.PRIVATE)
    before = house.everything()
    assert dict(house.now.rows(dry_run=True).found) == {"variants_missing": 2}
    assert house.everything() == before


def test_only_what_is_missing_is_written(house: House) -> None:
    asset = robbed(house, Visibility.PRIVATE, number=1)
    house.ports.private.save(Write(asset.variant_keys[1], b"as it was", "image/webp"))
    house.now.rows()
    assert house.ports.private.read(asset.variant_keys[1], max_bytes=99) == b"as it was"


def test_what_turns_out_otherwise_is_noted_on_the_row_and_counted(house: House) -> None:
    """Another version of a codec writes other bytes."""
    asset = house.upload()
    old = tuple(replace(variant, size=variant.size + 7) for variant in asset.variants)
    house.catalog.swap(asset, replace(asset, variants=old))
    house.ports.private.delete_many(asset.variant_keys)
    house.clock.advance(days=1)
    house.now.rows()
    assert house.row(asset.id).variants == asset.variants
    house.check_end()


def test_an_original_that_does_not_develop_is_a_case_for_a_person(house: House) -> None:
    asset = robbed(house, Visibility.PRIVATE)
    house.ports.private.save(Write(asset.original_key, NOT_A_PHOTO, "image/jpeg"))
    report = house.now.rows()
    assert dict(report.found) == {"rows_without_object": 2}
    assert house.now.missing == [(asset.id, key) for key in sorted(asset.variant_keys)]
    assert house.row(asset.id) == asset


def test_a_fault_leaves_it_to_the_next_run(house: House) -> None:
    robbed(house, Visibility.PRIVATE)
    report = _unwatched(house, failing("private.save")).rows()
    assert (dict(report.faults), report.complete) == ({StoreFailure.code: 1}, False)
    house.reconcile(runs=2)
    house.check_end()


def test_without_time_it_is_left_to_the_next_run(house: House) -> None:
    robbed(house, Visibility.PRIVATE)
    steps = Steps()
    service = _unwatched(house, steps)
    report = service.rows(has_time=lambda: "private.exists" not in steps.taken)
    assert (dict(report.found), report.complete) == ({}, False)
    assert dict(house.now.rows().found) == {"variants_missing": 2}


@BOTH
@pytest.mark.parametrize("way", WAYS)
def test_whatever_fails_at_whichever_step_it_is_whole_in_the_end(
    new_house: NewHouse, way: Way, visibility: Visibility
) -> None:
    for n in range(1, 60):
        house, steps = new_house(), Steps()
        robbed(house, visibility)
        way(steps, n)
        _run(_unwatched(house, steps).rows)
        house.clock.advance(days=8)
        house.reconcile(runs=2)
        house.check_end()
        if len(steps.taken) < n:
            return
    pytest.fail("the round never came to an end")


@BOTH
@pytest.mark.parametrize("what", ["delete", "move"])
def test_whoever_comes_in_between_finds_it_whole_or_gone(
    new_house: NewHouse, what: str, visibility: Visibility
) -> None:
    for n in range(1, 60):
        house, steps = new_house(), Steps()
        asset = robbed(house, visibility)
        steps.before = happening_at(n, partial(_meddle, house, asset, what))
        _run(_unwatched(house, steps).rows)
        house.clock.advance(days=8)
        house.reconcile(runs=2)
        house.check_end()
        if len(steps.taken) < n:
            return
    pytest.fail("the round never came to an end")


def _meddle(house: House, asset: Asset, what: str) -> None:
    other = Visibility.PUBLIC if asset.visibility is Visibility.PRIVATE else Visibility.PRIVATE
    if what == "delete":
        _run(partial(house.now.deletion.delete, "alice", asset.id))
    else:
        _run(partial(house.now.moves.move, "alice", asset.id, other))


def _run(action: object) -> None:
    """To its end, or as far as it comes."""
    assert callable(action)
    try:
        action()
    except (Crash, Exception):  # noqa: BLE001 — what becomes of it is looked at, not how it ended
        return


def _unwatched(house: House, steps: Steps) -> Services:
    """A house that was robbed breaks its promises until it is whole again."""
    services = house.stepping(steps)
    steps.check = nothing
    return services
