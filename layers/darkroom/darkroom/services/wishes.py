"""From what was asked for to one call of a provider: the wish, and the picture it starts from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from darkroom.domain.asset import Asset
from darkroom.domain.errors import InvalidRequest
from darkroom.domain.generation import Generation, Task
from darkroom.domain.instructions.reading import After
from darkroom.domain.instructions.rules import Operation
from darkroom.domain.prompts import LARGEST_SEED, LARGEST_SIDE, LEAST_SIDE
from darkroom.domain.recipe import Picture, Recipe, Rendered, Studio
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
    """One image of one provider, ready to be asked for, and the size of the picture that is handed
    over, if one is."""

    ask: Callable[[], bytes]
    size: Size | None = None


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

        Raises AssetNotFound, NotReady, InvalidRequest, an ImageRejected and a Fault."""
        wish = self.wish(generation, place, provider)
        if generation.ask.source_asset_id is None:
            return Call(lambda: provider.generate(wish))
        source = self.source(generation)
        rendered = self._rendered(generation, source, provider.abilities.max_source_pixels)
        size = (rendered.width, rendered.height)
        wish, picture = of_size(wish, size), Picture(rendered.body, rendered.content_type)
        if generation.ask.task is Task.VARIATION:
            return Call(lambda: provider.vary(wish, picture), size)
        return Call(lambda: provider.refine(wish, picture), size)

    def source(self, generation: Generation) -> Asset:
        """Raises AssetNotFound, NotReady."""
        wanted = generation.ask.source_asset_id or ""
        return require_ready(get_asset(self.ports.catalog, generation.owner, wanted))

    def _rendered(self, generation: Generation, source: Asset, max_pixels: int) -> Rendered:
        """The source after what of an instruction is operations, no larger than the provider takes
        or the result will be."""
        recipe = recipe_of(generation)
        operations = list(recipe.operations) if recipe else []
        side = int(min(max_pixels, 4 * _MADE_PIXELS) ** 0.5)
        if self._largest(source, operations) > side:
            fitting = {"operation": "resize", "width": side, "height": side, "fit": "contain"}
            operations.append(fitting)
        original = read_original(self.ports, source)
        return self.studio.render(original, Recipe(tuple(operations), "png"), others={})

    def _largest(self, source: Asset, operations: Sequence[Operation]) -> int:
        """The longest side after the operations, as far as sizes alone tell."""
        facts = source.facts
        size = (facts.width, facts.height) if facts else (0, 0)
        for operation in operations:
            size = self.after(size, operation)
        return max(size)


def of_size(wish: Wish, size: Size) -> Wish:
    """The wish, for an image made of a picture of this size. Raises InvalidRequest."""
    width, height = made_size(size)
    return replace(wish, width=width, height=height)


def made_size(size: Size) -> Size:
    """What is asked for of an image made of a picture of this size: its shape, a megapixel at most,
    and larger than the picture only where a side would have fewer than 64 pixels. Raises
    InvalidRequest for a shape that has no such size."""
    smaller = min(1.0, (_MADE_PIXELS / (size[0] * size[1])) ** 0.5, LARGEST_SIDE / max(size))
    scale = max(smaller, LEAST_SIDE / min(size))
    width, height = (round(side * scale) for side in size)
    if max(width, height) > LARGEST_SIDE:
        most = LARGEST_SIDE // LEAST_SIDE
        raise InvalidRequest.at("/", f"No image is made of a shape beyond {most}:1.")
    return width, height


def recipe_of(generation: Generation) -> Recipe | None:
    """What of an instruction is operations, a format or a quality."""
    return Plan.from_json(generation.plan).recipe if generation.plan else None
