"""A deployment over the real servers, for each test a fresh one."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from unittest import mock
from uuid import uuid4

import boto3
import pytest

from darkroom.bootstrap import Container
from darkroom.settings import load_settings
from darkroom.storage.s3_client import s3_client
from tests.conformance import ceph
from tests.functions.cloud import the_stack

_numbers = itertools.count()
SERVERS = ("DARKROOM_TEST_S3", "DARKROOM_TEST_DYNAMODB")


@pytest.fixture
def deployment() -> Iterator[Container]:
    """The services, with buckets and a table of their own."""
    if any(name not in os.environ for name in SERVERS):
        pytest.skip("no servers: `make conformance` installs and starts them")
    s3_url, dynamodb_url = (os.environ[name] for name in SERVERS)
    name = f"deployment-{os.getpid()}-{next(_numbers)}"
    settings = {
        "TABLE_NAME": the_stack().tables[0].name,
        **{f"{role.upper()}_BUCKET": f"{name}-{role}" for role in ("uploads", "private", "public")},
        "PUBLIC_BASE_URL": "https://cdn.example",
        "SALT": uuid4().hex,
    }
    endpoints = {"AWS_ENDPOINT_URL_S3": s3_url, "AWS_ENDPOINT_URL_DYNAMODB": dynamodb_url}
    with mock.patch.dict(os.environ, endpoints):
        session = boto3.Session(ceph.ACCESS_KEY, ceph.SECRET_KEY, region_name=ceph.REGION)
        # DynamoDB Local has one database for each access key.
        rows = boto3.Session(f"AKID{uuid4().hex}", "secret", region_name="eu-central-1")
        container = Container(load_settings(settings), session=_Sessions(session, rows))
        _create(session, rows, settings)
        yield container


class _Sessions(boto3.Session):
    """One session for S3, another for DynamoDB."""

    def __init__(self, objects: boto3.Session, rows: boto3.Session) -> None:
        self.__dict__ = objects.__dict__
        self._rows = rows

    def client(self, service_name, *args, **words):  # type: ignore[no-untyped-def]
        if service_name == "dynamodb":
            return self._rows.client(service_name, *args, **words)
        return super().client(service_name, *args, **words)


def _create(objects: boto3.Session, rows: boto3.Session, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        if name.endswith("_BUCKET"):
            s3_client(objects).create_bucket(Bucket=value)
    (table,) = the_stack().tables
    rows.client("dynamodb").create_table(TableName=table.name, **dict(table.definition))
