"""The S3 client's configuration, and the addresses it gives to buckets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from darkroom.storage.s3_client import bucket_address, s3_client
from darkroom.storage.signer import Address
from tests.contract.stores import aws_session, without_aws_settings


@pytest.fixture(autouse=True)
def no_settings() -> Iterator[None]:
    with without_aws_settings():
        yield


def addresses(region: str, *buckets: str) -> list[str]:
    client = s3_client(boto3.Session("AKIDEXAMPLE", "secret", region_name=region))
    return [bucket_address(client, bucket).url for bucket in buckets]


def test_aws_is_addressed_by_host_name_in_its_region() -> None:
    assert addresses("eu-central-1", "pictures", "my.pictures") == [
        "https://pictures.s3.eu-central-1.amazonaws.com",
        "https://s3.eu-central-1.amazonaws.com/my.pictures",
    ]
    assert addresses("us-east-1", "pictures") == ["https://pictures.s3.us-east-1.amazonaws.com"]


def test_another_store_is_addressed_by_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "https://store.test:9000")
    assert addresses("eu-central-1", "pictures") == ["https://store.test:9000/pictures"]


def test_reads_address_and_region_off_the_client() -> None:
    assert bucket_address(s3_client(aws_session()), "pictures") == Address(
        "https://pictures.s3.eu-central-1.amazonaws.com", "pictures", "eu-central-1"
    )


def test_an_access_key_with_slashes_hides_no_region() -> None:
    client = s3_client(boto3.Session("AKID/of/another/store", "secret", region_name="fra1"))
    assert bucket_address(client, "pictures").region == "fra1"


def test_waits_and_repeats_within_bounds() -> None:
    config: Any = s3_client(aws_session()).meta.config
    assert (config.connect_timeout, config.read_timeout) == (2, 10)
    assert config.retries["total_max_attempts"] == 3


def test_signs_what_it_sends() -> None:
    config: Any = s3_client(aws_session()).meta.config
    assert config.s3["payload_signing_enabled"] is True
    assert config.request_checksum_calculation == "when_required"
    assert config.response_checksum_validation == "when_required"
