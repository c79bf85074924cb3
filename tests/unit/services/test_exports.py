"""Exports: files to download, made once for each way they are asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from darkroom.domain.asset import MAX_EXPORTS, Asset, Visibility
from darkroom.domain.errors import AssetNotFound, InvalidRequest, NotReady
from darkroom.domain.recipe import Recipe
from darkroom.services.exports import Export
from darkroom.services.galleries import Words
from tests.builders import a_draft
from tests.unit.services.house import House
from tests.unit.services.stepping import Steps

PNG = Recipe(format="png")


def export(
    house: House, asset: Asset, recipe: Recipe = PNG, *, include_metadata: bool = False
) -> Export:
    return house.now.exports.get(
        "alice",
        asset.id,
        recipe,
        include_metadata=include_metadata,
        lifetime=timedelta(hours=1),
    )


def body_of(house: House, asset: Asset, made: Export) -> bytes:
    key = house.row(asset.id).variant_key(made.variant)
    return house.ports.private.read(key, max_bytes=made.variant.size)


def test_an_export_is_made_once_and_then_only_signed(house: House) -> None:
    asset = house.upload()
    first = export(house, asset)
    steps = Steps()
    again = house.stepping(steps).exports.get(
        "alice", asset.id, PNG, include_metadata=False, lifetime=timedelta(hours=1)
    )
    assert (first.is_new, again.is_new) == (True, False)
    assert (again.variant, again.link) == (first.variant, first.link)
    assert steps.taken == ["catalog.get", "private.presign_read"]
    house.check_end()


def test_without_a_format_an_export_has_that_of_the_asset(house: House) -> None:
    asset = house.upload()
    assert export(house, asset, Recipe()).variant.ext == "jpg"
    assert not export(house, asset, Recipe(format="jpg")).is_new


def test_an_export_is_an_attachment_named_after_the_asset(house: House) -> None:
    made = export(house, house.upload(filename="Über uns.jpg"))
    assert "%C3%9Cber%20uns.png" in made.link.url.replace("%25", "%")


def test_what_the_asset_says_is_inside_when_wanted_and_makes_another_file(house: House) -> None:
    asset = house.upload(tags=("lighthouse",))
    without = export(house, asset)
    with_words = export(house, asset, include_metadata=True)
    assert b"lighthouse" not in body_of(house, asset, without)
    assert b"lighthouse" in body_of(house, asset, with_words)
    assert not export(house, asset, include_metadata=True).is_new
    house.now.galleries.edit("alice", asset.id, Words(tags=("dune",)), frozenset())
    assert b"dune" in body_of(house, asset, export(house, asset, include_metadata=True))
    assert not export(house, asset).is_new


def test_the_oldest_export_goes_when_there_are_too_many(house: House) -> None:
    asset = house.upload()
    made = [
        export(house, asset, Recipe(format="webp", quality=number))
        for number in range(1, MAX_EXPORTS + 2)
    ]
    kept = {each.variant for each in made[1:]}
    assert set(house.row(asset.id).exports) == kept
    house.check_end()
    assert export(house, asset, Recipe(format="webp", quality=1)).is_new


@pytest.mark.parametrize("visibility", list(Visibility))
def test_exports_are_private_whatever_the_asset_is(house: House, visibility: Visibility) -> None:
    asset = house.upload(visibility=visibility)
    export(house, asset)
    for target in (*Visibility, *Visibility):
        house.now.moves.move("alice", asset.id, target)
        house.check_end()
    assert not export(house, asset).is_new


def test_exports_are_counted_and_go_with_their_asset(house: House) -> None:
    asset = house.upload()
    before = house.catalog.stats("alice")["bytes_variants"]
    made = export(house, asset)
    assert house.catalog.stats("alice")["bytes_variants"] == before + made.variant.size
    house.check_counters()
    house.now.deletion.delete("alice", asset.id)
    house.check_end()


def test_the_sweep_leaves_exports_alone(house: House) -> None:
    asset = house.published()
    export(house, asset)
    before = house.keys(house.ports.private)
    house.reconcile()
    assert house.keys(house.ports.private) == before


def test_the_sweep_removes_an_export_that_no_row_knows(house: House) -> None:
    asset = house.upload()
    made = export(house, asset)
    known = house.row(asset.id)
    house.catalog.swap(known, asset)
    assert house.row(asset.id).exports == ()
    house.reconcile()
    assert known.variant_key(made.variant) not in house.keys(house.ports.private)


def test_what_does_not_fit_or_is_not_there_is_refused(house: House) -> None:
    asset, theirs, pending = house.upload(), house.upload("bob"), a_draft()
    house.catalog.add([pending], house.now.edits.quota)
    before = house.everything()
    unfit = Recipe(({"operation": "unfit"},))
    with pytest.raises(InvalidRequest):
        export(house, asset, unfit)
    with pytest.raises(AssetNotFound):
        export(house, theirs)
    with pytest.raises(NotReady):
        export(house, pending)
    assert house.everything() == before


def test_an_export_changes_nothing_that_is_shown(house: House) -> None:
    asset = house.upload()
    export(house, asset)
    row = house.row(asset.id)
    assert row.revision > asset.revision
    assert row.edition == asset.edition
    words = Words(tags=("a",))
    edited = house.now.galleries.edit("alice", asset.id, words, frozenset({asset.edition}))
    assert edited.edition > asset.edition
