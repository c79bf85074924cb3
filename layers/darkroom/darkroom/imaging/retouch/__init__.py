"""Retouching by rules: pictures from words and from other pictures, as PNG files.

No neural network takes part in any of it, and nothing was learned from pictures. A variation is
the source reframed and regraded (`variation.py`); a refinement gives it the light, season, weather,
colours and style that a prompt names (`refinement.py`), or lets what the painter makes of the
prompt grow into it (`recomposition.py`). Nothing understands what the source shows.

The same arguments give the same bytes in every process with the same Pillow. 1024 x 1024 pixels
take about a second of one core, with the file.
"""

from __future__ import annotations

from PIL import Image

from darkroom.domain.limits import Limits
from darkroom.domain.recipe import Picture
from darkroom.imaging.color import without_idle_alpha
from darkroom.imaging.encode import encode
from darkroom.imaging.framing import Size
from darkroom.imaging.painter import paint
from darkroom.imaging.retouch.recomposition import recomposed
from darkroom.imaging.retouch.refinement import refined
from darkroom.imaging.retouch.source import opened
from darkroom.imaging.retouch.variation import ROOM, varied

_FROM_WORDS = 0.6
"""How much of a variation's strength goes into what its prompt says."""


def paint_png(
    prompt: str, *, seed: int, size: Size, negative_prompt: str = "", style: str = ""
) -> bytes:
    """The painter's picture of a prompt. Raises a ValueError for a side that is not 64..2048."""
    return encode(
        paint(prompt, seed=seed, size=size, negative_prompt=negative_prompt, style=style), "png"
    )


def vary_png(
    source: Picture,
    *,
    seed: int,
    strength: float,
    prompt: str = "",
    size: Size,
    limits: Limits | None = None,
) -> bytes:
    """A variation of the source, with its alpha; what a prompt says is followed as far as
    refine_png() does.

    `strength` 0 is the source, 1 as far from it as it goes. `size` in pixels, 1..2048 a side: of a
    source of another shape the middle is taken. Raises a ValueError for another size, and an
    ImageRejected for a source that is beyond the limits or does not decode.
    """
    strength = _share(strength)
    picture = opened(source, size, limits or Limits(), room=1 + ROOM * strength)
    if prompt.strip():
        colors = refined(
            picture.convert("RGB"), prompt, seed=seed, strength=strength * _FROM_WORDS,
            negative="", style="",
        )  # fmt: skip
        picture = _with_alpha(colors, picture)
    return _encoded(varied(picture, seed, strength, size))


def refine_png(
    source: Picture,
    prompt: str,
    *,
    seed: int,
    strength: float,
    preserve_structure: bool = True,
    negative_prompt: str = "",
    style: str = "",
    size: Size,
    limits: Limits | None = None,
) -> bytes:
    """The source as the prompt says, as far as the painter knows its words. With
    `preserve_structure` every edge stays where it is, and the alpha as it is; without, the
    painter's picture of the prompt takes over, the more the stronger, and is opaque.

    `strength` 0 is the source. Size and errors are those of vary_png().
    """
    picture = opened(source, size, limits or Limits())
    work = refined if preserve_structure else recomposed
    strength = _share(strength)
    made = work(
        picture.convert("RGB"), prompt, seed=seed, strength=strength, negative=negative_prompt,
        style=style,
    )  # fmt: skip
    return _encoded(_with_alpha(made, picture) if preserve_structure or not strength else made)


def _with_alpha(colors: Image.Image, picture: Image.Image) -> Image.Image:
    if picture.mode == "RGBA":
        colors = colors.copy()
        colors.putalpha(picture.getchannel("A"))
    return colors


def _share(strength: float) -> float:
    return min(1.0, max(0.0, strength))


def _encoded(picture: Image.Image) -> bytes:
    picture = without_idle_alpha(picture)
    picture.info.clear()
    return encode(picture, "png")
