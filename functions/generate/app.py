"""Generations at work: each message of the queue is one, and what has to wait comes back later."""

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
from darkroom.domain.errors import DarkroomError, ProviderFailure, RowBusy
from darkroom.events import read_work
from darkroom.services.worked import Worked

RESERVE_SECONDS = 5
"""For what comes after the work: the answer, the log."""
FIRST_WAIT, LONGEST_WAIT = 15, 900
"""Seconds until a message comes back; doubled each time."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """SQS event in, the ids of the messages to deliver again out."""
    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)

    def seconds_left() -> float:
        return float(context.get_remaining_time_in_millis() / 1000 - RESERVE_SECONDS)

    def handle(record: SQSRecord) -> None:
        ref = read_work(record.body)
        if ref is None:
            observability.log("work_dropped", message_id=record.message_id)
            observability.count("EventsDropped")
            return
        try:
            worked = container().generating.work(ref, seconds_left)
        except Exception as error:
            _postponed(record, error)
            raise
        _report(worked, record.message_id)

    try:
        answer = process_partial_response(event, handle, processor, context)
    finally:
        observability.flush()
    return dict(answer)


def _postponed(record: SQSRecord, error: Exception) -> None:
    """Say why, and when the message should come back: a provider may have told."""
    if not isinstance(error, RowBusy):  # a second message of the same generation: nobody's fault
        observability.report_fault("work_deferred", error, message_id=record.message_id)
    received = int(record.attributes.approximate_receive_count or 1)
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (received - 1))
    told = error.seconds if isinstance(error, ProviderFailure) else 0
    try:
        container().work_queue.postpone(record.receipt_handle, min(LONGEST_WAIT, max(wait, told)))
    except DarkroomError as failure:  # then it comes back when the queue's own time is over
        observability.log_fault("work_not_postponed", failure, message_id=record.message_id)


def _report(worked: Worked, message_id: str) -> None:
    observability.log(
        "generation",
        message_id=message_id,
        outcome=worked.verdict,
        owner=container().hash_owner(worked.owner),
        generation_id=worked.generation_id,
        provider=worked.provider,
        task=worked.task,
        code=worked.code,
        asked=worked.asked,
    )
    observability.count_by("Generated", "Outcome", worked.verdict)
    if worked.code:
        observability.count_by("Unmade", "Code", worked.code)
    if worked.asked:
        observability.count("ProviderCalls", worked.asked)


coldstart.started()
