"""Northern lights: curtains that hang in folds, green below and violet above."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

from darkroom.imaging.painter import fields
from darkroom.imaging.painter.inks import fall, ink
from darkroom.imaging.painter.stage import Stage

_COLORS = ((0.0, ink(0x000000)), (0.3, ink(0x5A2A9C)), (0.62, ink(0x1FB58A)), (0.9, ink(0x7DFFB0)),
           (1.0, ink(0x000000)))  # fmt: skip


def hang_aurora(stage: Stage) -> None:
    """Three curtains, the first ones behind the others."""
    chance = stage.dice.of("aurora")
    width, height = stage.width, max(8, stage.horizon)
    for curtain in range(3):
        tall = round(height * chance.uniform(0.5, 0.8))
        color = fall((1, tall), _COLORS)
        path = fields.line(chance, height * 0.16, knots=4, roughness=0.42)
        rays = fields.line(chance, 0.5, knots=33, roughness=0.62)
        base = height * (0.62 + 0.14 * curtain)
        layer = Image.new("RGB", (width, height))
        strip = max(1, width // 320)
        for x in range(0, width, strip):
            place = min(256, round(x / width * 256))
            power = max(0.0, min(1.0, 0.5 + rays[place]))
            ray = color.point([round(level * power) for level in range(256)] * 3)
            long = max(2, round(tall * (0.55 + 0.45 * power)))
            bottom = round(base + path[place])
            layer.paste(ray.resize((strip, long)), (x, bottom - long))
        soft = layer.filter(ImageFilter.GaussianBlur(max(0.6, stage.unit * 0.006)))
        above = stage.picture.crop((0, 0, width, height))
        stage.picture.paste(ImageChops.screen(above, soft), (0, 0))
