"""Palettes: taken once, listed, removed, and gone with their asset."""

from __future__ import annotations

import pytest

from darkroom.domain.colors import PaletteType
from darkroom.domain.errors import (
    AssetNotFound,
    InvalidCursor,
    InvalidRequest,
    NotReady,
    PaletteNotFound,
)
from tests.builders import a_draft, an_id
from tests.unit.services.house import House
from tests.unit.services.stepping import Steps

VIBRANT, MUTED = PaletteType.VIBRANT, PaletteType.MUTED


def test_palettes_are_taken_from_the_original_in_the_order_asked_for(house: House) -> None:
    asset = house.upload()
    taken = house.now.palettes.take("alice", asset.id, [VIBRANT, MUTED], 3)
    assert [each.palette_type for each in taken.palettes] == [VIBRANT, MUTED]
    assert [each.id for each in taken.palettes] == [f"{asset.id}-vibrant-3", f"{asset.id}-muted-3"]
    assert all(len(each.colors) == 3 for each in taken.palettes)
    assert taken.is_new
    assert house.now.palettes.get("alice", taken.palettes[0].id) == taken.palettes[0]


def test_what_was_taken_before_is_not_taken_again(house: House) -> None:
    asset = house.upload()
    first = house.now.palettes.take("alice", asset.id, [VIBRANT], 3)
    steps = Steps()
    again = house.stepping(steps).palettes.take("alice", asset.id, [VIBRANT], 3)
    assert (again.palettes, again.is_new) == (first.palettes, False)
    assert steps.taken == ["catalog.get", "catalog.palettes_of"]
    both = house.now.palettes.take("alice", asset.id, [MUTED, VIBRANT], 3)
    assert both.is_new
    assert both.palettes[1] == first.palettes[0]
    assert house.now.palettes.take("alice", asset.id, [VIBRANT], 4).is_new


def test_palettes_go_with_their_asset_and_ones_own_stay(house: House) -> None:
    asset = house.upload()
    house.now.palettes.take("alice", asset.id, list(PaletteType), 5)
    own = house.now.palettes.add("alice", "sea", ["#336699", "#FFFFFF"])
    house.now.deletion.delete("alice", asset.id)
    assert house.now.palettes.page("alice", 10, None) == ([own], None)
    assert [color.hex for color in own.colors] == ["#336699", "#ffffff"]
    assert [color.proportion for color in own.colors] == [0.5, 0.5]
    house.check_end()


@pytest.mark.parametrize("name", ["", "  ", "a\r\nb", "x" * 65, "\u202e"])
def test_a_name_that_nobody_can_read_is_refused(house: House, name: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        house.now.palettes.add("alice", name, ["#336699"])
    assert [each.pointer for each in refused.value.errors] == ["/name"]
    assert house.catalog.palette_rows == {}


def test_palettes_are_paged_latest_first(house: House) -> None:
    made = []
    for number in range(5):
        house.clock.advance(seconds=1)
        made.append(house.now.palettes.add("alice", f"{number}", ["#336699"]))
    house.now.palettes.add("bob", "his", ["#336699"])
    first, cursor = house.now.palettes.page("alice", 3, None)
    rest, end = house.now.palettes.page("alice", 3, cursor)
    assert first + rest == made[::-1]
    assert end is None
    with pytest.raises(InvalidCursor):
        house.now.palettes.page("bob", 3, cursor)


def test_only_ones_own_palettes_are_there(house: House) -> None:
    palette = house.now.palettes.add("alice", "sea", ["#336699"])
    for wanted in (palette.id, an_id(), "x", f"{palette.id}-vibrant-99", f"{palette.id}-vibrant-5"):
        with pytest.raises(PaletteNotFound):
            house.now.palettes.get("bob", wanted)
        with pytest.raises(PaletteNotFound):
            house.now.palettes.remove("bob", wanted)
    house.now.palettes.remove("alice", palette.id)
    with pytest.raises(PaletteNotFound):
        house.now.palettes.get("alice", palette.id)


def test_palettes_are_taken_of_ones_own_ready_assets(house: House) -> None:
    pending, theirs = a_draft(), house.upload("bob")
    house.catalog.add([pending], house.now.edits.quota)
    with pytest.raises(NotReady):
        house.now.palettes.take("alice", pending.id, [VIBRANT], 5)
    for asset_id in (theirs.id, an_id(), "x"):
        with pytest.raises(AssetNotFound):
            house.now.palettes.take("alice", asset_id, [VIBRANT], 5)
        with pytest.raises(AssetNotFound):
            house.now.palettes.of_asset("alice", asset_id)
    assert house.catalog.palette_rows == {}


def test_an_assets_palettes_are_listed(house: House) -> None:
    asset = house.upload()
    assert house.now.palettes.of_asset("alice", asset.id) == []
    taken = house.now.palettes.take("alice", asset.id, [VIBRANT, MUTED], 5)
    listed = house.now.palettes.of_asset("alice", asset.id)
    assert sorted(each.id for each in listed) == sorted(each.id for each in taken.palettes)
