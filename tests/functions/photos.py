"""Small images, made once."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image


@cache
def jpeg(width: int = 64, height: int = 48, seed: int = 0) -> bytes:
    """A JPEG of a gradient, another one for every seed."""
    return _encoded(_gradient(width, height, seed), "JPEG")


@cache
def png(width: int = 32, height: int = 32) -> bytes:
    return _encoded(_gradient(width, height, 0), "PNG")


@cache
def animation(frames: int) -> bytes:
    """A GIF of that many frames."""
    first, *rest = (_gradient(8, 8, number) for number in range(frames))
    return _encoded(first, "GIF", save_all=True, append_images=rest)


def _gradient(width: int, height: int, seed: int) -> Image.Image:
    across = Image.linear_gradient("L").resize((width, height))
    down = across.transpose(Image.Transpose.ROTATE_180)
    tint = Image.new("L", (width, height), seed % 256)
    return Image.merge("RGB", (across, down, tint))


def _encoded(image: Image.Image, file_format: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()
