"""What S3 says, in our words: the one place that knows its error codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from darkroom.domain.errors import (
    DarkroomError,
    InvalidKey,
    ObjectChanged,
    ObjectNotFound,
    StoreFailure,
)

# An answer to HEAD has no body: botocore makes its code of the status, and a missing bucket looks
# like a missing object.
_MEANINGS: dict[str, type[DarkroomError]] = {
    "NoSuchKey": ObjectNotFound,
    "404": ObjectNotFound,
    "PreconditionFailed": ObjectChanged,
    "412": ObjectChanged,
    "KeyTooLongError": InvalidKey,
}


@contextmanager
def translated() -> Iterator[None]:
    """Raises one of the store's errors in place of boto3's. What nobody expected (an outage, a
    missing bucket, a missing permission) is StoreFailure, and keeps its cause for the log."""
    try:
        yield
    except ClientError as exc:
        raise _MEANINGS.get(code_of(exc), StoreFailure) from exc
    except (BotoCoreError, RuntimeError) as exc:
        # RuntimeError: credentials that were ended when botocore had renewed them.
        raise StoreFailure from exc


def code_of(exc: ClientError) -> str:
    return exc.response.get("Error", {}).get("Code", "")
