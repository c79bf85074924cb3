"""Data: it outlives the stack, is read over TLS only, and by nobody unnamed."""

from __future__ import annotations

from typing import Any

from cfnlint.rules import CloudFormationLintRule, RuleMatch
from cfnlint.template import Template

HOLDS_DATA = ["AWS::DynamoDB::Table", "AWS::S3::Bucket"]
BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


class DataOutlivesTheStack(CloudFormationLintRule):
    id = "E9041"
    shortdesc = "Tables and buckets are retained"
    description = "DeletionPolicy and UpdateReplacePolicy of what holds data are Retain"

    def match(self, cfn: Template) -> list[RuleMatch]:
        return [
            RuleMatch(["Resources", logical_id], f"{logical_id}: {policy} is not Retain")
            for logical_id, resource in cfn.get_resources(HOLDS_DATA).items()
            for policy in ("DeletionPolicy", "UpdateReplacePolicy")
            if resource.get(policy) != "Retain"
        ]


class OnlyOverTls(CloudFormationLintRule):
    id = "E9042"
    shortdesc = "Buckets and queues refuse plain HTTP"
    description = "The policy of every bucket and queue denies everything without SecureTransport"

    def match(self, cfn: Template) -> list[RuleMatch]:
        policies = cfn.get_resources(["AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy"]).values()
        guarded = {
            target.get("Ref")
            for policy in policies
            if _denies_plain_http(policy.get("Properties", {}))
            for target in _targets(policy["Properties"])
        }
        return [
            RuleMatch(["Resources", logical_id], f"{logical_id} can be reached without TLS")
            for logical_id in cfn.get_resources(["AWS::S3::Bucket", "AWS::SQS::Queue"])
            if logical_id not in guarded
        ]


class BlocksPublicAccess(CloudFormationLintRule):
    id = "E9043"
    shortdesc = "Every bucket blocks public access"
    description = "All four settings of PublicAccessBlockConfiguration are true"

    def match(self, cfn: Template) -> list[RuleMatch]:
        return [
            RuleMatch(["Resources", logical_id], f"{logical_id}: {setting} is not true")
            for logical_id, bucket in cfn.get_resources(["AWS::S3::Bucket"]).items()
            for setting in BLOCKS
            if not _is_true(bucket, setting)
        ]


def _targets(properties: dict[str, Any]) -> list[dict[str, Any]]:
    return properties.get("Queues") or [properties.get("Bucket", {})]


def _denies_plain_http(properties: dict[str, Any]) -> bool:
    return any(
        statement.get("Effect") == "Deny"
        and statement.get("Principal") == "*"
        and statement.get("Action") in {"s3:*", "sqs:*"}
        and str(statement.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport"))
        == "false"
        for statement in properties.get("PolicyDocument", {}).get("Statement", [])
    )


def _is_true(bucket: dict[str, Any], setting: str) -> bool:
    block = bucket.get("Properties", {}).get("PublicAccessBlockConfiguration", {})
    return block.get(setting) in {True, "true"}
