"""Abstract fields: silk, swirls, marble, smoke, gradients, cut paper, lights out of focus."""

from __future__ import annotations

import random
from math import cos, hypot, pi, sin

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from darkroom.imaging.painter import fields
from darkroom.imaging.painter.inks import BLACK, Rgb, colored, mix, shade, spread
from darkroom.imaging.painter.schemes import by_light, scheme_of
from darkroom.imaging.painter.stage import Dice
from darkroom.imaging.painter.words import Reading

Size = tuple[int, int]
SUBJECTS = frozenset({"abstract", "gradient", "swirl", "marble", "smoke", "silk", "bokeh", "paper"})


def paint_abstract(reading: Reading, dice: Dice, size: Size) -> Image.Image:
    """A field in the prompt's colours, of the kind it names, else of one that chance picks; RGB."""
    chance = dice.of("abstract")
    colors = scheme_of(reading, chance)
    named = (
        ("marble", marble), ("smoke", smoke), ("swirl", swirl), ("gradient", gradient),
        ("silk", silk), ("bokeh", lights), ("paper", paper),
    )  # fmt: skip
    for name, painter in named:
        if reading.has(name):
            return painter(chance, size, colors)
    if "minimal" in reading.moods:
        return gradient(chance, size, colors)
    kinds = (silk, paper, lights, silk, swirl)
    return kinds[int(chance.random() * len(kinds))](chance, size, colors)


def silk(chance: random.Random, size: Size, colors: list[Rgb]) -> Image.Image:
    """Noise bent by noise, with a sheen on its folds."""
    source = fields.noise(chance, _half(size), fields.even(size, 1.6), octaves=3, roughness=0.36)
    bent = fields.warped(chance, source, size, 0.3)
    bent = fields.stretched(fields.warped(chance, bent, size, 0.16))
    picture = colored(bent, spread(_doubled(colors)))
    return _sheen(picture, bent, size, 3.6)


def swirl(chance: random.Random, size: Size, colors: list[Rgb]) -> Image.Image:
    """A vortex: everything turned, the more the nearer to its eye."""
    source = fields.noise(chance, _half(size), fields.even(size, 3), octaves=4, roughness=0.42)
    eye = (chance.uniform(0.35, 0.65), chance.uniform(0.35, 0.65))
    turns = chance.uniform(3.6, 5.2) * (1 if chance.random() < 0.5 else -1)
    ratio = size[0] / size[1]

    def place(x: float, y: float) -> fields.Point:
        across, down = (x - eye[0]) * ratio, y - eye[1]
        angle = turns * max(0.0, 1 - hypot(across, down) / (0.85 * max(1.0, ratio))) ** 2
        return (
            eye[0] + 0.8 * (across * cos(angle) - down * sin(angle)) / ratio,
            eye[1] + 0.8 * (across * sin(angle) + down * cos(angle)),
        )

    bent = fields.stretched(fields.bent(source, size, place))
    return _sheen(colored(bent, spread(_doubled(colors))), bent, size, 4.0)


def marble(chance: random.Random, size: Size, colors: list[Rgb]) -> Image.Image:
    """Veins, thin and branching, in polished stone."""
    cloud = fields.noise(chance, _half(size), fields.even(size, 2), octaves=6, roughness=0.5)
    stone = fields.stretched(fields.warped(chance, cloud, size, 0.2))
    tones = by_light(colors)
    ground = tones[-1] if chance.random() < 0.6 else tones[0]
    others = [tone for tone in tones if tone != ground] or [shade(ground, -0.5)]
    stops = (
        (0.0, mix(ground, others[0], 0.25)),
        (0.5, ground),
        (1.0, mix(ground, others[-1], 0.4)),
    )
    picture = colored(stone, stops)
    for index in range(4):
        veins = fields.noise(chance, _half(size), fields.even(size, 1.6), octaves=6, roughness=0.55)
        crest = fields.folded(fields.warped(chance, veins, size, 0.22))
        sharp = (0.93, 1.0) if index % 2 == 0 else (0.972, 0.998)
        picture.paste(others[index % len(others)], (0, 0), fields.mask(crest, *sharp))
    return picture


def smoke(chance: random.Random, size: Size, colors: list[Rgb]) -> Image.Image:
    """Threads of smoke before the dark."""
    tones = by_light(colors)
    ground = mix(tones[0], BLACK, 0.45)
    picture = Image.new("RGB", size, ground)
    for index in range(5):
        source = fields.noise(chance, _half(size), fields.even(size, 1.2), octaves=4, roughness=0.4)
        bent = fields.warped(chance, source, size, 0.3)
        thread = fields.mask(fields.folded(fields.stretched(bent)), 0.5, 1.05)
        thread = thread.point([round((level / 255) ** 1.7 * 235) for level in range(256)])
        place = (chance.uniform(0.3, 0.7) * size[0], chance.uniform(0.35, 0.65) * size[1])
        thread = ImageChops.multiply(thread, _pool(size, place))
        layer = Image.new("RGB", size)
        layer.paste(tones[index % len(tones)], (0, 0), thread)
        picture = ImageChops.screen(picture, layer)
    return picture


def _pool(size: Size, place: tuple[float, float]) -> Image.Image:
    disc = fields.disc(size, place, max(size) * 0.75)
    return disc.point([min(255, round(level * 1.6)) for level in range(256)])


def gradient(chance: random.Random, size: Size, colors: list[Rgb]) -> Image.Image:
    """Soft pools of colour that run into each other."""
    small = (max(8, size[0] // 8), max(8, size[1] // 8))
    picture = Image.new("RGB", small, colors[0])
    for index in range(11):
        place = (chance.uniform(0, 1) * small[0], chance.uniform(0, 1) * small[1])
        reach = max(small) * chance.uniform(0.35, 0.65)
        pool = fields.disc(small, place, reach).point(lambda level: min(255, level * 1.8))
        picture.paste(colors[(index + 1) % len(colors)], (0, 0), pool)
    soft = picture.filter(ImageFilter.GaussianBlur(max(small) / 22))
    return soft.resize(size, Image.Resampling.BICUBIC)


def paper(chance: random.Random, size: Size, colors: list[Rgb]) -> Image.Image:
    """Sheets of cut paper, one above the other, each with its shadow."""
    source = fields.noise(chance, _half(size), fields.even(size, 1.5), octaves=3, roughness=0.3)
    height = fields.stretched(fields.warped(chance, source, size, 0.22))
    sheets, unit = max(6, len(colors) + 1), min(size)
    picture = Image.new("RGB", size, colors[0])
    for sheet in range(1, sheets):
        edge = sheet / sheets
        mask = fields.mask(height, edge, edge + 0.006)
        shadow = mask.filter(ImageFilter.GaussianBlur(unit * 0.014))
        shadow = ImageChops.offset(shadow, round(unit * 0.006), round(unit * 0.012))
        picture.paste(BLACK, (0, 0), shadow.point(lambda level: level * 0.5))
        color = colors[sheet % len(colors)]
        picture.paste(shade(color, 0.05 if sheet >= len(colors) else 0.0), (0, 0), mask)
    return picture


def lights(chance: random.Random, size: Size, colors: list[Rgb]) -> Image.Image:
    """Lights out of focus: discs of every size that add up."""
    tones, unit = by_light(colors), min(size)
    picture = gradient(chance, size, [mix(tones[0], BLACK, 0.55), mix(tones[1], BLACK, 0.6)])
    for depth in range(3):
        layer = Image.new("RGB", size)
        pen = ImageDraw.Draw(layer)
        for _ in range(16):
            x, y = chance.uniform(0, size[0]), chance.uniform(0, size[1])
            reach = unit * chance.uniform(0.03, 0.07) * (3 - depth)
            tone = mix(
                BLACK, tones[1 + int(chance.random() * (len(tones) - 1))], 0.32 + 0.16 * depth
            )
            rim = max(1, round(unit / 300))
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), tone, shade(tone, 0.18), rim)
        soft = layer.filter(ImageFilter.GaussianBlur(unit * (0.016 - 0.006 * depth)))
        picture = ImageChops.screen(picture, soft)
    return picture


def _half(size: Size) -> Size:
    return max(32, size[0] // 2), max(32, size[1] // 2)


def _doubled(colors: list[Rgb]) -> list[Rgb]:
    """There and back again, so that every colour is met twice; each holds a while."""
    return [color for color in [*colors, *colors[-2::-1]] for _ in range(2)]


def _sheen(picture: Image.Image, field: Image.Image, size: Size, strength: float) -> Image.Image:
    """Light from above left on the field as if it were cloth."""
    step = max(1.0, min(size) / 110)
    tone = fields.relief(field, (step, step), strength * pi / 3)
    soft = tone.filter(ImageFilter.GaussianBlur(max(0.5, min(size) / 500)))
    gray = Image.merge("RGB", (soft.point(lambda level: 128 + (level - 128) * 0.75),) * 3)
    return Image.blend(picture, ImageChops.overlay(picture, gray), 0.9)
