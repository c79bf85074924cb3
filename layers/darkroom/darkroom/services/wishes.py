"""From what was asked for to one call of a provider: the wish, and the picture it starts from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from darkroom.domain.asset import Asset
from darkroom.domain.generation import Generation, Task
from darkroom.domain.prompts import LARGEST_SEED, LARGEST_SIDE, LEAST_SIDE
from darkroom.domain.recipe import Picture, Recipe, Studio
from darkroom.providers.base import Provider, Wish
from darkroom.services.edits import read_original
from darkroom.services.ports import Ports
from darkroom.services.rows import get_asset, require_ready
from darkroom.services.understanding import Plan

_MADE_PIXELS = 1024 * 1024
"""What an image made of a source measures at most: what today's models make in one go."""


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
        )

    def of_source(self, wish: Wish, source: Asset) -> Wish:
        """The wish, in the shape of its source."""
        facts = source.facts
        if facts is None:
            return wish
        size = (facts.width, facts.height)
        scale = min(1.0, (_MADE_PIXELS / (size[0] * size[1])) ** 0.5, LARGEST_SIDE / max(size))
        width, height = (min(LARGEST_SIDE, max(LEAST_SIDE, round(s * scale))) for s in size)
        return replace(wish, width=width, height=height)

    def call(self, generation: Generation, place: int, provider: Provider) -> Call:
        """Everything that can go wrong before a provider is asked goes wrong here.

        Raises AssetNotFound, NotReady, an ImageRejected and a Fault."""
        wish = self.wish(generation, place, provider)
        if generation.ask.source_asset_id is None:
            return Call(lambda: provider.generate(wish), wish)
        source = self.source(generation)
        wish = self.of_source(wish, source)
        picture = self._picture(generation, source, provider.abilities.max_source_pixels)
        if generation.ask.task is Task.VARIATION:
            return Call(lambda: provider.vary(wish, picture), wish)
        return Call(lambda: provider.refine(wish, picture), wish)

    def source(self, generation: Generation) -> Asset:
        """Raises AssetNotFound, NotReady."""
        wanted = generation.ask.source_asset_id or ""
        return require_ready(get_asset(self.ports.catalog, generation.owner, wanted))

    def _picture(self, generation: Generation, source: Asset, max_pixels: int) -> Picture:
        """The source with what of an instruction is operations, no larger than the provider takes
        or the result will be."""
        operations: list[dict[str, Any]] = []
        if generation.plan:
            recipe = Plan.from_json(generation.plan).recipe
            operations = [dict(each) for each in recipe.operations] if recipe else []
        side = int(min(max_pixels, 4 * _MADE_PIXELS) ** 0.5)
        facts = source.facts
        if facts and max(facts.width, facts.height) > side:
            fitting = {"operation": "resize", "width": side, "height": side, "fit": "contain"}
            operations.append(fitting)
        original = read_original(self.ports, source)
        rendered = self.studio.render(original, Recipe(tuple(operations), "png"), others={})
        return Picture(rendered.body, rendered.content_type)
