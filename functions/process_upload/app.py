"""Uploads that arrived: each event of each message is developed, and failed messages return."""

from __future__ import annotations

from darkroom import coldstart  # first: see its docstring

# isort: split

from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from darkroom import observability
from darkroom.bootstrap import container
from darkroom.domain.arrival import Arrival
from darkroom.domain.errors import RowBusy
from darkroom.events import read_arrivals
from darkroom.services.processing import Outcome
from darkroom.settings import SettingsError

RESERVE_MS = 20_000
"""What one development may need at most. With less left, the rest of the batch goes back unseen,
instead of being cut off in the middle."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """SQS event in, the ids of the messages to deliver again out."""
    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)

    def handle(record: SQSRecord) -> None:
        if context.get_remaining_time_in_millis() < RESERVE_MS:
            observability.log("upload_postponed", message_id=record.message_id, reason="time")
            raise TimeoutError("not enough time left for another development")
        _handle(record)

    try:
        answer = process_partial_response(event, handle, processor, context)
    finally:
        observability.flush()
    return dict(answer)


def _handle(record: SQSRecord) -> None:
    try:
        bucket = container().settings.uploads_bucket
    except SettingsError as error:
        observability.log_fault("upload_deferred", error, message_id=record.message_id)
        raise
    message = read_arrivals(record.body, bucket)
    for reason in message.dropped:
        observability.log("event_dropped", message_id=record.message_id, reason=reason)
        observability.count("EventsDropped")
    for arrival in message.arrivals:
        _process(arrival, record.message_id)


def _process(arrival: Arrival, message_id: str) -> None:
    try:
        outcome = container().processing.process(arrival)
    except RowBusy:  # a second event of the same upload: nobody's fault
        observability.log("upload_postponed", message_id=message_id, reason="busy")
        raise
    except Exception as error:
        observability.report_fault("upload_deferred", error, message_id=message_id)
        raise
    _report(outcome, message_id)


def _report(outcome: Outcome, message_id: str) -> None:
    observability.log(
        "upload",
        message_id=message_id,
        outcome=outcome.verdict.value,
        owner=container().hash_owner(outcome.owner) if outcome.owner else None,
        asset_id=outcome.asset_id,
        code=outcome.code,
        milliseconds=outcome.milliseconds,
    )
    observability.count_by("Uploads", "Outcome", outcome.verdict.value)
    if outcome.code:
        observability.count_by("Rejected", "Code", outcome.code)
    for stage, milliseconds in outcome.milliseconds.items():
        observability.took(f"Processing{stage.title()}", milliseconds)
    observability.weighed("BytesIn", outcome.bytes_in)
    observability.weighed("BytesOut", outcome.bytes_out)


coldstart.started()
