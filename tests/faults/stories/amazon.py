"""Images by Bedrock, and instructions that Transcribe hears."""

from __future__ import annotations

from tests.faults.plots import Meanwhile, Plot, Stage, Story
from tests.faults.stories.generating import SWEEPS, TWO, asked, give_up_all, spoken
from tests.functions.photos import jpeg


def two_images_by_bedrock(stage: Stage) -> Plot:
    return Plot([asked(stage, "/v1/generations", TWO)], sweeps=SWEEPS)


def another_colour_by_bedrock(stage: Stage) -> Plot:
    """Some of it is for operations, some for a service."""
    path = f"/v1/assets/{stage.world.upload(jpeg(64, 64))}/instructions"
    body = {"prompt": "make it brighter and make the car red"}
    return Plot([asked(stage, path, body)], sweeps=SWEEPS)


def heard_by_transcribe(stage: Stage) -> Plot:
    return Plot([asked(stage, *spoken(stage))], sweeps=SWEEPS)


def given_up_while_transcribe_hears(stage: Stage) -> Plot:
    act = asked(stage, *spoken(stage))
    meanwhile = Meanwhile("transcribe.StartTranscriptionJob", lambda: give_up_all(stage))
    return Plot([act], removes=True, meanwhile=meanwhile, sweeps=SWEEPS)


STORIES: tuple[Story, ...] = (
    two_images_by_bedrock,
    another_colour_by_bedrock,
    heard_by_transcribe,
    given_up_while_transcribe_hears,
)
