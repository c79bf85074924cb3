"""The Provider protocol: what the services need of something that makes images or hears speech.

Asking and reading are two steps. Asking returns the provider's answer byte for byte as it came, so
that it can be stored before anything else happens to it: it may have been paid for. Reading costs
nothing and can be done again. Asking raises one of these and nothing else:

    ProviderBusy            not carried out (429, throttled); `seconds` if it said how long
    ProviderFailure         not carried out: no connection, or a 5xx was answered
    ProviderMisconfigured   not carried out: key, model, region or permission (401, 403, 404)
    ContentRefused          not carried out because of what was asked for: final
    AnswerLost              sent, and no whole answer came (timeout, reset, truncated): it may have
                            been carried out and paid, so it is never asked again
    NotYet                  (transcribe only) under way; ask again, it is not paid again

Reading raises MalformedAnswer; ContentRefused and ResultWithheld when the answer says that what was
asked for, or what was made of it, did not pass a filter; NothingHeard when a transcript is empty.
ResultWithheld may come of asking, too. What decides about money is `paid` of the error. No error
carries a prompt, a URL or a message of the provider's. An adapter never repeats a request by
itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from darkroom.domain.errors import InternalFault
from darkroom.domain.recipe import Picture
from darkroom.domain.region import Region

Size = tuple[int, int]


class Ability(StrEnum):
    """What a provider may be able to do. INSTRUCT: refine() follows any instruction in words, such
    as "add a boat"; without it, refining only takes a prompt's mood and subject. INPAINT: refine()
    takes a region."""

    GENERATE = "generate"
    VARY = "vary"
    REFINE = "refine"
    INSTRUCT = "instruct"
    INPAINT = "inpaint"
    TRANSCRIBE = "transcribe"


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a provider says of itself.

    `models`: what a caller may name, the first being the default. `is_repeatable`: the same
    request asked again gives the same answer and is not paid again. `max_source_pixels`: of a
    picture handed to vary() or refine(). `hears`: media types of recordings."""

    name: str
    can: frozenset[Ability]
    models: tuple[str, ...] = ()
    is_repeatable: bool = False
    max_source_pixels: int = 2048 * 2048
    hears: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """One image that is wanted. `width` and `height` in pixels are its shape and the most it may
    measure; `seed` is 0..2**32 - 2. `strength` 0..1 is how far from the source the result may go,
    `preserve_structure` whether its shapes stay where they are, `region` what alone is refined; all
    three of a source only."""

    prompt: str
    seed: int
    width: int = 1024
    height: int = 1024
    negative_prompt: str = ""
    style: str = ""
    model: str = ""
    strength: float = 0.5
    preserve_structure: bool = True
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """Speech: an object in the private bucket and its bytes. `id` is the same each time the same
    recording is handed over; `language` a BCP 47 tag such as en-US."""

    id: str
    bucket: str
    key: str
    content_type: str
    body: bytes
    seconds: float
    language: str = "en-US"


@dataclass(frozen=True, slots=True)
class MadeImage:
    """What an answer holds. `parameters` are what the provider says of the making (guidance, steps,
    a prompt it rewrote), plain JSON; `seed` is None where it does not say."""

    body: bytes
    content_type: str
    seed: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)


Mask = Callable[[Picture, Region], bytes]
"""Draws a PNG as large as a picture, that shows where a region is in it; in what way, is the
provider's own. The picture is a PNG of ours, so that there is nothing to raise."""


class Provider(Protocol):
    """See the module's docstring for what each method raises."""

    @property
    def abilities(self) -> Abilities: ...

    def size(self, ability: Ability, wish: Wish) -> Size:
        """What will be made of a wish of this kind measures, as far as the provider documents it:
        an image of another shape is an answer of the wrong size."""

    def model(self, ability: Ability, wish: Wish) -> str:
        """The name of the model that a wish of this kind is asked of; empty where nobody knows."""

    def generate(self, wish: Wish) -> bytes:
        """An image of a prompt."""

    def vary(self, wish: Wish, source: Picture) -> bytes:
        """An image like the source; a prompt may be empty."""

    def refine(self, wish: Wish, source: Picture) -> bytes:
        """The source, changed as the prompt says."""

    def follows(self, instruction: str) -> bool:
        """Whether refine() does just what these words say, without being able to INSTRUCT."""

    def read_image(self, answer: bytes, wish: Wish) -> MadeImage:
        """The image that an answer to one of the above holds."""

    def transcribe(self, recording: Recording) -> bytes:
        """The words of a recording."""

    def read_transcript(self, answer: bytes) -> str:
        """The words an answer of transcribe() holds, without surrounding space; never empty."""

    def forget(self, recording: Recording) -> None:
        """Let go of what is kept there of a recording whose words are known; of it only id and
        bucket are told. Raises what asking raises, which nobody minds."""


class Unable:
    """A provider that can do nothing and keeps nothing, to start from: what it cannot do is never
    asked of it."""

    def size(self, ability: Ability, wish: Wish) -> Size:
        raise InternalFault

    def model(self, ability: Ability, wish: Wish) -> str:
        return wish.model

    def generate(self, wish: Wish) -> bytes:
        raise InternalFault

    def vary(self, wish: Wish, source: Picture) -> bytes:
        raise InternalFault

    def refine(self, wish: Wish, source: Picture) -> bytes:
        raise InternalFault

    def read_image(self, answer: bytes, wish: Wish) -> MadeImage:
        raise InternalFault

    def follows(self, instruction: str) -> bool:
        return False

    def transcribe(self, recording: Recording) -> bytes:
        raise InternalFault

    def read_transcript(self, answer: bytes) -> str:
        raise InternalFault

    def forget(self, recording: Recording) -> None:
        return
