"""Form uploads to S3: the multipart body taken apart, its policy verified condition by condition.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from infra.local.keys import AccessKey
from infra.local.refusals import AwsRefusal, access_denied
from infra.local.sigv4 import ALGORITHM, Verifier, expect_signature

# Everything before the file: S3 takes 20,000 bytes.
MAX_FIELD_BYTES = 20_000
# Fields that no condition needs to name.
_FREE_FIELDS = frozenset({"x-amz-signature", "policy", "file"})


@dataclass(frozen=True, slots=True)
class Form:
    """What an upload form sent: the fields before the file by lower-case name, and the file."""

    fields: Mapping[str, str]
    file: bytes
    key: str


def read_form(body: bytes, content_type: str) -> Form:
    """The form in a multipart body. Fields after the file are ignored, as S3 ignores them."""
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    try:
        fields, filename, file = _parts(body, boundary.encode())
    except RequestEntityTooLarge:
        message = "Your POST request fields preceding the upload file were too large."
        raise AwsRefusal(400, "MaxPostPreDataLengthExceeded", message) from None
    except (ValueError, UnicodeDecodeError):
        message = "The body of your POST request is not well-formed multipart/form-data."
        raise AwsRefusal(400, "MalformedPOSTRequest", message) from None
    if file is None:
        message = "POST requires exactly one file upload per request."
        raise AwsRefusal(400, "InvalidArgument", message)
    if not fields.get("key"):
        message = "Bucket POST must contain a field named 'key'."
        raise AwsRefusal(400, "InvalidArgument", message, ArgumentName="key")
    return Form(fields, file, fields["key"].replace("${filename}", filename))


def _parts(body: bytes, boundary: bytes) -> tuple[dict[str, str], str, bytes | None]:
    if not boundary:
        raise ValueError("no boundary")
    decoder = MultipartDecoder(boundary, max_parts=100)
    decoder.receive_data(body)
    decoder.receive_data(None)
    fields: dict[str, str] = {}
    name, filename, value = "", "", b""
    while not isinstance(event := decoder.next_event(), (Epilogue, NeedData)):
        if isinstance(event, (Field, File)):
            name, value = event.name.lower(), b""
            filename = _filename(event.headers) if isinstance(event, File) else ""
        elif isinstance(event, Data):
            value += event.data
            if event.more_data:
                continue
            if name == "file":
                return fields, filename, value
            _add(fields, name, value)
    return fields, filename, None


def _add(fields: dict[str, str], name: str, value: bytes) -> None:
    if name in fields:
        message = f"POST requires exactly one field {name}."
        raise AwsRefusal(400, "InvalidArgument", message)
    fields[name] = value.decode()
    if sum(len(name) + len(text.encode()) for name, text in fields.items()) > MAX_FIELD_BYTES:
        raise RequestEntityTooLarge


def _filename(headers: Headers) -> str:
    name = parse_options_header(headers.get("content-disposition"))[1].get("filename", "")
    return name.replace("\\", "/").rpartition("/")[2]


def verify_form(form: Form, bucket: str, verifier: Verifier, now: datetime) -> AccessKey:
    """The key whose policy allows this form to be stored in this bucket. Raises AwsRefusal."""
    fields = form.fields
    if "policy" not in fields:
        # Without a policy it is an anonymous upload, and no bucket of ours is public.
        raise access_denied()
    if fields.get("x-amz-algorithm") != ALGORITHM:
        message = "The request must contain a valid X-Amz-Algorithm."
        raise AwsRefusal(400, "InvalidArgument", message)
    scope = verifier.scope(fields.get("x-amz-credential", ""), "InvalidArgument")
    key = verifier.key(scope, fields.get("x-amz-security-token"))
    signature = fields.get("x-amz-signature", "")
    moment = fields.get("x-amz-date", "")
    expect_signature(key, scope, moment, fields["policy"], signature, policy=True)
    policy = _decoded_policy(fields["policy"])
    _expect_not_expired(policy, now)
    _expect_conditions(policy["conditions"], form, bucket)
    return key


def _decoded_policy(encoded: str) -> dict[str, Any]:
    try:
        policy = json.loads(base64.b64decode(encoded, validate=True))
    except (ValueError, binascii.Error):
        raise AwsRefusal(400, "InvalidPolicyDocument", "Invalid Policy: Invalid JSON.") from None
    if not isinstance(policy, dict) or not isinstance(policy.get("conditions"), list):
        message = "Invalid Policy: Policy missing conditions."
        raise AwsRefusal(400, "InvalidPolicyDocument", message)
    return policy


def _expect_not_expired(policy: Mapping[str, Any], now: datetime) -> None:
    try:
        text = str(policy["expiration"]).replace("Z", "+00:00")
        expiration = datetime.fromisoformat(text).astimezone(UTC)
    except (KeyError, ValueError):
        message = "Invalid Policy: Invalid 'expiration' value."
        raise AwsRefusal(400, "InvalidPolicyDocument", message) from None
    if now > expiration:
        raise access_denied("Invalid according to Policy: Policy expired.")


def _expect_conditions(conditions: list[Any], form: Form, bucket: str) -> None:
    values = {**form.fields, "bucket": bucket, "key": form.key}
    named = set()
    for condition in conditions:
        operator, name, value = _condition(condition)
        if operator == "content-length-range":
            _expect_size(len(form.file), int(name), int(value))
            continue
        named.add(name)
        actual = values.get(name)
        met = actual is not None and (
            actual.startswith(value) if operator == "starts-with" else actual == value
        )
        if not met:
            spelled = json.dumps([operator, f"${name}", value])
            raise access_denied(f"Invalid according to Policy: Policy Condition failed: {spelled}")
    free = {name for name in form.fields if name in _FREE_FIELDS or name.startswith("x-ignore-")}
    extra = sorted(set(form.fields) - free - named)
    if extra:
        names = ", ".join(extra)
        raise access_denied(f"Invalid according to Policy: Extra input fields: {names}")


def _condition(condition: Any) -> tuple[str, str, str]:
    """Operator, field and value; for a length range, the operator and both ends."""
    if isinstance(condition, dict) and len(condition) == 1:
        ((name, value),) = condition.items()
        return "eq", name.lower(), str(value)
    if isinstance(condition, list) and len(condition) == 3:
        operator, first, second = str(condition[0]).lower(), condition[1], condition[2]
        whole = isinstance(first, int) and isinstance(second, int)
        if operator == "content-length-range" and whole:
            return operator, str(first), str(second)
        if operator in {"eq", "starts-with"} and str(first).startswith("$"):
            return operator, str(first)[1:].lower(), str(second)
    message = f"Invalid Policy: Invalid condition: {json.dumps(condition)}"
    raise AwsRefusal(400, "InvalidPolicyDocument", message)


def _expect_size(size: int, least: int, most: int) -> None:
    if size > most:
        message = "Your proposed upload exceeds the maximum allowed size"
        raise AwsRefusal(400, "EntityTooLarge", message, ProposedSize=size, MaxSizeAllowed=most)
    if size < least:
        message = "Your proposed upload is smaller than the minimum allowed size"
        raise AwsRefusal(400, "EntityTooSmall", message, ProposedSize=size, MinSizeAllowed=least)
