"""The way out: from every state, alone or among many, and for good."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest

from darkroom.catalog.base import GalleryQuery
from darkroom.domain.asset import Asset, Status, Visibility
from darkroom.domain.errors import (
    AssetNotFound,
    Fault,
    ShareNotFound,
    SlotNotFound,
    StoreFailure,
    UploadSettled,
)
from darkroom.services.galleries import Words
from darkroom.services.links import LinkRequest
from tests.builders import an_id
from tests.unit.services.house import NOT_A_PHOTO, House
from tests.unit.services.moving import PRIVATE, PUBLIC
from tests.unit.services.stepping import Crash, Steps, crash_after

HOUR = timedelta(hours=1)
visibilities = pytest.mark.parametrize("visibility", list(Visibility))


def delete(house: House, asset: Asset, steps: Steps) -> None:
    """One call, which may fail as calls do."""
    with suppress(Crash, Fault, AssetNotFound):
        house.stepping(steps).deletion.delete("alice", asset.id)


# Every state


@visibilities
def test_a_ready_asset_goes_with_its_original_and_every_variant(
    house: House, visibility: Visibility
) -> None:
    asset = house.upload(visibility=visibility)
    house.now.deletion.delete("alice", asset.id)
    assert house.catalog.rows == {}
    assert house.keys(house.ports.private) == house.keys(house.public) == set()
    house.check_end()


def test_a_rejected_upload_can_be_deleted(house: House) -> None:
    house.now.deletion.delete("alice", house.upload(body=NOT_A_PHOTO).id)
    assert house.catalog.rows == {}
    house.check_end()


def test_a_pending_upload_goes_with_its_quarantined_object(house: House) -> None:
    ticket = house.ticket()
    house.arrive(ticket)
    house.now.deletion.delete("alice", ticket.id)
    assert house.catalog.rows == {}
    assert house.keys(house.ports.uploads) == set()
    house.check_end()


def test_an_upload_under_development_is_gone_at_once_and_erased_later(house: House) -> None:
    ticket = house.ticket()
    arrival = house.arrive(ticket)
    steps = Steps()
    crash_after(steps, 4)
    with suppress(Crash):
        house.stepping(steps).processing.process(arrival)
    house.now.deletion.delete("alice", ticket.id)
    with pytest.raises(AssetNotFound):
        house.now.galleries.asset("alice", ticket.id)
    house.check_counters()
    assert house.now.galleries.overview("alice")[0]["quota_assets"] == 0
    house.end_claims()
    house.now.overdue()
    assert house.catalog.rows == {}
    house.check_end()


def test_an_asset_that_moves_is_gone_at_once_and_erased_when_the_mover_is_gone(
    house: House,
) -> None:
    asset, steps = house.upload(), Steps()
    crash_after(steps, 4)
    with suppress(Crash):
        house.stepping(steps).moves.move("alice", asset.id, PUBLIC)
    house.now.deletion.delete("alice", asset.id)
    assert house.row(asset.id).status is Status.DELETING
    assert not house.now.overdue().found
    house.end_claims()
    assert dict(house.now.overdue().found) == {"deletions_finished": 1}
    assert house.catalog.rows == {}
    house.check_end()


def test_what_is_deleted_is_not_found_again(house: House) -> None:
    asset = house.upload()
    house.now.deletion.delete("alice", asset.id)
    with pytest.raises(AssetNotFound):
        house.now.deletion.delete("alice", asset.id)


def test_what_is_being_deleted_is_not_found_by_anybody(house: House) -> None:
    asset, steps = house.published(slot="profile/avatar"), Steps()
    _, token = house.now.shares.create("alice", asset.id, None, HOUR)
    crash_after(steps, 2)
    delete(house, asset, steps)
    assert house.row(asset.id).status is Status.DELETING
    now = house.now
    for ask in (
        partial(now.deletion.delete, "alice", asset.id),
        partial(now.galleries.asset, "alice", asset.id),
        partial(now.galleries.edit, "alice", asset.id, Words(tags=()), frozenset()),
        partial(now.moves.move, "alice", asset.id, PRIVATE),
        partial(now.links.find, "alice", LinkRequest(asset.id), HOUR),
    ):
        with pytest.raises(AssetNotFound):
            ask()
    with pytest.raises(SlotNotFound):
        now.galleries.slot("alice", "profile/avatar")
    with pytest.raises(ShareNotFound):
        now.shares.open(token)
    query = GalleryQuery("alice", 20)
    assert now.galleries.page(query, None).assets == ()
    assert now.galleries.public_page(query, None).assets == ()
    assert set(now.galleries.overview("alice")[0].values()) == {0}


@pytest.mark.parametrize("asset_id", ["", "nonsense", an_id(), an_id().upper()])
def test_a_missing_asset_is_not_found(house: House, asset_id: str) -> None:
    with pytest.raises(AssetNotFound):
        house.now.deletion.delete("alice", asset_id)


def test_somebody_elses_asset_is_not_found_and_stays(house: House) -> None:
    asset = house.upload("alice")
    before = house.everything()
    with pytest.raises(AssetNotFound):
        house.now.deletion.delete("bob", asset.id)
    assert house.now.deletion.delete_many("bob", [asset.id])[0] is not None
    assert house.everything() == before


def test_other_assets_of_the_same_job_stay(house: House) -> None:
    kept = house.upload(job_id="tour")
    house.now.deletion.delete("alice", house.upload(job_id="tour").id)
    assert house.row(kept.id) == kept
    house.check_end()


# The edge


def test_a_public_asset_is_purged_after_its_objects_are_gone(house: House) -> None:
    asset, steps = house.published(), Steps()
    delete(house, asset, steps)
    assert house.edge.purged == [asset.key_prefix]
    last_delete = max(n for n, name in enumerate(steps.taken) if name == "public.delete")
    assert steps.taken.index("delivery.purge") > last_delete


def test_a_private_asset_asks_nothing_of_public_store_and_edge(house: House) -> None:
    asset, steps = house.upload(), Steps()
    delete(house, asset, steps)
    assert not [name for name in steps.taken if name.startswith(("public", "delivery"))]


# Many


def test_many_deletions_answer_in_order(house: House) -> None:
    first, second = house.upload(), house.published()
    foreign = house.upload("bob")
    pending = house.ticket()
    outcomes = house.now.deletion.delete_many(
        "alice",
        [first.id, "nonsense", second.id, first.id, foreign.id, pending.id, an_id(), ""],
    )
    assert [outcome and outcome.code for outcome in outcomes] == [
        None,
        "asset_not_found",
        None,
        "asset_not_found",
        "asset_not_found",
        None,
        "asset_not_found",
        "asset_not_found",
    ]
    assert {row.owner for row in house.catalog.rows.values()} == {"bob"}
    house.check_end()


def test_a_fault_in_one_of_many_deletions_is_that_ones_answer(house: House) -> None:
    first, second = house.upload(), house.upload()
    steps = Steps()

    def fail(number: int, name: str) -> None:
        if number == 3:
            raise StoreFailure

    steps.before = fail
    outcomes = house.stepping(steps).deletion.delete_many("alice", [first.id, second.id])
    assert [outcome and outcome.code for outcome in outcomes] == ["store_unavailable", None]
    house.reconcile()
    assert house.catalog.rows == {}


def test_what_is_being_deleted_is_not_deleted_again_among_many(house: House) -> None:
    asset, steps = house.upload(), Steps()
    crash_after(steps, 2)
    delete(house, asset, steps)
    (outcome,) = house.now.deletion.delete_many("alice", [asset.id])
    assert isinstance(outcome, AssetNotFound)


def test_no_deletion_is_no_request(house: House) -> None:
    assert house.now.deletion.delete_many("alice", []) == []


def test_an_upload_that_was_accepted_meanwhile_is_not_given_up(house: House) -> None:
    ticket = house.ticket()
    pending = house.row(ticket.id)
    house.process(house.arrive(ticket))
    with pytest.raises(UploadSettled):
        house.now.deletion.delete_pending(pending)
    assert house.row(ticket.id).status is Status.READY
    house.check_end()
