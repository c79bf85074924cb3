"""Generations asked for and worked on, by painters at no cost and by a server that would bill."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from darkroom.domain.asset import Asset
from darkroom.domain.generation import Generation
from tests.functions.cloud import client, environment
from tests.functions.world import Answer, World, standing_world
from tests.providers.openai_server import OpenAIServer
from tests.unit.sound.made import wav

SMALL = {"prompt": "a calm sea", "width": 64, "height": 64, "seed": 7}
"""An image that is painted in milliseconds."""
WORDS = "make it brighter"
FOR_A_MODEL = "add a boat"
PAID = {"GENERATION_PROVIDER": "openai", "SPEECH_PROVIDER": "openai"}
TWO_VARIANTS = "large=32.webp,square=8x8.png"
"""Where images are large, and what is made of them is not what matters."""


@cache
def speech(seconds: float = 1.0) -> bytes:
    """A recording of that length, of silence: whoever hears it is told what to hear."""
    return wav(bytes(int(32_000 * seconds)))


def ask(
    world: World, path: str, json: Any, *, key: str | None = "key-1", owner: str = "alice"
) -> Answer:
    """A request that may cost something."""
    headers = {} if key is None else {"Idempotency-Key": key}
    return world.call("POST", path, json=json, headers=headers, owner=owner)


def begun(world: World, path: str = "/v1/generations", json: Any = None, **words: Any) -> Any:
    """One that was taken."""
    answer = ask(world, path, SMALL if json is None else json, **words)
    assert answer.status == 202, answer
    return answer.json


def shown(world: World, generation_id: str, owner: str = "alice") -> Any:
    """What is told of it."""
    answer = world.call("GET", f"/v1/generations/{generation_id}", owner=owner)
    assert answer.status == 200, answer
    return answer.json


def made(world: World, path: str = "/v1/generations", json: Any = None, **words: Any) -> Any:
    """One that was taken and worked on."""
    generation = begun(world, path, json, **words)
    assert world.work() == [], world.output
    return shown(world, generation["id"])


def instructions(asset_id: str) -> str:
    """Where instructions about an asset are asked for."""
    return f"/v1/assets/{asset_id}/instructions"


def recorded(world: World, seconds: float = 1.0, owner: str = "alice") -> str:
    """The id of a recording that waits to be heard."""
    words = {"filename": "said.wav", "content_type": "audio/wav"}
    return world.upload(speech(seconds), owner, **words)


def spent(world: World, owner: str = "alice") -> Any:
    """Of today's budget, as statistics show it."""
    return world.call("GET", "/v1/gallery/stats", owner=owner).json["budget"]


def generation_row(world: World, generation_id: str, owner: str = "alice") -> Generation:
    """One as the table has it."""
    found = world.ports.catalog.generation(owner, generation_id)
    assert found is not None
    return found


def drafts(world: World, generation_id: str, owner: str = "alice") -> list[Asset]:
    """What is there of the assets it will be."""
    images = generation_row(world, generation_id, owner).images
    found = world.ports.catalog.get_many(owner, [image.asset_id for image in images])
    return [found[image.asset_id] for image in images if image.asset_id in found]


@contextmanager
def paying(server: OpenAIServer, **settings: str) -> Iterator[World]:
    """A deployment whose images and whose hearing this server makes, and bills."""
    with standing_world(VARIANTS=TWO_VARIANTS, **PAID, **settings) as world:
        name = environment()["OPENAI_SECRET"]
        client("secretsmanager").create_secret(Name=name, SecretString=server.secret())
        yield world
    server.check()


def forget(server: OpenAIServer) -> None:
    """As it was when it started. A process reads the secret once: so one server is all tests'."""
    server.asked.clear()
    server.violations.clear()
    server._script.clear()
    server.paid, server.key, server.words = 0, "sk-loopback-1", WORDS


def changes(world: World) -> list[Any]:
    """What the worker asked of the queue about messages in its hands."""
    calls = world.recorder.requests("sqs")
    return [
        call.parameters["VisibilityTimeout"]
        for call in calls
        if call.operation == "ChangeMessageVisibility"
    ]


def again(message: dict[str, Any], times: int) -> dict[str, Any]:
    """The message, as it comes for this many-eth time."""
    attributes = message["attributes"] | {"ApproximateReceiveCount": str(times)}
    return message | {"attributes": attributes}


def delivered(world: World, body: str) -> list[dict[str, Any]]:
    """A message that somebody put into the queue."""
    client("sqs").send_message(QueueUrl=environment()["WORK_QUEUE_URL"], MessageBody=body)
    return world.waiting()
