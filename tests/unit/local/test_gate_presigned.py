"""Presigned URLs, made by boto3: what S3 accepts and what it refuses."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from urllib.parse import quote

import pytest
import requests

from tests.unit.local.conftest import BUCKET, LocalAws

KEY = "alice/default/photo (1) é+&=~.png"


@pytest.fixture(autouse=True)
def stored(aws: LocalAws) -> None:
    aws.s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"pixels", ContentType="image/png")


def read_url(aws: LocalAws, lifetime: int = 300, **parameters: str) -> str:
    return aws.s3.generate_presigned_url(
        "get_object", Params={"Bucket": BUCKET, "Key": KEY, **parameters}, ExpiresIn=lifetime
    )


def put_url(aws: LocalAws, **parameters: object) -> str:
    return aws.s3.generate_presigned_url(
        "put_object", Params={"Bucket": BUCKET, "Key": "put.png", **parameters}, ExpiresIn=300
    )


def expect_refusal(answer: requests.Response, status: int, code: str) -> None:
    assert (answer.status_code, f"<Code>{code}</Code>" in answer.text) == (status, True), (
        answer.text
    )


def test_accepts_the_url_of_temporary_credentials(aws: LocalAws) -> None:
    answer = aws.http.get(read_url(aws))
    assert (answer.status_code, answer.content) == (200, b"pixels")
    assert answer.headers["Content-Type"] == "image/png"


def test_accepts_the_url_of_lasting_credentials(aws: LocalAws) -> None:
    url = aws.client("s3", aws.operator).generate_presigned_url(
        "get_object", Params={"Bucket": BUCKET, "Key": KEY}
    )
    assert aws.http.get(url).status_code == 200


def test_accepts_parameters_that_are_signed(aws: LocalAws) -> None:
    disposition = 'attachment; filename="Größe 1+1.png"'
    answer = aws.http.get(read_url(aws, ResponseContentDisposition=quote(disposition)))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == quote(disposition)


def test_accepts_a_head_request_that_was_signed_as_one(aws: LocalAws) -> None:
    url = aws.s3.generate_presigned_url("head_object", Params={"Bucket": BUCKET, "Key": KEY})
    answer = aws.http.head(url)
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, "6")


def test_refuses_another_key(aws: LocalAws) -> None:
    url = read_url(aws).replace("photo", "other")
    expect_refusal(aws.http.get(url), 403, "SignatureDoesNotMatch")


def test_refuses_another_method(aws: LocalAws) -> None:
    expect_refusal(aws.http.delete(read_url(aws)), 403, "SignatureDoesNotMatch")


def test_refuses_an_added_parameter(aws: LocalAws) -> None:
    url = f"{read_url(aws)}&response-content-type=text/html"
    expect_refusal(aws.http.get(url), 403, "SignatureDoesNotMatch")


def test_refuses_a_longer_lifetime_than_was_signed(aws: LocalAws) -> None:
    url = read_url(aws).replace("X-Amz-Expires=300", "X-Amz-Expires=3000")
    expect_refusal(aws.http.get(url), 403, "SignatureDoesNotMatch")


def test_refuses_another_host(aws: LocalAws) -> None:
    url = read_url(aws).replace("127.0.0.1", "localhost")
    expect_refusal(aws.http.get(url), 403, "SignatureDoesNotMatch")


def test_refuses_a_signature_of_nobody(aws: LocalAws) -> None:
    url, _, _ = read_url(aws).partition("X-Amz-Signature=")
    expect_refusal(aws.http.get(f"{url}X-Amz-Signature={'0' * 64}"), 403, "SignatureDoesNotMatch")


def test_refuses_what_has_expired(aws: LocalAws) -> None:
    url = read_url(aws, lifetime=60)
    aws.clock.shift = timedelta(seconds=62)
    answer = aws.http.get(url)
    expect_refusal(answer, 403, "AccessDenied")
    assert "<Message>Request has expired</Message>" in answer.text
    assert "<X-Amz-Expires>60</X-Amz-Expires>" in answer.text


def test_accepts_it_until_it_expires(aws: LocalAws) -> None:
    url = read_url(aws, lifetime=60)
    aws.clock.shift = timedelta(seconds=55)
    assert aws.http.get(url).status_code == 200


def test_refuses_what_is_not_yet_valid(aws: LocalAws) -> None:
    url = read_url(aws)
    aws.clock.shift = -timedelta(minutes=16)
    answer = aws.http.get(url)
    expect_refusal(answer, 403, "AccessDenied")
    assert "Request is not yet valid" in answer.text


@pytest.mark.parametrize("lifetime", [604_801, -1])
def test_refuses_a_lifetime_that_s3_does_not_grant(aws: LocalAws, lifetime: int) -> None:
    expect_refusal(
        aws.http.get(read_url(aws, lifetime=lifetime)), 400, "AuthorizationQueryParametersError"
    )


@pytest.mark.parametrize("name", ["Algorithm", "Credential", "Date", "SignedHeaders", "Signature"])
def test_refuses_a_url_without_one_of_its_parts(aws: LocalAws, name: str) -> None:
    base, _, query = read_url(aws).partition("?")
    rest = "&".join(part for part in query.split("&") if not part.startswith(f"X-Amz-{name}="))
    expect_refusal(aws.http.get(f"{base}?{rest}"), 400, "AuthorizationQueryParametersError")


def test_refuses_an_unknown_access_key(aws: LocalAws) -> None:
    url = read_url(aws).replace(aws.role.id, "ASIAAAAAAAAAAAAAAAAA")
    expect_refusal(aws.http.get(url), 403, "InvalidAccessKeyId")


def test_refuses_the_session_token_of_another_key(aws: LocalAws) -> None:
    own, other = (quote(key.token or "", safe="") for key in (aws.role, aws.reader))
    expect_refusal(aws.http.get(read_url(aws).replace(own, other)), 400, "InvalidToken")


def test_refuses_a_session_key_without_its_token(aws: LocalAws) -> None:
    token = quote(aws.role.token or "", safe="")
    url = read_url(aws).replace(f"&X-Amz-Security-Token={token}", "")
    expect_refusal(aws.http.get(url), 400, "InvalidToken")


def test_refuses_another_region(aws: LocalAws) -> None:
    url = read_url(aws).replace("eu-central-1", "us-east-1")
    expect_refusal(aws.http.get(url), 400, "AuthorizationQueryParametersError")


def test_refuses_the_old_signature_version(aws: LocalAws) -> None:
    url = read_url(aws).replace("AWS4-HMAC-SHA256", "AWS3-HMAC-SHA256")
    expect_refusal(aws.http.get(url), 400, "AuthorizationQueryParametersError")


def test_refuses_amz_headers_that_were_not_signed(aws: LocalAws) -> None:
    answer = aws.http.get(read_url(aws), headers={"x-amz-request-payer": "requester"})
    expect_refusal(answer, 403, "AccessDenied")
    assert "<HeadersNotSigned>x-amz-request-payer</HeadersNotSigned>" in answer.text


def test_refuses_two_kinds_of_authentication_at_once(aws: LocalAws) -> None:
    answer = aws.http.get(read_url(aws), headers={"Authorization": "Bearer x"})
    expect_refusal(answer, 400, "InvalidArgument")


def test_a_put_is_accepted_with_exactly_the_headers_that_were_signed(aws: LocalAws) -> None:
    url = put_url(aws, ContentType="image/png", ContentLength=4)
    answer = aws.http.put(url, data=b"abcd", headers={"Content-Type": "image/png"})
    assert answer.status_code == 200
    assert aws.s3.get_object(Bucket=BUCKET, Key="put.png")["Body"].read() == b"abcd"


def test_a_put_of_another_type_is_refused(aws: LocalAws) -> None:
    url = put_url(aws, ContentType="image/png")
    answer = aws.http.put(url, data=b"abcd", headers={"Content-Type": "text/html"})
    expect_refusal(answer, 403, "SignatureDoesNotMatch")


def test_a_put_of_another_length_is_refused(aws: LocalAws) -> None:
    url = put_url(aws, ContentLength=4)
    expect_refusal(aws.http.put(url, data=b"abcde"), 403, "SignatureDoesNotMatch")


def sha256(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def test_a_put_of_other_bytes_than_its_checksum_is_refused(aws: LocalAws) -> None:
    url = put_url(aws, ChecksumSHA256=sha256(b"abcd"))
    headers = {"x-amz-checksum-sha256": sha256(b"abcd")}
    assert aws.http.put(url, data=b"abcd", headers=headers).status_code == 200
    expect_refusal(aws.http.put(url, data=b"abce", headers=headers), 400, "BadDigest")


def test_a_put_with_another_checksum_than_was_signed_is_refused(aws: LocalAws) -> None:
    url = put_url(aws, ChecksumSHA256=sha256(b"abcd"))
    headers = {"x-amz-checksum-sha256": sha256(b"abce")}
    answer = aws.http.put(url, data=b"abce", headers=headers)
    expect_refusal(answer, 403, "SignatureDoesNotMatch")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_nobody_may_touch_an_object_without_a_signature(aws: LocalAws, method: str) -> None:
    answer = aws.http.request(method, f"{aws.site.aws_url}/{BUCKET}/{quote(KEY)}")
    assert answer.status_code == 403


def test_nobody_may_list_a_bucket_without_a_signature(aws: LocalAws) -> None:
    expect_refusal(aws.http.get(f"{aws.site.aws_url}/{BUCKET}"), 403, "AccessDenied")


def test_a_url_in_the_log_is_no_key_to_the_object(aws: LocalAws) -> None:
    aws.http.get(read_url(aws))
    assert not any("X-Amz-" in line for line in aws.log)
