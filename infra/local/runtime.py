"""What runs in each function's process: the handler, around AWS's own runtime client.

    python -P runtime.py awslambdaric|plain HANDLER

`plain` is a loop of ours against the same Runtime API, for systems that awslambdaric has no wheel
for. This file is run by its path: it imports nothing of this package.
"""

from __future__ import annotations

import http.client
import importlib
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

_API = "/2018-06-01/runtime"


def main(client: str, handler: str) -> None:
    """Serve invocations until the parent is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if client == "awslambdaric":
        from awslambdaric.__main__ import main as run  # noqa: PLC0415

        run(["awslambdaric", handler])
    else:
        _loop(os.environ["AWS_LAMBDA_RUNTIME_API"], handler)


def _end_with_parent() -> None:
    """The parent holds the other end of our standard input: whatever ends it, ends us."""
    while os.read(0, 1024):
        pass
    os._exit(0)


class Context:
    """The second argument of a handler."""

    def __init__(self, headers: http.client.HTTPMessage) -> None:
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = self.client_context = None
        self._deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the invocation is killed."""
        return max(0, self._deadline_ms - int(time.time() * 1000))


def _loop(api: str, handler: str) -> None:
    connection = http.client.HTTPConnection(api)
    try:
        function = _load(handler)
    except BaseException as exc:  # noqa: BLE001
        # Whatever kept the module from loading is the platform's to report, SystemExit too.
        traceback.print_exc()
        _post(connection, "/init/error", _problem(exc))
        sys.exit(1)
    while True:
        connection.request("GET", f"{_API}/invocation/next")
        answer = connection.getresponse()
        body = answer.read()
        _invoke(connection, function, answer.headers, body)


def _load(handler: str) -> Callable[[Any, Any], Any]:
    module, _, name = handler.rpartition(".")
    function: Callable[[Any, Any], Any] = getattr(
        importlib.import_module(module.replace("/", ".")), name
    )
    return function


def _invoke(
    connection: http.client.HTTPConnection,
    function: Callable[[Any, Any], Any],
    headers: http.client.HTTPMessage,
    body: bytes,
) -> None:
    context = Context(headers)
    path = f"/invocation/{context.aws_request_id}"
    try:
        result = json.dumps(function(json.loads(body), context)).encode()
    except Exception as exc:  # noqa: BLE001  a handler may raise anything
        traceback.print_exc()
        _post(connection, f"{path}/error", _problem(exc))
    else:
        _post(connection, f"{path}/response", result)


def _problem(exc: BaseException) -> bytes:
    """An error as the Runtime API takes it."""
    return json.dumps(
        {
            "errorMessage": str(exc),
            "errorType": type(exc).__name__,
            "stackTrace": traceback.format_tb(exc.__traceback__),
        }
    ).encode()


def _post(connection: http.client.HTTPConnection, path: str, body: bytes) -> None:
    connection.request("POST", _API + path, body, {"Content-Type": "application/json"})
    connection.getresponse().read()


if __name__ == "__main__":
    main(*sys.argv[1:])
