"""What comes through SQS, read into words of the domain: S3 events, and generations to work on.

S3 events have schema 2.x, come at least once, in any order; keys are URL-encoded (exactly once,
with `+` for a space).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from darkroom.domain.arrival import Arrival
from darkroom.domain.generation import GenerationRef
from darkroom.domain.ids import is_id
from darkroom.domain.keys import is_owner


@dataclass(frozen=True, slots=True)
class Message:
    """What one message says: the objects that came, and why the rest of it was dropped.

    What is dropped is no event of ours, and told again it would be no better. A reason repeats
    nothing of the event.
    """

    arrivals: tuple[Arrival, ...] = ()
    dropped: tuple[str, ...] = ()


class _Unreadable(Exception):
    """Not an event of ours: the reason."""


def read_arrivals(body: str, bucket: str) -> Message:
    """The objects that one message says came into `bucket`; none for a test event.

    Each record is read on its own: an unreadable one takes no other with it.
    """
    arrivals: list[Arrival] = []
    dropped: list[str] = []
    try:
        records = _records(body)
    except _Unreadable as exc:
        return Message(dropped=(str(exc),))
    for record in records:
        try:
            arrival = _arrival(record, bucket)
        except _Unreadable as exc:
            dropped.append(str(exc))
        else:
            arrivals += [arrival] if arrival else []
    return Message(tuple(arrivals), tuple(dropped))


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


def write_work(ref: GenerationRef) -> str:
    """A message that `read_work` reads."""
    return json.dumps({"owner": ref.owner, "generation_id": ref.generation_id})


def read_work(body: str) -> GenerationRef | None:
    """The generation that a message tells of; None for what is no message of ours."""
    try:
        message = json.loads(body)
        owner, generation_id = message["owner"], message["generation_id"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    if not isinstance(owner, str) or not is_owner(owner):
        return None
    if not isinstance(generation_id, str) or not is_id(generation_id):
        return None
    return GenerationRef(owner, generation_id)


def _records(body: str) -> list[Any]:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise _Unreadable("not JSON") from exc
    if not isinstance(message, dict):
        raise _Unreadable("not an object")
    if message.get("Event") == "s3:TestEvent":
        return []
    records = message.get("Records")
    if not isinstance(records, list):
        raise _Unreadable("no records")
    return records


def _arrival(record: Any, bucket: str) -> Arrival | None:
    """The arrival a record tells of; None for an event of another kind."""
    try:
        version, name, entity = record["eventVersion"], record["eventName"], record["s3"]
        source, key, etag = entity["bucket"]["name"], entity["object"]["key"], _etag(entity)
    except (KeyError, TypeError) as exc:
        raise _Unreadable("not an S3 record") from exc
    texts = (version, name, source, key, etag)
    if not all(isinstance(text, str) for text in texts) or not version.startswith("2."):
        raise _Unreadable("not an S3 record of version 2")
    if source != bucket:
        raise _Unreadable("of another bucket")
    if not name.removeprefix("s3:").startswith("ObjectCreated:"):
        return None
    if not etag:
        raise _Unreadable("without an ETag")
    return Arrival(_decoded(key), etag)


def _etag(entity: Mapping[str, Any]) -> Any:
    """Absent only from events that are not about an object's creation."""
    etag = entity["object"].get("eTag", "")
    return etag.strip('"') if isinstance(etag, str) else etag


def _decoded(key: str) -> str:
    try:
        return unquote_plus(key, errors="strict")
    except UnicodeDecodeError as exc:  # a replacement character would name another object
        raise _Unreadable("its key is not UTF-8") from exc
