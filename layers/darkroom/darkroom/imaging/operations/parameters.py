"""What the parameters of operations are made of: the strict model and the types they share.

Strict: a number is a JSON number, finite, and never a boolean or a text; a name nobody knows is a
mistake. Units and ranges are in each field's description, which the documentation repeats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_ID = "^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
Size = tuple[int, int]
Pixels = Annotated[int, Field(ge=0, le=12_000)]
Side = Annotated[int, Field(ge=1, le=12_000)]
HexColor = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$"), AfterValidator(str.lower)]
HexPaint = Annotated[
    str, Field(pattern="^#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$"), AfterValidator(str.lower)
]
AssetId = Annotated[str, Field(pattern=_ID)]
Aspect = Annotated[str, Field(pattern="^[1-9][0-9]{0,3}:[1-9][0-9]{0,3}$")]
Gravity = Literal[
    "centre", "north", "north_east", "east", "south_east", "south", "south_west", "west",
    "north_west",
]  # fmt: skip
CLEAR = "#ffffff00"
BACKGROUND = "What is laid where the picture ends: `#rrggbb`, or `#rrggbbaa` with its opacity."


class Parameters(BaseModel):
    """The parameters of one operation or filter, without its name."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
    example: ClassVar[Mapping[str, Any]] = {}
    """Parameters worth showing: for the API's description, the documentation and its pictures."""

    def objections(self) -> Iterator[tuple[str, str]]:
        """What contradicts itself: the field that should be mended, and a sentence."""
        yield from ()

    def written_out(self) -> dict[str, Any]:
        """The parameters as a recipe keeps them: defaults written out, None left out."""
        return self.model_dump(mode="json", exclude_none=True)


def rgba(paint: str) -> tuple[int, int, int, int]:
    """Red, green, blue and alpha, 0..255, of `#rrggbb` or `#rrggbbaa`."""
    red, green, blue, *alpha = bytes.fromhex(paint[1:])
    return red, green, blue, alpha[0] if alpha else 255


def rgb(color: str) -> tuple[int, int, int]:
    """Red, green and blue, 0..255, of `#rrggbb`."""
    return rgba(color)[:3]


def shape(aspect: str) -> tuple[int, int]:
    """Width and height of an aspect such as `16:9`."""
    width, height = aspect.split(":")
    return int(width), int(height)


_ANCHORS: dict[str, tuple[float, float]] = {
    "centre": (0.5, 0.5), "north": (0.5, 0), "north_east": (1, 0), "east": (1, 0.5),
    "south_east": (1, 1), "south": (0.5, 1), "south_west": (0, 1), "west": (0, 0.5),
    "north_west": (0, 0),
}  # fmt: skip


def placed(gravity: str, room: Size) -> Size:
    """Left and top of what lies at `gravity`, where `room` pixels are left over either way."""
    across, down = _ANCHORS[gravity]
    return round(room[0] * across), round(room[1] * down)
