"""The reconciler, at everything that it may find."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.builders import an_id
from tests.faults.plots import Act, Plot, Stage, Story, delivery, sweep
from tests.faults.stories.editing import FLIP
from tests.functions.cloud import client

LATER = timedelta(hours=2)
"""After every ticket, claim and the settling of objects."""
NEXT_DAY = timedelta(hours=26)
"""After an owner's first audit is due."""
NEXT_MONTH = timedelta(days=40)
"""After a rejected upload is forgotten."""


def uploads_that_came_to_nothing(stage: Stage) -> Plot:
    stage.world.ticket(stage.photo)
    stage.killed(stage.arrived()[1], at=4)
    ticket = stage.world.ticket(stage.photo)
    stage.killed(_delivered(stage, ticket), at=5)
    client("s3").delete_object(Bucket=stage.world.bucket("uploads"), Key=ticket["key"])
    return Plot([sweep()], wait=LATER)


def rejected_uploads(stage: Stage) -> Plot:
    stage.world.upload(b"no image at all")
    return Plot([sweep()], wait=NEXT_MONTH)


def moves_that_stand_still(stage: Stage) -> Plot:
    for at in (3, 5):
        stage.killed(stage.move(stage.ready(), "public"), at=at)
        stage.killed(stage.move(stage.public(), "private"), at=at)
    return Plot([sweep()], wait=LATER)


def deletions_that_stand_still(stage: Stage) -> Plot:
    for asset_id in (stage.ready(), stage.public()):
        act = stage.request("DELETE", f"/v1/assets/{asset_id}")
        stage.killed(act, at=2)
    return Plot([sweep()], wait=LATER)


def results_that_were_cut_off(stage: Stage) -> Plot:
    asset_id = stage.ready()
    stage.killed(stage.request("POST", f"/v1/assets/{asset_id}/edits", FLIP), at=6)
    return Plot([sweep()], wait=LATER)


def objects_that_no_row_explains(stage: Stage) -> Plot:
    kept, shown = stage.ready(), stage.public()
    for role in ("private", "public"):
        stage.put_object(role, f"alice/default/{an_id()}_large.webp")
        stage.put_object(role, f"nobody/default/{an_id()}_large.webp")
    stage.put_object("private", f"alice/default/{kept}_old.webp")
    stage.put_object("public", f"alice/default/{kept}_large.webp")
    stage.put_object("public", f"alice/default/{shown}_old.webp")
    stage.put_object("private", f"alice/default/{shown}_large.webp")
    return Plot([sweep()], wait=LATER)


def rows_that_point_at_objects(stage: Stage) -> Plot:
    stage.ready()
    stage.public(job_id="a")
    return Plot([sweep()], wait=NEXT_DAY)


def variants_that_are_gone(stage: Stage) -> Plot:
    for role, asset_id in (("private", stage.ready()), ("public", stage.public())):
        row = stage.world.row(asset_id)
        assert row is not None
        for key in row.variant_keys:
            client("s3").delete_object(Bucket=stage.world.bucket(role), Key=key)
    return Plot([sweep()], wait=NEXT_DAY)


def a_look_without_touching(stage: Stage) -> Plot:
    stage.world.ticket(stage.photo)
    stage.killed(stage.move(stage.ready(), "public"), at=3)
    return Plot([sweep(dry_run=True)], wait=NEXT_DAY)


def _delivered(stage: Stage, ticket: Any) -> Act:
    return delivery(stage.world.put(ticket, stage.photo))


STORIES: tuple[Story, ...] = (
    uploads_that_came_to_nothing,
    rejected_uploads,
    moves_that_stand_still,
    deletions_that_stand_still,
    results_that_were_cut_off,
    objects_that_no_row_explains,
    rows_that_point_at_objects,
    variants_that_are_gone,
    a_look_without_touching,
)
