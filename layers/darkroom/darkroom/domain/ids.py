"""Ids: UUIDv7 for assets, palettes and shares. Sortable by time, made by the server alone."""

from __future__ import annotations

import re

_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def uuid7(unix_ms: int, entropy: bytes) -> str:
    """A UUIDv7 (RFC 9562, section 5.7) of a time in milliseconds and at least 10 random bytes."""
    if len(entropy) < 10:
        raise ValueError("a UUIDv7 needs ten random bytes")
    if not 0 <= unix_ms < 1 << 48:
        raise ValueError("a UUIDv7 counts milliseconds since 1970 in 48 bits")
    random = int.from_bytes(entropy[:10], "big")
    rand_a, rand_b = random >> 68, random & ((1 << 62) - 1)
    value = unix_ms << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def is_id(text: str) -> bool:
    """Whether this is one of our ids in its one canonical spelling."""
    return _UUID7.fullmatch(text) is not None
