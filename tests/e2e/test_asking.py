"""Images and edits asked for in words: as an app uses them, pictures looked at as pictures."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.e2e.client import Client, a_photo

User = Callable[[str], Client]
OVER = {"ready", "refused", "failed"}


@pytest.fixture(scope="module")
def ida(user: User) -> Client:
    return user("ida|asks")


@pytest.fixture(scope="module")
def photo(ida: Client) -> Any:
    return ida.upload(a_photo(7, (800, 600)))


def ask(client: Client, path: str, key: str | None = None, **body: Any) -> Any:
    """The answer to a request that may cost something."""
    return client("POST", path, json=body, headers={"Idempotency-Key": key or str(uuid.uuid4())})


def done(client: Client, answer: Any) -> Any:
    """The generation that the answer began, once it is over."""
    assert answer.status_code == 202, answer.text
    for _ in range(3):
        found = client("GET", f"{answer.headers['Location']}?wait=20").json()
        if found["state"] in OVER:
            return found
    raise AssertionError(f"still {found['state']} after a minute")


def original(client: Client, asset: Any) -> bytes:
    link = client("GET", f"/v1/assets/{asset['id']}/url?variant=original").json()
    return client.anonymous("GET", link["url"]).content


def apart(first: bytes, second: bytes) -> float:
    """How far two pictures are from each other on average, of 255."""
    pictures = [
        Image.open(io.BytesIO(each)).convert("RGB").resize((64, 64)) for each in (first, second)
    ]
    return sum(ImageStat.Stat(ImageChops.difference(*pictures)).mean) / 3


def test_a_prompt_becomes_an_image_that_says_how_it_was_made(ida: Client) -> None:
    words: Any = {
        "prompt": "a red desert under a violet sky",
        "width": 320,
        "height": 200,
        "seed": 3,
    }
    found = done(ida, ask(ida, "/v1/generations", **words, job_id="posters"))
    assert (found["state"], found["progress"]) == ("ready", {"done": 1, "of": 1})
    (result,) = found["results"]
    assert (result["kind"], result["width"], result["height"]) == ("generated", 320, 200)
    assert (result["job_id"], result["visibility"]) == ("posters", "private")
    facts = result["generation"]
    assert (facts["prompt"], facts["seed"], facts["model"]) == (words["prompt"], 3, "procedural")
    assert result["digital_source"] == "algorithmicMedia"
    newest = ida("GET", "/v1/gallery?kind=generated&limit=1").json()["items"][0]
    assert newest["id"] == result["id"]


def test_a_request_that_is_sent_twice_is_made_once(ida: Client) -> None:
    key, words = str(uuid.uuid4()), {"prompt": "a lake", "width": 64, "height": 64, "num_images": 2}
    first, second = (ask(ida, "/v1/generations", key, **words) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len(done(ida, first)["results"]) == 2
    assert ask(ida, "/v1/generations", key, **words).json() == first.json()
    other = ask(ida, "/v1/generations", key, prompt="a sea")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    without = ida("POST", "/v1/generations", json=words)
    assert (without.status_code, without.json()["code"]) == (400, "idempotency_key_missing")


def test_variations_are_other_pictures_of_the_source(ida: Client, photo: Any) -> None:
    path = f"/v1/assets/{photo['id']}/variations"
    found = done(ida, ask(ida, path, num_variations=2, strength=0.8, seed=1))
    bodies = [original(ida, photo), *(original(ida, each) for each in found["results"])]
    assert len(bodies) == 3
    assert all(apart(bodies[0], each) > 2 for each in bodies[1:])
    assert apart(*bodies[1:]) > 1
    assert {each["source_asset_id"] for each in found["results"]} == {photo["id"]}
    lineage = ida("GET", f"/v1/assets/{photo['id']}/lineage").json()
    assert {each["id"] for each in found["results"]} <= {
        each["asset_id"] for each in lineage["results"]
    }


def test_a_refinement_keeps_the_source_and_its_shape(ida: Client, photo: Any) -> None:
    path = f"/v1/assets/{photo['id']}/refinements"
    found = done(ida, ask(ida, path, prompt="at night, in the snow", strength=0.9))
    (result,) = found["results"]
    assert (result["width"], result["height"]) == (800, 600)
    assert apart(original(ida, photo), original(ida, result)) > 5
    assert ida("GET", f"/v1/assets/{photo['id']}").json()["etag"] == photo["etag"]


def test_an_instruction_is_planned_and_then_done_at_no_cost(ida: Client, photo: Any) -> None:
    path, words = (
        f"/v1/assets/{photo['id']}/instructions",
        "make it black and white, crop to a square",
    )
    plan = ida("POST", path, json={"prompt": words, "dry_run": True}).json()
    assert [each["operation"] for each in plan["recipe"]["operations"]] == ["filter", "crop"]
    assert plan["estimated_cost"] == {"images": 0, "voice_seconds": 0}
    found = done(ida, ask(ida, path, prompt=words))
    (result,) = found["results"]
    assert (result["kind"], result["width"], result["height"]) == ("processed", 600, 600)
    assert found["cost"] == {"images": 0, "voice_seconds": 0}


def test_what_is_understood_is_done_and_what_is_not_is_told(ida: Client, photo: Any) -> None:
    path = f"/v1/assets/{photo['id']}/instructions"
    found = done(ida, ask(ida, path, prompt="make it brighter and add a dragon"))
    assert found["plan"]["not_understood"] == ["add a dragon"]
    assert len(found["results"]) == 1
    refused = ask(ida, path, prompt="add a dragon")
    assert (refused.status_code, refused.json()["code"]) == (422, "not_understood")


def test_what_one_has_asked_for_is_listed_newest_first_and_can_be_forgotten(user: User) -> None:
    lou = user("lou|lists")
    begun = [
        done(lou, ask(lou, "/v1/generations", prompt=word, width=64, height=64))["id"]
        for word in ("one", "two", "three")
    ]
    first = lou("GET", "/v1/generations?limit=2").json()
    rest = lou("GET", f"/v1/generations?limit=2&cursor={first['next_cursor']}").json()
    assert [each["id"] for each in [*first["items"], *rest["items"]]] == begun[::-1]
    assert lou("DELETE", f"/v1/generations/{begun[0]}").status_code == 204
    assert lou("GET", f"/v1/generations/{begun[0]}").status_code == 404
    assert lou("GET", "/v1/gallery/stats").json()["by_kind"]["generated"] == 3
    assert user("max|else")("GET", f"/v1/generations/{begun[1]}").status_code == 404


def test_what_is_left_of_the_budget_is_shown(user: User) -> None:
    eve = user("eve|spends")
    done(eve, ask(eve, "/v1/generations", prompt="sky", width=64, height=64, num_images=3))
    budget = eve("GET", "/v1/gallery/stats").json()["budget"]
    assert budget["images"] == {"used": 3, "limit": 50}
    assert budget["voice_seconds"] == {"used": 0, "limit": 600}
