"""maintenance: what is overdue is finished, drift is found; a dry run only reports."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from darkroom.catalog.items import asset_key
from darkroom.domain.asset import Asset, Claim, Rejection, Visibility
from tests.builders import a_draft, an_asset, an_id
from tests.fakes import START
from tests.functions.cloud import client, the_stack
from tests.functions.photos import jpeg
from tests.functions.world import Context, World

PUBLIC = Visibility.PUBLIC
SCHEDULED = {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}


def put(world: World, bucket: str, key: str) -> None:
    client("s3").put_object(Bucket=world.bucket(bucket), Key=key, Body=b"image")


def body(world: World, bucket: str, key: str) -> bytes:
    found: bytes = client("s3").get_object(Bucket=world.bucket(bucket), Key=key)["Body"].read()
    return found


def a_moment_later(world: World) -> None:
    """Objects of this test carry the real time, which is far behind or before the clock's."""
    world.clock.time = START + timedelta(days=3650)


def test_with_nothing_to_do_says_so(world: World) -> None:
    assert world.invoke("maintenance", SCHEDULED, Context(remaining_ms=290_000)) == {
        "dry_run": False,
        "found": {},
        "faults": {},
        "complete": True,
    }


def test_an_abandoned_upload_expires_with_what_it_reserved(world: World) -> None:
    draft = a_draft()
    world.has(draft)
    world.clock.advance(hours=1)
    assert world.sweep()["found"] == {"uploads_expired": 1}
    assert world.row(draft.id) is None
    assert world.call("GET", "/v1/gallery/stats").json["quota"]["assets"]["used"] == 0


def test_an_upload_whose_event_was_lost_goes_through_the_queue_again(world: World) -> None:
    file = jpeg()
    ticket = world.ticket(file)
    world.put(ticket, file)
    world.clock.advance(hours=1)
    assert world.sweep()["found"] == {"uploads_requeued": 1}
    queue = next(call for call in world.recorder.calls if call.operation == "SendMessage")
    assert world.deliver(queue.parameters["MessageBody"]) == []
    row = world.row(ticket["id"])
    assert row is not None
    assert row.status == "ready"


def test_a_requeued_upload_is_given_an_hour(world: World) -> None:
    file = jpeg()
    world.put(world.ticket(file), file)
    world.clock.advance(hours=1)
    world.sweep()
    world.clock.advance(minutes=59)
    assert world.sweep()["found"] == {}
    world.clock.advance(minutes=1)
    assert world.sweep()["found"] == {"uploads_requeued": 1}


def test_what_a_processing_left_behind_goes_with_the_expired_upload(world: World) -> None:
    draft = a_draft(claim=Claim("crashed", START))
    world.has_rows(draft)
    put(world, "private", draft.original_key)
    put(world, "private", f"{draft.key_prefix}_large.webp")
    world.clock.advance(hours=1)
    assert world.sweep()["found"] == {"uploads_expired": 1}
    assert world.keys("private") == []


@pytest.mark.parametrize("committed", [False, True])
def test_a_move_left_standing_is_driven_on(world: World, committed: bool) -> None:
    left = an_asset().moving(PUBLIC, Claim("crashed", START + timedelta(minutes=5)), START)
    world.has(left.moved(START) if committed else left)
    assert world.sweep()["found"] == {}
    world.clock.advance(minutes=5)
    assert world.sweep()["found"] == {"moves_finished": 1}
    row = world.row(left.id)
    assert row is not None
    assert (row.visibility, row.transition, row.claim) == ("public", None, None)
    assert world.keys("public") == sorted(left.variant_keys)


def test_a_deletion_left_standing_is_finished(world: World) -> None:
    left = an_asset(visibility=PUBLIC).deleting(START)
    world.has(left)
    put(world, "uploads", left.original_key)
    assert world.sweep()["found"] == {"deletions_finished": 1}
    assert world.row(left.id) is None
    assert world.keys("private") == world.keys("public") == world.keys("uploads") == []
    assert world.purged() == [f"/{left.key_prefix}*"]


def test_a_rejected_upload_can_be_asked_about_for_a_week(world: World) -> None:
    rejected = a_draft().rejected(Rejection("broken_image", "It is."), START)
    world.has(rejected)
    world.clock.advance(days=6, hours=23)
    assert world.sweep()["found"] == {}
    world.clock.advance(hours=1)
    assert world.sweep()["found"] == {"rejected_forgotten": 1}
    assert world.call("GET", "/v1/gallery/stats").json["by_status"]["rejected"] == 0


@pytest.mark.parametrize("bucket", ["private", "public"])
def test_objects_that_no_row_explains_are_removed(world: World, bucket: str) -> None:
    orphan = an_asset()
    for key in orphan.variant_keys:
        put(world, bucket, key)
    a_moment_later(world)
    found = world.sweep()["found"]
    assert found == {"objects_without_row": len(orphan.variant_keys)}
    assert world.keys(bucket) == []


def test_a_private_assets_copy_in_the_public_bucket_is_removed_and_purged(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    stray = asset.variant_keys[0]
    put(world, "public", stray)
    a_moment_later(world)
    assert world.sweep()["found"]["objects_misplaced"] == 1
    assert world.keys("public") == []
    assert world.purged() == [f"/{asset.key_prefix}*"]
    assert len(world.keys("private")) == 1 + len(asset.variants)


def test_young_objects_and_foreign_ones_are_left_alone(world: World) -> None:
    put(world, "private", an_asset().original_key)
    world.clock.time = START - timedelta(days=3650)
    assert world.sweep()["found"] == {}
    put(world, "private", "somebody/elses/file.txt")
    a_moment_later(world)
    assert world.sweep()["found"] == {"objects_without_row": 1, "objects_foreign": 1}
    assert world.keys("private") == ["somebody/elses/file.txt"]


@pytest.mark.parametrize("visibility", list(Visibility))
def test_an_object_that_a_row_misses_is_reported_and_nothing_is_deleted(
    world: World, visibility: Visibility
) -> None:
    whole, broken = (an_asset(visibility=visibility) for _ in range(2))
    world.has(whole, broken)
    lost = broken.variant_keys[0]
    client("s3").delete_object(Bucket=world.bucket(visibility.value), Key=lost)
    a_moment_later(world)
    assert world.sweep()["found"] == {"rows_without_object": 1}
    lines = [json.loads(line) for line in world.output.splitlines()]
    (line,) = [line for line in lines if line.get("message") == "object_missing"]
    assert line["asset_id"] == broken.id
    assert world.row(broken.id) is not None


@pytest.mark.parametrize("visibility", list(Visibility))
def test_variants_that_are_gone_are_made_again_of_the_original(
    world: World, visibility: Visibility
) -> None:
    asset_id = world.upload(jpeg(), visibility=visibility.value)
    row = world.row(asset_id)
    assert row is not None
    before = {key: body(world, visibility.value, key) for key in row.variant_keys}
    for key in row.variant_keys[1:4]:
        client("s3").delete_object(Bucket=world.bucket(visibility.value), Key=key)
    a_moment_later(world)
    assert world.sweep()["found"] == {"variants_missing": 3}
    assert {key: body(world, visibility.value, key) for key in row.variant_keys} == before
    assert '"object_missing"' not in world.output


def test_a_row_that_cannot_be_read_keeps_no_other_waiting(world: World) -> None:
    """As one that a newer version wrote, before it was rolled back."""
    shard = [a_draft(id=f"{an_id()[:-2]}{number}7") for number in range(3)]
    world.has(*shard)
    client("dynamodb").update_item(
        TableName=the_stack().tables[0].name,
        Key=asset_key("alice", shard[0].id),
        UpdateExpression="SET #status = :odd",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":odd": {"S": "half-baked"}},
    )
    world.clock.advance(hours=1)
    report = world.sweep()
    assert report["found"] == {"uploads_expired": 2}
    assert (report["faults"], report["complete"]) == ({"internal_error": 1}, False)


def test_healthy_assets_are_left_as_they_are(world: World) -> None:
    assets = [an_asset(job_id=job) for job in ("a", "b")] + [an_asset(visibility=PUBLIC)]
    world.has(*assets)
    a_moment_later(world)
    assert world.sweep()["found"] == {}
    assert len(world.keys("private")) == 3 + 2 * 3
    assert len(world.keys("public")) == 3


def drifted(world: World) -> list[Asset]:
    """One of each kind."""
    rows = [
        a_draft(),
        an_asset().moving(PUBLIC, Claim("crashed", START), START),
        an_asset().deleting(START),
    ]
    world.has(*rows)
    put(world, "private", f"alice/default/{an_id()}.jpg")
    a_moment_later(world)
    return rows


def test_a_dry_run_reports_and_touches_nothing(world: World) -> None:
    drifted(world)
    before = world.everything()
    report = world.sweep(dry_run=True)
    assert report["dry_run"] is True
    assert report["found"] == {
        "uploads_expired": 1,
        "moves_finished": 1,
        "deletions_finished": 1,
        "objects_without_row": 1,
    }
    assert world.everything() == before


def test_a_fault_is_counted_and_the_next_run_mends_what_it_left(world: World) -> None:
    left = an_asset().deleting(START)
    world.has(left)
    world.faults.plan("s3:DeleteObjects", status=500, code="InternalError")
    report = world.sweep()
    assert (report["found"], report["faults"]) == (
        {"deletions_finished": 1},
        {"store_unavailable": 1},
    )
    assert world.sweep()["faults"] == {}
    assert world.row(left.id) is None


def test_without_time_it_stops_and_says_so(world: World) -> None:
    drifted(world)
    report = world.invoke("maintenance", {}, Context(remaining_ms=10_000))
    assert report["complete"] is False
    assert "moves_finished" not in report["found"]


def test_drift_is_a_metric(world: World) -> None:
    drifted(world)
    world.sweep()
    lines = [json.loads(line) for line in world.output.splitlines() if "_aws" in line]
    assert {line["Finding"] for line in lines if "Drift" in line} == {
        "uploads_expired",
        "moves_finished",
        "deletions_finished",
        "objects_without_row",
    }
