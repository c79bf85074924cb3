"""generate: what waits in the queue is made, once, and what has to wait comes back later."""

from __future__ import annotations

import hashlib
import json

import pytest

from darkroom.domain.asset import Claim
from tests.functions.editing import edited, fetched, original, picture
from tests.functions.generating import (
    FOR_A_MODEL,
    SMALL,
    WORDS,
    again,
    begun,
    changes,
    delivered,
    drafts,
    generation_row,
    instructions,
    made,
    shown,
    spent,
)
from tests.functions.photos import jpeg
from tests.functions.world import Context, World

UNREADABLE = (
    "",
    "no JSON",
    "[]",
    "7",
    "{}",
    '{"owner": "alice"}',
    '{"owner": "alice", "generation_id": "no id"}',
    '{"owner": 7, "generation_id": "019ce000-0000-7000-8000-000000000000"}',
    '{"owner": "", "generation_id": "019ce000-0000-7000-8000-000000000000"}',
    '{"a":' * 9999,
)
CALLS = ("dynamodb:UpdateItem", "dynamodb:GetItem", "s3:PutObject", "dynamodb:PutItem")


# What comes of it


def test_an_image_of_words_becomes_an_asset(world: World) -> None:
    told = made(world, json=SMALL | {"style": "watercolour", "negative_prompt": "people"})
    (asset,) = told["results"]
    facts = asset["generation"]
    assert (asset["kind"], asset["status"], asset["visibility"]) == (
        "generated", "ready", "private"
    )  # fmt: skip
    assert (facts["model"], facts["provider"], facts["seed"]) == ("procedural", "procedural", 7)
    assert (facts["prompt"], facts["negative_prompt"]) == (SMALL["prompt"], "people")
    assert asset["filename"] == "a-calm-sea.png"
    assert picture(original(world, asset["id"])).size == (64, 64)


def test_the_same_prompt_and_seed_are_the_same_bytes(world: World) -> None:
    results = [made(world, key=f"key-{n}")["results"][0]["id"] for n in range(2)]
    first, second = (hashlib.sha256(original(world, each)).digest() for each in results)
    assert first == second


def test_variations_are_of_the_source_and_in_its_shape(world: World) -> None:
    source = world.upload(jpeg(96, 64))
    told = made(world, f"/v1/assets/{source}/variations", {"num_variations": 2, "seed": 1})
    assert [each["source_asset_id"] for each in told["results"]] == [source, source]
    pictures = [picture(original(world, each["id"])) for each in told["results"]]
    assert [each.size for each in pictures] == [(96, 64), (96, 64)]
    assert pictures[0].tobytes() != pictures[1].tobytes()


def test_a_refinement_links_to_what_it_was_made_of(world: World) -> None:
    source = world.upload(jpeg(96, 64))
    told = made(world, f"/v1/assets/{source}/refinements", {"prompt": "in autumn"})
    lineage = world.call("GET", f"/v1/assets/{source}/lineage").json
    assert [each["asset_id"] for each in lineage["results"]] == told["result_ids"]
    gallery = world.call("GET", "/v1/gallery").json["items"]
    assert {each["id"] for each in gallery} == {source, *told["result_ids"]}


def test_an_instruction_in_operations_is_an_edit_that_says_what_was_asked(world: World) -> None:
    source = world.upload(jpeg(96, 64))
    told = made(world, instructions(source), {"prompt": "crop to a square"})
    (asset,) = told["results"]
    assert asset["kind"] == "processed"
    assert asset["generation"] == {
        "id": told["id"],
        "task": "instruction",
        "prompt": "crop to a square",
    }
    assert picture(original(world, asset["id"])).size == (64, 64)


def test_an_instruction_for_what_was_made_before_gives_that_result(world: World) -> None:
    source = world.upload(jpeg(96, 64))
    plan = world.call(
        "POST", instructions(source), json={"prompt": "crop to a square", "dry_run": True}
    ).json
    before = edited(world, source, *plan["recipe"]["operations"])
    told = made(world, instructions(source), {"prompt": "crop to a square"})
    assert told["result_ids"] == [before["id"]]


def test_what_no_operation_can_do_is_left_out_and_told(world: World) -> None:
    source = world.upload(jpeg())
    told = made(world, instructions(source), {"prompt": f"{WORDS} and {FOR_A_MODEL}"})
    assert told["plan"]["not_understood"] == ["add a boat"]
    assert len(told["result_ids"]) == 1


def test_a_result_can_be_looked_at_by_its_signed_url(world: World) -> None:
    told = made(world)
    link = world.call("GET", f"/v1/assets/{told['result_ids'][0]}/url").json
    assert picture(fetched(world, link["url"])).size == (64, 64)


# Once


def test_a_message_that_comes_twice_makes_nothing_twice(world: World) -> None:
    begun(world)
    (message,) = world.waiting()
    assert world.work(message) == []
    before = world.everything()
    assert world.work(again(message, 2)) == []
    assert world.everything() == before
    assert '"outcome":"repeated"' in world.output


def test_a_message_of_what_somebody_else_works_on_comes_back(world: World) -> None:
    generation = generation_row(world, begun(world)["id"])
    now = world.clock.now()
    claim = Claim("somebody", now.replace(hour=23))
    world.ports.catalog.claim_generation("alice", generation.id, claim, now)
    (message,) = world.waiting()
    assert world.work(message) == [message["messageId"]]
    assert changes(world) == [15]
    assert "Faults" not in world.output  # nobody's fault


@pytest.mark.parametrize("place", [1, 3, 9])
def test_a_worker_that_broke_off_is_followed_by_one_that_goes_on(world: World, place: int) -> None:
    generation = begun(world, json=SMALL | {"num_images": 2})
    (message,) = world.waiting()
    world.faults.plan("s3:PutObject", status=503, code="SlowDown", after=place, times=40)
    assert world.work(message) == [message["messageId"]]
    world.faults.planned.clear()
    world.clock.advance(minutes=6)
    assert world.work(again(message, 2)) == []
    told = shown(world, generation["id"])
    assert (told["state"], len(told["results"])) == ("ready", 2)
    assert spent(world)["images"]["used"] == 2


def test_what_its_owner_deletes_meanwhile_is_not_made(world: World) -> None:
    generation = begun(world, json=SMALL | {"num_images": 2})
    draft, other = drafts(world, generation["id"])
    assert world.call("DELETE", f"/v1/assets/{draft.id}").status == 204
    world.work()
    told = shown(world, generation["id"])
    assert (told["state"], told["result_ids"]) == ("ready", [other.id])
    assert [problem["code"] for problem in told["problems"]] == ["asset_not_found"]
    assert told["cost"]["images"] == 1


def test_without_its_source_a_variation_is_refused_and_given_back(world: World) -> None:
    source = world.upload(jpeg())
    generation = begun(world, f"/v1/assets/{source}/variations", {"num_variations": 2})
    world.call("DELETE", f"/v1/assets/{source}")
    assert world.work() == []
    told = shown(world, generation["id"])
    assert (told["state"], told["problem"]["code"]) == ("refused", "asset_not_found")
    assert spent(world)["images"]["used"] == 0
    world.clock.advance(hours=1)
    world.sweep()
    assert drafts(world, generation["id"]) == []


# Messages


def test_what_is_no_message_of_ours_is_dropped(world: World) -> None:
    (message,) = delivered(world, " ")
    for body in UNREADABLE:
        assert world.work(message | {"body": body}) == []
        assert world.recorder.requests() == []
        (line, metric) = (json.loads(each) for each in world.output.splitlines())
        assert (line["message"], metric["EventsDropped"]) == ("work_dropped", [1.0])
        assert "alice" not in world.output


def test_a_message_of_what_is_gone_is_done_with(world: World) -> None:
    missing = {"owner": "alice", "generation_id": "019ce000-0000-7000-8000-000000000000"}
    assert world.work(*delivered(world, json.dumps(missing))) == []
    assert '"outcome":"gone"' in world.output


def test_a_message_waits_longer_each_time_but_never_more_than_a_quarter_of_an_hour(
    world: World,
) -> None:
    begun(world)
    (message,) = world.waiting()
    for times in range(1, 9):
        world.faults.plan("dynamodb:UpdateItem", status=500, code="InternalServerError", times=4)
        assert world.work(again(message, times)) == [message["messageId"]]
    assert changes(world) == [15, 30, 60, 120, 240, 480, 900, 900]


def test_a_message_that_cannot_be_postponed_comes_back_all_the_same(world: World) -> None:
    begun(world)
    (message,) = world.waiting()
    world.faults.plan("dynamodb:UpdateItem", status=500, code="InternalServerError", times=4)
    world.faults.plan("sqs:ChangeMessageVisibility", status=403, code="AccessDenied", times=9)
    assert world.work(message) == [message["messageId"]]
    messages = [json.loads(line).get("message") for line in world.output.splitlines()]
    assert "work_not_postponed" in messages


def test_without_time_for_another_image_the_queue_is_told_to_go_on(world: World) -> None:
    generation = begun(world)
    (message,) = world.waiting()
    world.recorder.calls.clear()
    assert world.work(message, context=Context(remaining_ms=204_000)) == []
    assert '"outcome":"continued"' in world.output
    assert shown(world, generation["id"])["state"] == "queued"
    assert changes(world) == []
    assert world.work() == []
    assert shown(world, generation["id"])["state"] == "ready"


@pytest.mark.parametrize("operation", CALLS)
def test_one_line_is_logged_and_no_word_of_the_prompt(world: World, operation: str) -> None:
    begun(world, json=SMALL | {"prompt": "canary", "negative_prompt": "canary", "style": "canary"})
    (message,) = world.waiting()
    world.faults.plan(operation, status=500, code="InternalError", times=40)
    assert world.work(message) == [message["messageId"]]
    lines = [json.loads(line) for line in world.output.splitlines()]
    assert [line["message"] for line in lines if "_aws" not in line] == ["work_deferred"]
    assert "canary" not in world.output
    world.faults.planned.clear()
    world.clock.advance(minutes=6)
    assert world.work(again(message, 2)) == []
    lines = [json.loads(line) for line in world.output.splitlines()]
    assert [line["message"] for line in lines if "_aws" not in line] == ["generation"]
    assert "canary" not in world.output


# Forgotten


def test_what_the_queue_forgot_is_told_again_by_the_reconciler(world: World) -> None:
    generation = begun(world)
    world.waiting()  # and nobody works on it
    world.clock.advance(minutes=11)
    assert world.sweep()["found"] == {"generations_requeued": 1}
    assert world.work() == []
    assert shown(world, generation["id"])["state"] == "ready"


def test_after_a_day_it_is_given_up_and_given_back(world: World) -> None:
    generation = begun(world, json=SMALL | {"num_images": 2})
    world.clock.advance(hours=25)
    assert world.sweep()["found"]["generations_given_up"] == 1
    told = shown(world, generation["id"])
    assert (told["state"], told["problem"]["code"]) == ("failed", "given_up")
    assert told["cost"]["images"] == 0
    for _ in range(3):
        world.clock.advance(hours=3)
        world.sweep()
    assert drafts(world, generation["id"]) == []
    assert world.call("GET", "/v1/gallery/stats").json["quota"]["assets"]["used"] == 0


def test_a_result_is_an_asset_like_any_other(world: World) -> None:
    told = made(world)
    asset_id = told["result_ids"][0]
    answer = world.call("PUT", f"/v1/assets/{asset_id}/visibility", json={"visibility": "public"})
    assert answer.status == 200
    assert world.call("DELETE", f"/v1/assets/{asset_id}").status == 204
    assert world.keys("private") == world.keys("public") == []
    assert shown(world, told["id"])["results"] == []
    assert world.row(asset_id) is None
