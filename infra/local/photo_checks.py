"""Whether a variant is what it should be: the same picture, upright, silent about its origin."""

from __future__ import annotations

from io import BytesIO
from statistics import fmean

from PIL import Image, ImageOps

# Mean difference of grey levels over a 12 × 12 thumbnail. A picture against its own variant stays
# below 5; against itself upside down or on its side it is well above 15.
MAX_DIFFERENCE = 10.0
_THUMBNAIL = (12, 12)


def objections(original: bytes, variant: bytes, *, captioned: bool = False) -> list[str]:
    """Everything that is wrong with a variant of this original; nothing, if it is as it should.
    `captioned`: what the asset says is inside, as XMP."""
    source: Image.Image = ImageOps.exif_transpose(Image.open(BytesIO(original)))
    image = Image.open(BytesIO(variant))
    image.load()
    found = []
    if image.getexif() or "exif" in image.info:
        found.append("it still carries EXIF")
    if "comment" in image.info or ("xmp" in image.info and not captioned):
        found.append("it still carries XMP or a comment")
    if captioned and "xmp" not in image.info:
        found.append("it does not carry what the asset says")
    if abs(source.width / source.height - image.width / image.height) > 0.02:
        found.append("it does not have the proportions of the upright original")
    elif _difference(source, image) > MAX_DIFFERENCE:
        found.append("it does not show the upright original")
    return found


def upright_size(original: bytes) -> tuple[int, int]:
    """Width and height as a viewer sees the picture."""
    return ImageOps.exif_transpose(Image.open(BytesIO(original))).size


def _difference(first: Image.Image, second: Image.Image) -> float:
    levels = [_grey(picture) for picture in (first, second)]
    return fmean(abs(a - b) for a, b in zip(*levels, strict=True))


def _grey(picture: Image.Image) -> bytes:
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture.convert("RGBA"))
    return ground.convert("L").resize(_THUMBNAIL, Image.Resampling.BOX).tobytes()
