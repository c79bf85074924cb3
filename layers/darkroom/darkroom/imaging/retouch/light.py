"""A picture in another light: the painter's times of day, laid over what is there."""

from __future__ import annotations

from math import log

from PIL import Image, ImageChops, ImageFilter

from darkroom.domain.oklab import Lab, to_lab
from darkroom.imaging.painter import sky as painted_sky
from darkroom.imaging.painter.inks import BLACK, Rgb, fall
from darkroom.imaging.painter.lights import Light
from darkroom.imaging.painter.stage import Stage
from darkroom.imaging.retouch.colors import Change, between, changed
from darkroom.imaging.retouch.sky import Sky
from darkroom.imaging.retouch.tones import Tones, tones_of

_SUNLIT = 0.66
"""The average lightness of what is on the ground at noon."""
_STRONGEST, _WEAKEST = 2.4, 0.55
"""Exponents of a curve of lightnesses: beyond them shadows become black, and noise shows."""
_DETAIL = 1.15
"""The contrast of clouds."""


def relit(picture: Image.Image, light: Light, sky: Sky | None, strength: float) -> Image.Image:
    """An RGB picture as if it had been taken in that light, shapes where they were. `strength` 0
    leaves it as it was, 1 takes the light's own tone. Shadows stay where they fell: nothing is
    known of the space in the picture."""
    ground_mask = ImageChops.invert(sky.mask) if sky else None
    ground = tones_of(picture, ground_mask)
    lit = changed(picture, _in(light, ground, strength))
    if not sky:
        return lit
    air = _sky_in(light, picture, sky)
    above = Image.blend(picture, air, min(1.0, strength * 1.1))
    lit = Image.composite(above, lit, sky.mask)
    return _hazy(lit, light, sky, strength)


def shining(stage: Stage, sky: Sky) -> Image.Image:
    """The stage's picture with its low sun's glow, its moon or its stars, in the sky alone."""
    light, before = stage.light, stage.picture
    if light.sun < 0.4 and light.darkness < 0.9:
        painted_sky.halo(stage, stage.sun, stage.unit * 0.6, light.glow, 0.8)
    if light.darkness > 0.5:
        stage.picture = stage.picture.copy()
        painted_sky.sow_stars(stage, 1.6 if stage.reading.has("stars") else 0.8)
    if stage.reading.has("sun", "moon"):
        painted_sky.paint_sun(stage)
    return Image.composite(stage.picture, before, sky.mask)


def _in(light: Light, own: Tones, strength: float) -> Change:
    """The curve from the picture's average to the light's, and the tint of its ambience."""
    ambient = to_lab(light.ambient)
    wanted = _SUNLIT * ambient.lightness
    mean = min(0.95, max(0.05, own.middle.lightness))
    power = min(_STRONGEST, max(_WEAKEST, log(wanted) / log(mean)))
    power = 1 + (power - 1) * strength
    pale = 1 - 0.5 * light.darkness * strength
    tint = 1.25 * strength

    def change(lab: Lab) -> Lab:
        lightness = max(0.0, lab.lightness) ** power
        # Black has no colour to be seen in any light.
        share = tint * between(0.0, 0.35, lightness)
        return Lab(lightness, lab.a * pale + ambient.a * share, lab.b * pale + ambient.b * share)

    return change


def _sky_in(light: Light, picture: Image.Image, sky: Sky) -> Image.Image:
    """The light's own sky, with the clouds that the picture has."""
    width, height = picture.size
    deep = max(2, round(height * sky.horizon))
    stops = ((0.0, light.zenith), (0.55, light.middle), (1.0, light.horizon))
    air = Image.new("RGB", picture.size, light.horizon)
    air.paste(fall((width, deep), stops), (0, 0))
    gray = picture.convert("L")
    clouds = ImageChops.subtract(gray, _slow(gray, sky.mask), 1 / _DETAIL, 128)
    return ImageChops.overlay(air, Image.merge("RGB", (clouds,) * 3))


def _slow(gray: Image.Image, mask: Image.Image) -> Image.Image:
    """The grey of the sky without its clouds: a far blur that the ground has no part in."""
    few = (max(1, gray.width // 8), max(1, gray.height // 8))
    blur = ImageFilter.GaussianBlur(max(few) / 9)
    weight = mask.resize(few, Image.Resampling.BOX).point([max(1, level) for level in range(256)])
    seen = ImageChops.multiply(gray.resize(few, Image.Resampling.BOX), weight).filter(blur)
    weight = weight.filter(blur)
    levels = [
        min(255, round(255 * level / max(1, share)))
        for level, share in zip(seen.tobytes(), weight.tobytes(), strict=True)
    ]
    return Image.frombytes("L", few, bytes(levels)).resize(gray.size, Image.Resampling.BICUBIC)


def _hazy(picture: Image.Image, light: Light, sky: Sky, strength: float) -> Image.Image:
    """Air before what is far: near the horizon, fading towards the lower edge."""
    near = min(1.0, sky.horizon + 0.45)
    stops: list[tuple[float, Rgb]] = [(0.0, (70,) * 3), (sky.horizon, (80,) * 3), (near, BLACK)]
    veil = fall(picture.size, [*stops, (1.0, BLACK)]).getchannel(0)
    veil = ImageChops.multiply(veil, ImageChops.invert(sky.mask))
    veil = veil.point([round(level * strength) for level in range(256)])
    hazy = picture.copy()
    hazy.paste(light.haze, (0, 0), veil)
    return hazy
