"""JSON that is the same for equal values, and its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def hash_of(value: Any) -> str:
    """SHA-256 of the canonical text, in hex."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def canonical(value: Any) -> str:
    """The text: names sorted, no spaces, ASCII, and 2.0 written as 2."""
    return json.dumps(whole_numbers(value), sort_keys=True, separators=(",", ":"), allow_nan=False)


def whole_numbers(value: Any) -> Any:
    """The value with 2.0 written as 2."""
    if isinstance(value, Mapping):
        return {name: whole_numbers(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [whole_numbers(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
