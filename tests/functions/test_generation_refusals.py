"""generation: what cannot be asked for is refused where it stands, and nothing is touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.functions.editing import same_after
from tests.functions.generating import SMALL, ask
from tests.functions.photos import jpeg
from tests.functions.world import World, standing_world

MISSING = "019ce000-0000-7000-8000-000000000000"
ROUTES = (
    ("POST", "/v1/generations"),
    ("POST", f"/v1/assets/{MISSING}/variations"),
    ("POST", f"/v1/assets/{MISSING}/refinements"),
    ("POST", f"/v1/assets/{MISSING}/instructions"),
    ("GET", "/v1/generations"),
    ("GET", f"/v1/generations/{MISSING}"),
    ("DELETE", f"/v1/generations/{MISSING}"),
)
REGION = {"x": 0.25, "y": 0.25, "width": 0.5, "height": 0.5}
WORDS: list[tuple[dict[str, Any], list[str]]] = [
    ({"prompt": ""}, ["/prompt"]),
    ({"prompt": " \n\t "}, ["/prompt"]),
    ({"prompt": "x" * 2001}, ["/prompt"]),
    ({"prompt": "x\x00"}, ["/prompt"]),
    ({"prompt": 7}, ["/prompt"]),
    ({"prompt": None}, ["/prompt"]),
    ({"negative_prompt": "x" * 2001}, ["/negative_prompt"]),
    ({"negative_prompt": "x\x07", "prompt": ""}, ["/prompt", "/negative_prompt"]),
    ({"style": "x" * 41}, ["/style"]),
    ({"style": "a\nb"}, ["/style"]),
    ({"seed": -1}, ["/seed"]),
    ({"seed": 2**32 - 1}, ["/seed"]),
    ({"seed": 1.5}, ["/seed"]),
    ({"seed": True}, ["/seed"]),
    ({"job_id": "a b"}, ["/job_id"]),
    ({"owner": "bob"}, ["/owner"]),
]
IMAGES: list[tuple[dict[str, Any], list[str]]] = [
    ({"width": 63}, ["/width"]),
    ({"width": 2049, "height": 2049}, ["/width", "/height"]),
    ({"width": "64"}, ["/width"]),
    ({"num_images": 0}, ["/num_images"]),
    ({"num_images": 5}, ["/num_images"]),
    ({"num_images": 1.0}, ["/num_images"]),
    ({"model": "somebody-elses"}, ["/model"]),
    ({"model": "x" * 101}, ["/model"]),
    ({"strength": 0.5}, ["/strength"]),
]
STRENGTHS: list[tuple[dict[str, Any], list[str]]] = [
    ({"strength": -0.1}, ["/strength"]),
    ({"strength": 1.1}, ["/strength"]),
    ({"strength": "strong"}, ["/strength"]),
    ({"strength": "0.5"}, ["/strength"]),
    ({"strength": False}, ["/strength"]),
]
VARIATIONS: list[tuple[dict[str, Any], list[str]]] = [
    *STRENGTHS,
    ({"num_variations": 0}, ["/num_variations"]),
    ({"num_variations": 5}, ["/num_variations"]),
    ({"prompt": "red"}, ["/prompt"]),
]
REFINEMENTS: list[tuple[dict[str, Any], list[str]]] = [
    *WORDS,
    *STRENGTHS,
    ({"preserve_structure": "yes"}, ["/preserve_structure"]),
    ({"region": {}}, [f"/region/{name}" for name in ("x", "y", "width", "height")]),
    ({"region": REGION | {"x": -0.1}}, ["/region/x"]),
    ({"region": REGION | {"y": 1}}, ["/region/y"]),
    ({"region": REGION | {"width": 0}}, ["/region/width"]),
    ({"region": REGION | {"height": 1.1}}, ["/region/height"]),
    ({"region": REGION | {"x": 0.6}}, ["/region"]),
    ({"region": REGION | {"y": 0.6}}, ["/region"]),
    ({"region": REGION | {"y": "0.5"}}, ["/region/y"]),
    ({"region": REGION | {"unit": "px"}}, ["/region/unit"]),
    ({"num_images": 1}, ["/num_images"]),
]
INSTRUCTIONS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, [""]),
    ({"prompt": "brighter", "audio_upload_id": MISSING}, [""]),
    ({"prompt": ""}, ["/prompt"]),
    ({"prompt": "x" * 2001}, ["/prompt"]),
    ({"prompt": "sing me a song"}, ["/prompt"]),
    ({"prompt": "crop to 5000x5000"}, ["/prompt"]),
    ({"audio_upload_id": MISSING}, ["/audio_upload_id"]),
    ({"audio_upload_id": "no id"}, ["/audio_upload_id"]),
    ({"audio_upload_id": "x" * 65}, ["/audio_upload_id"]),
    ({"audio_upload_id": MISSING, "language": "English"}, ["/language"]),
    ({"prompt": "brighter", "dry_run": "yes"}, ["/dry_run"]),
]
KEYS = ("two words", "é", "x" * 256, "tab\t", "")


@pytest.fixture(scope="module")
def refusing() -> Iterator[tuple[World, str]]:
    """A deployment that nothing changes, and a photo in it."""
    with standing_world() as world:
        yield world, world.upload(jpeg())


@pytest.mark.parametrize(
    ("kind", "needed", "body", "pointers"),
    [
        *(("generations", SMALL, *case) for case in (*WORDS, *IMAGES)),
        *(("variations", {}, *case) for case in VARIATIONS),
        *(("refinements", {"prompt": "red"}, *case) for case in REFINEMENTS),
        *(("instructions", {}, *case) for case in INSTRUCTIONS),
    ],
)
def test_a_mistake_is_pointed_at(
    refusing: tuple[World, str],
    kind: str,
    needed: dict[str, Any],
    body: dict[str, Any],
    pointers: list[str],
) -> None:
    world, source = refusing
    path = "/v1/generations" if kind == "generations" else f"/v1/assets/{source}/{kind}"
    answer = same_after(world, lambda: ask(world, path, needed | body))
    assert (answer.status, answer.pointers) == (422, pointers), answer


@pytest.mark.parametrize("key", KEYS)
def test_a_key_that_no_header_carries_everywhere_is_refused(
    refusing: tuple[World, str], key: str
) -> None:
    world, _ = refusing
    answer = same_after(world, lambda: ask(world, "/v1/generations", SMALL, key=key))
    expected = (422, "invalid_request") if key else (400, "idempotency_key_missing")
    assert (answer.status, answer.code) == expected


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("variations", {}),
        ("refinements", {"prompt": "red"}),
        ("instructions", {"prompt": "make it brighter"}),
    ],
)
def test_what_may_cost_something_needs_a_key(
    refusing: tuple[World, str], kind: str, body: dict[str, Any]
) -> None:
    world, source = refusing
    answer = same_after(world, lambda: ask(world, f"/v1/assets/{source}/{kind}", body, key=None))
    assert (answer.status, answer.code) == (400, "idempotency_key_missing")


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_nobody_in_particular_is_refused(
    refusing: tuple[World, str], method: str, path: str
) -> None:
    world, _ = refusing
    answer = same_after(world, lambda: world.call(method, path, owner=None, json={}))
    assert (answer.status, answer.code) == (401, "unauthenticated")


def test_a_dry_run_of_what_is_refused_is_refused(refusing: tuple[World, str]) -> None:
    world, source = refusing
    body = {"prompt": "sing me a song", "dry_run": True}
    answer = ask(world, f"/v1/assets/{source}/instructions", body, key=None)
    assert (answer.status, answer.code) == (422, "not_understood")
