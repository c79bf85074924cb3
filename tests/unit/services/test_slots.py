"""Slots: names that point at the newest accepted asset."""

from __future__ import annotations

import pytest

from darkroom.domain.asset import Status
from darkroom.domain.errors import (
    AssetNotFound,
    EditConflict,
    InvalidRequest,
    NotReady,
    SlotNotFound,
)
from tests.builders import an_id
from tests.unit.services.house import NOT_A_PHOTO, House
from tests.unit.services.stepping import Steps, happening_at

AVATAR = "profile/avatar"


def shown(house: House) -> str:
    return house.now.galleries.slot("alice", AVATAR)[1].id


def test_a_slot_shows_its_newest_accepted_asset(house: House) -> None:
    for _ in range(3):
        assert house.upload(slot=AVATAR).id == shown(house)


def test_of_two_uploads_for_a_slot_the_later_ticket_wins_in_whatever_order_they_come(
    house: House,
) -> None:
    first, second = house.ticket(slot=AVATAR), house.ticket(slot=AVATAR)
    house.process(house.arrive(second))
    house.process(house.arrive(first))
    assert shown(house) == second.id
    assert house.row(first.id).status is Status.READY


def test_a_rejected_upload_leaves_the_slot_as_it_is(house: House) -> None:
    asset = house.upload(slot=AVATAR)
    house.upload(slot=AVATAR, body=NOT_A_PHOTO)
    assert shown(house) == asset.id


def test_a_slot_can_be_pointed_at_another_asset_of_any_job(house: House) -> None:
    other = house.upload(job_id="tour")
    house.upload(slot=AVATAR)
    slot, asset = house.now.galleries.point_slot("alice", AVATAR, other.id)
    assert (slot.name, asset) == (AVATAR, other)
    assert shown(house) == other.id


def test_a_pointed_slot_holds_against_older_tickets_and_yields_to_newer_ones(
    house: House,
) -> None:
    other = house.upload()
    older = house.ticket(slot=AVATAR)
    house.clock.advance(seconds=1)
    house.now.galleries.point_slot("alice", AVATAR, other.id)
    house.process(house.arrive(older))
    assert shown(house) == other.id
    house.clock.advance(seconds=1)
    newer = house.upload(slot=AVATAR)
    assert shown(house) == newer.id


def test_a_slot_pointed_somewhere_newer_at_the_same_moment_is_a_conflict(house: House) -> None:
    asset, steps = house.upload(), Steps()

    def upload_for_it() -> None:
        house.clock.advance(seconds=1)
        house.upload(slot=AVATAR)

    steps.before = happening_at(2, upload_for_it)
    with pytest.raises(EditConflict):
        house.stepping(steps).galleries.point_slot("alice", AVATAR, asset.id)


def test_a_slot_that_was_never_taken_points_at_nothing(house: House) -> None:
    with pytest.raises(SlotNotFound):
        shown(house)


def test_a_slot_whose_asset_was_deleted_points_at_nothing_until_the_next(house: House) -> None:
    house.now.deletion.delete("alice", house.upload(slot=AVATAR).id)
    with pytest.raises(SlotNotFound):
        shown(house)
    assert house.upload(slot=AVATAR).id == shown(house)


def test_somebody_elses_slot_points_at_nothing(house: House) -> None:
    house.upload("bob", slot=AVATAR)
    with pytest.raises(SlotNotFound):
        shown(house)


def test_a_slot_points_at_ready_assets_of_ones_own_alone(house: House) -> None:
    foreign = house.published(owner="bob")
    pending, rejected = house.ticket(), house.upload(body=NOT_A_PHOTO)
    for asset_id, refusal in (
        (foreign.id, AssetNotFound),
        (an_id(), AssetNotFound),
        ("nonsense", AssetNotFound),
        (pending.id, NotReady),
        (rejected.id, NotReady),
    ):
        with pytest.raises(refusal):
            house.now.galleries.point_slot("alice", AVATAR, asset_id)
    assert house.catalog.slots == {}


@pytest.mark.parametrize("name", ["", "avatar", "a/b/c", "Profile/avatar", "a/", f"a/{'b' * 64}"])
def test_what_is_no_name_of_a_slot_is_refused(house: House, name: str) -> None:
    asset = house.upload()
    with pytest.raises(InvalidRequest):
        house.now.galleries.slot("alice", name)
    with pytest.raises(InvalidRequest):
        house.now.galleries.point_slot("alice", name, asset.id)
