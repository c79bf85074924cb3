"""Moves between private and public: what holds, what is answered, who is refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest

from darkroom.domain.asset import Asset, Claim, Status, Transition, Visibility
from darkroom.domain.errors import (
    AssetNotFound,
    DeliveryFailure,
    EditConflict,
    InternalFault,
    MoveInProgress,
    NotReady,
    StoreFailure,
)
from darkroom.services.galleries import Words
from darkroom.services.rows import ATTEMPTS
from tests.builders import an_id
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import NOT_A_PHOTO, DatedStore, House
from tests.unit.services.stepping import Crash, Steps, crash_after, happening_at

PRIVATE, PUBLIC = Visibility.PRIVATE, Visibility.PUBLIC
directions = pytest.mark.parametrize(("start", "target"), [(PRIVATE, PUBLIC), (PUBLIC, PRIVATE)])


def crash_while_moving(house: House, asset: Asset, target: Visibility, n: int) -> None:
    """A move that dies after its n-th step."""
    steps = Steps()
    crash_after(steps, n)
    with suppress(Crash):
        house.stepping(steps).moves.move(asset.owner, asset.id, target)


def number_of_steps(house: House, start: Visibility, target: Visibility) -> int:
    steps = Steps()
    asset = house.upload(visibility=start)
    house.stepping(steps).moves.move("alice", asset.id, target)
    return len(steps.taken)


def state_of(row: Asset) -> dict[str, str]:
    """What a refusal says of a row that moves."""
    assert row.visibility_since
    assert row.transition
    return {
        "visibility": row.visibility.value,
        "since": row.visibility_since.isoformat(),
        "transition": row.transition.value,
    }


def failing(name: str, error: Exception) -> Steps:
    """Every call of this name fails."""
    steps = Steps()

    def fail(number: int, step: str) -> None:
        if step == name:
            raise error

    steps.before = fail
    return steps


# Where things are


def test_publishing_puts_the_variants_in_public_and_nowhere_else(house: House) -> None:
    asset = house.upload()
    moved = house.now.moves.move("alice", asset.id, PUBLIC)
    assert (moved.visibility, moved.transition, moved.claim) == (PUBLIC, None, None)
    assert house.keys(house.public) == set(asset.variant_keys)
    assert house.keys(house.ports.private) == {asset.original_key}
    house.check_end()


def test_revoking_puts_the_variants_back_and_purges_their_path(house: House) -> None:
    asset = house.published()
    house.edge.visit()
    moved = house.now.moves.move("alice", asset.id, PRIVATE)
    assert (moved.visibility, moved.transition, moved.claim) == (PRIVATE, None, None)
    assert house.keys(house.public) == set()
    assert house.edge.purged == [asset.key_prefix]
    house.check_end()


def test_the_original_never_moves(house: House) -> None:
    asset = house.upload()
    before = house.ports.private.info(asset.original_key)
    house.clock.advance(minutes=1)
    for target in (PUBLIC, PRIVATE, PUBLIC):
        house.now.moves.move("alice", asset.id, target)
        assert house.ports.private.info(asset.original_key) == before


@pytest.mark.parametrize(
    ("target", "cache_control"),
    [
        (PUBLIC, "public, max-age=31536000, immutable"),
        (PRIVATE, "private, max-age=86400, immutable"),
    ],
)
def test_the_copies_are_served_as_their_new_place_asks(
    house: House, target: Visibility, cache_control: str
) -> None:
    asset = house.upload(visibility=PRIVATE if target is PUBLIC else PUBLIC)
    moved = house.now.moves.move("alice", asset.id, target)
    store = house.ports.home_of(moved)
    assert isinstance(store, DatedStore)
    for key in moved.variant_keys:
        record = store.headers(key)
        assert (record.content_type, record.cache_control) == ("image/webp", cache_control)


def test_the_bytes_are_the_same_after_any_number_of_moves(house: House) -> None:
    asset = house.upload()
    before = [house.ports.private.info(key).etag for key in asset.variant_keys]
    for target in (PUBLIC, PRIVATE) * 3:
        house.now.moves.move("alice", asset.id, target)
    assert [house.ports.private.info(key).etag for key in asset.variant_keys] == before
    house.check_end()


def test_publishing_purges_nothing(house: House) -> None:
    house.now.moves.move("alice", house.upload().id, PUBLIC)
    assert house.edge.purged == []


def test_the_public_copies_go_before_the_purge(house: House) -> None:
    asset, steps = house.published(), Steps()
    house.stepping(steps).moves.move("alice", asset.id, PRIVATE)
    last_delete = max(n for n, name in enumerate(steps.taken) if name == "public.delete")
    assert steps.taken.index("delivery.purge") > last_delete


def test_each_time_it_is_revoked_it_is_purged(house: House) -> None:
    asset = house.published()
    for target in (PRIVATE, PUBLIC, PRIVATE):
        house.now.moves.move("alice", asset.id, target)
    assert len(house.edge.purged) == 2
    assert len(set(house.edge.references)) == 2


def test_moves_are_counted(house: House) -> None:
    asset = house.upload()
    house.now.moves.move("alice", asset.id, PUBLIC)
    house.check_counters()
    stats = house.now.galleries.stats("alice")
    assert (stats["private"], stats["public"]) == (0, 1)


# What is answered


def test_the_answer_says_since_when_it_holds(house: House) -> None:
    asset = house.upload()
    house.clock.advance(hours=1)
    moved = house.now.moves.move("alice", asset.id, PUBLIC)
    assert moved.visibility_since == house.clock.now()
    assert house.row(asset.id) == moved


@pytest.mark.parametrize("visibility", list(Visibility))
def test_moving_to_where_it_is_changes_nothing(house: House, visibility: Visibility) -> None:
    asset = house.upload(visibility=visibility)
    before = house.everything()
    house.clock.advance(hours=1)
    assert house.now.moves.move("alice", asset.id, visibility) == asset
    assert house.everything() == before


@pytest.mark.parametrize("asset_id", ["", "nonsense", an_id()])
def test_a_missing_asset_is_not_found(house: House, asset_id: str) -> None:
    with pytest.raises(AssetNotFound):
        house.now.moves.move("alice", asset_id, PUBLIC)


def test_somebody_elses_asset_is_not_found(house: House) -> None:
    asset = house.upload("alice")
    with pytest.raises(AssetNotFound):
        house.now.moves.move("bob", asset.id, PUBLIC)
    assert house.row(asset.id) == asset


def test_what_is_pending_or_rejected_cannot_move(house: House) -> None:
    pending, rejected = house.ticket(), house.upload(body=NOT_A_PHOTO)
    for asset_id in (pending.id, rejected.id):
        with pytest.raises(NotReady):
            house.now.moves.move("alice", asset_id, PUBLIC)


def test_many_moves_answer_in_order_and_one_that_is_refused_spoils_none(house: House) -> None:
    first, second = house.upload(), house.published()
    outcomes = house.now.moves.move_many(
        "alice",
        [(first.id, PUBLIC), ("nonsense", PUBLIC), (second.id, PRIVATE), (first.id, PRIVATE)],
    )
    assert [getattr(outcome, "visibility", None) for outcome in outcomes] == [
        PUBLIC,
        None,
        PRIVATE,
        PRIVATE,
    ]
    assert isinstance(outcomes[1], AssetNotFound)
    house.check_end()


def test_a_fault_in_one_of_many_moves_is_that_ones_answer(house: House) -> None:
    first, second = house.published(), house.upload()
    steps = failing("delivery.purge", DeliveryFailure())
    outcomes = house.stepping(steps).moves.move_many(
        "alice", [(first.id, PRIVATE), (second.id, PUBLIC)]
    )
    assert isinstance(outcomes[0], DeliveryFailure)
    assert isinstance(outcomes[1], Asset)


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

    for n in range(3, 1 + number_of_steps(new_house(), start, target)):
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
    for n in range(1, 1 + number_of_steps(new_house(), start, target)):
        house, steps = new_house(), Steps()
        asset = house.upload(visibility=start)
        edit = partial(house.now.galleries.edit, "alice", asset.id, Words(tags=("new",)))
        steps.before = happening_at(n, partial(edit, frozenset()))
        moved = house.stepping(steps).moves.move("alice", asset.id, target)
        assert (moved.visibility, moved.tags) == (target, ("new",))
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


# When it fails


@pytest.mark.parametrize("again", list(Visibility))
def test_after_a_fault_the_next_call_need_not_wait(house: House, again: Visibility) -> None:
    asset = house.upload()
    steps = failing("private.copy", StoreFailure())
    with pytest.raises(StoreFailure):
        house.stepping(steps).moves.move("alice", asset.id, PUBLIC)
    assert house.row(asset.id).transition is Transition.PUBLISHING
    assert house.now.moves.move("alice", asset.id, again).visibility is again
    house.check_end()


def test_after_a_crash_the_next_call_waits_for_the_claim(house: House) -> None:
    asset = house.upload()
    crash_while_moving(house, asset, PUBLIC, 2)
    with pytest.raises(MoveInProgress):
        house.now.moves.move("alice", asset.id, PUBLIC)
    house.clock.advance(minutes=5)
    assert house.now.moves.move("alice", asset.id, PUBLIC).visibility is PUBLIC
    house.check_end()


def test_a_variant_that_is_not_there_is_our_fault_and_moves_nothing(house: House) -> None:
    asset = house.upload()
    house.ports.private.delete(asset.variant_keys[1])
    with pytest.raises(InternalFault):
        house.now.moves.move("alice", asset.id, PUBLIC)
    assert house.row(asset.id).visibility is PRIVATE


def test_turning_back_before_the_commit_takes_what_was_copied_out_of_public(house: House) -> None:
    asset = house.upload()
    crash_while_moving(house, asset, PUBLIC, 4)
    house.edge.visit()
    assert house.keys(house.public)
    house.end_claims()
    since = house.row(asset.id).visibility_since
    moved = house.now.moves.move("alice", asset.id, PRIVATE)
    assert (moved.transition, moved.visibility_since) == (None, since)
    assert house.edge.purged == [asset.key_prefix]
    house.check_end()


def test_turning_back_a_revocation_before_the_commit_purges_nothing(house: House) -> None:
    asset = house.published()
    crash_while_moving(house, asset, PRIVATE, 3)
    house.end_claims()
    house.now.moves.move("alice", asset.id, PUBLIC)
    assert house.edge.purged == []
    house.check_end()


def test_the_reconciler_carries_out_the_intent(house: House) -> None:
    asset = house.upload()
    crash_while_moving(house, asset, PUBLIC, 2)
    house.end_claims()
    report = house.now.overdue()
    assert dict(report.found) == {"moves_finished": 1}
    assert house.row(asset.id).visibility is PUBLIC
    house.check_end()


def test_the_reconciler_leaves_a_move_that_somebody_drives(house: House) -> None:
    asset = house.upload()
    crash_while_moving(house, asset, PUBLIC, 2)
    before = house.everything()
    assert not house.now.overdue().found
    assert house.everything() == before


# Deleted meanwhile


@directions
def test_an_asset_deleted_during_its_move_is_not_found_and_leaves_nothing(
    new_house: NewHouse, start: Visibility, target: Visibility
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), start, target)):
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
