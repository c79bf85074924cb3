"""One HTTP request, one answer, and certainty about what happened between them.

    ProviderFailure   the request did not get there whole: no connection, or it broke while sending
    AnswerLost        it did, and no whole answer came: it may have been carried out and paid

Every request has a connection of its own. A kept one may have died unnoticed, above all while
Lambda had frozen the process, and then nobody can say whether the request arrived. A handshake
costs nothing beside the seconds that an image takes. For the same reason connecting, sending and
reading are three steps here, where a pool makes one of them.

Redirects are answers: the key goes nowhere but to the address in the configuration. Nothing is
retried, decompressed or logged.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPException
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from darkroom.domain.errors import AnswerLost, ProviderFailure

if TYPE_CHECKING:
    import socket

    from urllib3.response import BaseHTTPResponse

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 150.0
"""An image of high quality takes up to two minutes, says OpenAI's guide."""
MAX_BYTES = 64 * 1024 * 1024
"""The largest image a model makes, 8.3 megapixels, not compressed and in base64, is 33 MB."""

_PIECE = 64 * 1024
_TROUBLE = (HTTPError, HTTPException, OSError)
"""Of urllib3, of http.client, and of the socket (timeouts and TLS are among them)."""


class Trouble(Exception):
    """The kind of error that ended an exchange. Theirs is not kept: its text names the host."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(type(error).__qualname__)

    @property
    def for_operators(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, with lower-case header names. `is_framed`: it said where it ends, and did.
    One that was too long is cut at the limit."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    is_framed: bool = True


class Http:
    """Sends requests. `answer_seconds` is for sending, and once more for the whole answer."""

    def __init__(
        self,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._connect_seconds = connect_seconds
        self._answer_seconds = answer_seconds
        self._max_bytes = max_bytes

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The answer, whatever its status. Raises ProviderFailure and AnswerLost as above."""
        address = urlsplit(url)
        connection = self._opened(address)
        try:
            was_sent = self._sent(connection, address.path, body, headers)
            return self._answer(connection, was_sent=was_sent)
        finally:
            connection.close()

    def _opened(self, address: SplitResult) -> HTTPConnection:
        connection = self._connection(address)
        try:
            connection.connect()
        except _TROUBLE as exc:
            trouble = Trouble(exc)
        else:
            return connection
        connection.close()
        raise ProviderFailure from trouble

    def _connection(self, address: SplitResult) -> HTTPConnection:
        host, port, seconds = address.hostname or "", address.port, self._connect_seconds
        if address.scheme == "https":
            return HTTPSConnection(host, port, timeout=seconds, ssl_context=self._tls)
        return HTTPConnection(host, port, timeout=seconds)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Certificates and host names are checked. Made late: it reads the trusted roots."""
        return ssl.create_default_context()

    def _sent(
        self, connection: HTTPConnection, path: str, body: bytes, headers: Mapping[str, str]
    ) -> bool:
        """Whether all of it was handed over. Where not, the server may still have said why."""
        connection.timeout = self._answer_seconds
        try:
            connection.request(
                "POST",
                path,
                body,
                {**headers, "Connection": "close"},
                preload_content=False,
                decode_content=False,
            )
        except TimeoutError as exc:
            trouble = Trouble(exc)
        except _TROUBLE:
            return False
        else:
            return True
        raise ProviderFailure from trouble

    def _answer(self, connection: HTTPConnection, *, was_sent: bool) -> Answer:
        deadline = monotonic() + self._answer_seconds
        sock = connection.sock
        response: BaseHTTPResponse | None = None
        try:
            response = connection.getresponse()
            return self._read(response, sock, deadline)
        except _TROUBLE as exc:
            trouble = Trouble(exc)
        finally:
            if response is not None:
                response.close()
        raise (AnswerLost if was_sent else ProviderFailure) from trouble

    def _read(
        self, response: BaseHTTPResponse, sock: socket.socket | None, deadline: float
    ) -> Answer:
        is_framed = response.length_remaining is not None or response.chunked
        pieces: list[bytes] = []
        room = self._max_bytes
        while room:
            _hurry(sock, deadline)
            piece = response.read1(min(room, _PIECE))
            if not piece:
                break
            pieces.append(piece)
            room -= len(piece)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, headers, b"".join(pieces), is_framed)


def _hurry(sock: socket.socket | None, deadline: float) -> None:
    """The time that is left for the next piece: one every minute is no answer."""
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    if sock is not None:
        sock.settimeout(left)
