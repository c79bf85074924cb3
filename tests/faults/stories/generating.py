"""Images and instructions, asked for and worked on, by a provider that bills."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.faults.plots import Act, Meanwhile, Plot, Stage, Story, sweep, work
from tests.functions.generating import SMALL, speech
from tests.functions.photos import jpeg
from tests.unit.sound.encodings import AAC
from tests.unit.sound.made import recording

TWO = SMALL | {"num_images": 2}
SWEEPS = (timedelta(hours=26), timedelta(hours=2))
"""A draft lives for a day; and what may leave more is looked after once more."""


def two_images(stage: Stage) -> Plot:
    return Plot([asked(stage, "/v1/generations", TWO)], sweeps=SWEEPS)


def two_images_asked_for_twice_at_once(stage: Stage) -> Plot:
    act = asked(stage, "/v1/generations", TWO)
    meanwhile = Meanwhile("dynamodb.TransactWriteItems", lambda: begun(stage))
    return Plot([act], meanwhile=meanwhile, sweeps=SWEEPS)


def more_than_the_budget(stage: Stage) -> Plot:
    begun(stage)
    path = f"/v1/generations/{begun(stage, headers={'Idempotency-Key': 'key-2'})}"
    stage.do("DELETE", path)
    headers = {"Idempotency-Key": "key-3"}
    act = stage.request("POST", "/v1/generations", TWO | {"num_images": 4}, headers=headers)
    return Plot([act], removes=True, sweeps=SWEEPS)


def a_variation(stage: Stage) -> Plot:
    path = f"/v1/assets/{stage.ready()}/variations"
    return Plot([asked(stage, path, {"seed": 1})], sweeps=SWEEPS)


def a_refined_region(stage: Stage) -> Plot:
    """What comes back is merged into the source, which is read once more for that."""
    region = {"x": 0, "y": 0, "width": 0.5, "height": 1}
    source = stage.world.upload(jpeg(64, 64))  # of the shape that the provider makes
    path = f"/v1/assets/{source}/refinements"
    return Plot([asked(stage, path, {"prompt": "snow", "region": region})], sweeps=SWEEPS)


def an_instruction_in_operations(stage: Stage) -> Plot:
    body = {"prompt": "make it brighter"}
    path = f"/v1/assets/{stage.ready()}/instructions"
    return Plot([asked(stage, path, body)], sweeps=SWEEPS)


def a_spoken_instruction(stage: Stage) -> Plot:
    """Of bare AAC, which the provider does not take as it is."""
    said = {"filename": "said.aac", "content_type": "audio/aac"}
    body = {"audio_upload_id": stage.world.upload(recording(AAC), **said)}
    path = f"/v1/assets/{stage.ready()}/instructions"
    return Plot([asked(stage, path, body)], sweeps=SWEEPS)


def two_instructions_by_one_recording_at_once(stage: Stage) -> Plot:
    path, body = spoken(stage)
    other = {"Idempotency-Key": "key-2"}

    def speak_too() -> None:
        stage.world.call("POST", path, json=body, headers=other)

    meanwhile = Meanwhile("dynamodb.TransactWriteItems", speak_too)
    return Plot([asked(stage, path, body)], meanwhile=meanwhile, sweeps=SWEEPS)


def a_recording_that_another_instruction_has(stage: Stage) -> Plot:
    path, body = spoken(stage)
    stage.do("POST", path, body, headers={"Idempotency-Key": "key-2"})
    return Plot([asked(stage, path, body)], sweeps=SWEEPS)


def a_recording_that_arrives(stage: Stage) -> Plot:
    _, act = stage.arrived(speech(), filename="said.wav", content_type="audio/wav")
    return Plot([act], sweeps=SWEEPS)


def given_up_by_its_owner(stage: Stage) -> Plot:
    path = f"/v1/generations/{begun(stage)}"
    return Plot([stage.request("DELETE", path)], removes=True, sweeps=SWEEPS)


def given_up_while_it_is_made(stage: Stage) -> Plot:
    meanwhile = Meanwhile("openai.Generate", lambda: give_up_all(stage))
    act = asked(stage, "/v1/generations", TWO)
    return Plot([act], removes=True, meanwhile=meanwhile, sweeps=SWEEPS)


def without_its_source(stage: Stage) -> Plot:
    source = stage.ready()

    def delete() -> None:
        stage.world.call("DELETE", f"/v1/assets/{source}")

    act = asked(stage, f"/v1/assets/{source}/variations", {"num_variations": 2})
    meanwhile = Meanwhile("sqs.SendMessage", delete)
    return Plot([act], removes=True, meanwhile=meanwhile, sweeps=SWEEPS)


def told_while_another_is_at_it(stage: Stage) -> Plot:
    """Who died at it, as it turns out."""
    begun(stage)
    (message,) = stage.world.waiting()
    act = work(message["body"])
    stage.killed(act, at=3)
    return Plot([act], sweeps=SWEEPS)


def looked_at(stage: Stage) -> Plot:
    path = f"/v1/assets/{stage.ready()}/instructions"
    words = {"prompt": "make it brighter"}
    over = stage.do("POST", path, words, headers=key())
    assert stage.world.work() == []
    plan = words | {"dry_run": True}
    return Plot(
        [
            stage.request("GET", f"/v1/generations/{over['id']}"),
            stage.request("GET", "/v1/generations"),
            stage.request("GET", "/v1/gallery/stats"),
            stage.request("POST", path, plan),
        ],
        sweeps=SWEEPS,
    )


def forgotten_by_the_queue(stage: Stage) -> Plot:
    begun(stage, SMALL)
    return Plot([sweep()], wait=timedelta(minutes=15), sweeps=SWEEPS)


def forgotten_for_a_day(stage: Stage) -> Plot:
    begun(stage)
    return Plot([sweep()], wait=timedelta(hours=25), sweeps=SWEEPS[1:] * 2)


def give_up_all(stage: Stage) -> None:
    """Alice wants none of her generations any more."""
    for each in stage.world.call("GET", "/v1/generations").json["items"]:
        stage.world.call("DELETE", f"/v1/generations/{each['id']}")


def spoken(stage: Stage) -> tuple[str, dict[str, str]]:
    """Where to ask for an edit by voice, and with what."""
    words = {"filename": "said.wav", "content_type": "audio/wav"}
    body = {"audio_upload_id": stage.world.upload(speech(), **words)}
    return f"/v1/assets/{stage.ready()}/instructions", body


def begun(stage: Stage, body: Any = TWO, headers: Mapping[str, str] | None = None) -> str:
    """The id of one that nobody has worked on."""
    generation: Any = stage.do("POST", "/v1/generations", body, headers=headers or key())
    return str(generation["id"])


def asked(stage: Stage, path: str, body: Any) -> Act:
    """Somebody asks, and asks again with the same key until there is an answer."""
    return stage.request("POST", path, body, headers=key())


def key() -> dict[str, str]:
    return {"Idempotency-Key": "key-1"}


STORIES: tuple[Story, ...] = (
    two_images,
    a_refined_region,
    two_images_asked_for_twice_at_once,
    more_than_the_budget,
    a_variation,
    an_instruction_in_operations,
    a_spoken_instruction,
    two_instructions_by_one_recording_at_once,
    a_recording_that_another_instruction_has,
    a_recording_that_arrives,
    given_up_by_its_owner,
    given_up_while_it_is_made,
    without_its_source,
    told_while_another_is_at_it,
    looked_at,
    forgotten_by_the_queue,
    forgotten_for_a_day,
)
