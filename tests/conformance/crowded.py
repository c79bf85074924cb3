"""Owners with very many assets, written faster than a client of AWS could."""

from __future__ import annotations

import base64
import json
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from darkroom.catalog import items
from darkroom.domain.asset import Asset, Visibility
from darkroom.domain.ids import uuid7
from tests.builders import an_asset, an_id
from tests.conformance.deployments import DYNAMODB_URL, ROWS_KEY

THREADS = 4
MOST_IN_A_BATCH = 25
"""BatchWriteItem takes at most 25 rows."""
SOME_TIME = 1_800_000_000_000
JOB = "catalogue"
RARE_TAG, COMMON_TAG = "dawn", "lake"


def fill(table: str, owner: str, number: int) -> None:
    """Write this many ready assets of the owner: every other one public, one in ten at dawn.

    Each row is what the catalog would write, but for its id, which is put in afterwards."""
    templates = [json.dumps(items.from_asset(each), default=_text) for each in _ten(owner)]

    def write(first: int) -> requests.Response:
        places = range(first, min(first + MOST_IN_A_BATCH, number))
        texts = [_row(templates[place % len(templates)], place) for place in places]
        return _send(session, f'{{"RequestItems":{{"{table}":[{",".join(texts)}]}}}}')

    with requests.Session() as session, ThreadPoolExecutor(THREADS) as pool:
        for answer in pool.map(write, range(0, number, MOST_IN_A_BATCH)):
            assert (answer.status_code, answer.json()) == (200, {"UnprocessedItems": {}})


def id_at(place: int) -> str:
    """The id of the asset written as number `place`, counted from 0 and the oldest."""
    return uuid7(SOME_TIME + place, place.to_bytes(10, "big"))


def _ten(owner: str) -> list[Asset]:
    return [
        an_asset(
            owner,
            id=_TEMPLATE_ID,
            job_id=JOB,
            visibility=Visibility.PUBLIC if number % 2 else Visibility.PRIVATE,
            tags=(COMMON_TAG, RARE_TAG if number == 0 else "noon"),
        )
        for number in range(10)
    ]


_TEMPLATE_ID = an_id()


def _row(template: str, place: int) -> str:
    row = template.replace(_TEMPLATE_ID, id_at(place))
    return f'{{"PutRequest":{{"Item":{row}}}}}'


def _send(session: requests.Session, body: str) -> requests.Response:
    """One BatchWriteItem. DynamoDB Local looks at whose request it is, but at no signature."""
    scope = f"Credential={ROWS_KEY}/20260101/eu-central-1/dynamodb/aws4_request"
    headers = {
        "X-Amz-Target": "DynamoDB_20120810.BatchWriteItem",
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=none",
    }
    return session.post(os.environ[DYNAMODB_URL], body, headers=headers, timeout=30)


def _text(value: Any) -> str:
    """A binary value, as DynamoDB's JSON has it."""
    return base64.b64encode(value).decode()
