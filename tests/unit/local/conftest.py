"""A local AWS behind its gate, on a port of its own, shared by the tests of one process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests

from infra.local import cloud
from infra.local.cdn import Cdn
from infra.local.emulator import Emulator
from infra.local.gate import Gate
from infra.local.keys import AccessKey, KeyRing
from infra.local.permissions import Permissions
from infra.local.serving import Server, listen, url_of
from infra.local.sigv4 import Verifier
from infra.local.stack import Behaviour, CorsRule, Distribution, Site, Statement

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "photos"
APP = "https://app.example"


@dataclass(slots=True)
class GateClock:
    """The gate's time: real, or so far away from it."""

    shift: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.shift


@dataclass(slots=True)
class LocalAws:
    """The gate, and keys to it: an operator's, a role's, and a role's that may do little."""

    site: Site
    emulator: Emulator
    clock: GateClock
    operator: AccessKey
    role: AccessKey
    reader: AccessKey
    log: list[str]
    http: requests.Session
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict)

    def client(self, service: str, key: AccessKey | None = None) -> Any:
        """A boto3 client that signs with this key (the role's by default)."""
        key = key or self.role
        cached = self._clients.get((service, key.id))
        if cached is None:
            cached = self._clients[service, key.id] = cloud.clients(self.site, key)(service)
        return cached

    @property
    def s3(self) -> S3Client:
        """S3 with the role's temporary credentials."""
        client: S3Client = self.client("s3")
        return client

    def close(self) -> None:
        """Close every connection."""
        self.http.close()
        for client in self._clients.values():
            client.close()


def _gate(site: Site, keys: KeyRing, aws: LocalAws) -> Gate:
    may_read = Statement(("s3:GetObject",), (f"arn:aws:s3:::{BUCKET}/*",))
    cdn = Cdn(Distribution("D", "EDIST", (Behaviour("*", BUCKET, {}),)), aws.emulator)
    return Gate(
        site=site,
        emulator=aws.emulator,
        verifier=Verifier(keys, site.region),
        permissions=Permissions({"reader": (may_read,)}),
        cors={BUCKET: [CorsRule((APP,), ("POST", "GET"), ("*",), ("ETag",), 600)]},
        services={"cloudfront": cdn.api},
        log=aws.log.append,
        now=aws.clock,
    )


@pytest.fixture(scope="session")
def _local_aws() -> Iterator[LocalAws]:
    sock, keys = listen(0), KeyRing()
    site = Site(api_url="http://127.0.0.1:1", aws_url=url_of(sock), cdn_url="http://127.0.0.1:2")
    aws = LocalAws(
        site=site,
        emulator=Emulator(site),
        clock=GateClock(),
        operator=keys.issue("operator", session=False),
        role=keys.issue("role"),
        reader=keys.issue("reader"),
        log=[],
        http=requests.Session(),
    )
    aws.http.trust_env = False
    server = Server(sock, _gate(site, keys, aws)).start()
    place: Any = {"LocationConstraint": site.region}
    aws.client("s3", aws.operator).create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)
    yield aws
    aws.close()
    server.stop()


@pytest.fixture
def aws(_local_aws: LocalAws) -> LocalAws:
    """The local AWS with its clock set right."""
    _local_aws.clock.shift = timedelta()
    return _local_aws
