"""S3 events as they come through SQS: what is read, what is dropped, and what survives."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from darkroom.domain.arrival import Arrival
from darkroom.events import Message, read_arrivals, write_arrival
from tests.builders import S3_RECORD_NEEDS, s3_record

BUCKET = "uploads"
KEY = "alice/default/0192f0c1-5b8e-7cc3-9d1a-2f7b6c9e4a10.jpg"
ETAG = "d41d8cd98f00b204e9800998ecf8427e"

steadily = settings(deadline=None)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


def read(*records: Any) -> Message:
    return read_arrivals(json.dumps({"Records": list(records)}), BUCKET)


def encoded(key: str) -> dict[str, Any]:
    """A record whose key is spelled just so."""
    record = s3_record(BUCKET, KEY)
    record["s3"]["object"]["key"] = key
    return record


def without(*path: str) -> dict[str, Any]:
    """A record that lacks one thing."""
    record = s3_record(BUCKET, KEY)
    inner = record
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return record


# What is read


@pytest.mark.parametrize("version", ["2.0", "2.1", "2.2", "2.3", "2.6", "2.10", "2.99"])
def test_reads_every_schema_of_version_2(version: str) -> None:
    assert read(s3_record(BUCKET, KEY, version=version)) == Message((Arrival(KEY, ETAG),))


@pytest.mark.parametrize("kind", ["Put", "Post", "Copy", "CompleteMultipartUpload", "Requeued"])
@pytest.mark.parametrize("prefix", ["", "s3:"])
def test_reads_every_way_an_object_comes_into_being(prefix: str, kind: str) -> None:
    record = s3_record(BUCKET, KEY, name=f"{prefix}ObjectCreated:{kind}")
    assert read(record).arrivals == (Arrival(KEY, ETAG),)


def test_reads_what_newer_schemas_say_beside_the_rest() -> None:
    record = s3_record(BUCKET, KEY, version="2.6")
    record["s3"]["object"] |= {"versionId": "v1", "sequencer": "00", "newWord": {"deep": []}}
    record["glacierEventData"] = None
    assert read(record).arrivals == (Arrival(KEY, ETAG),)


def test_an_etag_loses_its_quotes() -> None:
    assert read(s3_record(BUCKET, KEY, etag=f'"{ETAG}"')).arrivals == (Arrival(KEY, ETAG),)


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("a/b.jpg", "a/b.jpg"),
        ("a%2Fb.jpg", "a/b.jpg"),
        ("a%2fb.jpg", "a/b.jpg"),
        ("a+b.jpg", "a b.jpg"),
        ("a%20b.jpg", "a b.jpg"),
        ("a%2Bb.jpg", "a+b.jpg"),
        ("a%252Fb.jpg", "a%2Fb.jpg"),
        ("a%2520b.jpg", "a%20b.jpg"),
        ("a%252Bb%2B+.jpg", "a%2Bb+ .jpg"),
        ("auth0.7C7/x.jpg", "auth0.7C7/x.jpg"),
        ("%C3%A9t%C3%A9.jpg", "été.jpg"),
        ("été.jpg", "été.jpg"),
        ("%F0%9F%98%80.jpg", "😀.jpg"),
        ("100%.jpg", "100%.jpg"),
        ("%zz.jpg", "%zz.jpg"),
        ("a%00b", "a\x00b"),
        ("..%2F..%2Fetc%2Fpasswd", "../../etc/passwd"),
        ("", ""),
    ],
)
def test_a_key_is_decoded_exactly_once(spelled: str, meant: str) -> None:
    assert read(encoded(spelled)).arrivals == (Arrival(meant, ETAG),)


def test_several_records_are_read_in_their_order() -> None:
    records = [s3_record(BUCKET, f"{name}.jpg", etag=name) for name in "cab"]
    assert read(*records).arrivals == tuple(Arrival(f"{name}.jpg", name) for name in "cab")


def test_the_same_record_twice_is_told_twice() -> None:
    assert len(read(*[s3_record(BUCKET, KEY)] * 2).arrivals) == 2


# What is passed over: ours, but no upload


def test_the_test_event_of_a_new_bucket_says_nothing() -> None:
    event = {
        "Service": "Amazon S3",
        "Event": "s3:TestEvent",
        "Time": "2026-03-14T15:09:26.000Z",
        "Bucket": BUCKET,
        "RequestId": "5582815E1AEA5ADF",
        "HostId": "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXAMPLE",
    }
    assert read_arrivals(json.dumps(event), BUCKET) == Message()


def test_no_records_are_no_arrivals() -> None:
    assert read() == Message()


@pytest.mark.parametrize(
    "name",
    [
        "ObjectRemoved:Delete",
        "s3:ObjectRemoved:DeleteMarkerCreated",
        "LifecycleExpiration:Delete",
        "ObjectRestore:Post",
        "ObjectTagging:Put",
        "ReducedRedundancyLostObject",
        "XObjectCreated:Put",
        "ObjectCreated",
        "",
    ],
)
def test_an_event_of_another_kind_is_passed_over(name: str) -> None:
    assert read(s3_record(BUCKET, KEY, name=name)) == Message()


def test_a_removal_need_not_have_an_etag() -> None:
    record = without("s3", "object", "eTag") | {"eventName": "ObjectRemoved:Delete"}
    assert read(record) == Message()


# What is dropped


@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "{",
        "{}",
        "[]",
        "null",
        "7",
        "NaN",
        '"Records"',
        "not json",
        "\x00",
        "\ufeff{}",
        "\ud800",
        '{"Records": null}',
        '{"Records": {}}',
        '{"Records": "x"}',
        '{"records": []}',
        '{"Event": "s3:OtherEvent"}',
        '{"Event": ["s3:TestEvent"]}',
        "9" * 10_000,
        "[" * 100_000,
        '{"Records": [' + "[" * 100_000,
        '{"Records": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"a":' * 100_000,
    ],
    ids=lambda body: ascii(body[:24]),
)
def test_a_message_that_is_no_s3_event_is_dropped_with_one_reason(body: str) -> None:
    message = read_arrivals(body, BUCKET)
    assert message.arrivals == ()
    assert len(message.dropped) == 1


def test_an_s3_event_wrapped_in_another_envelope_is_not_guessed_at() -> None:
    inner = json.dumps({"Records": [s3_record(BUCKET, KEY)]})
    assert read_arrivals(json.dumps({"Type": "Notification", "Message": inner}), BUCKET).dropped


@pytest.mark.parametrize("record", [None, 1, "x", True, [], {}, [s3_record(BUCKET, KEY)]])
def test_a_record_that_is_no_record_is_dropped(record: Any) -> None:
    assert read(record) == Message(dropped=("not an S3 record",))


@pytest.mark.parametrize("path", S3_RECORD_NEEDS, ids=".".join)
def test_a_record_that_lacks_something_is_dropped(path: tuple[str, ...]) -> None:
    message = read(without(*path))
    assert (message.arrivals, len(message.dropped)) == ((), 1)


@pytest.mark.parametrize("value", [None, 7, True, [], ["x"], {}, {"key": "x"}, 2.1])
@pytest.mark.parametrize("path", S3_RECORD_NEEDS, ids=".".join)
def test_a_record_of_another_shape_is_dropped(path: tuple[str, ...], value: Any) -> None:
    record = s3_record(BUCKET, KEY)
    inner = record
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    message = read(record)
    assert (message.arrivals, len(message.dropped)) == ((), 1)


@pytest.mark.parametrize("version", ["3.0", "1.0", "20.1", "2", "", "v2.1", " 2.1"])
def test_a_record_of_another_version_is_dropped(version: str) -> None:
    assert read(s3_record(BUCKET, KEY, version=version)).dropped == (
        "not an S3 record of version 2",
    )


@pytest.mark.parametrize("bucket", ["private", "Uploads", "uploads ", "uploads-2", ""])
def test_a_record_of_another_bucket_is_dropped(bucket: str) -> None:
    assert read(s3_record(bucket, KEY)).dropped == ("of another bucket",)


@pytest.mark.parametrize("etag", ["", '""'])
def test_an_arrival_without_an_etag_is_dropped(etag: str) -> None:
    """Nothing could say later whether the object read is still the one that was told of."""
    assert read(s3_record(BUCKET, KEY, etag=etag)).dropped == ("without an ETag",)


@pytest.mark.parametrize("spelled", ["%FF.jpg", "%C3.jpg", "%ED%A0%80.jpg", "%C0%AF"])
def test_a_key_that_is_not_utf_8_is_dropped_and_not_taken_for_another(spelled: str) -> None:
    assert read(encoded(spelled)).dropped == ("its key is not UTF-8",)


def test_a_readable_record_survives_the_unreadable_ones_around_it() -> None:
    message = read(
        None,
        s3_record("private", KEY),
        s3_record(BUCKET, KEY),
        s3_record(BUCKET, KEY, version="3.0"),
        s3_record(BUCKET, KEY, name="ObjectRemoved:Delete"),
    )
    assert message.arrivals == (Arrival(KEY, ETAG),)
    assert message.dropped == (
        "not an S3 record",
        "of another bucket",
        "not an S3 record of version 2",
    )


def test_a_reason_repeats_nothing_of_the_event() -> None:
    canary = "canary-4711"
    bodies = [
        canary,
        json.dumps({"Records": [s3_record(canary, canary)]}),
        json.dumps({"Records": [s3_record(BUCKET, canary, version=canary)]}),
        json.dumps({"Records": [encoded(f"{canary}%FF")]}),
    ]
    reasons = [reason for body in bodies for reason in read_arrivals(body, BUCKET).dropped]
    assert len(reasons) == len(bodies)
    assert canary not in "".join(reasons)


@steadily
@given(st.text() | anything.map(json.dumps))
def test_any_body_is_read_or_dropped_and_nothing_else_happens(body: str) -> None:
    assert read_arrivals(body, BUCKET).arrivals == ()


@steadily
@given(st.lists(anything, max_size=4))
def test_of_any_records_each_is_dropped_for_its_own_reason(records: list[Any]) -> None:
    message = read(s3_record(BUCKET, KEY), *records)
    assert message.arrivals == (Arrival(KEY, ETAG),)
    assert len(message.dropped) == len(records)


# What is told again


@steadily
@given(st.text(), st.from_regex(r"[0-9a-f]{32}(-[0-9]{1,4})?", fullmatch=True))
@example("a b+c%2F/é😀\x00", "0" * 32)
@example(KEY, ETAG)
def test_an_arrival_that_is_told_again_is_read_as_it_was(key: str, etag: str) -> None:
    arrival = Arrival(key, etag)
    assert read_arrivals(write_arrival(arrival, BUCKET), BUCKET) == Message((arrival,))


def test_what_is_told_again_is_of_its_bucket_alone() -> None:
    assert read_arrivals(write_arrival(Arrival(KEY, ETAG), "private"), BUCKET).dropped
