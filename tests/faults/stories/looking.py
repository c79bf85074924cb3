"""What only reads."""

from __future__ import annotations

from tests.faults.plots import Plot, Stage, Story
from tests.faults.stories.editing import FLIP


def at_galleries(stage: Stage) -> Plot:
    stage.ready()
    stage.public()
    return Plot(
        [
            stage.request("GET", "/v1/gallery"),
            stage.request("GET", "/v1/gallery", query={"page": 2, "limit": 1}),
            stage.request("GET", "/v1/gallery/stats"),
            stage.request("GET", "/v1/users/alice/gallery", owner=None),
        ]
    )


def at_one_asset(stage: Stage) -> Plot:
    asset_id = stage.ready()
    made = stage.do("POST", f"/v1/assets/{asset_id}/edits", FLIP)
    return Plot(
        [
            stage.request("GET", f"/v1/assets/{asset_id}"),
            stage.request("GET", f"/v1/assets/{made['id']}/lineage"),
            stage.request("GET", f"/v1/assets/{asset_id}/url"),
            stage.request("POST", "/v1/signed-urls", {"items": [{"asset_id": asset_id}]}),
        ]
    )


def at_what_is_left_of_a_family(stage: Stage) -> Plot:
    asset_id = stage.ready()
    made = stage.do("POST", f"/v1/assets/{asset_id}/edits", FLIP)
    stage.do("DELETE", f"/v1/assets/{asset_id}")
    return Plot([stage.request("GET", f"/v1/assets/{made['id']}/lineage")])


STORIES: tuple[Story, ...] = (at_galleries, at_one_asset, at_what_is_left_of_a_family)
