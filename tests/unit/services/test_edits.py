"""Edits: one recipe on one source is one asset, and the source stays as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from darkroom.domain.asset import Asset, Kind, Status, Visibility
from darkroom.domain.errors import (
    AssetNotFound,
    BrokenImage,
    InvalidRequest,
    NotReady,
    OutOfTime,
    QuotaExceeded,
    Refusal,
    ResultInProgress,
)
from darkroom.domain.limits import Limits
from darkroom.domain.recipe import Recipe
from darkroom.services.edits import EditRequest, Result
from darkroom.services.naming import renamed
from tests.builders import FLIP, a_draft, a_result_of, an_id
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import PHOTO, House

UNFIT = Recipe(({"operation": "flip"}, {"operation": "unfit"}))
BREAKS = Recipe(({"operation": "breaks"},))


def edit(house: House, source: Asset, recipe: Recipe = FLIP, **words: Any) -> Result:
    return house.now.edits.make("alice", EditRequest(source.id, recipe, **words))


def stamped(other: Asset) -> Recipe:
    return Recipe(({"operation": "flip"}, {"operation": "watermark", "asset_id": other.id}))


def test_a_result_is_a_new_asset_made_of_the_original(house: House) -> None:
    source = house.published(job_id="trip", tags=("sea",))
    result = edit(house, source)
    made = result.asset
    assert result.is_new
    assert (made.kind, made.status, made.visibility) == (
        Kind.PROCESSED, Status.READY, Visibility.PRIVATE,
    )  # fmt: skip
    assert (made.source_asset_id, made.root_asset_id) == (source.id, source.id)
    assert (made.filename, made.content_type, made.job_id) == ("sea.png", "image/png", "trip")
    assert made.recipe == FLIP.as_json
    body = house.ports.private.read(made.original_key, max_bytes=made.size)
    assert body == PHOTO + b" " + FLIP.hash.encode()
    assert house.row(source.id) == source
    house.check_end()


def test_the_same_recipe_again_is_the_same_asset(house: House) -> None:
    source = house.upload()
    first = edit(house, source)
    before = house.everything()
    again = edit(house, source, job_id="other")
    assert (again.asset, again.is_new) == (first.asset, False)
    assert house.everything() == before


def test_a_result_of_a_result_remembers_the_first_source(house: House) -> None:
    source = house.upload()
    child = edit(house, source).asset
    grandchild = edit(house, child).asset
    assert (grandchild.source_asset_id, grandchild.root_asset_id) == (child.id, source.id)
    assert grandchild.id != child.id
    house.check_end()


def test_a_result_that_was_deleted_is_made_anew(house: House) -> None:
    source = house.upload()
    first = edit(house, source).asset
    house.now.deletion.delete("alice", first.id)
    second = edit(house, source)
    assert second.is_new
    assert second.asset.id != first.id
    house.check_end()


def test_a_result_outlives_its_source(house: House) -> None:
    source = house.upload()
    made = edit(house, source).asset
    house.now.deletion.delete("alice", source.id)
    assert house.row(made.id) == made
    house.check_end()


def test_a_recipe_is_replayed_on_another_asset(house: House) -> None:
    one, other = house.upload(), house.upload()
    first = edit(house, one).asset
    request = EditRequest(other.id, recipe_of=first.id)
    result = house.now.edits.make("alice", request)
    assert (result.asset.recipe, result.asset.source_asset_id) == (first.recipe, other.id)
    assert house.now.edits.make("alice", request) == Result(result.asset, is_new=False)


def test_a_recipe_that_does_not_fit_another_asset_is_refused_there(house: House) -> None:
    one, other = house.upload(), house.upload()
    first = edit(house, one).asset
    house.catalog.rows["alice", first.id] = replace(first, recipe=UNFIT.as_json)
    with pytest.raises(InvalidRequest) as refused:
        house.now.edits.make("alice", EditRequest(other.id, recipe_of=first.id))
    assert [each.pointer for each in refused.value.errors] == ["/recipe_of"]


@pytest.mark.parametrize("case", ["missing", "theirs", "uploaded", "no id"])
def test_what_has_no_recipe_cannot_be_replayed(house: House, case: str) -> None:
    source, theirs = house.upload(), house.upload("bob")
    ids = {"missing": an_id(), "theirs": theirs.id, "uploaded": source.id, "no id": "x"}
    with pytest.raises(InvalidRequest) as refused:
        house.now.edits.make("alice", EditRequest(source.id, recipe_of=ids[case]))
    assert [each.pointer for each in refused.value.errors] == ["/recipe_of"]


def test_a_watermark_is_another_asset_of_the_same_owner(house: House) -> None:
    source, mark = house.upload(), house.upload(body=b"photo: a mark")
    made = edit(house, source, stamped(mark)).asset
    body = house.ports.private.read(made.original_key, max_bytes=made.size)
    assert b"a mark" in body


@pytest.mark.parametrize("case", ["missing", "theirs", "pending"])
def test_a_watermark_that_is_not_there_is_refused_at_its_field(house: House, case: str) -> None:
    source = house.upload()
    pending = a_draft()
    house.catalog.add([pending], house.now.edits.quota)
    marks = {"missing": a_draft(), "theirs": house.upload("bob"), "pending": pending}
    before = house.everything()
    with pytest.raises(InvalidRequest) as refused:
        edit(house, source, stamped(marks[case]))
    assert [each.pointer for each in refused.value.errors] == ["/operations/1/asset_id"]
    assert house.everything() == before


@pytest.mark.parametrize(("recipe", "error"), [(UNFIT, InvalidRequest), (BREAKS, BrokenImage)])
def test_what_is_refused_leaves_nothing(
    house: House, recipe: Recipe, error: type[Exception]
) -> None:
    source = house.upload()
    before = house.everything()
    with pytest.raises(error):
        edit(house, source, recipe)
    assert house.everything() == before


def test_only_ones_own_ready_assets_are_edited(house: House) -> None:
    pending, theirs = a_draft(), house.upload("bob")
    house.catalog.add([pending], house.now.edits.quota)
    with pytest.raises(NotReady):
        edit(house, pending)
    for asset in (theirs, a_draft()):
        with pytest.raises(AssetNotFound):
            edit(house, asset)


def test_a_spent_quota_refuses_a_result_and_leaves_nothing(new_house: NewHouse) -> None:
    house = new_house(limits=Limits(max_assets_per_owner=1))
    source = house.upload()
    before = house.everything()
    with pytest.raises(QuotaExceeded):
        edit(house, source)
    assert house.everything() == before


def begun(house: House, source: Asset) -> Asset:
    """What a run has written down before its objects, and leaves if it is cut off."""
    draft = a_result_of(
        source,
        FLIP,
        id=house.ports.new_id(),
        content_type="image/png",
        claim=house.ports.new_claim(house.clock.now()),
    )
    house.catalog.add_result(draft, house.now.edits.quota)
    return draft


def test_a_result_that_is_being_made_is_not_made_twice(house: House) -> None:
    source = house.upload()
    draft = begun(house, source)
    with pytest.raises(ResultInProgress):
        edit(house, source)
    house.clock.advance(minutes=5)
    result = edit(house, source)
    assert (result.asset.id, result.is_new) == (draft.id, True)
    house.check_end()


def test_a_draft_that_nobody_takes_up_is_swept_away(house: House) -> None:
    source = house.upload()
    draft = begun(house, source)
    house.reconcile()
    assert house.catalog.get("alice", draft.id) is None
    assert edit(house, source).is_new
    house.check_end()


def test_a_batch_is_answered_in_order_and_ends_in_time(house: House) -> None:
    one, other = house.upload(), house.upload()
    refusal = InvalidRequest.at("/quality", "No.")
    seconds = iter([6.0, 4.9])  # a recipe takes five
    requests: list[EditRequest | Refusal] = [
        EditRequest(one.id, FLIP),
        refusal,
        EditRequest(an_id(), FLIP),
        EditRequest(other.id, FLIP),
    ]
    outcomes = house.now.edits.make_many("alice", requests, lambda: next(seconds))
    first, second, third, fourth = outcomes
    assert isinstance(first, Result)
    assert second is refusal
    assert isinstance(third, AssetNotFound)
    assert isinstance(fourth, OutOfTime)


def test_a_lost_original_is_our_fault(house: House) -> None:
    source = house.upload()
    house.ports.private.delete(source.original_key)
    outcome = house.now.edits.make_many("alice", [EditRequest(source.id, FLIP)], lambda: 60.0)
    assert [each.code for each in outcome if not isinstance(each, Result)] == ["internal_error"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("beach.jpg", "beach.png"),
        ("beach", "beach.png"),
        (".jpg", ".jpg.png"),
        ("a.b.c", "a.b.png"),
        ("é" * 127, "é" * 125 + ".png"),
    ],
)
def test_a_result_is_named_after_its_source(name: str, expected: str) -> None:
    assert renamed(name, "png") == expected
    assert len(renamed(name, "png").encode()) <= 255
