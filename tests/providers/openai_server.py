"""A server on loopback that speaks the OpenAI API: it checks every request against the reference,
answers as documented or as badly as it is told to, and counts what it would bill.

    with OpenAIServer() as server:
        server.then(Behaviour.BUSY, Behaviour.OK)
        ...
        assert server.paid == 1
        server.check()        # no request was one that the reference does not describe

Without a script it answers well.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
from collections import deque
from collections.abc import Mapping
from enum import StrEnum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any, Self

from tests.providers import openai_replies as replies
from tests.providers.openai_schemas import TRANSCRIPTIONS, Asked, Violation, read


class Behaviour(StrEnum):
    """What the server does with a request; where something was made, PAID has it."""

    OK = auto()
    CHUNKED = auto()
    UNFRAMED = auto()  # the end of the connection is the end of the answer
    UNFRAMED_TRUNCATED = auto()
    MODERATED_INPUT = auto()
    MODERATED_OUTPUT = auto()
    CONTENT_POLICY = auto()  # as dall-e-3 said it
    AZURE_FILTER = auto()
    MODERATED_200 = auto()  # a gateway that hides the status
    BUSY = auto()
    BUSY_SECONDS = auto()
    BUSY_DATE = auto()
    BUSY_MILLISECONDS = auto()
    BUSY_LONG = auto()
    NO_CREDIT = auto()
    HARD_LIMIT = auto()
    UNKNOWN_PARAMETER = auto()
    BAD_IMAGE = auto()
    BAD_SOUND = auto()
    BAD_FIELD_NAME = auto()
    FORBIDDEN = auto()
    UNKNOWN_MODEL = auto()
    TOO_LARGE = auto()
    CONFLICT = auto()
    TIMED_OUT = auto()
    FAILED = auto()
    OVERLOADED = auto()
    BAD_GATEWAY = auto()
    GATEWAY_TIMEOUT = auto()
    ACCEPTED = auto()
    REDIRECT = auto()
    TRUNCATED = auto()
    BROKEN_CHUNKED = auto()
    SLOW = auto()
    DRIPPING = auto()
    CLOSED = auto()
    RESET = auto()
    HANGS_UP = auto()  # before the request was there whole
    NO_HTTP = auto()
    ENDLESS = auto()
    HTML = auto()
    NOT_JSON = auto()
    NO_DATA = auto()
    BAD_BASE64 = auto()
    NOT_AN_IMAGE = auto()
    URL_ONLY = auto()
    REVISED = auto()
    DATA_URL = auto()
    SILENT = auto()


PAID = frozenset(Behaviour) - {
    Behaviour.MODERATED_INPUT, Behaviour.CONTENT_POLICY, Behaviour.AZURE_FILTER, Behaviour.BUSY,
    Behaviour.BUSY_SECONDS, Behaviour.BUSY_DATE, Behaviour.BUSY_MILLISECONDS, Behaviour.BUSY_LONG,
    Behaviour.NO_CREDIT, Behaviour.HARD_LIMIT, Behaviour.UNKNOWN_PARAMETER, Behaviour.FORBIDDEN,
    Behaviour.UNKNOWN_MODEL, Behaviour.TOO_LARGE, Behaviour.CONFLICT, Behaviour.FAILED,
    Behaviour.OVERLOADED, Behaviour.REDIRECT, Behaviour.HANGS_UP, Behaviour.BAD_IMAGE,
    Behaviour.BAD_SOUND, Behaviour.BAD_FIELD_NAME,
}  # fmt: skip
"""After these something may have been made and billed, whatever the client got of it."""


class OpenAIServer:
    """`key`: what it accepts, and may be changed at any time; "" wants none. `is_own`: a server of
    one's own rather than OpenAI's, which takes more. `tls`: speak https. `words`: what it hears.
    """

    def __init__(
        self, key: str = "sk-loopback-1", *, is_own: bool = False, tls: SSLContext | None = None
    ) -> None:
        self.key = key
        self.is_own = is_own
        self.words = "make it brighter"
        self.location = ""
        self.asked: list[Asked] = []
        self.violations: list[str] = []
        self.paid = 0
        self.stopping = threading.Event()
        self._script: deque[Behaviour] = deque()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.api = self
        self._scheme = "https" if tls else "http"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_address[1]}"

    def secret(self, **fields: Any) -> str:
        """What a deployment that uses this server keeps in Secrets Manager."""
        models = {"image_model": "gpt-image-2", "transcription_model": "gpt-transcribe"}
        return json.dumps({"base_url": self.url, "api_key": self.key} | models | fields)

    def then(self, *behaviours: Behaviour) -> None:
        """What it does with the next requests, one after the other."""
        self._script.extend(behaviours)

    def check(self) -> None:
        """Raises AssertionError if any request was not one of the API."""
        if self.violations:
            raise AssertionError(self.violations)

    def next_behaviour(self) -> Behaviour:
        with self._lock:
            return self._script.popleft() if self._script else Behaviour.OK

    def bill(self, behaviour: Behaviour) -> None:
        with self._lock:
            self.paid += behaviour in PAID


class _Server(ThreadingHTTPServer):
    api: OpenAIServer
    daemon_threads = False  # each is joined: no socket is left open

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error; anything else is a bug of ours."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            self.api.violations.append(f"The server broke: {error!r}")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — as it is called
        """Nothing."""

    def do_POST(self) -> None:
        api = self.server.api
        if self.headers.get("Authorization") != (f"Bearer {api.key}" if api.key else None):
            self._drain()
            return self._send(*replies.WRONG_KEY)
        behaviour = api.next_behaviour()
        if behaviour is Behaviour.HANGS_UP:
            return self._reset()
        try:
            asked = self._read()
        except Violation as exc:
            api.violations.append(str(exc))
            return self._send(*replies.refusal("unknown_parameter"))
        api.asked.append(asked)
        api.bill(behaviour)
        return self._behave(behaviour, asked)

    def do_GET(self) -> None:
        self.server.api.violations.append(f"GET {self.path}")
        self._send(404, b"")

    def _drain(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _read(self) -> Asked:
        if "Transfer-Encoding" in self.headers or "Content-Length" not in self.headers:
            raise Violation("The request does not say how long it is.")
        headers = {name.lower(): value for name, value in self.headers.items()}
        return read(self.path, headers, self._drain(), is_own=self.server.api.is_own)

    def _behave(self, behaviour: Behaviour, asked: Asked) -> None:
        reply = replies.REPLIES.get(behaviour.value)
        if reply is not None:
            return self._send(*reply)
        trick = getattr(self, f"_{behaviour.value}", None)
        if trick is not None:
            return trick(self._document(behaviour, asked))  # type: ignore[no-any-return]
        return self._send(200, self._document(behaviour, asked))

    def _document(self, behaviour: Behaviour, asked: Asked) -> bytes:
        if asked.path == TRANSCRIPTIONS:
            words = "  " if behaviour is Behaviour.SILENT else self.server.api.words
            return replies.transcript(words, asked)
        return replies.image(behaviour.value, asked)

    def _send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response_only(status)  # a date only where one is scripted
        for name, value in ({"Content-Type": "application/json"} | dict(headers or {})).items():
            self.send_header(name, value)
        self.send_header("x-request-id", "req_0123456789abcdef0123456789abcdef")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _head(self, *headers: str) -> None:
        lines = ["HTTP/1.1 200 OK", "Content-Type: application/json", *headers, "", ""]
        self.wfile.write("\r\n".join(lines).encode())
        self.close_connection = True

    def _redirect(self, body: bytes) -> None:
        self._send(307, b"", {"Location": self.server.api.location + self.path})

    def _chunked(self, body: bytes) -> None:
        self._head("Transfer-Encoding: chunked")
        for start in range(0, len(body), 1000):
            piece = body[start : start + 1000]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def _broken_chunked(self, body: bytes) -> None:
        self._head("Transfer-Encoding: chunked")
        self.wfile.write(b"%x\r\n%s\r\n" % (len(body), body))  # and no last chunk

    def _unframed(self, body: bytes) -> None:
        self._head("Connection: close")
        self.wfile.write(body)

    def _unframed_truncated(self, body: bytes) -> None:
        self._unframed(body[:-20])

    def _truncated(self, body: bytes) -> None:
        self._head(f"Content-Length: {len(body) + 100}")
        self.wfile.write(body)

    def _slow(self, body: bytes) -> None:
        self.close_connection = True
        self.server.api.stopping.wait(self.timeout)

    def _dripping(self, body: bytes) -> None:
        self._head(f"Content-Length: {len(body)}")
        for place in range(len(body)):
            if self.server.api.stopping.wait(0.02):
                break
            self.wfile.write(body[place : place + 1])

    def _endless(self, body: bytes) -> None:
        self._head("Content-Length: 1000000000")
        while not self.server.api.stopping.is_set():
            self.wfile.write(bytes(100_000))

    def _closed(self, body: bytes) -> None:
        self.close_connection = True

    def _no_http(self, body: bytes) -> None:
        self.wfile.write(b"\x16\x03\x01 what?\r\n\r\n")
        self.close_connection = True

    def _reset(self, body: bytes = b"") -> None:
        self.close_connection = True
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
