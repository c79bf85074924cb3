"""Shares: what a token opens, and that nothing else does."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import astuple
from datetime import timedelta

import pytest

from darkroom.catalog.base import Share
from darkroom.domain.asset import Visibility
from darkroom.domain.errors import (
    AssetNotFound,
    FilterTooSparse,
    InvalidCursor,
    NotReady,
    ShareNotFound,
    VariantNotFound,
)
from darkroom.services.links import ALL, ORIGINAL
from darkroom.services.shares import MAX_READS, URL_LIFETIME
from tests.builders import an_id
from tests.unit.services.house import NOT_A_PHOTO, House
from tests.unit.services.stepping import Steps

DAY = timedelta(days=1)


def share(house: House, lifetime: timedelta = DAY, variant: str | None = None) -> tuple[Share, str]:
    return house.now.shares.create("alice", house.upload().id, variant, lifetime)


def refused(house: House, token: str) -> ShareNotFound:
    with pytest.raises(ShareNotFound) as caught:
        house.now.shares.open(token)
    return caught.value


# Creating


def test_a_token_opens_the_variant_it_was_made_for(house: House) -> None:
    made, token = share(house, variant="56x56")
    link = house.now.shares.open(token)
    assert made.variant == "56x56"
    assert f"/{house.row(made.asset_id).variant_keys[1]}?" in link.url


def test_without_a_variant_the_first_is_shared(house: House) -> None:
    made, _ = share(house)
    assert made.variant == "large"


def test_a_share_ends_when_asked(house: House) -> None:
    made, _ = share(house, timedelta(hours=3))
    assert made.created_at == house.clock.now()
    assert made.expires_at == house.clock.now() + timedelta(hours=3)


@pytest.mark.parametrize("variant", [ORIGINAL, ALL, "huge"])
def test_only_one_variant_can_be_shared_and_never_the_original(house: House, variant: str) -> None:
    asset = house.upload()
    with pytest.raises(VariantNotFound):
        house.now.shares.create("alice", asset.id, variant, DAY)
    assert house.catalog.share_rows == {}


@pytest.mark.parametrize("asset_id", ["", "nonsense", an_id()])
def test_a_missing_asset_cannot_be_shared(house: House, asset_id: str) -> None:
    with pytest.raises(AssetNotFound):
        house.now.shares.create("alice", asset_id, None, DAY)


def test_somebody_elses_asset_cannot_be_shared(house: House) -> None:
    asset = house.published(owner="bob")
    with pytest.raises(AssetNotFound):
        house.now.shares.create("alice", asset.id, None, DAY)


def test_what_is_pending_or_rejected_cannot_be_shared(house: House) -> None:
    for asset_id in (house.ticket().id, house.upload(body=NOT_A_PHOTO).id):
        with pytest.raises(NotReady):
            house.now.shares.create("alice", asset_id, None, DAY)


def test_the_table_holds_the_secret_only_as_a_hash(house: House) -> None:
    made, token = share(house)
    raw = base64.urlsafe_b64decode(token + "=")
    stored = astuple(house.catalog.share_rows[made.id])
    assert hashlib.sha256(raw[16:]).hexdigest() in stored
    told = " ".join(map(str, stored))
    assert token not in told
    assert raw[16:].hex() not in told


def test_two_shares_of_one_asset_have_different_tokens(house: House) -> None:
    asset = house.upload()
    (first, one), (second, other) = (
        house.now.shares.create("alice", asset.id, None, DAY) for _ in range(2)
    )
    assert first.id != second.id
    assert one != other


# Opening


def test_a_visitor_gets_an_address_of_a_few_minutes(house: House) -> None:
    _, token = share(house)
    link = house.now.shares.open(token)
    assert link.expires_at is not None
    assert link.expires_at <= house.clock.now() + URL_LIFETIME


def test_an_address_does_not_outlive_its_share(house: House) -> None:
    made, token = share(house, timedelta(hours=1))
    house.clock.advance(minutes=58)
    link = house.now.shares.open(token)
    assert link.expires_at is not None
    assert link.expires_at <= made.expires_at


def test_a_public_asset_is_opened_at_its_plain_address(house: House) -> None:
    made, token = share(house)
    house.now.moves.move("alice", made.asset_id, Visibility.PUBLIC)
    link = house.now.shares.open(token)
    assert (link.url, link.expires_at) == (
        f"https://cdn.example/{house.row(made.asset_id).variant_keys[0]}",
        None,
    )


def test_a_token_can_be_opened_again_and_again_until_the_end(house: House) -> None:
    made, token = share(house)
    house.clock.time = made.expires_at - timedelta(seconds=1)
    assert house.now.shares.open(token) == house.now.shares.open(token)


def test_all_that_does_not_open_is_refused_alike(house: House) -> None:
    expiring, expired = share(house, timedelta(minutes=1))
    revoked, withdrawn = share(house)
    house.now.shares.revoke("alice", revoked.id)
    deleted, orphaned = share(house)
    house.now.deletion.delete("alice", deleted.asset_id)
    _, good = share(house)
    _, other = share(house)
    house.clock.time = expiring.expires_at
    tokens = {
        "expired": expired,
        "revoked": withdrawn,
        "of a deleted asset": orphaned,
        "another's secret": _spliced(good, other),
        "truncated": good[:-1],
        "longer": good + "A",
        "of no share": base64.urlsafe_b64encode(bytes(32)).decode().rstrip("="),
        "empty": "",
        "not base64": "*" * 43,
        "not ASCII": "é" * 43,
        "padded": good + "=",
        "with a space": f" {good}",
        "with a line": f"{good}\n",
        "very long": "A" * 100_000,
        "a share's id": revoked.id,
    }
    refusals = {name: refused(house, token) for name, token in tokens.items()}
    assert {(type(each), each.detail, str(each.extensions)) for each in refusals.values()} == {
        (ShareNotFound, ShareNotFound().detail, "{}")
    }
    assert house.now.shares.open(good).url


def test_a_token_with_any_character_changed_opens_nothing(house: House) -> None:
    _, token = share(house)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/"
    for place, right in enumerate(token):
        for wrong in alphabet.replace(right, ""):
            refused(house, f"{token[:place]}{wrong}{token[place + 1 :]}")


def test_a_forged_token_costs_no_more_than_one_question(house: House) -> None:
    _, token = share(house)
    steps = Steps()
    with pytest.raises(ShareNotFound):
        house.stepping(steps).shares.open(_spliced(token, "A" * 43))
    assert steps.taken == ["catalog.get_share"]


def _spliced(share_of: str, secret_of: str) -> str:
    """A token with the id of one and the secret of another."""
    first, second = (base64.urlsafe_b64decode(token + "=") for token in (share_of, secret_of))
    return base64.urlsafe_b64encode(first[:16] + second[16:]).rstrip(b"=").decode()


# Revoking


def test_a_revoked_share_is_gone(house: House) -> None:
    made, token = share(house)
    house.now.shares.revoke("alice", made.id)
    refused(house, token)
    with pytest.raises(ShareNotFound):
        house.now.shares.revoke("alice", made.id)


def test_only_ones_own_share_can_be_revoked(house: House) -> None:
    made, token = share(house)
    with pytest.raises(ShareNotFound):
        house.now.shares.revoke("bob", made.id)
    assert house.now.shares.open(token).url


@pytest.mark.parametrize("share_id", ["", "nonsense", an_id()])
def test_a_share_that_never_was_cannot_be_revoked(house: House, share_id: str) -> None:
    with pytest.raises(ShareNotFound):
        house.now.shares.revoke("alice", share_id)


# Listing


def many(house: House, lifetimes: list[timedelta]) -> list[str]:
    """The ids of shares of one asset, newest first."""
    asset = house.upload()
    made = [house.now.shares.create("alice", asset.id, None, each) for each in lifetimes]
    return [share.id for share, _ in made][::-1]


def listed(house: House, limit: int, owner: str = "alice") -> list[list[str]]:
    """The ids on every page."""
    pages: list[list[str]] = []
    cursor = None
    while True:
        shares, cursor = house.now.shares.page(owner, limit, cursor)
        pages.append([each.id for each in shares])
        if cursor is None:
            return pages


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 100])
def test_pages_show_every_share_once_newest_first(house: House, limit: int) -> None:
    ids = many(house, [DAY] * 6)
    assert [each for page in listed(house, limit) for each in page] == ids


def test_a_full_last_page_has_no_cursor(house: House) -> None:
    many(house, [DAY] * 4)
    assert [len(page) for page in listed(house, 2)] == [2, 2]


def test_ones_own_shares_are_listed_only(house: House) -> None:
    many(house, [DAY])
    assert listed(house, 10, "bob") == [[]]


def test_expired_shares_are_not_listed(house: House) -> None:
    hour = timedelta(hours=1)
    ids = many(house, [DAY, hour, DAY])
    house.clock.advance(hours=1)
    assert listed(house, 10) == [[ids[0], ids[2]]]


def test_no_page_with_a_cursor_is_empty(house: House) -> None:
    hour = timedelta(hours=1)
    ids = many(house, [DAY, *[hour] * 9, DAY, hour, hour])
    house.clock.advance(hours=1)
    assert listed(house, 2) == [[ids[2], ids[-1]]]


def test_a_page_that_had_to_read_on_ends_where_it_is_full(house: House) -> None:
    hour = timedelta(hours=1)
    ids = many(house, [DAY] * 4 + [hour])
    house.clock.advance(hours=1)
    assert listed(house, 2) == [ids[1:3], ids[3:]]


def test_a_page_says_so_when_all_it_may_look_at_has_expired(house: House) -> None:
    ids = many(house, [DAY, *[timedelta(hours=1)] * (MAX_READS + 1)])
    house.clock.advance(hours=1)
    with pytest.raises(FilterTooSparse) as refused:
        house.now.shares.page("alice", 1, None)
    shown, cursor = house.now.shares.page("alice", 1, refused.value.extensions["next_cursor"])
    assert ([each.id for each in shown], cursor) == ([ids[-1]], None)


def test_a_cursor_of_somebody_else_is_refused(house: House) -> None:
    many(house, [DAY] * 3)
    _, cursor = house.now.shares.page("alice", 1, None)
    for owner, wrong in (("bob", cursor), ("alice", "nonsense"), ("alice", f"{cursor}A")):
        with pytest.raises(InvalidCursor):
            house.now.shares.page(owner, 1, wrong)
