"""S3 events as they come through SQS, read into words of the domain.

Schema 2.x, at least once, in any order; keys are URL-encoded (exactly once, with `+` for a space).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from darkroom.domain.arrival import Arrival


class UnreadableEvent(Exception):
    """Not an event of ours: told again it would be no better, so it is dropped and counted."""


def read_arrivals(body: str, bucket: str) -> list[Arrival]:
    """The objects that one message says came into `bucket`; none for a test event.

    Raises UnreadableEvent for anything that is not an S3 event, or of another bucket.
    """
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise UnreadableEvent("not JSON") from exc
    if not isinstance(message, dict):
        raise UnreadableEvent("not an object")
    if message.get("Event") == "s3:TestEvent":
        return []
    records = message.get("Records")
    if not isinstance(records, list):
        raise UnreadableEvent("no records")
    arrivals = [_arrival(record, bucket) for record in records]
    return [arrival for arrival in arrivals if arrival]


def write_arrival(arrival: Arrival, bucket: str) -> str:
    """A message that `read_arrivals` reads: for sending an upload through the queue again."""
    record = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Requeued",
        "s3": {
            "bucket": {"name": bucket},
            "object": {"key": quote_plus(arrival.key), "eTag": arrival.etag},
        },
    }
    return json.dumps({"Records": [record]})


def _arrival(record: Any, bucket: str) -> Arrival | None:
    """The arrival a record tells of; None for an event of another kind."""
    try:
        version, name, entity = record["eventVersion"], record["eventName"], record["s3"]
        source, key, etag = entity["bucket"]["name"], entity["object"]["key"], _etag(entity)
    except (KeyError, TypeError) as exc:
        raise UnreadableEvent("not an S3 record") from exc
    texts = (version, name, source, key, etag)
    if not all(isinstance(text, str) for text in texts) or not version.startswith("2."):
        raise UnreadableEvent("not an S3 record of version 2")
    if source != bucket:
        raise UnreadableEvent("of another bucket")
    if not name.removeprefix("s3:").startswith("ObjectCreated:"):
        return None
    return Arrival(unquote_plus(key), etag.strip('"'))


def _etag(entity: Mapping[str, Any]) -> Any:
    """Absent only from events that are not about an object's creation."""
    return entity["object"].get("eTag", "")
