"""Each house rule of infra/lint refuses what it is there to refuse."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from cfnlint.rules import CloudFormationLintRule
from cfnlint.template import Template

from infra.lint import alarms, data, functions, policies, queues
from tests.infra.fragment import GOOD, TLS

RULES: list[type[CloudFormationLintRule]] = [
    functions.RunsOnArm64,
    functions.LogsEnd,
    alarms.ErrorsRaiseAnAlarm,
    alarms.DeadLettersRaiseAnAlarm,
    alarms.AlarmsTellSomebody,
    queues.HasDeadLetters,
    queues.HidesMessagesLongEnough,
    policies.NoWildcards,
    policies.NoScan,
    policies.RolesAreWrittenOut,
    data.DataOutlivesTheStack,
    data.OnlyOverTls,
    data.BlocksPublicAccess,
]


def judge(rule: type[CloudFormationLintRule], resources: dict[str, Any]) -> list[str]:
    """What the rule has to say about these resources."""
    template = Template("fragment", {"Resources": resources}, ["eu-central-1"])
    return [match.message for match in rule().match(template)]


def spoilt(logical_id: str, **properties: Any) -> dict[str, Any]:
    """The good template with other properties of one resource; None takes one away."""
    resources = deepcopy(GOOD)
    changed = resources[logical_id].setdefault("Properties", {}) | properties
    resources[logical_id]["Properties"] = {k: v for k, v in changed.items() if v is not None}
    return resources


def granting(**statement: Any) -> dict[str, Any]:
    """The good template, its role allowed something else."""
    allow = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": {"Ref": "Bucket"}}
    return spoilt("Role", Policies=[{"PolicyDocument": {"Statement": [allow | statement]}}])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_has_nothing_against_a_good_template(rule: type[CloudFormationLintRule]) -> None:
    assert judge(rule, GOOD) == []


def test_every_rule_has_an_id_of_its_own() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("architectures", [None, ["x86_64"], ["arm64", "x86_64"]])
def test_refuses_a_function_of_another_architecture(architectures: list[str] | None) -> None:
    assert judge(functions.RunsOnArm64, spoilt("Function", Architectures=architectures))


def test_refuses_a_layer_for_both_architectures() -> None:
    both = spoilt("Layer", CompatibleArchitectures=["arm64", "x86_64"])
    assert judge(functions.RunsOnArm64, both) == [
        "Layer is for ['arm64', 'x86_64'], not for [arm64]"
    ]


def test_refuses_a_log_group_that_keeps_everything() -> None:
    assert judge(functions.LogsEnd, spoilt("Logs", RetentionInDays=None)) == [
        "Logs has no RetentionInDays"
    ]


@pytest.mark.parametrize("logging", [None, {"LogGroup": "elsewhere"}, {"LogFormat": "JSON"}])
def test_refuses_a_function_that_logs_to_no_group_of_ours(logging: dict[str, Any] | None) -> None:
    assert judge(functions.LogsEnd, spoilt("Function", LoggingConfig=logging))


def test_refuses_a_function_whose_errors_nobody_watches() -> None:
    unwatched = spoilt("FunctionErrors", MetricName="Throttles")
    assert judge(alarms.ErrorsRaiseAnAlarm, unwatched) == [
        "No alarm watches the errors of Function"
    ]


def test_accepts_an_alarm_on_an_expression_over_the_errors() -> None:
    alone = GOOD["FunctionErrors"]["Properties"]
    metric = {name: alone[name] for name in ("Namespace", "MetricName", "Dimensions")}
    query = {"Id": "errors", "MetricStat": {"Metric": metric}}
    combined = spoilt("FunctionErrors", MetricName=None, Metrics=[query])
    assert judge(alarms.ErrorsRaiseAnAlarm, combined) == []


def test_refuses_a_dead_letter_queue_nobody_watches() -> None:
    unwatched = spoilt("DeadLettersAlarm", MetricName="NumberOfMessagesSent")
    assert judge(alarms.DeadLettersRaiseAnAlarm, unwatched) == ["No alarm watches DeadLetters"]


def test_refuses_an_alarm_that_tells_nobody() -> None:
    silent = spoilt("FunctionErrors", AlarmActions=[])
    assert judge(alarms.AlarmsTellSomebody, silent) == ["FunctionErrors has no AlarmActions"]


def test_refuses_a_queue_without_dead_letters() -> None:
    endless = spoilt("Queue", RedrivePolicy=None)
    assert "Queue has no dead-letter queue" in judge(queues.HasDeadLetters, endless)


def test_refuses_a_queue_that_shows_messages_again_too_early() -> None:
    hasty = spoilt("Queue", VisibilityTimeout=59)
    assert judge(queues.HidesMessagesLongEnough, hasty) == [
        "Queue hides messages for 59 s; Function may take 10 s"
    ]


@pytest.mark.parametrize(
    "properties",
    [
        {"Role": None},
        {"Role": "arn:aws:iam::123456789012:role/shared"},
        {"Role": {"Fn::GetAtt": ["Elsewhere", "Arn"]}},
        {"Policies": ["AWSLambdaExecute"]},
    ],
    ids=str,
)
def test_refuses_a_role_that_is_not_written_out(properties: dict[str, Any]) -> None:
    assert judge(policies.RolesAreWrittenOut, spoilt("Function", **properties)) == [
        "Function has no role of this template"
    ]


@pytest.mark.parametrize(
    "statement",
    [
        {"Action": "s3:*"},
        {"Action": ["s3:GetObject", "dynamodb:*"]},
        {"Resource": "*"},
        {"Resource": ["arn:aws:s3:::photos-*"]},
        {"Resource": {"Fn::Sub": "${Bucket.Arn}*"}},
        {"Resource": {"Fn::Sub": "${Table.Arn}/index/*"}},
        {"Action": ["xray:PutTraceSegments", "s3:GetObject"], "Resource": "*"},
        {"NotAction": "iam:PassRole"},
        {"NotResource": {"Ref": "Bucket"}},
    ],
    ids=str,
)
def test_refuses_a_wildcard(statement: dict[str, Any]) -> None:
    assert judge(policies.NoWildcards, granting(**statement))


def test_refuses_a_policy_of_aws_own_making() -> None:
    arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    assert judge(policies.NoWildcards, spoilt("Role", ManagedPolicyArns=[arn]))


@pytest.mark.parametrize(
    "action", ["dynamodb:Scan", "dynamodb:scan", "dynamodb:PartiQLSelect", "dynamodb:ExportTable"]
)
def test_refuses_reading_a_whole_table(action: str) -> None:
    assert judge(policies.NoScan, granting(Action=["dynamodb:Query", action]))


@pytest.mark.parametrize("logical_id", ["Table", "Bucket"])
@pytest.mark.parametrize("policy", ["DeletionPolicy", "UpdateReplacePolicy"])
def test_refuses_data_that_goes_with_the_stack(logical_id: str, policy: str) -> None:
    resources = deepcopy(GOOD)
    resources[logical_id][policy] = "Delete"
    assert judge(data.DataOutlivesTheStack, resources) == [f"{logical_id}: {policy} is not Retain"]


@pytest.mark.parametrize(
    "statement",
    [
        TLS | {"Effect": "Allow"},
        TLS | {"Principal": {"Service": "s3.amazonaws.com"}},
        TLS | {"Action": "s3:GetObject"},
        TLS | {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
    ],
    ids=["allow", "somebody", "something", "inverted"],
)
def test_refuses_a_bucket_that_answers_plain_http(statement: dict[str, Any]) -> None:
    resources = spoilt("BucketPolicy", PolicyDocument={"Statement": [statement]})
    assert judge(data.OnlyOverTls, resources) == ["Bucket can be reached without TLS"]


def test_refuses_a_queue_without_a_policy() -> None:
    resources = spoilt("QueuePolicy", Queues=[{"Ref": "Queue"}])
    assert judge(data.OnlyOverTls, resources) == ["DeadLetters can be reached without TLS"]


@pytest.mark.parametrize("setting", data.BLOCKS)
def test_refuses_a_bucket_that_could_be_made_public(setting: str) -> None:
    block = GOOD["Bucket"]["Properties"]["PublicAccessBlockConfiguration"] | {setting: False}
    resources = spoilt("Bucket", PublicAccessBlockConfiguration=block)
    assert judge(data.BlocksPublicAccess, resources) == [f"Bucket: {setting} is not true"]
