"""From the uploads bucket through the queue to process_upload, and what happens to failures."""

from __future__ import annotations

from typing import Any

from tests.infra.expansion import expanded, of_type

BUCKET_ARN = "arn:${AWS::Partition}:s3:::${AWS::StackName}-${AWS::AccountId}-uploads"


def queue(name: str) -> dict[str, Any]:
    return of_type(expanded(), "AWS::SQS::Queue")[name]


def mapping() -> dict[str, Any]:
    mappings = of_type(expanded(), "AWS::Lambda::EventSourceMapping").values()
    (ours,) = (each for each in mappings if "UploadEvents" in str(each["EventSourceArn"]))
    return ours


def test_every_new_object_is_an_event() -> None:
    bucket = of_type(expanded(), "AWS::S3::Bucket")["UploadsBucket"]
    assert bucket["NotificationConfiguration"] == {
        "QueueConfigurations": [
            {"Event": "s3:ObjectCreated:*", "Queue": {"Fn::GetAtt": ["UploadEvents", "Arn"]}}
        ]
    }


def test_the_bucket_waits_for_the_policy_that_lets_it_send() -> None:
    assert expanded()["Resources"]["UploadsBucket"]["DependsOn"] == "UploadEventsPolicy"


def test_only_s3_may_send_and_only_for_our_bucket_in_our_account() -> None:
    policy = of_type(expanded(), "AWS::SQS::QueuePolicy")["UploadEventsPolicy"]
    (allow,) = (s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow")
    assert allow["Principal"] == {"Service": "s3.amazonaws.com"}
    assert allow["Action"] == "sqs:SendMessage"
    assert allow["Condition"] == {
        "ArnEquals": {"aws:SourceArn": {"Fn::Sub": BUCKET_ARN}},
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
    }


def test_the_policy_names_the_bucket_that_there_is() -> None:
    bucket = of_type(expanded(), "AWS::S3::Bucket")["UploadsBucket"]
    assert BUCKET_ARN.endswith(f":::{bucket['BucketName']['Fn::Sub']}")


def test_one_bad_upload_does_not_repeat_the_others_of_its_batch() -> None:
    assert mapping()["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping()["BatchSize"] == 10
    assert "MaximumBatchingWindowInSeconds" not in mapping()


def test_the_number_of_instances_is_limited() -> None:
    assert mapping()["ScalingConfig"] == {"MaximumConcurrency": {"Ref": "ProcessConcurrency"}}


def test_a_message_stays_hidden_for_six_timeouts() -> None:
    timeout = of_type(expanded(), "AWS::Lambda::Function")["ProcessUploadFunction"]["Timeout"]
    assert queue("UploadEvents")["VisibilityTimeout"] == 6 * timeout


def test_what_failed_five_times_waits_two_weeks_for_somebody() -> None:
    assert queue("UploadEvents")["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": ["UploadDeadLetters", "Arn"]},
        "maxReceiveCount": 5,
    }
    assert queue("UploadDeadLetters")["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_five_attempts_end_before_the_upload_expires() -> None:
    attempts = 5 * queue("UploadEvents")["VisibilityTimeout"]
    assert attempts < 24 * 3600 < queue("UploadEvents")["MessageRetentionPeriod"]


def test_messages_are_encrypted_at_rest() -> None:
    assert all(
        queue(name)["SqsManagedSseEnabled"] for name in ("UploadEvents", "UploadDeadLetters")
    )
