"""Our signer beside boto3's: `python -m tests.benchmarks.signing`.

Each round times both, one after the other, so that whatever else the machine does slows both;
the medians of all rounds are compared. Before anything is timed the results are compared too.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import boto3

from darkroom.storage.base import UploadRules
from darkroom.storage.credentials import session_credentials
from darkroom.storage.s3 import S3Store
from darkroom.storage.s3_client import bucket_address, s3_client
from darkroom.storage.signer import Signer, Validity
from tests.contract.stores import without_aws_settings

BATCH = 1000
ROUNDS = 7
HOUR = timedelta(hours=1)
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
KEYS = [
    f"6f0c1c36-7a51-4d9f-a5c1-6a4b5d3c2b1a/default/0193a6a1-7a51-7d9f-a5c1-{number:012x}_large.webp"
    for number in range(BATCH)
]
LARGEST = 10_000_000
PINNED = {"Content-Type": "image/webp", "success_action_status": "201"}
CONDITIONS: list[Any] = [
    {"Content-Type": "image/webp"},
    {"success_action_status": "201"},
    ["content-length-range", 1, LARGEST],
]

Batch = Callable[[], list[Any]]


def their_urls(client: Any) -> list[Any]:
    return [
        client.generate_presigned_url("get_object", {"Bucket": "pictures", "Key": key})
        for key in KEYS
    ]


def their_forms(client: Any) -> list[Any]:
    return [
        client.generate_presigned_post("pictures", key, dict(PINNED), CONDITIONS)["fields"]
        for key in KEYS
    ]


def our_urls(signer: Signer) -> list[Any]:
    return signer.presign_gets(KEYS)


def our_forms(signer: Signer) -> list[Any]:
    form = signer.form(PINNED)
    return [form.fields(key, LARGEST) for key in KEYS]


def store_urls(store: S3Store) -> list[Any]:
    return [signed.url for signed in store.presign_reads(KEYS, lifetime=HOUR)]


def store_forms(store: S3Store) -> list[Any]:
    rules = [UploadRules(key, "image/webp", LARGEST) for key in KEYS]
    return [upload.fields for upload in store.presign_posts(rules, lifetime=HOUR)]


def compare(name: str, theirs: Batch, ours: Batch) -> None:
    """One line: both medians in microseconds per signature, and how they relate."""
    if theirs() != ours():
        raise SystemExit(f"{name}: the results differ")
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for batch, spent in zip((theirs, ours), times, strict=True):
            start = time.perf_counter()
            batch()
            spent.append(time.perf_counter() - start)
    slow, fast = (statistics.median(spent) / BATCH * 1e6 for spent in times)
    print(f"{name:28}{slow:10.1f}{fast:10.2f}{slow / fast:7.0f}x")


def compare_all(token: str | None) -> None:
    with without_aws_settings():
        session = boto3.Session("AKIDEXAMPLE", "secret", token, region_name="eu-central-1")
        client = s3_client(session)
    credentials = session_credentials(session, HOUR)
    store = S3Store(client, "pictures", credentials, lambda: NOW)

    def signer() -> Signer:
        validity = Validity(int(NOW.timestamp()), 3600)
        return Signer(bucket_address(client, "pictures"), credentials(), validity)

    compare("GET, signer", lambda: their_urls(client), lambda: our_urls(signer()))
    compare("GET, S3Store.presign_reads", lambda: their_urls(client), lambda: store_urls(store))
    compare("POST, signer", lambda: their_forms(client), lambda: our_forms(signer()))
    compare("POST, S3Store.presign_posts", lambda: their_forms(client), lambda: store_forms(store))


def main() -> None:
    with (
        mock.patch("botocore.auth.get_current_datetime", return_value=NOW),
        mock.patch("botocore.signers.get_current_datetime", return_value=NOW),
    ):
        for token in (None, "t" * 1000):
            print(f"{BATCH} signatures, {'a 1 KB' if token else 'no'} session token; µs each")
            print(f"{'':28}{'boto3':>10}{'ours':>10}{'ratio':>8}")
            compare_all(token)


if __name__ == "__main__":
    main()
