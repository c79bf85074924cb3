"""What says how AAC is coded: AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1)."""

from __future__ import annotations

from darkroom.sound.containers.base import unheard

RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
"""In Hz, by index."""
SAMPLES = 1024
"""Per channel, that a block decodes to."""
MOST_BYTES = 1024
"""Of a block, for each channel. The standard has 768 (ISO/IEC 14496-3, 4.5.3), FFmpeg's encoder
goes a little above (781 for speech at 64 kbit/s). Much more would be several blocks."""
_SHORT_SAMPLES = 960
_PLAIN = frozenset({1, 2, 3, 4})
"""Main, LC, SSR, LTP."""
_WIDENED = frozenset({5, 29})
"""HE-AAC, and its second version: a plain one in half the rate, and what to make of it."""
_RATE_FOLLOWS = 15


def seconds_of_block(config: bytes) -> float:
    """How long one block plays. Raises NotARecording for AAC of another kind."""
    bits = _Bits(config)
    kind = bits.take(5)
    rate = _rate(bits)
    bits.take(4)
    if kind in _WIDENED:
        _rate(bits)
        kind = bits.take(5)
    is_short = bits.take(1)
    if kind not in _PLAIN or not 0 < rate <= RATES[0]:
        raise unheard("is coded in a way that is not heard here")
    return (_SHORT_SAMPLES if is_short else SAMPLES) / rate


def config(kind: int, rate_index: int, channels: int) -> bytes:
    """For blocks with 1,024 samples per channel."""
    return (kind << 11 | rate_index << 7 | channels << 3).to_bytes(2)


def _rate(bits: _Bits) -> int:
    """In Hz; 0 for an index that nothing stands for."""
    index = bits.take(4)
    if index == _RATE_FOLLOWS:
        return bits.take(24)
    return RATES[index] if index < len(RATES) else 0


class _Bits:
    """Reads numbers from the most significant bit on; zeros where there is nothing more."""

    def __init__(self, data: bytes) -> None:
        self._left = len(data) * 8
        self._value = int.from_bytes(data)

    def take(self, count: int) -> int:
        self._left -= count
        return self._value >> self._left & (1 << count) - 1 if self._left >= 0 else 0
