"""The server on loopback, and a provider that talks to it. What the server complains of fails the
test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from darkroom.domain.errors import DarkroomError
from darkroom.domain.recipe import Picture
from darkroom.imaging.masks import clear_mask
from darkroom.providers.base import Recording, Wish
from darkroom.providers.openai import OpenAIProvider
from darkroom.providers.openai_http import Http
from darkroom.providers.openai_settings import parse_settings
from darkroom.providers.secrets import Kept
from tests.providers.openai_server import Behaviour, OpenAIServer

PATIENCE, IMPATIENCE = 10.0, 0.3
"""Seconds to wait for an answer, and where a test is about one that does not come."""
WISH = Wish("a harbour at dusk", seed=7)
SOURCE = Picture(b"\x89PNG\r\n\x1a\nsource\r\n--\0\xff", "image/png")
RECORDING = Recording("r1", "private", "recordings/r1", "audio/wav", b"RIFF....WAVE", 2.0)


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as standing:
        yield standing
    standing.check()


@pytest.fixture
def own_server() -> Iterator[OpenAIServer]:
    """A server of one's own, which takes more than OpenAI's and wants no key."""
    with OpenAIServer(key="", is_own=True) as standing:
        yield standing
    standing.check()


def provider_of(
    server: OpenAIServer, *, seconds: float = PATIENCE, **fields: Any
) -> OpenAIProvider:
    """A provider that reads its settings from the server's secret, as it is at that moment."""
    return OpenAIProvider(
        Http(answer_seconds=seconds, max_bytes=2_000_000),
        Kept(lambda: parse_settings(server.secret(**fields))),
        clear_mask,
    )


@pytest.fixture
def provider(server: OpenAIServer) -> OpenAIProvider:
    return provider_of(server)


def outcome(server: OpenAIServer, behaviour: Behaviour) -> DarkroomError:
    """The error of asking for an image once, or else of reading the answer."""
    is_late = behaviour in {Behaviour.SLOW, Behaviour.DRIPPING}
    provider = provider_of(server, seconds=IMPATIENCE if is_late else PATIENCE)
    server.then(behaviour)
    with pytest.raises(DarkroomError) as raised:
        provider.read_image(provider.generate(WISH), WISH)
    assert len(server.asked) <= 1
    return raised.value
