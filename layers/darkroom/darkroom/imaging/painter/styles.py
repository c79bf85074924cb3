"""Styles: what a finished picture is painted over with, and the grain of a plain one."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import cos, pi, sin

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from darkroom.imaging.painter import fields
from darkroom.imaging.painter.inks import fall

Style = Callable[[Image.Image, random.Random], Image.Image]


def finish(picture: Image.Image, style: str, chance: random.Random, *, flat: bool) -> Image.Image:
    """In the style; `flat` pictures (patterns) without one stay as exact as they are."""
    if style in _STYLES:
        return _STYLES[style](picture, chance)
    return _grain(picture, chance, 0.02) if flat else _photo(picture, chance)


def _photo(picture: Image.Image, chance: random.Random) -> Image.Image:
    """A light vignette and a sensor's grain."""
    edge = Image.radial_gradient("L").resize(picture.size)
    dim = edge.point([255 - round(max(0, level - 100) ** 1.5 / 62) for level in range(256)])
    return _grain(ImageChops.multiply(picture, Image.merge("RGB", (dim,) * 3)), chance, 0.05)


def _grain(picture: Image.Image, chance: random.Random, power: float) -> Image.Image:
    width, height = picture.size
    specks = Image.frombytes("L", picture.size, chance.randbytes(width * height))
    level = specks.point([round(128 + (value - 128) * power) for value in range(256)])
    return ImageChops.add(picture, Image.merge("RGB", (level,) * 3), 1, -128)


def _watercolor(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Washes with dark edges that bleed, on rough paper with a white margin."""
    size, unit = picture.size, min(picture.size)
    bled = fields.warped(chance, picture, size, 0.008)
    wash = bled.filter(ImageFilter.GaussianBlur(unit / 480)).filter(ImageFilter.MedianFilter(5))
    edges = (
        wash.convert("L").filter(ImageFilter.FIND_EDGES).point(lambda level: min(110, level * 3))
    )
    wash.paste((60, 56, 70), (0, 0), edges.filter(ImageFilter.GaussianBlur(unit / 700 + 0.3)))
    pools = fields.noise(chance, size, fields.even(size, 5), octaves=6, roughness=0.55)
    light = fields.mask(pools, -0.1, 1.1).point(lambda level: level * 0.34)
    wash.paste((255, 252, 244), (0, 0), light)
    tooth = fields.noise(chance, size, (size[0] / 3, size[1] / 3), octaves=2)
    rough = fields.mask(tooth, 0, 1).point(lambda level: 128 + (level - 128) * 0.13)
    wash = ImageChops.overlay(wash, Image.merge("RGB", (rough,) * 3))
    margin = unit * 0.05
    inner = Image.new("L", size)
    ImageDraw.Draw(inner).rectangle((margin, margin, size[0] - margin, size[1] - margin), fill=255)
    torn = fields.warped(chance, inner, size, 0.02).filter(ImageFilter.GaussianBlur(unit / 300))
    return Image.composite(wash, Image.new("RGB", size, (251, 248, 240)), torn)


def _oil(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Brush strokes, large ones below and small ones above, along the picture's own currents."""
    unit, (width, height) = min(picture.size), picture.size
    small = picture.resize((max(1, width // 2), max(1, height // 2)))
    flow = fields.noise(chance, (32, 32), (3, 3), octaves=2)
    angles = [float(str(value)) * 2.4 - 0.4 for value in flow.get_flattened_data()]
    pixels = small.load()
    canvas = picture.filter(ImageFilter.GaussianBlur(unit / 90))
    pen = ImageDraw.Draw(canvas)
    if pixels is None:
        return canvas
    for count, reach in ((1800, 0.03), (5200, 0.015), (7000, 0.008)):
        thick = max(1, round(unit * reach * 0.62))
        for _ in range(round(count * min(1.0, max(0.15, unit / 400)))):
            u, v = chance.random(), chance.random()
            angle = angles[int(v * 32) * 32 + int(u * 32)] * pi / 2 + chance.uniform(-0.3, 0.3)
            x, y = cos(angle) * unit * reach, sin(angle) * unit * reach
            color = pixels[int(u * small.width), int(v * small.height)]
            tone = round(chance.uniform(-14, 14))
            mixed = tuple(max(0, min(255, level + tone)) for level in _three(color))
            pen.line((u * width - x, v * height - y, u * width + x, v * height + y), mixed, thick)
    return _embossed(canvas)


def _three(color: object) -> tuple[int, int, int]:
    if not isinstance(color, tuple):
        raise TypeError("An RGB picture has pixels of three channels.")
    red, green, blue = color
    return int(red), int(green), int(blue)


def _embossed(canvas: Image.Image) -> Image.Image:
    ridge = canvas.convert("L").filter(ImageFilter.EMBOSS)
    tone = ridge.point(lambda level: 128 + (level - 128) * 0.35)
    return ImageChops.overlay(canvas, Image.merge("RGB", (tone,) * 3))


def _poster(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Six flat colours with smooth edges, on paper."""
    unit = min(picture.size)
    calm = picture.filter(ImageFilter.GaussianBlur(unit / 420)).filter(ImageFilter.MedianFilter(5))
    flat = ImageOps.autocontrast(calm, cutoff=1).quantize(9, dither=Image.Dither.NONE)
    smooth = flat.convert("RGB").filter(ImageFilter.ModeFilter(3))
    return _grain(smooth, chance, 0.03)


def _pixel_art(picture: Image.Image, _: random.Random) -> Image.Image:
    """Large square pixels in sixteen colours."""
    scale = 104 / max(picture.size)
    small = (max(8, round(picture.width * scale)), max(8, round(picture.height * scale)))
    coarse = picture.resize(small, Image.Resampling.BOX)
    sharp = coarse.filter(ImageFilter.UnsharpMask(1, 90, 2))
    few = sharp.quantize(16, dither=Image.Dither.NONE).convert("RGB")
    return few.resize(picture.size, Image.Resampling.NEAREST)


def _lines(picture: Image.Image) -> Image.Image:
    """Where tones meet: 255 on a line; L."""
    unit = min(picture.size)
    calm = picture.convert("L").filter(ImageFilter.GaussianBlur(max(0.6, unit / 420)))
    wide = calm.filter(ImageFilter.GaussianBlur(max(1.0, unit / 180)))
    difference = ImageChops.subtract(wide, calm)
    return difference.point([min(255, max(0, level - 2) * 26) for level in range(256)])


def _line_art(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Ink on paper: lines, and hatching in the shade."""
    paper = Image.new("RGB", picture.size, (250, 247, 240))
    gray = ImageOps.autocontrast(picture.convert("L").filter(ImageFilter.GaussianBlur(2)))
    step = max(4, round(min(picture.size) / 130))
    hatch = Image.new("L", picture.size)
    pen = ImageDraw.Draw(hatch)
    for start in range(-picture.height, picture.width, step):
        pen.line((start, picture.height, start + picture.height, 0), 255, max(1, step // 5))
    shaded = gray.point([190 if level < 92 else 0 for level in range(256)])
    ink = ImageChops.lighter(_lines(picture), ImageChops.multiply(hatch, shaded))
    paper.paste((28, 30, 40), (0, 0), ink)
    return _grain(paper, chance, 0.025)


def _blueprint(picture: Image.Image, chance: random.Random) -> Image.Image:
    """White lines on blue, over a grid."""
    ground = fall(picture.size, ((0.0, (22, 66, 130)), (1.0, (12, 44, 98))))
    pen = ImageDraw.Draw(ground)
    cell = max(6, min(picture.size) / 26)
    for index in range(1, int(max(picture.size) / cell) + 1):
        color = (52, 98, 164) if index % 5 == 0 else (32, 78, 144)
        pen.line((index * cell, 0, index * cell, picture.height), color)
        pen.line((0, index * cell, picture.width, index * cell), color)
    ground.paste((226, 238, 252), (0, 0), _lines(picture))
    return _grain(ground, chance, 0.03)


_STYLES: dict[str, Style] = {
    "photo": _photo,
    "watercolor": _watercolor,
    "oil": _oil,
    "poster": _poster,
    "pixel art": _pixel_art,
    "line art": _line_art,
    "blueprint": _blueprint,
}
