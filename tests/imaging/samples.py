"""Small images and short ways to develop them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

from darkroom.domain.developed import Developed, Output
from darkroom.domain.limits import Limits
from darkroom.domain.variants import parse_variants
from darkroom.imaging.develop import develop

TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "AVIF": "image/avif",
}
LIMITS = Limits()

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def encoded(image: Image.Image, file_format: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, format=file_format, **options)
    return out.getvalue()


def plain(file_format: str, size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """A file of one colour."""
    return encoded(Image.new("RGB", size, (200, 30, 60)), file_format, **options)


def animated(file_format: str, colors: list[tuple[int, int, int]], **options: Any) -> bytes:
    """A file with a frame of each colour."""
    first, *rest = [Image.new("RGB", (24, 16), color) for color in colors]
    return encoded(first, file_format, save_all=True, append_images=rest, **options)


def developed(
    data: bytes, content_type: str = "image/png", variants: str = "whole=4096.png"
) -> Developed:
    return develop(data, content_type, specs=parse_variants(variants), limits=LIMITS)


def opened(output: Output) -> Image.Image:
    image = Image.open(BytesIO(output.body))
    image.load()
    return image


def picture(
    data: bytes, content_type: str = "image/png", variants: str = "whole=4096.png"
) -> Image.Image:
    """The first variant, as pixels."""
    return opened(developed(data, content_type, variants).outputs[0])
