"""Skies: the light's gradient, sun or moon with their glow, clouds and stars."""

from __future__ import annotations

import random

from PIL import Image, ImageChops, ImageDraw, ImageOps

from darkroom.imaging.painter import fields
from darkroom.imaging.painter.inks import BLACK, WHITE, Rgb, fall, mix
from darkroom.imaging.painter.stage import Stage


def paint_sky(stage: Stage) -> None:
    """Everything above the horizon, over the whole picture: the ground covers the rest."""
    light = stage.light
    size = (stage.width, max(2, stage.horizon))
    stops = ((0.0, light.zenith), (0.55, light.middle), (1.0, light.horizon))
    stage.picture.paste(fall(size, stops), (0, 0))
    _glow(stage)
    is_dark = light.darkness > 0.5 and "no stars" not in stage.reading.moods
    if is_dark or stage.reading.has("stars"):
        sow_stars(stage, 1.6 if stage.reading.has("stars") else 0.6)


def paint_sun(stage: Stage) -> None:
    """The sun, or the moon where it is asked for or it is night."""
    reading, radius = stage.reading, stage.unit * 0.036
    is_moon = reading.has("moon") or stage.light.darkness >= 0.95
    if f"no {'moon' if is_moon else 'sun'}" in reading.moods:
        return
    if is_moon:
        _moon(stage, radius * (1.5 if reading.has("moon") else 0.9))
    elif reading.has("sun") or (stage.light.sun < 0.4 and stage.light.darkness < 0.5):
        _disc(stage, stage.sun, radius * 1.25, mix(stage.light.glow, WHITE, 0.6))


def paint_clouds(stage: Stage) -> None:
    """Clouds on a plane above the viewer: large overhead, flat and dense towards the horizon."""
    reading = stage.reading
    if "no clouds" in reading.moods:
        return
    wanted = reading.has("clouds", "storm")
    if not wanted and (reading.has("stars", "aurora") or "minimal" in reading.moods):
        return
    chance = stage.dice.of("clouds")
    size = (stage.width, max(8, stage.horizon))
    density = _cloud_plane(chance, size)
    cover = chance.uniform(0.5, 0.62) if not wanted else chance.uniform(0.34, 0.44)
    if reading.has("storm", "rain") or "stormy" in reading.moods:
        cover = 0.22
    body = fields.mask(density, cover, cover + 0.3)
    towards = 1 if stage.sun[0] < stage.width / 2 else -1
    step = (towards * stage.unit * 0.014, stage.unit * 0.014)
    sides = fields.relief(density, step, 1.7)
    thick = fields.mask(density, cover + 0.1, cover + 0.62)
    sides = ImageChops.subtract(sides, thick.point([level // 3 for level in range(256)]))
    light = stage.light
    tones = ImageOps.colorize(sides, light.shadow, light.cloud, mix(light.shadow, light.cloud, 0.6),
                              midpoint=104)  # fmt: skip
    fade = fall(size, ((0.0, (235,) * 3), (0.75, (200,) * 3), (1.0, (60,) * 3))).getchannel(0)
    stage.picture.paste(tones, (0, 0), ImageChops.multiply(body, fade))


def _cloud_plane(chance: random.Random, size: tuple[int, int]) -> Image.Image:
    """Noise in perspective; a field."""
    width, height = size
    wide, tall = max(16, width * 2), max(16, height * 2)
    cells = (5.0 * max(1.0, width / height), 6.0)
    plane = fields.noise(chance, (wide, tall), cells, octaves=7, roughness=0.56)
    # What the picture's row shows lies at 1 / (1.12 - row / height) on the plane.
    g, h = 0.0, -1 / (1.18 * height)
    left, squeeze = wide / 2, 0.34
    coefficients = (
        squeeze - left * g, left * h, left - squeeze * width / 2,
        0.0, 0.12 * tall / height, 0.02 * tall, g, h,
    )  # fmt: skip
    seen = plane.transform(
        size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BILINEAR
    )
    return fields.stretched(seen)


def sow_stars(stage: Stage, density: float) -> None:
    """Stars of every size, few of them bright, fading towards the horizon."""
    chance = stage.dice.of("stars")
    size = (stage.width, max(2, stage.horizon))
    field = Image.new("RGB", size)
    pen = ImageDraw.Draw(field)
    fine = max(0.5, stage.unit / 1100)
    # A star has a pixel at least: in a small picture there is room for fewer.
    crowd = min(1.0, max(0.2, stage.unit / 420))
    for _ in range(round(520 * density * crowd * size[0] * size[1] / stage.unit**2)):
        x, y = chance.random() * size[0], chance.random() * size[1]
        power = chance.random() ** 5
        level = (70 + 185 * max(power, chance.random() * 0.6)) * (1 - 0.75 * y / size[1])
        color = mix((round(level),) * 3, (round(level), round(level * 0.8), round(level * 0.6)),
                    chance.random() * 0.6)  # fmt: skip
        reach = fine * (0.35 + 1.7 * power)
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=color)
    sky = stage.picture.crop((0, 0, *size))
    stage.picture.paste(ImageChops.screen(sky, field), (0, 0))


def halo(
    stage: Stage, center: tuple[float, float], radius: float, color: Rgb, power: float
) -> None:
    """A soft light around a place, brightest in its middle."""
    ring = fields.disc(stage.picture.size, center, radius)
    soft = ring.point([round((level / 255) ** 2.2 * 255 * power) for level in range(256)])
    layer = Image.new("RGB", stage.picture.size, BLACK)
    layer.paste(color, (0, 0), soft)
    stage.picture = ImageChops.screen(stage.picture, layer)


def _glow(stage: Stage) -> None:
    power = 0.75 if stage.light.darkness < 0.5 else 0.28
    reach = stage.unit * (0.85 if stage.light.sun < 0.4 else 0.55)
    halo(stage, stage.sun, reach, stage.light.glow, power)


def _disc(stage: Stage, center: tuple[float, float], radius: float, color: Rgb) -> None:
    halo(stage, center, radius * 5, stage.light.glow, 0.7)

    def draw(pen: ImageDraw.ImageDraw, scale: int) -> None:
        x, y, reach = center[0] * scale, center[1] * scale, radius * scale
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)

    stage.glaze(color, fields.shape(stage.picture.size, draw))


def _moon(stage: Stage, radius: float) -> None:
    """A moon with its seas, full or not."""
    chance = stage.dice.of("moon")
    center = stage.sun
    halo(stage, center, radius * 7, mix(stage.light.glow, stage.light.middle, 0.35), 0.55)
    side = max(4, round(radius * 2))
    seas = fields.noise(chance, (side, side), (3, 3), octaves=4)
    face = ImageOps.colorize(fields.mask(seas, 0.3, 0.62), (196, 198, 206), (255, 252, 240))
    round_mask = fields.shape(
        (side, side), lambda pen, scale: pen.ellipse((0, 0, side * scale, side * scale), fill=255)
    )
    is_crescent = chance.random() < 0.4 and "full" not in stage.reading.moods
    if is_crescent or "crescent" in stage.reading.moods:
        off = round(radius * chance.uniform(0.35, 0.7))
        round_mask.paste(6, (off, -off // 3), round_mask.copy())
    stage.picture.paste(face, (round(center[0] - radius), round(center[1] - radius)), round_mask)
