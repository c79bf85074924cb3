"""watermark: another asset laid over the picture."""

from __future__ import annotations

from typing import ClassVar

from PIL import Image
from pydantic import Field

from darkroom.imaging.operations.parameters import AssetId, Gravity, Parameters, Size, placed
from darkroom.imaging.operations.registry import Assets, composition
from darkroom.imaging.operations.strips import strips


class Watermark(Parameters):
    example: ClassVar = {"asset_id": "01890a5d-ac96-774b-bcce-b302099a8057", "scale": 0.3}

    asset_id: AssetId = Field(description="The id of another asset of the same owner.")
    gravity: Gravity = Field("south_east", description="Which corner, side or centre it is put at.")
    scale: float = Field(
        0.25, ge=0.01, le=1, description="Its width as a share of the picture's, 0.01 to 1."
    )
    opacity: float = Field(0.5, ge=0, le=1, description="From 0 (not seen) to 1 (as it is).")
    margin: float = Field(
        0.02,
        ge=0,
        le=0.5,
        description="Distance from the edges as a share of the picture's shorter side, 0 to 0.5.",
    )


@composition("watermark", Watermark, work=4)
def watermark(image: Image.Image, wanted: Watermark, assets: Assets) -> Image.Image:
    """Lay another picture over this one."""
    margin = round(min(image.size) * wanted.margin)
    mark = assets(wanted.asset_id, lambda size: _fitted(size, image.size, wanted.scale, margin))
    size = _fitted(mark.size, image.size, wanted.scale, margin)
    if mark.size != size:
        mark = mark.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    place = _place(image.size, size, margin, wanted.gravity)
    return _laid_over(image, mark, place, wanted.opacity)


def _fitted(mark: Size, picture: Size, share: float, margin: int) -> Size:
    """As wide as is asked for, but no larger than what is inside the margins."""
    width, height = (max(1, side - 2 * margin) for side in picture)
    scale = min(max(1, picture[0] * share) / mark[0], width / mark[0], height / mark[1])
    return max(1, round(mark[0] * scale)), max(1, round(mark[1] * scale))


def _place(picture: Size, mark: Size, margin: int, gravity: str) -> Size:
    room = [max(0, side - of - 2 * margin) for side, of in zip(picture, mark, strict=True)]
    left, top = placed(gravity, (room[0], room[1]))
    return (
        min(left + margin, picture[0] - mark[0]),
        min(top + margin, picture[1] - mark[1]),
    )


def _laid_over(image: Image.Image, mark: Image.Image, place: Size, opacity: float) -> Image.Image:
    """In strips: what is laid over may be as large as the picture."""
    made = image.copy()
    fainter = [int(level * opacity + 0.5) for level in range(256)]
    for start, end in strips(mark.size):
        box = (place[0], place[1] + start, place[0] + mark.width, place[1] + end)
        over = mark.crop((0, start, mark.width, end)).convert("RGBA")
        over.putalpha(over.getchannel("A").point(fainter))
        under = image.crop(box).convert("RGBA")
        made.paste(Image.alpha_composite(under, over).convert(made.mode), box)
    return made
