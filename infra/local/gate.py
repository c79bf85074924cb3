"""The door of the local AWS: refuses what S3, DynamoDB and IAM would refuse, then lets in.

moto behind it accepts every signature, every form and every checksum.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from infra.local import s3_cors
from infra.local.actions import split_path, wishes
from infra.local.emulator import Emulator
from infra.local.integrity import expect_checksums, expect_copy_source
from infra.local.keys import AccessKey
from infra.local.permissions import Permissions
from infra.local.post_policy import Form, read_form, verify_form
from infra.local.refusals import AwsRefusal, access_denied, json_answer, xml_answer
from infra.local.sigv4 import Verifier
from infra.local.stack import CorsRule, Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# The largest upload a deployment may allow is 50 MiB; a form adds its fields.
MAX_BODY = 64 * 1024 * 1024
# Fields of a form that become headers of the object.
_OBJECT_FIELDS = ("cache-control", "content-disposition", "content-encoding", "content-type")

Service = Callable[[Request, bytes], Response]
Now = Callable[[], datetime]


def utc_now() -> datetime:
    """The time of day, in UTC."""
    return datetime.now(UTC)


class Gate:
    """A WSGI application in front of the emulator."""

    def __init__(
        self,
        *,
        site: Site,
        emulator: Emulator,
        verifier: Verifier,
        permissions: Permissions,
        cors: Mapping[str, Iterable[CorsRule]],
        services: Mapping[str, Service] | None = None,
        log: Callable[[str], None],
        now: Now = utc_now,
    ) -> None:
        """`cors`: rules by bucket. `services`: those that are answered here, not by moto."""
        self._site, self._emulator, self._verifier = site, emulator, verifier
        self._permissions, self._cors, self._services = permissions, cors, services or {}
        self._log, self._now = log, now

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = MAX_BODY
        try:
            response = self._answer(request)
        except AwsRefusal as refusal:
            aws_json = "X-Amz-Target" in request.headers
            response = json_answer(refusal) if aws_json else xml_answer(refusal)
            self._note(request, "-", f"{refusal.status} {refusal.code}")
        bucket, _ = split_path(request.path)
        if request.method != "OPTIONS":
            s3_cors.allow_origin(response, request, self._cors.get(bucket, ()))
        response.headers.setdefault("x-amz-request-id", uuid.uuid4().hex[:16].upper())
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        bucket, key = split_path(request.path)
        if request.method == "OPTIONS":
            return s3_cors.preflight(request, self._cors.get(bucket, ()))
        body = _body(request)
        if request.method == "POST" and not key and request.mimetype == "multipart/form-data":
            return self._form_upload(request, body, bucket)
        holder, service = self._authenticate(request, body)
        for wish in wishes(request, body, service, self._site):
            self._expect_allowed(holder, *wish)
        if service in self._services:
            response = self._services[service](request, body)
        elif service == "s3":
            response = self._s3(request, body, holder)
        elif service in {"dynamodb", "sqs"}:
            response = self._emulator.forward(request, body, service)
        else:
            raise AwsRefusal(501, "NotImplemented", f"{service} is not run locally")
        self._note(request, holder, str(response.status_code))
        return response

    def _authenticate(self, request: Request, body: bytes) -> tuple[str, str]:
        """Who calls which service."""
        presigned = any(name.lower().startswith("x-amz-") for name in request.args)
        if presigned and "Authorization" in request.headers:
            message = "Only one auth mechanism allowed"
            raise AwsRefusal(400, "InvalidArgument", message)
        if presigned:
            return self._verifier.presigned(request, self._now()).holder, "s3"
        if "Authorization" not in request.headers:
            raise access_denied()
        key, scope = self._verifier.signed(request, body, self._now())
        return key.holder, scope.service

    def _expect_allowed(self, holder: str, action: str, resource: str) -> None:
        if not self._permissions.allows(holder, (action, resource)):
            message = f"{holder} is not authorized to perform: {action} on resource: {resource}"
            self._log(f"{self._now():%H:%M:%S} {holder} MAY NOT {action} {resource}")
            code = "AccessDenied" if action.startswith("s3:") else "AccessDeniedException"
            raise AwsRefusal(403 if action.startswith("s3:") else 400, code, message)

    def _s3(self, request: Request, body: bytes, holder: str) -> Response:
        headers = {name.lower(): value for name, value in request.headers}
        if not headers.get("x-amz-content-sha256", "").startswith("STREAMING-"):
            expect_checksums(headers, body)
        expect_copy_source(headers, self._etag)
        response = self._emulator.forward(request, body, "s3")
        bucket, key = split_path(request.path)
        listing = ("s3:ListBucket", f"arn:aws:s3:::{bucket}")
        if key and response.status_code == 404 and not self._permissions.allows(holder, listing):
            # Who may not list learns nothing about what is missing.
            raise access_denied()
        return response

    def _etag(self, bucket: str, key: str) -> str | None:
        return self._emulator.s3("HEAD", f"/{bucket}/{key}").headers.get("ETag")

    def _form_upload(self, request: Request, body: bytes, bucket: str) -> Response:
        form = read_form(body, request.headers["Content-Type"])
        key = verify_form(form, bucket, self._verifier, self._now())
        self._expect_allowed(key.holder, "s3:PutObject", f"arn:aws:s3:::{bucket}/{form.key}")
        expect_checksums(form.fields, form.file)
        self._store(form, bucket, key)
        self._note(request, key.holder, f"form {form.key}")
        return self._form_answer(form, bucket)

    def _store(self, form: Form, bucket: str, key: AccessKey) -> None:
        fields = {name: text for name, text in form.fields.items() if _is_of_object(name)}
        # What a form does not say of its file, S3 does not take from the file's part either.
        fields.setdefault("content-type", "binary/octet-stream")
        stored = self._emulator.form(bucket, fields | {"key": form.key}, form.file)
        if stored.status_code != 204:
            raise AwsRefusal(stored.status_code, "NoSuchBucket", f"{bucket} ({key.holder})")

    def _form_answer(self, form: Form, bucket: str) -> Response:
        etag = f'"{hashlib.md5(form.file, usedforsecurity=False).hexdigest()}"'
        location = f"{self._site.aws_url}/{bucket}/{quote(form.key)}"
        headers = {"ETag": etag, "Location": location}
        redirect = form.fields.get("success_action_redirect")
        if redirect:
            query = urlencode({"bucket": bucket, "key": form.key, "etag": etag})
            mark = "&" if "?" in redirect else "?"
            return Response(status=303, headers=headers | {"Location": f"{redirect}{mark}{query}"})
        if form.fields.get("success_action_status") == "201":
            parts = {"Location": location, "Bucket": bucket, "Key": form.key, "ETag": etag}
            inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in parts.items())
            xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse>{inner}</PostResponse>'
            return Response(xml, status=201, headers=headers, mimetype="application/xml")
        status = 200 if form.fields.get("success_action_status") == "200" else 204
        return Response(status=status, headers=headers)

    def _note(self, request: Request, holder: str, outcome: str) -> None:
        # The path without the query: a presigned URL in a log would be a key to the object.
        what = request.headers.get("X-Amz-Target", request.path)
        self._log(f"{self._now():%H:%M:%S} {holder} {request.method} {what} {outcome}")


def _body(request: Request) -> bytes:
    try:
        return request.get_data()
    except RequestEntityTooLarge:
        message = "Your proposed upload exceeds the maximum allowed size"
        raise AwsRefusal(400, "EntityTooLarge", message, MaxSizeAllowed=MAX_BODY) from None
    except HTTPException:
        message = "You did not provide the number of bytes specified by the Content-Length header."
        raise AwsRefusal(400, "IncompleteBody", message) from None


def _is_of_object(field: str) -> bool:
    return field in _OBJECT_FIELDS or field.startswith("x-amz-meta-")
