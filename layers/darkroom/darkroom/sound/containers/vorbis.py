"""How long a Vorbis packet plays (Vorbis I specification, 4.2.2, 4.2.4 and 4.3.1)."""

from __future__ import annotations

from darkroom.sound.containers.base import broken

_MODE_BITS = 1 + 16 + 16 + 8
"""Whether its blocks are long, window, transform, mapping."""
_COUNT_BITS = 6
_MOST_MODES = 64
_SIZES = range(6, 14)
"""Of a block, as a power of two."""
_RATES = range(4_000, 192_001)


class Blocks:
    """Follows a stream's blocks: each plays half of itself and half of the one before."""

    def __init__(self, identification: bytes, setup: bytes) -> None:
        """Raises NotARecording for headers that no decoder takes."""
        exponents = identification[28] & 15, identification[28] >> 4
        self.rate = int.from_bytes(identification[12:16], "little")
        if not set(exponents) <= set(_SIZES) or self.rate not in _RATES:
            raise broken()
        self._sizes = tuple(1 << each for each in exponents)
        self._are_long = _modes(setup)
        self._before = 0

    def samples(self, packet: bytes) -> int:
        """Of the next packet, per channel. Raises NotARecording for what is none."""
        if not packet or packet[0] & 1:
            raise broken()
        bits = (len(self._are_long) - 1).bit_length()
        mode = packet[0] >> 1 & (1 << bits) - 1
        if mode >= len(self._are_long):
            raise broken()
        size = self._sizes[self._are_long[mode]]
        played = (self._before + size) // 4 if self._before else 0
        self._before = size
        return played


def _modes(setup: bytes) -> list[bool]:
    """For each mode, whether its blocks are long.

    The modes are the last thing in the header, and what comes before is as long as its codebooks
    are. So they are read from the end: a mode's window and transform are 0, and before the first
    mode stands how many there are.
    """
    value = int.from_bytes(setup, "little")
    at = value.bit_length() - 1  # the framing bit, the highest that is set
    are_long: list[bool] = []
    counted: list[bool] = []
    while at >= _MODE_BITS + _COUNT_BITS and len(are_long) < _MOST_MODES:
        at -= _MODE_BITS
        mode = value >> at & (1 << _MODE_BITS) - 1
        if mode >> 1 & 0xFFFFFFFF:
            break
        are_long.insert(0, bool(mode & 1))
        if value >> at - _COUNT_BITS & 0x3F == len(are_long) - 1:
            counted = list(are_long)
    if not counted:
        raise broken()
    return counted
