"""Invocations as AWS's own runtime client makes them, with what it writes by itself."""

from __future__ import annotations

import importlib
import json
import logging
import time
from typing import Any

from awslambdaric import bootstrap
from awslambdaric.lambda_runtime_log_utils import LogFormat
from awslambdaric.lambda_runtime_marshaller import LambdaMarshaller

_ARN = "arn:aws:lambda:eu-central-1:000000000000:function:function"
_SECONDS = 300


class Runtime:
    """One process of Lambda: one invocation at a time."""

    def __init__(self) -> None:
        self.marshaller = LambdaMarshaller()
        self._answer: Any = None
        self._sink = bootstrap.StandardLogSink()
        for form in (LogFormat.TEXT, LogFormat.JSON):  # a function has one: here both write
            bootstrap._setup_logging(form, "DEBUG", self._sink)
        logging.getLogger().setLevel(logging.DEBUG)

    def invoke(self, function: str, event: Any, invocation: str) -> Any:
        """What the function answers; None when it ended with an error."""
        self._answer = None
        handler = importlib.import_module(f"functions.{function}.app").handler
        deadline = int((time.time() + _SECONDS) * 1000)
        payload = json.dumps(event).encode()
        bootstrap.handle_event_request(
            self, handler, invocation, payload, "application/json", None, None,
            _ARN, deadline, None, self._sink,
        )  # fmt: skip
        return self._answer

    def post_invocation_result(self, _id: str, result: str, *_: Any) -> None:
        self._answer = json.loads(result)

    def post_invocation_error(self, _id: str, error: str, fault: str, *_: Any) -> None:
        """What whoever invoked it is told, and what X-Ray shows: as good as a log."""
        print(f"told to the caller: {error}")
        print(f"told to X-Ray: {fault}")
