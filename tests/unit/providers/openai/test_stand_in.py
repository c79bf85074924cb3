"""The stand-in itself: it refuses what the API would refuse, or what it proves is worth nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from darkroom.providers.openai_http import Answer, Http
from tests.providers.openai_schemas import EDITS, GENERATIONS, TRANSCRIPTIONS, Violation, read
from tests.providers.openai_server import Behaviour, OpenAIServer

HEADERS = {"accept": "application/json", "content-type": "application/json"}
ASKED = {"model": "gpt-image-2", "prompt": "a boat"}


def generation(**fields: Any) -> bytes:
    return json.dumps({k: v for k, v in (ASKED | fields).items() if v is not None}).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"prompt": "\xff"}',
        generation(prompt=None),
        generation(model=None),
        generation(prompt=""),
        generation(prompt=7),
        generation(prompt="x" * 32_001),
        generation(model="dall-e-3"),
        generation(n=0),
        generation(n="1"),
        generation(n=True),
        generation(size="1000x1000"),
        generation(size="512x512"),
        generation(size="4096x1024"),
        generation(model="gpt-image-1.5", size="1536x864"),
        generation(quality="hd"),
        generation(output_format="gif"),
        generation(output_format="jpeg", background="transparent"),
        generation(response_format="b64_json"),
        generation(seed=7),
        generation(input_fidelity="high"),
        generation(negative_prompt="people"),
    ],
)
def test_a_generation_that_is_not_documented_is_refused(body: bytes) -> None:
    with pytest.raises(Violation):
        read(GENERATIONS, HEADERS, body)


def form(*parts: str, boundary: str = "b") -> bytes:
    return "".join(f"--{boundary}\r\n{part}\r\n" for part in parts).encode() + b"--b--\r\n"


def field(name: str, value: str) -> str:
    return f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'


def file(name: str, filename: str, content_type: str, body: str) -> str:
    disposition = f'form-data; name="{name}"; filename="{filename}"'
    return f"Content-Disposition: {disposition}\r\nContent-Type: {content_type}\r\n\r\n{body}"


FORM = HEADERS | {"content-type": "multipart/form-data; boundary=b"}
MODEL, PROMPT = field("model", "gpt-image-1.5"), field("prompt", "a boat")
WEBP = file("image[]", "a.webp", "image/webp", "RIFF")
SPEECH, WAV = field("model", "gpt-transcribe"), file("file", "a.wav", "audio/wav", "RIFF")


def test_a_form_that_is_documented_is_taken() -> None:
    edit = read(EDITS, FORM, form(MODEL, PROMPT, field("n", "1"), WEBP))
    assert (edit.fields["n"], edit.files["image[]"].body) == (1, b"RIFF")
    speech = read(TRANSCRIPTIONS, FORM, form(SPEECH, field("languages[]", "en"), WAV))
    assert speech.fields == {"model": "gpt-transcribe", "languages[]": "en"}


@pytest.mark.parametrize(
    "parts",
    [
        (MODEL, PROMPT),
        (MODEL, WEBP),
        (PROMPT, WEBP),
        (MODEL, PROMPT, WEBP, WEBP),
        (MODEL, MODEL, PROMPT, WEBP),
        (MODEL, PROMPT, field("n", "one"), WEBP),
        (MODEL, PROMPT, field("image[]", "RIFF")),
        (MODEL, PROMPT, file("images", "a.webp", "image/webp", "RIFF")),
        (MODEL, PROMPT, file("image[]", "a.png", "image/webp", "RIFF")),
        (MODEL, PROMPT, file("image[]", "a.webp", "image/webp", "GIF89a")),
        (MODEL, PROMPT, file("image[]", "a.gif", "image/gif", "GIF89a")),
        (MODEL, PROMPT, field("strength", "0.5"), WEBP),
        (field("model", "gpt-image-2"), PROMPT, field("input_fidelity", "high"), WEBP),
        ("Content-Type: text/plain\r\n\r\nno name",),
    ],
)
def test_an_edit_that_is_not_documented_is_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(Violation):
        read(EDITS, FORM, form(*parts))


@pytest.mark.parametrize(
    "parts",
    [
        (SPEECH,),
        (WAV,),
        (SPEECH, WAV, field("language", "en")),
        (SPEECH, WAV, field("languages[]", "en-US")),
        (field("model", "whisper-1"), WAV, field("languages[]", "en")),
        (field("model", "whisper-2"), WAV),
        (SPEECH, WAV, field("response_format", "verbose_json")),
        (SPEECH, file("file", "a.aac", "audio/aac", "")),
        (SPEECH, file("file", "a.mp3", "audio/wav", "RIFF")),
    ],
)
def test_a_transcription_that_is_not_documented_is_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(Violation):
        read(TRANSCRIPTIONS, FORM, form(*parts))


@pytest.mark.parametrize(
    "body", [form(MODEL, PROMPT, WEBP)[:-2], b"\r\n" + form(MODEL), form(MODEL, boundary="c")]
)
def test_a_form_that_does_not_end_as_it_began_is_refused(body: bytes) -> None:
    with pytest.raises(Violation):
        read(EDITS, FORM, body)


def test_another_path_is_refused() -> None:
    with pytest.raises(Violation):
        read("/v1/images/variations", HEADERS, generation())


def ask(server: OpenAIServer, body: bytes, key: str = "sk-loopback-1") -> Answer:
    named = {"Authorization": f"Bearer {key}", "Accept": "*/*", "Content-Type": "application/json"}
    return Http(answer_seconds=10).post(server.url + GENERATIONS, body, named)


def test_a_violation_is_refused_unpaid_and_remembered() -> None:
    with OpenAIServer() as server:
        assert ask(server, generation(seed=7)).status == 400
        assert server.paid == 0
        with pytest.raises(AssertionError, match="Unknown parameter: 'seed'"):
            server.check()


def test_a_script_is_followed_in_order_and_then_all_is_well() -> None:
    with OpenAIServer() as server:
        server.then(Behaviour.BUSY, Behaviour.FAILED)
        assert [ask(server, generation()).status for _ in range(3)] == [429, 500, 200]
        assert server.paid == 1
        server.check()


def test_another_key_is_refused_and_costs_nothing() -> None:
    with OpenAIServer() as server:
        assert ask(server, generation(), key="sk-other").status == 401
        assert (server.paid, server.asked) == (0, [])
