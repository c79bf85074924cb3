"""How S3 is talked to: the client's configuration, and the address that it gives a bucket."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import md5
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qs, urlsplit

from botocore.config import Config

from darkroom.storage.s3_errors import translated
from darkroom.storage.signer import Address

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_s3 import S3Client

_AWS_HOST = re.compile(r"s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?")


def s3_client(session: boto3.Session) -> S3Client:
    """A client for AWS, or for another store when `AWS_ENDPOINT_URL_S3` (or what else botocore
    reads an endpoint from) names one.

    Buckets of AWS are addressed by host name, those of other stores by path: a custom host rarely
    has a name for every bucket. Only a client can say which endpoint it found.
    """
    client: S3Client = session.client("s3", config=_config("virtual"))
    if not _AWS_HOST.fullmatch(urlsplit(client.meta.endpoint_url).hostname or ""):
        client = session.client("s3", config=_config("path"))
    client.meta.events.register("before-call.s3.DeleteObjects", _add_md5)
    return client


def bucket_address(client: S3Client, bucket: str) -> Address:
    """Where this client would send a request for the bucket, and the region it would sign for.

    Read off a URL that botocore signs, once, so that its rules (partitions, bucket names with
    dots, FIPS and custom endpoints) are written down nowhere else. No request is made.
    """
    with translated():
        sample = client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "k"})
    url, _, query = sample.partition("?")
    region = parse_qs(query)["X-Amz-Credential"][0].split("/")[-3]
    return Address(url.removesuffix("/k"), bucket, region)


def _config(addressing: Literal["virtual", "path"]) -> Config:
    return Config(
        signature_version="s3v4",
        s3={
            "addressing_style": addressing,
            # S3 refuses a body that differs from the SHA-256 in the signature: integrity end to
            # end, on every store, for one hash. A checksum header on top would say the same
            # again, and Ceph ignores it.
            "payload_signing_enabled": True,
            # The global endpoint answers with redirects, which end a browser's CORS request.
            "us_east_1_regional_endpoint": "regional",
        },
        # Other stores refuse or garble the checksum trailers that are the default.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        # Three attempts of at most 2 + 10 idle seconds end well before a function's timeout.
        retries={"mode": "standard", "total_max_attempts": 3},
        connect_timeout=2,
        read_timeout=10,
        tcp_keepalive=True,
    )


def _add_md5(params: dict[str, Any], **_: object) -> None:
    """botocore sends DeleteObjects with a CRC-32 alone; S3 accepts that, but many other stores
    (MinIO, OVH, CubeFS) still insist on Content-MD5."""
    digest = md5(params["body"], usedforsecurity=False).digest()
    params["headers"]["Content-MD5"] = b64encode(digest).decode()
