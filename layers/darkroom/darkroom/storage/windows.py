"""When a signed URL starts and when it truly ends.

A URL for reading is the same for every call within one window, so that browsers find a private
image in their cache: of a lifetime of E seconds a window has max(1, E // 4), and the signature
is dated to its start. The URL never lives longer than asked, and at least three quarters of it.

No URL outlives the credentials that signed it, whatever it says: where they end first, the URL
states their end.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from darkroom.domain.errors import StoreFailure
from darkroom.storage.signer import Credentials, Validity

Window = Callable[[datetime, timedelta, Credentials | None], Validity]

MAX_LIFETIME = timedelta(days=7)
"""The largest X-Amz-Expires that S3 accepts (S3 API Reference, query string authentication)."""


def for_reading(
    now: datetime, lifetime: timedelta, credentials: Credentials | None = None
) -> Validity:
    """From the start of the window that `now` falls into. Raises StoreFailure when the
    credentials have ended."""
    seconds = _seconds(lifetime, credentials)
    moment = int(now.timestamp())
    return _until(moment, moment - moment % max(1, seconds // 4), seconds, credentials)


def for_upload(
    now: datetime, lifetime: timedelta, credentials: Credentials | None = None
) -> Validity:
    """From `now` on: a ticket is used once, and nobody caches it. Raises StoreFailure when the
    credentials have ended."""
    moment = int(now.timestamp())
    return _until(moment, moment, _seconds(lifetime, credentials), credentials)


def _seconds(lifetime: timedelta, credentials: Credentials | None) -> int:
    if lifetime < timedelta(seconds=1):
        raise ValueError("a signed URL lives for at least a second")
    lifetimes = [lifetime, MAX_LIFETIME]
    if credentials is not None and credentials.assumed_lifetime is not None:
        lifetimes.append(credentials.assumed_lifetime)
    return int(min(lifetimes).total_seconds())


def _until(moment: int, start: int, seconds: int, credentials: Credentials | None) -> Validity:
    end = start + seconds
    if credentials is not None and credentials.expires_at is not None:
        end = min(end, int(credentials.expires_at.timestamp()))
    if end <= moment:
        raise StoreFailure
    return Validity(start, end - start)
