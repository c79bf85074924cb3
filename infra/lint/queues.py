"""Queues: nothing circles for ever, and nothing is developed twice at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import CloudFormationLintRule, RuleMatch
from cfnlint.template import Template

TIMEOUTS = 6
"""How many timeouts of its function a queue hides a message, as AWS advises: Lambda retries a
throttled batch by itself for a while, and the message must not come up again meanwhile."""
LAMBDAS_OWN_TIMEOUT = 3


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
        queues = cfn.get_resources(["AWS::SQS::Queue"])
        found = []
        for queue_id, function_id, timeout in _consumers(cfn):
            if queue_id not in queues:
                continue
            hidden = queues[queue_id].get("Properties", {}).get("VisibilityTimeout", 30)
            if int(hidden) < TIMEOUTS * int(timeout):
                text = (
                    f"{queue_id} hides messages for {hidden} s; {function_id} may take {timeout} s"
                )
                found.append(RuleMatch(["Resources", queue_id], text))
        return found


def _dead_letters(queue: dict[str, Any]) -> str | None:
    arn = queue.get("Properties", {}).get("RedrivePolicy", {}).get("deadLetterTargetArn", {})
    return _named(arn)


def _consumers(cfn: Template) -> Iterator[tuple[str | None, str, int]]:
    """Who reads which queue: queue, function and the function's timeout in seconds."""
    inherited = cfn.template.get("Globals", {}).get("Function", {})
    for function_id, function in cfn.get_resources(["AWS::Serverless::Function"]).items():
        properties = function.get("Properties", {})
        timeout = properties.get("Timeout", inherited.get("Timeout", LAMBDAS_OWN_TIMEOUT))
        for event in properties.get("Events", {}).values():
            if event.get("Type") == "SQS":
                yield _named(event.get("Properties", {}).get("Queue")), function_id, timeout


def _named(value: Any) -> str | None:
    """The logical id in a Ref or GetAtt."""
    if not isinstance(value, dict):
        return None
    target = value.get("Ref") or value.get("Fn::GetAtt")
    return target[0] if isinstance(target, list) else target
