"""What the stand-ins for services of AWS have in common: HTTP on the loopback, signatures, scripts.

A stand-in answers on threads of its own, from start() or `with` to stop(). It checks every request:
what is wrong with one is answered with 400 and kept in `complaints`, which a test looks at when it
ends. Anything that may cost something is counted in `paid`, by what was asked for, as soon as it is
carried out, whether its answer arrives or not.
"""

from __future__ import annotations

import re
import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

REGION = "us-west-2"
SIGNATURE = re.compile(
    r"AWS4-HMAC-SHA256 Credential=[^/]+/(?P<day>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/"
    r"aws4_request, SignedHeaders=(?P<headers>[^,]+), Signature=[0-9a-f]{64}"
)
SIGNED = {"host", "x-amz-date"}


@dataclass(frozen=True)
class Request:
    """`path` as it was sent: escaped. `headers` by lower-case name. `port`: the client's end of the
    connection."""

    port: int
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """`cut`: the connection ends after so many bytes of the body. `is_silent`: nothing is answered
    until the stand-in is stopped. `is_dropped`: the connection ends without a word."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    is_silent: bool = False
    is_dropped: bool = False


@cache
def service_model(service: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


class AwsServer(ABC):
    """One service. Subclasses say what it answers."""

    service: str
    signing_name: str

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.model = service_model(self.service)
        self.reset()
        self._stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def reset(self) -> None:
        """As it was at first: one stand-in can do for many tests."""
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        self.paid: Counter[str] = Counter()

    @abstractmethod
    def answer(self, request: Request) -> Reply: ...

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def environment(self) -> dict[str, str]:
        """What leads boto3 here."""
        name = self.service.upper().replace("-", "_")
        return {f"AWS_ENDPOINT_URL_{name}": self.url}

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def taken(self, request: Request) -> Reply:
        """What the handler asks for: checked, kept and answered."""
        with self.lock:
            self.requests.append(request)
            wrong = self._signature_problem(request)
            if wrong:
                return self.complain(wrong)
            return self.answer(request)

    def complain(self, *problems: str) -> Reply:
        self.complaints.extend(problems)
        return self.error("ValidationException", 400)

    def error(self, code: str, status: int, message: str = "", retry_after: str = "") -> Reply:
        """An error as it is written in this service's protocol."""
        headers = {"Retry-After": retry_after} if retry_after else {}
        return Reply(status, self.error_body(code, message), self.error_headers(code) | headers)

    @abstractmethod
    def error_body(self, code: str, message: str) -> bytes: ...

    @abstractmethod
    def error_headers(self, code: str) -> dict[str, str]: ...

    def documented_status(self, operation: str, code: str) -> int:
        """The status that the service's model gives an error of the operation."""
        model: OperationModel = self.model.operation_model(operation)
        shapes: dict[str, Any] = {shape.name: shape.metadata for shape in model.error_shapes}
        return int(shapes[code]["error"]["httpStatusCode"])

    def wait_until_stopped(self) -> None:
        self._stopped.wait()

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.01)

    def _signature_problem(self, request: Request) -> str:
        found = SIGNATURE.fullmatch(request.headers.get("authorization", ""))
        if found is None:
            return "the request is not signed"
        if (found["region"], found["service"]) != (REGION, self.signing_name):
            return f"signed for {found['service']} in {found['region']}"
        if not set(found["headers"].split(";")) >= SIGNED:
            return "host or date are not signed"
        return ""


def _handler_of(service: AwsServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: the second would wait for an acknowledgement

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(length)
            reply = service.taken(Request(self.client_address[1], self.path, headers, body))
            if reply.is_silent:
                service.wait_until_stopped()
            if reply.is_silent or reply.is_dropped:
                self.close_connection = True
                return
            self._send(reply)

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("x-amzn-RequestId", "11111111-2222-3333-4444-555555555555")
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body[: reply.cut])
            self.close_connection = self.close_connection or reply.cut is not None

        def log_message(self, *_: object) -> None:
            """Says nothing: what went wrong is in `complaints`."""

    return Handler
