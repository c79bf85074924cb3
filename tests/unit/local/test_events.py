"""Queues and schedules: what a function gets, and what becomes of the messages."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from infra.local import cloud
from infra.local.events import Clockwork, QueuePoller, scheduled_event, sqs_event, succeeded
from infra.local.runtime_api import Outcome, failure
from infra.local.stack import QueueSource, Schedule, Site
from tests.unit.local.conftest import LocalAws

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

ARN = "arn:aws:sqs:eu-central-1:000000000000:jobs"
PATIENCE = 20  # a bound, not a duration: everything here ends as soon as it can


def message(name: str) -> MessageTypeDef:
    return {
        "MessageId": name,
        "ReceiptHandle": f"handle of {name}",
        "Body": "{}",
        "MD5OfBody": "99914b932bd37a50b983c5e7c90ae93b",
        "Attributes": {"ApproximateReceiveCount": "2", "SentTimestamp": "1", "SenderId": "x"},
        "MessageAttributes": {"kind": {"DataType": "String", "StringValue": "photo"}},
    }


def test_messages_reach_a_function_in_lambdas_shape() -> None:
    (record,) = sqs_event([message("a")], ARN)["Records"]
    assert record == {
        "messageId": "a",
        "receiptHandle": "handle of a",
        "body": "{}",
        "attributes": {"ApproximateReceiveCount": "2", "SentTimestamp": "1", "SenderId": "x"},
        "messageAttributes": {
            "kind": {
                "stringValue": "photo",
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": "String",
            }
        },
        "md5OfBody": "99914b932bd37a50b983c5e7c90ae93b",
        "eventSource": "aws:sqs",
        "eventSourceARN": ARN,
        "awsRegion": "eu-central-1",
    }


@pytest.mark.parametrize(
    ("answer", "done"),
    [
        ({"batchItemFailures": []}, "abc"),
        ({"batchItemFailures": None}, "abc"),
        ({}, "abc"),
        (None, "abc"),
        ({"batchItemFailures": [{"itemIdentifier": "b"}]}, "ac"),
        ({"batchItemFailures": [{"itemIdentifier": "unknown"}]}, ""),
        ({"batchItemFailures": [{"itemIdentifier": ""}]}, ""),
        ({"batchItemFailures": [{"itemIdentifier": None}]}, ""),
        ({"batchItemFailures": [{"id": "b"}]}, ""),
        ({"batchItemFailures": ["b"]}, ""),
        ({"batchItemFailures": "b"}, ""),
        ("words", ""),
    ],
)
def test_what_succeeded_is_what_the_answer_does_not_name(answer: Any, done: str) -> None:
    batch = [message(name) for name in "abc"]
    outcome = Outcome(json.dumps(answer).encode())
    kept = succeeded(batch, outcome, reports_failures=True)
    assert "".join(item["MessageId"] for item in kept) == done


def test_a_failed_invocation_fails_the_whole_batch() -> None:
    outcome = failure("ValueError", "no")
    assert succeeded([message("a")], outcome, reports_failures=True) == []


def test_without_partial_responses_the_answer_is_not_read() -> None:
    outcome = Outcome(b'{"batchItemFailures": [{"itemIdentifier": "a"}]}')
    assert succeeded([message("a")], outcome, reports_failures=False) == [message("a")]


@dataclass
class Worker:
    """A function that fails the messages it is told to; `seen` are bodies, one list a batch."""

    fails: set[str] = field(default_factory=set)
    seen: list[list[str]] = field(default_factory=list)
    until: Callable[[list[list[str]]], bool] = bool
    done: threading.Event = field(default_factory=threading.Event)

    def __call__(self, payload: bytes) -> Outcome:
        records = json.loads(payload)["Records"]
        self.seen.append([record["body"] for record in records])
        if self.until(self.seen):
            self.done.set()
        failed = [record["messageId"] for record in records if record["body"] in self.fails]
        answer = {"batchItemFailures": [{"itemIdentifier": name} for name in failed]}
        return Outcome(json.dumps(answer).encode())


@dataclass
class Queues:
    """A queue with a dead-letter queue, and pollers on it."""

    aws: LocalAws
    url: str
    dead_url: str
    arn: str
    pollers: list[QueuePoller] = field(default_factory=list)

    def send(self, *bodies: str) -> None:
        for body in bodies:
            self.aws.client("sqs").send_message(QueueUrl=self.url, MessageBody=body)

    def poll(self, invoke: Callable[[bytes], Outcome], batch: int = 10, window: int = 0) -> None:
        source = QueueSource(self.arn, batch, window, reports_failures=True, concurrency=2)
        sqs = cloud.clients(self.aws.site, self.aws.role)("sqs")
        poller = QueuePoller(source, self.url, sqs, invoke, self.aws.log.append)
        poller.start()
        self.pollers.append(poller)

    def hide_for(self, seconds: int) -> None:
        """Keep received messages out of sight for so long."""
        attributes = {"VisibilityTimeout": str(seconds)}
        self.aws.client("sqs").set_queue_attributes(QueueUrl=self.url, Attributes=attributes)

    def dead(self) -> list[str]:
        """The bodies of what arrives in the dead-letter queue, waited for."""
        answer = self.aws.client("sqs").receive_message(
            QueueUrl=self.dead_url, MaxNumberOfMessages=10, WaitTimeSeconds=PATIENCE
        )
        return [item["Body"] for item in answer.get("Messages", [])]

    def left(self) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        sqs = self.aws.client("sqs")
        found = sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=names)["Attributes"]
        return sum(map(int, found.values()))


@pytest.fixture
def queues(aws: LocalAws, request: pytest.FixtureRequest) -> Iterator[Queues]:
    sqs, name = aws.client("sqs"), f"q{abs(hash(request.node.nodeid))}"
    dead_url = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    redrive = {"deadLetterTargetArn": aws.site.arn("sqs", f"{name}-dead"), "maxReceiveCount": 2}
    attributes = {"VisibilityTimeout": "0", "RedrivePolicy": json.dumps(redrive)}
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    found = Queues(aws, url, dead_url, aws.site.arn("sqs", name))
    yield found
    for poller in found.pollers:
        poller.stop()


def test_what_succeeds_is_deleted(queues: Queues) -> None:
    worker = Worker(until=lambda seen: sum(map(len, seen)) >= 2)
    queues.send("a", "b")
    queues.poll(worker)
    assert worker.done.wait(PATIENCE)
    queues.pollers[0].stop(wait=True)
    assert queues.left() == 0


def test_what_fails_is_tried_again_and_ends_in_the_dead_letter_queue(queues: Queues) -> None:
    worker = Worker(fails={"bad"})
    queues.send("bad", "good")
    queues.poll(worker, batch=2)
    assert queues.dead() == ["bad"]
    tries = [body for batch in worker.seen for body in batch]
    assert tries.count("bad") == 2
    # With no visibility timeout at all, the good one may be seen twice before it is deleted.
    assert "good" in tries


def test_what_shares_a_batch_with_a_failure_is_done_at_its_first_delivery(queues: Queues) -> None:
    worker = Worker(fails={"bad"})
    queues.hide_for(60)
    queues.send("good", "bad", "fine")
    queues.poll(worker, batch=3, window=PATIENCE)
    assert worker.done.wait(PATIENCE)
    queues.pollers[0].stop(wait=True)
    assert [sorted(batch) for batch in worker.seen] == [["bad", "fine", "good"]]
    assert queues.left() == 1


def test_a_crash_of_the_function_is_tried_again_too(queues: Queues) -> None:
    queues.send("bad")
    queues.poll(lambda _: failure("Runtime.ExitError", "exit status 1"))
    assert queues.dead() == ["bad"]


def test_a_batching_window_gathers_a_batch(queues: Queues) -> None:
    worker = Worker()
    queues.hide_for(60)
    queues.send("a")
    queues.poll(worker, batch=2, window=PATIENCE)
    queues.send("b")
    assert worker.done.wait(PATIENCE)
    assert sorted(worker.seen[0]) == ["a", "b"]


def test_a_schedule_runs_its_function() -> None:
    ran, events = threading.Event(), []

    def invoke(payload: bytes) -> Outcome:
        events.append(json.loads(payload))
        ran.set()
        return Outcome(b"null")

    site = Site("http://a", "http://b", "http://c")
    clockwork = Clockwork(Schedule("sweep", 0, '{"dry_run": true}'), site, invoke, lambda _: None)
    clockwork.start()
    assert ran.wait(PATIENCE)
    clockwork.stop()
    assert events[0] == {"dry_run": True}


def test_a_schedule_without_an_input_sends_a_scheduled_event() -> None:
    event = scheduled_event(Schedule("sweep", 60, None), Site("http://a", "http://b", "http://c"))
    assert (event["source"], event["detail-type"]) == ("aws.events", "Scheduled Event")
