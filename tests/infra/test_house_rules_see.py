"""Each house rule sees what it is about in the real template, as cfn-lint reads it.

A rule that looks for a resource type the template does not have would be content for ever.
"""

from __future__ import annotations

import pytest
from cfnlint.decode import decode_str
from cfnlint.rules import CloudFormationLintRule
from cfnlint.template import Template

from infra.lint import alarms, data, functions, policies, queues
from tests.infra.expansion import ROOT
from tests.infra.test_house_rules import RULES

SPOILT: list[tuple[type[CloudFormationLintRule], str, str, str]] = [
    (functions.RunsOnArm64, "GalleryFunction", "Architectures: [arm64]", "Architectures: [x86_64]"),
    (functions.LogsEnd, "GalleryFunction", "{ LogGroup: !Ref GalleryLogs }", "{}"),
    (
        alarms.ErrorsRaiseAnAlarm,
        "GalleryFunction",
        "FunctionName, Value: !Ref GalleryFunction }",
        "FunctionName, Value: !Ref VisibilityFunction }",
    ),
    (
        alarms.DeadLettersRaiseAnAlarm,
        "UploadDeadLetters",
        "Value: !GetAtt UploadDeadLetters.QueueName",
        "Value: !GetAtt UploadEvents.QueueName",
    ),
    (alarms.AlarmsTellSomebody, "ApiFaults", "AlarmActions: [!Ref Alarms]", "AlarmActions: []"),
    (queues.HasDeadLetters, "UploadEvents", "deadLetterTargetArn:", "deadLetterTarget:"),
    (
        queues.HidesMessagesLongEnough,
        "UploadEvents",
        "VisibilityTimeout: 720",
        "VisibilityTimeout: 719",
    ),
    (policies.NoWildcards, "GalleryRole", "[logs:CreateLogStream, logs:PutLogEvents]", "logs:*"),
    (policies.NoScan, "GalleryRole", "Action: dynamodb:Query", "Action: dynamodb:Scan"),
    (policies.RolesAreWrittenOut, "GalleryFunction", "Role: !GetAtt GalleryRole.Arn", "Tags: {}"),
    (
        data.DataOutlivesTheStack,
        "PrivateBucket",
        "DeletionPolicy: Retain",
        "DeletionPolicy: Delete",
    ),
    (
        data.OnlyOverTls,
        "PrivateBucket",
        'aws:SecureTransport: "false"',
        'aws:SecureTransport: "true"',
    ),
    (data.BlocksPublicAccess, "PrivateBucket", "BlockPublicAcls: true", "BlockPublicAcls: false"),
]


@pytest.mark.parametrize(
    ("rule", "about", "right", "wrong"), SPOILT, ids=[rule.id for rule, *_ in SPOILT]
)
def test_the_rule_would_notice(
    rule: type[CloudFormationLintRule], about: str, right: str, wrong: str
) -> None:
    text = (ROOT / "template.yaml").read_text()
    assert right in text
    found, _ = decode_str(text.replace(right, wrong))
    messages = [match.message for match in rule().match(Template("", found, ["eu-central-1"]))]
    assert any(about in message for message in messages)


def test_every_rule_is_tried() -> None:
    assert [rule for rule, *_ in SPOILT] == RULES
