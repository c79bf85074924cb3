"""What the functions did, against what their roles allow: every call allowed, everything used.

The calls are those that the tests of this folder recorded; the roles are those of the template.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote

from infra.local.stack import Function, Stack
from tests.functions.recorder import Call

PLATFORM = {
    "logs:CreateLogStream": "Lambda writes the log",
    "logs:PutLogEvents": "Lambda writes the log",
    "xray:PutTraceSegments": "Lambda writes the traces",
    "xray:PutTelemetryRecords": "Lambda writes the traces",
    "sqs:ReceiveMessage": "Lambda polls the queue",
    "sqs:DeleteMessage": "Lambda polls the queue",
    "sqs:GetQueueAttributes": "Lambda polls the queue",
}
"""What a role allows for the platform's own sake, and why no test can see it used."""

_IN_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
_PROVIDERS = {"secretsmanager", "bedrock-runtime", "transcribe"}
"""Asked by deployments that chose them alone, whose policies are attached on that condition: no
part of the roles that are judged here."""
_S3_ACTIONS = {"HeadObject": "GetObject", "ListObjectsV2": "ListBucket"}


@dataclass(frozen=True, order=True)
class Use:
    """One action of a function on one resource."""

    function: str
    action: str
    resource: str


SEEN: set[Use] = set()
"""By the tests of this process so far; of objects, the bucket alone counts."""


@dataclass(frozen=True)
class Comparison:
    """What differs, in sentences; empty when roles and calls agree."""

    uses: int
    permissions: int
    differences: tuple[str, ...]


def compare(stack: Stack, uses: Iterable[Use]) -> Comparison:
    """Every use allowed by the role of its function, every permission used."""
    distinct = sorted(set(uses))
    roles = {function.label: function for function in stack.functions}
    refused = [use for use in distinct if not _allowed(roles[use.function], use)]
    permissions = [(label, *each) for label, role in roles.items() for each in _permissions(role)]
    unused = [each for each in permissions if not _is_used(*each, distinct)]
    return Comparison(
        len(distinct),
        len(permissions),
        (
            *(f"{u.function} may not {u.action} on {u.resource}, but does" for u in refused),
            *(f"{label} may {action} on {arn}, but never does" for label, action, arn in unused),
        ),
    )


def uses(calls: Iterable[Call], stack: Stack) -> Iterator[Use]:
    """What was asked of AWS, in words of IAM."""
    names = _Names(stack)
    for call in (each for each in calls if each.service not in _PROVIDERS):
        for action, resource in names.of(call):
            yield Use(call.function, f"{call.service}:{action}", resource)


def remember(calls: Iterable[Call], stack: Stack) -> None:
    """Keep what a test saw, for the end of the run."""
    for use in uses(calls, stack):
        bucket, slash, _ = use.resource.partition("/")
        is_object = use.action.startswith("s3:") and slash
        SEEN.add(replace(use, resource=f"{bucket}/key") if is_object else use)


def _permissions(role: Function) -> Iterator[tuple[str, str]]:
    for statement in role.permissions:
        for action in statement.actions:
            if action not in PLATFORM:
                yield from ((action, resource) for resource in statement.resources)


def _allowed(role: Function, use: Use) -> bool:
    return any(
        use.action in statement.actions
        and any(fnmatchcase(use.resource, pattern) for pattern in statement.resources)
        for statement in role.permissions
    )


def _is_used(label: str, action: str, pattern: str, distinct: Iterable[Use]) -> bool:
    return any(
        use.function == label and use.action == action and fnmatchcase(use.resource, pattern)
        for use in distinct
    )


class _Names:
    """ARNs of what a call is about."""

    def __init__(self, stack: Stack) -> None:
        self._site = stack.site
        self._queues = {queue.url: queue.arn for queue in stack.queues}

    def of(self, call: Call) -> Iterator[tuple[str, str]]:
        """Pairs of action (without its service) and ARN."""
        if call.service == "dynamodb":
            yield from self._of_table(call.operation, call.parameters)
        elif call.service == "s3":
            yield from self._of_bucket(call.operation, call.parameters)
            if call.status == 404:  # whoever may not list is told 403 of a missing object
                yield "ListBucket", self._site.arn("s3", call.parameters["Bucket"])
        elif call.service == "cloudfront":
            distribution = f"distribution/{call.parameters['DistributionId']}"
            yield call.operation, self._site.arn("cloudfront", distribution)
        elif call.service == "sqs":
            yield call.operation, self._queues[call.parameters["QueueUrl"]]
        else:
            raise LookupError(f"nobody thought of {call.name}")

    def _of_table(self, operation: str, words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if operation == "TransactWriteItems":
            for item in words["TransactItems"]:
                for verb, request in item.items():
                    yield _IN_TRANSACTION[verb], self._table(request["TableName"])
        elif operation == "BatchGetItem":
            yield from ((operation, self._table(name)) for name in words["RequestItems"])
        else:
            index = f"/index/{words['IndexName']}" if "IndexName" in words else ""
            yield operation, self._table(words["TableName"]) + index

    def _table(self, name: str) -> str:
        return self._site.arn("dynamodb", f"table/{name}")

    def _of_bucket(self, operation: str, words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        bucket = words["Bucket"]
        if operation == "ListObjectsV2":
            yield "ListBucket", self._site.arn("s3", bucket)
        elif operation == "DeleteObjects":
            for each in words["Delete"]["Objects"]:
                yield "DeleteObject", self._site.arn("s3", f"{bucket}/{each['Key']}")
        elif operation == "CopyObject":
            yield "GetObject", self._site.arn("s3", unquote(words["CopySource"]))
            yield "PutObject", self._site.arn("s3", f"{bucket}/{words['Key']}")
        else:
            action = _S3_ACTIONS.get(operation, operation)
            yield action, self._site.arn("s3", f"{bucket}/{words['Key']}")
