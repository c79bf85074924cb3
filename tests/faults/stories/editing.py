"""Results of recipes, exports, palettes, words about an asset, slots and shares."""

from __future__ import annotations

from datetime import timedelta

from darkroom.domain.asset import MAX_EXPORTS
from tests.faults.plots import Act, Meanwhile, Plot, Stage, Story
from tests.functions.photos import png

FLIP = {"operations": [{"operation": "flip", "direction": "horizontal"}]}
TAKE = {"palette_types": ["muted"], "num_colors": 3}


def a_recipe(stage: Stage) -> Plot:
    return Plot([_edit(stage, stage.ready())])


def a_recipe_with_a_watermark(stage: Stage) -> Plot:
    mark = stage.world.upload(png(), content_type="image/png")
    operation = {"operation": "watermark", "asset_id": mark}
    asset_id = stage.ready()
    path = f"/v1/assets/{asset_id}/edits"
    return Plot([stage.request("POST", path, {"operations": [operation]})])


def a_recipe_taken_up_after_a_crash(stage: Stage) -> Plot:
    act = _edit(stage, stage.ready())
    stage.killed(act, at=6)
    return Plot([act], wait=timedelta(minutes=7))


def a_recipe_whose_draft_was_swept(stage: Stage) -> Plot:
    act = _edit(stage, stage.ready())
    stage.killed(act, at=6)
    stage.world.clock.advance(hours=3)
    stage.world.sweep()
    return Plot([act])


def a_recipe_whose_result_is_deleted_meanwhile(stage: Stage) -> Plot:
    act = _edit(stage, stage.ready())

    def delete() -> None:
        listed = stage.world.call("GET", "/v1/gallery", query={"status": "pending"}).json["items"]
        for each in listed:
            stage.world.call("DELETE", f"/v1/assets/{each['id']}")

    meanwhile = Meanwhile("dynamodb.TransactWriteItems", delete, number=2)
    return Plot([act], removes=True, meanwhile=meanwhile)


def a_replay(stage: Stage) -> Plot:
    made = stage.do("POST", f"/v1/assets/{stage.ready()}/edits", FLIP)
    path = f"/v1/assets/{stage.ready()}/replay"
    return Plot([stage.request("POST", path, {"recipe_of": made["id"]})])


def a_batch_of_recipes(stage: Stage) -> Plot:
    items = [FLIP | {"asset_id": stage.ready()} for _ in range(2)]
    return Plot([stage.request("POST", "/v1/edits/batch", {"items": items})])


def an_export(stage: Stage) -> Plot:
    return Plot([stage.request("GET", f"/v1/assets/{stage.ready()}/export")])


def one_export_too_many(stage: Stage) -> Plot:
    asset_id = stage.ready()
    for width in range(8, 8 + MAX_EXPORTS):
        stage.do("GET", f"/v1/assets/{asset_id}/export", query={"width": width})
    return Plot([stage.request("GET", f"/v1/assets/{asset_id}/export")])


def an_export_of_what_is_deleted_meanwhile(stage: Stage) -> Plot:
    asset_id = stage.ready()

    def delete() -> None:
        stage.world.call("DELETE", f"/v1/assets/{asset_id}")

    act = stage.request("GET", f"/v1/assets/{asset_id}/export")
    return Plot([act], removes=True, meanwhile=Meanwhile("dynamodb.TransactWriteItems", delete))


def palettes_of_an_asset(stage: Stage) -> Plot:
    asset_id = stage.ready()
    path = f"/v1/assets/{asset_id}/palettes"
    return Plot([stage.request("POST", path, TAKE), stage.request("GET", path)])


def a_palette_of_ones_own(stage: Stage) -> Plot:
    body = {"name": "mine", "colors": ["#336699", "#ffffff"]}
    kept = stage.do("POST", "/v1/palettes", body)
    path = f"/v1/palettes/{kept['id']}"
    return Plot(
        [
            stage.request("POST", "/v1/palettes", body),
            stage.request("GET", "/v1/palettes"),
            stage.request("GET", path),
            stage.request("DELETE", path),
        ]
    )


def a_recolouring(stage: Stage) -> Plot:
    path = f"/v1/assets/{stage.ready()}/recolor"
    return Plot([stage.request("POST", path, {"colors": ["#336699", "#ffffff"]})])


def other_words_about_it(stage: Stage) -> Plot:
    asset_id = stage.public()
    path = f"/v1/assets/{asset_id}"
    return Plot([stage.request("PATCH", path, {"filename": "b.jpg", "tags": ["x"]})])


def a_slot_pointed_elsewhere(stage: Stage) -> Plot:
    first = stage.ready()
    stage.ready(slot="a/b")
    stage.world.clock.advance(seconds=1)
    return Plot(
        [
            stage.request("PUT", "/v1/slots/a/b", {"asset_id": first}),
            stage.request("GET", "/v1/slots/a/b"),
        ]
    )


def a_share(stage: Stage) -> Plot:
    path = f"/v1/assets/{stage.ready()}/shares"
    kept = stage.do("POST", path, {})
    return Plot(
        [
            stage.request("POST", path, {}),
            stage.request("GET", "/v1/shares"),
            stage.request("GET", f"/v1/shared/{kept['token']}", owner=None),
            stage.request("DELETE", f"/v1/shares/{kept['id']}"),
        ]
    )


def _edit(stage: Stage, asset_id: str) -> Act:
    return stage.request("POST", f"/v1/assets/{asset_id}/edits", FLIP)


STORIES: tuple[Story, ...] = (
    a_recipe,
    a_recipe_with_a_watermark,
    a_recipe_taken_up_after_a_crash,
    a_recipe_whose_draft_was_swept,
    a_recipe_whose_result_is_deleted_meanwhile,
    a_replay,
    a_batch_of_recipes,
    an_export,
    one_export_too_many,
    an_export_of_what_is_deleted_meanwhile,
    palettes_of_an_asset,
    a_palette_of_ones_own,
    a_recolouring,
    other_words_about_it,
    a_slot_pointed_elsewhere,
    a_share,
)
