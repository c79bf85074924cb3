"""Requests signed in a header, permissions, conditions and CORS at the local AWS."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from darkroom.storage.signer import Address, Signer, Validity
from darkroom.storage.signer import Credentials as SignerCredentials
from infra.local import cloud
from infra.local.keys import AccessKey
from tests.unit.local.conftest import APP, BUCKET, LocalAws

KEY = "alice/default/request.png"
PNG = {"Content-Type": "image/png"}


def code_of(error: pytest.ExceptionInfo[ClientError]) -> tuple[int, str]:
    answer = error.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


def impostor(aws: LocalAws, service: str) -> Any:
    """A client that knows a key's id and token, but not its secret."""
    key = AccessKey(aws.role.id, "guessed", aws.role.token, "impostor")
    return cloud.clients(aws.site, key)(service)


def test_refuses_a_wrong_secret(aws: LocalAws) -> None:
    client = impostor(aws, "s3")
    with pytest.raises(ClientError) as error:
        client.get_object(Bucket=BUCKET, Key=KEY)
    client.close()
    assert code_of(error) == (403, "SignatureDoesNotMatch")


def test_refuses_a_wrong_secret_for_the_table_too(aws: LocalAws) -> None:
    client = impostor(aws, "dynamodb")
    with pytest.raises(ClientError) as error:
        client.list_tables()
    client.close()
    assert code_of(error) == (403, "SignatureDoesNotMatch")


def test_refuses_a_clock_that_is_far_off(aws: LocalAws) -> None:
    aws.clock.shift = timedelta(minutes=16)
    with pytest.raises(ClientError) as error:
        aws.s3.get_object(Bucket=BUCKET, Key=KEY)
    assert code_of(error) == (403, "RequestTimeTooSkewed")


def test_refuses_a_body_that_is_not_the_one_that_was_signed(aws: LocalAws) -> None:
    request = AWSRequest("PUT", f"{aws.site.aws_url}/{BUCKET}/{KEY}", data=b"signed")
    credentials = Credentials(aws.role.id, aws.role.secret, aws.role.token)
    S3SigV4Auth(credentials, "s3", aws.site.region).add_auth(request)
    headers = dict(request.headers.items())
    answer = aws.http.put(str(request.url), data=b"other!", headers=headers)
    assert (answer.status_code, "XAmzContentSHA256Mismatch" in answer.text) == (400, True)


def test_refuses_a_table_request_without_a_signature_in_the_tables_own_words(aws: LocalAws) -> None:
    headers = {"X-Amz-Target": "DynamoDB_20120810.ListTables"}
    answer = aws.http.post(aws.site.aws_url, data="{}", headers=headers)
    assert (answer.status_code, answer.json()["__type"]) == (403, "AccessDenied")


def test_refuses_a_body_without_its_md5(aws: LocalAws) -> None:
    other = base64.b64encode(hashlib.md5(b"other", usedforsecurity=False).digest()).decode()
    with pytest.raises(ClientError) as error:
        aws.s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"body", ContentMD5=other)
    assert code_of(error) == (400, "BadDigest")


def test_a_read_names_the_etag_it_wants(aws: LocalAws) -> None:
    aws.s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"pixels")
    with pytest.raises(ClientError) as error:
        aws.s3.get_object(Bucket=BUCKET, Key=KEY, IfMatch="another")
    assert code_of(error)[0] == 412


def test_a_copy_names_the_etag_it_wants(aws: LocalAws) -> None:
    etag = aws.s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"pixels")["ETag"]
    source: Any = {"Bucket": BUCKET, "Key": KEY}
    target = {"Bucket": BUCKET, "Key": f"{KEY}.copy", "CopySource": source}
    aws.s3.copy_object(**target, CopySourceIfMatch=etag)
    with pytest.raises(ClientError) as error:
        aws.s3.copy_object(**target, CopySourceIfMatch="another")
    assert code_of(error) == (412, "PreconditionFailed")


def test_a_role_may_do_what_its_policy_says(aws: LocalAws) -> None:
    aws.s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"pixels")
    reader = aws.client("s3", aws.reader)
    assert reader.get_object(Bucket=BUCKET, Key=KEY)["Body"].read() == b"pixels"


def test_a_role_may_do_nothing_else(aws: LocalAws) -> None:
    reader = aws.client("s3", aws.reader)
    with pytest.raises(ClientError) as error:
        reader.delete_object(Bucket=BUCKET, Key=KEY)
    assert code_of(error) == (403, "AccessDenied")
    assert any(f"reader MAY NOT s3:DeleteObject arn:aws:s3:::{BUCKET}/" in line for line in aws.log)


def test_a_role_may_not_touch_the_table_unless_it_says_so(aws: LocalAws) -> None:
    with pytest.raises(ClientError) as error:
        aws.client("dynamodb", aws.reader).get_item(TableName="t", Key={"pk": {"S": "1"}})
    assert code_of(error) == (400, "AccessDeniedException")


def test_who_may_not_list_learns_nothing_about_what_is_missing(aws: LocalAws) -> None:
    with pytest.raises(ClientError) as error:
        aws.client("s3", aws.reader).get_object(Bucket=BUCKET, Key="missing")
    assert code_of(error) == (403, "AccessDenied")


def test_who_may_list_learns_what_is_missing(aws: LocalAws) -> None:
    with pytest.raises(ClientError) as error:
        aws.s3.get_object(Bucket=BUCKET, Key="missing")
    assert code_of(error) == (404, "NoSuchKey")


def test_the_log_says_who_called(aws: LocalAws) -> None:
    aws.s3.put_object(Bucket=BUCKET, Key="logged", Body=b"")
    assert aws.log[-1].endswith(f"role PUT /{BUCKET}/logged 200")


def test_darkrooms_own_signatures_are_accepted(aws: LocalAws) -> None:
    signer = Signer(
        Address(f"{aws.site.aws_url}/{BUCKET}", BUCKET, aws.site.region),
        SignerCredentials(aws.role.id, aws.role.secret, aws.role.token),
        Validity(int(aws.clock().timestamp()), 60),
    )
    key = "alice/default/signed ü+.png"
    put = aws.http.put(signer.presign_put(key, {"content-type": "image/png"}), b"1", headers=PNG)
    url, fields = signer.presign_post(key, PNG, 10)
    form = aws.http.post(url, data=fields, files={"file": b"2"})
    (read,) = signer.presign_gets([key], {"response-content-disposition": "attachment"})
    answer = aws.http.get(read)
    assert (put.status_code, form.status_code, answer.status_code) == (200, 204, 200)
    assert (answer.content, answer.headers["Content-Disposition"]) == (b"2", "attachment")


def preflight(aws: LocalAws, origin: str, method: str = "POST", headers: str = "x-a") -> Any:
    return aws.http.options(
        f"{aws.site.aws_url}/{BUCKET}/{KEY}",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": headers,
        },
    )


def test_a_preflight_is_answered_by_the_buckets_rules(aws: LocalAws) -> None:
    answer = preflight(aws, APP)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    assert answer.headers["Access-Control-Allow-Headers"] == "x-a"
    assert answer.headers["Access-Control-Max-Age"] == "600"


@pytest.mark.parametrize(("origin", "method"), [("https://evil.example", "POST"), (APP, "DELETE")])
def test_a_preflight_that_no_rule_allows_is_refused(
    aws: LocalAws, origin: str, method: str
) -> None:
    answer = preflight(aws, origin, method)
    assert (answer.status_code, "AccessForbidden" in answer.text) == (403, True)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_answers_expose_what_the_rules_expose_even_when_they_refuse(aws: LocalAws) -> None:
    answer = aws.http.get(f"{aws.site.aws_url}/{BUCKET}/{KEY}", headers={"Origin": APP})
    assert answer.status_code == 403
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    assert answer.headers["Access-Control-Expose-Headers"] == "ETag"


def test_answers_to_other_origins_say_nothing_of_cors(aws: LocalAws) -> None:
    headers = {"Origin": "https://evil.example"}
    answer = aws.http.get(f"{aws.site.aws_url}/{BUCKET}/{KEY}", headers=headers)
    assert "Access-Control-Allow-Origin" not in answer.headers
