"""Colours for what has none of its own: abstract fields and patterns."""

from __future__ import annotations

import random
from collections.abc import Sequence

from darkroom.imaging.painter.inks import BLACK, WHITE, Rgb, brightness, ink, mix, shade
from darkroom.imaging.painter.words import Reading

_SCHEMES = {
    "": (
        (0x0B1D3A, 0x1F5673, 0x3FA7A0, 0xF2D59A, 0xEF6F53),
        (0x2B1B3D, 0x6B2D5C, 0xC44569, 0xF78F6B, 0xFBE3B5),
        (0x10261F, 0x2F5D50, 0x8FB47C, 0xE9E3B4, 0xD98E4A),
        (0x171738, 0x2E4A8F, 0x7F8EE0, 0xE6D7F5, 0xF4A7B9),
        (0x3A1515, 0x8C2F2B, 0xDB7B3C, 0xF4D58D, 0x4A8C8C),
    ),
    "warm": (
        (0x2A0A0A, 0x7A1E1E, 0xD1462F, 0xF59B3F, 0xFFE3A3),
        (0x3B1420, 0x8E2C48, 0xE0604F, 0xF7B267, 0xFCE9C9),
    ),
    "cold": (
        (0x061426, 0x0F3B66, 0x2E86AB, 0x8FCFE0, 0xF0F9FF),
        (0x101C33, 0x2B4C7E, 0x5FA3B8, 0xBFE3E0, 0xEEF4F4),
    ),
    "pastel": (
        (0xA9CFEF, 0xF7B5C6, 0xFFE2B0, 0xB9E6CB, 0xCDBBF2),
        (0xFAC3B2, 0xFDE4BC, 0xBFE6DC, 0xB4CAF2, 0xE6BEE4),
    ),
    "vivid": (
        (0x2D00F7, 0xB100E8, 0xF20089, 0xFF7A00, 0xFFE000),
        (0x0031D1, 0x00B4D8, 0x06D6A0, 0xFFD60A, 0xFF006E),
    ),
    "dark": (
        (0x05060A, 0x11182B, 0x2A2747, 0x5A2F5E, 0xB0546B),
        (0x04080A, 0x0B1F22, 0x14423F, 0x2E6E5C, 0xC7A55B),
    ),
    "bright": ((0xFFFFFF, 0xFDE9C4, 0xFFC48C, 0x8FD3E8, 0x4C9FD9),),
    "muted": ((0x3B3D40, 0x6E6B66, 0xA39B8B, 0xCBC2AE, 0x8A7468),),
    "stormy": ((0x12161C, 0x2E3A46, 0x5D6E7B, 0xA3B1B8, 0xE6ECEC),),
    "calm": ((0x24435A, 0x4F7F94, 0x94B8B9, 0xD9DFCB, 0xF4EAD9),),
    "minimal": ((0xF3EFE8, 0xE4DCD0, 0xC9BFB2, 0x8A8178, 0xD9604C),),
    "night": ((0x03050F, 0x0B1437, 0x2A2D7C, 0x6B4FA8, 0xD9B8F0),),
    "neon": ((0x0A0118, 0x3D0A75, 0xF20AA0, 0x12D9FF, 0xF9F871),),
    "sunset": ((0x1F1B4D, 0x7A2E6E, 0xE0556B, 0xFF9E57, 0xFFE3A0),),
    "dawn": ((0x51669E, 0xA58BB8, 0xF0B5B5, 0xFFDDB0, 0xFFF6DF),),
    "autumn": ((0x2B1510, 0x7A3018, 0xC9621E, 0xE8A83C, 0x6B7A3A),),
    "winter": ((0x1B2A41, 0x496A8C, 0x9DBED6, 0xDCEAF4, 0xFFFFFF),),
    "spring": ((0x4E8C57, 0x9CCB86, 0xF6E7A8, 0xF9B8CB, 0xC58AD0),),
}
_MOODS = (
    "pastel", "vivid", "minimal", "dark", "bright", "muted", "stormy", "warm", "cold", "calm",
)  # fmt: skip


def scheme_of(reading: Reading, chance: random.Random) -> list[Rgb]:
    """Five colours or so: those that are named, with a shade or two of them; else the mood's."""
    if reading.colors:
        return _around(reading.colors)
    asked = [mood for mood in _MOODS if mood in reading.moods]
    asked += [word for word in (reading.light, reading.season) if word in _SCHEMES]
    schemes = _SCHEMES[asked[0] if asked else ""]
    scheme = [ink(value) for value in schemes[int(chance.random() * len(schemes))]]
    return scheme if chance.random() < 0.6 else scheme[::-1]


def by_light(colors: Sequence[Rgb]) -> list[Rgb]:
    """The darkest first."""
    return sorted(colors, key=lambda color: (brightness(color), color))


def _around(colors: Sequence[Rgb]) -> list[Rgb]:
    """The named colours; a single one with its own shades."""
    if len(colors) > 2:
        return list(colors)
    if len(colors) == 2:
        one, other = colors
        return [one, other, shade(one, 0.22), other, shade(one, -0.25)]
    (only,) = colors
    return [mix(only, BLACK, 0.4), only, only, mix(only, WHITE, 0.4), shade(only, -0.15)]
