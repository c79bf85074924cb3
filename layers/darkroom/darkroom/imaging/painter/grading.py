"""The colours of the whole picture: those that are named, and those of its mood."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageEnhance, ImageOps

from darkroom.imaging.painter.inks import BLACK, WHITE, Rgb, at, mix
from darkroom.imaging.painter.schemes import by_light
from darkroom.imaging.painter.words import Reading

_PLATEAU = 0.62
"""The share of a named colour's band of tones where it is itself."""


def named(picture: Image.Image, colors: tuple[Rgb, ...]) -> Image.Image:
    """The picture told in those colours: its tones are shared out among them, the darkest first."""
    tones = by_light(colors)
    gray = picture.convert("L")
    even = Image.blend(gray, ImageOps.equalize(gray), 0.8)
    table = [_told(tones, level / 255) for level in range(256)]
    flat = Image.merge("RGB", [even.point([color[index] for color in table]) for index in range(3)])
    # What was coloured before keeps a breath of its own hue.
    return Image.blend(flat, picture, 0.2 if len(colors) == 1 else 0.07)


def _told(tones: list[Rgb], place: float) -> Rgb:
    """The colour of a tone: near black at 0, near white at 1, the named ones between."""
    darkest, lightest = mix(tones[0], BLACK, 0.72), mix(tones[-1], WHITE, 0.7)
    edge, stops = 0.13, [(0.0, darkest)]
    band = (1 - 2 * edge) / len(tones)
    for index, tone in enumerate(tones):
        start = edge + band * (index + (1 - _PLATEAU) / 2)
        end = start + band * _PLATEAU
        swing = 0.25 if len(tones) == 1 else 0.1
        stops += [(start, mix(tone, BLACK, swing)), ((start + end) / 2, tone),
                  (end, mix(tone, WHITE, swing))]  # fmt: skip
    return at([*stops, (1.0, lightest)], place)


def mood(picture: Image.Image, reading: Reading) -> Image.Image:
    """Warmer, colder, darker, lighter, paler or more vivid, as the prompt says; for pictures in
    nature's colours."""
    moods = reading.moods
    if "warm" in moods:
        picture = _filtered(picture, (255, 236, 208))
    if "cold" in moods:
        picture = _filtered(picture, (212, 232, 255))
    if "dark" in moods:
        picture = picture.point(
            [round(255 * (level / 255) ** 1.35 * 0.88) for level in range(256)] * 3
        )
    if "bright" in moods:
        picture = picture.point([round(255 * (level / 255) ** 0.82) for level in range(256)] * 3)
    if "pastel" in moods:
        picture = Image.blend(picture, Image.new("RGB", picture.size, (255, 246, 240)), 0.38)
    if "vivid" in moods:
        picture = ImageEnhance.Color(picture).enhance(1.5)
    if "muted" in moods:
        picture = ImageEnhance.Color(picture).enhance(0.55)
    return picture


def _filtered(picture: Image.Image, color: Rgb) -> Image.Image:
    return ImageChops.multiply(picture, Image.new("RGB", picture.size, color))
