"""Lineages: back to the first source, and down to everything that came of an asset."""

from __future__ import annotations

import pytest

from darkroom.domain.asset import Asset
from darkroom.domain.errors import AssetNotFound
from darkroom.domain.recipe import Recipe
from darkroom.services import lineages
from darkroom.services.edits import EditRequest
from tests.unit.services.house import House
from tests.unit.services.stepping import Steps


def edited(house: House, source: Asset, number: int = 1) -> Asset:
    house.clock.advance(seconds=1)
    recipe = Recipe(({"operation": "flip", "number": number},))
    return house.now.edits.make("alice", EditRequest(source.id, recipe)).asset


def test_a_chain_leads_from_the_first_source_and_results_follow_by_generation(
    house: House,
) -> None:
    root = house.upload()
    one, two = edited(house, root, 1), edited(house, root, 2)
    deep = edited(house, one)
    deeper = edited(house, deep)
    edited(house, house.upload())
    found = house.now.lineages.of("alice", deep.id)
    assert (found.ancestors, found.asset, found.results) == ((root, one), deep, (deeper,))
    assert (found.lost_ancestor, found.complete) == (None, True)
    everything = house.now.lineages.of("alice", root.id)
    assert (everything.ancestors, everything.results) == ((), (one, two, deep, deeper))


def test_an_asset_without_a_family_is_alone(house: House) -> None:
    asset = house.upload()
    found = house.now.lineages.of("alice", asset.id)
    assert (found.ancestors, found.results, found.lost_ancestor) == ((), (), None)


@pytest.mark.parametrize("lost", [0, 1])
def test_a_chain_breaks_off_at_a_source_that_was_deleted(house: House, lost: int) -> None:
    root = house.upload()
    child = edited(house, root)
    grandchild = edited(house, child)
    line = [root, child]
    house.now.deletion.delete("alice", line[lost].id)
    found = house.now.lineages.of("alice", grandchild.id)
    assert found.lost_ancestor == line[lost].id
    assert found.ancestors == tuple(line[lost + 1 :])


def test_a_family_is_read_in_few_requests(house: House) -> None:
    root = house.upload()
    for number in range(5):
        edited(house, root, number)
    steps = Steps()
    house.stepping(steps).lineages.of("alice", root.id)
    assert steps.taken == ["catalog.get", "catalog.family", "catalog.get_many"]


def test_a_family_that_is_too_large_is_said_to_be(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = house.upload()
    monkeypatch.setattr(lineages, "MAX_FAMILY", 2)
    for number in range(3):
        edited(house, root, number)
    found = house.now.lineages.of("alice", root.id)
    assert (len(found.results), found.complete) == (2, False)


def test_nobody_sees_anothers_family(house: House) -> None:
    asset = house.upload("bob")
    with pytest.raises(AssetNotFound):
        house.now.lineages.of("alice", asset.id)


def test_a_family_that_just_fits_is_complete(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    root = house.upload()
    monkeypatch.setattr(lineages, "MAX_FAMILY", 2)
    for number in range(2):
        edited(house, root, number)
    assert house.now.lineages.of("alice", root.id).complete


def test_a_chain_is_whole_however_large_the_family_is(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lineages, "MAX_FAMILY", 1)
    root = house.upload()
    child = edited(house, root)
    grandchild = edited(house, child)
    last = edited(house, grandchild)
    found = house.now.lineages.of("alice", last.id)
    assert (found.ancestors, found.lost_ancestor) == ((root, child, grandchild), None)
