"""generate with AWS's own models, put together as a deployment of the template would be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest

from tests.functions.cloud import SITE, client, the_stack
from tests.functions.evidence import remember
from tests.functions.generating import (
    TWO_VARIANTS,
    WORDS,
    again,
    begun,
    changes,
    instructions,
    made,
    recorded,
    shown,
    spent,
)
from tests.functions.photos import jpeg
from tests.functions.world import World, standing_world
from tests.providers import aws_server
from tests.providers.aws_bedrock import BedrockServer, dropped, filtered, refused
from tests.providers.aws_transcribe import TranscribeServer

PROVIDERS = {"GENERATION_PROVIDER": "bedrock", "SPEECH_PROVIDER": "transcribe"}
WISH = {"prompt": "a calm sea", "width": 1024, "height": 1024, "num_images": 2}


class Buckets(dict[tuple[str, str], bytes]):
    """What lies in the buckets of the deployment."""

    def __contains__(self, place: object) -> bool:
        bucket, key = cast("tuple[str, str]", place)
        listed = client("s3").list_objects_v2(Bucket=bucket, Prefix=key)
        return bool(listed["KeyCount"])

    def __setitem__(self, place: tuple[str, str], body: bytes) -> None:
        bucket, key = place
        client("s3").put_object(Bucket=bucket, Key=key, Body=body)


class Transcribe(TranscribeServer):
    """Reads and writes there, in the region of the deployment."""

    def reset(self) -> None:
        super().reset()
        self.objects = Buckets()

    def _signature_problem(self, request: aws_server.Request) -> str:
        return "" if SITE.region in request.headers["authorization"] else "another region"


@pytest.fixture(scope="session")
def standing() -> Iterator[tuple[BedrockServer, TranscribeServer]]:
    """A process makes its clients once: so each is all tests'."""
    with BedrockServer() as bedrock, Transcribe() as transcribe:
        yield bedrock, transcribe


@pytest.fixture
def bedrock(standing: tuple[BedrockServer, TranscribeServer]) -> Iterator[BedrockServer]:
    standing[0].reset()
    yield standing[0]
    assert standing[0].complaints == []


@pytest.fixture
def transcribe(standing: tuple[BedrockServer, TranscribeServer]) -> Iterator[TranscribeServer]:
    standing[1].reset()
    yield standing[1]
    assert standing[1].complaints == []


@pytest.fixture
def aws_world(bedrock: BedrockServer, transcribe: TranscribeServer) -> Iterator[World]:
    with standing_world(
        VARIANTS=TWO_VARIANTS, **PROVIDERS, **bedrock.environment, **transcribe.environment
    ) as world:
        yield world
        remember(world.recorder.calls, the_stack())


def test_images_are_asked_of_bedrock_and_paid_once_each(
    aws_world: World, bedrock: BedrockServer
) -> None:
    told = made(aws_world, json=WISH)
    assert (told["state"], told["provider"], len(told["results"])) == ("ready", "bedrock", 2)
    assert sorted(bedrock.paid.values()) == [1, 1]
    assert told["results"][0]["generation"]["provider"] == "bedrock"


def test_a_throttled_model_is_asked_again_later(aws_world: World, bedrock: BedrockServer) -> None:
    generation = begun(aws_world, json=WISH)
    (message,) = aws_world.waiting()
    bedrock.script.append(refused("ThrottlingException", retry_after="70"))
    assert aws_world.work(message) == [message["messageId"]]
    assert changes(aws_world) == [70]
    assert aws_world.work(again(message, 2)) == []
    assert shown(aws_world, generation["id"])["state"] == "ready"
    assert sorted(bedrock.paid.values()) == [1, 1]


def test_of_two_images_one_may_be_filtered_and_the_other_lost(
    aws_world: World, bedrock: BedrockServer
) -> None:
    generation = begun(aws_world, json=WISH)
    bedrock.script += [filtered("Filter reason: prompt"), dropped()]
    assert aws_world.work() == []
    told = shown(aws_world, generation["id"])
    assert [each["code"] for each in told["problems"]] == ["content_refused", "answer_lost"]
    assert spent(aws_world)["images"]["used"] == bedrock.paid.total() == 1


def test_speech_is_transcribed_by_a_job_that_is_looked_at_until_it_ends(
    aws_world: World, transcribe: TranscribeServer
) -> None:
    source, audio = aws_world.upload(jpeg()), recorded(aws_world)
    generation = begun(aws_world, instructions(source), {"audio_upload_id": audio})
    (message,) = aws_world.waiting()
    for _ in range(3):
        assert aws_world.work(message) == []
        assert '"outcome":"continued"' in aws_world.output
    sent = [call.parameters.get("DelaySeconds", 0) for call in aws_world.recorder.requests("sqs")]
    assert sent[-3:] == [sent[-1]] * 3
    assert sent[-1] > 0
    assert aws_world.work(message) == []
    told = shown(aws_world, generation["id"])
    assert (told["state"], told["transcript"]) == ("ready", WORDS)
    assert transcribe.paid.total() == told["cost"]["voice_seconds"] == 1
    assert [key for key in aws_world.keys("private") if audio in key] == []
