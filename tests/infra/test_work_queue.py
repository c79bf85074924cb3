"""From what is asked for through the queue to generate; and who may ask which provider."""

from __future__ import annotations

import json
from typing import Any

import pytest

from functions.generate.app import FIRST_WAIT, LONGEST_WAIT
from tests.infra.expansion import expanded, of_type, written


def queue(name: str) -> dict[str, Any]:
    return of_type(expanded(), "AWS::SQS::Queue")[name]


def mapping() -> dict[str, Any]:
    mappings = of_type(expanded(), "AWS::Lambda::EventSourceMapping").values()
    (ours,) = (each for each in mappings if "Work" in str(each["EventSourceArn"]))
    return ours


def test_images_may_be_asked_of_stability_s_models_and_of_profiles_alone() -> None:
    document = written()["Resources"]["BedrockPolicy"]["Properties"]["PolicyDocument"]
    [statement] = document["Statement"]
    named = [each["Fn::Sub"].rpartition(":")[2] for each in statement["Resource"]]
    assert named == [
        "foundation-model/stability.*",
        "inference-profile/*.stability.*",
        "application-inference-profile/*",
    ]


def test_one_generation_at_a_time_and_no_more_than_were_chosen() -> None:
    assert mapping()["BatchSize"] == 1
    assert mapping()["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping()["ScalingConfig"] == {"MaximumConcurrency": {"Ref": "GenerateConcurrency"}}


def test_a_message_stays_hidden_for_six_timeouts() -> None:
    timeout = of_type(expanded(), "AWS::Lambda::Function")["GenerateFunction"]["Timeout"]
    assert queue("Work")["VisibilityTimeout"] == 6 * timeout


def test_what_failed_eight_times_waits_two_weeks_for_somebody() -> None:
    assert queue("Work")["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": ["WorkDeadLetters", "Arn"]},
        "maxReceiveCount": 8,
    }
    assert queue("WorkDeadLetters")["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_an_outage_of_half_an_hour_is_waited_for() -> None:
    waits = [min(LONGEST_WAIT, FIRST_WAIT * 2**each) for each in range(7)]
    assert sum(waits) > 1800


def test_messages_are_encrypted_at_rest() -> None:
    assert all(queue(name)["SqsManagedSseEnabled"] for name in ("Work", "WorkDeadLetters"))


PROVIDERS = {
    "BedrockPolicy": ("UsesBedrock", {"bedrock:InvokeModel"}, {"GenerateRole"}),
    "OpenAIPolicy": (
        "UsesOpenAI", {"secretsmanager:GetSecretValue"}, {"GenerateRole", "GenerationRole"},
    ),
    "TranscribePolicy": (
        "UsesTranscribe",
        {
            "transcribe:StartTranscriptionJob",
            "transcribe:GetTranscriptionJob",
            "transcribe:DeleteTranscriptionJob",
        },
        {"GenerateRole"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_provider_can_be_asked_only_where_it_is_chosen(name: str) -> None:
    condition, actions, roles = PROVIDERS[name]
    policy = written()["Resources"][name]
    assert policy["Condition"] == condition
    statements = policy["Properties"]["PolicyDocument"]["Statement"]
    granted = {
        action
        for each in statements
        for action in ([each["Action"]] if isinstance(each["Action"], str) else each["Action"])
    }
    assert granted == actions
    assert {each["Ref"] for each in policy["Properties"]["Roles"]} == roles


def test_no_role_can_ask_a_provider_by_default() -> None:
    roles = json.dumps(of_type(expanded(), "AWS::IAM::Role"))
    assert not any(word in roles for word in ("bedrock:", "transcribe:", "secretsmanager:"))
    parameters = expanded()["Parameters"]
    assert parameters["GenerationProvider"]["Default"] == "procedural"
    assert parameters["SpeechProvider"]["Default"] == "none"


def test_transcripts_are_written_into_our_bucket_alone() -> None:
    first, _ = written()["Resources"]["TranscribePolicy"]["Properties"]["PolicyDocument"][
        "Statement"
    ]
    assert first["Condition"] == {
        "StringEquals": {"transcribe:OutputBucketName": {"Ref": "PrivateBucket"}}
    }
