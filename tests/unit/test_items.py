"""Rows in the table: nothing is lost in spelling, and every state is in its own indexes alone."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkroom.catalog import items, records
from darkroom.catalog.base import DUE_SHARDS, Descent, Share, Slot
from darkroom.catalog.values import Item
from darkroom.domain.asset import (
    Asset,
    Claim,
    Facts,
    Kind,
    Rejection,
    Status,
    Transition,
    Variant,
    Visibility,
)
from darkroom.domain.colors import Color, PaletteType
from darkroom.domain.oklab import bin_of
from darkroom.domain.palettes import StoredPalette
from tests.builders import FACTS, a_draft, an_asset, an_id
from tests.fakes import START

CLAIM = Claim("me", START + timedelta(minutes=5, microseconds=1))

TEXTS = st.text() | st.sampled_from(["", " ", "#", "0", "null", "a#b", "é", "😀", "\u200f", "{}"])
NAMES = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?", fullmatch=True)
TIMES = st.datetimes(
    START.replace(year=2000, tzinfo=None),
    START.replace(year=2200, tzinfo=None),
    timezones=st.just(UTC),
)
COUNTS = st.integers(min_value=0, max_value=10**15)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
OBJECTS = st.dictionaries(TEXTS, JSON, max_size=3)
COLORS = st.builds(
    Color,
    *[st.integers(0, 255)] * 3,
    proportion=st.integers(0, 10_000).map(lambda share: share / 10_000),
)
FACTS_OF_ANY = st.builds(
    Facts,
    width=COUNTS,
    height=COUNTS,
    sha256=TEXTS,
    palette=st.lists(COLORS, max_size=5).map(tuple),
    thumbhash=st.binary().map(lambda hash_: base64.b64encode(hash_).decode()),
    frames=st.integers(1, 100),
)
FACTS_WITH_ACCENTS = st.builds(
    replace,
    FACTS_OF_ANY,
    palette=st.lists(COLORS, min_size=5, max_size=5).map(tuple),
    accents=st.lists(COLORS, max_size=3).map(tuple),
)
VARIANTS = st.lists(
    st.builds(Variant, NAMES, st.sampled_from(["webp", "png"]), COUNTS, COUNTS, COUNTS), max_size=12
).map(tuple)
PALETTES = st.builds(
    StoredPalette,
    id=st.uuids().map(str),
    owner=TEXTS.filter(bool),
    name=TEXTS,
    colors=st.lists(COLORS, max_size=16).map(tuple),
    created_at=TIMES,
    asset_id=st.none() | TEXTS,
    palette_type=st.none() | st.sampled_from(PaletteType),
    num_colors=st.none() | st.integers(2, 16),
)
ASSETS = st.builds(
    Asset,
    id=st.uuids().map(str),
    owner=TEXTS.filter(bool),
    filename=TEXTS,
    content_type=TEXTS,
    size=COUNTS,
    created_at=TIMES,
    updated_at=TIMES,
    job_id=st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True),
    status=st.sampled_from(Status),
    kind=st.sampled_from(Kind),
    visibility=st.sampled_from(Visibility),
    visibility_since=st.none() | TIMES,
    transition=st.none() | st.sampled_from(Transition),
    slot=st.none() | TEXTS,
    tags=st.lists(TEXTS, max_size=4).map(tuple),
    metadata=OBJECTS,
    checksum_sha256=st.none() | TEXTS,
    ticket_expires_at=st.none() | TIMES,
    nudged_at=st.none() | TIMES,
    facts=st.none() | FACTS_OF_ANY | FACTS_WITH_ACCENTS,
    variants=VARIANTS,
    exports=VARIANTS,
    rejection=st.none() | st.builds(Rejection, TEXTS, TEXTS),
    claim=st.none() | st.builds(Claim, TEXTS, TIMES),
    source_asset_id=st.none() | TEXTS,
    root_asset_id=st.none() | TEXTS,
    recipe=st.none() | OBJECTS,
    revision=st.integers(1, 10**12),
    edition=st.integers(1, 10**12),
)


def through_the_wire(item: Item) -> Any:
    """As DynamoDB's JSON carries it."""
    if "thumbhash" in item:
        assert isinstance(item["thumbhash"]["B"], bytes)  # base64 on the wire, and bytes again
    rest = {name: value for name, value in item.items() if name != "thumbhash"}
    return item | json.loads(json.dumps(rest))


@settings(max_examples=150, deadline=None)
@given(ASSETS)
def test_every_field_of_any_asset_comes_back_as_it_was(asset: Asset) -> None:
    assert items.to_asset(through_the_wire(items.from_asset(asset))) == asset


@pytest.mark.parametrize("owner", ["owner#x", "#", "asset#1", "ready#", "é😀", "owner#owner#"])
def test_an_owner_is_read_from_the_key_whatever_it_is_called(owner: str) -> None:
    draft = a_draft(owner)
    assert items.to_asset(items.from_asset(draft)).owner == owner
    slot = Slot(owner, "a/b", draft.id, draft.id)
    assert records.to_slot(through_the_wire(records.from_slot(slot))) == slot


@settings(max_examples=50, deadline=None)
@given(st.builds(Share, *[TEXTS] * 5, TIMES, TIMES))
def test_every_field_of_any_share_comes_back_as_it_was(share: Share) -> None:
    assert records.to_share(through_the_wire(records.from_share(share))) == share


@settings(max_examples=50, deadline=None)
@given(PALETTES)
def test_every_field_of_any_palette_comes_back_as_it_was(palette: StoredPalette) -> None:
    assert records.to_palette(through_the_wire(records.from_palette(palette))) == palette


def test_a_result_is_written_down_under_its_first_source() -> None:
    root, source = an_id(), an_id()
    asset = an_asset(source_asset_id=source, root_asset_id=root, recipe={"version": 1})
    row = through_the_wire(records.from_result(asset))
    assert row["sk"]["S"].startswith(records.lineage_prefix(root))
    assert records.to_descent(row) == Descent(source, asset.id)


def test_what_no_recipe_made_is_nothings_result() -> None:
    with pytest.raises(LookupError):
        records.from_result(an_asset())


def test_a_bin_of_a_colour_is_found_in_a_row_nowhere_else() -> None:
    row = items.from_asset(an_asset())
    assert FACTS.palette[0].hex[1:] in row["colors"]["S"]
    for color in FACTS.palette:
        assert row["colors"]["S"].count(bin_of(color)) == 1


def test_times_of_another_zone_are_kept_as_the_same_moment() -> None:
    elsewhere = START.astimezone(timezone(timedelta(hours=5, minutes=30)))
    read = items.to_asset(items.from_asset(a_draft(created_at=elsewhere)))
    assert read.created_at == START
    assert read.created_at.utcoffset() == timedelta(0)


# Which indexes a row is in

READY = an_asset(job_id="trip")
STATES: dict[str, tuple[Asset, set[str]]] = {
    "pending": (a_draft(visibility=Visibility.PUBLIC), {"gallery_pk", "due_pk"}),
    "claimed": (a_draft(claim=CLAIM), {"gallery_pk", "due_pk"}),
    "private": (READY, {"gallery_pk", "job_pk"}),
    "public": (
        replace(READY, visibility=Visibility.PUBLIC),
        {"gallery_pk", "job_pk", "public_pk"},
    ),
    "publishing": (
        READY.moving(Visibility.PUBLIC, CLAIM, START),
        {"gallery_pk", "job_pk", "due_pk"},
    ),
    "revoking": (
        replace(READY, visibility=Visibility.PUBLIC).moving(Visibility.PRIVATE, CLAIM, START),
        {"gallery_pk", "job_pk", "public_pk", "due_pk"},
    ),
    "rejected": (a_draft().rejected(Rejection("a", "b"), START), {"gallery_pk", "due_pk"}),
    "deleting": (replace(READY, visibility=Visibility.PUBLIC).deleting(START), {"due_pk"}),
}


@pytest.mark.parametrize(("asset", "indexes"), STATES.values(), ids=STATES)
def test_a_row_is_in_the_indexes_of_its_state_alone(asset: Asset, indexes: set[str]) -> None:
    row = items.from_asset(asset)
    assert {name for name in row if name.endswith("_pk")} == indexes
    assert ("due_at" in row) == ("due_pk" in row)


def test_each_status_of_each_owner_is_a_gallery_of_its_own() -> None:
    owners = ("alice", "ready#alice", "#alice", "alice#")
    partitions = {items.gallery_pk(status, owner) for status in Status for owner in owners}
    partitions |= {records.share_list_pk(owner) for owner in owners}
    assert len(partitions) == len(owners) * (len(Status) + 1)


@given(
    st.lists(st.tuples(TEXTS, st.from_regex(r"[A-Za-z0-9_-]{1,9}", fullmatch=True)), unique=True)
)
def test_each_job_of_each_owner_is_a_partition_of_its_own(pairs: list[tuple[str, str]]) -> None:
    assert len({items.job_pk(owner, job_id) for owner, job_id in pairs}) == len(pairs)


def test_rows_left_to_do_are_spread_over_the_shards() -> None:
    rows = [items.from_asset(a_draft(id=f"{an_id()[:-1]}{digit}")) for digit in DUE_SHARDS]
    assert {row["due_pk"]["S"] for row in rows} == set(map(items.due_pk, DUE_SHARDS))
    assert {items.owner_shard(str(number)) for number in range(200)} == set(DUE_SHARDS)


def test_a_row_is_due_at_the_second_after_its_moment() -> None:
    row = items.from_asset(a_draft(status=Status.DELETING, updated_at=START))
    later = START + timedelta(microseconds=1)
    next_row = items.from_asset(a_draft(status=Status.DELETING, updated_at=later))
    assert int(next_row["due_at"]["N"]) == int(row["due_at"]["N"]) + 1
    assert int(row["due_at"]["N"]) == START.timestamp()


@pytest.mark.parametrize("state", STATES)
def test_only_what_was_never_accepted_can_run_out(state: str) -> None:
    asset, _ = STATES[state]
    row = items.from_asset(asset)
    assert ("ttl" in row) == (state in {"pending", "claimed", "rejected"})
    if "ttl" in row:  # the reconciler has a month to remove it with its counters
        assert int(row["ttl"]["N"]) - int(row["due_at"]["N"]) == 30 * 24 * 3600


def test_a_share_runs_out_when_it_ends_and_not_before() -> None:
    end = START + timedelta(microseconds=1)
    row = records.from_share(Share(an_id(), "alice", "a", "large", "h", START, end))
    assert int(row["ttl"]["N"]) == START.timestamp() + 1


def test_facts_are_read_where_only_an_index_is() -> None:
    row = items.from_asset(an_asset())
    del row["sha256"]
    assert items.to_asset(row).facts == replace(FACTS, sha256="")
