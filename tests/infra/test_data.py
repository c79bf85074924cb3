"""Where data lives: four buckets, the distribution in front of two, and the table."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.expansion import expanded, of_type, resolved

BUCKETS = ["UploadsBucket", "PrivateBucket", "PublicBucket", "ConsoleBucket"]
DISTRIBUTION_ARN = (
    "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"
)
MAX_PROJECTED = 100
"""Non-key attributes a table may project over all its indexes."""


def bucket(name: str) -> dict[str, Any]:
    return of_type(expanded(), "AWS::S3::Bucket")[name]


def grants(name: str) -> list[dict[str, Any]]:
    """What a bucket's own policy allows to others."""
    policy = of_type(expanded(), "AWS::S3::BucketPolicy")[f"{name}Policy"]
    return [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]


def table() -> dict[str, Any]:
    return of_type(expanded(), "AWS::DynamoDB::Table")["Table"]


def config() -> dict[str, Any]:
    distribution = of_type(expanded(), "AWS::CloudFront::Distribution")["Distribution"]
    found: dict[str, Any] = distribution["DistributionConfig"]
    return found


@pytest.mark.parametrize("name", BUCKETS)
def test_objects_are_encrypted_and_owned_by_us(name: str) -> None:
    (rule,) = bucket(name)["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert bucket(name)["OwnershipControls"]["Rules"] == [
        {"ObjectOwnership": "BucketOwnerEnforced"}
    ]


@pytest.mark.parametrize("name", BUCKETS)
def test_what_is_deleted_is_gone(name: str) -> None:
    assert "VersioningConfiguration" not in bucket(name)


@pytest.mark.parametrize("name", BUCKETS)
def test_forgotten_parts_of_an_upload_are_cleared_away(name: str) -> None:
    (rule,) = bucket(name)["LifecycleConfiguration"]["Rules"]
    assert rule["Status"] == "Enabled"
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}


def test_quarantine_ends_after_a_day_and_nothing_else_ever_expires() -> None:
    expires = {
        name: bucket(name)["LifecycleConfiguration"]["Rules"][0].get("ExpirationInDays")
        for name in BUCKETS
    }
    assert {name for name, days in expires.items() if days} == {"UploadsBucket"}
    assert expires["UploadsBucket"] == 1


def test_browsers_may_upload_and_read_what_uploaders_need() -> None:
    (rule,) = bucket("UploadsBucket")["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedMethods"] == ["POST", "PUT"]
    assert rule["ExposedHeaders"] == ["ETag", "Location"]


def test_browsers_may_read_signed_urls() -> None:
    (rule,) = bucket("PrivateBucket")["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedMethods"] == ["GET", "HEAD"]


@pytest.mark.parametrize("name", ["UploadsBucket", "PrivateBucket"])
def test_only_the_given_origins_may_and_the_page_where_there_is_one(name: str) -> None:
    (rule,) = bucket(name)["CorsConfiguration"]["CorsRules"]
    origins = rule["AllowedOrigins"]
    two = {"CorsOrigins": "https://app.example,https://b.example"}
    own = {"ConsoleClientId": "page", "PublicDomain": "img.example"}
    assert resolved(origins, **two) == ["https://app.example", "https://b.example"]
    assert resolved(origins, **two, ConsoleClientId="page") == [
        "https://app.example", "https://b.example", "https://Distribution.DomainName"
    ]  # fmt: skip
    assert resolved(origins, **two, **own)[2:] == ["https://img.example"]


@pytest.mark.parametrize("name", ["PublicBucket", "ConsoleBucket"])
def test_what_cloudfront_shows_has_no_rules_for_browsers_of_its_own(name: str) -> None:
    assert "CorsConfiguration" not in bucket(name)


@pytest.mark.parametrize("name", ["UploadsBucket", "PrivateBucket"])
def test_nobody_from_outside_reads_uploads_or_originals(name: str) -> None:
    assert grants(name) == []


@pytest.mark.parametrize("name", ["PublicBucket", "ConsoleBucket"])
def test_only_our_distribution_reads_what_it_shows_and_it_lists_nothing(name: str) -> None:
    (allow,) = grants(name)
    assert allow["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert allow["Action"] == "s3:GetObject"
    assert allow["Condition"] == {"StringEquals": {"AWS:SourceArn": {"Fn::Sub": DISTRIBUTION_ARN}}}


def test_the_distribution_signs_its_requests_to_both_buckets() -> None:
    origins = {origin["Id"]: origin for origin in config()["Origins"]}
    for name, id_ in (("PublicBucket", "public"), ("ConsoleBucket", "console")):
        assert origins[id_]["DomainName"] == {"Fn::GetAtt": [name, "RegionalDomainName"]}
        assert origins[id_]["OriginAccessControlId"] == {"Fn::GetAtt": ["OriginAccess", "Id"]}
    assert len(origins) == 2
    access = of_type(expanded(), "AWS::CloudFront::OriginAccessControl")["OriginAccess"]
    assert access["OriginAccessControlConfig"]["SigningBehavior"] == "always"


def test_images_and_page_come_over_https() -> None:
    for behaviour in (config()["DefaultCacheBehavior"], *config()["CacheBehaviors"]):
        assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"
        assert behaviour["AllowedMethods"] == ["GET", "HEAD"]


def test_a_refusal_is_not_remembered_beyond_a_move() -> None:
    seconds = {
        error["ErrorCode"]: error["ErrorCachingMinTTL"]
        for error in config()["CustomErrorResponses"]
    }
    assert seconds[403] <= 1
    assert seconds[404] <= 1


def test_an_image_is_served_as_an_image_and_nothing_else() -> None:
    policy = of_type(expanded(), "AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeaders"]
    security = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert security["ContentTypeOptions"] == {"Override": True}
    assert "default-src 'none'" in security["ContentSecurityPolicy"]["ContentSecurityPolicy"]


def test_a_purged_image_is_fetched_by_its_path_alone() -> None:
    policy = of_type(expanded(), "AWS::CloudFront::CachePolicy")["CachePolicy"]
    key = policy["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]
    assert key["QueryStringsConfig"] == {"QueryStringBehavior": "none"}
    assert key["HeadersConfig"] == {"HeaderBehavior": "none"}
    assert key["CookiesConfig"] == {"CookieBehavior": "none"}


def test_the_table_is_protected_and_can_be_restored() -> None:
    assert table()["DeletionProtectionEnabled"] is True
    assert table()["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table()["SSESpecification"] == {"SSEEnabled": True}
    assert table()["BillingMode"] == "PAY_PER_REQUEST"
    assert table()["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}


def test_the_table_is_keyed_for_its_access_patterns() -> None:
    keys = {
        index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
        for index in table()["GlobalSecondaryIndexes"]
    }
    assert [key["AttributeName"] for key in table()["KeySchema"]] == ["pk", "sk"]
    assert keys == {
        "gallery": ["gallery_pk", "sk"],
        "job": ["job_pk", "sk"],
        "public": ["public_pk", "sk"],
        "due": ["due_pk", "due_at"],
    }


def test_a_listing_finds_all_it_shows_in_its_index() -> None:
    projections = [index["Projection"] for index in table()["GlobalSecondaryIndexes"]]
    listed = [p["NonKeyAttributes"] for p in projections if p["ProjectionType"] == "INCLUDE"]
    assert len(listed) == 3
    assert listed[0] == listed[1] == listed[2]
    assert "metadata" not in listed[0]
    assert sum(map(len, listed)) <= MAX_PROJECTED
