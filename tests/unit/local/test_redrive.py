"""Dead letters are sent through again, as SQS moves them and as our command asks it to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from infra.local.redrive import MessageMoves
from infra.local.refusals import AwsRefusal
from infra.redrive import QUEUES, CannotRedrive, find_queue, main, redrive
from tests.unit.local.conftest import LocalAws

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

ARN = "arn:aws:sqs:eu-central-1:000000000000:dead"
URL = "https://sqs.example/000000000000/dead"


@dataclass
class Queues:
    """A queue and its dead letters, of a stack of this name."""

    aws: LocalAws
    stack: str
    url: str
    dead_url: str

    @property
    def sqs(self) -> SQSClient:
        client: SQSClient = self.aws.client("sqs", self.aws.operator)
        return client

    def bury(self, *bodies: str) -> None:
        for body in bodies:
            word = {"kind": {"DataType": "String", "StringValue": "photo"}}
            self.sqs.send_message(
                QueueUrl=self.dead_url,
                MessageBody=body,
                MessageAttributes=word,  # type: ignore[arg-type]
            )

    def take(self, url: str) -> list[Any]:
        """Everything that is in this queue."""
        found: list[Any] = []
        while batch := self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages"):
            found += batch
        return found


@pytest.fixture
def queues(aws: LocalAws, request: pytest.FixtureRequest) -> Queues:
    sqs, stack = aws.client("sqs"), f"s{abs(hash(request.node.nodeid))}"
    dead_url = sqs.create_queue(QueueName=f"{stack}-UploadDeadLetters")["QueueUrl"]
    target = aws.site.arn("sqs", f"{stack}-UploadDeadLetters")
    policy = json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": 5})
    made = sqs.create_queue(QueueName=f"{stack}-Events", Attributes={"RedrivePolicy": policy})
    other = sqs.create_queue(QueueName=f"{stack}-WorkDeadLetters")["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=other, AttributeNames=["QueueArn"])
    second = {"deadLetterTargetArn": attributes["Attributes"]["QueueArn"], "maxReceiveCount": 8}
    sqs.create_queue(QueueName=f"{stack}-Work", Attributes={"RedrivePolicy": json.dumps(second)})
    return Queues(aws, stack, made["QueueUrl"], dead_url)


def test_dead_letters_come_back_to_their_queue_as_they_were(queues: Queues) -> None:
    queues.bury("a")
    assert redrive(queues.sqs, find_queue(queues.sqs, queues.stack, QUEUES[0])) == 1
    (message,) = queues.take(queues.url)
    assert message["Body"] == "a"
    assert message["MessageAttributes"]["kind"]["StringValue"] == "photo"
    assert queues.take(queues.dead_url) == []


def test_all_of_them_come_back_once(queues: Queues) -> None:
    bodies = [f"letter {number}" for number in range(25)]
    queues.bury(*bodies)
    assert redrive(queues.sqs, queues.dead_url) == 25
    assert sorted(each["Body"] for each in queues.take(queues.url)) == sorted(bodies)


def test_without_dead_letters_nothing_is_moved(queues: Queues) -> None:
    assert redrive(queues.sqs, queues.dead_url) == 0


def test_messages_of_a_queue_that_holds_no_dead_letters_stay(queues: Queues) -> None:
    queues.sqs.send_message(QueueUrl=queues.url, MessageBody="a")
    with pytest.raises(ClientError, match="dead-letter queue of one other"):
        redrive(queues.sqs, queues.url)
    assert len(queues.take(queues.url)) == 1


def test_a_letter_that_cannot_be_sent_is_not_deleted(queues: Queues) -> None:
    asked: list[str] = []

    def ask(operation: str, _: Mapping[str, Any]) -> dict[str, Any]:
        asked.append(operation)
        if operation == "SendMessage":
            raise AwsRefusal(500, "InternalError", "as planned")
        return {
            "queueUrls": [queues.url],
            "Attributes": {"ApproximateNumberOfMessages": "1"},
            "Messages": [{"Body": "a", "ReceiptHandle": "1"}],
        }

    with pytest.raises(AwsRefusal):
        MessageMoves(queues.aws.site, ask).answer(
            "StartMessageMoveTask", json.dumps({"SourceArn": ARN}).encode()
        )
    assert "SendMessage" in asked
    assert "DeleteMessage" not in asked


def test_a_letter_that_comes_back_at_once_does_not_keep_the_move_going(queues: Queues) -> None:
    moved: list[str] = []

    def ask(operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        if operation == "DeleteMessage":
            moved.append(asked["ReceiptHandle"])
        return {
            "queueUrls": [queues.url],
            "Attributes": {"ApproximateNumberOfMessages": "2"},
            "Messages": [{"Body": "a", "ReceiptHandle": str(len(moved))}],
        }

    MessageMoves(queues.aws.site, ask).answer(
        "StartMessageMoveTask", json.dumps({"SourceArn": ARN}).encode()
    )
    assert moved == ["0", "1"]


def _task(status: str, **more: Any) -> dict[str, Any]:
    return {"Results": [{"Status": status, "ApproximateNumberOfMessagesMoved": 7, **more}]}


def _ask(sqs: SQSClient, *tasks: dict[str, Any]) -> tuple[int, list[float]]:
    """What comes of a move that SQS tells this of, and the waits between."""
    waits: list[float] = []
    with Stubber(sqs) as answers:
        answers.add_response("get_queue_attributes", {"Attributes": {"QueueArn": ARN}})
        answers.add_response("start_message_move_task", {"TaskHandle": "1"}, {"SourceArn": ARN})
        for task in tasks:
            answers.add_response("list_message_move_tasks", task)
        return redrive(sqs, URL, waits.append), waits


def test_a_move_that_takes_its_time_is_waited_for(queues: Queues) -> None:
    assert _ask(queues.sqs, _task("RUNNING"), _task("COMPLETED")) == (7, [1])


def test_a_move_that_fails_says_why(queues: Queues) -> None:
    with pytest.raises(CannotRedrive, match="after 7 messages: AccessDenied"):
        _ask(queues.sqs, _task("FAILED", FailureReason="AccessDenied"))


@pytest.fixture
def folder(queues: Queues, tmp_path: Path) -> Path:
    """What a local system writes down for its operator."""
    key = queues.aws.operator
    (tmp_path / "aws.env").write_text(
        f"AWS_ENDPOINT_URL={queues.aws.site.aws_url}\nAWS_REGION=eu-central-1\n"
        f"AWS_ACCESS_KEY_ID={key.id}\nAWS_SECRET_ACCESS_KEY={key.secret}\n"
    )
    return tmp_path


def test_the_command_finds_the_local_system_by_what_it_wrote_down(
    queues: Queues,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("infra.redrive.LOCAL_STACK", queues.stack)
    queues.bury("a")
    assert main([], {"DARKROOM_FOLDER": str(folder)}) == 0
    assert capsys.readouterr().out == "1 message moved back to where they came from.\n"
    assert len(queues.take(queues.url)) == 1


def test_a_stack_in_aws_is_found_by_its_name(
    queues: Queues,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With whatever credentials the environment has."""
    for line in (folder / "aws.env").read_text().splitlines():
        monkeypatch.setenv(*line.split("=", 1))
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    queues.bury("a", "b")
    assert main([queues.stack], {}) == 0
    assert capsys.readouterr().out == "2 messages moved back to where they came from.\n"
    assert main([], {"STACK": "no-such-stack"}) == 1
    assert "There are 0 queues named no-such-stack-UploadDeadLetters" in capsys.readouterr().err


def test_without_a_system_the_command_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([], {"DARKROOM_FOLDER": str(tmp_path)}) == 1
    assert "make redrive STACK=darkroom" in capsys.readouterr().err
