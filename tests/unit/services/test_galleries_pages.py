"""Listings: pages, cursors, filters that match little, pages by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from darkroom.catalog.base import GalleryPage, GalleryQuery
from darkroom.domain.asset import Asset, Kind, Status, Visibility
from darkroom.domain.errors import (
    FilterTooSparse,
    InvalidCursor,
    PageTooDeep,
)
from darkroom.domain.tally import Quota
from darkroom.services.galleries import MAX_NUMBERED_DEPTH, Galleries, Listing
from tests.builders import a_draft, an_asset
from tests.fakes import MemoryCatalog
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import House
from tests.unit.services.stepping import Steps

PRIVATE, PUBLIC = Visibility.PRIVATE, Visibility.PUBLIC
ALICES = GalleryQuery("alice", 3)


class ShortSighted(MemoryCatalog):
    """Looks at no more than so many rows for a page, as the table does."""

    budget = 10

    def page(self, query: GalleryQuery) -> GalleryPage:
        found: list[Asset] = []
        looked_at = super().page(replace(query, limit=self.budget, tag=None))
        for asset in looked_at.assets:
            if query.tag in (None, *asset.tags):
                found.append(asset)
            if len(found) > query.limit:
                return GalleryPage(tuple(found[: query.limit]), found[query.limit - 1].id)
        return GalleryPage(tuple(found), looked_at.next_after)


def fill(house: House, *assets: Asset) -> None:
    assert not any(house.catalog.add(assets, Quota()))


def every(galleries: Galleries, query: GalleryQuery) -> list[tuple[str, ...]]:
    """The ids on every page."""
    pages, cursor = [], None
    while True:
        listing = galleries.page(query, cursor)
        pages.append(ids(listing))
        cursor = listing.next_cursor
        if cursor is None:
            return pages


def ids(listing: Listing) -> tuple[str, ...]:
    return tuple(asset.id for asset in listing.assets)


# Pages


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 100])
def test_pages_show_every_asset_once_in_order(house: House, limit: int, newest_first: bool) -> None:
    assets = [an_asset() for _ in range(7)]
    fill(house, *assets)
    expected = [asset.id for asset in assets][:: -1 if newest_first else 1]
    query = GalleryQuery("alice", limit, newest_first=newest_first)
    pages = every(house.now.galleries, query)
    assert [id_ for page in pages for id_ in page] == expected
    assert all(pages)


def test_an_empty_gallery_is_one_empty_page(house: House) -> None:
    assert every(house.now.galleries, ALICES) == [()]


def test_what_is_not_ones_own_is_not_shown(house: House) -> None:
    fill(house, an_asset("bob"))
    assert every(house.now.galleries, ALICES) == [()]


@pytest.mark.parametrize(
    ("filters", "changes"),
    [
        ({"job_id": "tour"}, {"job_id": "tour"}),
        ({"visibility": PUBLIC}, {"visibility": PUBLIC}),
        ({"kind": Kind.PROCESSED}, {"kind": Kind.PROCESSED}),
        ({"tag": "sea"}, {"tags": ("blue", "sea")}),
        ({"status": Status.PENDING}, {"status": Status.PENDING}),
    ],
)
def test_a_filter_shows_what_matches_it(
    house: House, filters: Mapping[str, Any], changes: Mapping[str, Any]
) -> None:
    wanted = an_asset(**changes)
    fill(house, an_asset(), wanted, an_asset())
    assert every(house.now.galleries, GalleryQuery("alice", 3, **filters)) == [(wanted.id,)]


def test_anybody_sees_an_owners_public_assets_and_no_others(house: House) -> None:
    public = an_asset(visibility=PUBLIC)
    fill(house, an_asset(), public, an_asset("bob", visibility=PUBLIC), a_draft(visibility=PUBLIC))
    assert ids(house.now.galleries.public_page(ALICES, None)) == (public.id,)


def test_what_is_being_published_is_not_public_yet(house: House) -> None:
    fill(
        house,
        an_asset().moving(PUBLIC, house.ports.new_claim(house.clock.now()), house.clock.now()),
    )
    assert house.now.galleries.public_page(ALICES, None).assets == ()


# Cursors


def cursor_of(house: House, query: GalleryQuery = ALICES) -> str:
    fill(house, *[an_asset() for _ in range(5)])
    cursor = house.now.galleries.page(query, None).next_cursor
    assert cursor
    return cursor


@pytest.mark.parametrize(
    "other",
    [
        {"owner": "bob"},
        {"job_id": "tour"},
        {"visibility": PUBLIC},
        {"kind": Kind.UPLOADED},
        {"status": Status.PENDING},
        {"tag": "sea"},
        {"newest_first": False},
    ],
)
def test_a_cursor_opens_no_other_listing(house: House, other: Mapping[str, Any]) -> None:
    cursor = cursor_of(house)
    with pytest.raises(InvalidCursor):
        house.now.galleries.page(replace(ALICES, **other), cursor)


def test_a_cursor_of_ones_own_gallery_opens_not_the_public_one(house: House) -> None:
    cursor = cursor_of(house)
    with pytest.raises(InvalidCursor):
        house.now.galleries.public_page(ALICES, cursor)


def test_a_cursor_goes_on_with_pages_of_another_size(house: House) -> None:
    cursor = cursor_of(house)
    assert len(house.now.galleries.page(replace(ALICES, limit=100), cursor).assets) == 2


def test_a_cursor_with_any_character_changed_is_refused(house: House) -> None:
    cursor = cursor_of(house)
    for place, right in enumerate(cursor):
        for wrong in "Aa0_-=+/ é".replace(right, ""):
            with pytest.raises(InvalidCursor):
                house.now.galleries.page(ALICES, f"{cursor[:place]}{wrong}{cursor[place + 1 :]}")


def test_a_cursor_of_another_deployment_is_refused(house: House) -> None:
    cursor = cursor_of(house)
    with pytest.raises(InvalidCursor):
        Galleries(house.ports, b"another secret").page(ALICES, cursor)


def test_a_cursor_goes_on_though_its_asset_was_deleted(house: House) -> None:
    cursor = cursor_of(house)
    third = house.now.galleries.page(ALICES, None).assets[2]
    house.now.deletion.delete("alice", third.id)
    assert len(house.now.galleries.page(ALICES, cursor).assets) == 2


def test_a_cursor_does_not_show_what_came_after_it_was_given_out(house: House) -> None:
    cursor = cursor_of(house)
    before = ids(house.now.galleries.page(ALICES, cursor))
    fill(house, an_asset())
    assert ids(house.now.galleries.page(ALICES, cursor)) == before


# Sparse filters


def sparse(new_house: NewHouse, *tagged: int, rows: int = 25) -> House:
    """A gallery of so many assets, of which these, counted from the newest, are tagged."""
    house: House = new_house(catalog=ShortSighted())
    counted = reversed(range(rows))
    fill(house, *[an_asset(tags=("sea",) if n in tagged else ()) for n in counted])
    return house


TAGGED = replace(ALICES, tag="sea")


def test_a_page_that_finds_nothing_within_its_budget_says_so_with_a_cursor(
    new_house: NewHouse,
) -> None:
    galleries = sparse(new_house, 22).now.galleries
    with pytest.raises(FilterTooSparse) as refused:
        galleries.page(TAGGED, None)
    with pytest.raises(FilterTooSparse) as again:
        galleries.page(TAGGED, refused.value.extensions["next_cursor"])
    listing = galleries.page(TAGGED, again.value.extensions["next_cursor"])
    assert (len(listing.assets), listing.next_cursor) == (1, None)


def test_a_page_shows_what_it_found_within_its_budget(new_house: NewHouse) -> None:
    galleries = sparse(new_house, 0, 9, 10).now.galleries
    assert [len(page) for page in every(galleries, TAGGED)] == [2, 1, 0]


def test_nothing_to_be_found_at_the_end_is_an_empty_page(new_house: NewHouse) -> None:
    galleries = sparse(new_house, rows=10).now.galleries
    assert galleries.page(TAGGED, None) == Listing((), None)


# Numbered pages


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_numbered_pages_are_the_pages_of_the_cursor(house: House, limit: int) -> None:
    fill(house, *[an_asset() for _ in range(7)])
    query = GalleryQuery("alice", limit)
    by_cursor = every(house.now.galleries, query)
    numbered = [
        ids(house.now.galleries.numbered_page(query, number))
        for number in range(1, len(by_cursor) + 2)
    ]
    assert numbered == [*by_cursor, ()]


def test_a_numbered_page_goes_on_by_cursor(house: House) -> None:
    fill(house, *[an_asset() for _ in range(7)])
    second = house.now.galleries.numbered_page(ALICES, 2)
    third = house.now.galleries.page(ALICES, second.next_cursor)
    assert ids(third) == ids(house.now.galleries.numbered_page(ALICES, 3))
    assert third.next_cursor is None


def test_numbered_pages_end_at_their_depth(house: House) -> None:
    query = GalleryQuery("alice", 100)
    house.now.galleries.numbered_page(query, MAX_NUMBERED_DEPTH // 100)
    with pytest.raises(PageTooDeep):
        house.now.galleries.numbered_page(query, MAX_NUMBERED_DEPTH // 100 + 1)


def test_a_numbered_page_costs_one_question_to_the_catalog(house: House) -> None:
    steps = Steps()
    house.stepping(steps).galleries.numbered_page(ALICES, 5)
    assert steps.taken == ["catalog.page"]


def test_a_numbered_page_cut_short_by_the_budget_goes_on_by_cursor(new_house: NewHouse) -> None:
    galleries = sparse(new_house, 0, 1, 2, 3, 12, 24).now.galleries
    second = galleries.numbered_page(TAGGED, 2)
    assert len(second.assets) == 1
    rest = galleries.page(TAGGED, second.next_cursor)
    assert (len(rest.assets), rest.next_cursor is None) == (1, False)
    last = galleries.page(TAGGED, rest.next_cursor)
    assert (len(last.assets), last.next_cursor) == (1, None)


def test_a_numbered_page_beyond_the_budget_says_so_with_a_cursor(new_house: NewHouse) -> None:
    galleries = sparse(new_house, 0, 1, 12).now.galleries
    with pytest.raises(FilterTooSparse) as refused:
        galleries.numbered_page(TAGGED, 2)
    rest = galleries.page(TAGGED, refused.value.extensions["next_cursor"])
    assert len(rest.assets) == 1
