"""Functions: one architecture, and logs that end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import CloudFormationLintRule, RuleMatch
from cfnlint.template import Template

FUNCTIONS = ["AWS::Serverless::Function", "AWS::Lambda::Function"]
LAYERS = ["AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion"]


class RunsOnArm64(CloudFormationLintRule):
    """A layer holds wheels of one architecture: one function of the other would not start."""

    id = "E9001"
    shortdesc = "Functions and layers are arm64"
    description = "Every function runs on arm64, and every layer is made for it and nothing else"

    def match(self, cfn: Template) -> list[RuleMatch]:
        functions = {name: found.get("Architectures") for name, found in _functions(cfn)}
        layers = {
            name: layer.get("Properties", {}).get("CompatibleArchitectures")
            for name, layer in cfn.get_resources(LAYERS).items()
        }
        return [
            RuleMatch(["Resources", name], f"{name} is for {architectures}, not for [arm64]")
            for name, architectures in (functions | layers).items()
            if architectures != ["arm64"]
        ]


class LogsEnd(CloudFormationLintRule):
    """A log group that Lambda makes by itself keeps everything for ever, and bills for it."""

    id = "E9002"
    shortdesc = "Logs are kept for a limited time"
    description = "Every function writes to a log group of this template, and each has a retention"

    def match(self, cfn: Template) -> list[RuleMatch]:
        groups = cfn.get_resources(["AWS::Logs::LogGroup"])
        return [*_endless(groups), *_elsewhere(cfn, set(groups))]


def _endless(groups: dict[str, dict[str, Any]]) -> Iterator[RuleMatch]:
    for name, group in groups.items():
        if "RetentionInDays" not in group.get("Properties", {}):
            yield RuleMatch(["Resources", name], f"{name} has no RetentionInDays")


def _elsewhere(cfn: Template, groups: set[str]) -> Iterator[RuleMatch]:
    for name, function in _functions(cfn):
        group = function.get("LoggingConfig", {}).get("LogGroup", {})
        if not isinstance(group, dict) or group.get("Ref") not in groups:
            text = f"{name} does not log to a group of this template"
            yield RuleMatch(["Resources", name], text)


def _functions(cfn: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every function with what it says and what it inherits, merged as SAM does."""
    inherited = cfn.template.get("Globals", {}).get("Function", {})
    for name, resource in cfn.get_resources(FUNCTIONS).items():
        properties = dict(resource.get("Properties", {}))
        if resource["Type"] == FUNCTIONS[0]:
            for key, value in inherited.items():
                own = properties.get(key, value)
                both = isinstance(own, dict) and isinstance(value, dict)
                properties[key] = {**value, **own} if both else own
        yield name, properties
