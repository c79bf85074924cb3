"""The stand-ins see what is wrong: what AWS would refuse passes none of the other tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from botocore.exceptions import ClientError
from mypy_boto3_bedrock_runtime import BedrockRuntimeClient
from mypy_boto3_transcribe import TranscribeServiceClient

from tests.providers.aws_bedrock import BedrockServer, png
from tests.providers.aws_transcribe import TranscribeServer

CORE = "stability.stable-image-core-v1:1"
SD35 = "stability.sd3-5-large-v1:0"
RECOLOR = "us.stability.stable-image-search-recolor-v1:0"
REPLACE = "us.stability.stable-image-search-replace-v1:0"
STRUCTURE = "us.stability.stable-image-control-structure-v1:0"
CHANGE = {"prompt": "x", "image": "aGk="}
JOB: dict[str, Any] = {
    "TranscriptionJobName": "job",
    "Media": {"MediaFileUri": "s3://private-bucket/recordings/alice/one"},
    "LanguageCode": "en-US",
    "MediaFormat": "mp3",
    "OutputBucketName": "private-bucket",
    "OutputKey": "job.json",
}


@pytest.fixture
def complaints(bedrock: BedrockServer) -> Iterator[list[str]]:
    """What Bedrock complained of: read by the test, and no failure of it."""
    yield bedrock.complaints
    bedrock.complaints.clear()


def invoke(client: BedrockRuntimeClient, model: str, body: object, mime: str = "") -> None:
    mime = mime or "application/json"
    with pytest.raises(ClientError):
        client.invoke_model(modelId=model, body=json.dumps(body), contentType=mime, accept=mime)


@pytest.mark.parametrize(
    ("model", "body", "complaint"),
    [
        (CORE, {}, ": required"),
        (CORE, {"prompt": "x", "style_preset": "anime"}, ": additionalProperties"),
        (CORE, {"prompt": "x" * 10_001}, "prompt: maxLength"),
        (CORE, {"prompt": "x", "aspect_ratio": "4:3"}, "aspect_ratio: enum"),
        (CORE, {"prompt": "x", "output_format": "webp"}, "output_format: enum"),
        (CORE, {"prompt": "x", "seed": 2**32 - 1}, "seed: maximum"),
        (CORE, {"prompt": "x", "seed": "7"}, "seed: type"),
        (SD35, {"prompt": "x", "image": "aGk=", "strength": 0.5}, ": additionalProperties"),
        (STRUCTURE, {"prompt": "x", "image": "data:image/png;base64,aGk="}, "image: pattern"),
        (STRUCTURE, {"prompt": "x", "image": "aGk=", "control_strength": 2}, "maximum"),
        (STRUCTURE, {"prompt": "x", "image": "aGk=", "style_preset": "odd"}, "enum"),
        (RECOLOR, {"prompt": "x", "image": "aGk="}, ": required"),
        (RECOLOR, {**CHANGE, "search_prompt": "x"}, ": additionalProperties"),
        (RECOLOR, {**CHANGE, "select_prompt": ""}, "select_prompt: minLength"),
        (RECOLOR, {**CHANGE, "select_prompt": "x", "strength": 1}, ": additionalProperties"),
        (REPLACE, {"prompt": "x", "search_prompt": "x"}, ": required"),
        (REPLACE, {**CHANGE, "search_prompt": "x" * 10_001}, "search_prompt: maxLength"),
        (REPLACE, {**CHANGE, "search_prompt": "x", "grow_mask": 21}, "grow_mask: maximum"),
        (REPLACE, {**CHANGE, "search_prompt": "x", "aspect_ratio": "1:1"}, "additionalProp"),
        ("stability.stable-image-search-recolor-v1:0", CHANGE, "is not a model"),
        ("stability.sdxl-v1:0", {"prompt": "x"}, "is not a model"),
    ],
)
def test_a_body_that_is_not_documented_is_complained_of(
    to_bedrock: BedrockRuntimeClient,
    complaints: list[str],
    model: str,
    body: object,
    complaint: str,
) -> None:
    invoke(to_bedrock, model, body)
    assert any(complaint in each for each in complaints)


def test_what_is_complained_of_is_not_paid(
    to_bedrock: BedrockRuntimeClient, bedrock: BedrockServer, complaints: list[str]
) -> None:
    invoke(to_bedrock, CORE, {})
    assert complaints
    assert not bedrock.paid


def test_another_type_than_json_is_complained_of(
    to_bedrock: BedrockRuntimeClient, complaints: list[str]
) -> None:
    invoke(to_bedrock, CORE, {"prompt": "x"}, "image/png")
    assert complaints == ["content-type is not JSON"]


@pytest.mark.parametrize(
    ("authorization", "complaint"),
    [
        ("", "the request is not signed"),
        ("Bearer key", "the request is not signed"),
        ("us-west-2/s3 host;x-amz-date", "signed for s3 in us-west-2"),
        ("eu-west-1/bedrock host;x-amz-date", "signed for bedrock in eu-west-1"),
        ("us-west-2/bedrock host", "host or date are not signed"),
    ],
)
def test_a_signature_that_would_not_hold_is_complained_of(
    bedrock: BedrockServer, complaints: list[str], authorization: str, complaint: str
) -> None:
    scope, _, signed = authorization.partition(" ")
    if "/" in scope:
        authorization = (
            f"AWS4-HMAC-SHA256 Credential=AKID/20260102/{scope}/aws4_request, "
            f"SignedHeaders={signed}, Signature={'0' * 64}"
        )
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    address = f"{bedrock.url}/model/{CORE}/invoke"
    with pytest.raises(HTTPError) as raised:
        urlopen(Request(address, b"{}", headers))  # noqa: S310  an address of our own
    raised.value.close()
    assert complaints == [complaint]


@pytest.mark.parametrize(
    "wrong",
    [
        {"LanguageCode": "tlh-AQ"},
        {"MediaFormat": "aac"},
        {"TranscriptionJobName": "a job"},
        {"OutputKey": "ö.json"},
        {"OutputBucketName": "UPPER"},
    ],
)
def test_a_job_that_the_model_does_not_allow_is_complained_of(
    to_transcribe: TranscribeServiceClient, transcribe: TranscribeServer, wrong: dict[str, str]
) -> None:
    with pytest.raises(ClientError):
        to_transcribe.start_transcription_job(**{**JOB, **wrong})
    assert transcribe.complaints == [f"{next(iter(wrong))} is not what the model allows"]
    transcribe.complaints.clear()
    assert transcribe.jobs == {}


def test_an_answer_is_read_by_the_model_of_the_service(
    to_transcribe: TranscribeServiceClient, transcribe: TranscribeServer
) -> None:
    to_transcribe.start_transcription_job(**JOB)
    job = to_transcribe.get_transcription_job(TranscriptionJobName="job")["TranscriptionJob"]
    assert job["TranscriptionJobStatus"] == "QUEUED"
    assert job["CreationTime"].isoformat().startswith("2026-01-0")


def test_a_picture_of_the_stand_in_is_a_picture() -> None:
    assert png(3, 2).startswith(b"\x89PNG\r\n\x1a\n")
    assert png(3, 2)[16:24] == bytes([0, 0, 0, 3, 0, 0, 0, 2])
