"""The page on its way into a bucket of AWS, as moto has it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from infra import deploy_console
from infra.build_console import CannotBuild
from infra.console_issuer import warnings
from infra.deploy_console import CannotDeploy, find_place, forget, main, upload
from tests.infra.expansion import written

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client

STACK = "photos"
BUCKET = "photos-123456789012-console"
ISSUER = "https://issuer.example/"
GIVEN = {
    "JwtIssuer": ISSUER,
    "JwtAudience": "https://api.example,other",
    "ConsoleClientId": "page",
    "ConsoleScope": "openid profile",
    "ConsoleConnect": "https://auth.example",
    "MaxFileSize": "10485760",
    "AllowedTypes": "image/png,image/jpeg",
}
OUTPUTS = {
    "ApiUrl": "https://abc.execute-api.eu-central-1.amazonaws.com",
    "ConsoleUrl": "https://d1.cloudfront.net/",
    "ConsoleBucketName": BUCKET,
}


@pytest.fixture(autouse=True)
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account with a bucket for the page."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        where: Any = {"LocationConstraint": "eu-central-1"}
        s3: S3Client = boto3.client("s3")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
        s3.close()
        yield


@pytest.fixture
def s3() -> Iterator[S3Client]:
    client: S3Client = boto3.client("s3")
    yield client
    client.close()


@pytest.fixture
def cloudfront() -> Iterator[CloudFrontClient]:
    client: CloudFrontClient = boto3.client("cloudfront")
    yield client
    client.close()


@pytest.fixture
def distribution(cloudfront: CloudFrontClient) -> str:
    config: Any = {
        "CallerReference": "once",
        "Origins": {"Quantity": 1, "Items": [{"Id": "console", "DomainName": "b.example"}]},
        "DefaultCacheBehavior": {
            "TargetOriginId": "console",
            "ViewerProtocolPolicy": "redirect-to-https",
        },
        "Comment": "",
        "Enabled": True,
    }
    made = cloudfront.create_distribution(DistributionConfig=config)
    return made["Distribution"]["Id"]


@pytest.fixture
def cloudformation() -> Iterator[Any]:
    client: Any = boto3.client("cloudformation")
    yield client
    client.close()


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("page")
    (tmp_path / "robots.txt").write_text("User-agent: *")
    (tmp_path / ".stamp").write_text("{}")
    (tmp_path / "assets" / "index-1.js").write_text("script")
    (tmp_path / "assets" / "index-2.css").write_text("style")
    return tmp_path


def declare(cloudformation: Any, outputs: dict[str, str], **given: str) -> None:
    """A stack with these outputs and parameters, and one resource, which it must have."""
    values = GIVEN | given
    template = {
        "Parameters": {name: {"Type": "String"} for name in values},
        "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }
    parameters = [{"ParameterKey": name, "ParameterValue": values[name]} for name in values]
    cloudformation.create_stack(
        StackName=STACK, TemplateBody=json.dumps(template), Parameters=parameters
    )


@pytest.fixture
def place(cloudformation: Any, distribution: str) -> deploy_console.Place:
    declare(cloudformation, OUTPUTS | {"DistributionId": distribution})
    return find_place(cloudformation, STACK)


def keys(s3: S3Client) -> list[str]:
    return sorted(each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET).get("Contents", ()))


def test_every_file_has_its_type_and_says_how_long_it_may_be_kept(
    s3: S3Client, place: deploy_console.Place, built: Path
) -> None:
    assert upload(s3, place, built) == 5
    told = {
        key: (answer["ContentType"], answer["CacheControl"])
        for key in keys(s3)
        for answer in [s3.head_object(Bucket=BUCKET, Key=key)]
    }
    forever = "public, max-age=31536000, immutable"
    assert told == {
        "assets/index-1.js": ("text/javascript; charset=utf-8", forever),
        "assets/index-2.css": ("text/css; charset=utf-8", forever),
        "config.json": ("application/json", "no-cache"),
        "index.html": ("text/html; charset=utf-8", "no-cache"),
        "robots.txt": ("text/plain; charset=utf-8", "no-cache"),
    }


def test_the_page_is_told_of_its_stack(
    s3: S3Client, place: deploy_console.Place, built: Path
) -> None:
    upload(s3, place, built)
    assert json.load(s3.get_object(Bucket=BUCKET, Key="config.json")["Body"]) == {
        "api": OUTPUTS["ApiUrl"],
        "issuer": ISSUER,
        "client_id": "page",
        "scope": "openid profile",
        "extra": {"audience": "https://api.example"},
        "max_file_size": 10485760,
        "types": ["image/png", "image/jpeg"],
    }


def test_an_issuer_whose_audience_is_the_client_is_asked_for_none(cloudformation: Any) -> None:
    declare(cloudformation, OUTPUTS | {"DistributionId": "E"}, JwtAudience="page")
    assert find_place(cloudformation, STACK).config["extra"] == {}


def test_what_a_page_names_is_there_before_the_page(
    s3: S3Client, place: deploy_console.Place, built: Path
) -> None:
    order: list[str] = []
    s3.meta.events.register(
        "provide-client-params.s3.PutObject", lambda params, **_: order.append(params["Key"])
    )
    s3.meta.events.register(
        "provide-client-params.s3.DeleteObjects", lambda params, **_: order.append("deleted")
    )
    s3.put_object(Bucket=BUCKET, Key="assets/old-0.js", Body=b"")
    order.clear()
    upload(s3, place, built)
    assert order == [
        "assets/index-1.js",
        "assets/index-2.css",
        "config.json",
        "robots.txt",
        "index.html",
        "deleted",
    ]


def test_what_is_no_longer_of_the_page_goes(
    s3: S3Client, place: deploy_console.Place, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deploy_console, "AT_ONCE", 2)
    for number in range(5):
        s3.put_object(Bucket=BUCKET, Key=f"assets/old-{number}.js", Body=b"")
    upload(s3, place, built)
    assert len(keys(s3)) == 5


def test_every_edge_asks_again_for_what_has_no_hash(
    cloudfront: CloudFrontClient, distribution: str, built: Path
) -> None:
    forget(cloudfront, distribution, built)
    forget(cloudfront, distribution, built)
    summaries = cloudfront.list_invalidations(DistributionId=distribution)["InvalidationList"]
    assert summaries["Quantity"] == 2
    made = cloudfront.get_invalidation(DistributionId=distribution, Id=summaries["Items"][0]["Id"])[
        "Invalidation"
    ]
    assert sorted(made["InvalidationBatch"]["Paths"]["Items"]) == [
        "/",
        "/config.json",
        "/index.html",
        "/robots.txt",
    ]


def test_one_command_builds_it_and_puts_it_there(
    s3: S3Client,
    place: deploy_console.Place,
    built: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(deploy_console, "BUILT", built)
    monkeypatch.setattr(deploy_console, "build", lambda *_, **__: True)
    monkeypatch.setattr(deploy_console, "warnings", lambda *_: ["The issuer sleeps."])
    assert main([STACK], {}) == 0
    said = capsys.readouterr()
    assert said.out.startswith("5 files are at https://d1.cloudfront.net/")
    assert said.err == "! The issuer sleeps.\n"
    assert "index.html" in keys(s3)


def test_nothing_is_put_anywhere_when_the_build_fails(
    s3: S3Client,
    place: deploy_console.Place,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object, **__: object) -> bool:
        raise CannotBuild("there is no Node.")

    monkeypatch.setattr(deploy_console, "build", fail)
    monkeypatch.setattr(deploy_console, "warnings", lambda *_: [])
    assert main([], {"STACK": STACK}) == 1
    assert capsys.readouterr().err == "! there is no Node.\n"
    assert keys(s3) == []


def test_says_what_is_missing(cloudformation: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], {}) == 1
    assert "STACK=darkroom" in capsys.readouterr().err
    assert main(["nowhere"], {}) == 1
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("outputs", "given", "says"),
    [
        ({}, {}, "older template"),
        (OUTPUTS, {"ConsoleClientId": ""}, "ConsoleClientId"),
    ],
)
def test_a_stack_without_a_page_is_told_apart(
    cloudformation: Any, outputs: dict[str, str], given: dict[str, str], says: str
) -> None:
    declare(cloudformation, outputs | {"TableName": "rows"}, **given)
    with pytest.raises(CannotDeploy, match=says):
        find_place(cloudformation, STACK)


def test_all_that_is_read_of_a_stack_is_in_the_template() -> None:
    template = written()
    assert template["Parameters"].keys() >= GIVEN.keys()
    assert template["Outputs"].keys() >= {*OUTPUTS, "DistributionId"}


def test_an_issuer_that_answers_elsewhere_too_is_named_in_time() -> None:
    told = {
        "token_endpoint": "https://auth.example/token",
        "jwks_uri": "https://issuer.example/keys",
        "userinfo_endpoint": "https://users.example:8443/me",
        "authorization_endpoint": "https://anywhere.example/",
    }
    assert list(warnings(ISSUER, ["https://auth.example"], lambda _: told)) == [
        "The issuer also answers at https://users.example:8443: name that in ConsoleConnect."
    ]


def test_an_issuer_that_cannot_be_asked_or_used_is_said_to_be_so() -> None:
    def silent(_: str) -> dict[str, Any]:
        raise TimeoutError("timed out")

    assert "timed out" in next(iter(warnings(ISSUER, [], silent)))
    plain = {"code_challenge_methods_supported": ["plain"]}
    assert "S256" in next(iter(warnings(ISSUER, [], lambda _: plain)))
    assert "not https" in next(iter(warnings("http://issuer.example", [])))
