"""The provider without a model: pictures by rules, on this machine, at no cost.

It says so in its name and in every answer. What it paints and retouches with is handed to it: three
functions that give PNG files (those of imaging/retouch). It follows moods, times of day, seasons,
weather, colours and styles; it does not follow instructions such as "add a boat". Of a region it
refines the whole picture, of which the services take the region.
"""

from __future__ import annotations

from typing import Protocol

from darkroom.domain.errors import ContentRefused, ImageRejected, MalformedAnswer
from darkroom.domain.provenance import PROCEDURAL
from darkroom.domain.recipe import Picture
from darkroom.providers.base import Abilities, Ability, MadeImage, Size, Unable, Wish

_PNG = b"\x89PNG\r\n\x1a\n"
_NOTE = "made by rules, no neural model"


class Paint(Protocol):
    """A PNG of a prompt, exactly of the size."""

    def __call__(
        self, prompt: str, *, seed: int, size: Size, negative_prompt: str, style: str
    ) -> bytes: ...


class Vary(Protocol):
    """A PNG that varies a source. Raises an ImageRejected where the source cannot be read."""

    def __call__(
        self, source: Picture, *, seed: int, strength: float, prompt: str, size: Size
    ) -> bytes: ...


class Refine(Protocol):
    """A PNG of a source as a prompt says. Raises an ImageRejected likewise."""

    def __call__(
        self,
        source: Picture,
        prompt: str,
        *,
        seed: int,
        strength: float,
        preserve_structure: bool,
        negative_prompt: str,
        style: str,
        size: Size,
    ) -> bytes: ...


class ProceduralProvider(Unable):
    """See the module. Its answers are the PNG files themselves."""

    def __init__(self, paint: Paint, vary: Vary, refine: Refine) -> None:
        self._paint, self._vary, self._refine = paint, vary, refine

    @property
    def abilities(self) -> Abilities:
        """Repeatable: the same wish gives the same bytes, and nothing is ever paid."""
        can = frozenset({Ability.GENERATE, Ability.VARY, Ability.REFINE, Ability.INPAINT})
        return Abilities(PROCEDURAL, can, models=(PROCEDURAL,), is_repeatable=True)

    def size(self, ability: Ability, wish: Wish) -> Size:
        """Exactly what is wished for."""
        del ability
        return wish.width, wish.height

    def generate(self, wish: Wish) -> bytes:
        return self._paint(
            wish.prompt, seed=wish.seed, size=(wish.width, wish.height),
            negative_prompt=wish.negative_prompt, style=wish.style,
        )  # fmt: skip

    def vary(self, wish: Wish, source: Picture) -> bytes:
        """Raises ContentRefused for a source that cannot be read: asking again would not help."""
        try:
            return self._vary(
                source, seed=wish.seed, strength=wish.strength, prompt=wish.prompt,
                size=(wish.width, wish.height),
            )  # fmt: skip
        except ImageRejected as exc:
            raise ContentRefused from exc

    def refine(self, wish: Wish, source: Picture) -> bytes:
        """Raises ContentRefused as vary() does."""
        try:
            return self._refine(
                source, wish.prompt, seed=wish.seed, strength=wish.strength,
                preserve_structure=wish.preserve_structure, negative_prompt=wish.negative_prompt,
                style=wish.style, size=(wish.width, wish.height),
            )  # fmt: skip
        except ImageRejected as exc:
            raise ContentRefused from exc

    def read_image(self, answer: bytes, wish: Wish) -> MadeImage:
        """Raises MalformedAnswer for what is no PNG."""
        if not answer.startswith(_PNG):
            raise MalformedAnswer
        return MadeImage(answer, "image/png", seed=wish.seed, parameters={"note": _NOTE})
