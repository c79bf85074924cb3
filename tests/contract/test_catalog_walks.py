"""The contract of every catalog: walks from page to page, and what comes up when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from darkroom.catalog.base import DUE_SHARDS, Catalog, GalleryQuery, Share
from darkroom.catalog.items import owner_shard
from darkroom.domain.asset import PENDING_GRACE, Asset, Claim, Kind, Visibility
from darkroom.domain.tally import Quota
from tests.builders import FACTS, VARIANTS, a_draft, an_asset, an_id
from tests.contract.catalogs import CATALOGS
from tests.fakes import START

LATER = START + timedelta(minutes=1)
PUBLIC = Visibility.PUBLIC


@pytest.fixture(params=CATALOGS)
def catalog(request: pytest.FixtureRequest) -> Iterator[Catalog]:
    with CATALOGS[request.param]() as made:
        yield made


def put(catalog: Catalog, *rows: Asset) -> list[str]:
    assert catalog.add(rows, Quota()) == [None] * len(rows)
    return [row.id for row in rows]


@pytest.mark.parametrize("newest_first", [True, False])
def test_every_page_of_a_filtered_listing_but_the_last_is_full(
    catalog: Catalog, newest_first: bool
) -> None:
    tags = [("x",) if number % 5 == 0 else () for number in range(40)]
    put(catalog, *(an_asset(tags=each) for each in tags))
    query = GalleryQuery("alice", 3, tag="x", newest_first=newest_first)
    assert [len(page) for page in pages(catalog, query)] == [3, 3, 2]


def test_a_page_goes_on_behind_a_row_that_has_gone(catalog: Catalog) -> None:
    rows = [an_asset() for _ in range(6)]
    made = put(catalog, *rows)
    first = catalog.page(GalleryQuery("alice", 2))
    assert first.next_after == made[4]
    catalog.remove(rows[4])
    rest = catalog.page(GalleryQuery("alice", 9, after=first.next_after))
    assert [row.id for row in rest.assets] == made[3::-1]


def test_a_filtered_page_goes_on_behind_a_row_that_no_longer_matches(catalog: Catalog) -> None:
    rows = [an_asset(kind=Kind.PROCESSED, visibility=PUBLIC) for _ in range(4)]
    made = put(catalog, *rows)
    query = GalleryQuery("alice", 2, kind=Kind.PROCESSED, visibility=PUBLIC, newest_first=False)
    first = catalog.page(query)
    assert first.next_after == made[1]
    catalog.swap(rows[1], replace(rows[1], visibility=Visibility.PRIVATE))
    assert [row.id for row in catalog.page(replace(query, after=made[1])).assets] == made[2:]


def test_rows_that_come_while_paging_disturb_no_page(catalog: Catalog) -> None:
    made = put(catalog, *(an_asset() for _ in range(9)))
    query = GalleryQuery("alice", 2)
    seen: list[str] = []
    for page in pages(catalog, query, between=lambda: put(catalog, an_asset())):
        seen += page
    assert seen == made[::-1]


def pages(
    catalog: Catalog, query: GalleryQuery, between: Callable[[], object] = lambda: None
) -> Iterator[list[str]]:
    """The ids of one page after the other."""
    for _ in range(50):
        page = catalog.page(query)
        yield [row.id for row in page.assets]
        if page.next_after is None:
            return
        query = replace(query, after=page.next_after)
        between()
    raise AssertionError("the listing never ends")


# Shares


def test_shares_are_paged_without_a_gap(catalog: Catalog) -> None:
    shares = [Share(an_id(), "alice", "a", "large", "h", START, LATER) for _ in range(7)]
    for share in shares:
        catalog.add_share(share)
    seen: list[Share] = []
    for left in (7, 4, 1):
        page = catalog.shares("alice", limit=3, after=seen[-1].id if seen else None)
        assert len(page) == min(left, 4)  # one more than shown says that there are more
        seen += page[:3]
    assert seen == shares[::-1]


def test_a_share_that_was_taken_back_is_listed_no_more(catalog: Catalog) -> None:
    shares = [Share(an_id(), "alice", "a", "large", "h", START, LATER) for _ in range(3)]
    for share in shares:
        catalog.add_share(share)
    catalog.remove_share("alice", shares[1].id)
    assert catalog.shares("alice", limit=9, after=None) == [shares[2], shares[0]]
    assert catalog.shares("alice", limit=9, after=shares[1].id) == [shares[0]]
    assert catalog.get_share(shares[1].id) is None


# What the reconciler needs


def test_nothing_is_due_before_its_time_by_any_fraction_of_a_second(catalog: Catalog) -> None:
    end = START + timedelta(milliseconds=700)
    (row_id,) = put(catalog, a_draft(ticket_expires_at=end))
    due = end + PENDING_GRACE
    shard = row_id[-1]
    assert catalog.due(shard, due - timedelta(milliseconds=400), limit=9) == []
    assert len(catalog.due(shard, due + timedelta(seconds=1), limit=9)) == 1


def test_what_is_due_is_in_one_shard_alone(catalog: Catalog) -> None:
    (row_id,) = put(catalog, a_draft())
    much_later = START + timedelta(days=9)
    found = {shard for shard in DUE_SHARDS if catalog.due(shard, much_later, limit=9)}
    assert found == {row_id[-1]}


def test_a_claim_leaves_the_row_due_as_it_was_written(catalog: Catalog) -> None:
    (row_id,) = put(catalog, a_draft())
    due = START + PENDING_GRACE
    catalog.claim("alice", row_id, Claim("me", due + timedelta(hours=1)), due)
    assert [ref.asset_id for ref in catalog.due(row_id[-1], due, limit=9)] == [row_id]


def test_a_row_that_is_finished_is_due_no_more(catalog: Catalog) -> None:
    row = a_draft()
    put(catalog, row)
    done = row.accepted(facts=FACTS, variants=VARIANTS, size=row.size, now=LATER)
    catalog.swap(row, done)
    assert catalog.due(row.id[-1], START + timedelta(days=99), limit=9) == []


def test_owners_are_audited_in_the_order_they_were_due(catalog: Catalog) -> None:
    owners = [name for name in map(str, range(999)) if owner_shard(name) == "0"][:4]
    for minutes, owner in zip((3, 1, 4, 2), owners, strict=True):
        put(catalog, a_draft(owner))
        catalog.audited(owner, START + timedelta(minutes=minutes))
    wanted = [owners[1], owners[3], owners[0]]
    assert catalog.owners_to_audit("0", START + timedelta(minutes=5), limit=3) == wanted
    assert catalog.owners_to_audit("0", START + timedelta(minutes=3), limit=9) == wanted
    assert catalog.owners_to_audit("1", START + timedelta(days=9), limit=9) == []


def test_an_owner_who_has_nothing_left_is_still_audited(catalog: Catalog) -> None:
    row = a_draft()
    put(catalog, row)
    catalog.remove(row)
    found = catalog.owners_to_audit(owner_shard("alice"), START + timedelta(days=9), limit=9)
    assert found == ["alice"]


def test_a_checkpoint_is_replaced_whole(catalog: Catalog) -> None:
    catalog.save_checkpoint("walk", {"bucket": "private", "after": "é/#/x", "pages": 3})
    catalog.save_checkpoint("walk", {"bucket": "public"})
    assert catalog.checkpoint("walk") == {"bucket": "public"}
    catalog.save_checkpoint("walk", {})
    assert catalog.checkpoint("walk") == {}
