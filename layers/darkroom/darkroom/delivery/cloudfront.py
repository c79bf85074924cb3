"""Amazon CloudFront in front of the public bucket."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from darkroom.delivery.plain import public_url
from darkroom.domain.errors import DeliveryFailure

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_cloudfront import CloudFrontClient

MAX_WILDCARDS = 15
"""Wildcard paths that one distribution may have in progress (CloudFront Developer Guide,
"Concurrent invalidation request maximum"). A request with more of them is refused for ever."""


class CloudFrontDelivery:
    """One distribution. The client is made when something is first purged: addresses need none."""

    def __init__(
        self, client_factory: Callable[[], CloudFrontClient], distribution_id: str, base_url: str
    ) -> None:
        self._client_factory = client_factory
        self._distribution_id = distribution_id
        self._base_url = base_url

    def url(self, key: str) -> str:
        return public_url(self._base_url, key)

    def purge(self, prefixes: Sequence[str], *, reference: str) -> None:
        """One wildcard path a prefix, in requests of at most 15.

        While CloudFront is still busy with earlier ones it refuses; what it has accepted by then
        costs nothing to repeat.
        """
        paths = sorted({f"/{quote(prefix)}*" for prefix in prefixes})
        for start in range(0, len(paths), MAX_WILDCARDS):
            self._invalidate(paths[start : start + MAX_WILDCARDS], reference)

    def _invalidate(self, paths: list[str], reference: str) -> None:
        # The same reference with the same paths is the same invalidation, and free; with other
        # paths it is an error (InvalidationBatchAlreadyExists). So the paths are part of it.
        digest = sha256("\n".join(paths).encode()).hexdigest()[:16]
        try:
            self._client.create_invalidation(
                DistributionId=self._distribution_id,
                InvalidationBatch={
                    "Paths": {"Quantity": len(paths), "Items": paths},
                    "CallerReference": f"{reference}-{digest}",
                },
            )
        except (ClientError, BotoCoreError, RuntimeError) as exc:
            # RuntimeError: credentials that were ended when botocore had renewed them.
            raise DeliveryFailure from exc

    @cached_property
    def _client(self) -> CloudFrontClient:
        return self._client_factory()


def cloudfront_client(session: boto3.Session) -> CloudFrontClient:
    """CloudFront is one service for all regions; its API is signed for us-east-1."""
    client: CloudFrontClient = session.client(
        "cloudfront",
        region_name="us-east-1",
        config=Config(
            retries={"mode": "standard", "total_max_attempts": 3},
            connect_timeout=2,
            read_timeout=10,
        ),
    )
    return client
