"""edits: where an asset comes from, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from darkroom.domain.asset import Asset
from tests.builders import a_draft, an_asset
from tests.functions.editing import FLIP, GRAY, SMALL, edited, left_half_done
from tests.functions.photos import jpeg
from tests.functions.world import Answer, World

FLIPPED = {"version": 1, "operations": [FLIP]}


@dataclass(frozen=True)
class Family:
    """A source, two results of it, a result of the first, and one of that."""

    source: str
    first: str
    second: str
    grandchild: str
    last: str


@pytest.fixture
def family(world: World) -> Family:
    def made(asset_id: str, *steps: Any) -> str:
        world.clock.advance(seconds=1)
        return str(edited(world, asset_id, *steps)["id"])

    source = world.upload(jpeg())
    first, second = made(source, FLIP), made(source, GRAY)
    grandchild = made(first, SMALL)
    return Family(source, first, second, grandchild, made(grandchild, GRAY))


def lineage(world: World, asset_id: str, owner: str = "alice") -> Answer:
    return world.call("GET", f"/v1/assets/{asset_id}/lineage", owner=owner)


def ids(relatives: Any) -> list[str]:
    return [each["asset_id"] for each in relatives]


def test_a_line_is_shown_from_its_first_source_on(world: World, family: Family) -> None:
    shown = lineage(world, family.last).json
    assert (shown["asset_id"], shown["root_asset_id"]) == (family.last, family.source)
    assert ids(shown["chain"]) == [family.source, family.first, family.grandchild, family.last]
    assert (shown["results"], shown["lost_source_id"], shown["complete"]) == ([], None, True)


def test_a_relative_says_what_made_it_of_what(world: World, family: Family) -> None:
    source, first = lineage(world, family.first).json["chain"]
    assert source == {
        "asset_id": family.source,
        "kind": "uploaded",
        "source_asset_id": None,
        "recipe": None,
        "filename": "photo.jpg",
        "created_at": "2026-03-14T15:09:26Z",
        "width": 64,
        "height": 48,
    }
    assert first == source | {
        "asset_id": family.first,
        "kind": "processed",
        "source_asset_id": family.source,
        "recipe": FLIPPED,
        "created_at": "2026-03-14T15:09:27Z",
    }


def test_all_results_are_shown_generation_by_generation(world: World, family: Family) -> None:
    shown = lineage(world, family.source).json
    assert ids(shown["chain"]) == [family.source]
    wanted = [family.first, family.second, family.grandchild, family.last]
    assert ids(shown["results"]) == wanted
    assert ids(lineage(world, family.first).json["results"]) == [family.grandchild, family.last]
    assert ids(lineage(world, family.second).json["results"]) == []


def test_a_deleted_asset_breaks_the_line_and_says_where(world: World, family: Family) -> None:
    world.call("DELETE", f"/v1/assets/{family.first}")
    below = lineage(world, family.last).json
    assert below["root_asset_id"] == family.source
    assert ids(below["chain"]) == [family.grandchild, family.last]
    assert below["lost_source_id"] == family.first
    assert ids(lineage(world, family.grandchild).json["results"]) == [family.last]
    above = lineage(world, family.source).json
    assert ids(above["results"])[0] == family.second
    assert family.first not in ids(above["results"])


def test_without_its_first_source_a_family_still_knows_of_it(world: World, family: Family) -> None:
    world.call("DELETE", f"/v1/assets/{family.source}")
    assert lineage(world, family.source).code == "asset_not_found"
    shown = lineage(world, family.last).json
    assert ids(shown["chain"]) == [family.first, family.grandchild, family.last]
    assert shown["root_asset_id"] == shown["lost_source_id"] == family.source
    assert ids(lineage(world, family.first).json["results"]) == [family.grandchild, family.last]


def test_a_deletion_under_way_is_a_deletion(world: World, family: Family) -> None:
    world.faults.plan("s3:DeleteObjects", status=500, code="InternalError")
    assert world.call("DELETE", f"/v1/assets/{family.second}").status == 503
    assert family.second not in ids(lineage(world, family.source).json["results"])


def test_what_is_half_done_is_no_result_yet(world: World) -> None:
    source = world.upload(jpeg())
    draft = left_half_done(world, source)
    assert lineage(world, source).json["results"] == []
    assert ids(lineage(world, draft.id).json["chain"]) == [source, draft.id]


def test_a_family_too_large_to_show_says_so(
    world: World, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("darkroom.services.lineages.MAX_FAMILY", 3)
    shown = lineage(world, family.source).json
    assert (shown["complete"], ids(shown["chain"])) == (False, [family.source])
    wanted = {family.first, family.second, family.grandchild, family.last}
    assert set(ids(shown["results"])) < wanted


def test_an_asset_without_a_family_is_its_own(world: World) -> None:
    source = world.upload(jpeg())
    shown = lineage(world, source).json
    assert shown["root_asset_id"] == source
    assert (ids(shown["chain"]), shown["results"]) == ([source], [])


def test_an_upload_that_is_not_decided_has_no_size_yet(world: World) -> None:
    draft = a_draft()
    world.has(draft)
    (only,) = lineage(world, draft.id).json["chain"]
    assert (only["width"], only["height"]) == (None, None)


@pytest.mark.parametrize("theirs", [an_asset("bob"), a_draft("bob")])
def test_somebody_elses_family_is_none(world: World, theirs: Asset) -> None:
    world.has(theirs)
    answer = lineage(world, theirs.id)
    assert (answer.status, answer.code) == (404, "asset_not_found")


def test_a_family_costs_three_requests(world: World, family: Family) -> None:
    world.recorder.calls.clear()
    lineage(world, family.first)
    assert world.recorder.counts() == {
        "dynamodb:GetItem": 1,
        "dynamodb:Query": 1,
        "dynamodb:BatchGetItem": 1,
    }
