"""Threaded HTTP servers on loopback, around WSGI applications."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HOST = "127.0.0.1"
WsgiApp = Callable[["WSGIEnvironment", "StartResponse"], Iterable[bytes]]


class PortTaken(Exception):
    """Another process listens there already."""


def listen(port: int) -> socket.socket:
    """A listening socket on loopback; port 0 takes any free one. Raises PortTaken."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((HOST, port))
        sock.listen(128)
    except (OSError, OverflowError) as exc:
        sock.close()
        raise PortTaken(f"Port {port} on {HOST} is taken ({exc}).") from exc
    return sock


def url_of(sock: socket.socket) -> str:
    """The base URL of a server behind this socket."""
    return f"http://{HOST}:{sock.getsockname()[1]}"


class _Handler(WSGIRequestHandler):
    # Without it, Nagle and delayed ACKs together cost 40 ms for every small answer.
    disable_nagle_algorithm = True

    def log_request(self, *_: Any, **__: Any) -> None:
        """The applications write their own logs."""

    def log_error(self, *_: Any, **__: Any) -> None:
        """A client that hangs up is no error."""


class _Threads(ThreadedWSGIServer):
    """Remembers its connections, so that stopping closes the idle ones too."""

    def __init__(self, app: WsgiApp, sock: socket.socket) -> None:
        self.connections: set[socket.socket] = set()
        host, port = sock.getsockname()
        super().__init__(host, port, app, handler=_Handler, fd=sock.fileno())

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.connections.discard(request)
        super().shutdown_request(request)


class Server:
    """A WSGI application served from threads until `stop`."""

    def __init__(self, sock: socket.socket, app: WsgiApp) -> None:
        self.url = url_of(sock)
        self._sock = sock
        self._server = _Threads(app, sock)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name=f"server {self.url}", daemon=True
        )

    def start(self) -> Server:
        """Answer requests from now on."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Answer nothing more; open connections are closed."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(timeout=5)
        for connection in list(self._server.connections):
            # Its thread closes it, as if the client had hung up.
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
        self._sock.close()
