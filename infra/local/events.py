"""What sets functions off without a request: queues, polled as Lambda polls them, and schedules.

https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.lambdas import MAX_PROCESSES
from infra.local.runtime_api import Outcome
from infra.local.stack import QueueSource, Schedule, Site

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

Invoke = Callable[[bytes], Outcome]

_ATTRIBUTES = (
    "ApproximateReceiveCount",
    "SentTimestamp",
    "SenderId",
    "ApproximateFirstReceiveTimestamp",
)
# Shorter than Lambda's 20 s, so that stopping is quick; a message ends the wait at once.
_WAIT_SECONDS = 5
_MOST_A_RECEIVE = 10


class QueuePoller:
    """One event source mapping: receives batches, invokes, deletes what succeeded.

    What failed stays in the queue, hidden until its visibility timeout ends; the queue's redrive
    policy moves it to the dead-letter queue in the end.
    """

    def __init__(
        self,
        source: QueueSource,
        queue_url: str,
        sqs: SQSClient,
        invoke: Invoke,
        log: Callable[[str], None],
    ) -> None:
        self._source, self._queue_url, self._sqs = source, queue_url, sqs
        self._invoke, self._log = invoke, log
        self._stopping = threading.Event()
        at_once = min(source.concurrency, MAX_PROCESSES)
        self._free = threading.Semaphore(at_once)
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="queue batch")
        self._thread = threading.Thread(target=self._poll, name="queue poller", daemon=True)

    def start(self) -> None:
        """Poll from now on."""
        self._thread.start()

    def stop(self, *, wait: bool = False) -> None:
        """Take no more messages; `wait` for the batches under way. A long poll under way ends by
        itself, or with the local AWS."""
        self._stopping.set()
        self._pool.shutdown(wait=wait, cancel_futures=not wait)

    def _poll(self) -> None:
        with closing(self._sqs):
            self._receive_until_stopped()

    def _receive_until_stopped(self) -> None:
        while not self._stopping.is_set():
            self._free.acquire()
            try:
                batch = self._gather()
                if batch and not self._stopping.is_set():
                    self._pool.submit(self._handle, batch)
                    continue
            except (BotoCoreError, ClientError) as exc:
                if not self._stopping.wait(1):
                    self._log(f"polling {self._queue_url} failed: {exc}")
            self._free.release()

    def _gather(self) -> list[MessageTypeDef]:
        """A batch: as many as there are, or as come within the batching window."""
        batch = self._receive(self._source.batch_size, _WAIT_SECONDS)
        closes = time.monotonic() + self._source.window
        while batch and len(batch) < self._source.batch_size:
            left = closes - time.monotonic()
            if left <= 0 or self._stopping.is_set():
                break
            batch += self._receive(self._source.batch_size - len(batch), max(1, round(left)))
        return batch

    def _receive(self, most: int, wait: int) -> list[MessageTypeDef]:
        answer = self._sqs.receive_message(
            QueueUrl=self._queue_url,
            MaxNumberOfMessages=min(most, _MOST_A_RECEIVE),
            WaitTimeSeconds=wait,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return answer.get("Messages", [])

    def _handle(self, batch: list[MessageTypeDef]) -> None:
        try:
            event = sqs_event(batch, self._source.queue_arn)
            outcome = self._invoke(json.dumps(event).encode())
            done = succeeded(batch, outcome, reports_failures=self._source.reports_failures)
            for start in range(0, len(done), _MOST_A_RECEIVE):
                self._delete(done[start : start + _MOST_A_RECEIVE])
        except (BotoCoreError, ClientError) as exc:
            if not self._stopping.is_set():
                self._log(f"deleting from {self._queue_url} failed: {exc}")
        finally:
            self._free.release()

    def _delete(self, messages: Sequence[MessageTypeDef]) -> None:
        self._sqs.delete_message_batch(
            QueueUrl=self._queue_url,
            Entries=[
                {"Id": str(index), "ReceiptHandle": message["ReceiptHandle"]}
                for index, message in enumerate(messages)
            ],
        )


def sqs_event(batch: Sequence[MessageTypeDef], queue_arn: str) -> dict[str, Any]:
    """The event that a function gets for these messages."""
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": {
                    name: value
                    for name, value in message.get("Attributes", {}).items()
                    if name in _ATTRIBUTES
                },
                "messageAttributes": _message_attributes(message),
                "md5OfBody": message["MD5OfBody"],
                "eventSource": "aws:sqs",
                "eventSourceARN": queue_arn,
                "awsRegion": queue_arn.split(":")[3],
            }
            for message in batch
        ]
    }


def _message_attributes(message: MessageTypeDef) -> dict[str, Any]:
    return {
        name: {
            "stringValue": value.get("StringValue"),
            "stringListValues": [],
            "binaryListValues": [],
            "dataType": value["DataType"],
        }
        for name, value in message.get("MessageAttributes", {}).items()
    }


def succeeded(
    batch: list[MessageTypeDef], outcome: Outcome, *, reports_failures: bool
) -> list[MessageTypeDef]:
    """The messages to delete. An answer that cannot be understood fails the whole batch."""
    if outcome.failed:
        return []
    if not reports_failures:
        return batch
    failed = _failed_ids(outcome.json())
    if failed is None or not failed <= {message["MessageId"] for message in batch}:
        return []
    return [message for message in batch if message["MessageId"] not in failed]


def _failed_ids(answer: Any) -> set[Any] | None:
    """The messages that a partial batch response names; None when it makes no sense."""
    if answer is None:
        return set()
    failures = answer.get("batchItemFailures") if isinstance(answer, dict) else ()
    if failures is None:
        return set()
    if not isinstance(failures, list) or not all(isinstance(item, dict) for item in failures):
        return None
    return {item.get("itemIdentifier") for item in failures}


class Clockwork:
    """Runs one function by its schedule, the first time after one interval."""

    def __init__(
        self, schedule: Schedule, site: Site, invoke: Invoke, log: Callable[[str], None]
    ) -> None:
        self._schedule, self._site, self._invoke, self._log = schedule, site, invoke, log
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="schedule", daemon=True)

    def start(self) -> None:
        """Count from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Run no more."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(self._schedule.seconds):
            event = self._schedule.input or json.dumps(scheduled_event(self._schedule, self._site))
            outcome = self._invoke(event.encode())
            self._log(f"{self._schedule.name} ran{' and failed' if outcome.failed else ''}")


def scheduled_event(schedule: Schedule, site: Site) -> Mapping[str, Any]:
    """The event of a rule without an input of its own."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": site.account,
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": site.region,
        "resources": [site.arn("events", f"rule/{site.name}-{schedule.name}")],
        "detail": {},
    }
