"""Sample photos, painted by our own code: a lake under mountains, another one for every seed.

Deterministic: the same arguments give the same bytes with the same Pillow. There is enough texture
and grain in them that codecs meet about what a camera gives them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageOps

Rgb = tuple[int, int, int]
Size = tuple[int, int]

ORIENTATION_TAG = 0x0112
GPS_IFD_TAG = 0x8825
# How to store an upright scene so that a viewer who honours the tag sees it upright again.
_STORED_AS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@dataclass(frozen=True, slots=True)
class Light:
    """A time of day: the sky from zenith to horizon, the sun's glow, the nearest slopes."""

    zenith: Rgb
    middle: Rgb
    horizon: Rgb
    glow: Rgb
    near: Rgb
    haze: Rgb


_LIGHTS = (
    Light((38, 84, 160), (102, 158, 214), (214, 228, 236), (255, 250, 226), (34, 58, 40),
          (150, 178, 204)),
    Light((44, 46, 98), (176, 96, 112), (250, 178, 112), (255, 226, 160), (28, 26, 38),
          (168, 112, 118)),
    Light((70, 110, 148), (148, 178, 188), (238, 222, 196), (255, 240, 208), (46, 62, 48),
          (164, 180, 180)),
)  # fmt: skip


def photo(
    seed: int,
    *,
    size: Size = (1600, 1200),
    file_format: str = "JPEG",
    orientation: int | None = None,
    gps: tuple[float, float] | None = None,
    icc_profile: bytes | None = None,
    **encoder: Any,
) -> bytes:
    """The scene of this seed as a file: JPEG, PNG, WEBP, GIF or AVIF.

    `size` is that of the upright scene. `orientation` (1..8) turns the stored pixels and adds the
    EXIF tag that turns them back; `gps` is (latitude, longitude) in degrees.
    """
    picture = scene(seed, size)
    if orientation in _STORED_AS:
        picture = picture.transpose(_STORED_AS[orientation])
    options: dict[str, Any] = {"quality": 90} if file_format == "JPEG" else {}
    if orientation is not None or gps is not None:
        options["exif"] = _exif(orientation, gps)
    if icc_profile is not None:
        options["icc_profile"] = icc_profile
    out = BytesIO()
    picture.save(out, format=file_format, **options | encoder)
    return out.getvalue()


def scene(seed: int, size: Size) -> Image.Image:
    """The picture itself, upright, RGB."""
    chance = random.Random(seed)  # noqa: S311 - pictures, not secrets
    light = _LIGHTS[seed % len(_LIGHTS)]
    width, height = size
    shore = max(1, round(height * chance.uniform(0.58, 0.68)))
    picture = Image.new("RGB", size, light.haze)
    picture.paste(_sky(chance, light, (width, shore)), (0, 0))
    _raise_mountains(chance, light, picture, shore)
    _fill_lake(chance, light, picture, shore)
    _plant_firs(chance, light, picture)
    return _grain(chance, picture)


def _sky(chance: random.Random, light: Light, size: Size) -> Image.Image:
    fall = Image.linear_gradient("L").resize(size)
    sky = ImageOps.colorize(fall, light.zenith, light.horizon, light.middle, midpoint=150)
    reach = max(2, round(size[0] * 0.9))
    glow = ImageOps.invert(Image.radial_gradient("L").resize((reach, reach)))
    mask = Image.new("L", size)
    center = (round(size[0] * chance.uniform(0.15, 0.85)), round(size[1] * 0.8))
    mask.paste(glow, (center[0] - reach // 2, center[1] - reach // 2))
    sky.paste(light.glow, mask=mask.point(lambda level: max(0, level - 76) ** 2 / 120))
    clouds = _clouds(chance, size).point(lambda level: max(0, level - 132) * 3)
    thinning = ImageOps.invert(fall).point(lambda level: 60 + level * 0.7)
    sky.paste((250, 244, 240), mask=ImageChops.multiply(clouds, thinning))
    return sky


def _clouds(chance: random.Random, size: Size, octaves: int = 6) -> Image.Image:
    """Noise on every scale, coarse to fine, stretched sideways; L."""
    total = Image.new("L", size, 128)
    for octave in range(1, octaves + 1):
        cells = (2 ** (octave + 1), 3 * 2**octave)
        coarse = Image.frombytes("L", cells, chance.randbytes(cells[0] * cells[1]))
        layer = coarse.resize(size, Image.Resampling.BICUBIC)
        total = Image.blend(total, layer, 0.62 if octave == 1 else 0.5 / octave)
    return ImageOps.autocontrast(total)


def _raise_mountains(chance: random.Random, light: Light, picture: Image.Image, shore: int) -> None:
    """Ridge before ridge, each nearer, lower and darker than the one behind it."""
    ridges = 4
    rock = _clouds(chance, (picture.width, shore), octaves=7)
    for ridge in range(ridges):
        nearness = (ridge + 1) / ridges
        crest = shore * (0.38 + 0.5 * nearness)
        line = _ridge_line(chance, picture.width, crest, shore * 0.34 * (1.15 - nearness))
        mask = Image.new("L", (picture.width, shore))
        ImageDraw.Draw(mask).polygon([(0, shore), *line, (picture.width, shore)], fill=255)
        lit = _mix(light.haze, light.near, nearness**1.2)
        dark = _mix(lit, (0, 0, 0), 0.30)
        slopes = ImageOps.colorize(rock, dark, _mix(lit, light.glow, 0.22 * nearness))
        picture.paste(slopes, (0, 0), mask)


def _ridge_line(
    chance: random.Random, width: int, crest: float, reach: float
) -> list[tuple[float, float]]:
    """A broken line across the picture, by midpoint displacement."""
    heights = [crest + chance.uniform(-reach, reach) for _ in range(5)]
    while len(heights) < 257:
        reach *= 0.55
        halves = [(a + b) / 2 + chance.uniform(-reach, reach) for a, b in pairwise(heights)]
        heights = [h for pair in zip(heights, halves, strict=False) for h in pair] + heights[-1:]
    step = width / (len(heights) - 1)
    return [(index * step, height) for index, height in enumerate(heights)]


def _fill_lake(chance: random.Random, light: Light, picture: Image.Image, shore: int) -> None:
    """The land upside down, darker, with ripples that widen towards the viewer."""
    size = (picture.width, picture.height - shore)
    if size[1] < 1:
        return
    land = picture.crop((0, max(0, shore - size[1]), picture.width, shore))
    mirror = ImageOps.flip(land).resize(size)
    depth = Image.new("RGB", size, _mix(light.near, light.zenith, 0.5))
    water = Image.blend(mirror, depth, 0.35)
    ripples = Image.frombytes("L", (24, 160), chance.randbytes(24 * 160)).resize(size)
    nearer = Image.linear_gradient("L").resize(size)
    shine = ImageChops.multiply(ripples.point(lambda level: max(0, level - 150)), nearer)
    water.paste(light.glow, mask=shine)
    picture.paste(water, (0, shore))


def _plant_firs(chance: random.Random, light: Light, picture: Image.Image) -> None:
    """A dark group of firs on one side, standing on the near bank."""
    width, height = picture.size
    draw = ImageDraw.Draw(picture)
    left = chance.random() < 0.5
    dark = _mix(light.near, (6, 10, 8), 0.6)
    bank = [
        (x, y + height * 0.42) for x, y in _ridge_line(chance, width, height * 0.52, height * 0.012)
    ]
    draw.polygon([(0, height), *bank, (width, height)], fill=dark)
    for _ in range(11):
        across = chance.uniform(0.0, 0.34)
        x = width * (across if left else 1 - across)
        tall = height * chance.uniform(0.22, 0.5) * (1 - across)
        _draw_fir(chance, draw, (x, height * 0.97), tall, _mix(dark, light.near, chance.random()))


def _draw_fir(
    chance: random.Random,
    draw: ImageDraw.ImageDraw,
    foot: tuple[float, float],
    tall: float,
    color: Rgb,
) -> None:
    x, bottom = foot
    tiers = 13
    for tier in range(tiers):
        top = bottom - tall * (tier + 3) / (tiers + 2)
        half = tall * 0.19 * (1 - tier / tiers) * chance.uniform(0.8, 1.1)
        base = top + tall * 0.17
        draw.polygon([(x - half, base), (x, top), (x + half, base)], fill=color)
        color = _mix(color, (120, 150, 110), 0.02)


def _grain(chance: random.Random, picture: Image.Image) -> Image.Image:
    """What a sensor adds: noise of a few levels, the same in every channel."""
    width, height = picture.size
    noise = Image.frombytes("L", picture.size, chance.randbytes(width * height))
    level = noise.point(lambda value: 128 + (value - 128) * 0.06)
    return ImageChops.add(picture, Image.merge("RGB", (level,) * 3), 1, -128)


def _mix(a: Rgb, b: Rgb, share: float) -> Rgb:
    """`share` 0 is `a`, 1 is `b`."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def _exif(orientation: int | None, gps: tuple[float, float] | None) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Darkroom"
    exif[0x0110] = "Sample"
    exif[0x0132] = "2026:01:02 03:04:05"
    if orientation is not None:
        exif[ORIENTATION_TAG] = orientation
    if gps is not None:
        latitude, longitude = gps
        position = exif.get_ifd(GPS_IFD_TAG)
        position[1], position[2] = "N" if latitude >= 0 else "S", _sexagesimal(latitude)
        position[3], position[4] = "E" if longitude >= 0 else "W", _sexagesimal(longitude)
    return exif


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    """Degrees, minutes and seconds, as EXIF writes a position."""
    whole, rest = divmod(abs(degrees) * 3600, 3600)
    minutes, seconds = divmod(rest, 60)
    return whole, minutes, round(seconds, 2)
