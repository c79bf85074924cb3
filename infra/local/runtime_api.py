"""The Runtime API of Lambda, for one function process.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

from __future__ import annotations

import json
import queue
import re
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from infra.local.serving import HOST

# A buffered answer: 6 MiB and a little for the envelope.
MAX_PAYLOAD = 6 * 1024 * 1024 + 100
_PREFIX = "/2018-06-01/runtime"
_ANSWER = re.compile(rf"{_PREFIX}/invocation/([^/]+)/(response|error)")


@dataclass(frozen=True, slots=True)
class Invocation:
    """One event for the handler."""

    id: str
    payload: bytes
    arn: str
    deadline_ms: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an invocation: the handler's JSON, or an error object."""

    payload: bytes
    failed: bool = False

    def json(self) -> Any:
        """The payload, read."""
        return json.loads(self.payload or b"null")

    @property
    def kind(self) -> str | None:
        """The type of the error, if it is one."""
        return str(self.json().get("errorType")) if self.failed else None


def failure(kind: str, message: str) -> Outcome:
    """An error of the platform's own."""
    return Outcome(json.dumps({"errorType": kind, "errorMessage": message}).encode(), failed=True)


class RuntimeApi:
    """A server that hands invocations to one process and takes its answers.

    `ready` is set when the process asks for its first invocation, or will never.
    """

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.init_error: Outcome | None = None
        self._current: str | None = None
        self._outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._inbox: queue.SimpleQueue[Invocation | None] = queue.SimpleQueue()
        self._server = ThreadingHTTPServer((HOST, 0), _handler_of(self))
        self._server.daemon_threads = True
        self.address = f"{HOST}:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="runtime api", daemon=True
        )
        self._thread.start()

    def run(self, invocation: Invocation, timeout: float) -> Outcome | None:
        """Give the process this invocation and wait for its outcome; None: it took too long."""
        self._current = invocation.id
        self._inbox.put(invocation)
        try:
            return self._outcomes.get(timeout=timeout)
        except queue.Empty:
            return None

    def take(self) -> Invocation | None:
        """Wait for the next invocation; None when the server is closed."""
        self.ready.set()
        return self._inbox.get()

    def settle(self, invocation_id: str, outcome: Outcome) -> bool:
        """The process answers; only the first answer to the current invocation counts."""
        if invocation_id != self._current:
            return False
        self._current = None
        self._outcomes.put(outcome)
        return True

    def end(self, error: Outcome) -> None:
        """The process has ended: nothing that it was given will be answered."""
        self._outcomes.put(error)
        self.fail_init(error)

    def fail_init(self, error: Outcome) -> None:
        """The process could not load its handler, or ended while it tried."""
        self.init_error = self.init_error or error
        self.ready.set()

    def close(self) -> None:
        """Serve nothing more."""
        self._inbox.put(None)
        self._server.shutdown()
        self._thread.join(timeout=5)
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    api: RuntimeApi
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # 88 ms a call otherwise
    wbufsize = -1

    def do_GET(self) -> None:
        if self.path != f"{_PREFIX}/invocation/next":
            return self._answer(404)
        invocation = self.api.take()
        if invocation is None:
            self.close_connection = True
            return None
        return self._answer(
            200,
            invocation.payload,
            {
                "Lambda-Runtime-Aws-Request-Id": invocation.id,
                "Lambda-Runtime-Deadline-Ms": str(invocation.deadline_ms),
                "Lambda-Runtime-Invoked-Function-Arn": invocation.arn,
                "Lambda-Runtime-Trace-Id": f"Root=1-{invocation.id[:8]}-{'0' * 24};Sampled=0",
            },
        )

    def do_POST(self) -> None:
        body = self._body()
        if self.path == f"{_PREFIX}/init/error":
            self.api.fail_init(Outcome(body, failed=True))
            return self._answer(202)
        match = _ANSWER.fullmatch(self.path)
        if match is None:
            return self._answer(404)
        invocation_id, verb = match.groups()
        if len(body) > MAX_PAYLOAD:
            message = f"Response payload size exceeded maximum allowed size ({MAX_PAYLOAD} bytes)."
            self.api.settle(invocation_id, failure("Function.ResponseSizeTooLarge", message))
            return self._answer(413)
        settled = self.api.settle(invocation_id, Outcome(body, failed=verb == "error"))
        return self._answer(202 if settled else 400)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _answer(
        self, status: int, body: bytes = b"{}", headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The function's own log says enough."""


def _handler_of(api: RuntimeApi) -> type[_Handler]:
    return type("Handler", (_Handler,), {"api": api})
