"""Space: nebulae, stars and planets."""

from __future__ import annotations

import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from darkroom.imaging.painter import fields
from darkroom.imaging.painter.inks import BLACK, WHITE, Rgb, colored, ink, mix, shade, spread
from darkroom.imaging.painter.schemes import by_light
from darkroom.imaging.painter.stage import Dice
from darkroom.imaging.painter.words import Reading

SUBJECTS = frozenset({"galaxy", "planet"})
_NEBULAE = (
    (0x120A2E, 0x5B2A86, 0xE0508C, 0xFFC59E), (0x06162E, 0x14508C, 0x2EA7C0, 0xE3F6E0),
    (0x1A0A12, 0x8C2F3C, 0xE88A4A, 0xFFE9B8),
)  # fmt: skip
_WORLDS = (
    (0x5A3A2A, 0xB9835A, 0xE8CDA2, 0x9A5C3C), (0x1C3F66, 0x3F7FB0, 0xBFE0EA, 0x2A5A86),
    (0x6B2A1E, 0xB5482C, 0xE08A54, 0x4A1C18), (0x3B4A6B, 0x8FA3C8, 0xE9E2D0, 0x66708C),
)  # fmt: skip


def paint_space(reading: Reading, dice: Dice, size: tuple[int, int]) -> Image.Image:
    """A galaxy's clouds with stars, and a planet where one is asked for; RGB."""
    chance = dice.of("space")
    tones = [ink(value) for value in _NEBULAE[int(chance.random() * len(_NEBULAE))]]
    if reading.colors:
        tones = by_light(reading.colors)
        tones.append(mix(tones[-1], WHITE, 0.5))
    power = 1.0 if reading.has("galaxy") else 0.45
    if reading.colors:
        power = min(1.0, power + 0.3)
    picture = _nebula(chance, size, tones, power)
    picture = _stars(chance, picture)
    if reading.has("planet"):
        world = [ink(value) for value in _WORLDS[int(chance.random() * len(_WORLDS))]]
        picture = _planet(chance, picture, _worldly(reading.colors) or world)
    return picture


def _worldly(colors: tuple[Rgb, ...]) -> list[Rgb]:
    """Named colours as the bands of a planet, the lightest widest: its night side darkens them."""
    tones = by_light(colors)
    return [tones[0], tones[-1], *tones, tones[-1]] if tones else []


def _nebula(
    chance: random.Random, size: tuple[int, int], tones: list[Rgb], power: float
) -> Image.Image:
    """Clouds along a band across the picture, with dark dust in them."""
    half = (max(32, size[0] // 2), max(32, size[1] // 2))
    source = fields.noise(chance, half, fields.even(size, 3), octaves=7, roughness=0.56)
    gas = fields.stretched(fields.warped(chance, source, size, 0.11))
    gas = gas.point(lambda value: value * 1.7 + -0.3)
    picture = colored(gas, spread([BLACK, *tones]))
    lean = chance.uniform(-0.5, 0.5)
    band = Image.new("L", size)
    width, height = size
    middle = height * chance.uniform(0.42, 0.58)
    path = [(-width * 0.2, middle + lean * width * 0.7), (width * 1.2, middle - lean * width * 0.7)]
    ImageDraw.Draw(band).line(path, fill=round(255 * power), width=round(min(size) * 0.36))
    band = band.filter(ImageFilter.GaussianBlur(min(size) * 0.15))
    dust = fields.noise(chance, half, fields.even(size, 4), octaves=6, roughness=0.58)
    threads = fields.mask(fields.folded(fields.warped(chance, dust, size, 0.12)), 0.62, 1.0)
    veil = ImageChops.multiply(band, ImageOps.invert(threads.point(lambda level: level * 0.8)))
    night = Image.new("RGB", size, mix(tones[0], BLACK, 0.62))
    return Image.composite(ImageChops.screen(picture, night), night, veil)


def _stars(chance: random.Random, picture: Image.Image) -> Image.Image:
    """Thousands of points, and a few stars that shine."""
    unit = min(picture.size)
    area = picture.width * picture.height / unit**2
    # A star has a pixel at least: in a small picture there is room for fewer.
    area *= min(1.0, max(0.2, unit / 420))
    layer = Image.new("RGB", picture.size)
    pen = ImageDraw.Draw(layer)
    for _ in range(round(1300 * area)):
        x, y = chance.random() * picture.width, chance.random() * picture.height
        power = chance.random() ** 6
        level = round(60 + 195 * power + 60 * chance.random() * (1 - power))
        tint = mix((level,) * 3, (level, round(level * 0.8), round(level * 0.65)), chance.random())
        reach = max(0.3, unit / 1000) * (0.4 + 1.6 * power)
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=tint)
    shining = Image.new("RGB", picture.size)
    bright = ImageDraw.Draw(shining)
    for _ in range(round(9 * area)):
        x, y = chance.random() * picture.width, chance.random() * picture.height
        reach = unit * chance.uniform(0.003, 0.006)
        bright.ellipse((x - reach, y - reach, x + reach, y + reach), fill=(235, 240, 255))
    glow = shining.filter(ImageFilter.GaussianBlur(unit * 0.01)).point(lambda v: min(255, v * 3))
    core = shining.filter(ImageFilter.GaussianBlur(max(0.4, unit / 700)))
    for light in (layer, glow, core):
        picture = ImageChops.screen(picture, light)
    return picture


def _planet(chance: random.Random, picture: Image.Image, tones: list[Rgb]) -> Image.Image:
    """A ball with bands of clouds, its night side away from the light, maybe with a ring."""
    unit = min(picture.size)
    radius = unit * chance.uniform(0.22, 0.32)
    x = picture.width * chance.uniform(0.36, 0.64)
    y = picture.height * chance.uniform(0.42, 0.58)
    ball, mask = _ball(chance, max(8, round(radius * 2)), tones)
    air = fields.disc(picture.size, (x - radius * 0.12, y - radius * 0.12), radius * 1.5)
    haze = Image.new("RGB", picture.size)
    haze.paste(mix(tones[1], WHITE, 0.3), (0, 0), air.point(lambda level: level * 0.7))
    picture = ImageChops.screen(picture, haze)
    has_ring, tilt = chance.random() < 0.55, chance.uniform(-24, 24)
    corner = (round(x - radius), round(y - radius))
    ring = _ring(picture.size, (x, y), radius, tilt) if has_ring else None
    light = mix(tones[2 % len(tones)], WHITE, 0.35)
    if ring:
        picture.paste(light, (0, 0), ring)
    picture.paste(ball, corner, mask)
    if ring:
        front = Image.new("L", picture.size)
        front.paste(ring.crop((0, round(y), *picture.size)), (0, round(y)))
        picture.paste(light, (0, 0), front)
    return picture


def _ball(chance: random.Random, side: int, tones: list[Rgb]) -> tuple[Image.Image, Image.Image]:
    source = fields.noise(chance, (side, side), (2, 9), octaves=5, roughness=0.5)
    bands = fields.stretched(fields.warped(chance, source, (side, side), 0.06))
    face = colored(bands, spread(tones))
    light = fields.disc((side, side), (side * 0.34, side * 0.32), side * 0.8)
    lit = light.point([min(255, round(level * 1.5)) for level in range(256)])
    face = ImageChops.multiply(face, Image.merge("RGB", (lit,) * 3))
    shine = light.point([round((level / 255) ** 4 * 70) for level in range(256)])
    face.paste(shade(tones[0], 0.8), (0, 0), shine)
    mask = fields.shape(
        (side, side),
        lambda pen, scale: pen.ellipse((2, 2, side * scale - 2, side * scale - 2), 255),
    )
    return face, mask


def _ring(
    size: tuple[int, int], center: tuple[float, float], radius: float, tilt: float
) -> Image.Image:
    def draw(pen: ImageDraw.ImageDraw, scale: int) -> None:
        for reach, level in ((2.1, 70), (2.0, 150), (1.82, 0), (1.78, 190), (1.6, 110), (1.42, 0)):
            wide, tall = radius * reach * scale, radius * reach * 0.24 * scale
            x, y = center[0] * scale, center[1] * scale
            pen.ellipse((x - wide, y - tall, x + wide, y + tall), fill=level)

    return fields.shape(size, draw).rotate(tilt, Image.Resampling.BILINEAR, center=center)
