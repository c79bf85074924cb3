"""The stores that the contract runs over, each with what a client and an outage need.

A further one (a real S3 server, say) is one more entry in STORES.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest import mock

import boto3
import requests
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws

import tests.moto_kept  # noqa: F401  it is quicker so
from darkroom.domain.errors import ObjectNotFound
from darkroom.storage.base import ObjectStore, PresignedUpload, Write
from darkroom.storage.credentials import session_credentials
from darkroom.storage.file import FileStore
from darkroom.storage.file_gate import FileGate
from darkroom.storage.file_links import FileLinks, LinkRefused
from darkroom.storage.s3 import S3Store
from darkroom.storage.s3_client import s3_client
from tests.conformance import ceph

SESSION_LIFETIME = timedelta(hours=1)
ODD_KEYS = [
    "alice/job/photo one.webp",
    "alice/job/größe-写真-🖼️.webp",
    "alice/job/a+b&c=d%20e~f.webp",
    "alice/job/.hidden",
    "alice/job/quote'\"<>.webp",
    "alice.40example/job/a..b.webp",
    "a/" + "b" * 200 + "/" + "c" * 200 + "/" + "d" * 200 + "/" + "e" * 200 + "/" + "f" * 200,
]


@dataclass(frozen=True)
class Answer:
    """What a client gets: status, headers, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Rig:
    """Two stores of one kind, a client without credentials, and a switch that breaks the first."""

    store: ObjectStore
    other: ObjectStore
    now: datetime
    get: Callable[[str], Answer]
    send: Callable[[PresignedUpload, bytes], int]
    break_down: Callable[[], None]


def write(key: str, body: bytes = b"picture") -> Write:
    return Write(key, body, "image/webp", "private, max-age=60")


@contextmanager
def file_rig(directory: Path) -> Iterator[Rig]:
    now = datetime.now(UTC)
    links = FileLinks("https://files.test/first", b"secret")
    root = directory / "first"
    store = FileStore(root, links, lambda: now)
    other_links = FileLinks("https://files.test/second", b"secret")
    other = FileStore(directory / "second", other_links, lambda: now)
    gates = {
        "first": FileGate(store, links, lambda: now),
        "second": FileGate(other, other_links, lambda: now),
    }

    def get(url: str) -> Answer:
        try:
            served = gates[url.split("/")[3]].get(url)
        except LinkRefused:
            return Answer(403, {}, b"")
        except ObjectNotFound:
            return Answer(404, {}, b"")
        return Answer(200, served.headers, served.body)

    def send(ticket: PresignedUpload, body: bytes) -> int:
        gate = gates[ticket.url.split("/")[3]]
        try:
            if ticket.method == "PUT":
                gate.put(ticket.url, ticket.headers, body)
                return 200
            gate.post(ticket.url, ticket.fields, body)
        except LinkRefused:
            return 403
        return 201

    yield Rig(store, other, now, get, send, lambda: shutil.rmtree(root))


@cache
def aws_session() -> boto3.Session:
    """Made once: reading botocore's data costs more than most tests."""
    return boto3.Session("AKIDEXAMPLE", "secret", region_name="eu-central-1")


@contextmanager
def moto_rig(_: Path) -> Iterator[Rig]:
    with without_aws_settings(), mock_aws(), s3_rig(aws_session()) as rig:
        yield rig


_numbers = itertools.count()


@contextmanager
def s3_rig(session: boto3.Session) -> Iterator[Rig]:
    """Over whatever answers as S3 where the session's settings lead."""
    now = datetime.now(UTC)
    client = s3_client(session)
    credentials = session_credentials(session, SESSION_LIFETIME)
    names = [f"contract-{os.getpid()}-{next(_numbers)}" for _ in range(2)]
    for name in names:
        where: Any = {"LocationConstraint": session.region_name}
        client.create_bucket(Bucket=name, CreateBucketConfiguration=where)
    store, other = (S3Store(client, name, credentials, lambda: now) for name in names)

    def fail(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="https://s3.test")

    yield Rig(
        store,
        other,
        now,
        http_get,
        http_send,
        lambda: client.meta.events.register_first("before-call.s3", fail),
    )


def http_get(url: str) -> Answer:
    answer = requests.get(url, timeout=10)
    return Answer(answer.status_code, answer.headers, answer.content)


def http_send(ticket: PresignedUpload, body: bytes) -> int:
    if ticket.method == "PUT":
        answer = requests.put(ticket.url, body, headers=ticket.headers, timeout=10)
    else:
        answer = requests.post(ticket.url, dict(ticket.fields), files={"file": body}, timeout=10)
    return int(answer.status_code)  # moto in process makes it a text


@contextmanager
def without_aws_settings() -> Iterator[None]:
    """What the developer's own shell says of AWS (endpoints, profiles) is not part of a test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with mock.patch.dict(os.environ, kept, clear=True):
        yield


@contextmanager
def server_rig(_: Path, url: str) -> Iterator[Rig]:
    """Over a real server, found as a deployment would find it: by the environment."""
    with without_aws_settings(), mock.patch.dict(os.environ, {"AWS_ENDPOINT_URL_S3": url}):
        session = boto3.Session(ceph.ACCESS_KEY, ceph.SECRET_KEY, region_name=ceph.REGION)
        with s3_rig(session) as rig:
            yield rig


STORES: dict[str, Callable[[Path], AbstractContextManager[Rig]]] = {
    "file": file_rig,
    "moto": moto_rig,
}
ENFORCING = ["file"]
"""Those that refuse a link which was changed or has ended, and an upload against its terms."""
CHECKING = ["file"]
"""Those that also refuse an upload against its SHA-256. Ceph does not look at it."""
if server := os.environ.get("DARKROOM_TEST_S3"):
    STORES["server"] = partial(server_rig, url=server)
    ENFORCING.append("server")
