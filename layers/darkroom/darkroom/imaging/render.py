"""Follow a recipe: probe, check, one decode, every step, one encode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PIL import Image

from darkroom.domain.errors import InvalidRequest
from darkroom.domain.limits import EXTENSIONS, MAX_FILE_SIZE_CEILING, MIB, Limits
from darkroom.domain.provenance import DigitalSource
from darkroom.domain.recipe import Caption, Picture, Recipe, Rendered
from darkroom.domain.region import Region
from darkroom.imaging.captions import xmp_packet
from darkroom.imaging.color import without_idle_alpha
from darkroom.imaging.decode import decode
from darkroom.imaging.encode import encode
from darkroom.imaging.framing import Size
from darkroom.imaging.masks import only_within
from darkroom.imaging.operations.registry import Wanted
from darkroom.imaging.planning import check_steps, plan
from darkroom.imaging.probe import probe
from darkroom.imaging.recipes import Step, read_format, read_steps
from darkroom.imaging.scale import scaled

_FAITHFUL = 95
"""The quality of what is written again to be the same."""
_MERGED_PIXELS = 16_000_000
_THREADS = 2
"""The same on every machine, so that the bytes are. 3008 MB of Lambda have no more."""


@dataclass(frozen=True, slots=True)
class ImagingStudio:
    """The Studio of domain/recipe.py, within these limits for sources, steps and results."""

    limits: Limits

    def check(self, recipe: Recipe, size: Size) -> float:
        """Whether the recipe fits an upright source of this size, as far as sizes alone tell.

        Returns the seconds it takes at most. Raises InvalidRequest that points at the field.
        """
        read_format(recipe.format, recipe.quality)
        return check_steps(read_steps(recipe.operations), size, self.limits)

    def render(
        self,
        source: Picture,
        recipe: Recipe,
        *,
        others: Mapping[str, Picture],
        caption: Caption | None = None,
        mark: DigitalSource | None = None,
    ) -> Rendered:
        """Follow the recipe. The same source and recipe give the same bytes; so do caption and
        mark, which are embedded as they are.

        Raises InvalidRequest as check() does, also for sizes that only pixels tell, for an asset
        that is not among `others`, and for a file that gets too large; and an ImageRejected for a
        picture that probe() or the decoder refuses.
        """
        read_format(recipe.format, recipe.quality)
        steps = read_steps(recipe.operations)
        image = self._followed(source, steps, others)
        size = image.size
        image = without_idle_alpha(image)
        ext = recipe.format or _suitable(source.content_type, image.mode)
        packet = xmp_packet(caption, mark) if caption or mark else None
        body = encode(image, ext, quality=recipe.quality, packet=packet, threads=_THREADS)
        if len(body) > MAX_FILE_SIZE_CEILING:
            raise InvalidRequest.at(
                "/format",
                f"The result has {len(body)} bytes as {ext}; "
                f"at most {MAX_FILE_SIZE_CEILING // MIB} MiB are accepted.",
            )
        return Rendered(body, ext, *size)

    def merge(self, source: Picture, made: Picture, region: Region) -> Rendered:
        """The source with the region of what was made of it, in the source's format and its size,
        up to 16 megapixels. Around the region pixels are those of the source, but for what writing
        a JPEG, WebP or AVIF again loses.

        Raises an ImageRejected for a picture that probe() or the decoder refuses.
        """
        before = self._decoded(source, _merged)
        after = self._decoded(made, lambda _: before.size)
        image = without_idle_alpha(only_within(before, scaled(after, before.size), region))
        ext = _suitable(source.content_type, image.mode)
        quality = None if ext == "png" else _FAITHFUL
        body = encode(image, ext, quality=quality, threads=_THREADS)
        return Rendered(body, ext, *image.size)

    def _followed(
        self, source: Picture, steps: Sequence[Step], others: Mapping[str, Picture]
    ) -> Image.Image:
        """What the steps make of the source."""

        def wanted(size: Size) -> Size:
            check_steps(steps, size, self.limits)
            enough = steps[0].kind.enough if steps else None
            return enough(size, steps[0].wanted) if enough else size

        image = self._decoded(source, wanted)
        for step in steps:
            image = self._applied(step, image, others)
        return image

    def _applied(
        self, step: Step, image: Image.Image, others: Mapping[str, Picture]
    ) -> Image.Image:
        """The result of a step, whose size is checked before it is made, or else after."""

        def asset(asset_id: str, wanted: Wanted) -> Image.Image:
            if asset_id not in others:
                raise InvalidRequest.at(f"{step.pointer}/asset_id", "There is no such asset.")
            return self._decoded(others[asset_id], wanted)

        plan(step, image.size, self.limits)
        return step.kind.apply(image, step.wanted, asset)

    def _decoded(self, source: Picture, wanted: Wanted) -> Image.Image:
        """The picture, scaled down while it is decoded if it is wanted smaller."""
        header = probe(source.body, source.content_type, self.limits)

        def target(size: Size) -> Size:
            smaller = wanted(size)
            fits = smaller[0] <= size[0] and smaller[1] <= size[1]
            return smaller if fits else size

        return decode(source.body, header, target).picture


def _merged(size: Size) -> Size:
    scale = min(1.0, (_MERGED_PIXELS / (size[0] * size[1])) ** 0.5)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _suitable(content_type: str, mode: str) -> str:
    """The source's own format; PNG for a GIF, and for a JPEG that has become transparent."""
    ext = EXTENSIONS[content_type]
    return "png" if ext == "gif" or (ext == "jpg" and mode == "RGBA") else ext
