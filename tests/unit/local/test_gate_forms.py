"""Form uploads with a policy made by boto3: what S3 stores and what it refuses."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest
import requests

from darkroom.storage.signer import Address, Credentials, Signer, Validity
from infra.local.keys import KeyRing
from infra.local.post_policy import Form, verify_form
from infra.local.refusals import AwsRefusal
from infra.local.sigv4 import Verifier
from tests.unit.local.conftest import BUCKET, LocalAws

KEY = "alice/default/form.png"
PNG = {"Content-Type": "image/png"}


def ticket(aws: LocalAws, fields: dict[str, str] | None = None, largest: int = 10) -> Any:
    """URL and fields of a form that pins what Darkroom's tickets pin."""
    pinned = PNG if fields is None else fields
    conditions: list[Any] = [{name: value} for name, value in pinned.items()]
    conditions.append(["content-length-range", 1, largest])
    return aws.s3.generate_presigned_post(
        BUCKET, KEY, Fields=dict(pinned), Conditions=conditions, ExpiresIn=300
    )


def send(
    aws: LocalAws, form: Any, body: bytes = b"pixels", changes: dict[str, str] | None = None
) -> requests.Response:
    fields = form["fields"] | (changes or {})
    return aws.http.post(form["url"], data=fields, files={"file": ("a.png", body)})


def expect_refusal(answer: requests.Response, status: int, code: str, words: str = "") -> None:
    assert answer.status_code == status, answer.text
    assert f"<Code>{code}</Code>" in answer.text
    assert words in answer.text


def sha256(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def test_stores_what_the_policy_allows(aws: LocalAws) -> None:
    answer = send(aws, ticket(aws))
    assert (answer.status_code, answer.content) == (204, b"")
    stored = aws.s3.get_object(Bucket=BUCKET, Key=KEY)
    assert (stored["Body"].read(), stored["ContentType"]) == (b"pixels", "image/png")
    assert answer.headers["ETag"] == stored["ETag"]
    assert answer.headers["Location"] == f"{aws.site.aws_url}/{BUCKET}/{KEY}"


def test_answers_201_with_the_address_when_asked_to(aws: LocalAws) -> None:
    answer = send(aws, ticket(aws, PNG | {"success_action_status": "201"}))
    assert answer.status_code == 201
    assert f"<Bucket>{BUCKET}</Bucket><Key>{KEY}</Key>" in answer.text


def test_redirects_when_asked_to(aws: LocalAws) -> None:
    form = ticket(aws, PNG | {"success_action_redirect": "https://app.example/done"})
    files = {"file": b"pixels"}
    answer = aws.http.post(form["url"], data=form["fields"], files=files, allow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("https://app.example/done?bucket=photos&key=alice")


def test_keeps_metadata_and_headers_of_the_form(aws: LocalAws) -> None:
    send(aws, ticket(aws, PNG | {"x-amz-meta-origin": "web", "Cache-Control": "no-store"}))
    stored = aws.s3.head_object(Bucket=BUCKET, Key=KEY)
    assert (stored["Metadata"], stored["CacheControl"]) == ({"origin": "web"}, "no-store")


def test_does_not_take_the_type_from_the_file(aws: LocalAws) -> None:
    form = ticket(aws, {})
    files = {"file": ("a.html", b"<script>", "text/html")}
    aws.http.post(form["url"], data=form["fields"], files=files)
    assert aws.s3.head_object(Bucket=BUCKET, Key=KEY)["ContentType"] == "binary/octet-stream"


def test_refuses_another_key(aws: LocalAws) -> None:
    answer = send(aws, ticket(aws), changes={"key": "bob/default/form.png"})
    expect_refusal(answer, 403, "AccessDenied", "Policy Condition failed")


def test_refuses_another_content_type(aws: LocalAws) -> None:
    answer = send(aws, ticket(aws), changes={"Content-Type": "text/html"})
    expect_refusal(answer, 403, "AccessDenied", "Policy Condition failed")


def test_refuses_a_form_without_a_field_that_is_pinned(aws: LocalAws) -> None:
    form = ticket(aws)
    del form["fields"]["Content-Type"]
    expect_refusal(send(aws, form), 403, "AccessDenied", "Policy Condition failed")


def test_refuses_a_field_that_no_condition_names(aws: LocalAws) -> None:
    answer = send(aws, ticket(aws), changes={"acl": "public-read"})
    expect_refusal(answer, 403, "AccessDenied", "Extra input fields: acl")


def test_lets_ignored_fields_pass(aws: LocalAws) -> None:
    assert send(aws, ticket(aws), changes={"x-ignore-me": "1"}).status_code == 204


@pytest.mark.parametrize(
    ("body", "code"), [(b"12345678901", "EntityTooLarge"), (b"", "EntityTooSmall")]
)
def test_refuses_a_size_outside_the_range(aws: LocalAws, body: bytes, code: str) -> None:
    expect_refusal(send(aws, ticket(aws), body), 400, code)


def test_refuses_an_expired_policy(aws: LocalAws) -> None:
    form = ticket(aws)
    aws.clock.shift = timedelta(seconds=302)
    expect_refusal(send(aws, form), 403, "AccessDenied", "Policy expired")


def tampered(form: Any, change: str, to: str) -> str:
    policy = base64.b64decode(form["fields"]["policy"]).decode()
    assert change in policy
    return base64.b64encode(policy.replace(change, to).encode()).decode()


def test_refuses_a_policy_that_was_not_signed(aws: LocalAws) -> None:
    form = ticket(aws)
    policy = tampered(form, "1, 10", "1, 99999999")
    expect_refusal(send(aws, form, changes={"policy": policy}), 403, "SignatureDoesNotMatch")


def test_refuses_a_signature_of_nobody(aws: LocalAws) -> None:
    answer = send(aws, ticket(aws), changes={"x-amz-signature": "0" * 64})
    expect_refusal(answer, 403, "SignatureDoesNotMatch")


def test_refuses_an_unknown_access_key(aws: LocalAws) -> None:
    form = ticket(aws)
    credential = form["fields"]["x-amz-credential"].replace(aws.role.id, "ASIAAAAAAAAAAAAAAAAA")
    answer = send(aws, form, changes={"x-amz-credential": credential})
    expect_refusal(answer, 403, "InvalidAccessKeyId")


def test_refuses_a_form_without_a_policy(aws: LocalAws) -> None:
    form = {"url": f"{aws.site.aws_url}/{BUCKET}", "fields": {"key": KEY}}
    expect_refusal(send(aws, form), 403, "AccessDenied")


def test_refuses_another_bucket(aws: LocalAws) -> None:
    form = ticket(aws)
    form["url"] = form["url"].replace(BUCKET, "elsewhere")
    expect_refusal(send(aws, form), 403, "AccessDenied", "Policy Condition failed")


def test_refuses_other_bytes_than_the_pinned_checksum(aws: LocalAws) -> None:
    form = ticket(aws, PNG | {"x-amz-checksum-sha256": sha256(b"pixels")})
    assert send(aws, form).status_code == 204
    expect_refusal(send(aws, form, b"pixelz"), 400, "BadDigest")


def test_refuses_another_checksum_than_the_pinned_one(aws: LocalAws) -> None:
    form = ticket(aws, PNG | {"x-amz-checksum-sha256": sha256(b"pixels")})
    answer = send(aws, form, b"pixelz", changes={"x-amz-checksum-sha256": sha256(b"pixelz")})
    expect_refusal(answer, 403, "AccessDenied", "Policy Condition failed")


def test_ignores_fields_after_the_file(aws: LocalAws) -> None:
    form = ticket(aws)
    parts: list[Any] = [(name, (None, value)) for name, value in form["fields"].items()]
    parts += [("file", ("a.png", b"pixels")), ("acl", (None, "public-read"))]
    assert aws.http.post(form["url"], files=parts).status_code == 204


def test_refuses_a_form_without_a_file(aws: LocalAws) -> None:
    form = ticket(aws)
    parts: list[Any] = [(name, (None, value)) for name, value in form["fields"].items()]
    expect_refusal(aws.http.post(form["url"], files=parts), 400, "InvalidArgument", "file upload")


def test_refuses_a_form_without_a_key(aws: LocalAws) -> None:
    form = ticket(aws)
    del form["fields"]["key"]
    expect_refusal(send(aws, form), 400, "InvalidArgument", "named 'key'")


def test_refuses_a_field_that_is_sent_twice(aws: LocalAws) -> None:
    form = ticket(aws)
    parts: list[Any] = [(name, (None, value)) for name, value in form["fields"].items()]
    parts += [("key", (None, "other")), ("file", ("a.png", b"pixels"))]
    expect_refusal(aws.http.post(form["url"], files=parts), 400, "InvalidArgument", "key")


def test_refuses_a_body_that_is_no_form(aws: LocalAws) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = aws.http.post(f"{aws.site.aws_url}/{BUCKET}", data=b"--y\r\n", headers=headers)
    expect_refusal(answer, 400, "MalformedPOSTRequest")


def test_refuses_more_fields_than_s3_reads(aws: LocalAws) -> None:
    answer = send(aws, ticket(aws), changes={"x-ignore-me": "1" * 20_001})
    expect_refusal(answer, 400, "MaxPostPreDataLengthExceeded")


def test_puts_the_filename_where_the_key_asks_for_it(aws: LocalAws) -> None:
    form = aws.s3.generate_presigned_post(
        BUCKET, "alice/${filename}", Conditions=[["starts-with", "$key", "alice/"]]
    )
    assert send(aws, form).status_code == 204
    assert aws.s3.get_object(Bucket=BUCKET, Key="alice/a.png")["Body"].read() == b"pixels"


def test_a_policy_of_a_role_that_may_not_write_is_refused(aws: LocalAws) -> None:
    form = aws.client("s3", aws.reader).generate_presigned_post(BUCKET, KEY)
    expect_refusal(send(aws, form), 403, "AccessDenied", "not authorized to perform: s3:PutObject")


@pytest.mark.parametrize("policy", ["{}", "not json", '{"conditions": []}'])
def test_refuses_a_signed_policy_that_makes_no_sense(aws: LocalAws, policy: str) -> None:
    keys = KeyRing()
    key = keys.issue("somebody")
    moment = int(aws.clock().timestamp())
    signer = Signer(
        Address("http://x", BUCKET, "eu-central-1"),
        Credentials(key.id, key.secret, key.token),
        Validity(moment, 60),
    )
    _, fields = signer.presign_post(KEY, {}, 10)
    encoded = base64.b64encode(policy.encode()).decode()
    fields |= {"policy": encoded, "x-amz-signature": signer.mac.sign(encoded.encode())}
    with pytest.raises(AwsRefusal) as refused:
        verify_form(Form(fields, b"x", KEY), BUCKET, Verifier(keys, "eu-central-1"), aws.clock())
    assert refused.value.code == "InvalidPolicyDocument"
