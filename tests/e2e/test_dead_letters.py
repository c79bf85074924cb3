"""What fails for a reason of ours waits as a dead letter, and succeeds once the reason is gone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from tests.e2e.client import Client, a_photo

ROOT = Path(__file__).parents[2]
PATIENCE = 60
ATTEMPTS = 5
"""How often a message is delivered before it is a dead letter, as the template says."""
WHILE_NEIGHBOURS_DEVELOP = 3
"""Seconds that a message stays hidden: so long that none is delivered twice meanwhile."""

Ask = Callable[[str], Any]


@dataclass
class Operator:
    """Whoever runs the system, with the keys it wrote down for them."""

    folder: str
    client: Ask

    def queue(self, name: str) -> str:
        """The URL of the queue that the template calls so."""
        answer = self.client("sqs").list_queues(QueueNamePrefix=f"darkroom-local-{name}")
        (url,) = answer["QueueUrls"]
        return str(url)

    def dead_letters(self) -> int:
        names = ["ApproximateNumberOfMessages"]
        url = self.queue("UploadDeadLetters")
        answer = self.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)
        return int(answer["Attributes"][names[0]])

    def hide_for(self, seconds: int | str) -> str:
        """How long a message that was delivered stays hidden; returns how long it did before."""
        sqs, url = self.client("sqs"), self.queue("UploadEvents")
        name = "VisibilityTimeout"
        before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name]
        sqs.set_queue_attributes(QueueUrl=url, Attributes={name: str(seconds)})
        return str(before)

    def redrive(self) -> str:
        """What the command says."""
        done = subprocess.run(
            [sys.executable, "-m", "infra.redrive"],
            cwd=ROOT,
            env=os.environ | {"DARKROOM_FOLDER": self.folder, "STACK": ""},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        return done.stdout

    @contextmanager
    def unreadable(self, owner: str, upload_id: str) -> Iterator[None]:
        """The row of this upload cannot be read, until the block ends."""
        dynamodb = self.client("dynamodb")
        (table,) = dynamodb.list_tables()["TableNames"]
        key = {"pk": {"S": f"owner#{owner}"}, "sk": {"S": f"asset#{upload_id}"}}
        row = dynamodb.get_item(TableName=table, Key=key)["Item"]
        dynamodb.put_item(TableName=table, Item={**row, "kind": {"S": "unheard of"}})
        try:
            yield
        finally:
            dynamodb.put_item(TableName=table, Item=row)

    def log(self) -> list[dict[str, Any]]:
        """What process_upload wrote."""
        path = Path(self.folder) / "logs" / "process_upload.log"
        lines = path.read_text().splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("\n")]

    def ready(self, upload_id: str) -> int:
        """How often an upload was developed."""
        return sum(
            line.get("outcome") == "ready" and line["asset_id"] == upload_id for line in self.log()
        )

    def attempts(self) -> list[str]:
        """Of deliveries that failed, the message."""
        lines = self.log()
        return [line["message_id"] for line in lines if line.get("message") == "upload_deferred"]


@pytest.fixture
def operator(system: dict[str, str]) -> Iterator[Operator]:
    lines = (Path(system["folder"]) / "aws.env").read_text().splitlines()
    found = dict(line.split("=", 1) for line in lines)
    made: dict[str, Any] = {}

    def client(service: str) -> Any:
        if service not in made:
            made[service] = boto3.client(  # type: ignore[call-overload]
                service,
                endpoint_url=found["AWS_ENDPOINT_URL"],
                region_name=found["AWS_REGION"],
                aws_access_key_id=found["AWS_ACCESS_KEY_ID"],
                aws_secret_access_key=found["AWS_SECRET_ACCESS_KEY"],
                config=Config(proxies={}),
            )
        return made[service]

    yield Operator(system["folder"], client)
    for each in made.values():
        with closing(each):
            pass


def test_a_dead_letter_blocks_nobody_and_succeeds_once_its_cause_is_gone(
    operator: Operator, user: Callable[[str], Client]
) -> None:
    unlucky, neighbour = user("unlucky"), user("neighbour")
    before = operator.hide_for(WHILE_NEIGHBOURS_DEVELOP)
    try:
        upload_id = _fail_until_dead(operator, unlucky, neighbour)
    finally:
        operator.hide_for(before)
    assert operator.redrive() == "1 message moved back to where they came from.\n"
    assert unlucky.decided(upload_id)["status"] == "ready"
    _wait_until(lambda: operator.ready(upload_id) == 1)  # written after the row is
    assert operator.dead_letters() == 0


def _fail_until_dead(operator: Operator, unlucky: Client, neighbour: Client) -> str:
    """An upload whose message became a dead letter, while its neighbours were developed."""
    neighbour.upload(a_photo(899))  # ends the poll that began before messages were hidden so long
    file = a_photo(900)
    ticket = unlucky.ticket(file)
    with operator.unreadable(unlucky.name, ticket["id"]):
        assert unlucky.send(ticket, file).ok
        neighbours = [neighbour.upload(a_photo(seed)) for seed in (901, 902)]
        assert operator.dead_letters() == 0
        _wait_until(lambda: [operator.ready(asset["id"]) for asset in neighbours] == [1, 1])
        operator.hide_for(0)
        _wait_until(lambda: operator.dead_letters() == 1)
        _wait_until(lambda: len(operator.attempts()) == ATTEMPTS)
        assert len(set(operator.attempts())) == 1
    return str(ticket["id"])


def _wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
