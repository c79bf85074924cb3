"""From an image as a provider made it to the file that is kept: its shape, its size, its format."""

from __future__ import annotations

from dataclasses import dataclass

from darkroom.domain.asset import Status
from darkroom.domain.generation import Generation
from darkroom.domain.limits import EXTENSIONS
from darkroom.domain.recipe import Picture, Recipe, Studio
from darkroom.domain.region import Region
from darkroom.providers.base import Size, Wish
from darkroom.services.edits import read_original
from darkroom.services.ports import Ports
from darkroom.services.wishes import recipe_of

WRONG_SIZE = "wrong_size"
BEYOND_REGION = "beyond_region"
_SHAPE_TOLERANCE = 0.05
"""How far a shape may be from the one documented: models round sides to multiples of 8 or 64."""


@dataclass(frozen=True, slots=True)
class Made:
    """An image, and its size in pixels."""

    picture: Picture
    size: Size


@dataclass(frozen=True, slots=True)
class Fitting:
    """The same image gives the same file, however often it is fitted."""

    ports: Ports
    studio: Studio

    def fit(
        self, generation: Generation, wish: Wish, made: Made, most: Size
    ) -> tuple[Picture, list[str]]:
        """The file, itself where nothing is to be done, and what is to be told of it.

        `most` is the size of what it was made of, or of the wish: its shape is kept, and nothing
        is larger. Never upscaled: a smaller image is only cut to the shape. An image of a region is
        merged into the source, unless that is gone or has another shape."""
        if wish.region is None:
            return self._written(generation, wish, made, most), []
        merged = self._merged(generation, wish.region, made)
        if merged is None:
            return self._written(generation, wish, made, most), [BEYOND_REGION]
        return merged, []

    def _written(self, generation: Generation, wish: Wish, made: Made, most: Size) -> Picture:
        """In the shape, and in the format and quality that an instruction asks for."""
        recipe = recipe_of(generation) or Recipe()
        operations = _fitting(made.size, wish, most)
        ext = EXTENSIONS[made.picture.content_type]
        if not operations and recipe.quality is None and recipe.format in {None, ext}:
            return made.picture
        wanted = Recipe(operations, recipe.format, recipe.quality)
        rendered = self.studio.render(made.picture, wanted, others={})
        return Picture(rendered.body, rendered.content_type)

    def _merged(self, generation: Generation, region: Region, made: Made) -> Picture | None:
        wanted = generation.ask.source_asset_id or ""
        source = self.ports.catalog.get(generation.owner, wanted)
        if source is None or source.status is not Status.READY or source.facts is None:
            return None
        if differs(made.size, (source.facts.width, source.facts.height)):
            return None  # nobody knows what is where in it
        original = read_original(self.ports, source)
        rendered = self.studio.merge(original, made.picture, region)
        return Picture(rendered.body, rendered.content_type)


def differs(size: Size, expected: Size) -> bool:
    """Whether it is another shape."""
    return abs(size[0] * expected[1] / (size[1] * expected[0]) - 1) > _SHAPE_TOLERANCE


def _fitting(size: Size, wish: Wish, most: Size) -> tuple[dict[str, object], ...]:
    if size == (wish.width, wish.height):
        return ()
    scale = min(1.0, size[0] / most[0], size[1] / most[1])
    width, height = (max(1, round(side * scale)) for side in most)
    cover = {"operation": "resize", "width": width, "height": height, "fit": "cover"}
    return () if size == (width, height) else (cover,)
