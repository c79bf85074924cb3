"""A stand-in for Amazon Transcribe's batch jobs: JSON 1.1 on the loopback, and a few states.

A job is started (and paid) once by its name; every look at it moves it on, along `stages`, to
COMPLETED, when its transcript is put into `objects`, or to FAILED with `failure` (then its payment
is taken back). Every request and every answer is held against botocore's model of the service.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ParamValidationError
from botocore.model import StringShape
from botocore.validate import validate_parameters

from tests.providers.aws_server import AwsServer, Reply, Request

CREATED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
STAGES = ("QUEUED", "IN_PROGRESS", "COMPLETED")


@dataclass
class Job:
    """`stages` are those to come; the first is what the next look sees."""

    request: dict[str, Any]
    stages: list[str] = field(default_factory=lambda: list(STAGES))
    is_written: bool = False

    @property
    def has_ended(self) -> bool:
        return len(self.stages) == 1


class TranscribeServer(AwsServer):
    """`objects`: what lies in buckets, by (bucket, key): recordings that can be read, transcripts
    that were written. `script`: what to answer in place of the service, one request each."""

    service = "transcribe"
    signing_name = "transcribe"

    def __init__(self) -> None:
        super().__init__()
        self._operations: dict[str, Callable[[dict[str, Any]], Reply]] = {
            "StartTranscriptionJob": self._start,
            "GetTranscriptionJob": self._get,
            "DeleteTranscriptionJob": self._delete,
        }

    def reset(self) -> None:
        super().reset()
        self.words = "make it brighter"
        self.stages: tuple[str, ...] = STAGES
        self.failure = "Internal failure. Try your request again."
        self.jobs: dict[str, Job] = {}
        self.objects: dict[tuple[str, str], bytes] = {}
        self.script: deque[Reply] = deque()

    @property
    def asked(self) -> list[str]:
        """The names of the operations, in order."""
        return [request.headers["x-amz-target"].partition(".")[2] for request in self.requests]

    def answer(self, request: Request) -> Reply:
        prefix, _, operation = request.headers.get("x-amz-target", "").partition(".")
        if prefix != "Transcribe" or operation not in self._operations or request.path != "/":
            return self.complain("no operation that is known here")
        if request.headers.get("content-type") != "application/x-amz-json-1.1":
            return self.complain("not JSON 1.1")
        body = json.loads(request.body)
        problems = self._problems(operation, body)
        if problems:
            return self.complain(*problems)
        return self.script.popleft() if self.script else self._operations[operation](body)

    def error_body(self, code: str, message: str) -> bytes:
        return json.dumps({"__type": code, "Message": message or code}).encode()

    def error_headers(self, code: str) -> dict[str, str]:
        return {"Content-Type": "application/x-amz-json-1.1"}

    def refusal(self, operation: str, code: str, message: str = "", retry_after: str = "") -> Reply:
        """An error that the service's model knows for the operation."""
        status = self.documented_status(operation, code)
        return self.error(code, status, message, retry_after)

    def _start(self, body: dict[str, Any]) -> Reply:
        name = body["TranscriptionJobName"]
        if name in self.jobs:
            return self.refusal("StartTranscriptionJob", "ConflictException")
        bucket, _, key = body["Media"]["MediaFileUri"].removeprefix("s3://").partition("/")
        if (bucket, key) not in self.objects:
            message = "The S3 URI that you provided can't be accessed."
            return self.refusal("StartTranscriptionJob", "BadRequestException", message)
        self.jobs[name] = Job(body, list(self.stages))
        self.paid[name] += 1
        return self._described("StartTranscriptionJob", self.jobs[name], "IN_PROGRESS")

    def _get(self, body: dict[str, Any]) -> Reply:
        job = self.jobs.get(body["TranscriptionJobName"])
        if job is None:
            message = "The requested job couldn't be found."
            return self.refusal("GetTranscriptionJob", "BadRequestException", message)
        status = job.stages[0]
        if job.has_ended:
            self._end(job, status)
        else:
            job.stages.pop(0)
        return self._described("GetTranscriptionJob", job, status)

    def _delete(self, body: dict[str, Any]) -> Reply:
        job = self.jobs.get(body["TranscriptionJobName"])
        if job is None or not job.has_ended:
            return self.refusal("DeleteTranscriptionJob", "BadRequestException")
        del self.jobs[body["TranscriptionJobName"]]
        return Reply(headers=self.error_headers(""))

    def _end(self, job: Job, status: str) -> None:
        if status == "FAILED":
            del self.paid[job.request["TranscriptionJobName"]]
            return
        if not job.is_written:
            place = (job.request["OutputBucketName"], job.request["OutputKey"])
            self.objects[place] = transcript(self.words, job.request["TranscriptionJobName"])
            job.is_written = True

    def _described(self, operation: str, job: Job, status: str) -> Reply:
        kept = {"TranscriptionJobName", "LanguageCode", "MediaFormat", "Media"}
        description: dict[str, Any] = {
            **{name: value for name, value in job.request.items() if name in kept},
            "TranscriptionJobStatus": status,
            "CreationTime": CREATED,
        }
        if status == "FAILED":
            description["FailureReason"] = self.failure
        answer = {"TranscriptionJob": description}
        shape = self.model.operation_model(operation).output_shape
        assert shape is not None
        validate_parameters(answer, shape)
        body = json.dumps(answer, default=lambda moment: moment.timestamp()).encode()
        return Reply(body=body, headers=self.error_headers(""))

    def _problems(self, operation: str, body: dict[str, Any]) -> list[str]:
        shape = self.model.operation_model(operation).input_shape
        assert shape is not None
        try:
            validate_parameters(body, shape)
        except ParamValidationError as exc:
            return [str(exc)]
        return [
            f"{name} is not what the model allows"
            for name, member in shape.members.items()
            if name in body and isinstance(member, StringShape) and not _fits(member, body[name])
        ]


def _fits(shape: StringShape, value: str) -> bool:
    """Enumerations, patterns and lengths: botocore itself does not look at them."""
    pattern = str(shape.metadata.get("pattern", ".*"))
    most = int(shape.metadata.get("max", len(value)))
    is_known = not shape.enum or value in shape.enum
    return is_known and len(value) <= most and re.fullmatch(pattern, value) is not None


def transcript(words: str, name: str) -> bytes:
    """As Transcribe writes it ("Data input and output", its example)."""
    results = {"transcripts": [{"transcript": words}], "items": []}
    answer = {"jobName": name, "accountId": "111122223333", "results": results}
    return json.dumps(answer | {"status": "COMPLETED"}).encode()
