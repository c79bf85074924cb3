"""Everything signed in an answer: how long it holds, and how long the answer says it does."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.functions.answers import Answer

_SIGNATURE = re.compile("X-Amz-Signature=|x-amz-signature", re.IGNORECASE)
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Signed:
    """`stated` is None where an answer has no place for it, as in a redirect."""

    starts: datetime
    ends: datetime
    stated: datetime | None


def signed_in(answer: Answer) -> list[Signed]:
    """All of it: what is not understood is an error."""
    location = answer.headers.get("location", "")
    found = [_url(location, None)] if "X-Amz-" in location else []
    if answer.text.startswith("{"):
        found += _inside(answer.json)
    assert len(found) == len(_SIGNATURE.findall(location + answer.text)), answer.text
    return found


def _inside(value: Any) -> Iterator[Signed]:
    if isinstance(value, dict):
        yield from _of_object(value)
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _inside(each)


def _of_object(value: dict[str, Any]) -> Iterator[Signed]:
    stated = value.get("expires_at")
    if "X-Amz-Signature" in str(value.get("url")):
        yield _url(value["url"], stated)
    for part in (value.get("srcset") or "").split(", "):
        if part:
            yield _url(part.split(" ")[0], stated)
    if "policy" in value.get("fields", {}):
        yield _form(value["fields"], stated)


def _url(url: str, stated: str | None) -> Signed:
    said = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    starts = datetime.strptime(said["X-Amz-Date"], _STAMP).replace(tzinfo=UTC)
    return Signed(starts, starts + timedelta(seconds=int(said["X-Amz-Expires"])), _time(stated))


def _form(fields: dict[str, str], stated: str | None) -> Signed:
    policy = json.loads(base64.b64decode(fields["policy"]))
    starts = datetime.strptime(fields["x-amz-date"], _STAMP).replace(tzinfo=UTC)
    return Signed(starts, datetime.fromisoformat(policy["expiration"]), _time(stated))


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
