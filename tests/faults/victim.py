"""The process whose calls fail: `python -m tests.faults.victim FD`.

It imports and warms everything once, then forks for every invocation, so that each begins as a warm
Lambda environment does, and may be killed. What it asks of AWS goes over the pipe.
"""

from __future__ import annotations

import gc
import importlib
import linecache
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from io import BytesIO
from multiprocessing.connection import Connection
from typing import Any, cast

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError

from darkroom import bootstrap
from darkroom.providers.openai import OpenAIProvider
from darkroom.settings import load_settings
from darkroom.storage.parallel import Parallel
from darkroom.storage.s3 import S3Store
from tests.fakes import Clock
from tests.faults import mutants, sites
from tests.faults.billing import asked_through, over
from tests.faults.messages import Answered, Ended, Invoke, Lost, Raised, Reply, Request, Started
from tests.functions.answers import Context
from tests.functions.cloud import CREDENTIALS, the_stack

REMAINING_MS = {"generate": 280_000}
OTHERS_REMAINING_MS = 100_000


class Pipe:
    """AWS, as this process sees it: one request at a time, whichever thread asks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._turn = threading.Lock()

    def send(self, request: AWSPreparedRequest, event_name: str, **_: Any) -> AWSResponse:
        """botocore's `before-send`: what this returns is the answer."""
        headers = {name: _text(value) for name, value in request.headers.items()}
        asked = Request(
            call=headers["amz-sdk-invocation-id"],
            operation=event_name.removeprefix("before-send."),
            sites=sites.of_this_call(),
            method=request.method,
            url=request.url,
            headers=headers,
            body=_bytes(request.body),
        )
        reply = self.exchange(asked)
        if isinstance(reply, Lost):
            raise ConnectionClosedError(endpoint_url=request.url)
        if reply.status == 0:
            raise EndpointConnectionError(endpoint_url=request.url)
        answered = HTTPHeaders()
        for name, value in reply.headers.items():
            answered[name] = value
        return AWSResponse(request.url, reply.status, answered, _Body(reply.body))

    def exchange(self, asked: Request) -> Reply | Lost:
        """One request."""
        with self._turn:
            self._connection.send(asked)
            reply: Reply | Lost = self._connection.recv()
        return reply


class _Body(BytesIO):
    """The answer's body, as urllib3 would give it."""

    def stream(self, **_: Any) -> Any:
        return iter([self.read()])


def main(descriptor: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the tests' to handle
    gc.disable()
    connection = Connection(descriptor)
    clock, pipe = Clock(), Pipe(connection)
    container = _container(pipe, clock)
    handlers = _handlers()
    time.sleep = lambda _: None  # what waits between attempts need not be waited for
    _read_sources()
    connection.send(Started(os.getpid()))
    with asked_through(over(pipe.exchange)):
        _run_all(connection, container, clock, handlers)


def _run_all(
    connection: Connection,
    container: bootstrap.Container,
    clock: Clock,
    handlers: Mapping[str, Any],
) -> None:
    while command := _next(connection):
        clock.time = command.now
        _forget_secret(container)
        if command.warming:
            _run(connection, handlers, command)
            _end_threads(container)
            gc.freeze()
            ended = 0
        else:
            ended = _run_in_a_fork(connection, handlers, command)
        connection.send(Ended(ended))


def _next(connection: Connection) -> Invoke | None:
    """What to run next; None when the tests are over."""
    try:
        command: Invoke = connection.recv()
    except EOFError:
        return None
    return command


def _run_in_a_fork(connection: Connection, handlers: Mapping[str, Any], command: Invoke) -> int:
    """The signal that ended it, or 0."""
    pid = os.fork()
    if not pid:
        connection.send(Started(os.getpid()))
        try:
            _run(connection, handlers, command)
        finally:
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _run(connection: Connection, handlers: Mapping[str, Any], command: Invoke) -> None:
    try:
        with mutants.making(command.mutant):
            left = REMAINING_MS.get(command.function, OTHERS_REMAINING_MS)
            answer = handlers[command.function](command.event, Context(left))
        connection.send(Answered(answer))
    except Exception as error:  # noqa: BLE001 — Lambda, too, takes whatever comes
        connection.send(Raised(repr(error)))


def _forget_secret(container: bootstrap.Container) -> None:
    """Each process reads it for itself."""
    provider = container.makers.named(container.settings.generation.images)
    if isinstance(provider, OpenAIProvider):
        provider._configuration.forget()


def _end_threads(container: bootstrap.Container) -> None:
    """No thread survives a fork: whoever needs some starts their own."""
    ports = container.ports
    for store in (ports.uploads, ports.private, ports.public):
        parallel = cast("S3Store", store)._parallel
        parallel._pool.shutdown()
        cast("S3Store", store)._parallel = Parallel()


def _container(pipe: Pipe, clock: Clock) -> bootstrap.Container:
    """What the handlers will find: clients are made, so that no fork has to make them."""
    session = boto3.Session(**CREDENTIALS)  # type: ignore[arg-type]
    answer: Any = pipe.send
    session.events.register("before-send", answer)
    time_port = clock.port()
    container = bootstrap.Container(load_settings(), time_port, _Session(session))
    container.__dict__["ports"] = sites.noting(container.ports)
    for service in ("cloudfront", "sqs"):
        container._session.client(service)
    vars(bootstrap)["Container"] = lambda _: container
    return bootstrap.container()


class _Session(boto3.Session):
    """Makes each client once."""

    def __init__(self, session: boto3.Session) -> None:
        self.__dict__ = session.__dict__
        self._clients: dict[str, Any] = {}

    def client(self, service_name, *args, **words):  # type: ignore[no-untyped-def]
        if service_name not in self._clients:
            self._clients[service_name] = super().client(service_name, *args, **words)
        return self._clients[service_name]


def _handlers() -> dict[str, Any]:
    labels = [function.label for function in the_stack().functions]
    return {label: importlib.import_module(f"functions.{label}.app").handler for label in labels}


def _read_sources() -> None:
    """For tracebacks in the logs: otherwise each fork would read the files anew."""
    for name, module in sorted(sys.modules.items()):
        if name.partition(".")[0] in {"darkroom", "functions", "botocore", "fastapi", "starlette"}:
            linecache.getlines(module.__file__ or "")


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if hasattr(body, "read"):
        return bytes(body.read())
    return body.encode() if isinstance(body, str) else bytes(body)


if __name__ == "__main__":
    main(int(sys.argv[1]))
