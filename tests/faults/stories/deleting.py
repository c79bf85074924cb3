"""Deletions, one and many, of everything that an asset may have."""

from __future__ import annotations

from tests.faults.plots import Plot, Stage, Story
from tests.faults.stories.editing import FLIP, TAKE


def of_a_private_asset(stage: Stage) -> Plot:
    asset_id = stage.ready(slot="a/b")
    return Plot([stage.request("DELETE", f"/v1/assets/{asset_id}")], removes=True)


def of_a_public_asset(stage: Stage) -> Plot:
    asset_id = stage.public()
    return Plot([stage.request("DELETE", f"/v1/assets/{asset_id}")], removes=True)


def of_an_asset_with_an_export_and_palettes(stage: Stage) -> Plot:
    asset_id = stage.ready()
    stage.do("GET", f"/v1/assets/{asset_id}/export")
    stage.do("POST", f"/v1/assets/{asset_id}/palettes", TAKE)
    return Plot([stage.request("DELETE", f"/v1/assets/{asset_id}")], removes=True)


def of_a_result(stage: Stage) -> Plot:
    source_id = stage.ready()
    result = stage.do("POST", f"/v1/assets/{source_id}/edits", FLIP)
    path = f"/v1/assets/{result['id']}"
    return Plot([stage.request("DELETE", path)], removes=True)


def of_many(stage: Stage) -> Plot:
    ids = [stage.ready(), stage.public(), stage.arrived()[0]]
    return Plot([stage.request("POST", "/v1/assets/bulk-delete", {"asset_ids": ids})], removes=True)


STORIES: tuple[Story, ...] = (
    of_a_private_asset,
    of_a_public_asset,
    of_an_asset_with_an_export_and_palettes,
    of_a_result,
    of_many,
)
