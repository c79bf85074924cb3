"""Moves between private and public: where things are, and what is answered."""

from __future__ import annotations

import pytest

from darkroom.domain.asset import Asset, Transition, Visibility
from darkroom.domain.errors import (
    AssetNotFound,
    DeliveryFailure,
    InternalFault,
    MoveInProgress,
    NotReady,
    StoreFailure,
)
from tests.builders import an_id
from tests.unit.services.house import NOT_A_PHOTO, DatedStore, House
from tests.unit.services.moving import (
    PRIVATE,
    PUBLIC,
    crash_while_moving,
)
from tests.unit.services.stepping import Steps, failing

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
    stats = house.now.galleries.overview("alice")[0]
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
    steps = failing("delivery.purge")
    outcomes = house.stepping(steps).moves.move_many(
        "alice", [(first.id, PRIVATE), (second.id, PUBLIC)]
    )
    assert isinstance(outcomes[0], DeliveryFailure)
    assert isinstance(outcomes[1], Asset)


# When it fails


@pytest.mark.parametrize("again", list(Visibility))
def test_after_a_fault_the_next_call_need_not_wait(house: House, again: Visibility) -> None:
    asset = house.upload()
    steps = failing("private.copy")
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
    row = house.row(asset.id)
    assert (row.visibility, row.transition, row.claim) == (PRIVATE, None, None)
    assert house.keys(house.public) == set()


def test_what_stood_still_for_want_of_a_variant_is_made_whole_and_can_move(house: House) -> None:
    asset = house.upload()
    crash_while_moving(house, asset, PUBLIC, 3)
    house.ports.private.delete(asset.variant_keys[1])
    house.clock.advance(days=2)
    house.reconcile(runs=2)
    assert house.now.moves.move("alice", asset.id, PUBLIC).visibility is PUBLIC
    house.check_end()


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
