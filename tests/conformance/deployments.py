"""Deployments over the real servers: buckets and a table of their own, and a clock to move."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, ClassVar
from uuid import uuid4

import boto3

from darkroom.bootstrap import DYNAMODB, Container
from darkroom.services.ports import Time
from darkroom.settings import load_settings
from darkroom.storage.s3_client import s3_client
from tests.conformance import ceph
from tests.functions.cloud import the_stack

ROLES = ("uploads", "private", "public")
S3_URL, DYNAMODB_URL = "DARKROOM_TEST_S3", "DARKROOM_TEST_DYNAMODB"
ROWS_KEY = f"AKID{uuid4().hex}"
"""DynamoDB Local has one database for each access key: this process's is its own."""
_numbers = itertools.count()


@dataclass
class Clock:
    """The true time, as the servers' own clocks have it, and how far the services are off it."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def are_up() -> bool:
    """Whether there are servers to deploy to."""
    return all(name in os.environ for name in (S3_URL, DYNAMODB_URL))


@contextmanager
def deployed(clock: Clock, **words: str) -> Iterator[Container]:
    """The services, with these settings beside the usual ones."""
    name = f"deployment-{os.getpid()}-{next(_numbers)}"
    settings = {
        "TABLE_NAME": name,
        **{f"{role.upper()}_BUCKET": f"{name}-{role}" for role in ROLES},
        "PUBLIC_BASE_URL": "https://cdn.example",
        "SALT": uuid4().hex,
    }
    for role in ROLES:
        buckets().create_bucket(Bucket=f"{name}-{role}")
    rows().create_table(**_definition(name))
    yield Container(load_settings(settings | words), Time(now=clock.now), _sessions())
    # A large table takes longer to go than the client waits for an answer; asked again, it is gone.
    with suppress(rows().exceptions.ResourceNotFoundException):
        rows().delete_table(TableName=name)


def _definition(name: str) -> dict[str, Any]:
    (table,) = the_stack().tables
    return {**table.definition, "TableName": name}


@cache
def buckets() -> Any:
    """A client of Ceph's one user, of the tests' own."""
    return s3_client(_sessions())


@cache
def rows() -> Any:
    """The client of DynamoDB Local that every deployment of this process uses: making one takes
    longer than most tests."""
    session = boto3.Session(ROWS_KEY, "secret", region_name="eu-central-1")
    return session.client("dynamodb", config=DYNAMODB, endpoint_url=os.environ[DYNAMODB_URL])


@cache
def _sessions() -> _Sessions:
    return _Sessions(ceph.ACCESS_KEY, ceph.SECRET_KEY, region_name=ceph.REGION)


@dataclass
class Queue:
    """In the place of SQS, of which no server is at hand: what was sent, by all who have one."""

    sent: ClassVar[list[str]] = []

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> None:  # noqa: N803
        self.sent.append(MessageBody)


class _Sessions(boto3.Session):
    """For S3 a session, for DynamoDB, where other credentials hold, the one client."""

    def client(self, service_name, *args, **words):  # type: ignore[no-untyped-def]
        if service_name == "dynamodb":
            return rows()
        if service_name == "sqs":
            return Queue()
        # Not by the environment: that belongs to all threads, and to the tests that follow.
        words["endpoint_url"] = os.environ[S3_URL]
        return super().client(service_name, *args, **words)
