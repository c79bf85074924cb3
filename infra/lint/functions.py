"""Functions: one architecture, and logs that end."""

# cfn-lint ships no types.
# mypy: allow-subclassing-any, disable-error-code="import-untyped"
from __future__ import annotations

from collections.abc import Iterator

from cfnlint.rules import CloudFormationLintRule, RuleMatch
from cfnlint.template import Template


class RunsOnArm64(CloudFormationLintRule):
    """A layer holds wheels of one architecture: one function of the other would not start."""

    id = "E9001"
    shortdesc = "Functions and layers are arm64"
    description = "Every function runs on arm64, and every layer is made for it and nothing else"

    def match(self, cfn: Template) -> list[RuleMatch]:
        return [
            *_not_arm64(cfn, "AWS::Lambda::Function", "Architectures"),
            *_not_arm64(cfn, "AWS::Lambda::LayerVersion", "CompatibleArchitectures"),
        ]


def _not_arm64(cfn: Template, kind: str, name: str) -> Iterator[RuleMatch]:
    for logical_id, resource in cfn.get_resources([kind]).items():
        if resource.get("Properties", {}).get(name) != ["arm64"]:
            yield RuleMatch(["Resources", logical_id], f"{logical_id}: {name} is not [arm64]")


class LogsEnd(CloudFormationLintRule):
    """A log group that Lambda makes by itself keeps everything for ever, and bills for it."""

    id = "E9002"
    shortdesc = "Logs are kept for a limited time"
    description = "Every function writes to a log group of this template, and each has a retention"

    def match(self, cfn: Template) -> list[RuleMatch]:
        groups = cfn.get_resources(["AWS::Logs::LogGroup"])
        return [*_endless(groups), *_elsewhere(cfn, set(groups))]


def _endless(groups: dict[str, dict[str, object]]) -> Iterator[RuleMatch]:
    for logical_id, group in groups.items():
        properties = group.get("Properties")
        if not isinstance(properties, dict) or "RetentionInDays" not in properties:
            yield RuleMatch(["Resources", logical_id], f"{logical_id} has no RetentionInDays")


def _elsewhere(cfn: Template, groups: set[str]) -> Iterator[RuleMatch]:
    for logical_id, function in cfn.get_resources(["AWS::Lambda::Function"]).items():
        group = function.get("Properties", {}).get("LoggingConfig", {}).get("LogGroup", {})
        if not isinstance(group, dict) or group.get("Ref") not in groups:
            yield RuleMatch(
                ["Resources", logical_id], f"{logical_id} does not log to a group of this template"
            )
