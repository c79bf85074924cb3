"""Policies: exact actions on exact resources, and no way to read a whole table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cfnlint.rules import CloudFormationLintRule, RuleMatch
from cfnlint.template import Template

WITHOUT_RESOURCES = frozenset(
    {"xray:PutTraceSegments", "xray:PutTelemetryRecords", "transcribe:StartTranscriptionJob"}
)
"""Actions that IAM can only grant on "*"."""
FUNCTIONS = ["AWS::Serverless::Function", "AWS::Lambda::Function"]
READS_EVERYTHING = ("dynamodb:scan", "dynamodb:partiql", "dynamodb:exportTable")

_FAMILIES = re.compile(
    r"\$\{[^}]+\}/\*"  # all objects of a bucket that the template itself names
    r"|[^*]+:bedrock:\*::foundation-model/stability\.\*"  # models of one maker
    r"|[^*]+:inference-profile/\*\.stability\.\*"
    r"|[^*]+:application-inference-profile/\*"  # the operator's: ids that AWS makes up
    r"|[^*]+:transcription-job/darkroom-\*"  # jobs that we name
)
"""The stars that a resource may have."""


class NoWildcards(CloudFormationLintRule):
    id = "E9031"
    shortdesc = "Policies name actions and resources"
    description = (
        "No wildcard in an action, none in a resource but those of _FAMILIES, no managed policy"
    )

    def match(self, cfn: Template) -> list[RuleMatch]:
        found = [
            RuleMatch(["Resources", logical_id], f"{logical_id} grants {what}")
            for logical_id, statement in _grants(cfn)
            for what in _wildcards(statement)
        ]
        return found + _managed_policies(cfn)


class NoScan(CloudFormationLintRule):
    """Every access pattern has a key; what needs a Scan costs more with every user."""

    id = "E9032"
    shortdesc = "No policy grants Scan"
    description = "No function may read a whole table"

    def match(self, cfn: Template) -> list[RuleMatch]:
        return [
            RuleMatch(["Resources", logical_id], f"{logical_id} grants {action}")
            for logical_id, statement in _grants(cfn)
            for action in _listed(statement.get("Action"))
            if action.lower().startswith(tuple(name.lower() for name in READS_EVERYTHING))
        ]


class RolesAreWrittenOut(CloudFormationLintRule):
    """A role that SAM makes carries managed policies over all logs and queues of the account."""

    id = "E9033"
    shortdesc = "Every function has a role of this template"
    description = "A function names its role, and brings no policies for SAM to make one of"

    def match(self, cfn: Template) -> list[RuleMatch]:
        roles = cfn.get_resources(["AWS::IAM::Role"])
        return [
            RuleMatch(["Resources", logical_id], f"{logical_id} has no role of this template")
            for logical_id, function in cfn.get_resources(FUNCTIONS).items()
            if _role(function.get("Properties", {})) not in roles
        ]


def _role(properties: dict[str, Any]) -> str | None:
    role = properties.get("Role")
    if "Policies" in properties or not isinstance(role, dict):
        return None
    return next(iter(role.get("Fn::GetAtt", [])), None)


def _grants(cfn: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every statement that allows an identity something, with the resource it is written in."""
    kinds = ["AWS::IAM::Role", "AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"]
    for logical_id, resource in cfn.get_resources(kinds).items():
        properties = resource.get("Properties", {})
        for policy in [properties, *properties.get("Policies", [])]:
            for statement in _listed(policy.get("PolicyDocument", {}).get("Statement")):
                if statement.get("Effect") == "Allow":
                    yield logical_id, statement


def _wildcards(statement: dict[str, Any]) -> Iterator[str]:
    actions = _listed(statement.get("Action"))
    yield from (f"the action {action}" for action in actions if "*" in action)
    yield from (
        f"all but some: {name}" for name in ("NotAction", "NotResource") if name in statement
    )
    if set(actions) <= WITHOUT_RESOURCES:
        return
    for resource in _listed(statement.get("Resource")):
        text = resource.get("Fn::Sub", "") if isinstance(resource, dict) else resource
        if "*" in text and not _FAMILIES.fullmatch(text):
            yield f"the resource {text}"


def _managed_policies(cfn: Template) -> list[RuleMatch]:
    """Policies of AWS's own making are written for everybody's resources."""
    return [
        RuleMatch(["Resources", logical_id], f"{logical_id} has the managed policy {arn}")
        for logical_id, role in cfn.get_resources(["AWS::IAM::Role"]).items()
        for arn in role.get("Properties", {}).get("ManagedPolicyArns", [])
        if "Ref" not in arn
    ]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
