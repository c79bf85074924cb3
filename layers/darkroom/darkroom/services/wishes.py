"""From what was asked for to one call of a provider: the wish, and the picture it starts from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from darkroom.domain.asset import Asset
from darkroom.domain.errors import InternalFault
from darkroom.domain.generation import Generation, Task
from darkroom.domain.instructions.reading import After
from darkroom.domain.instructions.rules import Operation
from darkroom.domain.prompts import LARGEST_SEED, LARGEST_SIDE, LEAST_SIDE
from darkroom.domain.recipe import Picture, Recipe, Studio
from darkroom.providers.base import Provider, Size, Wish
from darkroom.services.edits import read_original
from darkroom.services.ports import Ports
from darkroom.services.rows import get_asset, require_ready
from darkroom.services.understanding import Plan

_MADE_PIXELS = 1024 * 1024
"""What is asked for of an image made of a source: what today's models make in one go. Where one
makes more, more is kept."""


@dataclass(frozen=True, slots=True)
class Call:
    """One image of one provider, ready to be asked for."""

    ask: Callable[[], bytes]
    wish: Wish


@dataclass(frozen=True, slots=True)
class Wishes:
    """Preparing calls."""

    ports: Ports
    studio: Studio
    after: After

    def wish(self, generation: Generation, place: int, provider: Provider) -> Wish:
        """The wish of the image in this place, but for a size that only its source tells."""
        ask = generation.ask
        words = generation.words
        if ask.task is Task.INSTRUCTION and generation.plan:
            words = Plan.from_json(generation.plan).for_model
        models = provider.abilities.models
        return Wish(
            prompt=words,
            seed=(ask.seed + place) % (LARGEST_SEED + 1),
            width=ask.width,
            height=ask.height,
            negative_prompt=ask.negative_prompt,
            style=ask.style,
            model=ask.model or (models[0] if models else ""),
            strength=ask.strength,
            preserve_structure=ask.preserve_structure,
            region=ask.region,
        )

    def call(self, generation: Generation, place: int, provider: Provider) -> Call:
        """Everything that can go wrong before a provider is asked goes wrong here.

        Raises AssetNotFound, NotReady, an ImageRejected and a Fault."""
        wish = self.wish(generation, place, provider)
        if generation.ask.source_asset_id is None:
            return Call(lambda: provider.generate(wish), wish)
        source = self.source(generation)
        size = self.size(generation, source)
        wish = of_size(wish, size)
        operations = _operations(generation)
        picture = self._picture(source, operations, size, provider.abilities.max_source_pixels)
        if generation.ask.task is Task.VARIATION:
            return Call(lambda: provider.vary(wish, picture), wish)
        return Call(lambda: provider.refine(wish, picture), wish)

    def source(self, generation: Generation) -> Asset:
        """Raises AssetNotFound, NotReady."""
        wanted = generation.ask.source_asset_id or ""
        return require_ready(get_asset(self.ports.catalog, generation.owner, wanted))

    def size(self, generation: Generation, source: Asset) -> Size:
        """What the picture measures that an image is made of: the source, after what of an
        instruction is operations, as far as that can be told without its pixels."""
        if source.facts is None:
            raise InternalFault
        size = (source.facts.width, source.facts.height)
        for operation in _operations(generation):
            size = self.after(size, operation)
        return size

    def _picture(
        self, source: Asset, operations: Sequence[Operation], size: Size, max_pixels: int
    ) -> Picture:
        """The source after the operations, no larger than the provider takes or the result will
        be."""
        side = int(min(max_pixels, 4 * _MADE_PIXELS) ** 0.5)
        if max(size) > side:
            fitting = {"operation": "resize", "width": side, "height": side, "fit": "contain"}
            operations = [*operations, fitting]
        original = read_original(self.ports, source)
        rendered = self.studio.render(original, Recipe(tuple(operations), "png"), others={})
        return Picture(rendered.body, rendered.content_type)


def of_size(wish: Wish, size: Size) -> Wish:
    """The wish, in the shape of a picture of this size and no larger."""
    scale = min(1.0, (_MADE_PIXELS / (size[0] * size[1])) ** 0.5, LARGEST_SIDE / max(size))
    width, height = (min(LARGEST_SIDE, max(LEAST_SIDE, round(s * scale))) for s in size)
    return replace(wish, width=width, height=height)


def _operations(generation: Generation) -> tuple[Operation, ...]:
    """What of an instruction is operations."""
    recipe = Plan.from_json(generation.plan).recipe if generation.plan else None
    return tuple(recipe.operations) if recipe else ()
