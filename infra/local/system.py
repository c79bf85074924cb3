"""Brings the whole system up, in the order its parts need each other, and down again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug import Request, Response

from infra.local import cloud
from infra.local.authorizer import JwtVerifier
from infra.local.cdn import Cdn
from infra.local.emulator import Emulator
from infra.local.events import Clockwork, QueuePoller
from infra.local.gate import Gate
from infra.local.gateway import Gateway
from infra.local.issuer import Issuer
from infra.local.keys import AccessKey, KeyRing
from infra.local.lambdas import LambdaFunction, function_environment, runtime_client
from infra.local.logs import Logs
from infra.local.pages import OpenApi, local_pages, openapi_from_routes
from infra.local.permissions import Permissions
from infra.local.refusals import AwsRefusal
from infra.local.runtime_api import Outcome
from infra.local.serving import Server, listen, url_of
from infra.local.sigv4 import Verifier
from infra.local.stack import Function, Site, Stack
from infra.local.template import load_stack

if TYPE_CHECKING:
    import socket

Report = Callable[[str], None]


class StartFailed(Exception):
    """The system could not be brought up; the message says why."""


@dataclass(frozen=True, slots=True)
class System:
    """The running system: where it answers, and what it is made of."""

    stack: Stack
    issuer: Issuer
    operator: AccessKey
    runtime: str
    logs: Path
    functions: Mapping[str, LambdaFunction]

    @property
    def addresses(self) -> dict[str, str]:
        """Every address worth knowing, by name."""
        return addresses(self.stack.site)


def addresses(site: Site) -> dict[str, str]:
    """Every address worth knowing, by name."""
    return {
        "Page": f"{site.api_url}/",
        "API": site.api_url,
        "API documentation": f"{site.api_url}/docs",
        "Tokens": f"{site.api_url}/dev/token",
        "S3, SQS, DynamoDB": site.aws_url,
        "Public images": site.cdn_url,
    }


@contextmanager
def running_system(
    template: Path,
    *,
    name: str = "darkroom-local",
    port: int = 0,
    parameters: Mapping[str, str] | None = None,
    visibility_seconds: int | None = None,
    logs: Path | None = None,
    openapi: OpenApi = openapi_from_routes,
    report: Report = print,
    client: str | None = None,
) -> Iterator[System]:
    """The system that the template declares, until the block ends.

    `name`: of the stack, of which there is one of a name in one process.
    `port`: of the API; the local AWS and the CDN take the next two (0: any three free ones).
    `visibility_seconds` replaces the queues' own timeout. Raises PortTaken, TemplateError,
    StartFailed.
    """
    with ExitStack() as exits:
        sockets = [listen(port + offset if port else 0) for offset in range(3)]
        for sock in sockets:
            exits.callback(sock.close)
        api_url, aws_url, cdn_url = map(url_of, sockets)
        site = Site(api_url, aws_url, cdn_url, name=name)
        stack = load_stack(template, site, parameters)
        folder = logs or Path(exits.enter_context(tempfile.TemporaryDirectory()))
        builder = _Builder(
            stack=stack,
            sockets=sockets,
            exits=exits,
            logs=exits.enter_context(Logs(folder)),
            report=report,
            runtime=client or runtime_client(),
        )
        yield builder.build(openapi, visibility_seconds)


@dataclass(slots=True)
class _Builder:
    """Starts part after part; everything started is on the exit stack at once."""

    stack: Stack
    sockets: list[socket.socket]
    exits: ExitStack
    logs: Logs
    report: Report
    runtime: str
    keys: KeyRing = field(default_factory=KeyRing)
    function_keys: dict[str, AccessKey] = field(default_factory=dict)

    def build(self, openapi: OpenApi, visibility_seconds: int | None) -> System:
        site = self.stack.site
        # The processes import while the local AWS comes up.
        functions = {item.logical_id: self._function(item) for item in self.stack.functions}
        self._aws(functions)
        operator = self.keys.issue("operator", session=False)
        cloud.create(self.stack, cloud.clients(site, operator), visibility_seconds)
        issuer = Issuer(site.api_url, site.audience)
        authorizer = self.stack.api.authorizer
        gateway = Gateway(
            self.stack,
            {logical_id: function.invoke for logical_id, function in functions.items()},
            JwtVerifier(authorizer, issuer.jwks()) if authorizer else None,
            local_pages(issuer, self.stack, openapi, addresses(site)),
            log=lambda line: self.logs.write("api", line),
        )
        self._expect_loaded(functions)
        self._serve(0, gateway)
        self._sources(functions)
        return System(self.stack, issuer, operator, self.runtime, self.logs.folder, functions)

    def _function(self, function: Function) -> LambdaFunction:
        site, key = self.stack.site, self.keys.issue(function.label)
        self.function_keys[function.logical_id] = key
        environment = function_environment(
            function,
            endpoint=site.aws_url,
            region=site.region,
            credentials={
                "AWS_ACCESS_KEY_ID": key.id,
                "AWS_SECRET_ACCESS_KEY": key.secret,
                "AWS_SESSION_TOKEN": key.token or "",
            },
        )
        running = LambdaFunction(
            function,
            environment,
            client=self.runtime,
            log=lambda line: self.logs.write(function.label, line),
            report=lambda line: self.report(
                f"{line} (see {self.logs.folder}/{function.label}.log)"
            ),
        )
        self.exits.callback(running.stop)
        running.start()
        return running

    def _aws(self, functions: Mapping[str, LambdaFunction]) -> None:
        """The gate with moto behind it, and the CDN."""
        site, emulator = self.stack.site, Emulator(self.stack.site)
        services = {"lambda": lambda request, body: _invoke_api(request, body, functions)}
        for distribution in self.stack.distributions[:1]:
            cdn = Cdn(distribution, emulator)
            services["cloudfront"] = cdn.api
            self._serve(2, cdn)
        gate = Gate(
            site=site,
            emulator=emulator,
            verifier=Verifier(self.keys, site.region),
            permissions=Permissions(
                {item.label: item.permissions for item in self.stack.functions}
            ),
            cors={bucket.name: bucket.cors for bucket in self.stack.buckets},
            services=services,
            log=lambda line: self.logs.write("aws", line),
        )
        self._serve(1, gate)

    def _serve(self, index: int, app: Gateway | Gate | Cdn) -> None:
        server = Server(self.sockets[index], app).start()
        self.exits.callback(server.stop)

    def _expect_loaded(self, functions: Mapping[str, LambdaFunction]) -> None:
        for function in functions.values():
            error = function.wait_ready()
            if error is not None:
                raise StartFailed(f"{function.function.label}: {_explained(error)}")

    def _sources(self, functions: Mapping[str, LambdaFunction]) -> None:
        """Queues and schedules, once everything that they set off is there."""
        urls = {queue.arn: queue.url for queue in self.stack.queues}

        def note(line: str) -> None:
            self.logs.write("events", line)

        for function in self.stack.functions:
            invoke = functions[function.logical_id].invoke
            client = cloud.clients(self.stack.site, self.function_keys[function.logical_id])
            for source in function.queues:
                poller = QueuePoller(source, urls[source.queue_arn], client("sqs"), invoke, note)
                self.exits.callback(poller.stop)
                poller.start()
            for schedule in function.schedules:
                clockwork = Clockwork(schedule, self.stack.site, invoke, note)
                self.exits.callback(clockwork.stop)
                clockwork.start()


def _invoke_api(request: Request, body: bytes, functions: Mapping[str, LambdaFunction]) -> Response:
    """Lambda's Invoke, for operators: `aws lambda invoke --function-name maintenance`."""
    parts = request.path.strip("/").split("/")
    wanted = parts[2] if len(parts) == 4 and parts[3] == "invocations" else ""
    for running in functions.values():
        function = running.function
        if wanted in {function.label, function.name, function.arn}:
            outcome = running.invoke(body or b"{}")
            headers = {"X-Amz-Function-Error": "Unhandled"} if outcome.failed else {}
            return Response(outcome.payload, headers=headers, mimetype="application/json")
    raise AwsRefusal(404, "ResourceNotFoundException", f"Function not found: {wanted}")


def _explained(error: Outcome) -> str:
    """An init error with its traceback."""
    problem = error.json()
    trace = "".join(problem.get("stackTrace") or ())
    return f"{problem.get('errorType')}: {problem.get('errorMessage')}\n{trace}".rstrip()
