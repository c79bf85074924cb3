"""AWS answering with an error when a test says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders


@dataclass
class Faults:
    """Answers that take the place of the next requests of an operation."""

    planned: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def plan(self, name: str, *, times: int = 1, status: int = 400, code: str = "Refused") -> None:
        """The next `times` requests named `service:Operation` fail like this."""
        self.planned.setdefault(name, []).extend([(status, code)] * times)

    def listen(self, session: boto3.Session) -> None:
        """To every client that this session will make."""
        answer: Any = self._answer  # what it returns takes the answer's place
        session.events.register("before-call", answer)

    def _answer(self, model: Any, **_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
        waiting = self.planned.get(f"{model.service_model.service_name}:{model.name}")
        if not waiting:
            return None
        status, code = waiting.pop(0)
        refusal = {"Error": {"Code": code, "Message": "as planned"}, "ResponseMetadata": {}}
        return AWSResponse("https://aws.example", status, HTTPHeaders(), None), refusal
