"""What SQS does with dead letters and moto does not: moving them back to where they came from.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from werkzeug import Response

from infra.local.refusals import AwsRefusal
from infra.local.stack import Site

OPERATIONS = ("StartMessageMoveTask", "ListMessageMoveTasks")

Ask = Callable[[str, Mapping[str, Any]], dict[str, Any]]
"""An SQS request: operation and parameters, what is answered."""

_HIDDEN_SECONDS = 60
"""Of a message that is being moved: nobody else takes it meanwhile."""
_MOST_A_RECEIVE = 10


class MessageMoves:
    """The move tasks of one account. A move is over when its start is answered."""

    def __init__(self, site: Site, ask: Ask) -> None:
        self._site, self._ask = site, ask
        self._tasks: dict[str, list[dict[str, Any]]] = {}

    def answer(self, operation: str, body: bytes) -> Response:
        """To a request for one of OPERATIONS. Raises AwsRefusal."""
        asked = json.loads(body)
        source = asked["SourceArn"]
        if operation == "ListMessageMoveTasks":
            latest = self._tasks.get(source, [])[: asked.get("MaxResults", 1)]
            return _json({"Results": latest})
        self._tasks.setdefault(source, []).insert(0, self._move_all(source))
        return _json({"TaskHandle": uuid.uuid4().hex})

    def _move_all(self, source: str) -> dict[str, Any]:
        """Move what is there now: what comes back while this goes on waits for the next task."""
        started, dead_letters = datetime.now(UTC), self._url(source)
        origins = self._ask("ListDeadLetterSourceQueues", {"QueueUrl": dead_letters})["queueUrls"]
        if len(origins) != 1:
            reason = "The source queue must be the dead-letter queue of one other queue."
            raise AwsRefusal(400, "InvalidParameterValue", reason)
        wanted = {"QueueUrl": dead_letters, "AttributeNames": ["ApproximateNumberOfMessages"]}
        waiting = int(
            self._ask("GetQueueAttributes", wanted)["Attributes"]["ApproximateNumberOfMessages"]
        )
        moved = 0
        while moved < waiting and (batch := self._receive(dead_letters, waiting - moved)):
            for message in batch:
                self._move(message, dead_letters, origins[0])
            moved += len(batch)
        return {
            "Status": "COMPLETED",
            "SourceArn": source,
            "ApproximateNumberOfMessagesMoved": moved,
            "ApproximateNumberOfMessagesToMove": waiting,
            "StartedTimestamp": int(started.timestamp() * 1000),
        }

    def _receive(self, url: str, most: int) -> list[dict[str, Any]]:
        request = {
            "QueueUrl": url,
            "MaxNumberOfMessages": min(most, _MOST_A_RECEIVE),
            "MessageAttributeNames": ["All"],
            "VisibilityTimeout": _HIDDEN_SECONDS,
        }
        messages: list[dict[str, Any]] = self._ask("ReceiveMessage", request).get("Messages", [])
        return messages

    def _move(self, message: Mapping[str, Any], source: str, target: str) -> None:
        """Sent before it is deleted: what is cut off in between is there twice, never lost."""
        letter = {"QueueUrl": target, "MessageBody": message["Body"]}
        if "MessageAttributes" in message:
            letter["MessageAttributes"] = message["MessageAttributes"]
        self._ask("SendMessage", letter)
        receipt = message["ReceiptHandle"]
        self._ask("DeleteMessage", {"QueueUrl": source, "ReceiptHandle": receipt})

    def _url(self, arn: str) -> str:
        return f"{self._site.aws_url}/{self._site.account}/{arn.rpartition(':')[2]}"


def _json(answer: Mapping[str, Any]) -> Response:
    return Response(json.dumps(answer), mimetype="application/x-amz-json-1.0")
