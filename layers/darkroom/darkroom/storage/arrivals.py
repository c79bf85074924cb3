"""The queue that uploads are announced on, as something that can be written to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from darkroom.domain.arrival import Arrival
from darkroom.events import write_arrival
from darkroom.storage.sqs_errors import translated

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class ArrivalQueue:
    """Tells of an upload that is still in quarantine once more."""

    client: SQSClient
    url: str
    bucket: str

    def send(self, arrival: Arrival) -> None:
        """Raises StoreFailure."""
        with translated():
            self.client.send_message(
                QueueUrl=self.url, MessageBody=write_arrival(arrival, self.bucket)
            )
