"""What DynamoDB is asked: how often, never to scan, and what an answer that got lost does."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from darkroom.catalog.base import ColorMatch, GalleryQuery, Share, Slot
from darkroom.catalog.dynamodb import DynamoCatalog
from darkroom.domain.asset import Asset, Claim, Kind, Rejection, Status, Visibility
from darkroom.domain.errors import RowChanged
from darkroom.domain.palettes import StoredPalette
from darkroom.domain.tally import Quota
from tests.builders import FACTS, VARIANTS, a_draft, a_result_of, an_asset, an_id
from tests.contract.catalogs import listening, moto_table
from tests.fakes import START

LATER = START + timedelta(minutes=1)
CLAIM = Claim("me", START + timedelta(minutes=5))
GET, PUT, UPDATE, DELETE = "GetItem", "PutItem", "UpdateItem", "DeleteItem"
BATCH, QUERY, TRANSACT = "BatchGetItem", "Query", "TransactWriteItems"


@dataclass
class Rig:
    """A catalog with some rows, and what it asks DynamoDB."""

    catalog: DynamoCatalog
    asked: Counter[str] = field(default_factory=Counter)
    pending: Asset = field(default_factory=lambda: a_draft(slot="a/b"))
    ready: Asset = field(default_factory=lambda: an_asset(visibility=Visibility.PUBLIC))
    deleting: Asset = field(default_factory=lambda: an_asset(status=Status.DELETING))

    def accept(self) -> None:
        row = self.pending
        accepted = row.accepted(facts=FACTS, variants=VARIANTS, size=row.size, now=LATER)
        self.catalog.swap(row, accepted, take_slot=True)

    def reject(self) -> None:
        rejection = Rejection("broken_image", "It is.")
        self.catalog.swap(self.pending, self.pending.rejected(rejection, LATER))

    def page(self, **words: Any) -> None:
        self.catalog.page(GalleryQuery("alice", 20, **words))


@pytest.fixture
def rig() -> Iterator[Rig]:
    with moto_table() as table:
        rig = Rig(DynamoCatalog(table))
        rows = [rig.pending, rig.ready, rig.deleting]
        assert rig.catalog.add(rows, Quota()) == [None] * 3

        def note(model: Any, **_: Any) -> None:
            rig.asked[model.name] += 1

        with listening("before-call.dynamodb", note):
            yield rig


# How often

PALETTE = StoredPalette(an_id(), "alice", "sea", FACTS.palette, START)
SHARE = Share(an_id(), "alice", "a", "large", "h", START, LATER)
REQUESTS: dict[str, tuple[Callable[[Rig], object], dict[str, int]]] = {
    "a ticket": (lambda rig: rig.catalog.add([a_draft()], Quota(max_assets=9)), {TRANSACT: 1}),
    "99 tickets": (lambda rig: rig.catalog.add(drafts(99), Quota()), {TRANSACT: 1}),
    "100 tickets": (lambda rig: rig.catalog.add(drafts(100), Quota()), {TRANSACT: 2}),
    "a ticket over the quota": (
        lambda rig: rig.catalog.add([a_draft()], Quota(max_assets=1)),
        {TRANSACT: 1, GET: 1},
    ),
    "a file over every quota": (
        lambda rig: rig.catalog.add([a_draft(size=9)], Quota(max_bytes=8)),
        {GET: 1},
    ),
    "no ticket": (lambda rig: rig.catalog.add([], Quota()), {}),
    "a row": (lambda rig: rig.catalog.get("alice", rig.ready.id), {GET: 1}),
    "no rows": (lambda rig: rig.catalog.get_many("alice", []), {}),
    "100 rows": (lambda rig: rig.catalog.get_many("alice", map(str, range(100))), {BATCH: 1}),
    "101 rows": (lambda rig: rig.catalog.get_many("alice", map(str, range(101))), {BATCH: 2}),
    "one row, often": (lambda rig: rig.catalog.get_many("alice", ["1"] * 500), {BATCH: 1}),
    "a claim": (lambda rig: rig.catalog.claim("alice", rig.pending.id, CLAIM, START), {UPDATE: 1}),
    "a claim too late": (
        lambda rig: rig.catalog.claim("alice", rig.ready.id, CLAIM, START),
        {UPDATE: 1},
    ),
    "a claim of nothing": (
        lambda rig: rig.catalog.claim("alice", "1", CLAIM, START),
        {UPDATE: 1, GET: 1},
    ),
    "acceptance": (Rig.accept, {TRANSACT: 1}),
    "rejection": (Rig.reject, {TRANSACT: 1}),
    "an edit": (
        lambda rig: rig.catalog.swap(rig.ready, rig.ready.edited(LATER, filename="b.jpg")),
        {PUT: 1},
    ),
    "a deletion's mark": (
        lambda rig: rig.catalog.swap(rig.ready, rig.ready.deleting(LATER)),
        {TRANSACT: 1},
    ),
    "a deletion's end": (lambda rig: rig.catalog.remove(rig.deleting), {DELETE: 1}),
    "an expiry": (lambda rig: rig.catalog.remove(rig.pending), {TRANSACT: 1}),
    "a page": (Rig.page, {QUERY: 1}),
    "a page of a job": (lambda rig: rig.page(job_id="default"), {QUERY: 1}),
    "a public page": (lambda rig: rig.page(visibility=Visibility.PUBLIC), {QUERY: 1}),
    "a filtered page": (lambda rig: rig.page(kind=Kind.UPLOADED, tag="x"), {QUERY: 1}),
    "statistics": (lambda rig: rig.catalog.stats("alice"), {GET: 1}),
    "a slot": (lambda rig: rig.catalog.slot("alice", "a/b"), {GET: 1}),
    "a slot's change": (
        lambda rig: rig.catalog.point_slot(Slot("alice", "a/b", "x", as_of=an_id())),
        {PUT: 1},
    ),
    "a new share": (lambda rig: rig.catalog.add_share(SHARE), {PUT: 1}),
    "a share": (lambda rig: rig.catalog.get_share(SHARE.id), {GET: 1}),
    "all shares": (lambda rig: rig.catalog.shares("alice", limit=20, after=None), {QUERY: 1}),
    "a share's end": (lambda rig: rig.catalog.remove_share("alice", SHARE.id), {DELETE: 1}),
    "what is due": (lambda rig: rig.catalog.due("0", LATER, limit=100), {QUERY: 1}),
    "owners to audit": (lambda rig: rig.catalog.owners_to_audit("0", LATER, limit=9), {QUERY: 1}),
    "an audit's end": (lambda rig: rig.catalog.audited("alice", LATER), {UPDATE: 1}),
    "a result of a recipe": (
        lambda rig: rig.catalog.add_result(a_result_of(rig.ready), Quota(max_assets=99)),
        {TRANSACT: 1},
    ),
    "whether there is one": (lambda rig: rig.catalog.result(rig.ready, "hash"), {GET: 1}),
    "a family": (lambda rig: rig.catalog.family("alice", rig.ready.id, limit=500), {QUERY: 1}),
    "palettes of an asset": (
        lambda rig: rig.catalog.add_palettes([PALETTE], rig.ready),
        {TRANSACT: 1},
    ),
    "a palette": (lambda rig: rig.catalog.palette("alice", PALETTE.id), {GET: 1}),
    "an asset's palettes": (lambda rig: rig.catalog.palettes_of("alice", rig.ready.id), {QUERY: 1}),
    "all palettes": (lambda rig: rig.catalog.palettes("alice", limit=20, after=None), {QUERY: 1}),
    "no palettes' end": (
        lambda rig: rig.catalog.remove_palettes_of("alice", rig.ready.id),
        {QUERY: 1},
    ),
    "a page by colour": (
        lambda rig: rig.page(color=ColorMatch(FACTS.palette[0], 0.1)),
        {QUERY: 1},
    ),
    "a checkpoint": (lambda rig: rig.catalog.checkpoint("walk"), {GET: 1}),
    "a new checkpoint": (lambda rig: rig.catalog.save_checkpoint("walk", {}), {PUT: 1}),
}


def drafts(count: int) -> list[Asset]:
    return [a_draft() for _ in range(count)]


@pytest.mark.parametrize(("act", "requests"), REQUESTS.values(), ids=REQUESTS)
def test_takes_no_more_requests_than_this(
    rig: Rig, act: Callable[[Rig], object], requests: dict[str, int]
) -> None:
    act(rig)
    assert dict(rig.asked) == requests


def test_a_slot_that_something_newer_has_takes_one_request_more(rig: Rig) -> None:
    rig.catalog.point_slot(Slot("alice", "a/b", "x", as_of=an_id()))
    rig.asked.clear()
    rig.accept()
    assert rig.asked == {TRANSACT: 2}


def test_an_acceptance_that_is_too_late_is_not_tried_without_its_slot(rig: Rig) -> None:
    rig.catalog.claim("alice", rig.pending.id, CLAIM, START)
    rig.asked.clear()
    with pytest.raises(RowChanged):
        rig.accept()
    assert rig.asked == {TRANSACT: 1}


def test_drafts_that_fit_in_part_take_two_transactions(rig: Rig) -> None:
    outcomes = rig.catalog.add(drafts(4), Quota(max_assets=4))  # two are held
    assert [outcome is None for outcome in outcomes] == [True, True, False, False]
    assert rig.asked == {TRANSACT: 2, GET: 1}


# Answers that got lost: the client asks again by itself, when the first try has already counted


@contextmanager
def losing_the_first_answer(operation: str) -> Iterator[None]:
    def again(attempts: int, **_: Any) -> int | None:
        return 0 if attempts == 1 else None

    with listening(f"needs-retry.dynamodb.{operation}", again):
        yield


def test_a_swap_whose_answer_got_lost_is_no_conflict(rig: Rig) -> None:
    after = rig.ready.edited(LATER, filename="b.jpg")
    with losing_the_first_answer(PUT):
        written = rig.catalog.swap(rig.ready, after)
    assert written == after.written_over(rig.ready)
    assert rig.catalog.get("alice", rig.ready.id) == written


def test_a_claim_whose_answer_got_lost_does_not_shut_out_its_holder(rig: Rig) -> None:
    with losing_the_first_answer(UPDATE):
        claimed = rig.catalog.claim("alice", rig.pending.id, CLAIM, START)
    assert claimed is not None
    assert claimed.claim == CLAIM
    assert claimed == rig.catalog.get("alice", rig.pending.id)


def test_a_slot_whose_answer_got_lost_is_no_conflict(rig: Rig) -> None:
    slot = Slot("alice", "a/b", "x", as_of=an_id())
    with losing_the_first_answer(PUT):
        rig.catalog.point_slot(slot)
    assert rig.catalog.slot("alice", "a/b") == slot


def test_a_transaction_is_marked_so_that_its_repetition_counts_once(rig: Rig) -> None:
    sent: list[str] = []

    def note(params: Any, **_: Any) -> None:
        sent.append(json.loads(params["body"])["ClientRequestToken"])

    with listening("before-call.dynamodb.TransactWriteItems", note):
        rig.accept()
    assert len(sent) == 1  # moto does not look at it; DynamoDB does
