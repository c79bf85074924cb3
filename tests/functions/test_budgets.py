"""What things cost, counted at the client: requests, not time."""

from __future__ import annotations

import pytest

from darkroom.domain.asset import Visibility
from tests.builders import an_asset
from tests.functions.editing import edit, edited
from tests.functions.generating import SMALL, begun, shown
from tests.functions.photos import jpeg
from tests.functions.world import World

VARIANTS = 5


@pytest.mark.parametrize("visibility", ["private", "public"])
def test_an_accepted_upload_is_two_table_requests_and_few_of_s3(
    world: World, visibility: str
) -> None:
    file = jpeg(2000, 1500)
    event = world.put(world.ticket(file, visibility=visibility, slot="a/b"), file)
    world.recorder.calls.clear()
    assert world.deliver(event) == []
    assert world.recorder.counts("dynamodb") == {
        "dynamodb:UpdateItem": 1,
        "dynamodb:TransactWriteItems": 1,
    }
    assert world.recorder.counts("s3") == {
        "s3:GetObject": 1,
        "s3:PutObject": VARIANTS + 1,
        "s3:DeleteObject": 1,
    }


def test_a_ticket_is_one_table_request_and_none_of_s3(world: World) -> None:
    world.ticket(jpeg())
    assert world.recorder.counts() == {"dynamodb:TransactWriteItems": 1}


def test_a_hundred_tickets_are_two_table_requests(world: World) -> None:
    item = {"filename": "a.jpg", "content_type": "image/jpeg", "size": 10}
    answer = world.call("POST", "/v1/uploads/batch", json={"items": [item] * 100})
    ids = [each["id"] for each in answer.json["results"]]
    assert ids == sorted(set(ids))
    assert world.recorder.counts() == {"dynamodb:TransactWriteItems": 2}


@pytest.mark.parametrize(
    "query",
    [{}, {"order": "oldest"}, {"job_id": "j"}, {"visibility": "public"}, {"status": "pending"}],
)
def test_a_gallery_page_is_one_request_that_reads_what_it_shows(
    world: World, query: dict[str, str]
) -> None:
    world.has_rows(*(an_asset(job_id="j", visibility=Visibility.PUBLIC) for _ in range(30)))
    world.call("GET", "/v1/gallery", query=query)
    assert world.recorder.counts() == {"dynamodb:Query": 1}
    (call,) = world.recorder.requests()
    assert call.parameters["Limit"] == 21
    assert "FilterExpression" not in call.parameters


def test_signed_urls_are_read_by_the_hundred(world: World) -> None:
    assets = [an_asset() for _ in range(101)]
    for start in range(0, len(assets), 90):
        world.has_rows(*assets[start : start + 90])
    items = [{"asset_id": asset.id} for asset in assets]
    answer = world.call("POST", "/v1/signed-urls", json={"items": items})
    assert [each["asset_id"] for each in answer.json["results"]] == [asset.id for asset in assets]
    assert all("X-Amz-Signature" in each["url"] for each in answer.json["results"])
    assert world.recorder.counts() == {"dynamodb:BatchGetItem": 2}


def test_an_edit_is_four_table_requests_and_a_read_and_the_writes_of_s3(world: World) -> None:
    source = world.upload(jpeg())
    world.recorder.calls.clear()
    edited(world, source)
    assert world.recorder.counts("dynamodb") == {
        "dynamodb:GetItem": 2,
        "dynamodb:TransactWriteItems": 2,
    }
    assert world.recorder.counts("s3") == {"s3:GetObject": 1, "s3:PutObject": VARIANTS + 1}


def test_a_result_that_was_there_is_three_table_requests_and_none_of_s3(world: World) -> None:
    source = world.upload(jpeg())
    edited(world, source)
    world.recorder.calls.clear()
    assert edit(world, source).status == 200
    assert world.recorder.counts() == {"dynamodb:GetItem": 3}


def test_a_watermark_is_one_read_more_of_each(world: World) -> None:
    source, mark = world.upload(jpeg()), world.upload(jpeg(seed=1))
    world.recorder.calls.clear()
    step = {"operation": "watermark", "asset_id": mark}
    edited(world, source, step, step | {"gravity": "north"})
    assert world.recorder.counts("dynamodb") == {
        "dynamodb:GetItem": 2,
        "dynamodb:BatchGetItem": 1,
        "dynamodb:TransactWriteItems": 2,
    }
    assert world.recorder.counts("s3")["s3:GetObject"] == 2


def test_a_replay_is_one_table_request_more(world: World) -> None:
    source, other = world.upload(jpeg()), world.upload(jpeg(seed=1))
    model = edited(world, source)["id"]
    world.recorder.calls.clear()
    world.call("POST", f"/v1/assets/{other}/replay", json={"recipe_of": model})
    assert world.recorder.counts("dynamodb") == {
        "dynamodb:GetItem": 3,
        "dynamodb:TransactWriteItems": 2,
    }


def test_a_refused_edit_reads_no_pixels(world: World) -> None:
    source = world.upload(jpeg())
    world.recorder.calls.clear()
    edit(world, source, {"operation": "resize", "width": 5000})
    assert world.recorder.counts() == {"dynamodb:GetItem": 2}


def test_an_export_is_made_with_four_requests_and_found_with_one(world: World) -> None:
    source = world.upload(jpeg())
    world.recorder.calls.clear()
    world.call("GET", f"/v1/assets/{source}/export")
    assert world.recorder.counts() == {
        "dynamodb:GetItem": 1,
        "s3:GetObject": 1,
        "s3:PutObject": 1,
        "dynamodb:TransactWriteItems": 1,
    }
    world.recorder.calls.clear()
    world.call("GET", f"/v1/assets/{source}/export")
    assert world.recorder.counts() == {"dynamodb:GetItem": 1}


def test_palettes_are_taken_with_one_read_however_many(world: World) -> None:
    source = world.upload(jpeg())
    path = f"/v1/assets/{source}/palettes"
    body = {"palette_types": ["dominant", "vibrant", "muted"]}
    reads = {"dynamodb:GetItem": 1, "dynamodb:Query": 1}
    world.recorder.calls.clear()
    world.call("POST", path, json=body)
    writes = {"s3:GetObject": 1, "dynamodb:TransactWriteItems": 1}
    assert world.recorder.counts() == reads | writes
    for method, sent in (("POST", body), ("GET", None)):
        world.recorder.calls.clear()
        world.call(method, path, json=sent)
        assert world.recorder.counts() == reads


def test_a_palette_is_one_request_whatever_is_done_with_it(world: World) -> None:
    body = {"name": "a", "colors": ["#336699"]}
    palette = world.call("POST", "/v1/palettes", json=body).json["id"]
    assert world.recorder.counts() == {"dynamodb:TransactWriteItems": 1}
    for method, path, counts in (
        ("GET", f"/v1/palettes/{palette}", {"dynamodb:GetItem": 1}),
        ("GET", "/v1/palettes", {"dynamodb:Query": 1}),
        ("DELETE", f"/v1/palettes/{palette}", {"dynamodb:DeleteItem": 1}),
    ):
        world.recorder.calls.clear()
        world.call(method, path)
        assert world.recorder.counts() == counts


@pytest.mark.parametrize("number", [1, 4])
def test_a_generation_is_begun_with_three_table_requests_and_a_message(
    world: World, number: int
) -> None:
    body = SMALL | {"num_images": number}
    begun(world, json=body)
    assert world.recorder.counts() == {
        "dynamodb:GetItem": 1,
        "dynamodb:TransactWriteItems": 1,
        "sqs:SendMessage": 1,
        "dynamodb:UpdateItem": 1,
    }
    world.recorder.calls.clear()
    begun(world, json=body)
    assert world.recorder.counts() == {"dynamodb:GetItem": 2}


def test_variations_are_begun_with_one_read_more(world: World) -> None:
    source = world.upload(jpeg())
    world.recorder.calls.clear()
    begun(world, f"/v1/assets/{source}/variations", {"num_variations": 4})
    assert world.recorder.counts("dynamodb") == {
        "dynamodb:GetItem": 2,
        "dynamodb:TransactWriteItems": 1,
        "dynamodb:UpdateItem": 1,
    }


def test_a_plan_is_one_table_request(world: World) -> None:
    source = world.upload(jpeg())
    world.recorder.calls.clear()
    body = {"prompt": "make it brighter", "dry_run": True}
    world.call("POST", f"/v1/assets/{source}/instructions", json=body)
    assert world.recorder.counts() == {"dynamodb:GetItem": 1}


def test_a_generation_is_shown_with_one_request_and_its_results_with_one_more(
    world: World,
) -> None:
    generation = begun(world, json=SMALL | {"num_images": 4})
    world.recorder.calls.clear()
    shown(world, generation["id"])
    assert world.recorder.counts() == {"dynamodb:GetItem": 1}
    world.work()
    world.recorder.calls.clear()
    shown(world, generation["id"])
    assert world.recorder.counts() == {"dynamodb:GetItem": 1, "dynamodb:BatchGetItem": 1}


@pytest.mark.parametrize("number", [1, 4])
def test_an_image_is_four_table_requests_and_those_of_its_objects(
    world: World, number: int
) -> None:
    begun(world, json=SMALL | {"num_images": number})
    world.recorder.calls.clear()
    assert world.work() == []
    assert world.recorder.counts() == {
        "dynamodb:UpdateItem": 1,  # claimed
        "dynamodb:GetItem": number,  # each: its draft,
        "s3:GetObject": number,  # no answer of before,
        "dynamodb:PutItem": 2 * number + 1,  # asked for, made, and at the end concluded
        "s3:PutObject": number * (1 + 1 + VARIANTS),  # the answer, the original, variants
        "dynamodb:TransactWriteItems": number,  # the asset
        "s3:DeleteObject": number,  # the answer
    }


def test_an_instruction_in_operations_is_an_edit_and_three_table_requests(world: World) -> None:
    source = world.upload(jpeg())
    begun(world, f"/v1/assets/{source}/instructions", {"prompt": "make it brighter"})
    world.recorder.calls.clear()
    assert world.work() == []
    assert world.recorder.counts("dynamodb") == {
        "dynamodb:UpdateItem": 1,
        "dynamodb:GetItem": 2,
        "dynamodb:TransactWriteItems": 2,
        "dynamodb:PutItem": 2,
    }
    assert world.recorder.counts("s3") == {"s3:GetObject": 1, "s3:PutObject": VARIANTS + 1}


def test_generations_are_listed_with_one_request_that_reads_what_it_shows(world: World) -> None:
    begun(world)
    world.recorder.calls.clear()
    world.call("GET", "/v1/generations")
    assert world.recorder.counts() == {"dynamodb:Query": 1}
    (call,) = world.recorder.requests()
    assert call.parameters["Limit"] == 21
    assert "FilterExpression" not in call.parameters


def test_statistics_are_one_request_with_the_budget(world: World) -> None:
    begun(world)
    world.recorder.calls.clear()
    world.call("GET", "/v1/gallery/stats")
    assert world.recorder.counts() == {"dynamodb:BatchGetItem": 1}


def test_nothing_is_ever_a_scan(world: World) -> None:
    world.upload(jpeg())
    paths = ("/v1/gallery", "/v1/gallery/stats", "/v1/shares", "/v1/palettes", "/v1/generations")
    for path in paths:
        world.call("GET", path)
    world.call("GET", "/v1/gallery", query={"tag": "x", "kind": "processed"})
    world.sweep()
    assert "dynamodb:Scan" not in world.recorder.counts()
