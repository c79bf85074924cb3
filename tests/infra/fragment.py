"""A small template with one of each: nothing in it is against a house rule."""

from __future__ import annotations

from typing import Any

TLS = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "arn",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}

GOOD: dict[str, Any] = {
    "Function": {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "Architectures": ["arm64"],
            "Timeout": 10,
            "LoggingConfig": {"LogGroup": {"Ref": "Logs"}},
            "Role": {"Fn::GetAtt": ["Role", "Arn"]},
            "Events": {
                "Arrived": {
                    "Type": "SQS",
                    "Properties": {"Queue": {"Fn::GetAtt": ["Queue", "Arn"]}},
                }
            },
        },
    },
    "Layer": {
        "Type": "AWS::Serverless::LayerVersion",
        "Properties": {"CompatibleArchitectures": ["arm64"]},
    },
    "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 30}},
    "Queue": {
        "Type": "AWS::SQS::Queue",
        "Properties": {
            "VisibilityTimeout": 60,
            "RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": ["DeadLetters", "Arn"]}},
        },
    },
    "DeadLetters": {"Type": "AWS::SQS::Queue"},
    "QueuePolicy": {
        "Type": "AWS::SQS::QueuePolicy",
        "Properties": {
            "Queues": [{"Ref": "Queue"}, {"Ref": "DeadLetters"}],
            "PolicyDocument": {"Statement": [TLS | {"Action": "sqs:*"}]},
        },
    },
    "FunctionErrors": {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "Namespace": "AWS/Lambda",
            "MetricName": "Errors",
            "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": "Function"}}],
            "AlarmActions": [{"Ref": "Topic"}],
        },
    },
    "DeadLettersAlarm": {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "MetricName": "ApproximateNumberOfMessagesVisible",
            "Dimensions": [
                {"Name": "QueueName", "Value": {"Fn::GetAtt": ["DeadLetters", "QueueName"]}}
            ],
            "AlarmActions": [{"Ref": "Topic"}],
        },
    },
    "Role": {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "ManagedPolicyArns": [{"Ref": "TracePolicy"}],
            "Policies": [
                {
                    "PolicyDocument": {
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Action": ["s3:GetObject"],
                                "Resource": {"Fn::Sub": "${Bucket.Arn}/*"},
                            }
                        ]
                    }
                }
            ],
        },
    },
    "TracePolicy": {
        "Type": "AWS::IAM::ManagedPolicy",
        "Properties": {
            "PolicyDocument": {
                "Statement": [
                    {"Effect": "Allow", "Action": "xray:PutTraceSegments", "Resource": "*"}
                ]
            }
        },
    },
    "Bucket": {
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True,
                "BlockPublicPolicy": True,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": True,
            }
        },
    },
    "BucketPolicy": {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": {"Statement": [TLS]}},
    },
    "Table": {
        "Type": "AWS::DynamoDB::Table",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
    },
}
