"""The page in front of it all: which paths are its own, and what a browser lets it do."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

import pytest

from darkroom.domain.keys import Key
from infra.console_files import FOLDER
from infra.console_files import config as told
from tests.infra.expansion import expanded, of_type, resolved, written

ASSET = "019ce000-0000-7000-8000-000000000000"
MAX_POLICY = 1_783
"""Characters of a Content-Security-Policy that CloudFront takes (Quotas, response headers)."""
BUCKET = "https://AWS.StackName-AWS.AccountId-{}.s3.AWS.Region.AWS.URLSuffix"


def config() -> dict[str, Any]:
    distribution = of_type(expanded(), "AWS::CloudFront::Distribution")["Distribution"]
    found: dict[str, Any] = distribution["DistributionConfig"]
    return found


def headers() -> dict[str, Any]:
    policies = of_type(expanded(), "AWS::CloudFront::ResponseHeadersPolicy")
    found: dict[str, Any] = policies["ConsoleHeaders"]["ResponseHeadersPolicyConfig"]
    return found


def policy(**parameters: str) -> dict[str, list[str]]:
    """The sources of every directive."""
    text = resolved(headers()["SecurityHeadersConfig"]["ContentSecurityPolicy"], **parameters)
    assert text["Override"] is True
    assert len(text["ContentSecurityPolicy"]) < MAX_POLICY
    directives = text["ContentSecurityPolicy"].split(";")
    return {name: sources for name, *sources in (each.split() for each in directives)}


def test_the_page_is_what_is_shown_by_default() -> None:
    assert config()["DefaultRootObject"] == "index.html"
    default = config()["DefaultCacheBehavior"]
    assert default["TargetOriginId"] == "console"
    assert default["ResponseHeadersPolicyId"] == {"Ref": "ConsoleHeaders"}
    assert default["CachePolicyId"] == {"Ref": "ConsoleCachePolicy"}


@pytest.mark.parametrize("variant", [None, "large", "56x56"])
@pytest.mark.parametrize("owner", ["alice", "auth0|1", "a/b", "assets"])
def test_every_key_of_an_image_is_told_from_every_file_of_the_page(
    owner: str, variant: str | None
) -> None:
    (images,) = config()["CacheBehaviors"]
    key = f"/{Key(owner, 'default', ASSET, variant, 'webp')}"
    assert fnmatchcase(key, images["PathPattern"])
    for path in ("/", "/index.html", "/config.json", "/assets/index-4XbsYl45.js"):
        assert not fnmatchcase(path, images["PathPattern"])


def test_the_page_is_built_no_deeper_than_that() -> None:
    settings = (FOLDER / "vite.config.ts").read_text()
    assert re.search(r"assets\w*(Dir|FileNames)|outDir|base: '(?!\./')", settings) is None


def test_a_browser_runs_the_pages_own_files_alone() -> None:
    found = policy()
    assert found["default-src"] == found["base-uri"] == ["'none'"]
    assert found["form-action"] == found["frame-ancestors"] == ["'none'"]
    assert found["script-src"] == found["style-src"] == ["'self'"]
    assert "unsafe" not in str(found)
    assert "*" not in found["img-src"]


def test_it_shows_pictures_of_its_own_and_of_our_buckets() -> None:
    private = BUCKET.format("private")
    assert policy()["img-src"] == ["'self'", "blob:", "data:", private]
    assert policy(PublicDomain="img.example")["img-src"][3:] == [private, "https://img.example"]


def test_it_speaks_to_the_issuer_the_api_and_our_buckets() -> None:
    own = [
        "'self'",
        "https://issuer.example",
        "https://*.execute-api.AWS.Region.AWS.URLSuffix",
        BUCKET.format("uploads"),
        BUCKET.format("private"),
    ]
    assert policy(JwtIssuer="https://issuer.example/pool/")["connect-src"] == own
    further = policy(ConsoleConnect="https://auth.example,https://keys.example:8443")
    assert further["connect-src"] == [*own, "https://auth.example", "https://keys.example:8443"]


@pytest.mark.parametrize(
    "bad", ["https://a.example; script-src *", "http://a.example", "*", "https://a.example/path"]
)
def test_nothing_else_can_be_slipped_into_the_policy(bad: str) -> None:
    assert not re.fullmatch(written()["Parameters"]["ConsoleConnect"]["AllowedPattern"], bad)


@pytest.mark.parametrize(
    "bad", ["https://a.example/;script-src", "https://a.example *", "http://a"]
)
def test_an_issuer_is_one_address(bad: str) -> None:
    assert not re.fullmatch(written()["Parameters"]["JwtIssuer"]["AllowedPattern"], bad)


def test_buckets_of_the_policy_are_the_stacks() -> None:
    """Spelled out, since they wait for the distribution, and it for the policy."""
    buckets = of_type(expanded(), "AWS::S3::Bucket")
    for name in ("uploads", "private"):
        declared = resolved(buckets[f"{name.capitalize()}Bucket"]["BucketName"])
        assert f"https://{declared}.s3." in BUCKET.format(name)
        assert BUCKET.format(name) in policy()["connect-src"]


def test_the_distribution_waits_for_nothing_that_waits_for_it() -> None:
    """API and buckets are told the page's origin; a circle would fail only in AWS."""
    resources = expanded()["Resources"]
    names = {id_: set(re.findall(r"\w+", json.dumps(about))) for id_, about in resources.items()}
    waits = {id_: found & resources.keys() - {id_} for id_, found in names.items()}
    reached, ahead = set[str](), ["Distribution"]
    while ahead:
        further = waits[ahead.pop()] - reached
        reached |= further
        ahead += further
    assert reached == {
        "PublicBucket", "ConsoleBucket", "OriginAccess", "CachePolicy", "ConsoleCachePolicy",
        "ResponseHeaders", "ConsoleHeaders",
    }  # fmt: skip
    assert "Distribution" in waits["Api"] & waits["UploadsBucket"] & waits["PrivateBucket"]


def test_it_may_use_camera_and_microphone_and_nothing_else_and_is_in_no_index() -> None:
    items = {item["Header"]: item["Value"] for item in headers()["CustomHeadersConfig"]["Items"]}
    allowed = dict(each.split("=") for each in items["Permissions-Policy"].split(", "))
    assert {name for name, who in allowed.items() if who != "()"} == {"camera", "microphone"}
    assert allowed["camera"] == allowed["microphone"] == "(self)"
    assert items["X-Robots-Tag"] == "noindex"
    assert items["Cross-Origin-Opener-Policy"] == "same-origin"
    security = headers()["SecurityHeadersConfig"]
    assert security["ReferrerPolicy"]["ReferrerPolicy"] == "no-referrer"
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31_536_000
    assert security["ContentTypeOptions"] == {"Override": True}
    assert security["FrameOptions"]["FrameOption"] == "DENY"


def test_a_file_that_does_not_say_how_long_is_not_kept() -> None:
    policies = of_type(expanded(), "AWS::CloudFront::CachePolicy")
    cache = policies["ConsoleCachePolicy"]["CachePolicyConfig"]
    assert (cache["MinTTL"], cache["DefaultTTL"]) == (0, 0)
    key = cache["ParametersInCacheKeyAndForwardedToOrigin"]
    assert key["QueryStringsConfig"] == {"QueryStringBehavior": "none"}


def test_it_is_told_who_makes_images_and_who_hears_speech_where_that_is_known() -> None:
    config_of = partial(
        told, api="", issuer="https://issuer.example", client_id="page", scope="openid",
        audience="page", max_file_size=1, types=["image/png"],
    )  # fmt: skip
    known = config_of(makes="procedural", hears="none")
    assert (known["makes"], known["hears"]) == ("procedural", "none")
    assert not {"makes", "hears"} & config_of().keys()
