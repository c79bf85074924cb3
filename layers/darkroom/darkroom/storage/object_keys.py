"""Which keys a store can hold, whatever is behind it."""

from __future__ import annotations

import re
import unicodedata

from darkroom.domain.errors import InvalidKey

MAX_KEY_BYTES = 1024
"""Of UTF-8 (S3 User Guide, "Naming Amazon S3 objects")."""

_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")


def check_key(key: str) -> str:
    """The key, if every store can hold it. Raises InvalidKey.

    Refused beyond what S3 refuses: empty, `.` and `..` segments, which clients and proxies fold
    away, so that a signed URL would mean another object; and control characters and
    non-characters, which the XML of a listing or of DeleteObjects cannot carry.
    """
    if len(key) <= MAX_KEY_BYTES and _PLAIN.fullmatch(key):
        return key
    try:
        size = len(key.encode())
    except UnicodeEncodeError as exc:
        raise InvalidKey("a key is Unicode text") from exc
    if not 1 <= size <= MAX_KEY_BYTES:
        raise InvalidKey(f"a key has 1 to {MAX_KEY_BYTES} bytes in UTF-8")
    if any(segment in {"", ".", ".."} for segment in key.split("/")):
        raise InvalidKey("no segment of a key is empty, . or ..")
    if any(unicodedata.category(char) == "Cc" or char in "\ufffe\uffff" for char in key):
        raise InvalidKey("a key has no control characters")
    return key
