"""The signer against boto3 under the same clock: every byte."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import boto3
import pytest
from botocore.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from darkroom.storage.s3_client import bucket_address
from darkroom.storage.signer import Credentials, Signer, Validity
from tests.contract.stores import without_aws_settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

NOW = datetime(2026, 11, 21, 23, 59, 59, 987654, tzinfo=UTC)
EXPIRES = 3600
TOKEN = "IQoJb3JpZ2luX2VjE//+=" * 40
KEYS = [
    "a",
    "alice/job/0193a6a1-7a51-7d9f-a5c1-6a4b5d3c2b1a_large.webp",
    "a b/c  d",
    "a+b/c%20d%/e",
    "~tilde/.dot/..x/a.b=c&d?e#f",
    "größe/写真/🖼️",
    "quote'\"<>`|\\^{}[]()!*;:@$,",
    "e\u0301/ï",
]
CHECKSUM = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="


class Case(NamedTuple):
    """One way to reach a bucket."""

    region: str
    bucket: str
    endpoint: str | None
    addressing: Literal["virtual", "path"]
    token: str | None


CASES = {
    "aws": Case("eu-central-1", "pictures", None, "virtual", None),
    "aws with a session": Case("eu-central-1", "pictures", None, "virtual", TOKEN),
    "us-east-1": Case("us-east-1", "pictures", None, "virtual", TOKEN),
    "china": Case("cn-north-1", "pictures", None, "virtual", TOKEN),
    "aws by path": Case("eu-west-3", "pictures", None, "path", None),
    "a bucket with dots": Case("eu-west-3", "my.pictures", None, "virtual", TOKEN),
    "another store": Case("eu-west-3", "pictures", "http://127.0.0.1:9000", "path", TOKEN),
    "a default port": Case("fra1", "pictures", "https://Store.Test:443", "path", None),
    "ipv6": Case("fra1", "pictures", "http://[::1]:9000", "path", None),
    "a base path": Case("fra1", "pictures", "https://store.test/s3/v1", "path", None),
    "host names of another store": Case("fra1", "pics", "https://store.test", "virtual", None),
}


class Pair(NamedTuple):
    """The same bucket as boto3 and as our signer see it."""

    client: S3Client
    bucket: str
    ours: Signer


@pytest.fixture(autouse=True)
def frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("botocore.auth", "botocore.signers"):
        monkeypatch.setattr(f"{module}.get_current_datetime", lambda *_, **__: NOW)


def pair_of(case: Case) -> Pair:
    with without_aws_settings():
        client = boto3.Session("AKID/EXAMPLE", "se+cr/et=", case.token).client(
            "s3",
            region_name=case.region,
            endpoint_url=case.endpoint,
            config=Config(
                signature_version="s3v4",
                s3={
                    "addressing_style": case.addressing,
                    "us_east_1_regional_endpoint": "regional",
                },
                request_checksum_calculation="when_required",
            ),
        )
    credentials = Credentials("AKID/EXAMPLE", "se+cr/et=", case.token)
    validity = Validity(int(NOW.timestamp()), EXPIRES)
    signer = Signer(bucket_address(client, case.bucket), credentials, validity)
    return Pair(client, case.bucket, signer)


@pytest.fixture(scope="module")
def pairs() -> Callable[[str], Pair]:
    made: dict[str, Pair] = {}

    def pair(name: str) -> Pair:
        if name not in made:
            made[name] = pair_of(CASES[name])
        return made[name]

    return pair


@pytest.fixture(params=CASES)
def pair(request: pytest.FixtureRequest, pairs: Callable[[str], Pair]) -> Pair:
    return pairs(request.param)


def theirs(pair: Pair, method: str, **params: Any) -> str:
    return pair.client.generate_presigned_url(
        method, {"Bucket": pair.bucket, **params}, ExpiresIn=EXPIRES
    )


def test_signs_a_get_as_boto3_does(pair: Pair) -> None:
    assert pair.ours.presign_gets(KEYS) == [theirs(pair, "get_object", Key=key) for key in KEYS]


def test_signs_other_answer_headers_as_boto3_does(pair: Pair) -> None:
    overrides = {
        "response-content-disposition": "attachment; filename=\"a b\"; filename*=UTF-8''%C3%BC",
        "response-content-type": "image/webp; a=b~+",
    }
    assert pair.ours.presign_gets(KEYS, overrides) == [
        theirs(
            pair,
            "get_object",
            Key=key,
            ResponseContentDisposition=overrides["response-content-disposition"],
            ResponseContentType=overrides["response-content-type"],
        )
        for key in KEYS
    ]


def test_signs_a_put_as_boto3_does(pair: Pair) -> None:
    headers = {"content-type": "image/webp;  a=b", "content-length": "12345"}
    for key in KEYS:
        expected = theirs(
            pair, "put_object", Key=key, ContentType="image/webp;  a=b", ContentLength=12345
        )
        assert pair.ours.presign_put(key, headers) == expected


def test_signs_the_checksum_of_a_put_as_boto3_does(pair: Pair) -> None:
    headers = {
        "content-type": "image/webp",
        "content-length": "1",
        "x-amz-checksum-sha256": CHECKSUM,
    }
    expected = theirs(
        pair,
        "put_object",
        Key="a",
        ContentType="image/webp",
        ContentLength=1,
        ChecksumSHA256=CHECKSUM,
    )
    assert pair.ours.presign_put("a", headers) == expected
    assert "content-length%3Bcontent-type%3Bhost%3Bx-amz-checksum-sha256" in expected


def test_signs_a_form_as_boto3_does(pair: Pair) -> None:
    pinned = {"Content-Type": 'image/"webp"\\ü', "x-amz-checksum-sha256": CHECKSUM}
    conditions = [*({name: value} for name, value in pinned.items())]
    for key in KEYS:
        expected = pair.client.generate_presigned_post(
            pair.bucket,
            key,
            Fields=dict(pinned),
            Conditions=[*conditions, ["content-length-range", 1, 12345]],
            ExpiresIn=EXPIRES,
        )
        url, fields = pair.ours.presign_post(key, pinned, 12345)
        assert {"url": url, "fields": fields} == expected
        assert list(fields) == list(expected["fields"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(key=st.text(min_size=1, max_size=40).filter(lambda key: "${filename}" not in key))
def test_signs_any_key_as_boto3_does(pairs: Callable[[str], Pair], key: str) -> None:
    pair = pairs("another store")
    assert pair.ours.presign_gets([key]) == [theirs(pair, "get_object", Key=key)]
    expected = pair.client.generate_presigned_post(
        pair.bucket, key, Conditions=[["content-length-range", 1, 5]], ExpiresIn=EXPIRES
    )
    assert pair.ours.presign_post(key, {}, 5) == (expected["url"], expected["fields"])


def test_each_key_of_a_batch_has_a_signature_of_its_own(pairs: Callable[[str], Pair]) -> None:
    urls = pairs("aws").ours.presign_gets([f"a/{number}" for number in range(100)])
    assert len({url.rpartition("=")[2] for url in urls}) == 100


def test_a_signature_depends_on_everything_that_it_states(pairs: Callable[[str], Pair]) -> None:
    signer = pairs("aws with a session").ours
    address, credentials, start = signer.address, signer.credentials, signer.validity.signed_at
    others = [
        signer,
        Signer(address, credentials, Validity(start + 1, EXPIRES)),
        Signer(address, credentials, Validity(start, EXPIRES - 1)),
        Signer(address, credentials, Validity(start + 86_400, EXPIRES)),
        Signer(address, replace(credentials, secret_key="another"), signer.validity),
        Signer(address, replace(credentials, token="another"), signer.validity),
        Signer(replace(address, region="eu-west-1"), credentials, signer.validity),
        Signer(replace(address, url="https://elsewhere.test"), credentials, signer.validity),
    ]
    gets = {other.presign_gets(["a"])[0].rpartition("=")[2] for other in others}
    posts = {other.presign_post("a", {}, 1)[1]["x-amz-signature"] for other in others[:-1]}
    assert (len(gets), len(posts)) == (len(others), len(others) - 1)


def test_the_policy_pins_what_the_form_sends(pairs: Callable[[str], Pair]) -> None:
    signer = pairs("aws").ours
    _, fields = signer.presign_post("a/b", {"Content-Type": "image/webp"}, 12345)
    policy = json.loads(base64.b64decode(fields["policy"]))
    assert policy["expiration"] == "2026-11-22T00:59:59Z"
    assert policy["conditions"][:4] == [
        {"Content-Type": "image/webp"},
        ["content-length-range", 1, 12345],
        {"bucket": "pictures"},
        {"key": "a/b"},
    ]
    pinned = {name for item in policy["conditions"] if isinstance(item, dict) for name in item}
    assert set(fields) - pinned == {"policy", "x-amz-signature"}


def test_refuses_a_form_whose_key_the_client_would_choose(pairs: Callable[[str], Pair]) -> None:
    with pytest.raises(ValueError, match="filename"):
        pairs("aws").ours.presign_post("a/${filename}", {}, 1)


def test_shows_no_secret_when_it_is_printed() -> None:
    credentials = Credentials("AKID", "the secret", "the token")
    assert "the secret" not in repr(credentials)
    assert "the token" not in repr(credentials)
