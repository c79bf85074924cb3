"""The queues: whatever is in a message, it comes back at no time, and harms no other."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from tests.builders import S3_RECORD_NEEDS, s3_record, sqs_event
from tests.functions.cloud import client
from tests.functions.world import World
from tests.fuzz.texts import any_text, hostile_text, tried

NO_IMAGE = b"no image"
huge = st.sampled_from([10**400, -(2**63), 1e308, 5e-324, float("inf"), float("nan"), True])
anything = st.recursive(
    st.none() | any_text | st.integers() | st.floats() | huge,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=6,
)
PLACES = (
    *S3_RECORD_NEEDS,
    ("s3", "object", "size"),
    ("s3", "object", "sequencer"),
    ("eventTime",),
)


def nested(depth: int) -> str:
    return '{"Records":' + "[" * depth + "]" * depth + "}"


@st.composite
def records(draw: st.DrawFn, bucket: str) -> Any:
    """An event of ours, but for one thing; or one that tells of any key."""
    record = s3_record(bucket, "alice/default/x.jpg")
    *path, last = draw(st.sampled_from(PLACES))
    inner: Any = record
    for name in path:
        inner = inner[name]
    inner[last] = draw(hostile_text if last in {"key", "eTag"} else anything)
    return record


def bodies(bucket: str) -> st.SearchStrategy[str]:
    """What a message may say: events, other JSON, too deep JSON, no JSON."""
    events = st.lists(records(bucket) | anything, max_size=3).map(
        lambda each: json.dumps({"Records": each})
    )
    return (
        events
        | events
        | anything.map(json.dumps)
        | any_text
        | st.sampled_from((9, 999, 100_000)).map(nested)
    )


@tried(20)
@given(data=st.data())
def test_no_message_comes_back_or_keeps_a_neighbour_from_being_heard(
    lasting_world: World, data: st.DataObject
) -> None:
    world = lasting_world
    messages: list[Any] = data.draw(st.lists(bodies(world.bucket("uploads")), max_size=6))
    place = data.draw(st.integers(0, len(messages)))
    ticket = world.ticket(NO_IMAGE)
    messages.insert(place, world.put(ticket, NO_IMAGE))
    assert world.deliver(*messages) == []
    row = world.row(ticket["id"])
    assert row is not None
    assert row.status == "rejected"
    assert world.keys("uploads") == []


@tried(30)
@given(key=hostile_text.filter(bool))
@example(key="alice/default/0192f0c1-5b8e-7cc3-9d1a-2f7b6c9e4a10.jpg")
@example(key="a/../b")
@example(key="%2e%2e%2f+ ")
@example(key="x" * 1024)
def test_an_object_of_any_key_in_quarantine_is_gone_after_its_event(
    lasting_world: World, key: str
) -> None:
    world, bucket = lasting_world, lasting_world.bucket("uploads")
    if not _put(bucket, key):
        return
    assert world.deliver({"Records": [s3_record(bucket, key)]}) == []
    left = world.keys("uploads")
    for each in left:
        client("s3").delete_object(Bucket=bucket, Key=each)
    assert left == [] or _is_left_to_the_lifecycle(key)


@tried(30)
@given(key=hostile_text.filter(lambda text: not set(text) & set("\ud800")))
def test_no_key_is_ever_logged(lasting_world: World, key: str) -> None:
    bucket = lasting_world.bucket("uploads")
    record = s3_record(bucket, "x")
    record["s3"]["object"]["key"] = f"canary{key}canary"
    assert lasting_world.deliver({"Records": [record]}) == []
    assert "canary" not in lasting_world.output


refs = st.fixed_dictionaries(
    {},
    optional={
        "owner": st.just("alice") | hostile_text | anything,
        "generation_id": st.uuids().map(str) | hostile_text | anything,
        "more": anything,
    },
)
works = (
    (refs | anything).map(json.dumps) | any_text | st.sampled_from((9, 999, 100_000)).map(nested)
)


@tried(30)
@given(body=works)
def test_no_message_to_the_worker_comes_back_or_changes_anything(
    lasting_world: World, body: str
) -> None:
    before = lasting_world.everything()
    (message,) = sqs_event(body)["Records"]
    answer = lasting_world.invoke("generate", {"Records": [message | {"body": body}]})
    assert answer == {"batchItemFailures": []}
    assert lasting_world.everything() == before


@tried(20)
@given(word=hostile_text.filter(lambda text: not set(text) & set("\ud800")))
def test_no_word_of_a_message_to_the_worker_is_ever_logged(lasting_world: World, word: str) -> None:
    body = json.dumps({"owner": f"canary{word}canary", "generation_id": f"canary{word}"})
    lasting_world.invoke("generate", sqs_event(body))
    assert "canary" not in lasting_world.output


def _put(bucket: str, key: str) -> bool:
    """Whether S3 takes the key: that it does is S3's to say."""
    if not 1 <= len(key.encode("utf-8", "surrogatepass")) <= 1024 or "\ud800" in key:
        return False
    client("s3").put_object(Bucket=bucket, Key=key, Body=b"x")
    return True


def _is_left_to_the_lifecycle(key: str) -> bool:
    """Keys that XML cannot carry or clients fold away: a day, and the bucket forgets them."""
    folded = any(segment in {"", ".", ".."} for segment in key.split("/"))
    return folded or any(char < " " or "\x7f" <= char < "\xa0" for char in key)
