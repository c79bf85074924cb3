"""Looking at what one has: numbers, and one asset and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from darkroom.domain.asset import Asset
from darkroom.domain.errors import (
    AssetNotFound,
    EditConflict,
    InvalidRequest,
    NotReady,
    PreconditionFailed,
)
from darkroom.domain.tally import COUNTERS
from darkroom.services.galleries import Words
from tests.builders import an_id
from tests.unit.services.house import NOT_A_PHOTO, House
from tests.unit.services.stepping import Steps, happening_at

# Numbers


def test_an_owner_who_has_nothing_has_every_counter_at_zero(house: House) -> None:
    assert house.now.galleries.overview("nobody")[0] == dict.fromkeys(COUNTERS, 0)


def test_the_numbers_count_everything_one_has(house: House) -> None:
    house.upload(job_id="tour")
    house.published()
    house.upload(body=NOT_A_PHOTO)
    house.ticket(size=1000)
    stats = house.now.galleries.overview("alice")[0]
    shown = ("pending", "ready", "rejected", "private", "public", "uploaded", "in_jobs")
    assert [stats[name] for name in shown] == [1, 2, 1, 1, 1, 2, 1]
    house.check_counters()


# One asset and its words


def edit(house: House, asset: Asset, words: Words, revisions: Sequence[int] = ()) -> Asset:
    return house.now.galleries.edit("alice", asset.id, words, frozenset(revisions))


def test_words_are_changed_and_checked_as_in_a_ticket(house: House) -> None:
    asset = house.upload()
    house.clock.advance(minutes=1)
    edited = edit(house, asset, Words("photos/hill.jpg", ("a", "b", "a"), {"x": 1}))
    assert (edited.filename, edited.tags, edited.metadata) == ("hill.jpg", ("a", "b"), {"x": 1})
    assert (edited.revision, edited.updated_at) == (asset.revision + 1, house.clock.now())
    assert house.row(asset.id) == edited


def test_what_is_not_given_stays_as_it_is(house: House) -> None:
    asset = house.upload(tags=("a",), metadata={"x": 1})
    assert replace(edit(house, asset, Words()), revision=asset.revision) == asset
    assert edit(house, asset, Words(tags=())).metadata == {"x": 1}
    assert house.row(asset.id).tags == ()


@pytest.mark.parametrize(
    "words",
    [
        Words(filename=""),
        Words(filename=".."),
        Words(tags=("",)),
        Words(tags=tuple(f"tag-{n}" for n in range(21))),
        Words(metadata={"x": "y" * 2048}),
    ],
)
def test_words_that_are_not_acceptable_change_nothing(house: House, words: Words) -> None:
    asset = house.upload()
    with pytest.raises(InvalidRequest):
        edit(house, asset, words)
    assert house.row(asset.id) == asset


def test_a_refusal_points_at_every_field_at_once(house: House) -> None:
    with pytest.raises(InvalidRequest) as refused:
        edit(house, house.upload(), Words("", ("",), {"x": "y" * 2048}))
    pointers = [error.pointer for error in refused.value.errors]
    assert pointers == ["/filename", "/tags/0", "/metadata"]


def test_an_edit_of_what_was_read_is_made(house: House) -> None:
    asset = house.upload()
    assert edit(house, asset, Words(tags=("a",)), [asset.revision, 99]).tags == ("a",)


def test_an_edit_of_what_has_changed_since_is_refused(house: House) -> None:
    asset = house.upload()
    edited = edit(house, asset, Words(tags=("a",)))
    with pytest.raises(PreconditionFailed):
        edit(house, asset, Words(tags=("b",)), [asset.revision])
    assert house.row(asset.id) == edited


def test_of_two_edits_of_what_was_read_one_is_refused(house: House) -> None:
    asset, steps = house.upload(), Steps()
    steps.before = happening_at(2, partial(edit, house, asset, Words(tags=("first",))))
    with pytest.raises(PreconditionFailed):
        house.stepping(steps).galleries.edit(
            "alice", asset.id, Words(tags=("second",)), frozenset({asset.revision})
        )
    assert house.row(asset.id).tags == ("first",)


def test_of_two_edits_at_once_neither_is_lost(house: House) -> None:
    asset, steps = house.upload(), Steps()
    steps.before = happening_at(2, partial(edit, house, asset, Words(tags=("first",))))
    service = house.stepping(steps).galleries
    edited = service.edit("alice", asset.id, Words(filename="second.jpg"), frozenset())
    assert (edited.tags, edited.filename) == (("first",), "second.jpg")


def test_a_row_that_never_holds_still_is_a_conflict(house: House) -> None:
    asset, steps = house.upload(), Steps()

    def edit_too(number: int, name: str) -> None:
        if name == "catalog.swap":
            edit(house, asset, Words(tags=(str(number),)))

    steps.before = edit_too
    with pytest.raises(EditConflict):
        house.stepping(steps).galleries.edit("alice", asset.id, Words(), frozenset())


def test_what_is_pending_or_rejected_is_shown_but_not_edited(house: House) -> None:
    for asset_id in (house.ticket().id, house.upload(body=NOT_A_PHOTO).id):
        asset = house.now.galleries.asset("alice", asset_id)
        with pytest.raises(NotReady):
            edit(house, asset, Words(tags=("a",)))


def test_an_asset_deleted_while_it_is_edited_is_not_found(house: House) -> None:
    asset, steps = house.upload(), Steps()
    steps.before = happening_at(2, partial(house.now.deletion.delete, "alice", asset.id))
    with pytest.raises(AssetNotFound):
        house.stepping(steps).galleries.edit("alice", asset.id, Words(tags=("a",)), frozenset())
    house.check_end()


@pytest.mark.parametrize("asset_id", ["", "nonsense", an_id(), an_id().upper()])
def test_a_missing_asset_is_not_found(house: House, asset_id: str) -> None:
    with pytest.raises(AssetNotFound):
        house.now.galleries.asset("alice", asset_id)
    with pytest.raises(AssetNotFound):
        house.now.galleries.edit("alice", asset_id, Words(), frozenset())


def test_somebody_elses_asset_is_not_found(house: House) -> None:
    asset = house.published(owner="bob")
    with pytest.raises(AssetNotFound):
        house.now.galleries.asset("alice", asset.id)
    with pytest.raises(AssetNotFound):
        edit(house, asset, Words())
