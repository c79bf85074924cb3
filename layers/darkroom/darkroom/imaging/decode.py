"""From a file to its working image: one decode, no larger than what is made of it needs.

The large image is touched as little as possible: a JPEG is scaled while it is decoded, anything
else is averaged down band by band, and only what is left is turned upright and colour-managed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageFile

from darkroom.imaging.color import to_srgb, without_idle_alpha
from darkroom.imaging.framing import Size
from darkroom.imaging.orientation import lies_on_its_side, read_orientation, upright
from darkroom.imaging.probe import Header, decoding, open_image
from darkroom.imaging.scale import averaged, cut

Target = Callable[[Size], Size]
"""From the upright size of the original to the size, no larger, at which it is wanted."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The upright size of the original, and its picture: upright, sRGB, RGB or RGBA, without
    metadata, at the size that was wanted."""

    size: Size
    picture: Image.Image


def decode(data: bytes, header: Header, target: Target) -> Decoded:
    """Decode the first frame of a probed file. Raises BrokenImage, and what `target` raises: it is
    asked before the pixels are decoded, and again once the orientation is certain."""
    image = _load(data, header, target)
    # Read after decoding: a PNG may carry the tag behind its pixels.
    orientation = read_orientation(image.info)
    size = _turned((header.width, header.height), orientation)
    wanted = _turned(target(size), orientation)
    profile = image.info.get("icc_profile")
    small, shown = averaged(image, wanted)
    del image  # may be hundreds of MiB, and is not needed any more
    small = upright(cut(small, shown), orientation)
    picture = without_idle_alpha(to_srgb(small, profile))
    picture.info.clear()
    return Decoded(size, picture)


def _load(data: bytes, header: Header, target: Target) -> ImageFile.ImageFile:
    image = open_image(data, header.content_type)
    orientation = read_orientation(image.info)
    wanted = _turned(target(_turned((header.width, header.height), orientation)), orientation)
    with decoding():
        # The exact size: asked for a square, the decoder would not scale a 4:3 photo at all.
        image.draft(None, wanted)
        image.load()
    return image


def _turned(size: Size, orientation: int) -> Size:
    """From stored to upright or back, which is the same."""
    return (size[1], size[0]) if lies_on_its_side(orientation) else size
