"""What a page of a listing costs, by the sizes that AWS documents, and what the indexes hold.

Sizes: "DynamoDB item sizes and formats" of the developer guide. A Query of an index is charged for
the sum of what the index holds of its rows, in steps of 4 KB, each half a read unit (eventually
consistent): "Capacity consumption for queries on global secondary indexes".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from darkroom.catalog import items
from darkroom.catalog.listing import FILTERED_READ
from darkroom.catalog.values import Item
from darkroom.domain.asset import (
    Asset,
    Claim,
    Kind,
    Rejection,
    Status,
    Transition,
    Variant,
    Visibility,
)
from darkroom.domain.keys import MAX_OWNER_BYTES
from darkroom.domain.limits import (
    MAX_DIMENSION,
    MAX_FILE_SIZE_CEILING,
    MAX_FILENAME_BYTES,
    MAX_FRAMES,
    MAX_SLOT_BYTES,
    MAX_TAG_BYTES,
    MAX_TAGS,
)
from darkroom.domain.variants import (
    DEFAULT_VARIANTS,
    MAX_SIDE,
    MAX_VARIANTS,
    VariantSpec,
    parse_variants,
)
from tests.builders import FACTS, VARIANTS, a_draft, an_asset, an_id
from tests.fakes import START
from tests.functions.cloud import the_stack

PAGE = 20
ODD = START + timedelta(microseconds=123_457)  # no digit of it can be left out
LEFT_OUT = {
    "metadata",
    "recipe",
    "root",
    "exports",
    "revision",
    "sha256",
    "checksum_sha256",
    "ticket_expires_at",
    "nudged_at",
    "claim_token",
    "claim_until",
}
"""What a listing does not show: see GalleryPage."""
LISTINGS = {
    index["IndexName"]: index
    for table in the_stack().tables
    for index in table.definition["GlobalSecondaryIndexes"]
    if index["Projection"]["ProjectionType"] == "INCLUDE"
}


def size_of(value: Mapping[str, Any]) -> int:
    """One attribute value in bytes."""
    ((kind, content),) = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "N":  # a byte for two significant digits, and one more
        return math.ceil(len(content.replace(".", "").strip("0")) / 2) + 1
    if kind == "B":
        return len(content)
    assert kind == "L", kind
    return 3 + sum(1 + size_of(element) for element in content)


def bytes_of(row: Mapping[str, Any]) -> int:
    """A row in bytes: names and values."""
    return sum(len(name.encode()) + size_of(value) for name, value in row.items())


def read_units(size: int) -> float:
    """Of one eventually consistent Query that reads so many bytes."""
    return math.ceil(size / 4096) * 0.5


def held(index: str, asset: Asset) -> Item:
    """What this index holds of the asset's row."""
    keys = {key["AttributeName"] for key in LISTINGS[index]["KeySchema"]}
    names = {"pk", "sk", *keys, *LISTINGS[index]["Projection"]["NonKeyAttributes"]}
    return {name: value for name, value in items.from_asset(asset).items() if name in names}


def largest(specs: tuple[VariantSpec, ...]) -> Asset:
    """A ready asset with as much in every field as the limits allow."""
    return an_asset(
        "o" * MAX_OWNER_BYTES,
        created_at=ODD,
        updated_at=ODD,
        visibility_since=ODD,
        filename="f" * MAX_FILENAME_BYTES,
        job_id="j" * 64,
        slot="a/" + "b" * (MAX_SLOT_BYTES - 2),
        size=MAX_FILE_SIZE_CEILING - 1,
        tags=tuple(f"{number:02}".ljust(MAX_TAG_BYTES, "t") for number in range(MAX_TAGS)),
        kind=Kind.PROCESSED,
        source_asset_id=an_id(),
        transition=Transition.PUBLISHING,
        facts=replace(
            FACTS,
            width=MAX_DIMENSION - 1,
            height=MAX_DIMENSION - 1,
            frames=MAX_FRAMES - 1,
            palette=FACTS.palette[:1] * 5,
            accents=FACTS.palette[:1] * 3,
            thumbhash="h" * 36,
        ),
        variants=tuple(
            # No encoder makes more of a pixel than its four bytes.
            Variant(spec.name, spec.ext, spec.width, spec.width, 4 * spec.width**2)
            for spec in specs
        ),
        edition=99_999_999,
    )


DEFAULT = parse_variants(DEFAULT_VARIANTS)
MOST = tuple(
    VariantSpec("v" * 32, MAX_SIDE, MAX_SIDE, crop=True, ext="webp") for _ in range(MAX_VARIANTS)
)


@pytest.mark.parametrize("index", LISTINGS)
def test_the_largest_page_costs_five_read_units(index: str) -> None:
    rows = (PAGE + 1) * bytes_of(held(index, largest(DEFAULT)))
    assert read_units(rows) <= 5


@pytest.mark.parametrize("index", LISTINGS)
def test_twelve_variants_with_the_longest_names_cost_six_units_and_a_half(index: str) -> None:
    rows = (PAGE + 1) * bytes_of(held(index, largest(MOST)))
    assert read_units(rows) <= 6.5


@pytest.mark.parametrize("index", LISTINGS)
def test_twelve_variants_of_an_ordinary_photo_cost_a_page_five_units_at_most(index: str) -> None:
    photo = an_asset("auth0|" + "5" * 24, job_id="tutorial-1", tags=("sea", "sun"))
    variants = tuple(replace(photo.variants[0], name=f"{side}") for side in range(12))
    rows = (PAGE + 1) * bytes_of(held(index, replace(photo, variants=variants)))
    assert read_units(rows) <= 5


@pytest.mark.parametrize("index", LISTINGS)
def test_one_filtered_read_of_the_largest_rows_is_within_one_answer(index: str) -> None:
    rows = FILTERED_READ * bytes_of(held(index, largest(DEFAULT)))
    assert rows < 1024 * 1024  # where DynamoDB ends a Query
    assert read_units(rows) <= 120


@pytest.mark.parametrize("index", LISTINGS)
def test_a_listing_shows_everything_of_an_asset_but_what_is_said_to_be_left_out(
    index: str,
) -> None:
    claim = Claim("me", START)
    asset = replace(
        largest(DEFAULT),
        visibility=Visibility.PUBLIC,
        metadata={"a": 1},
        recipe={"b": 2},
        root_asset_id=an_id(),
        exports=VARIANTS[:1],
        rejection=Rejection("a", "b"),
        checksum_sha256="c",
        ticket_expires_at=START,
        nudged_at=START,
        claim=claim,
    )
    whole = {name for name in items.from_asset(asset) if not name.endswith("_pk")}
    assert whole - set(held(index, asset)) == LEFT_OUT | {"due_at"}
    assert asset.facts
    assert items.to_asset(held(index, asset)) == replace(
        asset,
        metadata={},
        recipe=None,
        root_asset_id=None,
        revision=0,
        exports=(),
        facts=replace(asset.facts, sha256=""),
        checksum_sha256=None,
        ticket_expires_at=None,
        nudged_at=None,
        claim=None,
    )


@pytest.mark.parametrize("asset", [a_draft(), a_draft(rejection=Rejection("a", "b"))])
def test_a_listing_can_be_read_of_what_has_no_facts_yet(asset: Asset) -> None:
    expected = replace(asset, ticket_expires_at=None, revision=0)
    assert items.to_asset(held("gallery", asset)) == expected


def test_the_indexes_hold_no_more_attributes_than_a_table_may() -> None:
    assert sum(len(index["Projection"]["NonKeyAttributes"]) for index in LISTINGS.values()) <= 100


def test_the_list_of_shares_holds_what_a_share_is_read_from() -> None:
    assert "share" in LISTINGS["gallery"]["Projection"]["NonKeyAttributes"]


@pytest.mark.parametrize("status", Status)
def test_keys_are_of_the_types_that_the_table_declares(status: Status) -> None:
    (table,) = the_stack().tables
    declared = {
        key["AttributeName"]: key["AttributeType"]
        for key in table.definition["AttributeDefinitions"]
    }
    row = items.from_asset(an_asset(status=status, visibility=Visibility.PUBLIC))
    keys = {name: next(iter(row[name])) for name in declared if name in row}
    assert keys == {name: declared[name] for name in keys}
    assert all(value not in ({"S": ""}, {"N": ""}) for value in map(row.get, keys))
