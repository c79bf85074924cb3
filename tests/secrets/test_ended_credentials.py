"""Credentials that had ended when botocore had renewed them: every adapter says it cannot now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import boto3
import pytest

from darkroom.catalog.table import Table
from darkroom.delivery.cloudfront import CloudFrontDelivery, cloudfront_client
from darkroom.domain.arrival import Arrival
from darkroom.domain.errors import CatalogFailure, DeliveryFailure, StoreFailure
from darkroom.storage.arrivals import ArrivalQueue
from darkroom.storage.base import Write
from darkroom.storage.credentials import session_credentials
from darkroom.storage.s3 import S3Store
from darkroom.storage.s3_client import s3_client
from tests.fakes import Clock
from tests.secrets.sessions import session_with
from tests.secrets.sts import Role


def read_a_row(session: boto3.Session) -> None:
    Table(session.client("dynamodb"), "table").get({"pk": {"S": "a"}})


def save_an_object(session: boto3.Session) -> None:
    hour = timedelta(hours=1)
    credentials = session_credentials(session, hour)
    S3Store(s3_client(session), "bucket", credentials, Clock().now).save(
        Write("k", b"", "image/png")
    )


def purge(session: boto3.Session) -> None:
    delivery = CloudFrontDelivery(lambda: cloudfront_client(session), "E1", "https://cdn.example")
    delivery.purge(["a/b"], reference="1")


def tell_again(session: boto3.Session) -> None:
    url = "https://sqs.eu-central-1.amazonaws.com/000000000000/uploads"
    ArrivalQueue(session.client("sqs"), url, "uploads").send(Arrival("a/b/c.jpg", "etag"))


@pytest.mark.parametrize(
    ("ask", "failure"),
    [
        (read_a_row, CatalogFailure),
        (save_an_object, StoreFailure),
        (purge, DeliveryFailure),
        (tell_again, StoreFailure),
    ],
)
def test_is_a_failure_to_try_again_after(
    clock: Clock, ask: Callable[[boto3.Session], None], failure: type[Exception]
) -> None:
    role = Role(clock.now)
    session = session_with(role.credentials())
    role.lifetime = timedelta(seconds=-1)
    clock.advance(minutes=15)
    with pytest.raises(failure):
        ask(session)
