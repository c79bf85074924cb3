"""The Content-Disposition of a download: RFC 6266, with the encoding of RFC 8187."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

_ATTR_CHAR = "!#$&+^`|"
"""RFC 8187, section 3.2.1: what `filename*` may carry unescaped, beside letters, digits, -._~"""
_RISKY_IN_QUOTES = re.compile(r'[^\x20-\x7e]|["\\%]')
"""Not ASCII, or read differently by different browsers inside a quoted string (RFC 6266, D)."""
_JOINERS = "\u200c\u200d"
"""Invisible, but part of Persian words and of emoji: kept."""


def attachment(filename: str) -> str:
    """The header's value, in printable ASCII: nothing in a name can end it or begin another.

    Characters that reorder what is displayed are dropped, so that `gpj.exe` cannot pass for
    `exe.jpg`; so are control characters and folders.
    """
    name = "".join(char for char in filename if _harmless(char))
    name = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if name in {"", ".", ".."}:  # what is dropped may have been all that made it a name
        name = "download"
    fallback = _RISKY_IN_QUOTES.sub("_", name)
    value = f'attachment; filename="{fallback}"'
    if fallback != name:
        value += f"; filename*=UTF-8''{quote(name, safe=_ATTR_CHAR)}"
    return value


def _harmless(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
