"""Deletions, with something failing, or somebody coming between, at every call they make."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import pytest

from darkroom.catalog.base import GalleryQuery
from darkroom.domain.asset import Asset, Visibility
from darkroom.domain.errors import (
    AssetNotFound,
    DeliveryFailure,
    Fault,
    MoveInProgress,
)
from darkroom.services.galleries import Words
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import House
from tests.unit.services.moving import crash_while_moving
from tests.unit.services.stepping import WAYS, Crash, Steps, Way, crash_after, happening_at

visibilities = pytest.mark.parametrize("visibility", list(Visibility))


def delete(house: House, asset: Asset, steps: Steps) -> None:
    """One call, which may fail as calls do."""
    with suppress(Crash, Fault, AssetNotFound):
        house.stepping(steps).deletion.delete("alice", asset.id)


def number_of_steps(house: House, visibility: Visibility) -> int:
    steps = Steps()
    delete(house, house.upload(visibility=visibility), steps)
    return len(steps.taken)


def move(house: House, asset: Asset, target: Visibility) -> None:
    with suppress(AssetNotFound, MoveInProgress):
        house.now.moves.move("alice", asset.id, target)


@visibilities
@pytest.mark.parametrize("way", WAYS)
def test_whatever_fails_the_reconciler_finishes_a_deletion(
    new_house: NewHouse, way: Way, visibility: Visibility
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), visibility)):
        house, steps = new_house(), Steps()
        asset = house.upload(visibility=visibility)
        way(steps, n)
        delete(house, asset, steps)
        was_marked = not house.now.galleries.page(GalleryQuery("alice", 20), None).assets
        house.clock.advance(minutes=15)
        house.stepping(Steps()).overdue()
        assert (house.catalog.rows == {}) is was_marked, steps.taken
        house.check_end()


@visibilities
@pytest.mark.parametrize("way", WAYS)
def test_whatever_fails_in_the_reconciler_its_next_run_finishes_the_deletion(
    new_house: NewHouse, way: Way, visibility: Visibility
) -> None:
    for n in range(1, 100):
        house, begun, steps = new_house(), Steps(), Steps()
        asset = house.upload(visibility=visibility)
        crash_after(begun, 2)
        delete(house, asset, begun)
        house.clock.advance(minutes=15)
        way(steps, n)
        with suppress(Crash, Fault):
            house.stepping(steps).overdue()
        house.now.overdue()
        assert house.catalog.rows == {}
        house.check_end()
        if len(steps.taken) < n:
            break
    else:
        pytest.fail("the reconciler never came to an end")


@visibilities
def test_two_deletions_at_once_are_one(new_house: NewHouse, visibility: Visibility) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), visibility)):
        house, steps = new_house(), Steps()
        asset = house.upload(visibility=visibility)
        steps.before = happening_at(n, partial(delete, house, asset, Steps()))
        delete(house, asset, steps)
        assert house.catalog.rows == {}
        house.check_end()


@visibilities
def test_the_reconciler_at_any_step_of_a_deletion_does_no_harm(
    new_house: NewHouse, visibility: Visibility
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), visibility)):
        house, steps = new_house(), Steps()
        asset = house.upload(visibility=visibility)
        steps.before = happening_at(n, house.now.overdue)
        house.stepping(steps).deletion.delete("alice", asset.id)
        assert house.catalog.rows == {}
        house.check_end()


@visibilities
@pytest.mark.parametrize("target", list(Visibility))
def test_a_move_at_any_step_of_a_deletion_brings_nothing_back(
    new_house: NewHouse, visibility: Visibility, target: Visibility
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), visibility)):
        house, steps = new_house(), Steps()
        asset = house.upload(visibility=visibility)

        steps.before = happening_at(n, partial(move, house, asset, target))
        house.stepping(steps).deletion.delete("alice", asset.id)
        assert house.catalog.rows == {}
        house.check_end()


@visibilities
@pytest.mark.parametrize("target", list(Visibility))
def test_a_move_that_crashes_at_any_step_during_a_deletion_brings_nothing_back(
    new_house: NewHouse, visibility: Visibility, target: Visibility
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), visibility)):
        for m in range(2, 6):
            house, steps = new_house(), Steps()
            asset = house.upload(visibility=visibility)
            steps.before = happening_at(n, partial(crash_while_moving, house, asset, target, m))
            house.stepping(steps).deletion.delete("alice", asset.id)
            house.end_claims()
            house.now.overdue()
            assert house.catalog.rows == {}
            house.check_end()


def test_a_fault_says_so_and_the_asset_is_gone_for_its_owner_all_the_same(house: House) -> None:
    asset, steps = house.published(), Steps()

    def fail(number: int, name: str) -> None:
        if name == "delivery.purge":
            raise DeliveryFailure

    steps.before = fail
    with pytest.raises(DeliveryFailure):
        house.stepping(steps).deletion.delete("alice", asset.id)
    with pytest.raises(AssetNotFound):
        house.now.galleries.asset("alice", asset.id)


def test_words_changed_at_the_same_moment_do_not_save_an_asset(house: House) -> None:
    asset, steps = house.upload(), Steps()
    edit = partial(house.now.galleries.edit, "alice", asset.id, Words(tags=("x",)), frozenset())
    steps.before = happening_at(2, edit)
    delete(house, asset, steps)
    assert house.catalog.rows == {}
    house.check_end()
