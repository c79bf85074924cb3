"""Times of day and seasons: which colours the sky, the haze and the ground have."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from darkroom.imaging.painter.inks import WHITE, Rgb, ink, mix, shade
from darkroom.imaging.painter.words import Reading


@dataclass(frozen=True, slots=True)
class Light:
    """A time of day. `ambient` is what everything on the ground is seen in, `darkness` 0..1 says
    how far lamps and stars show, `sun` how high it stands: 0 at the horizon, 1 at the zenith."""

    zenith: Rgb
    middle: Rgb
    horizon: Rgb
    glow: Rgb
    haze: Rgb
    ambient: Rgb
    cloud: Rgb
    shadow: Rgb
    darkness: float
    sun: float


@dataclass(frozen=True, slots=True)
class Ground:
    """What grows and lies about in a season."""

    grass: Rgb
    leaf: Rgb
    rock: Rgb
    sand: Rgb
    snow: float
    flowers: tuple[Rgb, ...]


def _light(*values: int, darkness: float, sun: float) -> Light:
    zenith, middle, horizon, glow, haze, ambient, cloud, shadow = (ink(value) for value in values)
    return Light(
        zenith, middle, horizon, glow, haze, ambient, cloud, shadow, darkness=darkness, sun=sun
    )


_LIGHTS = {
    "day": _light(0x2467B8, 0x69AEE6, 0xD6ECF5, 0xFFF8DE, 0xB3D0E4, 0xFFFBF0, 0xFFFFFF, 0xA9BCD3,
                  darkness=0.0, sun=0.78),
    "dawn": _light(0x5D7FB8, 0xE3AFBD, 0xFFE0B5, 0xFFF3CE, 0xDDBDC6, 0xE3C9CE, 0xFFE2D6, 0xA88BAE,
                   darkness=0.12, sun=0.14),
    "golden": _light(0x3F7FB0, 0xEBC793, 0xFFDF96, 0xFFF2B6, 0xE8C08C, 0xFFDCA6, 0xFFEFCF, 0xC08F79,
                     darkness=0.05, sun=0.3),
    "sunset": _light(0x29295F, 0xC24B75, 0xFFB057, 0xFFE39C, 0xC0697A, 0xA8707F, 0xFF9E6C, 0x6B3C72,
                     darkness=0.35, sun=0.08),
    "dusk": _light(0x121B47, 0x4D4C92, 0xE09690, 0xFFCBA2, 0x6F689C, 0x5A5C8E, 0xB27C9C, 0x37376E,
                   darkness=0.7, sun=0.0),
    "night": _light(0x040817, 0x0B1838, 0x2A4674, 0xE4ECFF, 0x1F3357, 0x2E3D63, 0x3E5079, 0x101A33,
                    darkness=1.0, sun=0.76),
    "neon": _light(0x0B0420, 0x43127A, 0xF0388F, 0x42E8FF, 0x7A2E9E, 0x5F3A8E, 0x8A2F86, 0x1E0B40,
                   darkness=0.95, sun=0.2),
    "storm": _light(0x2C343E, 0x5D6A76, 0xB9C3C5, 0xE4EAE8, 0x8D9AA1, 0x8E989C, 0xA4AFB6, 0x2E3742,
                    darkness=0.3, sun=0.5),
    "fog": _light(0x9FB0BC, 0xC3CED3, 0xE3E7E6, 0xFFFBEF, 0xCFD7DA, 0xB9C2C4, 0xE9EDEE, 0xA5B1B9,
                  darkness=0.08, sun=0.35),
}  # fmt: skip
_GROUNDS = {
    "spring": Ground((122, 176, 74), (108, 166, 70), (126, 122, 118), (226, 200, 152), 0.25,
                     ((255, 170, 200), (255, 214, 226), (255, 244, 170), (200, 150, 230))),
    "summer": Ground((104, 148, 62), (58, 112, 52), (132, 122, 112), (230, 202, 150), 0.15,
                     ((222, 50, 44), (250, 200, 60), (255, 250, 240), (120, 90, 200))),
    "autumn": Ground((168, 142, 70), (206, 104, 34), (128, 112, 100), (214, 182, 132), 0.2,
                     ((196, 74, 34), (232, 160, 48), (150, 46, 50), (240, 200, 90))),
    "winter": Ground((226, 234, 242), (176, 196, 206), (120, 126, 138), (222, 222, 222), 0.8,
                     ((210, 226, 244), (255, 255, 255), (180, 200, 226), (236, 220, 236))),
}  # fmt: skip
_UNSAID = ("day", "day", "golden", "dawn", "sunset")


def light_of(reading: Reading, chance: random.Random) -> Light:
    """The light the prompt asks for; where it does not say, one that suits its subjects."""
    light = _LIGHTS[light_name(reading, chance)]
    sky, cloud = reading.color_of("sky"), reading.color_of("cloud")
    if sky:
        light = replace(light, zenith=shade(sky, -0.25), middle=sky, horizon=mix(sky, WHITE, 0.5),
                        haze=mix(light.haze, sky, 0.5))  # fmt: skip
    return replace(light, cloud=cloud, shadow=shade(cloud, -0.45)) if cloud else light


def light_name(reading: Reading, chance: random.Random) -> str:
    """Which of the lights it is."""
    unsaid = _UNSAID[int(chance.random() * len(_UNSAID))]
    if reading.light:
        return reading.light
    if reading.has("stars", "moon", "aurora"):
        return "night"
    if "dark" in reading.moods:
        return "dusk"
    if "bright" in reading.moods:
        return "day"
    return unsaid


def ground_of(reading: Reading) -> Ground:
    """The season's; summer where it is not said."""
    ground = _GROUNDS[reading.season or ("winter" if reading.has("snow") else "summer")]
    flower, grass = reading.color_of("flowers"), reading.color_of("grass")
    leaf = reading.color_of("leaf") or (shade(grass, -0.15) if grass else ground.leaf)
    return replace(
        ground,
        grass=grass or ground.grass,
        leaf=leaf,
        rock=reading.color_of("rock") or ground.rock,
        sand=reading.color_of("sand") or ground.sand,
        flowers=_shades(flower) if flower else ground.flowers,
    )


def _shades(flower: Rgb) -> tuple[Rgb, ...]:
    return flower, shade(flower, 0.2), flower, shade(flower, -0.2)
