"""Moves, with somebody else coming between at every call they make."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest

from darkroom.domain.asset import Asset, Claim, Status, Transition, Visibility
from darkroom.domain.errors import (
    AssetNotFound,
    EditConflict,
    MoveInProgress,
)
from darkroom.services.galleries import Words
from darkroom.services.rows import ATTEMPTS
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import House
from tests.unit.services.moving import (
    PRIVATE,
    PUBLIC,
    crash_while_moving,
    directions,
    steps_of_a_move,
)
from tests.unit.services.stepping import Crash, Steps, crash_after, happening_at


def state_of(row: Asset) -> dict[str, str]:
    """What a refusal says of a row that moves."""
    assert row.visibility_since
    assert row.transition
    return {
        "visibility": row.visibility.value,
        "since": row.visibility_since.isoformat(),
        "transition": row.transition.value,
    }


# At the same time


@directions
def test_while_one_moves_all_others_are_told_the_current_state(
    new_house: NewHouse, start: Visibility, target: Visibility
) -> None:
    """At every step of the move, once it has begun."""

    def refuse(house: House, asset: Asset) -> None:
        row = house.row(asset.id)
        for wanted in Visibility:
            with pytest.raises(MoveInProgress) as refused:
                house.now.moves.move("alice", asset.id, wanted)
            assert refused.value.extensions == state_of(row)

    for n in range(3, 1 + steps_of_a_move(new_house(), start, target)):
        house, steps = new_house(), Steps()
        asset = house.upload(visibility=start)
        steps.before = happening_at(n, partial(refuse, house, asset))
        moved = house.stepping(steps).moves.move("alice", asset.id, target)
        assert moved.visibility is target
        house.check_end()


def test_of_two_moves_that_begin_at_once_one_wins(house: House) -> None:
    asset, steps = house.upload(), Steps()
    winner = Steps()
    winner_service = house.stepping(winner).moves

    def begin_first() -> None:
        """The other one gets as far as its claim."""
        crash_after(winner, 2)
        with suppress(Crash):
            winner_service.move("alice", asset.id, PUBLIC)

    steps.before = happening_at(2, begin_first)
    with pytest.raises(MoveInProgress) as refused:
        house.stepping(steps).moves.move("alice", asset.id, PUBLIC)
    assert refused.value.extensions["transition"] == "publishing"
    assert house.row(asset.id).transition is Transition.PUBLISHING


def test_a_move_that_another_finished_before_it_began_is_done(house: House) -> None:
    asset, steps = house.upload(), Steps()
    steps.before = happening_at(2, lambda: house.now.moves.move("alice", asset.id, PUBLIC))
    moved = house.stepping(steps).moves.move("alice", asset.id, PUBLIC)
    assert moved == house.row(asset.id)
    assert moved.transition is None


def test_one_whose_claim_was_taken_over_steps_aside_and_says_what_holds(house: House) -> None:
    asset, steps = house.upload(), Steps()

    def take_over() -> None:
        house.end_claims()
        row = house.row(asset.id)
        claim = Claim("another", house.clock.now() + timedelta(minutes=5))
        house.catalog.swap(row, row.moving(PUBLIC, claim, house.clock.now()))

    steps.before = happening_at(7, take_over)
    with pytest.raises(MoveInProgress) as refused:
        house.stepping(steps).moves.move("alice", asset.id, PUBLIC)
    assert steps.taken[6:] == ["catalog.swap", "catalog.get"]  # its commit failed
    assert refused.value.extensions == state_of(house.row(asset.id))


@directions
def test_words_changed_during_a_move_are_kept_and_the_move_goes_on(
    new_house: NewHouse, start: Visibility, target: Visibility
) -> None:
    for n in range(1, 1 + steps_of_a_move(new_house(), start, target)):
        house, steps = new_house(), Steps()
        asset = house.upload(visibility=start)
        edit = partial(house.now.galleries.edit, "alice", asset.id, Words(tags=("new",)))
        steps.before = happening_at(n, partial(edit, frozenset()))
        moved = house.stepping(steps).moves.move("alice", asset.id, target)
        assert (moved.visibility, moved.tags) == (target, ("new",))
        house.check_end()


def test_a_move_of_a_row_that_never_holds_still_does_not_begin(house: House) -> None:
    asset, steps = house.upload(), Steps()

    def edit(number: int, name: str) -> None:
        if name == "catalog.swap":
            house.now.galleries.edit("alice", asset.id, Words(tags=("x",)), frozenset())

    steps.before = edit
    with pytest.raises(EditConflict):
        house.stepping(steps).moves.move("alice", asset.id, PUBLIC)
    row = house.row(asset.id)
    assert (row.transition, row.claim) == (None, None)
    house.check_end()


def test_a_row_that_never_holds_still_is_given_back_to_the_next_call(house: House) -> None:
    asset, steps = house.upload(), Steps()

    def edit(number: int, name: str) -> None:
        if name == "catalog.swap" and 2 < number < 2 + 4 + 2 * ATTEMPTS:
            house.now.galleries.edit("alice", asset.id, Words(tags=("x",)), frozenset())

    steps.before = edit
    with pytest.raises(EditConflict):
        house.stepping(steps).moves.move("alice", asset.id, PUBLIC)
    house.now.moves.move("alice", asset.id, PUBLIC)
    house.check_end()


# Deleted meanwhile


@directions
def test_an_asset_deleted_during_its_move_is_not_found_and_leaves_nothing(
    new_house: NewHouse, start: Visibility, target: Visibility
) -> None:
    for n in range(1, 1 + steps_of_a_move(new_house(), start, target)):
        house, steps = new_house(), Steps()
        asset = house.upload(visibility=start)
        steps.before = happening_at(n, partial(house.now.deletion.delete, "alice", asset.id))
        with pytest.raises(AssetNotFound):
            house.stepping(steps).moves.move("alice", asset.id, target)
        house.reconcile()
        assert house.catalog.rows == {}
        house.check_end()


def test_an_asset_being_deleted_does_not_move(house: House) -> None:
    asset = house.upload()
    crash_while_moving(house, asset, PUBLIC, 2)
    house.now.deletion.delete("alice", asset.id)  # waits for the mover to be gone
    assert house.row(asset.id).status is Status.DELETING
    with pytest.raises(AssetNotFound):
        house.now.moves.move("alice", asset.id, PRIVATE)
