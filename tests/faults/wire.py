"""Between a process and AWS: where requests get lost, are refused, or end the process."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto.core.models import botocore_stubber

from tests.faults.billing import Billing, bills, throttled
from tests.faults.kinds import Fault
from tests.faults.messages import Lost, Reply, Request

_JSON_ERROR = {
    "dynamodb": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
    "secrets-manager": "ThrottlingException",
    "sqs": "com.amazonaws.sqs#RequestThrottled",
}
_XML_ERROR = {"s3": (503, "SlowDown"), "cloudfront": (400, "Throttling")}


NO_CONNECTION = Reply(0, {}, b"")
"""What an adapter knows that could not send."""


class Killed(Exception):
    """The process must not live to see the answer."""


@dataclass
class Wire:
    """Carries requests to AWS. `faults` by the number of the call, counted from 1 over all
    invocations; `before_call` and `after_call` are told of every request that is carried out."""

    faults: Mapping[int, Fault] = field(default_factory=dict)
    before_call: Callable[[Request], None] = lambda _request: None
    after_call: Callable[[Request, Reply], None] = lambda _request, _reply: None
    calls: list[Request] = field(default_factory=list)
    injected: list[tuple[Request, Fault]] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    """Of each call that was carried out: from where, what, and what came of it."""
    billing: Billing = field(default_factory=Billing)
    _numbers: dict[str, int] = field(default_factory=dict)
    _attempts: dict[str, int] = field(default_factory=dict)
    _transactions: dict[str, Reply] = field(default_factory=dict)

    def carry(self, request: Request) -> Reply | Lost:
        """What comes back. Raises Killed when nothing may."""
        number = self._numbers.setdefault(request.call, len(self._numbers) + 1)
        attempt = self._attempts[request.call] = self._attempts.get(request.call, 0) + 1
        fault = self.faults.get(number)
        if attempt == 1:
            self.calls.append(request)
            if fault:
                self.injected.append((request, fault))
        return self._answer(request, attempt, fault)

    def _answer(self, request: Request, attempt: int, fault: Fault | None) -> Reply | Lost:
        if fault is Fault.UNSENT:
            return NO_CONNECTION if bills(request.operation) else Lost()
        if fault is Fault.THROTTLED:
            return _throttled(request)
        if fault is Fault.ANSWERS_LOST and attempt > 1:
            return Lost()
        reply = self._carry_out(request)
        if fault is Fault.KILLED:
            raise Killed
        lost = fault is Fault.ANSWERS_LOST or (fault is Fault.ANSWER_LOST and attempt == 1)
        return Lost() if lost else reply

    def _carry_out(self, request: Request) -> Reply:
        token = _transaction_token(request)
        if token in self._transactions:
            return self._transactions[token]
        self.before_call(request)
        reply = self._billed(request) or _postponed(request) or _moto(request)
        if token and reply.status == 200:
            self._transactions[token] = reply
        self.outcomes.append(f"{request.sites} {request.operation} {reply.status} {reply.body!r}")
        self.after_call(request, reply)
        return reply

    def _billed(self, request: Request) -> Reply | None:
        return self.billing.answer(request) if bills(request.operation) else None


def _postponed(request: Request) -> Reply | None:
    """The messages of the stories never were in a queue of moto's."""
    is_about_one = request.operation == "sqs.ChangeMessageVisibility"
    return (
        Reply(200, {"Content-Type": "application/x-amz-json-1.0"}, b"{}") if is_about_one else None
    )


def _transaction_token(request: Request) -> str:
    """DynamoDB carries a transaction out once for each token; moto forgets them."""
    if request.operation != "dynamodb.TransactWriteItems":
        return ""
    return str(json.loads(request.body)["ClientRequestToken"])


def _moto(request: Request) -> Reply:
    headers = HTTPHeaders()
    for name, value in request.headers.items():
        headers[name] = value
    prepared: Any = AWSPreparedRequest(
        request.method, request.url, headers, request.body, stream_output=False
    )
    answer = botocore_stubber.process_request(prepared)
    assert answer is not None, f"moto knows nothing of {request.url}"
    status, answered, body = answer
    text = body.encode() if isinstance(body, str) else bytes(body)
    return Reply(status, {name: str(value) for name, value in answered.items()}, text)


def _throttled(request: Request) -> Reply:
    service = request.operation.partition(".")[0]
    if bills(request.operation):
        return throttled(request.operation)
    if service in _JSON_ERROR:
        body = json.dumps({"__type": _JSON_ERROR[service], "message": "Too many."})
        return Reply(400, {"Content-Type": "application/x-amz-json-1.0"}, body.encode())
    status, code = _XML_ERROR[service]
    error = f"<Error><Code>{code}</Code><Message>Too many.</Message></Error>"
    whole = error if service == "s3" else f"<ErrorResponse>{error}</ErrorResponse>"
    return Reply(status, {"Content-Type": "application/xml"}, whole.encode())
