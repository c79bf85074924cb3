"""AWS answering with an error, or something else happening meanwhile, when a test says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

Refusal = tuple[int, str]


@dataclass
class Faults:
    """What happens at the next requests of an operation, in order; None is nothing."""

    planned: dict[str, list[Refusal | Callable[[], None] | None]] = field(default_factory=dict)

    def plan(
        self, name: str, *, times: int = 1, status: int = 400, code: str = "Refused", after: int = 0
    ) -> None:
        """Of the requests named `service:Operation`, the next `times` fail like this; `after`
        that many others."""
        self.planned.setdefault(name, []).extend([None] * after + [(status, code)] * times)

    def meanwhile(self, name: str, action: Callable[[], None]) -> None:
        """Just before the next request of that name is sent, do this."""
        self.planned.setdefault(name, []).append(action)

    def listen(self, session: boto3.Session) -> None:
        """To every client that this session will make."""
        answer: Any = self._answer  # what it returns takes the answer's place
        session.events.register("before-call", answer)

    def _answer(self, model: Any, **_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
        waiting = self.planned.get(f"{model.service_model.service_name}:{model.name}")
        happens = waiting.pop(0) if waiting else None
        if callable(happens):
            happens()
            return None
        if happens is None:
            return None
        status, code = happens
        refusal = {"Error": {"Code": code, "Message": "as planned"}, "ResponseMetadata": {}}
        return AWSResponse("https://aws.example", status, HTTPHeaders(), None), refusal
