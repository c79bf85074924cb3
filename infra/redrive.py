"""Sends dead letters through their queues again: `python -m infra.redrive [STACK]`.

Without a stack those of the local system, which `make run` started. It says how many there were;
every step of an upload and of a generation may be repeated, and so may this.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

LOCAL_STACK = "darkroom-local"
QUEUES = ("UploadDeadLetters", "WorkDeadLetters")
"""What CloudFormation names the queues by, behind the stack's name."""
PATIENCE = 600
"""Seconds that a move is watched for. SQS goes on by itself."""

_ROOT = Path(__file__).resolve().parents[1]


class CannotRedrive(Exception):
    """The message says why, and what to do."""


def main(arguments: list[str], environ: Mapping[str, str]) -> int:
    """The exit status."""
    stack = arguments[0] if arguments else environ.get("STACK", "")
    try:
        sqs: SQSClient = boto3.client("sqs") if stack else _local_client(environ)
        with closing(sqs):
            found = [find_queue(sqs, stack or LOCAL_STACK, queue) for queue in QUEUES]
            moved = sum(redrive(sqs, url) for url in found)
    except (CannotRedrive, BotoCoreError, ClientError) as exc:
        print(f"! {exc}", file=sys.stderr)
        return 1
    print(f"{moved} {'message' if moved == 1 else 'messages'} moved back to where they came from.")
    return 0


def find_queue(sqs: SQSClient, stack: str, queue: str) -> str:
    """The URL of this dead-letter queue of the stack. Raises CannotRedrive."""
    urls = sqs.list_queues(QueueNamePrefix=f"{stack}-{queue}").get("QueueUrls", [])
    if len(urls) != 1:
        raise CannotRedrive(f"There are {len(urls)} queues named {stack}-{queue}…, not one.")
    return urls[0]


def redrive(sqs: SQSClient, url: str, sleep: Callable[[float], None] = time.sleep) -> int:
    """Move everything that is in the queue back to where it came from; how much that was.

    Raises CannotRedrive.
    """
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    arn = answer["Attributes"]["QueueArn"]
    sqs.start_message_move_task(SourceArn=arn)
    for _ in range(PATIENCE):
        task = sqs.list_message_move_tasks(SourceArn=arn, MaxResults=1)["Results"][0]
        moved = task.get("ApproximateNumberOfMessagesMoved", 0)
        if task["Status"] == "COMPLETED":
            return moved
        if task["Status"] != "RUNNING":
            reason = task.get("FailureReason", task["Status"])
            raise CannotRedrive(f"The move ended after {moved} messages: {reason}")
        sleep(1)
    raise CannotRedrive(f"The move goes on; {moved} messages are moved so far.")


def _local_client(environ: Mapping[str, str]) -> SQSClient:
    """A client of the system that `make run` started."""
    path = Path(environ.get("DARKROOM_FOLDER") or _ROOT / ".darkroom") / "aws.env"
    try:
        found = dict(line.split("=", 1) for line in path.read_text().splitlines())
    except FileNotFoundError:
        raise CannotRedrive(
            "No local system was started here. For one in AWS: make redrive STACK=darkroom"
        ) from None
    session = boto3.Session(
        aws_access_key_id=found["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=found["AWS_SECRET_ACCESS_KEY"],
        region_name=found["AWS_REGION"],
    )
    direct = Config(proxies={})  # nothing comes between here and loopback
    return session.client("sqs", endpoint_url=found["AWS_ENDPOINT_URL"], config=direct)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
