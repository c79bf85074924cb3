"""The template's resources in moto, and one set of clients for the whole run.

Reading the descriptions of the services takes longer than a test does: so clients are made once,
as in a warm function, and only what they talk to is made anew. It is asked for once, too: each test
gets a copy of what moto made of that, in a quarter of the time that the requests take.
"""

from __future__ import annotations

import copyreg
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from pathlib import Path
from threading import Condition
from typing import Any

import boto3
from moto import mock_aws
from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID

import tests.moto_kept  # noqa: F401  it is quicker so
from infra.local.stack import Site, Stack
from infra.local.template import load_stack

ROOT = Path(__file__).parents[2]
SITE = Site(
    api_url="https://api.example",
    aws_url="https://aws.example",
    cdn_url="https://cdn.example",
    region="eu-central-1",
    stack_uuid="0c5a2f6e-54b1-4f0e-9d0b-2f3a6f2f7c11",
)
CREDENTIALS = {
    "aws_access_key_id": "AKIATESTING0000000",
    "aws_secret_access_key": "not-a-secret",
    "aws_session_token": "session-token",
    "region_name": SITE.region,
}


@cache
def the_stack() -> Stack:
    """What the template declares."""
    return load_stack(ROOT / "template.yaml", SITE)


@cache
def environment() -> Mapping[str, str]:
    """All functions' environments together: they never contradict one another."""
    merged: dict[str, str] = {}
    for function in the_stack().functions:
        merged |= function.environment
    return merged


@cache
def functions_session() -> boto3.Session:
    """What functions make their clients of."""
    return boto3.Session(**CREDENTIALS)  # type: ignore[arg-type]


@cache
def client(service: str) -> Any:
    """A client of the tests' own."""
    return _tests_session().client(service)  # type: ignore[call-overload]


@cache
def _tests_session() -> boto3.Session:
    return boto3.Session(**CREDENTIALS)  # type: ignore[arg-type]


@contextmanager
def standing_cloud() -> Iterator[None]:
    """Everything the template declares, empty."""
    made = _made()
    with mock_aws():
        for place, things in zip(_places(), deepcopy(made), strict=True):
            place.update(things)
        yield


copyreg.pickle(Condition, lambda _: (Condition, ()))  # a copy of a queue has a lock of its own


@cache
def _made() -> list[dict[str, Any]]:
    """What is in moto's places once everything was created. It is copied, never used."""
    with mock_aws():
        _create(the_stack())
        return [dict(place) for place in _places()]


def _places() -> list[dict[str, Any]]:
    """Where moto keeps buckets, whose they are, tables, queues and distributions."""
    stores: Any = get_backend("s3")
    near, anywhere = SITE.region, "aws"
    return [
        stores[DEFAULT_ACCOUNT_ID][anywhere].buckets,
        stores.bucket_accounts,
        get_backend("dynamodb")[DEFAULT_ACCOUNT_ID][near].tables,
        get_backend("sqs")[DEFAULT_ACCOUNT_ID][near].queues,
        get_backend("cloudfront")[DEFAULT_ACCOUNT_ID][anywhere].distributions,
    ]


def _create(stack: Stack) -> None:
    where = {"LocationConstraint": SITE.region}
    for bucket in stack.buckets:
        client("s3").create_bucket(Bucket=bucket.name, CreateBucketConfiguration=where)
    for table in stack.tables:
        client("dynamodb").create_table(TableName=table.name, **dict(table.definition))
    for queue in stack.queues:
        client("sqs").create_queue(QueueName=queue.name)
    for distribution in stack.distributions:
        _create_distribution(distribution.id)


def _create_distribution(distribution_id: str) -> None:
    """moto gives it an id of its own choice: renamed to the one that functions are told."""
    origin = {"Id": "public", "DomainName": "public.example"}
    behaviour = {"TargetOriginId": "public", "ViewerProtocolPolicy": "redirect-to-https"}
    made = client("cloudfront").create_distribution(
        DistributionConfig={
            "CallerReference": distribution_id,
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": behaviour,
            "Comment": "",
            "Enabled": True,
        }
    )["Distribution"]["Id"]
    *_, distributions = _places()
    distributions[distribution_id] = distributions.pop(made)
