"""What SQS says, in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from darkroom.domain.errors import StoreFailure


@contextmanager
def translated() -> Iterator[None]:
    """Raises StoreFailure in place of boto3's errors."""
    try:
        yield
    except (BotoCoreError, ClientError, RuntimeError) as exc:
        # RuntimeError: credentials that were ended when botocore had renewed them.
        raise StoreFailure from exc
