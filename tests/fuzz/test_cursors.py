"""A cursor goes on where it was given out, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import an_asset
from tests.functions.generating import begun
from tests.functions.world import Answer, World, standing_world
from tests.fuzz.texts import any_text, tried

Listing = tuple[str, str, tuple[tuple[str, str], ...]]
"""Who asks, for which path, with which filters."""
LISTS = ("/v1/shares", "/v1/palettes", "/v1/generations")
OWNERS = ("alice", "bob")
FILTERS = {
    "job_id": "holiday",
    "tag": "sea",
    "kind": "uploaded",
    "visibility": "private",
    "color": "#336699",
}
"""Of everything that is there: so that each listing has a next page."""


@pytest.fixture(scope="module")
def filled() -> Iterator[World]:
    with standing_world() as world:
        words: dict[str, Any] = {"job_id": "holiday", "tags": ("sea",)}
        for owner in OWNERS:
            assets = [an_asset(owner, **words) for _ in range(3)]
            world.has_rows(*assets)
            for asset in assets[:2]:
                path = f"/v1/assets/{asset.id}/shares"
                assert world.call("POST", path, owner=owner, json={}).status == 201
                body = {"name": "dawn", "colors": ["#336699"]}
                assert world.call("POST", "/v1/palettes", owner=owner, json=body).status == 201
                begun(world, key=asset.id, owner=owner)
        yield world


galleries = st.tuples(
    st.sampled_from(OWNERS),
    st.just("/v1/gallery"),
    st.tuples(
        st.sets(st.sampled_from(sorted(FILTERS.items()))).map(sorted),
        st.sampled_from(("newest", "oldest")),
    ).map(lambda each: (*each[0], ("order", each[1]))),
)
others = st.tuples(st.sampled_from(OWNERS), st.sampled_from(LISTS), st.just(()))
listings = galleries | others


@tried(25)
@given(listing=listings)
def test_a_cursor_goes_on_in_its_own_listing(filled: World, listing: Listing) -> None:
    first, second = _page(filled, listing), _page(filled, listing, _first_cursor(filled, listing))
    assert second.status == 200
    assert [each["id"] for each in second.json["items"]] != []
    assert first.json["items"][0]["id"] not in {each["id"] for each in second.json["items"]}


@tried(25)
@given(listing=listings, other=listings)
def test_a_cursor_opens_no_other_listing(filled: World, listing: Listing, other: Listing) -> None:
    answer = _page(filled, other, _first_cursor(filled, listing))
    if listing == other:
        assert answer.status == 200
    else:
        assert (answer.status, answer.code) == (422, "invalid_cursor")


@tried(25)
@given(listing=listings, data=st.data())
def test_a_cursor_that_was_tampered_with_is_refused(
    filled: World, listing: Listing, data: st.DataObject
) -> None:
    cursor = _first_cursor(filled, listing)
    place = data.draw(st.integers(0, len(cursor)))
    dropped, added = data.draw(st.integers(0, 3)), data.draw(any_text)
    spoilt = cursor[:place] + added + cursor[place + dropped :]
    if spoilt not in {cursor, ""}:
        assert _is_refused(_page(filled, listing, spoilt))


@tried(25)
@given(listing=listings, cursor=any_text.filter(bool) | st.binary(min_size=1).map(bytes.hex))
def test_what_was_never_a_cursor_is_refused(filled: World, listing: Listing, cursor: str) -> None:
    assert _is_refused(_page(filled, listing, cursor))


def _is_refused(answer: Answer) -> bool:
    """Half of a surrogate pair is sent as what a URL makes of it."""
    return answer.status == 422 and answer.code in {"invalid_cursor", "invalid_request"}


def _page(world: World, listing: Listing, cursor: str | None = None) -> Answer:
    owner, path, filters = listing
    query = dict(filters) | {"limit": "1"} | ({"cursor": _sendable(cursor)} if cursor else {})
    return world.call("GET", path, owner=owner, query=query)


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _first_cursor(world: World, listing: Listing) -> str:
    return str(_page(world, listing).json["next_cursor"])
