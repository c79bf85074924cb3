"""`If-Match`: changing only what was read."""

from __future__ import annotations

import re

from darkroom.domain.errors import PreconditionFailed

_EDITION = re.compile(r'"(\d{1,15})"')


def editions(if_match: str | None) -> frozenset[int]:
    """The editions an `If-Match` header names (RFC 9110, 13.1.1); empty when any will do.

    Raises PreconditionFailed when it names only validators we never give out.
    """
    if if_match is None or if_match.strip() == "*":
        return frozenset()
    named = (_EDITION.fullmatch(part.strip()) for part in if_match.split(","))
    found = frozenset(int(match[1]) for match in named if match)
    if not found:
        raise PreconditionFailed
    return found
