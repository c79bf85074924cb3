"""Publishing and revoking, alone, together, resumed, and under somebody else's hands."""

from __future__ import annotations

from datetime import timedelta

from tests.faults.plots import Act, Meanwhile, Plot, Stage, Story

ENDED = timedelta(minutes=7)
"""After a claim."""


def published(stage: Stage) -> Plot:
    return Plot([stage.move(stage.ready(), "public")])


def revoked(stage: Stage) -> Plot:
    return Plot([stage.move(stage.public(), "private")])


def several_at_once(stage: Stage) -> Plot:
    wanted = [
        {"asset_id": stage.ready(), "visibility": "public"},
        {"asset_id": stage.public(), "visibility": "private"},
    ]
    return Plot([stage.request("POST", "/v1/visibility", {"items": wanted})])


def a_dead_publishing_turned_back(stage: Stage) -> Plot:
    asset_id = stage.ready()
    stage.killed(stage.move(asset_id, "public"), at=4)
    return Plot([stage.move(asset_id, "private")], wait=ENDED)


def a_dead_revocation_resumed(stage: Stage) -> Plot:
    asset_id = stage.public()
    stage.killed(stage.move(asset_id, "private"), at=5)
    return Plot([stage.move(asset_id, "private")], wait=ENDED)


def published_while_its_words_are_edited(stage: Stage) -> Plot:
    asset_id = stage.ready()

    def edit() -> None:
        stage.world.call("PATCH", f"/v1/assets/{asset_id}", json={"tags": ["edited"]})

    meanwhile = Meanwhile("dynamodb.TransactWriteItems", edit)
    return Plot([stage.move(asset_id, "public")], meanwhile=meanwhile)


def published_while_it_is_deleted(stage: Stage) -> Plot:
    asset_id = stage.ready()
    return _deleted_meanwhile(stage, asset_id, stage.move(asset_id, "public"))


def revoked_while_it_is_deleted(stage: Stage) -> Plot:
    asset_id = stage.public()
    return _deleted_meanwhile(stage, asset_id, stage.move(asset_id, "private"))


def _deleted_meanwhile(stage: Stage, asset_id: str, act: Act) -> Plot:
    def delete() -> None:
        stage.world.call("DELETE", f"/v1/assets/{asset_id}")

    return Plot([act], removes=True, meanwhile=Meanwhile("dynamodb.TransactWriteItems", delete))


STORIES: tuple[Story, ...] = (
    published,
    revoked,
    several_at_once,
    a_dead_publishing_turned_back,
    a_dead_revocation_resumed,
    published_while_its_words_are_edited,
    published_while_it_is_deleted,
    revoked_while_it_is_deleted,
)
