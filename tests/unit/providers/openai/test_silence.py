"""Neither prompt nor key nor what the provider says is in any error or log."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace

import pytest

from darkroom.domain.errors import DarkroomError
from darkroom.observability import _kinds
from darkroom.providers.openai import OpenAIProvider
from tests.providers.openai_replies import PROVIDER_SAYS
from tests.providers.openai_server import Behaviour, OpenAIServer
from tests.unit.providers.openai.conftest import RECORDING, SOURCE, WISH, outcome, provider_of

PROMPT = WISH.prompt
FAILING = [
    behaviour
    for behaviour in Behaviour
    if behaviour.value
    not in {"ok", "chunked", "unframed", "revised", "data_url", "silent", "slow", "dripping"}
]


def told(error: BaseException) -> str:
    """All that a log, a client or a debugger is shown of an error and of those behind it."""
    parts = traceback.format_exception(error, chain=True)
    behind: BaseException | None = error
    while behind is not None:
        parts += [repr(behind), str(behind), repr(behind.args), repr(vars(behind))]
        behind = behind.__cause__ or behind.__context__
    return "".join(parts)


@pytest.mark.parametrize("behaviour", FAILING)
def test_no_error_repeats_what_was_said_or_where(
    server: OpenAIServer, behaviour: Behaviour, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("urllib3", "urllib3.connection", "urllib3.connectionpool", "urllib3.response"):
        caplog.set_level(logging.DEBUG, name)
    caplog.set_level(logging.DEBUG)
    error = outcome(server, behaviour)
    shown = told(error) + repr(_kinds(error)) + caplog.text
    for canary in (PROMPT, server.key, PROVIDER_SAYS, "127.0.0.1", "harbour", "/v1/images"):
        assert canary not in shown


def test_no_log_repeats_what_succeeded(
    provider: OpenAIProvider, server: OpenAIServer, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("urllib3", "urllib3.connection", "urllib3.connectionpool", "urllib3.response"):
        caplog.set_level(logging.DEBUG, name)
    caplog.set_level(logging.DEBUG)
    provider.read_image(provider.refine(WISH, SOURCE), WISH)
    provider.read_transcript(provider.transcribe(RECORDING))
    assert caplog.text == ""


def test_a_wrong_key_is_not_repeated(server: OpenAIServer) -> None:
    provider = provider_of(server, api_key="sk-canary")
    with pytest.raises(DarkroomError) as raised:
        provider.generate(WISH)
    assert "canary" not in told(raised.value)
    assert "code invalid_api_key" in told(raised.value)


def test_half_a_character_is_not_repeated_either(
    provider: OpenAIProvider, server: OpenAIServer
) -> None:
    """It cannot be written in UTF-8, and Python's error about it has the whole prompt."""
    provider.refine(
        replace(WISH, prompt="half \ud83d", style="\ude00", negative_prompt="\ud83d"), SOURCE
    )
    assert "half ?" in server.asked[0].fields["prompt"]
