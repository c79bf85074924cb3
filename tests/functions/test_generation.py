"""generation: what is asked for is written down, charged and told to the worker, once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from darkroom.services.generations import IN_FLIGHT
from tests.functions.editing import same_after
from tests.functions.generating import (
    SMALL,
    WORDS,
    ask,
    begun,
    drafts,
    instructions,
    made,
    recorded,
    spent,
)
from tests.functions.photos import jpeg
from tests.functions.world import World

MISSING = "019ce000-0000-7000-8000-000000000000"


def _work(world: World) -> None:
    assert world.work() == []


def test_images_from_words_are_begun(world: World) -> None:
    answer = ask(world, "/v1/generations", SMALL | {"num_images": 2, "job_id": "sea"})
    told = answer.json
    assert answer.status == 202
    assert answer.headers["location"] == f"/v1/generations/{told['id']}"
    assert (told["state"], told["progress"], told["results"]) == (
        "queued",
        {"done": 0, "of": 2},
        [],
    )
    assert (told["prompt"], told["seed"], told["job_id"]) == (SMALL["prompt"], 7, "sea")
    assert told["cost"] == {"images": 2, "voice_seconds": 0}
    assert "idempotent-replayed" not in answer.headers


def test_the_worker_is_told_of_it_and_of_nothing_else(world: World) -> None:
    generation = begun(world)
    (message,) = world.waiting()
    assert json.loads(message["body"]) == {"owner": "alice", "generation_id": generation["id"]}


def test_without_a_seed_one_is_chosen_and_told(world: World) -> None:
    seeds = {begun(world, json={"prompt": "sea"}, key=f"key-{n}")["seed"] for n in range(3)}
    assert len(seeds) == 3


def test_variations_of_an_asset_are_begun(world: World) -> None:
    source = world.upload(jpeg())
    body = {"num_variations": 3, "strength": 0.2}
    told = begun(world, f"/v1/assets/{source}/variations", body)
    assert (told["task"], told["source_asset_id"]) == ("variation", source)
    assert (told["strength"], told["progress"]["of"]) == (0.2, 3)


def test_a_refinement_of_an_asset_is_begun(world: World) -> None:
    source = world.upload(jpeg())
    body = {"prompt": "in autumn", "preserve_structure": False}
    told = begun(world, f"/v1/assets/{source}/refinements", body)
    assert (told["task"], told["preserve_structure"]) == ("refinement", False)
    assert told["cost"] == {"images": 1, "voice_seconds": 0}


def test_a_part_of_an_asset_can_be_refined(world: World) -> None:
    source = world.upload(jpeg())
    region = {"x": 0.7, "y": 0.1 + 0.2, "width": 0.3 + 1e-9, "height": 0.7}  # as sums come out
    body = {"prompt": "in autumn", "region": region}
    told = begun(world, f"/v1/assets/{source}/refinements", body)
    assert told["region"] == region


def test_an_instruction_that_operations_can_do_costs_nothing(world: World) -> None:
    source = world.upload(jpeg())
    told = begun(world, instructions(source), {"prompt": WORDS})
    assert told["cost"] == {"images": 0, "voice_seconds": 0}
    assert [each["operation"] for each in told["plan"]["recipe"]["operations"]] == ["filter"]
    assert told["plan"]["understood"][0]["operations"] == [0]


def test_a_spoken_instruction_costs_its_seconds(world: World) -> None:
    source, audio = world.upload(jpeg()), recorded(world, 1.2)
    body = {"audio_upload_id": audio, "language": "en-GB"}
    told = begun(world, instructions(source), body)
    assert told["cost"] == {"images": 0, "voice_seconds": 2}
    assert (told["language"], told["plan"], told["prompt"]) == ("en-GB", None, None)


def test_a_dry_run_in_words_answers_with_the_plan_and_changes_nothing(world: World) -> None:
    source = world.upload(jpeg())
    body = {"prompt": f"{WORDS} and crop to a square", "dry_run": True}
    answer = same_after(world, lambda: ask(world, instructions(source), body, key=None))
    assert answer.status == 200
    assert len(answer.json["recipe"]["operations"]) == 2
    assert answer.json["estimated_cost"] == {"images": 0, "voice_seconds": 0}


# The same again


def test_the_same_key_and_body_give_the_first_answer_again(world: World) -> None:
    first = ask(world, "/v1/generations", SMALL)
    world.work()
    again = same_after(world, lambda: ask(world, "/v1/generations", SMALL))
    assert (again.status, again.json) == (202, first.json)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert world.waiting() == []


def test_a_seed_that_was_chosen_is_the_same_when_asked_again(world: World) -> None:
    body = {"prompt": "sea"}
    assert begun(world, json=body)["seed"] == begun(world, json=body)["seed"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/generations", SMALL | {"num_images": 2}),
        ("/v1/generations", SMALL | {"seed": 8}),
        ("/v1/assets/{id}/variations", {}),
    ],
)
def test_the_same_key_with_another_request_is_refused(world: World, path: str, body: Any) -> None:
    source = world.upload(jpeg())
    begun(world)
    answer = same_after(world, lambda: ask(world, path.replace("{id}", source), body))
    assert (answer.status, answer.code) == (422, "idempotency_key_reused")


def test_the_key_of_somebody_else_is_another(world: World) -> None:
    assert begun(world)["id"] != begun(world, owner="bob")["id"]


def test_a_request_whose_first_attempt_may_still_be_at_work_is_refused(world: World) -> None:
    world.faults.plan("sqs:SendMessage", status=500, code="InternalError", times=9)
    assert ask(world, "/v1/generations", SMALL).status == 503
    world.faults.planned.clear()
    answer = ask(world, "/v1/generations", SMALL)
    assert (answer.status, answer.code) == (409, "request_in_flight")
    assert answer.headers["retry-after"]


def test_a_request_that_broke_off_is_taken_up_by_its_repetition(world: World) -> None:
    world.faults.plan("sqs:SendMessage", status=500, code="InternalError", times=9)
    ask(world, "/v1/generations", SMALL)
    world.faults.planned.clear()
    world.clock.time += IN_FLIGHT
    told = begun(world)
    assert len(world.waiting()) == 1
    assert spent(world)["images"]["used"] == 1
    assert told["state"] == "queued"


# Looking


def test_a_generation_is_shown_with_its_results_as_assets(world: World) -> None:
    told = made(world, json=SMALL | {"num_images": 2})
    assert (told["state"], told["progress"]) == ("ready", {"done": 2, "of": 2})
    assert [each["id"] for each in told["results"]] == told["result_ids"]
    assert {each["kind"] for each in told["results"]} == {"generated"}
    assert [each["generation"]["seed"] for each in told["results"]] == [7, 8]


def test_waiting_ends_when_it_is_over(world: World) -> None:
    generation = begun(world)
    world.faults.meanwhile("dynamodb:GetItem", lambda: None)
    world.faults.meanwhile("dynamodb:GetItem", lambda: _work(world))
    answer = world.call("GET", f"/v1/generations/{generation['id']}", query={"wait": 20})
    assert answer.json["state"] == "ready"
    assert world.clock.slept == [0.25]


def test_waiting_ends_when_the_time_is_over(world: World) -> None:
    generation = begun(world)
    answer = world.call("GET", f"/v1/generations/{generation['id']}", query={"wait": 3})
    assert answer.json["state"] == "queued"
    assert sum(world.clock.slept) == pytest.approx(3)


@pytest.mark.parametrize("seconds", [-1, 21, "soon"])
def test_waiting_longer_than_the_api_does_is_refused(world: World, seconds: Any) -> None:
    path = f"/v1/generations/{begun(world)['id']}"
    answer = world.call("GET", path, query={"wait": seconds})
    assert (answer.status, answer.pointers) == (422, ["/query/wait"])


def test_generations_are_listed_newest_first_page_by_page(world: World) -> None:
    ids = []
    for number in range(5):
        ids.append(begun(world, key=f"key-{number}")["id"])
        world.clock.advance(seconds=1)
    begun(world, owner="bob")
    listed: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = world.call("GET", "/v1/generations", query=query).json
        assert page["count"] == len(page["items"])
        listed += [each["id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert listed == ids[::-1]


def test_a_cursor_of_another_list_is_refused(world: World) -> None:
    for number in range(2):
        world.call("POST", "/v1/palettes", json={"name": f"p{number}", "colors": ["#336699"]})
    cursor = world.call("GET", "/v1/palettes", query={"limit": 1}).json["next_cursor"]
    answer = world.call("GET", "/v1/generations", query={"cursor": cursor})
    assert (answer.status, answer.code) == (422, "invalid_cursor")


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_what_is_somebody_elses_is_as_if_it_were_not_there(world: World, method: str) -> None:
    foreign = f"/v1/generations/{begun(world, owner='bob')['id']}"
    answers = [world.call(method, path) for path in (foreign, f"/v1/generations/{MISSING}")]
    kept = [{**each.json, "instance": "", "request_id": ""} for each in answers]
    assert kept[0] == kept[1]
    assert (answers[0].status, answers[0].code) == (404, "generation_not_found")


# Giving up


def test_what_nobody_was_asked_for_yet_is_given_back(world: World) -> None:
    generation = begun(world, json=SMALL | {"num_images": 4})
    assert spent(world)["images"]["used"] == 4
    answer = world.call("DELETE", f"/v1/generations/{generation['id']}")
    assert (answer.status, answer.text) == (204, "")
    assert spent(world)["images"]["used"] == 0
    assert world.call("GET", f"/v1/generations/{generation['id']}").status == 404


def test_the_worker_that_is_told_of_what_was_given_up_does_nothing(world: World) -> None:
    generation = begun(world)
    world.call("DELETE", f"/v1/generations/{generation['id']}")
    assert world.work() == []
    assert world.keys("private") == []
    assert '"outcome":"gone"' in world.output


def test_nothing_is_left_of_what_was_given_up(world: World) -> None:
    generation = begun(world, json=SMALL | {"num_images": 2})
    waiting = drafts(world, generation["id"])
    world.call("DELETE", f"/v1/generations/{generation['id']}")
    for _ in range(2):
        world.clock.advance(hours=2)
        world.sweep()
    assert [world.row(draft.id) for draft in waiting] == [None, None]
    stats = world.call("GET", "/v1/gallery/stats").json
    assert (stats["quota"]["assets"]["used"], stats["by_status"]["pending"]) == (0, 0)


def test_of_one_that_is_over_the_record_goes_and_the_results_stay(world: World) -> None:
    told = made(world)
    assert world.call("DELETE", f"/v1/generations/{told['id']}").status == 204
    assert world.call("GET", f"/v1/assets/{told['result_ids'][0]}").status == 200
    assert spent(world)["images"]["used"] == 1


def test_a_recording_that_nobody_heard_is_given_back(world: World) -> None:
    source = world.upload(jpeg())
    generation = begun(world, instructions(source), {"audio_upload_id": recorded(world)})
    assert spent(world)["voice_seconds"]["used"] == 1
    world.call("DELETE", f"/v1/generations/{generation['id']}")
    assert spent(world)["voice_seconds"]["used"] == 0
