"""Listings: which index answers what, and pages that are full however much is filtered out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkroom.catalog import items
from darkroom.catalog.base import GalleryPage, GalleryQuery
from darkroom.catalog.listing import FILTERED_READ, READ_BUDGET, read_page
from darkroom.catalog.table import Table
from darkroom.domain.asset import Asset, Kind, Status, Visibility
from tests.builders import an_asset, an_id

PUBLIC, PRIVATE = Visibility.PUBLIC, Visibility.PRIVATE
QUERY = GalleryQuery("alice", 20)


class Partition(Table):
    """One partition of an index that answers a Query as DynamoDB does: it stops after `Limit` rows
    or `most` (for 1 MB), filters what it read, and says where it stopped even if that is the end.
    """

    def __init__(self, rows: Sequence[Asset] = (), most: int = 10_000) -> None:
        self.rows = sorted(rows, key=lambda row: row.id)
        self.most = most
        self.asked: list[dict[str, Any]] = []

    def query(self, **parameters: Any) -> Mapping[str, Any]:
        self.asked.append(dict(parameters))
        rows = self.rows if parameters["ScanIndexForward"] else self.rows[::-1]
        read = rows[self._start(rows, parameters) :][: min(parameters["Limit"], self.most)]
        found = [row for row in read if "FilterExpression" not in parameters or row.tags]
        answer = {"Items": [items.from_asset(row) for row in found], "ScannedCount": len(read)}
        if read and (read[-1] is not rows[-1] or len(read) == parameters["Limit"]):
            answer["LastEvaluatedKey"] = items.asset_key("alice", read[-1].id)
        return answer

    def _start(self, rows: Sequence[Asset], parameters: Mapping[str, Any]) -> int:
        if "ExclusiveStartKey" not in parameters:
            return 0
        last = parameters["ExclusiveStartKey"]["sk"]["S"].removeprefix("asset#")
        return next(place for place, row in enumerate(rows, 1) if row.id == last)


def rows(matching: Sequence[bool]) -> list[Asset]:
    """Assets in order, with a tag where they match."""
    template = an_asset()
    return [replace(template, id=an_id(), tags=("x",) if each else ()) for each in matching]


def pages(table: Partition, query: GalleryQuery) -> Iterator[GalleryPage]:
    for _ in range(len(table.rows) + 1):
        page = read_page(table, query)
        yield page
        if page.next_after is None:
            return
        query = replace(query, after=page.next_after)
    raise AssertionError("the listing never ends")


# Which index


@pytest.mark.parametrize(
    ("query", "index", "partition", "filters"),
    [
        ({}, "gallery", "ready#alice", []),
        ({"status": Status.PENDING}, "gallery", "pending#alice", []),
        ({"job_id": "trip"}, "job", "alice#trip", []),
        ({"visibility": PUBLIC}, "public", "alice", []),
        ({"visibility": PRIVATE}, "gallery", "ready#alice", ["visibility"]),
        ({"job_id": "trip", "visibility": PUBLIC}, "job", "alice#trip", ["visibility"]),
        ({"kind": Kind.GENERATED}, "gallery", "ready#alice", ["kind"]),
        ({"tag": "x", "visibility": PUBLIC}, "public", "alice", ["tags"]),
        ({"tag": ""}, "gallery", "ready#alice", ["tags"]),
        (
            {"status": Status.PENDING, "job_id": "trip", "visibility": PUBLIC},
            "gallery",
            "pending#alice",
            ["visibility", "job_id"],
        ),
    ],
)
def test_asks_the_index_that_answers_most(
    query: dict[str, Any], index: str, partition: str, filters: list[str]
) -> None:
    table = Partition()
    read_page(table, replace(QUERY, **query))
    (asked,) = table.asked
    assert asked["IndexName"] == index
    assert asked["ExpressionAttributeNames"]["#pk"] == f"{index}_pk"
    assert asked["ExpressionAttributeValues"][":pk"] == {"S": partition}
    expression = asked.get("FilterExpression", "")
    assert [name for name in filters if f"#{name}" in expression] == filters
    assert expression.count("#") == len(filters)


def test_every_word_of_a_filter_is_given_and_none_that_is_not_asked_for() -> None:
    table = Partition()
    read_page(table, replace(QUERY, kind=Kind.GENERATED, tag="x", visibility=PRIVATE))
    (asked,) = table.asked
    assert set(asked["ExpressionAttributeNames"]) == {"#pk", "#kind", "#tags", "#visibility"}
    assert asked["ExpressionAttributeValues"] == {
        ":pk": {"S": "ready#alice"},
        ":assets": {"S": "asset#"},
        ":kind": {"S": "generated"},
        ":tag": {"S": "x"},
        ":visibility": {"S": "private"},
    }


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ({}, {"gallery_pk": {"S": "ready#alice"}}),
        ({"job_id": "trip"}, {"job_pk": {"S": "alice#trip"}}),
        ({"visibility": PUBLIC}, {"public_pk": {"S": "alice"}}),
    ],
)
def test_goes_on_behind_the_keys_of_table_and_index(
    query: dict[str, Any], key: dict[str, Any]
) -> None:
    (row,) = rows([True])
    table = Partition([row])
    read_page(table, replace(QUERY, after=row.id, **query))
    assert table.asked[0]["ExclusiveStartKey"] == {**items.asset_key("alice", row.id), **key}


# How much is read


def test_reads_one_row_more_than_it_shows_and_asks_once() -> None:
    table = Partition(rows([True] * 50))
    page = read_page(table, QUERY)
    assert len(page.assets) == 20
    assert page.next_after == page.assets[-1].id
    assert [asked["Limit"] for asked in table.asked] == [21]


def test_a_listing_that_ends_with_its_page_asks_once() -> None:
    table = Partition(rows([True] * 20))
    assert read_page(table, QUERY).next_after is None
    assert len(table.asked) == 1


def test_a_filter_that_matches_much_is_answered_at_once() -> None:
    table = Partition(rows([True, False] * 200))
    assert len(read_page(table, replace(QUERY, tag="x")).assets) == 20
    assert [asked["Limit"] for asked in table.asked] == [FILTERED_READ]


def test_a_sparse_filter_is_filled_by_further_requests() -> None:
    matching = [number % 400 == 0 for number in range(2000)]
    table = Partition(rows(matching))
    page = read_page(table, replace(QUERY, tag="x", limit=4))
    assert len(page.assets) == 4
    assert len(table.asked) == 4


def test_a_page_without_a_match_ends_when_its_budget_is_spent() -> None:
    made = rows([False] * (READ_BUDGET + 100))
    table = Partition(made)
    page = read_page(table, replace(QUERY, tag="x", newest_first=False))
    assert page == GalleryPage((), made[READ_BUDGET - 1].id)
    assert len(table.asked) == READ_BUDGET // FILTERED_READ


def test_what_was_found_is_shown_when_the_budget_is_spent() -> None:
    made = rows([True, *[False] * (READ_BUDGET + 100), True])
    table = Partition(made)
    first, second = pages(table, replace(QUERY, tag="x", newest_first=False))
    assert [row.id for row in first.assets] == [made[0].id]
    assert [row.id for row in second.assets] == [made[-1].id]


def test_an_unfiltered_page_is_filled_when_an_answer_ends_early() -> None:
    table = Partition(rows([True] * 50), most=8)  # as at 1 MB
    assert len(read_page(table, QUERY).assets) == 20
    assert len(table.asked) == 3


@settings(max_examples=60, deadline=None)
@given(
    matching=st.lists(st.booleans(), max_size=60),
    limit=st.integers(1, 7),
    most=st.integers(1, 20),
    newest_first=st.booleans(),
    tag=st.sampled_from([None, "x"]),
)
def test_all_pages_together_are_the_listing_and_all_but_the_last_are_full(
    matching: list[bool], limit: int, most: int, newest_first: bool, tag: str | None
) -> None:
    table = Partition(rows(matching), most)
    query = GalleryQuery("alice", limit, tag=tag, newest_first=newest_first)
    read = list(pages(table, query))
    shown = [row.id for page in read for row in page.assets]
    expected = [row.id for row in table.rows if row.tags or tag is None]
    assert shown == (expected[::-1] if newest_first else expected)
    assert all(len(page.assets) == limit for page in read[:-1])
    assert read[-1].assets or not expected
