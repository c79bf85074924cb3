"""ICC profiles made by hand, so that a test knows what colour must come out."""

from __future__ import annotations

import struct

# D50-adapted colorants, XYZ; white is D50 itself.
SRGB = ((0.4360, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))
DISPLAY_P3 = ((0.5151, 0.2412, -0.0011), (0.2919, 0.6922, 0.0419), (0.1572, 0.0666, 0.7841))
_D50 = (0.9642, 1.0, 0.8249)


def rgb_profile(
    colorants: tuple[tuple[float, float, float], ...] = DISPLAY_P3, name: str = "Wide"
) -> bytes:
    """A matrix profile with the tone curve of sRGB."""
    curve = b"para" + struct.pack(
        ">I2H5i", 0, 3, 0, *map(_fixed, (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))
    )
    red, green, blue = map(_xyz, colorants)
    return _profile(
        b"RGB ",
        b"XYZ ",
        {
            b"desc": _description(name),
            b"wtpt": _xyz(_D50),
            b"rXYZ": red,
            b"gXYZ": green,
            b"bXYZ": blue,
            b"rTRC": curve,
            b"gTRC": curve,
            b"bTRC": curve,
        },
    )


def gray_profile(gamma: float) -> bytes:
    curve = b"curv" + struct.pack(">IIH", 0, 1, round(gamma * 256))
    return _profile(
        b"GRAY",
        b"XYZ ",
        {b"desc": _description("Gray"), b"wtpt": _xyz(_D50), b"kTRC": curve},
    )


def cmyk_profile_with_red_cyan() -> bytes:
    """For a press whose cyan ink is red: white paper, red where there is cyan, else black."""
    white, red, black = bytes([255, 128, 128]), bytes([136, 209, 198]), bytes([0, 128, 128])
    corners = b"".join(
        white if not inks else red if inks == 0b1000 else black for inks in range(16)
    )
    ramp = bytes(range(256))
    identity = struct.pack(">9i", *(_fixed(float(at % 4 == 0)) for at in range(9)))
    table = b"mft1" + bytes([0, 0, 0, 0, 4, 3, 2, 0]) + identity + ramp * 4 + corners + ramp * 3
    return _profile(
        b"CMYK",
        b"Lab ",
        {b"desc": _description("Red press"), b"wtpt": _xyz(_D50), b"A2B0": table, b"A2B1": table},
    )


def _profile(space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    directory, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        padded = data + b"\0" * (-len(data) % 4)
        directory += name + struct.pack(">2I", at + len(body), len(data))
        body += padded
    header = struct.pack(
        ">I4sI4s4s4s12s4s28s12s48s",
        at + len(body),
        b"",
        0x02400000,
        b"mntr" if space != b"CMYK" else b"prtr",
        space,
        connection,
        b"",
        b"acsp",
        b"",
        struct.pack(">3i", *map(_fixed, _D50)),
        b"",
    )
    return header + struct.pack(">I", len(tags)) + directory + body


def _description(name: str) -> bytes:
    text = name.encode("ascii") + b"\0"
    return b"desc" + struct.pack(">2I", 0, len(text)) + text + b"\0" * 78


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + struct.pack(">I3i", 0, *map(_fixed, values))


def _fixed(value: float) -> int:
    """s15Fixed16Number."""
    return round(value * 65536)
