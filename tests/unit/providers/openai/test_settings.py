"""What an operator may write into the secret."""

from __future__ import annotations

import json
from typing import Any

import pytest

from darkroom.domain.errors import ProviderMisconfigured
from darkroom.providers.openai_settings import OpenAISettings, SecretUnusable, parse_settings

BASE = {"base_url": "https://api.example/", "image_model": "gpt-image-2"}


def parse(**fields: Any) -> OpenAISettings:
    return parse_settings(json.dumps(BASE | fields))


def refusal(text: str) -> str:
    """What the operator reads."""
    with pytest.raises(ProviderMisconfigured) as raised:
        parse_settings(text)
    assert isinstance(raised.value.__cause__, SecretUnusable)
    assert raised.value.__cause__.__cause__ is None
    assert raised.value.__cause__.__context__ is None
    return raised.value.__cause__.for_operators


def test_an_address_and_a_model_are_enough() -> None:
    assert parse() == OpenAISettings(
        base_url="https://api.example", image_model="gpt-image-2", edit_model="gpt-image-2"
    )


def test_every_field_can_be_set() -> None:
    settings = parse(
        api_key="sk-1",
        edit_model="gpt-image-1.5",
        transcription_model="whisper-1",
        sizes=["512x768", "1024x1024"],
        output_format="webp",
        quality="low",
        background="opaque",
        input_fidelity="high",
        asks_for_base64=True,
        sends_seed=True,
        follows_instructions=False,
        image_field="image",
        language_field="",
    )
    assert settings == OpenAISettings(
        base_url="https://api.example",
        api_key="sk-1",
        image_model="gpt-image-2",
        edit_model="gpt-image-1.5",
        transcription_model="whisper-1",
        sizes=((512, 768), (1024, 1024)),
        output_format="webp",
        quality="low",
        background="opaque",
        input_fidelity="high",
        asks_for_base64=True,
        sends_seed=True,
        follows_instructions=False,
        image_field="image",
        language_field="",
    )


def test_any_size_is_no_list_of_sizes() -> None:
    assert parse(sizes="any").sizes == ()


def test_no_edits_are_said_with_an_empty_name() -> None:
    assert parse(edit_model="").edit_model == ""


@pytest.mark.parametrize(
    ("model", "given", "field"),
    [
        ("gpt-transcribe", {}, "languages[]"),
        ("whisper-1", {}, "language"),
        ("gpt-transcribe", {"language_field": "language"}, "language"),
    ],
)
def test_the_language_goes_where_the_model_reads_it(
    model: str, given: dict[str, str], field: str
) -> None:
    assert parse(transcription_model=model, **given).language_field == field


def test_the_key_is_not_shown() -> None:
    assert "sk-canary" not in repr(parse(api_key="sk-canary"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://api.example", "https://api.example"),
        ("https://api.example/v1", "https://api.example"),
        ("https://api.example/v1/", "https://api.example"),
        ("https://api.example:8443/openai/v1/", "https://api.example:8443/openai"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://localhost", "http://localhost"),
        ("http://images.models.internal:8080", "http://images.models.internal:8080"),
        ("http://speech:8000/", "http://speech:8000"),
        ("http://10.1.2.3", "http://10.1.2.3"),
        ("http://172.31.0.9", "http://172.31.0.9"),
        ("http://192.168.1.2", "http://192.168.1.2"),
        ("http://100.64.0.1", "http://100.64.0.1"),
        ("http://[fd00::2]", "http://[fd00::2]"),
    ],
)
def test_an_address_is_kept_without_what_follows_from_the_api(given: str, kept: str) -> None:
    assert parse(base_url=given).base_url == kept


@pytest.mark.parametrize(
    "address",
    [
        "http://api.example/",
        "http://8.8.8.8/",
        "http://134744072/",
        "http://172.32.0.1/",
        "http://169.254.169.254/",
        "http://internal.example/",
        "http://[2001:db8::1]/",
    ],
)
def test_a_key_is_not_sent_in_the_clear_over_the_internet(address: str) -> None:
    refused = refusal(json.dumps(BASE | {"base_url": address}))
    assert refused == "base_url: http is for private addresses alone; use https."


CANARY = "canary"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("base_url", ""),
        ("base_url", None),
        ("base_url", "canary"),
        ("base_url", "ftp://canary/"),
        ("base_url", "https://"),
        ("base_url", "https://canary:canary/"),
        ("base_url", "https://[canary"),
        ("base_url", "https://user:canary@api.example/"),
        ("base_url", "https://api.example/?canary"),
        ("base_url", "https://api.example/#canary"),
        ("base_url", "https://api.example/ canary"),
        ("api_key", "canary\nX-Other: 1"),
        ("api_key", "canary and more"),
        ("api_key", "canary\u00fc"),
        ("api_key", ["canary"]),
        ("image_model", "canary\n"),
        ("image_model", "canary" * 50),
        ("image_model", {"canary": 1}),
        ("edit_model", None),
        ("transcription_model", 7),
        ("sizes", []),
        ("sizes", "canary"),
        ("sizes", ["1024x1024", "canary"]),
        ("sizes", ["auto"]),
        ("sizes", ["0x10"]),
        ("sizes", [1024]),
        ("output_format", "canary"),
        ("output_format", ["png"]),
        ("quality", "Canary!"),
        ("background", 1),
        ("input_fidelity", "canary"),
        ("asks_for_base64", "canary"),
        ("sends_seed", 1),
        ("follows_instructions", None),
        ("image_field", "canary[]"),
        ("language_field", "canary"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_not_repeated(field: str, value: Any) -> None:
    told = refusal(json.dumps(BASE | {field: value}))
    assert told.startswith(f"{field}: it ")
    assert CANARY not in told.lower()


def test_an_unknown_field_is_named() -> None:
    assert refusal(json.dumps(BASE | {"modle": CANARY})) == "There is no field modle."


def test_a_key_in_the_place_of_a_name_is_not_repeated() -> None:
    assert refusal(json.dumps(BASE | {"sk-Canary-1": ""})) == "There is no field with an odd name."


@pytest.mark.parametrize("text", ["", "sk-canary", "[]", "null", '"canary"', "[" * 100_000])
def test_what_is_no_object_is_refused(text: str) -> None:
    assert refusal(text) == "The secret is not a JSON object."


def test_an_address_is_needed() -> None:
    assert refusal('{"image_model": "x"}') == "base_url is missing."


def test_a_model_is_needed() -> None:
    told = refusal('{"base_url": "https://api.example/", "image_model": ""}')
    assert told == "No model is named: image_model, edit_model or transcription_model."
