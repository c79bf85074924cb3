"""Bytes that are no answer of the API, whoever sent them."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest

from darkroom.domain.errors import (
    AnswerLost,
    ContentRefused,
    DarkroomError,
    MalformedAnswer,
    ProviderBusy,
    ProviderFailure,
    ProviderMisconfigured,
)
from darkroom.providers.openai_answers import MAX_REVISED_PROMPT, image_in
from darkroom.providers.openai_errors import carried_out
from darkroom.providers.openai_http import Answer

PNG = b64encode(b"\x89PNG\r\n\x1a\n...").decode()


def answer(first: dict[str, Any] | None = None, **said: Any) -> bytes:
    return json.dumps({"data": [{"b64_json": PNG} | (first or {})]} | said).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"null",
        b"[]",
        b"[" * 100_000,
        b"1" * 10_000,
        b"{}",
        b'{"error": "out of memory"}',
        b'{"error": {"code": ["moderation_blocked"]}}',
        b'{"data": null}',
        b'{"data": {"0": {}}}',
        b'{"data": [null]}',
        b'{"data": [{}]}',
        b'{"data": [{"b64_json": null}]}',
        b'{"data": [{"b64_json": ""}]}',
        b'{"data": [{"b64_json": "%%%"}]}',
        b'{"data": [{"b64_json": "\xc3\xbc"}]}',
        b'{"data": [{"b64_json": "data:"}]}',
        b'{"data": [{"b64_json": "iVBORw0KGgo"}]}',
    ],
)
def test_what_holds_no_image_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedAnswer) as raised:
        image_in(body, seed=None)
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)


@pytest.mark.parametrize(
    ("said", "seed"),
    [(7, 7), (0, 0), (2**63, 2**63), (-1, None), (True, None), ("7", None), (7.5, None)],
)
def test_an_image_is_kept_whatever_its_seed_is(said: Any, seed: int | None) -> None:
    assert image_in(answer({"seed": said}), seed=3).seed == seed


def test_steps_and_guidance_are_kept_where_a_server_says_them() -> None:
    said = {"guidance_scale": 7.5, "steps": 30, "cfg_scale": -1, "guidance": "strong"}
    image = {"b64_json": PNG, "steps": 28, "num_inference_steps": True}
    made = image_in(json.dumps({**said, "data": [image]}).encode(), seed=None)
    assert made.parameters == {"guidance_scale": 7.5, "steps": 28}


def test_parameters_are_what_can_be_kept_of_what_is_said() -> None:
    made = image_in(
        answer(
            {"revised_prompt": "x" * 5000},
            size="1024x1024",
            quality="not one word",
            background=None,
            output_format=["png"],
            usage={
                "total": 5,
                "cost": 0.1,
                "many": {"deep": {"deeper": 1}, "n": 2},
                "ok": True,
                "?": 1,
            },
        ),
        seed=None,
    )
    assert made.parameters == {
        "size": "1024x1024",
        "revised_prompt": "x" * MAX_REVISED_PROMPT,
        "usage": {"total": 5, "many": {"n": 2}},
    }


def test_nothing_said_is_nothing_kept() -> None:
    made = image_in(answer({"revised_prompt": " "}, usage={"cost": 0.1}), seed=None)
    assert made.parameters == {}


def meaning(status: int, error: Any = None, **headers: str) -> DarkroomError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with pytest.raises(DarkroomError) as raised:
        carried_out(Answer(status, named, json.dumps({"error": error}).encode()))
    return raised.value


@pytest.mark.parametrize("status", [100, 103, 201, 204, 206, 299, 408, 502, 504, 520, 524])
def test_where_it_may_have_been_done_the_answer_is_lost(status: int) -> None:
    assert type(meaning(status)) is AnswerLost


@pytest.mark.parametrize("status", [409, 500, 501, 503, 507, 521, 522, 529])
def test_where_the_server_says_that_it_failed_it_may_be_asked_again(status: int) -> None:
    assert type(meaning(status)) is ProviderFailure


@pytest.mark.parametrize("status", [300, 301, 304, 308, 400, 401, 402, 403, 404, 405, 413, 418])
def test_where_it_will_not_be_done_the_operator_is_needed(status: int) -> None:
    assert type(meaning(status)) is ProviderMisconfigured


@pytest.mark.parametrize("status", [400, 403, 429, 451])
def test_a_refusal_of_the_content_is_known_by_its_code(status: int) -> None:
    assert type(meaning(status, {"code": "moderation_blocked"})) is ContentRefused


@pytest.mark.parametrize("field", ["prompt", "image", "image[]", "file"])
def test_what_is_wrong_with_what_a_caller_gave_is_final(field: str) -> None:
    assert type(meaning(400, {"param": field, "code": "invalid_value"})) is ContentRefused
    assert type(meaning(400, {"param": field, "code": "unknown_parameter"})) is (
        ProviderMisconfigured
    )


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_that_fails_has_refused_nothing(status: int) -> None:
    assert type(meaning(status, {"code": "moderation_blocked"})) is ProviderFailure


@pytest.mark.parametrize(
    "error",
    ["text", 7, [], {"code": 7}, {"code": []}, {"type": {}}, {"param": []}, {"inner_error": "x"}],
)
def test_an_error_of_any_form_has_the_meaning_of_its_status(error: Any) -> None:
    assert type(meaning(400, error)) is ProviderMisconfigured
    assert type(meaning(429, error)) is ProviderBusy


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0),
        ("2.5", 2.5),
        (" 30 ", 30),
        ("901", 900),
        ("-5", 0),
        ("nan", 0),
        ("inf", 0),
        ("soon", 0),
        ("", 0),
        ("1e9", 0),
        ("Sat, 21 Nov 2026 12:00:30 GMT", 30),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        ("Sat, 21 Nov 2099 12:00:00 GMT", 900),
        ("Sat, 99 Nov 2026 12:00:00 GMT", 0),
    ],
)
def test_a_wait_is_bounded_whatever_is_said(said: str, seconds: float) -> None:
    date = "Sat, 21 Nov 2026 12:00:00 GMT"
    error = meaning(429, retry_after=said, date=date)
    assert isinstance(error, ProviderBusy)
    assert error.seconds == seconds


def test_a_date_is_held_against_our_clock_where_the_server_does_not_say_its_own() -> None:
    error = meaning(429, retry_after="Sat, 21 Nov 2099 12:00:00 GMT")
    assert isinstance(error, ProviderBusy)
    assert error.seconds == 900


def test_the_operator_reads_status_code_and_the_id_that_support_asks_for() -> None:
    error = meaning(404, {"code": "model_not_found"}, x_request_id="req_" + "0a" * 16)
    assert str(error.__cause__) == f"status 404, code model_not_found, request req_{'0a' * 16}"


def test_what_only_looks_like_a_code_or_an_id_is_not_repeated() -> None:
    error = meaning(404, {"code": "harbour", "type": "dusk"}, x_request_id="harbour-at-dusk-1")
    assert str(error.__cause__) == "status 404"
