"""The queue of generations: telling the worker, and asking to be told again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from darkroom.domain.generation import GenerationRef
from darkroom.events import write_work
from darkroom.storage.sqs_errors import translated

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

LONGEST_DELAY = 900
"""Seconds, of a message in SQS."""


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """Raises StoreFailure."""

    client: SQSClient
    url: str

    def send(self, ref: GenerationRef, seconds: float = 0) -> None:
        """Tell the worker of a generation, `seconds` from now."""
        with translated():
            self.client.send_message(
                QueueUrl=self.url,
                MessageBody=write_work(ref),
                DelaySeconds=min(LONGEST_DELAY, int(seconds)),
            )

    def postpone(self, receipt: str, seconds: float) -> None:
        """Let a message that is being worked on come back after `seconds`."""
        with translated():
            self.client.change_message_visibility(
                QueueUrl=self.url, ReceiptHandle=receipt, VisibilityTimeout=int(seconds)
            )
