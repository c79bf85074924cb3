"""What Bedrock answers, or does not: each has an outcome of its own, and none is asked again."""

from __future__ import annotations

import base64
import json
import socket
import traceback
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from darkroom.domain.errors import (
    AnswerLost,
    ContentRefused,
    DarkroomError,
    MalformedAnswer,
    ProviderBusy,
    ProviderFailure,
    ProviderMisconfigured,
    ResultWithheld,
)
from darkroom.imaging.masks import white_mask
from darkroom.providers.base import Wish
from darkroom.providers.bedrock import BedrockProvider, bedrock_client
from darkroom.providers.bedrock_models import BedrockModels
from tests.providers.aws_bedrock import (
    RANDOM_SEED,
    BedrockServer,
    Step,
    cut_off,
    dropped,
    filtered,
    png,
    raw,
    refused,
    silent,
    small_picture,
    timed_out,
)
from tests.providers.aws_server import REGION

WISH = Wish("a harbour at dusk", seed=7)
SECRET = "a harbour at dusk, the prompt said again"
PNG = base64.b64encode(png(2, 1)).decode()


def outcome(provider: BedrockProvider, bedrock: BedrockServer, step: Step) -> DarkroomError:
    """The error of asking once, or else of reading the answer."""
    bedrock.script.append(step)
    with pytest.raises(DarkroomError) as raised:
        provider.read_image(provider.generate(WISH), WISH)
    assert len(bedrock.requests) == 1
    return raised.value


def test_an_answer_is_returned_as_it_came(
    provider: BedrockProvider, bedrock: BedrockServer
) -> None:
    answer = b' {"seeds": [7],\n "anything": "else"} '
    bedrock.script.append(raw(answer))
    assert provider.generate(WISH) == answer


def test_an_answer_holds_an_image_its_type_and_its_seed(provider: BedrockProvider) -> None:
    made = provider.read_image(provider.generate(WISH), WISH)
    assert (made.body, made.content_type) == (small_picture({}), "image/png")
    assert (made.seed, made.parameters) == (7, {})


def test_the_seed_is_the_one_that_was_used(provider: BedrockProvider) -> None:
    random = Wish("x", seed=0)
    assert provider.read_image(provider.generate(random), random).seed == RANDOM_SEED


def test_what_is_answered_is_paid_once(provider: BedrockProvider, bedrock: BedrockServer) -> None:
    provider.generate(WISH)
    assert list(bedrock.paid.values()) == [1]


@pytest.mark.parametrize(
    ("step", "meaning", "is_paid"),
    [
        (filtered("Filter reason: prompt"), ContentRefused, False),
        (filtered("Filter reason: input image"), ContentRefused, False),
        (filtered("Filter reason: output image"), ResultWithheld, True),
        (filtered("Filter reason: a new one"), ResultWithheld, True),
        (filtered("Inference error"), MalformedAnswer, True),
    ],
)
def test_a_finish_reason_has_its_outcome(
    provider: BedrockProvider,
    bedrock: BedrockServer,
    step: Step,
    meaning: type[DarkroomError],
    is_paid: bool,
) -> None:
    error = outcome(provider, bedrock, step)
    assert (type(error), getattr(error, "paid", None)) == (meaning, is_paid)


THROTTLED = refused("ThrottlingException", retry_after="7")


@pytest.mark.parametrize(
    ("step", "meaning", "seconds"),
    [
        (THROTTLED, ProviderBusy, 7),
        (refused("ThrottlingException"), ProviderBusy, 0),
        (refused("ThrottlingException", retry_after="soon"), ProviderBusy, 0),
        (refused("ThrottlingException", retry_after="-3"), ProviderBusy, 0),
        (refused("ThrottlingException", retry_after="86400"), ProviderBusy, 900),
        (refused("ServiceQuotaExceededException", retry_after="60"), ProviderBusy, 60),
        (refused("SomethingNew", 429, retry_after="2"), ProviderBusy, 2),
        (refused("ModelNotReadyException", retry_after="5"), ProviderFailure, 5),
        (refused("ServiceUnavailableException", retry_after="3"), ProviderFailure, 3),
        (refused("InternalServerException"), ProviderFailure, 0),
        (refused("SomethingNew", 502), ProviderFailure, 0),
        (refused("ModelErrorException"), ProviderFailure, 0),
    ],
)
def test_what_was_not_carried_out_may_be_asked_again(
    provider: BedrockProvider,
    bedrock: BedrockServer,
    step: Step,
    meaning: type[ProviderFailure],
    seconds: float,
) -> None:
    error = outcome(provider, bedrock, step)
    assert isinstance(error, ProviderFailure)
    assert (type(error), error.seconds) == (meaning, seconds)
    assert not bedrock.paid


@pytest.mark.parametrize(
    "step",
    [
        refused("AccessDeniedException"),
        refused("ResourceNotFoundException"),
        refused("UnrecognizedClientException", 403),
        refused("ValidationException", message="The provided model identifier is invalid."),
        refused(
            "ValidationException",
            message="Invocation of model ID x with on-demand throughput isn't supported.",
        ),
        refused("ValidationException", message="Invalid field 'mode' in request."),
        refused("SomethingNew", 418),
        refused("AccessDeniedException", message="A filter of the organization denies it."),
    ],
)
def test_what_the_deployment_may_not_do_is_for_the_operator(
    provider: BedrockProvider, bedrock: BedrockServer, step: Step
) -> None:
    assert type(outcome(provider, bedrock, step)) is ProviderMisconfigured


@pytest.mark.parametrize(
    "message",
    [
        "(400, 'invalid_prompts', 'One or more prompts contains filtered words.')",
        "Your request was flagged by our content moderation system.",
        '{"detail":"Image aspect ratio must be between 1:2.5 and 2.5:1"}',
        '{"detail":"The total pixel count must not exceed 9437184 pixels"}',
    ],
)
def test_words_or_a_picture_that_are_not_accepted_are_final(
    provider: BedrockProvider, bedrock: BedrockServer, message: str
) -> None:
    error = outcome(provider, bedrock, refused("ValidationException", message=message))
    assert type(error) is ContentRefused


@pytest.mark.parametrize(
    "step",
    [
        *(cut_off(), dropped(), silent(), timed_out()),
        refused("ModelTimeoutException", 500),
        refused("SomethingNew", 504),
    ],
    ids=["cut off", "dropped", "silent", "timed out", "timed out, 500", "gateway timed out"],
)
def test_an_answer_that_does_not_arrive_is_lost_and_not_asked_for_again(
    provider: BedrockProvider, bedrock: BedrockServer, step: Step
) -> None:
    error = outcome(provider, bedrock, step)
    assert isinstance(error, AnswerLost)
    assert error.paid
    assert sum(bedrock.paid.values()) == step.is_paid


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff",
        b"not JSON",
        b"[]",
        b"null",
        b"[" * 100_000,
        b"{}",
        b'{"seeds": [1], "finish_reasons": [null]}',
        b'{"seeds": [1], "finish_reasons": [null], "images": []}',
        b'{"seeds": [1], "finish_reasons": [null], "images": [null]}',
        b'{"seeds": [1], "finish_reasons": [null], "images": [""]}',
        b'{"seeds": [1], "finish_reasons": [null], "images": ["%%%"]}',
        b'{"seeds": [1], "finish_reasons": [null], "images": ["iVBO%Rw0KGgo="]}',
        b'{"seeds": [1], "finish_reasons": [null], "images": ["\xc3\xbc"]}',
        b'{"seeds": [1], "finish_reasons": [null], "images": {"0": "iVBORw0KGgo="}}',
        b'{"seeds": [1], "finish_reasons": [null], "images": ["aGVsbG8="]}',
        b'{"seeds": [1], "finish_reasons": [{}], "images": ["iVBORw0KGgo="]}',
        b'{"seeds": [1], "finish_reasons": [false], "images": ["iVBORw0KGgo="]}',
    ],
)
def test_what_is_not_a_documented_answer_is_malformed(
    provider: BedrockProvider, answer: bytes
) -> None:
    with pytest.raises(MalformedAnswer):
        provider.read_image(answer, WISH)


@pytest.mark.parametrize(
    ("seeds", "seed"),
    [
        ([7], 7),
        (["7"], 7),
        ([2**32 - 1], 2**32 - 1),
        ([], None),
        ([None], None),
        ([True], None),
        ([-1], None),
        ([2**32], None),
        ([7.5], None),
        (["seven"], None),
        (["9" * 5000], None),
        ("7", None),
        ({"0": 7}, None),
    ],
)
def test_an_image_is_kept_whatever_its_seed_is(
    provider: BedrockProvider, seeds: Any, seed: int | None
) -> None:
    answer = {"seeds": seeds, "finish_reasons": [None], "images": [PNG]}
    made = provider.read_image(json.dumps(answer).encode(), WISH)
    assert (made.body, made.seed) == (png(2, 1), seed)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (png(1, 1), "image/png"),
        (b"\xff\xd8\xff\xe0 and so on", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
    ],
)
def test_the_type_is_what_the_image_is(
    provider: BedrockProvider, body: bytes, content_type: str
) -> None:
    answer = {"finish_reasons": [None], "images": [base64.b64encode(body).decode()]}
    made = provider.read_image(json.dumps(answer).encode(), WISH)
    assert made.content_type == content_type


def test_where_nobody_listens_nothing_was_sent(
    session: boto3.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", f"http://127.0.0.1:{port}")
    provider = BedrockProvider(bedrock_client(session, REGION), BedrockModels(), white_mask)
    with pytest.raises(ProviderFailure):
        provider.generate(WISH)


def told(error: BaseException) -> str:
    """All that a log, a client or a debugger is shown of an error."""
    lines = traceback.format_exception(error, chain=True)
    return "".join(lines) + repr(error) + repr(vars(error))


@pytest.mark.parametrize(
    "step",
    [
        refused("ValidationException", message=SECRET),
        refused("ThrottlingException", message=SECRET),
        refused("AccessDeniedException", message=SECRET),
        refused("InternalServerException", message=SECRET),
        refused(SECRET, 400),
        cut_off(),
        dropped(),
    ],
)
def test_no_error_repeats_what_was_said_or_where(
    provider: BedrockProvider, bedrock: BedrockServer, step: Step
) -> None:
    error = outcome(provider, bedrock, step)
    assert WISH.prompt not in told(error)
    assert "127.0.0.1" not in told(error)
    assert (error.__cause__, error.__context__) == (None, None)


def test_an_error_notes_the_code_for_the_log(
    provider: BedrockProvider, bedrock: BedrockServer
) -> None:
    error = outcome(provider, bedrock, THROTTLED)
    assert error.__notes__ == ["AWS answered 429 ThrottlingException"]
    assert "429" not in str(error)


def test_the_client_waits_long_for_an_answer_and_asks_once(session: boto3.Session) -> None:
    config: Any = bedrock_client(session, REGION).meta.config
    assert (config.connect_timeout, config.read_timeout) == (3, 150)
    assert config.retries["total_max_attempts"] == 1
    assert config.parameter_validation is True


def test_the_environment_makes_no_client_ask_again(
    session: boto3.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "5")
    config: Any = bedrock_client(session, REGION).meta.config
    assert config.retries["total_max_attempts"] == 1


def test_abilities_are_those_of_the_models(
    provider_of: Callable[[BedrockModels], BedrockProvider],
) -> None:
    abilities = provider_of(BedrockModels()).abilities
    assert (abilities.name, abilities.is_repeatable) == ("bedrock", False)
    assert set(abilities.can) == {"generate", "vary", "refine", "inpaint"}
    assert abilities.models == ("stable-image-core", "stable-image-ultra", "sd3-5-large")
    nothing = provider_of(BedrockModels((), None, None, None, inpaint=None)).abilities
    assert (nothing.can, nothing.models) == (frozenset(), ())
