"""Landscapes: which layers a prompt needs, from the farthest to the nearest."""

from __future__ import annotations

from PIL import Image

from darkroom.imaging.painter import city, land, plants, sky, water, weather
from darkroom.imaging.painter.inks import lit, mix
from darkroom.imaging.painter.lights import ground_of, light_of
from darkroom.imaging.painter.northern import hang_aurora
from darkroom.imaging.painter.stage import Dice, Stage
from darkroom.imaging.painter.words import Reading

SUBJECTS = frozenset(
    {
        "sea", "beach", "lake", "river", "mountains", "hills", "desert", "forest", "flowers",
        "city", "street", "clouds", "sky", "stars", "moon", "sun", "aurora", "rain", "snow", "fog",
        "storm",
    }
)  # fmt: skip
_GROUND = ("hills", "desert", "forest", "flowers")
_HORIZONS = (
    ("street", 0.74), ("beach", 0.46), ("flowers", 0.42), ("desert", 0.5), ("forest", 0.5),
    ("city", 0.78), ("river", 0.5), ("hills", 0.52), ("lake", 0.62), ("mountains", 0.7),
    ("sea", 0.56), ("aurora", 0.82), ("stars", 0.84), ("clouds", 1.04),
    ("sky", 1.04),
)  # fmt: skip
_WET_CITY = 0.64


def paint_scene(reading: Reading, dice: Dice, size: tuple[int, int]) -> Image.Image:
    """The picture of a reading with at least one of SUBJECTS; RGB."""
    stage = _set(reading, dice, size)
    sky.paint_sky(stage)
    if reading.has("aurora"):
        hang_aurora(stage)
    sky.paint_sun(stage)
    sky.paint_clouds(stage)
    if reading.has("storm"):
        weather.strike(stage)
    _paint_far(stage)
    _paint_near(stage)
    if stage.reading.has("fog"):
        weather.veil(stage)
    if reading.has("rain"):
        weather.pour(stage)
    if reading.has("snow"):
        weather.snow(stage)
    return stage.picture


def _set(reading: Reading, dice: Dice, size: tuple[int, int]) -> Stage:
    chance = dice.of("stage")
    light = light_of(reading, chance)
    share = next((share for name, share in _HORIZONS if reading.has(name)), 0.9)
    if reading.has("city") and reading.has("sea", "lake", "river"):
        share = _WET_CITY
    horizon = min(size[1], round(size[1] * (share + chance.uniform(-0.04, 0.04))))
    across = chance.uniform(0.18, 0.82)
    high = horizon * (1 - min(0.86, light.sun)) - size[1] * 0.02
    sun = (size[0] * across, min(max(high, size[1] * 0.12), horizon * 0.97))
    ground = ground_of(reading)
    soil = ground.sand if reading.has("desert") else ground.grass
    far = mix(light.haze, lit(soil, light.ambient), 0.34)
    return Stage(Image.new("RGB", size, far), reading, dice, light, ground, horizon, sun)


def _paint_far(stage: Stage) -> None:
    reading = stage.reading
    if reading.has("mountains"):
        land.raise_mountains(stage)
    if reading.has("city", "street"):
        city.build_city(stage)
    if reading.has("sea", "lake"):
        water.fill_water(stage)
    elif reading.has("street") or (reading.has("city") and not reading.has(*_GROUND, "river")):
        city.pave(stage)
    elif reading.has("desert"):
        land.heap_dunes(stage)
    elif _is_land(reading):
        land.roll_hills(stage)
    if reading.has("river") and not reading.has("sea", "lake"):
        water.wind_river(stage)


def _is_land(reading: Reading) -> bool:
    """Everything stands on something; a sky alone does not, and hills are not where not wanted."""
    only_sky = not reading.has(*_GROUND, "mountains", "river", "city")
    return not (only_sky and reading.has("sky", "clouds")) and "no hills" not in reading.moods


def _paint_near(stage: Stage) -> None:
    reading = stage.reading
    if reading.has("beach"):
        water.lay_beach(stage)
    if reading.has("forest"):
        plants.plant_forest(stage, alone=_is_only_forest(reading))
    if reading.has("flowers"):
        plants.sow_flowers(stage)
        plants.soften(stage)
    if reading.has("city", "street"):
        city.light_up(stage)


def _is_only_forest(reading: Reading) -> bool:
    return not reading.has("mountains", "lake", "sea", "river", "hills", "city", "flowers")
