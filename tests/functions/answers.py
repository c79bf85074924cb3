"""What a function is told of its invocation, and what comes of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What API Gateway would send to the client, and what the function wrote meanwhile."""

    status: int
    headers: Mapping[str, str]
    text: str
    output: str
    body: bytes = b""
    """The same as bytes, where it is no text."""

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str | None:
        """The code of a problem."""
        code: str | None = self.json.get("code")
        return code

    @property
    def pointers(self) -> list[str]:
        """What a problem points at."""
        return [error["pointer"] for error in self.json.get("errors", ())]

    @property
    def log(self) -> list[dict[str, Any]]:
        """The log lines, without the metrics."""
        lines = map(json.loads, self.output.splitlines())
        return [line for line in lines if "_aws" not in line]

    @property
    def metrics(self) -> list[dict[str, Any]]:
        """The lines that CloudWatch makes metrics of."""
        lines = map(json.loads, self.output.splitlines())
        return [line for line in lines if "_aws" in line]


@dataclass
class Context:
    """The part of Lambda's context that functions use."""

    remaining_ms: int = 110_000
    aws_request_id: str = "request-1"
    function_name: str = "function"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:000000000000:function:function"

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining_ms
