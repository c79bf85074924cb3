"""The picture that is retouched: as large as the result needs it, and no larger."""

from __future__ import annotations

from PIL import Image

from darkroom.domain.limits import Limits
from darkroom.domain.recipe import Picture
from darkroom.imaging.decode import decode
from darkroom.imaging.framing import Frame, Size
from darkroom.imaging.probe import probe
from darkroom.imaging.scale import cut

LARGEST_SIDE = 2048
"""Pixels a side of a result, as of what the painter paints."""


def opened(source: Picture, size: Size, limits: Limits, *, room: float = 1.0) -> Image.Image:
    """The largest centred part of the source that has the shape of `size`; RGB or RGBA, at that
    size or, with `room` above 1, so many times as large if the source has the pixels.

    Raises a ValueError for a side that is not 1..2048, and an ImageRejected as probe() and
    decode() do.
    """
    if not all(1 <= side <= LARGEST_SIDE for side in size):
        raise ValueError(f"A side has 1 to {LARGEST_SIDE} pixels.")
    header = probe(source.body, source.content_type, limits)
    picture = decode(source.body, header, lambda own: _enough(own, size, room)).picture
    fill = min(picture.width / size[0], picture.height / size[1])
    left = max(0.0, (picture.width - size[0] * fill) / 2)
    top = max(0.0, (picture.height - size[1] * fill) / 2)
    scale = min(room, max(1.0, fill))
    shown = (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
    return cut(picture, Frame((left, top, picture.width - left, picture.height - top), shown))


def _enough(own: Size, size: Size, room: float) -> Size:
    """The size at which a source of that upright size still fills what is wanted."""
    scale = min(1.0, room * max(size[0] / own[0], size[1] / own[1]))
    return max(1, round(own[0] * scale)), max(1, round(own[1] * scale))
