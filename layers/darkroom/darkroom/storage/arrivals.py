"""The queue that uploads are announced on, as something that can be written to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from darkroom.domain.arrival import Arrival
from darkroom.domain.errors import StoreFailure
from darkroom.events import write_arrival

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
        try:
            self.client.send_message(
                QueueUrl=self.url, MessageBody=write_arrival(arrival, self.bucket)
            )
        except (BotoCoreError, ClientError, RuntimeError) as exc:
            # RuntimeError: credentials that were ended when botocore had renewed them.
            raise StoreFailure from exc
