"""moto, in this process: S3, SQS and DynamoDB in memory, behind one call.

It believes every signature and knows no permissions: the gate in front of it does.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug import Request, Response
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from infra.local import transactions
from infra.local.redrive import OPERATIONS, MessageMoves
from infra.local.refusals import AwsRefusal
from infra.local.stack import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class Emulator:
    """One account in one region. Safe to call from many threads."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = DomainDispatcherApplication(create_backend_app)
        # moto's transactions are not atomic between threads, and an object is visible before its
        # headers are: one request at a time. SQS is left out, since it waits for messages.
        self._locks: Mapping[str, AbstractContextManager[object]] = {
            "s3": threading.RLock(),
            "dynamodb": threading.RLock(),
        }
        self._moves = MessageMoves(site, self._sqs)
        self._transactions = transactions.Transactions()

    def forward(self, request: Request, body: bytes, service: str) -> Response:
        """Carry out a request that the gate let through, without its presigning parameters."""
        operation = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        if service == "sqs" and operation in OPERATIONS:
            return self._moves.answer(operation, body)
        environ = dict(request.environ)
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ["CONTENT_LENGTH"] = str(len(body))
        kept = {
            name: values
            for name, values in request.args.lists()
            if not name.lower().startswith("x-amz-")
        }
        environ["QUERY_STRING"] = urlencode(kept, doseq=True, quote_via=quote)
        environ["RAW_URI"] = environ["REQUEST_URI"] = environ.get("REQUEST_URI", "").partition("?")[
            0
        ]
        if service == "dynamodb" and operation == transactions.OPERATION:
            with self._locks[service]:
                return self._transactions.answer(body, lambda: self._call(environ, body, service))
        return self._call(environ, body, service)

    def s3(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        query: Mapping[str, str] | None = None,
    ) -> Response:
        """A request of the platform's own, such as CloudFront's to its origin.

        `path`: `/bucket/key`, not escaped.
        """
        builder = EnvironBuilder(
            path=quote(path),
            method=method,
            base_url=self._site.aws_url,
            query_string=query,
            headers=Headers(headers or {}),
            data=body,
        )
        return self._build(builder)

    def form(self, bucket: str, fields: Mapping[str, str], file: bytes) -> Response:
        """A form upload whose policy has been verified."""
        builder = EnvironBuilder(
            path=f"/{bucket}",
            method="POST",
            base_url=self._site.aws_url,
            data={**fields, "file": (BytesIO(file), "file")},
        )
        return self._build(builder)

    def _sqs(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """A request of the platform's own to a queue. Raises AwsRefusal."""
        builder = EnvironBuilder(
            method="POST",
            base_url=self._site.aws_url,
            headers=Headers({"X-Amz-Target": f"AmazonSQS.{operation}"}),
            content_type="application/x-amz-json-1.0",
            data=json.dumps(asked),
        )
        response = self._build(builder, "sqs")
        if response.status_code != 200:
            raise AwsRefusal(response.status_code, "InvalidParameterValue", operation)
        answer: dict[str, Any] = json.loads(response.data or b"{}")
        return answer

    def _build(self, builder: EnvironBuilder, service: str = "s3") -> Response:
        environ = builder.get_environ()
        body = environ["wsgi.input"].read()
        builder.close()
        return self._call(environ, body, service)

    def _call(self, environ: WSGIEnvironment, body: bytes, service: str) -> Response:
        environ["wsgi.input"] = BytesIO(body)
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = self._site.account
        # moto tells service and region by the credential's scope.
        environ["HTTP_AUTHORIZATION"] = (
            f"AWS4-HMAC-SHA256 Credential=LOCAL/20000101/{self._site.region}/{service}/aws4_request"
            ", SignedHeaders=host, Signature=0"
        )
        with self._locks.get(service, nullcontext()):
            return Response.from_app(self._app, environ, buffered=True)
