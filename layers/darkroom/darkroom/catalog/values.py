"""DynamoDB's typed values: how texts, numbers and times are written and read.

What is None is left out of a row. A time is the number of its seconds since 1970, to the
microsecond.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

Item = dict[str, Any]
T = TypeVar("T")


def texts(**values: str | None) -> Item:
    return {name: {"S": str(value)} for name, value in values.items() if value is not None}


def numbers(**values: int | None) -> Item:
    return {name: {"N": str(value)} for name, value in values.items() if value is not None}


def times(**values: datetime | None) -> Item:
    return {name: from_time(time) for name, time in values.items() if time is not None}


def from_time(time: datetime) -> Item:
    return {"N": f"{time.timestamp():.6f}"}


def to_time(value: Mapping[str, str]) -> datetime:
    return datetime.fromtimestamp(float(value["N"]), UTC)


def whole_second(time: datetime) -> int:
    """The first whole second at which the time has come: nothing is due, or runs out, early."""
    return math.ceil(time.timestamp())


def maybe_text(item: Mapping[str, Any], name: str, read: Callable[[str], T]) -> T | None:
    """What `read` makes of the text, if there is one."""
    return read(item[name]["S"]) if name in item else None


def maybe_time(item: Mapping[str, Any], name: str) -> datetime | None:
    return to_time(item[name]) if name in item else None


def joined(parts: Iterable[str]) -> str | None:
    """Parts that contain no comma as one text: a byte for each, where a list takes one more."""
    return ",".join(parts) or None


def parted(item: Mapping[str, Any], name: str) -> list[str]:
    return item[name]["S"].split(",") if name in item else []


def from_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
