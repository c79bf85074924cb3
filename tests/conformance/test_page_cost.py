"""What a page costs in the table, counted by DynamoDB itself: the same whoever it belongs to.

An owner with a hundred assets, one with ten thousand, one with two hundred thousand.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from darkroom.bootstrap import Container
from darkroom.catalog import items
from darkroom.catalog.base import GalleryQuery
from darkroom.domain.asset import Kind, Visibility
from tests.conformance.crowded import JOB, RARE_TAG, fill, id_at
from tests.conformance.deployments import Clock, deployed, rows

MOST = int(os.environ.get("DARKROOM_TEST_MOST_ROWS", "200000"))
OWNERS = {f"owner-{number:07}": number for number in (100, 10_000, MOST)}
SMALL, *LARGER = OWNERS
MOST_UNITS = 5
PAGE = 20


@pytest.fixture(scope="session")
def crowd(servers: None) -> Iterator[Container]:
    with deployed(Clock()) as container:
        for owner, number in OWNERS.items():
            fill(container.settings.table_name, owner, number)
            rows().put_item(
                TableName=container.settings.table_name,
                Item={**items.stats_key(owner), "ready": {"N": str(number)}},
            )
        yield container


@dataclass
class Cost:
    """Requests, and the read units they took, of the table and its indexes."""

    requests: int = 0
    units: float = 0.0


@contextmanager
def counted() -> Iterator[Cost]:
    """Everything that is asked of DynamoDB meanwhile."""
    cost, events = Cost(), rows().meta.events

    def ask(params: dict[str, Any], **_: Any) -> None:
        params["ReturnConsumedCapacity"] = "TOTAL"

    def count(parsed: dict[str, Any], **_: Any) -> None:
        spent = parsed["ConsumedCapacity"]  # of a batch: one for each table
        cost.requests += 1
        cost.units += sum(
            each["CapacityUnits"] for each in (spent if isinstance(spent, list) else [spent])
        )

    events.register("provide-client-params.dynamodb", ask)
    events.register("after-call.dynamodb", count)
    try:
        yield cost
    finally:
        events.unregister("provide-client-params.dynamodb", ask)
        events.unregister("after-call.dynamodb", count)


def cost_of(crowd: Container, query: GalleryQuery, pages: int = 1) -> Cost:
    """Of the last of so many pages, which has to be full."""
    cursor = None
    for _ in range(pages):
        with counted() as cost:
            listing = crowd.galleries.page(query, cursor)
        assert len(listing.assets) == query.limit
        cursor = listing.next_cursor
        assert cursor is not None
    return cost


LISTINGS = {
    "all": GalleryQuery("", PAGE),
    "oldest first": GalleryQuery("", PAGE, newest_first=False),
    "of a job": GalleryQuery("", PAGE, job_id=JOB),
    "public": GalleryQuery("", PAGE, visibility=Visibility.PUBLIC),
}


@pytest.mark.parametrize("listing", LISTINGS)
@pytest.mark.parametrize("pages", [1, 2])
def test_a_page_costs_the_same_for_everybody(crowd: Container, listing: str, pages: int) -> None:
    query = LISTINGS[listing]
    costs = [cost_of(crowd, replace(query, owner=owner), pages) for owner in OWNERS]
    print(costs)  # for `pytest -rP`
    assert costs == [costs[0]] * len(OWNERS)
    assert costs[0].requests == 1
    assert 0 < costs[0].units <= MOST_UNITS


def test_a_page_deep_in_a_gallery_costs_what_the_first_does(crowd: Container) -> None:
    first = cost_of(crowd, GalleryQuery(SMALL, PAGE))
    for owner, number in OWNERS.items():
        with counted() as cost:
            page = crowd.ports.catalog.page(GalleryQuery(owner, PAGE, after=id_at(number // 2)))
        assert page.assets[0].id == id_at(number // 2 - 1)
        assert cost == first


@pytest.mark.parametrize("limit", [20, 45])
def test_a_filtered_page_costs_the_same_for_every_large_gallery(
    crowd: Container, limit: int
) -> None:
    """A filter reads 500 rows at a time: one in ten is found, so 45 are in the first of them."""
    query = GalleryQuery("", limit, tag=RARE_TAG, kind=Kind.UPLOADED)
    costs = [cost_of(crowd, replace(query, owner=owner)) for owner in LARGER]
    print(costs)  # for `pytest -rP`
    assert costs[0] == costs[1]
    assert costs[0].requests == 1


def test_numbers_of_an_owner_cost_one_request(crowd: Container) -> None:
    """Counters are kept, never counted. Nothing is spent of today's budget: that row is not there,
    and DynamoDB Local counts nothing for it."""
    for owner, number in OWNERS.items():
        with counted() as cost:
            tally, _ = crowd.galleries.overview(owner)
        assert tally["ready"] == number
        assert cost == Cost(requests=1, units=1.0)


def test_an_asset_costs_one_read_among_very_many(crowd: Container) -> None:
    for owner in OWNERS:
        asset = crowd.galleries.page(GalleryQuery(owner, 1), None).assets[0]
        with counted() as cost:
            crowd.galleries.asset(owner, asset.id)
        assert cost == Cost(requests=1, units=1.0)
