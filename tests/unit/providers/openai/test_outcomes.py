"""What the server answers, or does not: each has an outcome of its own, and none is asked again."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import Any

import pytest

from darkroom.domain.errors import (
    AnswerLost,
    ContentRefused,
    DarkroomError,
    MalformedAnswer,
    NothingHeard,
    ProviderBusy,
    ProviderFailure,
    ProviderMisconfigured,
    ResultWithheld,
)
from darkroom.providers.base import Ability
from darkroom.providers.openai import OpenAIProvider
from tests.providers.openai_server import PAID, Behaviour, OpenAIServer
from tests.unit.providers.openai.conftest import RECORDING, SOURCE, WISH, outcome, provider_of

OUTCOMES: list[tuple[Behaviour, type[DarkroomError]]] = [
    (Behaviour.MODERATED_INPUT, ContentRefused),
    (Behaviour.CONTENT_POLICY, ContentRefused),
    (Behaviour.AZURE_FILTER, ContentRefused),
    (Behaviour.MODERATED_OUTPUT, ResultWithheld),
    (Behaviour.MODERATED_200, ResultWithheld),
    (Behaviour.BAD_IMAGE, ContentRefused),
    (Behaviour.BAD_SOUND, ContentRefused),
    (Behaviour.BAD_FIELD_NAME, ProviderMisconfigured),
    (Behaviour.BUSY, ProviderBusy),
    (Behaviour.NO_CREDIT, ProviderMisconfigured),
    (Behaviour.HARD_LIMIT, ProviderMisconfigured),
    (Behaviour.UNKNOWN_PARAMETER, ProviderMisconfigured),
    (Behaviour.FORBIDDEN, ProviderMisconfigured),
    (Behaviour.UNKNOWN_MODEL, ProviderMisconfigured),
    (Behaviour.TOO_LARGE, ProviderMisconfigured),
    (Behaviour.CONFLICT, ProviderFailure),
    (Behaviour.FAILED, ProviderFailure),
    (Behaviour.OVERLOADED, ProviderFailure),
    (Behaviour.TIMED_OUT, AnswerLost),
    (Behaviour.BAD_GATEWAY, AnswerLost),
    (Behaviour.GATEWAY_TIMEOUT, AnswerLost),
    (Behaviour.ACCEPTED, AnswerLost),
    (Behaviour.REDIRECT, ProviderMisconfigured),
    (Behaviour.TRUNCATED, AnswerLost),
    (Behaviour.BROKEN_CHUNKED, AnswerLost),
    (Behaviour.UNFRAMED_TRUNCATED, AnswerLost),
    (Behaviour.SLOW, AnswerLost),
    (Behaviour.DRIPPING, AnswerLost),
    (Behaviour.CLOSED, AnswerLost),
    (Behaviour.RESET, AnswerLost),
    (Behaviour.NO_HTTP, AnswerLost),
    (Behaviour.ENDLESS, MalformedAnswer),
    (Behaviour.HTML, MalformedAnswer),
    (Behaviour.NOT_JSON, MalformedAnswer),
    (Behaviour.NO_DATA, MalformedAnswer),
    (Behaviour.BAD_BASE64, MalformedAnswer),
    (Behaviour.NOT_AN_IMAGE, MalformedAnswer),
    (Behaviour.URL_ONLY, MalformedAnswer),
]


@pytest.mark.parametrize(("behaviour", "meaning"), OUTCOMES)
def test_an_answer_has_its_outcome_and_what_was_paid_is_final(
    server: OpenAIServer, behaviour: Behaviour, meaning: type[DarkroomError]
) -> None:
    error = outcome(server, behaviour)
    assert type(error) is meaning
    assert server.paid == (behaviour in PAID) == getattr(error, "paid", False)


def test_every_behaviour_of_the_server_is_tried() -> None:
    works = {"ok", "chunked", "unframed", "revised", "data_url", "silent", "hangs_up"}
    waits = {"busy_seconds", "busy_date", "busy_milliseconds", "busy_long"}
    assert set(Behaviour) == {behaviour for behaviour, _ in OUTCOMES} | works | waits


@pytest.mark.parametrize(
    ("behaviour", "seconds"),
    [
        (Behaviour.BUSY, 0),
        (Behaviour.BUSY_SECONDS, 20),
        (Behaviour.BUSY_DATE, 120),
        (Behaviour.BUSY_MILLISECONDS, 1.5),
        (Behaviour.BUSY_LONG, 900),
        (Behaviour.OVERLOADED, 7),
        (Behaviour.FAILED, 0),
    ],
)
def test_a_server_says_how_long_to_wait(
    server: OpenAIServer, behaviour: Behaviour, seconds: float
) -> None:
    error = outcome(server, behaviour)
    assert isinstance(error, ProviderFailure)
    assert error.seconds == seconds


@pytest.mark.parametrize("behaviour", [Behaviour.OK, Behaviour.CHUNKED, Behaviour.UNFRAMED])
def test_a_whole_answer_holds_an_image(
    provider: OpenAIProvider, server: OpenAIServer, behaviour: Behaviour
) -> None:
    server.then(behaviour)
    made = provider.read_image(provider.generate(WISH), WISH)
    assert made.body.startswith(b"\x89PNG")
    assert (made.content_type, server.paid) == ("image/png", 1)


@pytest.mark.parametrize("sizes", [["1024x1024", "1024x1536"], "any"])
def test_an_image_measures_what_was_said_before(server: OpenAIServer, sizes: Any) -> None:
    provider = provider_of(server, sizes=sizes)
    wish = replace(WISH, width=700, height=1000)
    made = provider.read_image(provider.generate(wish), wish)
    assert struct.unpack(">II", made.body[16:24]) == provider.size(Ability.GENERATE, wish)


def test_edits_are_answered_as_generations_are(
    provider: OpenAIProvider, server: OpenAIServer
) -> None:
    for answer in (provider.vary(WISH, SOURCE), provider.refine(WISH, SOURCE)):
        assert provider.read_image(answer, WISH).content_type == "image/png"
    assert server.paid == 2


def test_an_answer_says_how_the_image_was_made(
    provider: OpenAIProvider, server: OpenAIServer
) -> None:
    server.then(Behaviour.REVISED)
    made = provider.read_image(provider.generate(WISH), WISH)
    assert made.seed == 77
    assert made.parameters == {
        "size": "1024x1024",
        "quality": "high",
        "background": "opaque",
        "output_format": "png",
        "revised_prompt": "a better prompt",
        "usage": {
            "input_tokens": 50,
            "input_tokens_details": {"image_tokens": 40, "text_tokens": 10},
            "output_tokens": 50,
            "total_tokens": 100,
        },
    }


@pytest.mark.parametrize("output_format", ["png", "jpeg", "webp"])
def test_the_type_is_what_the_image_is(server: OpenAIServer, output_format: str) -> None:
    provider = provider_of(server, output_format=output_format)
    assert provider.read_image(provider.generate(WISH), WISH).content_type == (
        f"image/{output_format}"
    )


def test_base64_in_lines_or_as_a_data_url_is_an_image_too(
    provider: OpenAIProvider, server: OpenAIServer
) -> None:
    server.then(Behaviour.DATA_URL)
    assert provider.read_image(provider.generate(WISH), WISH).body.startswith(b"\x89PNG")


@pytest.mark.parametrize(("sends_seed", "seed"), [(True, 7), (False, None)])
def test_the_seed_is_known_where_it_was_sent(
    own_server: OpenAIServer, sends_seed: bool, seed: int | None
) -> None:
    provider = provider_of(own_server, sends_seed=sends_seed)
    assert provider.read_image(provider.generate(WISH), WISH).seed == seed


def test_a_transcript_is_the_words(provider: OpenAIProvider, server: OpenAIServer) -> None:
    server.words = " make it warmer\n"
    assert provider.read_transcript(provider.transcribe(RECORDING)) == "make it warmer"
    assert server.paid == 1


def test_silence_is_nothing_heard(provider: OpenAIProvider, server: OpenAIServer) -> None:
    server.then(Behaviour.SILENT)
    answer = provider.transcribe(RECORDING)
    with pytest.raises(NothingHeard):
        provider.read_transcript(answer)


@pytest.mark.parametrize("answer", [b"", b"make it warmer", b"[]", b"{}", b'{"text": null}'])
def test_an_answer_without_a_text_is_no_transcript(provider: OpenAIProvider, answer: bytes) -> None:
    with pytest.raises(MalformedAnswer):
        provider.read_transcript(answer)


def test_the_key_goes_nowhere_but_to_its_address(
    provider: OpenAIProvider, server: OpenAIServer
) -> None:
    with OpenAIServer(key="") as elsewhere:
        server.location = elsewhere.url
        outcome(server, Behaviour.REDIRECT)
        server.then(Behaviour.URL_ONLY)
        with pytest.raises(MalformedAnswer):
            provider.read_image(provider.generate(WISH), WISH)
        assert (elsewhere.asked, elsewhere.violations) == ([], [])


def test_a_request_cut_short_on_its_way_may_be_asked_again(
    provider: OpenAIProvider, server: OpenAIServer
) -> None:
    server.then(Behaviour.HANGS_UP)
    large = type(SOURCE)(SOURCE.body + bytes(16_000_000), SOURCE.content_type)
    with pytest.raises(ProviderFailure):
        provider.refine(WISH, large)
    assert server.paid == 0


def test_a_key_that_was_rotated_is_read_again(
    provider: OpenAIProvider, server: OpenAIServer
) -> None:
    provider.generate(WISH)
    server.key = "sk-loopback-2"
    with pytest.raises(ProviderMisconfigured):
        provider.generate(WISH)
    provider.generate(WISH)
    assert server.paid == 2
    assert server.asked[1].headers["authorization"] == "Bearer sk-loopback-2"


def test_the_secret_is_read_once(server: OpenAIServer) -> None:
    provider = provider_of(server)
    provider.generate(WISH)
    server.key, kept = "sk-loopback-2", server.key
    assert provider.abilities.name == "openai"
    server.key = kept
    provider.generate(WISH)
    assert server.paid == 2
