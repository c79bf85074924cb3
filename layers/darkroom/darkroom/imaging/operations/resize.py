"""resize: another number of pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from PIL import Image
from pydantic import Field

from darkroom.imaging.framing import Frame
from darkroom.imaging.operations.parameters import Parameters, Side, Size
from darkroom.imaging.operations.registry import Planned, Unsuitable, operation
from darkroom.imaging.scale import cut, scaled

MAX_UPSCALE = 4
"""Beyond this there is nothing but blur, and a small upload becomes a large bill."""


class Resize(Parameters):
    example: ClassVar = {"width": 240, "height": 240, "fit": "cover"}

    width: Side | None = Field(
        None, description="Width in pixels, 1 to 12000. Left out: by the height and the fit."
    )
    height: Side | None = Field(
        None, description="Height in pixels, 1 to 12000. Left out: by the width and the fit."
    )
    fit: Literal["contain", "cover", "fill"] = Field(
        "contain",
        description="contain: as large as fits in the box, proportions kept; cover: fills the box, "
        "what sticks out is cut off equally on both sides; fill: stretched.",
    )
    maintain_aspect_ratio: bool | None = Field(
        None, description="Another way to say it: false is the fit `fill`, true is not."
    )

    def objections(self) -> Iterator[tuple[str, str]]:
        if self.width is None and self.height is None:
            yield "width", "A width, a height or both are needed."
        if "fit" in self.model_fields_set and self.maintain_aspect_ratio == (self.fit == "fill"):
            yield "maintain_aspect_ratio", f"This contradicts the fit {self.fit}."

    def written_out(self) -> dict[str, Any]:
        """With the fit in place of the other way to say it."""
        said = self.model_dump(mode="json", exclude_none=True, exclude={"maintain_aspect_ratio"})
        return said | {"fit": self.manner}

    @property
    def manner(self) -> str:
        return "fill" if self.maintain_aspect_ratio is False else self.fit


def _scales(size: Size, wanted: Resize) -> tuple[float, float]:
    """How much larger the picture gets across and down, before anything is cut off."""
    across = wanted.width / size[0] if wanted.width else None
    down = wanted.height / size[1] if wanted.height else None
    if wanted.manner == "fill":
        return across or 1.0, down or 1.0
    named = [scale for scale in (across, down) if scale]
    scale = max(named) if wanted.manner == "cover" else min(named)
    return scale, scale


def _scaled(size: Size, wanted: Resize) -> Size:
    """The size before anything is cut off."""
    across, down = _scales(size, wanted)
    return max(1, round(size[0] * across)), max(1, round(size[1] * down))


def _result(size: Size, wanted: Resize) -> Size:
    width, height = _scaled(size, wanted)
    if wanted.manner == "cover":
        return wanted.width or width, wanted.height or height
    return width, height


def _plan(size: Size, wanted: Resize) -> Planned:
    across, down = _responsible(size, wanted)
    for field, scale in zip((across, down), _scales(size, wanted), strict=True):
        if scale > MAX_UPSCALE:
            raise Unsuitable(
                field,
                f"The picture is {size[0]} x {size[1]} pixels at this step and is enlarged at most "
                f"{MAX_UPSCALE} times.",
            )
    return Planned(_result(size, wanted), across, down)


def _responsible(size: Size, wanted: Resize) -> tuple[str, str]:
    """The fields that decide how wide and how tall the result is."""
    if wanted.width is None or wanted.height is None:
        only = "height" if wanted.width is None else "width"
        return only, only
    if wanted.manner == "fill":
        return "width", "height"
    wider = wanted.width * size[1] >= wanted.height * size[0]
    field = "width" if wider == (wanted.manner == "cover") else "height"
    return field, field


def _enough(size: Size, wanted: Resize) -> Size:
    """What is decoded no smaller than this gives the same result."""
    width, height = _scaled(size, wanted)
    return (width, height) if width <= size[0] and height <= size[1] else size


@operation("resize", Resize, plan=_plan, enough=_enough, work=2)
def resize(image: Image.Image, wanted: Resize) -> Image.Image:
    """Make the picture smaller, or up to four times larger."""
    size = _result(image.size, wanted)
    if wanted.manner != "cover":
        return scaled(image, size)
    scale, _ = _scales(image.size, wanted)
    across, down = (
        max(0.0, (side - kept / scale) / 2) for side, kept in zip(image.size, size, strict=True)
    )
    return cut(image, Frame((across, down, image.width - across, image.height - down), size))
