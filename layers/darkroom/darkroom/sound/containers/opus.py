"""How long an Opus packet plays (RFC 6716, 3.1 and 3.2)."""

from __future__ import annotations

from darkroom.sound.containers.base import broken

RATE = 48_000
MOST_SAMPLES = 5760
"""120 ms: no packet may hold more."""
_SILK, _HYBRID, _CELT = (480, 960, 1920, 2880), (480, 960), (120, 240, 480, 960)


def samples(packet: bytes | memoryview) -> int:
    """At 48 kHz. Raises NotARecording for what is no packet."""
    if not packet:
        raise broken()
    frame, code = _frame(packet[0] >> 3), packet[0] & 3
    count = 1 if code == 0 else 2
    if code == 3:
        count = packet[1] & 0x3F if len(packet) > 1 else 0
    total = frame * count
    if not 0 < total <= MOST_SAMPLES:
        raise broken()
    return total


def _frame(config: int) -> int:
    """Samples of one frame."""
    if config < 12:
        return _SILK[config & 3]
    return _HYBRID[config & 1] if config < 16 else _CELT[config & 3]
