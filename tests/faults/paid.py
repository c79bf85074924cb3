"""A provider that bills, whose requests go the same way as those to AWS, and get lost on it.

Not sent and throttled are what an adapter knows for certain: nothing was carried out. An answer
that was lost may have been paid, and no adapter asks again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from unittest import mock

from darkroom.domain.recipe import Picture
from darkroom.providers.base import Abilities, Ability, MadeImage, Recording, Size, Unable, Wish
from darkroom.providing import Providers
from tests.functions.photos import png

PREFIX = "provider."
NAME = "openai"
"""Whose place it takes, as a deployment has to name one that there is."""
WORDS = "make it brighter and add a boat"
"""What it hears: some of it is for operations, some for a model."""

Send = Callable[[str, bytes], bytes]
"""Of an operation and what is wanted: the answer. Raises what asking a provider raises."""


class PaidProvider(Unable):
    """Asks through `send`."""

    is_repeatable = False

    def __init__(self, send: Send) -> None:
        self._send = send

    @property
    def abilities(self) -> Abilities:
        return Abilities(
            NAME,
            frozenset(Ability),
            models=("paid",),
            is_repeatable=self.is_repeatable,
            hears=("audio/wav",),
        )

    def size(self, ability: Ability, wish: Wish) -> Size:
        del ability
        return wish.width, wish.height

    def generate(self, wish: Wish) -> bytes:
        return self._send("Generate", repr(wish).encode())

    def vary(self, wish: Wish, source: Picture) -> bytes:
        return self._send("Vary", repr(wish).encode())

    def refine(self, wish: Wish, source: Picture) -> bytes:
        return self._send("Refine", repr(wish).encode())

    def read_image(self, answer: bytes, wish: Wish) -> MadeImage:
        return MadeImage(answer, "image/png", seed=wish.seed)

    def transcribe(self, recording: Recording) -> bytes:
        return self._send("Transcribe", recording.id.encode())

    def read_transcript(self, answer: bytes) -> str:
        return answer.decode()


@cache
def answer_to(operation: str) -> bytes:
    """What is made, or heard."""
    return WORDS.encode() if operation.endswith("Transcribe") else png(64, 64)


@contextmanager
def in_its_place(send: Send) -> Iterator[None]:
    """Every deployment of this process has it, while this lasts."""
    with mock.patch.object(Providers, "_openai", return_value=PaidProvider(send)):
        yield


def never(operation: str, _body: bytes) -> bytes:
    """For a process that prepares stories, and makes nothing."""
    raise AssertionError(f"{operation} while a story was prepared")
