"""Moves, with something going wrong at every call they make, and again while that is mended.

Between any two calls the house is looked at (`House.check_moment`), and a visitor at the edge
fetches whatever is public at that moment.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import pytest

from darkroom.domain.asset import Asset, Visibility
from darkroom.domain.errors import AssetNotFound, Fault, MoveInProgress
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import House
from tests.unit.services.moving import directions, steps_of_a_move
from tests.unit.services.stepping import (
    WAYS,
    Crash,
    Steps,
    Way,
    crash_after,
    fault_after,
    happening_at,
    in_turn,
)

each_way = pytest.mark.parametrize("way", WAYS)
either_way = pytest.mark.parametrize("way", [crash_after, fault_after])


def move(house: House, asset: Asset, target: Visibility, steps: Steps) -> None:
    """One call, which may fail as calls do."""
    with suppress(Crash, Fault, MoveInProgress, AssetNotFound):
        house.stepping(steps).moves.move("alice", asset.id, target)


@directions
@each_way
@pytest.mark.parametrize("again", list(Visibility))
def test_whatever_fails_the_next_call_goes_where_it_says(
    new_house: NewHouse, way: Way, start: Visibility, target: Visibility, again: Visibility
) -> None:
    for n in range(1, 1 + steps_of_a_move(new_house(), start, target)):
        house, steps = new_house(), Steps()
        asset = house.upload(visibility=start)
        way(steps, n)
        move(house, asset, target, steps)
        house.end_claims()
        moved = house.stepping(Steps()).moves.move("alice", asset.id, again)
        assert moved.visibility is again, steps.taken
        house.check_end()


@directions
@each_way
def test_whatever_fails_the_reconciler_settles_it(
    new_house: NewHouse, way: Way, start: Visibility, target: Visibility
) -> None:
    for n in range(1, 1 + steps_of_a_move(new_house(), start, target)):
        house, steps = new_house(), Steps()
        asset = house.upload(visibility=start)
        way(steps, n)
        move(house, asset, target, steps)
        began = house.row(asset.id).transition is not None
        ended = house.row(asset.id).visibility is target
        house.end_claims()
        house.stepping(Steps()).overdue()
        assert house.row(asset.id).visibility is (target if began or ended else start)
        house.check_end()


@directions
@either_way
def test_whatever_fails_twice_the_next_call_settles_it(
    new_house: NewHouse, way: Way, start: Visibility, target: Visibility
) -> None:
    count = steps_of_a_move(new_house(), start, target)
    for n in range(2, 1 + count):
        for m in range(2, 1 + count, 2):
            house, steps, steps_back = new_house(), Steps(), Steps()
            asset = house.upload(visibility=start)
            way(steps, n)
            move(house, asset, target, steps)
            house.end_claims()
            way(steps_back, m)
            move(house, asset, start, steps_back)
            house.end_claims()
            house.now.overdue()
            house.check_end()


@directions
@each_way
def test_whatever_fails_a_deletion_leaves_nothing(
    new_house: NewHouse, way: Way, start: Visibility, target: Visibility
) -> None:
    for n in range(1, 1 + steps_of_a_move(new_house(), start, target)):
        house, steps = new_house(), Steps()
        asset = house.upload(visibility=start)
        way(steps, n)
        move(house, asset, target, steps)
        house.stepping(Steps()).deletion.delete("alice", asset.id)
        house.end_claims()
        house.stepping(Steps()).overdue()
        assert house.catalog.rows == {}
        house.check_end()


@directions
@either_way
def test_a_mover_that_dies_after_its_asset_was_deleted_leaves_nothing(
    new_house: NewHouse, way: Way, start: Visibility, target: Visibility
) -> None:
    """The deletion comes between, and then the move fails at some later step."""
    count = steps_of_a_move(new_house(), start, target)
    for n in range(1, 1 + count):
        for m in range(n, n + 8, 2):
            house, steps = new_house(), Steps()
            asset = house.upload(visibility=start)
            way(steps, m)
            delete = partial(house.now.deletion.delete, "alice", asset.id)
            steps.before = in_turn(happening_at(n, delete), steps.before)
            move(house, asset, target, steps)
            if len(steps.taken) < n:
                continue
            house.end_claims()
            house.stepping(Steps()).overdue()
            assert house.catalog.rows == {}, (n, m, steps.taken)
            house.check_end()


@directions
def test_a_whole_other_move_between_any_two_steps_changes_nothing(
    new_house: NewHouse, start: Visibility, target: Visibility
) -> None:
    for other in Visibility:
        for n in range(1, 1 + steps_of_a_move(new_house(), start, target)):
            house, steps = new_house(), Steps()
            asset = house.upload(visibility=start)
            steps.before = happening_at(n, partial(move, house, asset, other, Steps()))
            move(house, asset, target, steps)
            assert house.row(asset.id).visibility is target
            house.check_end()
