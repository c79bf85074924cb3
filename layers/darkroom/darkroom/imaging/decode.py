"""From a file to its working image: one decode, no larger than the variants need.

The large image is touched as little as possible: a JPEG is scaled while it is decoded, anything
else is averaged down band by band, and only what is left is turned upright and colour-managed.
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageFile

from darkroom.domain.variants import VariantSpec
from darkroom.imaging.color import to_srgb, without_idle_alpha
from darkroom.imaging.framing import Size, working_size
from darkroom.imaging.orientation import lies_on_its_side, read_orientation, upright
from darkroom.imaging.probe import Header, decoding, open_image
from darkroom.imaging.scale import averaged, cut


@dataclass(frozen=True, slots=True)
class Decoded:
    """The upright size of the original, and its picture: upright, sRGB, RGB or RGBA, without
    metadata, just large enough for every variant."""

    size: Size
    picture: Image.Image


def decode(data: bytes, header: Header, specs: tuple[VariantSpec, ...]) -> Decoded:
    """Decode the first frame of a probed file. Raises BrokenImage."""
    image = _load(data, header, specs)
    # Read after decoding: a PNG may carry the tag behind its pixels.
    orientation = read_orientation(image.info)
    size = _turned((header.width, header.height), orientation)
    target = _turned(working_size(specs, size), orientation)
    profile = image.info.get("icc_profile")
    small, shown = averaged(image, target)
    del image  # may be hundreds of MiB, and is not needed any more
    small = upright(cut(small, shown), orientation)
    picture = without_idle_alpha(to_srgb(small, profile))
    picture.info.clear()
    return Decoded(size, picture)


def _load(data: bytes, header: Header, specs: tuple[VariantSpec, ...]) -> ImageFile.ImageFile:
    image = open_image(data, header.content_type)
    orientation = read_orientation(image.info)
    size = _turned((header.width, header.height), orientation)
    with decoding():
        # The exact size: asked for a square, the decoder would not scale a 4:3 photo at all.
        image.draft(None, _turned(working_size(specs, size), orientation))
        image.load()
    return image


def _turned(size: Size, orientation: int) -> Size:
    """From stored to upright or back, which is the same."""
    return (size[1], size[0]) if lies_on_its_side(orientation) else size
