"""The contract of every catalog: what recipes made of what, and the palettes of assets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from darkroom.catalog.base import Catalog, ColorMatch, Descent, GalleryQuery
from darkroom.domain.asset import Asset
from darkroom.domain.colors import Color, PaletteType
from darkroom.domain.errors import QuotaExceeded, RowChanged
from darkroom.domain.palettes import StoredPalette, palette_id
from darkroom.domain.recipe import Recipe
from darkroom.domain.tally import Quota
from tests.builders import FACTS, FLIP, VARIANTS, a_result_of, an_asset, an_id
from tests.contract.catalogs import CATALOGS
from tests.fakes import START

NO_QUOTA = Quota()
OTHER = Recipe(({"operation": "flip", "direction": "vertical"},))


@pytest.fixture(params=CATALOGS)
def catalog(request: pytest.FixtureRequest) -> Iterator[Catalog]:
    with CATALOGS[request.param]() as made:
        yield made


def put(catalog: Catalog, asset: Asset) -> Asset:
    assert catalog.add([asset], NO_QUOTA) == [None]
    return asset


def ready(draft: Asset) -> Asset:
    return draft.accepted(facts=FACTS, variants=VARIANTS, size=draft.size, now=START)


def a_palette(owner: str = "alice", **changes: object) -> StoredPalette:
    own = StoredPalette(an_id(), owner, "sea", FACTS.palette, START)
    return replace(own, **changes)  # type: ignore[arg-type]


def taken_from(asset: Asset, kind: PaletteType = PaletteType.VIBRANT) -> StoredPalette:
    return a_palette(
        asset.owner,
        id=palette_id(asset.id, kind, 5),
        asset_id=asset.id,
        palette_type=kind,
        num_colors=5,
    )


def test_a_recipe_has_one_result(catalog: Catalog) -> None:
    source = put(catalog, an_asset())
    first = a_result_of(source)
    catalog.add_result(first, NO_QUOTA)
    with pytest.raises(RowChanged):
        catalog.add_result(a_result_of(source), NO_QUOTA)
    assert catalog.get("alice", first.id) == first
    assert catalog.result(source, FLIP.hash) == first.id
    assert catalog.result(source, OTHER.hash) is None
    assert catalog.stats("alice")["pending"] == 1


def test_the_same_recipe_on_another_source_is_another_result(catalog: Catalog) -> None:
    one, other = put(catalog, an_asset()), put(catalog, an_asset())
    catalog.add_result(a_result_of(one), NO_QUOTA)
    assert catalog.result(other, FLIP.hash) is None
    catalog.add_result(a_result_of(other), NO_QUOTA)


def test_a_lost_result_is_replaced_by_whoever_says_which(catalog: Catalog) -> None:
    source = put(catalog, an_asset())
    lost, found = a_result_of(source), a_result_of(source)
    catalog.add_result(lost, NO_QUOTA)
    with pytest.raises(RowChanged):
        catalog.add_result(found, NO_QUOTA, instead_of=an_id())
    catalog.add_result(found, NO_QUOTA, instead_of=lost.id)
    assert catalog.result(source, FLIP.hash) == found.id


def test_a_result_counts_against_the_quota_or_is_not_there(catalog: Catalog) -> None:
    source = put(catalog, an_asset())
    full = Quota(max_bytes=source.size + 99)
    for size in (100, full.max_bytes + 1):
        with pytest.raises(QuotaExceeded):
            catalog.add_result(a_result_of(source, size=size), full)
    assert catalog.result(source, FLIP.hash) is None
    catalog.add_result(a_result_of(source, size=99), full)
    assert catalog.stats("alice")["quota_bytes"] == full.max_bytes


def test_a_result_that_is_being_deleted_is_one_no_more(catalog: Catalog) -> None:
    source = put(catalog, an_asset())
    draft = a_result_of(source)
    catalog.add_result(draft, NO_QUOTA)
    done = catalog.swap(draft, ready(draft))
    marked = catalog.swap(done, done.deleting(START))
    assert catalog.result(source, FLIP.hash) is None
    assert catalog.family("alice", source.id, limit=10) == []
    again = a_result_of(source)
    catalog.add_result(again, NO_QUOTA)
    catalog.swap(marked, marked.deleting(START + timedelta(minutes=1)))  # the reconciler's
    assert catalog.result(source, FLIP.hash) == again.id


def test_a_replaced_result_takes_nothing_with_it(catalog: Catalog) -> None:
    source = put(catalog, an_asset())
    lost, found = a_result_of(source), a_result_of(source)
    catalog.add_result(lost, NO_QUOTA)
    catalog.add_result(found, NO_QUOTA, instead_of=lost.id)
    catalog.swap(lost, lost.deleting(START))
    assert catalog.result(source, FLIP.hash) == found.id


def test_a_stale_mark_forgets_nothing(catalog: Catalog) -> None:
    source = put(catalog, an_asset())
    draft = a_result_of(source)
    catalog.add_result(draft, NO_QUOTA)
    catalog.swap(draft, ready(draft))
    with pytest.raises(RowChanged):
        catalog.swap(draft, draft.deleting(START))
    assert catalog.result(source, FLIP.hash) == draft.id


def test_a_family_is_everything_made_of_a_first_source(catalog: Catalog) -> None:
    root, stranger = put(catalog, an_asset()), put(catalog, an_asset())
    child = a_result_of(root)
    grandchild = a_result_of(child, OTHER)
    for draft in (child, grandchild, a_result_of(stranger)):
        catalog.add_result(draft, NO_QUOTA)
    family = catalog.family("alice", root.id, limit=10)
    assert sorted(family, key=lambda each: each.asset_id) == [
        Descent(root.id, child.id),
        Descent(child.id, grandchild.id),
    ]
    assert len(catalog.family("alice", root.id, limit=1)) == 1
    assert catalog.family("bob", root.id, limit=10) == []


def test_palettes_are_found_by_id_by_asset_and_in_their_order(catalog: Catalog) -> None:
    first, asset, last = a_palette(), put(catalog, an_asset()), a_palette()
    taken = [taken_from(asset, kind) for kind in PaletteType]
    catalog.add_palettes([first], None)
    catalog.add_palettes(taken, asset)
    catalog.add_palettes([last], None)
    catalog.add_palettes([a_palette("bob")], None)
    assert catalog.palette("alice", taken[0].id) == taken[0]
    assert catalog.palette("bob", taken[0].id) is None
    in_order = sorted([first, *taken, last], key=lambda palette: palette.id, reverse=True)
    assert catalog.palettes("alice", limit=10, after=None) == in_order
    assert catalog.palettes("alice", limit=1, after=in_order[0].id) == in_order[1:3]
    of_asset = [palette for palette in in_order if palette.asset_id]
    assert catalog.palettes_of("alice", asset.id) == of_asset


def test_nothing_is_taken_from_an_asset_that_is_being_deleted(catalog: Catalog) -> None:
    asset = put(catalog, an_asset())
    catalog.swap(asset, asset.deleting(START))
    with pytest.raises(RowChanged):
        catalog.add_palettes([taken_from(asset)], asset)
    assert catalog.palettes("alice", limit=10, after=None) == []


def test_palettes_go_one_by_one_or_with_their_asset(catalog: Catalog) -> None:
    asset, own = put(catalog, an_asset()), a_palette()
    catalog.add_palettes([taken_from(asset, kind) for kind in PaletteType], asset)
    catalog.add_palettes([own], None)
    gone = taken_from(asset).id
    assert not catalog.remove_palette("bob", gone)
    assert catalog.remove_palette("alice", gone)
    assert not catalog.remove_palette("alice", gone)
    catalog.remove_palettes_of("alice", asset.id)
    catalog.remove_palettes_of("alice", asset.id)
    assert catalog.palettes("alice", limit=10, after=None) == [own]


SEA, SAND, BOAT = Color(51, 102, 153, 1), Color(240, 235, 220, 1), Color(200, 20, 30, 1)


@pytest.mark.parametrize(
    ("color", "tolerance", "found"),
    [
        (SEA, 0.0, True),
        (SEA, 0.1, True),
        (Color(56, 104, 150, 1), 0.02, True),
        (Color(56, 104, 150, 1), 0.001, False),
        (BOAT, 0.1, False),
        (BOAT, 1.0, True),
    ],
)
def test_assets_are_found_by_a_colour_they_show(
    catalog: Catalog, color: Color, tolerance: float, found: bool
) -> None:
    asset = put(catalog, an_asset())
    page = catalog.page(GalleryQuery("alice", 5, color=ColorMatch(color, tolerance)))
    assert [each.id for each in page.assets] == ([asset.id] if found else [])


def test_an_accent_is_a_colour_that_is_shown(catalog: Catalog) -> None:
    palette = (SEA, SEA, SEA, SEA, SAND)
    with_boat = put(catalog, an_asset(facts=replace(FACTS, palette=palette, accents=(BOAT,))))
    put(catalog, an_asset())
    query = GalleryQuery("alice", 5, color=ColorMatch(BOAT, 0.05))
    assert [each.id for each in catalog.page(query).assets] == [with_boat.id]


def test_what_has_no_colours_yet_shows_none(catalog: Catalog) -> None:
    put(catalog, an_asset(facts=None, variants=()))
    page = catalog.page(GalleryQuery("alice", 5, color=ColorMatch(SEA, 1.0)))
    assert page.assets == ()
