"""What the template declares, in plain frozen types: the parts that the local system runs."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Site:
    """Where the stack stands: names that AWS would give, addresses on loopback."""

    api_url: str
    aws_url: str
    cdn_url: str
    name: str = "darkroom-local"
    account: str = "000000000000"
    region: str = "eu-central-1"
    audience: str = "darkroom"
    client_id: str = "darkroom-console"
    stack_uuid: str = field(default_factory=lambda: str(uuid.uuid4()))

    def localised(self, text: str) -> str:
        """An address on this machine as it is reached: nothing here speaks TLS."""
        for url in (self.api_url, self.aws_url, self.cdn_url):
            text = text.replace(f"https://{urlsplit(url).netloc}", url)
        return text

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this stack."""
        region = "" if service in {"s3", "cloudfront", "iam"} else self.region
        account = "" if service == "s3" else self.account
        return f"arn:aws:{service}:{region}:{account}:{resource}"


@dataclass(frozen=True, slots=True)
class Route:
    """One event of type HttpApi. `method` is upper-case, or ANY; `path` may be $default."""

    method: str
    path: str
    function: str
    authorized: bool

    @property
    def key(self) -> str:
        """The route key as API Gateway spells it."""
        return self.path if self.path == "$default" else f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class QueueSource:
    """One event source mapping from a queue. `window` in seconds."""

    queue_arn: str
    batch_size: int
    window: int
    reports_failures: bool
    concurrency: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """Run a function every so many seconds, with this input (None: a scheduled event)."""

    name: str
    seconds: int
    input: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One Allow statement of a role: patterns of actions and of resource ARNs."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """One Lambda function. `timeout` in seconds, `memory` in MB."""

    logical_id: str
    name: str
    arn: str
    handler: str
    code: Path
    layers: tuple[Path, ...]
    runtime: str
    timeout: int
    memory: int
    log_format: str
    log_level: str
    environment: Mapping[str, str]
    routes: tuple[Route, ...]
    queues: tuple[QueueSource, ...]
    schedules: tuple[Schedule, ...]
    permissions: tuple[Statement, ...]

    @property
    def label(self) -> str:
        """The short name: in logs, addresses and messages."""
        return self.code.name


@dataclass(frozen=True, slots=True)
class CorsRule:
    """One rule of a bucket's CORS configuration."""

    origins: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[str, ...]
    expose: tuple[str, ...]
    max_age: int | None


@dataclass(frozen=True, slots=True)
class Notification:
    """Tell a queue about events of a bucket. `filter_rules`: pairs of prefix|suffix and value."""

    event: str
    queue_arn: str
    filter_rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bucket:
    """One S3 bucket. `lifecycle` is in the words of the S3 API's configuration."""

    logical_id: str
    name: str
    cors: tuple[CorsRule, ...]
    lifecycle: tuple[Mapping[str, Any], ...]
    notifications: tuple[Notification, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """One SQS queue with the attributes that CreateQueue takes."""

    logical_id: str
    name: str
    url: str
    arn: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """One DynamoDB table: what CreateTable takes, and the TTL attribute."""

    logical_id: str
    name: str
    definition: Mapping[str, Any]
    ttl_attribute: str | None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a distribution does with paths like this (`*` is any text): whose bucket it shows, and
    the headers it adds."""

    pattern: str
    bucket: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Distribution:
    """One CloudFront distribution. Of its behaviours the first that fits counts; the last fits
    everything. `root`: what `/` shows, if anything."""

    logical_id: str
    id: str
    behaviours: tuple[Behaviour, ...]
    root: str = ""

    def behaviour(self, path: str) -> Behaviour:
        """The one that counts for this path, which starts with a slash."""
        return next(each for each in self.behaviours if fnmatchcase(path, each.pattern))


@dataclass(frozen=True, slots=True)
class CorsPolicy:
    """The CORS configuration of the HTTP API."""

    origins: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[str, ...]
    expose: tuple[str, ...]
    max_age: int | None
    credentials: bool


@dataclass(frozen=True, slots=True)
class Authorizer:
    """Whom the HTTP API believes."""

    issuer: str
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Api:
    """The HTTP API of the stack."""

    id: str
    authorizer: Authorizer | None
    cors: CorsPolicy | None


@dataclass(frozen=True, slots=True)
class Stack:
    """Everything the local system brings up."""

    site: Site
    functions: tuple[Function, ...]
    buckets: tuple[Bucket, ...]
    queues: tuple[Queue, ...]
    tables: tuple[Table, ...]
    distributions: tuple[Distribution, ...]
    api: Api
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def routes(self) -> tuple[Route, ...]:
        """Every route of every function."""
        return tuple(route for function in self.functions for route in function.routes)
