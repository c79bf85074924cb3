"""Looking at what one has: pages, cursors, numbers, words, slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from darkroom.catalog.base import GalleryPage, GalleryQuery
from darkroom.domain.asset import Asset, Kind, Status, Visibility
from darkroom.domain.errors import (
    AssetNotFound,
    EditConflict,
    FilterTooSparse,
    InvalidCursor,
    InvalidRequest,
    NotReady,
    PageTooDeep,
    PreconditionFailed,
    SlotNotFound,
)
from darkroom.domain.tally import COUNTERS, Quota
from darkroom.services.galleries import MAX_NUMBERED_DEPTH, Galleries, Listing, Words
from tests.builders import a_draft, an_asset, an_id
from tests.fakes import MemoryCatalog
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import NOT_A_PHOTO, House
from tests.unit.services.stepping import Steps, happening_at

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


# Numbers


def test_an_owner_who_has_nothing_has_every_counter_at_zero(house: House) -> None:
    assert house.now.galleries.stats("nobody") == dict.fromkeys(COUNTERS, 0)


def test_the_numbers_count_everything_one_has(house: House) -> None:
    house.upload(job_id="tour")
    house.published()
    house.upload(body=NOT_A_PHOTO)
    house.ticket(size=1000)
    stats = house.now.galleries.stats("alice")
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


# Slots

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
