"""Alarms: what fails is noticed, and somebody is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import CloudFormationLintRule, RuleMatch
from cfnlint.template import Template

FUNCTIONS = ["AWS::Serverless::Function", "AWS::Lambda::Function"]


class ErrorsRaiseAnAlarm(CloudFormationLintRule):
    """Nobody waits for a function behind a queue or a schedule: its failure has to call."""

    id = "E9011"
    shortdesc = "Every function's errors raise an alarm"
    description = "There is an alarm on AWS/Lambda Errors of every function"

    def match(self, cfn: Template) -> list[RuleMatch]:
        watched = {
            dimension["Value"].get("Ref")
            for metric in _alarmed_metrics(cfn)
            if metric.get("Namespace") == "AWS/Lambda" and metric.get("MetricName") == "Errors"
            for dimension in metric.get("Dimensions", [])
        }
        return [
            RuleMatch(["Resources", logical_id], f"No alarm watches the errors of {logical_id}")
            for logical_id in cfn.get_resources(FUNCTIONS)
            if logical_id not in watched
        ]


class DeadLettersRaiseAnAlarm(CloudFormationLintRule):
    """A dead letter is an upload that will never be developed unless somebody looks."""

    id = "E9012"
    shortdesc = "Every dead-letter queue raises an alarm"
    description = "There is an alarm on the visible messages of every dead-letter queue"

    def match(self, cfn: Template) -> list[RuleMatch]:
        watched = {
            dimension["Value"].get("Fn::GetAtt", [None])[0]
            for metric in _alarmed_metrics(cfn)
            if metric.get("MetricName") == "ApproximateNumberOfMessagesVisible"
            for dimension in metric.get("Dimensions", [])
        }
        return [
            RuleMatch(["Resources", logical_id], f"No alarm watches {logical_id}")
            for logical_id in sorted(_dead_letter_queues(cfn) - watched)
        ]


class AlarmsTellSomebody(CloudFormationLintRule):
    id = "E9013"
    shortdesc = "Every alarm has an action"
    description = "An alarm without an action turns red where nobody looks"

    def match(self, cfn: Template) -> list[RuleMatch]:
        return [
            RuleMatch(["Resources", logical_id], f"{logical_id} has no AlarmActions")
            for logical_id, alarm in cfn.get_resources(["AWS::CloudWatch::Alarm"]).items()
            if not alarm.get("Properties", {}).get("AlarmActions")
        ]


def _alarmed_metrics(cfn: Template) -> Iterator[dict[str, Any]]:
    """Every metric that an alarm looks at, alone or as part of an expression."""
    for alarm in cfn.get_resources(["AWS::CloudWatch::Alarm"]).values():
        properties = alarm.get("Properties", {})
        yield properties
        for query in properties.get("Metrics", []):
            yield query.get("MetricStat", {}).get("Metric", {})


def _dead_letter_queues(cfn: Template) -> set[str]:
    targets = (
        queue.get("Properties", {}).get("RedrivePolicy", {}).get("deadLetterTargetArn", {})
        for queue in cfn.get_resources(["AWS::SQS::Queue"]).values()
    )
    return {target["Fn::GetAtt"][0] for target in targets if "Fn::GetAtt" in target}
