"""The page on its way into a bucket, through the gate of the local AWS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from infra import deploy_console
from infra.build_console import CannotBuild
from infra.console_issuer import warnings
from infra.deploy_console import CannotDeploy, find_place, forget, main, upload
from tests.infra.expansion import written
from tests.unit.local.conftest import LocalAws

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
    "DistributionId": "EDIST",
}


class Stacks:
    """CloudFormation, as far as it is asked."""

    def __init__(self, outputs: dict[str, str] | None = None, **given: str) -> None:
        self.outputs, self.given = OUTPUTS if outputs is None else outputs, GIVEN | given

    def describe_stacks(self, *, StackName: str) -> dict[str, Any]:  # noqa: N803  boto3's spelling
        parameters = [
            {"ParameterKey": name, "ParameterValue": value} for name, value in self.given.items()
        ]
        outputs = [
            {"OutputKey": name, "OutputValue": value} for name, value in self.outputs.items()
        ]
        assert StackName == STACK
        return {"Stacks": [{"Parameters": parameters, "Outputs": outputs}]}


PLACE = find_place(Stacks(), STACK)


@pytest.fixture
def s3(aws: LocalAws) -> Iterator[S3Client]:
    """An operator's client, and the page's bucket."""
    client: S3Client = aws.client("s3", aws.operator)
    where: Any = {"LocationConstraint": aws.site.region}
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
    yield client
    for key in keys(client):
        client.delete_object(Bucket=BUCKET, Key=key)
    client.delete_bucket(Bucket=BUCKET)


@pytest.fixture
def cloudfront(aws: LocalAws) -> CloudFrontClient:
    client: CloudFrontClient = aws.client("cloudfront", aws.operator)
    return client


@pytest.fixture
def calls(s3: S3Client, cloudfront: CloudFrontClient) -> Iterator[list[tuple[str, Any]]]:
    """What both are asked, in its order: the operation and its parameters."""
    made: list[tuple[str, Any]] = []

    def note(params: Any, model: Any, **_: Any) -> None:
        made.append((model.name, params))

    both = (s3.meta.events, cloudfront.meta.events)
    for events in both:
        events.register("provide-client-params", note)
    yield made
    for events in both:
        events.unregister("provide-client-params", note)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("page")
    (tmp_path / "robots.txt").write_text("User-agent: *")
    (tmp_path / ".stamp").write_text("{}")
    (tmp_path / "assets" / "index-1.js").write_text("script")
    (tmp_path / "assets" / "index-2.css").write_text("style")
    return tmp_path


def keys(s3: S3Client) -> list[str]:
    return sorted(each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET).get("Contents", ()))


def test_every_file_has_its_type_and_says_how_long_it_may_be_kept(
    s3: S3Client, built: Path
) -> None:
    assert upload(s3, PLACE, built) == 5
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


def test_the_page_is_told_of_its_stack(s3: S3Client, built: Path) -> None:
    upload(s3, PLACE, built)
    assert json.load(s3.get_object(Bucket=BUCKET, Key="config.json")["Body"]) == {
        "api": OUTPUTS["ApiUrl"],
        "issuer": ISSUER,
        "client_id": "page",
        "scope": "openid profile",
        "extra": {"audience": "https://api.example"},
        "max_file_size": 10485760,
        "types": ["image/png", "image/jpeg"],
    }


def test_an_issuer_whose_audience_is_the_client_is_asked_for_none() -> None:
    assert find_place(Stacks(JwtAudience="page"), STACK).config["extra"] == {}


def test_what_a_page_names_is_there_before_the_page(
    s3: S3Client, built: Path, calls: list[tuple[str, Any]]
) -> None:
    s3.put_object(Bucket=BUCKET, Key="assets/old-0.js", Body=b"")
    calls.clear()
    upload(s3, PLACE, built)
    assert [params["Key"] for name, params in calls if name == "PutObject"] == [
        "assets/index-1.js",
        "assets/index-2.css",
        "config.json",
        "robots.txt",
        "index.html",
    ]
    assert calls[-1][0] == "DeleteObjects"


def test_what_is_no_longer_of_the_page_goes(
    s3: S3Client, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deploy_console, "AT_ONCE", 2)
    for number in range(5):
        s3.put_object(Bucket=BUCKET, Key=f"assets/old-{number}.js", Body=b"")
    upload(s3, PLACE, built)
    assert len(keys(s3)) == 5


def test_every_edge_asks_again_for_what_has_no_hash(
    cloudfront: CloudFrontClient, built: Path, calls: list[tuple[str, Any]]
) -> None:
    forget(cloudfront, "EDIST", built)
    forget(cloudfront, "EDIST", built)
    first, second = (params["InvalidationBatch"] for _, params in calls)
    assert first["Paths"]["Items"] == ["/", "/config.json", "/index.html", "/robots.txt"]
    assert first["CallerReference"] != second["CallerReference"]


@pytest.fixture
def account(
    s3: S3Client, cloudfront: CloudFrontClient, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the command meets: an account with the stack, a built page, an issuer."""
    clients = {"s3": s3, "cloudfront": cloudfront, "cloudformation": Stacks()}
    monkeypatch.setattr("boto3.client", clients.__getitem__)
    monkeypatch.setattr(deploy_console, "BUILT", built)
    monkeypatch.setattr(deploy_console, "build", lambda *_, **__: True)
    monkeypatch.setattr(deploy_console, "warnings", lambda *_: ["The issuer sleeps."])


@pytest.mark.usefixtures("account")
def test_one_command_builds_it_and_puts_it_there(
    s3: S3Client, calls: list[tuple[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([STACK], {}) == 0
    said = capsys.readouterr()
    assert said.out.startswith("5 files are at https://d1.cloudfront.net/")
    assert said.err == "! The issuer sleeps.\n"
    assert calls[-1][0] == "CreateInvalidation"
    assert "index.html" in keys(s3)


@pytest.mark.usefixtures("account")
def test_nothing_is_put_anywhere_when_the_build_fails(
    s3: S3Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> bool:
        raise CannotBuild("there is no Node.")

    monkeypatch.setattr(deploy_console, "build", fail)
    assert main([], {"STACK": STACK}) == 1
    assert capsys.readouterr().err.endswith("! there is no Node.\n")
    assert keys(s3) == []


@pytest.mark.usefixtures("account")
def test_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], {}) == 1
    assert "STACK=darkroom" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("stacks", "says"),
    [
        (Stacks({"TableName": "rows"}), "older template"),
        (Stacks(ConsoleClientId=""), "ConsoleClientId"),
    ],
    ids=["older", "none"],
)
def test_a_stack_without_a_page_is_told_apart(stacks: Stacks, says: str) -> None:
    with pytest.raises(CannotDeploy, match=says):
        find_place(stacks, STACK)


def test_all_that_is_read_of_a_stack_is_in_the_template() -> None:
    template = written()
    assert template["Parameters"].keys() >= GIVEN.keys()
    assert template["Outputs"].keys() >= OUTPUTS.keys()


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
