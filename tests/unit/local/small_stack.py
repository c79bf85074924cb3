"""A stack small enough to start in a test: a template, the handlers it names, one function."""

from __future__ import annotations

import textwrap
from pathlib import Path

from infra.local.stack import Function

TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  JwtIssuer: { Type: String }
  JwtAudience: { Type: CommaDelimitedList }
  Origins: { Type: CommaDelimitedList, Default: "https://app.example, https://two.example" }
  Salt: { Type: String, NoEcho: true }
  Domain: { Type: String, Default: "" }
Conditions:
  HasDomain: !Not [!Equals [!Ref Domain, ""]]
Mappings:
  Sizes: { small: { timeout: 10 } }
Globals:
  Function:
    Runtime: python3.13
    Handler: app.handler
    Timeout: !FindInMap [Sizes, small, timeout]
    Layers: [!Ref Shared]
    Environment:
      Variables:
        BUCKET: !Ref Uploads
        TABLE: !Ref Rows
        SALT: !Ref Salt
        PUBLIC: !If [HasDomain, !Sub "https://${Domain}", !Sub "https://${Cdn.DomainName}"]
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: Jwt
        Authorizers:
          Jwt:
            JwtConfiguration: { issuer: !Ref JwtIssuer, audience: !Ref JwtAudience }
      CorsConfiguration:
        AllowOrigins: !Ref Origins
        AllowMethods: [GET, POST]
        AllowHeaders: [authorization]
        ExposeHeaders: [etag]
        MaxAge: 60
  Web:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: web/
      Role: !GetAtt WebRole.Arn
      Environment: { Variables: { ONLY_HERE: !GetAtt Rows.Arn } }
      Events:
        Show:
          Type: HttpApi
          Properties: { ApiId: !Ref Api, Method: GET, Path: "/things/{id}" }
        Ticket:
          Type: HttpApi
          Properties: { ApiId: !Ref Api, Method: POST, Path: /tickets }
        Open:
          Type: HttpApi
          Properties: { ApiId: !Ref Api, Method: GET, Path: /open, Auth: { Authorizer: NONE } }
  WebRole:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyDocument:
            Statement:
              - { Effect: Allow, Action: s3:PutObject, Resource: !Sub "${Uploads.Arn}/*" }
              - { Effect: Allow, Action: [dynamodb:GetItem], Resource: !GetAtt Rows.Arn }
  Work:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub ${AWS::StackName}-work
      CodeUri: work/
      Timeout: 5
      MemorySize: 256
      Role: !GetAtt WorkRole.Arn
      Events:
        Uploaded:
          Type: SQS
          Properties:
            Queue: !GetAtt Jobs.Arn
            BatchSize: 5
            FunctionResponseTypes: [ReportBatchItemFailures]
        Sweep:
          Type: Schedule
          Properties: { Schedule: rate(2 hours) }
  WorkRole:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: [!Ref Shareable]
      Policies:
        - PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [sqs:ReceiveMessage, sqs:DeleteMessage]
                Resource: !GetAtt Jobs.Arn
              - { Effect: Allow, Action: dynamodb:PutItem, Resource: !GetAtt Rows.Arn }
  Shareable:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement: { Effect: Allow, Action: "xray:*", Resource: "*" }
  Shared:
    Type: AWS::Serverless::LayerVersion
    Properties: { ContentUri: layer/ }
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3 }
  Dead: { Type: AWS::SQS::Queue }
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      CorsConfiguration:
        CorsRules:
          - { AllowedMethods: [POST], AllowedOrigins: !Ref Origins, ExposedHeaders: [ETag] }
      LifecycleConfiguration:
        Rules: [{ Id: gone, Status: Enabled, ExpirationInDays: 1 }]
      NotificationConfiguration:
        QueueConfigurations:
          - Event: s3:ObjectCreated:*
            Queue: !GetAtt Jobs.Arn
            Filter: { S3Key: { Rules: [{ Name: suffix, Value: .png }] } }
  Extra:
    Type: AWS::S3::Bucket
    Condition: HasDomain
  Rows:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
      TimeToLiveSpecification: { AttributeName: ttl, Enabled: true }
  Cdn:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Origins: [{ Id: uploads, DomainName: !GetAtt Uploads.RegionalDomainName }]
        DefaultCacheBehavior:
          TargetOriginId: uploads
          ResponseHeadersPolicyId: !Ref Headers
  Headers:
    Type: AWS::CloudFront::ResponseHeadersPolicy
    Properties:
      ResponseHeadersPolicyConfig:
        SecurityHeadersConfig: { ContentTypeOptions: { Override: true } }
"""

WEB = """
    import json
    import os

    import boto3
    from shared import GREETING


    def handler(event, context):
        route = event["routeKey"]
        if route == "POST /tickets":
            return boto3.client("s3").generate_presigned_post(os.environ["BUCKET"], "photo.png")
        if route == "GET /open":
            return {"greeting": GREETING}
        table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
        item = table.get_item(Key={"pk": event["pathParameters"]["id"]}).get("Item")
        owner = event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
        return {
            "statusCode": 200 if item else 404,
            "headers": {"content-type": "application/json"},
            "body": json.dumps({"item": item, "owner": owner}),
        }
"""

WORK = """
    import json
    import os
    from urllib.parse import unquote_plus

    import boto3


    def handler(event, context):
        table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
        for record in event.get("Records", ()):
            for told in json.loads(record["body"]).get("Records", ()):
                table.put_item(Item={
                    "pk": unquote_plus(told["s3"]["object"]["key"]),
                    "event": told["eventName"],
                })
        return {"batchItemFailures": []} if "Records" in event else {"asked": event}
"""


def write_stack(folder: Path, template: str = TEMPLATE) -> Path:
    """The template with its handlers and layer, under this folder."""
    for name, code in (("web/app.py", WEB), ("work/app.py", WORK)):
        path = folder / name
        path.parent.mkdir()
        path.write_text(textwrap.dedent(code))
    (folder / "layer").mkdir()
    (folder / "layer" / "shared.py").write_text('GREETING = "hello"\n')
    path = folder / "template.yaml"
    path.write_text(template)
    return path


def a_function(code: Path, timeout: int, handler: str) -> Function:
    """A function without routes or events."""
    return Function(
        logical_id="Web",
        name="small-web",
        arn="arn:aws:lambda:eu-central-1:000000000000:function:small-web",
        handler=handler,
        code=code,
        layers=(),
        runtime="python3.13",
        timeout=timeout,
        memory=256,
        log_format="Text",
        log_level="",
        environment={"TABLE": "rows"},
        routes=(),
        queues=(),
        schedules=(),
        permissions=(),
    )
