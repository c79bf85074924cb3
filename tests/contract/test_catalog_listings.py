"""The contract of every catalog: listings, slots, shares, what is due."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from darkroom.catalog.base import DUE_SHARDS, Catalog, GalleryQuery, Share, Slot
from darkroom.catalog.items import owner_shard
from darkroom.domain.asset import (
    NUDGE_INTERVAL,
    PENDING_GRACE,
    REJECTED_RETENTION,
    Asset,
    Claim,
    Kind,
    Status,
    Visibility,
)
from darkroom.domain.errors import RowChanged
from darkroom.domain.tally import Quota
from tests.builders import a_draft, an_asset, an_id
from tests.contract.catalogs import CATALOGS
from tests.fakes import START

PUBLIC, PRIVATE = Visibility.PUBLIC, Visibility.PRIVATE


@pytest.fixture(params=CATALOGS)
def catalog(request: pytest.FixtureRequest) -> Iterator[Catalog]:
    with CATALOGS[request.param]() as made:
        yield made


def put(catalog: Catalog, *rows: Asset) -> list[str]:
    assert catalog.add(rows, Quota()) == [None] * len(rows)
    return [row.id for row in rows]


def ids(catalog: Catalog, limit: int = 100, **query: Any) -> list[str]:
    return [row.id for row in catalog.page(GalleryQuery("alice", limit, **query)).assets]


def walked(catalog: Catalog, limit: int, **query: Any) -> list[str]:
    """All pages, one after the other."""
    found: list[str] = []
    after = None
    for _ in range(100):
        page = catalog.page(GalleryQuery("alice", limit, after=after, **query))
        found += [row.id for row in page.assets]
        after = page.next_after
        if after is None:
            return found
    raise AssertionError("the listing never ends")


def test_lists_newest_first_or_oldest_first(catalog: Catalog) -> None:
    made = put(catalog, *(an_asset() for _ in range(5)))
    assert ids(catalog) == made[::-1]
    assert ids(catalog, newest_first=False) == made


def test_lists_nobody_elses_assets(catalog: Catalog) -> None:
    put(catalog, an_asset("bob"))
    assert ids(catalog) == []


@pytest.mark.parametrize("newest_first", [True, False])
def test_pages_follow_one_another(catalog: Catalog, newest_first: bool) -> None:
    made = put(catalog, *(an_asset() for _ in range(7)))
    expected = made[::-1] if newest_first else made
    assert walked(catalog, 3, newest_first=newest_first) == expected


def test_the_last_full_page_says_that_it_is_the_last(catalog: Catalog) -> None:
    put(catalog, *(an_asset() for _ in range(4)))
    first = catalog.page(GalleryQuery("alice", 2))
    second = catalog.page(GalleryQuery("alice", 2, after=first.next_after))
    assert len(second.assets) == 2
    assert second.next_after is None


def test_lists_each_status_apart(catalog: Catalog) -> None:
    (ready,) = put(catalog, an_asset())
    (pending,) = put(catalog, a_draft())
    (rejected,) = put(catalog, a_draft(status=Status.REJECTED))
    put(catalog, an_asset(status=Status.DELETING))
    assert ids(catalog) == [ready]
    assert ids(catalog, status=Status.PENDING) == [pending]
    assert ids(catalog, status=Status.REJECTED) == [rejected]


def test_a_row_on_its_way_out_is_in_no_listing(catalog: Catalog) -> None:
    row = an_asset(job_id="j", visibility=PUBLIC)
    put(catalog, row)
    catalog.swap(row, row.deleting(START))
    for query in ({}, {"job_id": "j"}, {"visibility": PUBLIC}):
        assert ids(catalog, **query) == []


def test_filters_go_together(catalog: Catalog) -> None:
    dice = random.Random(3)
    rows = [
        an_asset(
            job_id=dice.choice(["a", "b"]),
            visibility=dice.choice([PUBLIC, PRIVATE]),
            kind=dice.choice([Kind.UPLOADED, Kind.PROCESSED]),
            tags=tuple(dice.sample(["x", "y", "z"], 2)),
        )
        for _ in range(40)
    ]
    put(catalog, *rows)
    for job_id in (None, "a"):
        for visibility in (None, PUBLIC, PRIVATE):
            for kind in (None, Kind.PROCESSED):
                for tag in (None, "x"):
                    expected = [
                        row.id
                        for row in reversed(rows)
                        if job_id in (None, row.job_id)
                        and visibility in (None, row.visibility)
                        and kind in (None, row.kind)
                        and (tag is None or tag in row.tags)
                    ]
                    query = {"job_id": job_id, "visibility": visibility, "kind": kind, "tag": tag}
                    assert walked(catalog, 7, **query) == expected, query


def test_a_pending_upload_can_be_looked_for_by_job(catalog: Catalog) -> None:
    made = put(catalog, a_draft(job_id="a"), a_draft(job_id="b"))
    assert ids(catalog, status=Status.PENDING, job_id="b") == [made[1]]


def test_a_tag_matches_whole(catalog: Catalog) -> None:
    put(catalog, an_asset(tags=("holidays",)))
    assert ids(catalog, tag="holiday") == []


def test_a_listing_leaves_out_what_its_index_does_not_hold(catalog: Catalog) -> None:
    row = an_asset(metadata={"a": 1}, claim=Claim("t", START), recipe={"v": 1})
    put(catalog, row)
    (listed,) = catalog.page(GalleryQuery("alice", 1)).assets
    assert (listed.metadata, listed.claim, listed.recipe) == ({}, None, None)
    assert listed.facts == replace(row.facts, sha256="") if row.facts else False
    assert listed.variants == row.variants


def test_owners_and_jobs_that_look_alike_stay_apart(catalog: Catalog) -> None:
    put(catalog, an_asset("a#b", job_id="c"))
    assert catalog.page(GalleryQuery("a", 10, job_id="b")).assets == ()
    assert len(catalog.page(GalleryQuery("a#b", 10, job_id="c")).assets) == 1


def test_a_slot_goes_to_the_newest_that_was_accepted_for_it(catalog: Catalog) -> None:
    older, newer = a_draft(slot="a/b"), a_draft(slot="a/b")
    put(catalog, older, newer)
    for row in (newer, older):  # accepted out of order
        catalog.swap(row, replace(row, status=Status.READY), take_slot=True)
    slot = catalog.slot("alice", "a/b")
    assert slot is not None
    assert slot.asset_id == newer.id
    kept = catalog.get("alice", older.id)
    assert kept is not None
    assert kept.status is Status.READY


def test_a_slot_is_pointed_elsewhere_until_something_newer_comes(catalog: Catalog) -> None:
    row, later = a_draft(slot="a/b"), a_draft(slot="a/b")
    put(catalog, row)
    pointed = Slot("alice", "a/b", "x", as_of=an_id())
    catalog.point_slot(pointed)
    catalog.swap(row, replace(row, status=Status.READY), take_slot=True)
    assert catalog.slot("alice", "a/b") == pointed
    with pytest.raises(RowChanged):
        catalog.point_slot(Slot("alice", "a/b", "y", as_of=later.id))


def test_slots_belong_to_their_owner(catalog: Catalog) -> None:
    catalog.point_slot(Slot("alice", "a/b", "x", as_of=an_id()))
    assert catalog.slot("bob", "a/b") is None


def a_share(owner: str = "alice") -> Share:
    return Share(an_id(), owner, "asset", "large", "hash", START, START + timedelta(days=1))


def test_shares_are_found_by_id_and_listed_by_owner(catalog: Catalog) -> None:
    shares = [a_share() for _ in range(4)]
    for share in (*shares, a_share("bob")):
        catalog.add_share(share)
    assert catalog.get_share(shares[0].id) == shares[0]
    assert catalog.shares("alice", limit=2, after=None) == shares[:0:-1]
    assert catalog.shares("alice", limit=2, after=shares[2].id) == shares[1::-1]


def test_only_its_owner_removes_a_share(catalog: Catalog) -> None:
    share = a_share()
    catalog.add_share(share)
    assert not catalog.remove_share("bob", share.id)
    assert catalog.remove_share("alice", share.id)
    assert not catalog.remove_share("alice", share.id)
    assert catalog.get_share(share.id) is None


def test_shares_are_in_no_gallery(catalog: Catalog) -> None:
    catalog.add_share(a_share())
    assert ids(catalog) == []


@pytest.mark.parametrize(
    ("row", "wait"),
    [
        (a_draft(), PENDING_GRACE),
        (a_draft(nudged_at=START), NUDGE_INTERVAL),
        (a_draft(claim=Claim("t", START + timedelta(hours=2))), timedelta(hours=2)),
        (a_draft(status=Status.REJECTED), REJECTED_RETENTION),
        (an_asset(status=Status.DELETING), timedelta(0)),
        (
            an_asset().moving(PUBLIC, Claim("t", START + timedelta(minutes=5)), START),
            timedelta(minutes=5),
        ),
    ],
    ids=["pending", "nudged", "claimed", "rejected", "deleting", "moving"],
)
def test_what_is_left_to_do_comes_due(catalog: Catalog, row: Asset, wait: timedelta) -> None:
    put(catalog, row)
    early = START + wait - timedelta(seconds=1)
    assert catalog.due(row.id[-1], early, limit=10) == []
    (ref,) = catalog.due(row.id[-1], START + wait, limit=10)
    assert (ref.owner, ref.asset_id) == ("alice", row.id)


def test_a_row_at_rest_is_never_due(catalog: Catalog) -> None:
    put(catalog, an_asset())
    after_years = START + timedelta(days=4000)
    assert [catalog.due(shard, after_years, limit=10) for shard in DUE_SHARDS] == [[]] * 16


def test_the_most_overdue_come_first_and_no_more_than_asked_for(catalog: Catalog) -> None:
    ends = [START + timedelta(minutes=minutes) for minutes in (3, 1, 2)]
    rows = [a_draft(id=f"{an_id(end)[:-1]}7", ticket_expires_at=end) for end in ends]
    put(catalog, *rows)
    refs = catalog.due("7", START + timedelta(days=1), limit=2)
    assert [ref.asset_id for ref in refs] == [rows[1].id, rows[2].id]


def test_an_owner_is_audited_a_day_after_the_first_upload_and_when_told(catalog: Catalog) -> None:
    put(catalog, a_draft())
    shard = owner_shard("alice")
    assert catalog.owners_to_audit(shard, START + timedelta(hours=23), limit=5) == []
    tomorrow = START + timedelta(days=1)
    assert catalog.owners_to_audit(shard, tomorrow, limit=5) == ["alice"]
    catalog.audited("alice", tomorrow + timedelta(days=7))
    put(catalog, a_draft(created_at=tomorrow))
    assert catalog.owners_to_audit(shard, tomorrow + timedelta(days=6), limit=5) == []
    assert catalog.owners_to_audit(shard, tomorrow + timedelta(days=7), limit=5) == ["alice"]


def test_a_walk_goes_on_where_it_stopped(catalog: Catalog) -> None:
    assert catalog.checkpoint("objects") == {}
    catalog.save_checkpoint("objects", {"after": "a/b/c"})
    assert catalog.checkpoint("objects") == {"after": "a/b/c"}
    assert catalog.checkpoint("other") == {}
