"""Addresses of images: who gets which, and for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from darkroom.domain.asset import Asset, Facts, Variant, Visibility
from darkroom.domain.errors import AssetNotFound, DarkroomError, NotReady, VariantNotFound
from darkroom.domain.tally import Quota
from darkroom.services.links import ALL, ORIGINAL, Link, LinkRequest, LinkSet, srcset
from darkroom.storage.file_gate import FileGate
from darkroom.storage.file_links import FileLinks, LinkRefused
from tests.builders import FACTS, an_asset, an_id
from tests.unit.services.house import NOT_A_PHOTO, PHOTO, SECRET, DatedStore, House
from tests.unit.services.stepping import Crash, Steps, crash_after

HOUR = timedelta(hours=1)


def visitor_of(house: House) -> FileGate:
    """What S3 does with a signed URL."""
    store = house.ports.private
    assert isinstance(store, DatedStore)
    return FileGate(store, FileLinks("https://private.example", SECRET), house.clock.now)


def find(house: House, asset: Asset, variant: str | None = None) -> LinkSet:
    return house.now.links.find("alice", LinkRequest(asset.id, variant), HOUR)


# One


def test_a_private_variant_is_signed_and_opens(house: House) -> None:
    link = find(house, house.upload(), "56x56").link
    assert visitor_of(house).get(link.url).body == b"small " + PHOTO


def test_a_signed_address_ends_when_it_says(house: House) -> None:
    link = find(house, house.upload()).link
    assert link.expires_at is not None
    house.clock.time = link.expires_at
    with pytest.raises(LinkRefused):
        visitor_of(house).get(link.url)


@pytest.mark.parametrize("lifetime", [timedelta(seconds=1), HOUR, timedelta(days=7)])
def test_a_signed_address_lives_no_longer_than_asked_and_most_of_it(
    house: House, lifetime: timedelta
) -> None:
    asset = house.upload()
    link = house.now.links.find("alice", LinkRequest(asset.id), lifetime).link
    assert link.expires_at is not None
    lives = link.expires_at - house.clock.now()
    assert lifetime * 0.74 < lives <= lifetime


def test_the_same_image_has_the_same_address_for_a_while(house: House) -> None:
    asset = house.upload()
    house.clock.time = house.clock.time.replace(minute=0, second=0)
    first = find(house, asset).link
    house.clock.advance(minutes=14)
    assert find(house, asset).link == first


def test_a_public_variant_has_its_plain_address_which_does_not_end(house: House) -> None:
    asset = house.published()
    link = find(house, asset, "large").link
    assert link == Link(f"https://cdn.example/{asset.variant_keys[0]}", None)


def test_without_a_variant_it_is_the_first(house: House) -> None:
    found = find(house, house.upload())
    assert (found.variant, list(found.links)) == ("large", ["large"])


@pytest.mark.parametrize("visibility", list(Visibility))
def test_the_original_is_signed_and_an_attachment_whatever_the_visibility(
    house: House, visibility: Visibility
) -> None:
    asset = house.upload(visibility=visibility, filename="été.jpg")
    found = find(house, asset, ORIGINAL)
    assert (found.variant, list(found.links)) == (ORIGINAL, [ORIGINAL])
    served = visitor_of(house).get(found.link.url)
    assert served.body == PHOTO
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert "%C3%A9t%C3%A9.jpg" in served.headers["Content-Disposition"]
    assert found.link.expires_at is not None


def test_a_variant_it_does_not_have_is_named_with_those_it_has(house: House) -> None:
    with pytest.raises(VariantNotFound, match=r"large.*56x56"):
        find(house, house.upload(), "huge")


@pytest.mark.parametrize("asset_id", ["", "nonsense", an_id()])
def test_a_missing_asset_is_not_found(house: House, asset_id: str) -> None:
    with pytest.raises(AssetNotFound):
        house.now.links.find("alice", LinkRequest(asset_id), HOUR)


def test_somebody_elses_asset_is_not_found_even_if_it_is_public(house: House) -> None:
    asset = house.published(owner="bob")
    with pytest.raises(AssetNotFound):
        find(house, asset)


def test_what_is_pending_or_rejected_has_no_address(house: House) -> None:
    for asset_id in (house.ticket().id, house.upload(body=NOT_A_PHOTO).id):
        for variant in (None, "large", ALL, ORIGINAL):
            with pytest.raises(NotReady):
                house.now.links.find("alice", LinkRequest(asset_id, variant), HOUR)


def test_during_a_move_the_address_is_the_one_that_holds(house: House) -> None:
    move = Steps()
    house.stepping(move).moves.move("alice", house.upload().id, Visibility.PUBLIC)
    for n in range(2, 1 + len(move.taken)):
        asset, steps = house.upload(filename=f"{n}.jpg"), Steps()
        crash_after(steps, n)
        with pytest.raises(Crash):
            house.stepping(steps).moves.move("alice", asset.id, Visibility.PUBLIC)
        row = house.row(asset.id)
        is_public = find(house, row).link.expires_at is None
        assert is_public is (row.visibility is Visibility.PUBLIC)


# All of one


def test_all_are_every_variant_in_order_without_the_original(house: House) -> None:
    asset = house.upload()
    found = find(house, asset, ALL)
    assert (found.variant, list(found.links)) == (ALL, ["large", "56x56"])
    assert found.link == found.links["large"]
    for name, body in {"large": b"large ", "56x56": b"small "}.items():
        assert visitor_of(house).get(found.links[name].url).body == body + PHOTO


def test_all_of_a_public_asset_are_plain(house: House) -> None:
    found = find(house, house.published(), ALL)
    assert {link.expires_at for link in found.links.values()} == {None}


def test_a_srcset_names_the_whole_pictures_narrowest_first() -> None:
    asset = an_asset()
    links = {variant.name: Link(f"https://x/{variant.name}", None) for variant in asset.variants}
    assert srcset(asset, links) == "https://x/medium 640w, https://x/large 1600w"


@pytest.mark.parametrize(
    ("picture", "variant", "is_whole"),
    [
        ((4000, 3000), (1600, 1200), True),
        ((3000, 4000), (240, 320), True),
        ((4001, 2999), (320, 240), True),  # 239.86 rounded
        ((1000, 3), (320, 1), True),  # 0.96 rounded
        ((12000, 1), (320, 1), True),  # no side is less than a pixel
        ((4000, 3000), (112, 112), False),
        ((4000, 3000), (320, 242), False),
        ((500, 500), (112, 112), True),
        ((300, 200), (200, 300), False),
    ],
)
def test_a_picture_is_whole_up_to_the_rounding_of_its_sides(
    picture: tuple[int, int], variant: tuple[int, int], is_whole: bool
) -> None:
    facts: Facts = replace(FACTS, width=picture[0], height=picture[1])
    asset = an_asset(facts=facts, variants=(Variant("it", "webp", *variant, 100),))
    shown = srcset(asset, {"it": Link("https://x/it", None)})
    assert shown == (f"https://x/it {variant[0]}w" if is_whole else "")


def test_a_srcset_names_each_width_once_by_its_first_variant() -> None:
    variants = (
        Variant("large", "webp", 300, 200, 1),
        Variant("medium", "webp", 300, 200, 1),
        Variant("small", "webp", 150, 100, 1),
    )
    asset = an_asset(facts=replace(FACTS, width=300, height=200), variants=variants)
    links = {variant.name: Link(variant.name, None) for variant in variants}
    assert srcset(asset, links) == "small 150w, large 300w"


def test_the_addresses_in_a_srcset_can_be_told_apart(house: House) -> None:
    """A comma in an address would end it, a space too."""
    asset = house.upload("al,ice b/ob")
    found = house.now.links.find("al,ice b/ob", LinkRequest(asset.id, ALL), HOUR)
    assert found.srcset is not None
    address, _, width = found.srcset.partition(" ")
    assert (address, width) == (found.links["large"].url, "1600w")
    assert "," not in address


# Many


def test_many_are_answered_in_order_with_refusals_among_them(house: House) -> None:
    asset, public, foreign = house.upload(), house.published(), house.upload("bob")
    pending = house.ticket()
    wanted = [
        (public.id, None),
        ("nonsense", None),
        (asset.id, "56x56"),
        (foreign.id, None),
        (asset.id, "huge"),
        (pending.id, None),
        (asset.id, ALL),
        (asset.id, "56x56"),
    ]
    outcomes = house.now.links.find_many("alice", [LinkRequest(*each) for each in wanted], HOUR)
    told = [
        outcome.code if isinstance(outcome, DarkroomError) else (outcome.asset_id, outcome.variant)
        for outcome in outcomes
    ]
    assert told == [
        (public.id, "large"),
        "asset_not_found",
        (asset.id, "56x56"),
        "asset_not_found",
        "variant_not_found",
        "not_ready",
        (asset.id, ALL),
        (asset.id, "56x56"),
    ]
    assert outcomes[2] == outcomes[7]


def test_many_cost_one_question_to_the_catalog(house: House) -> None:
    asset, steps = house.upload(), Steps()
    house.stepping(steps).links.find_many("alice", [LinkRequest(asset.id, ALL)] * 100, HOUR)
    assert [name for name in steps.taken if name.startswith("catalog.")] == ["catalog.get_many"]


def test_many_and_one_give_the_same_address(house: House) -> None:
    asset = house.upload()
    (found,) = house.now.links.find_many("alice", [LinkRequest(asset.id, "large")], HOUR)
    assert found == find(house, asset, "large")
    assert found.link == house.now.links.of_variants(asset, HOUR)["large"]


def test_nothing_asked_is_nothing_answered(house: House) -> None:
    assert house.now.links.find_many("alice", [], HOUR) == []


def test_an_asset_of_a_thousand_is_signed_for_its_own_key(house: House) -> None:
    assets = [an_asset() for _ in range(300)]
    house.catalog.add(assets, Quota())
    requests = [LinkRequest(asset.id) for asset in assets]
    outcomes = house.now.links.find_many("alice", requests, HOUR)
    for asset, outcome in zip(assets, outcomes, strict=True):
        assert isinstance(outcome, LinkSet)
        address = urlsplit(outcome.link.url)
        assert address.path == f"/{asset.variant_keys[0]}"
        assert "signature" in parse_qs(address.query)
