"""Queues: nothing circles for ever, and nothing is developed twice at a time."""

# cfn-lint ships no types.
# mypy: allow-subclassing-any, disable-error-code="import-untyped"
from __future__ import annotations

from typing import Any

from cfnlint.rules import CloudFormationLintRule, RuleMatch
from cfnlint.template import Template

TIMEOUTS = 6
"""How many timeouts of its function a queue hides a message, as AWS advises: Lambda retries a
throttled batch by itself for a while, and the message must not come up again meanwhile."""


class HasDeadLetters(CloudFormationLintRule):
    id = "E9021"
    shortdesc = "Every queue has a dead-letter queue"
    description = "A queue either redrives to a dead-letter queue or is one"

    def match(self, cfn: Template) -> list[RuleMatch]:
        queues = cfn.get_resources(["AWS::SQS::Queue"])
        targets = {queue_id: _dead_letters(queue) for queue_id, queue in queues.items()}
        return [
            RuleMatch(["Resources", queue_id], f"{queue_id} has no dead-letter queue")
            for queue_id, target in targets.items()
            if target not in queues and queue_id not in targets.values()
        ]


class HidesMessagesLongEnough(CloudFormationLintRule):
    id = "E9022"
    shortdesc = f"A queue's visibility timeout is {TIMEOUTS} timeouts of its function"
    description = "A shorter one hands a batch that is still being worked on to somebody else"

    def match(self, cfn: Template) -> list[RuleMatch]:
        mappings = cfn.get_resources(["AWS::Lambda::EventSourceMapping"])
        found = (_too_short(cfn, mapping.get("Properties", {})) for mapping in mappings.values())
        return [match for match in found if match]


def _dead_letters(queue: dict[str, Any]) -> str | None:
    arn = queue.get("Properties", {}).get("RedrivePolicy", {}).get("deadLetterTargetArn", {})
    return _named(arn)


def _too_short(cfn: Template, mapping: dict[str, Any]) -> RuleMatch | None:
    queue_id, function_id = _named(mapping.get("EventSourceArn")), _function(cfn, mapping)
    queue = cfn.get_resources(["AWS::SQS::Queue"]).get(queue_id or "")
    function = cfn.get_resources(["AWS::Lambda::Function"]).get(function_id or "")
    if queue is None or function is None:
        return None
    hidden = queue.get("Properties", {}).get("VisibilityTimeout", 30)
    timeout = function.get("Properties", {}).get("Timeout", 3)
    if int(hidden) >= TIMEOUTS * int(timeout):
        return None
    text = f"{queue_id} hides messages for {hidden} s; {function_id} may take {timeout} s"
    return RuleMatch(["Resources", queue_id], text)


def _function(cfn: Template, mapping: dict[str, Any]) -> str | None:
    """The function of a mapping, also when the mapping names its alias."""
    named = _named(mapping.get("FunctionName"))
    alias = cfn.get_resources(["AWS::Lambda::Alias"]).get(named or "")
    return _named(alias["Properties"]["FunctionName"]) if alias else named


def _named(value: Any) -> str | None:
    """The logical id in a Ref or GetAtt."""
    if not isinstance(value, dict):
        return None
    target = value.get("Ref") or value.get("Fn::GetAtt")
    return target[0] if isinstance(target, list) else target
