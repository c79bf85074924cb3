"""recolor: the picture in the colours of a palette."""

from __future__ import annotations

from typing import Annotated, ClassVar

from PIL import Image
from pydantic import Field

from darkroom.domain.colors import Color
from darkroom.imaging import recolor as recoloring
from darkroom.imaging.operations.parameters import HexColor, Parameters
from darkroom.imaging.operations.registry import operation


class Recolor(Parameters):
    example: ClassVar = {"colors": ["#2d1b4e", "#c2416b", "#f7b267"], "strength": 0.9}

    colors: Annotated[tuple[HexColor, ...], Field(strict=False)] = Field(
        min_length=1, max_length=16, description="1 to 16 colours, each `#rrggbb`."
    )
    strength: float = Field(
        1.0, ge=0, le=1, description="From 0 (as it was) to 1 (all in the palette's colours)."
    )


@operation("recolor", Recolor, work=2)
def recolor(image: Image.Image, wanted: Recolor) -> Image.Image:
    """Give the picture the colours of a palette."""
    share = round(1 / len(wanted.colors), 4)
    colors = [Color.from_hex(text, share) for text in wanted.colors]
    return recoloring.recolor(image, colors, wanted.strength)
