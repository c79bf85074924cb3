"""Where the credentials that sign come from, and when they end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from darkroom.domain.errors import StoreFailure
from darkroom.storage.signer import Credentials

if TYPE_CHECKING:
    import boto3
    from botocore.credentials import Credentials as BotoCredentials


def session_credentials(
    session: boto3.Session, session_lifetime: timedelta
) -> Callable[[], Credentials]:
    """What a session signs with at the moment of asking; refreshed when it is time.

    Three kinds:
    - keys without a token (a user's) do not end;
    - credentials that botocore refreshes (a profile's role, a container's, and a Lambda function
      under SnapStart) say when they end;
    - a token from the environment, as in a Lambda function, does not. AWS promises no figure:
      "services that assume a role, such as the AWS Lambda execution role, don't necessarily
      comply with the role's session duration settings" (AWS re:Post, "Why is my presigned URL
      for an Amazon S3 bucket expiring before the expiration time that I specified?"). A role's
      session lasts an hour unless somebody asked for more (IAM, MaxSessionDuration): so
      `session_lifetime` is assumed, counted from the signing.
    """

    def obtain() -> Credentials:
        """Raises StoreFailure when there are none to be had."""
        try:
            source = session.get_credentials()
        except (BotoCoreError, ClientError) as exc:
            raise StoreFailure from exc
        if source is None:
            raise StoreFailure
        return _frozen(source, session_lifetime)

    return obtain


def _frozen(source: BotoCredentials, session_lifetime: timedelta) -> Credentials:
    try:
        source.get_frozen_credentials()  # refreshes them, if it is time
        # Their end first, then what they are: should another thread refresh them in between, the
        # end is one that comes too early.
        ends = _end(source)
        frozen = source.get_frozen_credentials()
    except (BotoCoreError, ClientError, RuntimeError) as exc:
        # RuntimeError is what botocore raises when refreshed credentials have ended already.
        raise StoreFailure from exc
    if not (frozen.access_key and frozen.secret_key):
        raise StoreFailure
    unknown = frozen.token is not None and ends is None
    return Credentials(
        frozen.access_key,
        frozen.secret_key,
        frozen.token,
        expires_at=ends,
        assumed_lifetime=session_lifetime if unknown else None,
    )


def _end(source: BotoCredentials) -> datetime | None:
    """botocore tells nobody else when refreshable credentials end. Should the attribute go, the
    assumed lifetime takes its place."""
    ends = getattr(source, "_expiry_time", None)
    return ends.astimezone(UTC) if isinstance(ends, datetime) else None
