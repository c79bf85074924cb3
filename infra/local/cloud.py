"""Creates what the template declares in the local AWS: queues, tables, buckets, notifications."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from infra.local.keys import AccessKey
from infra.local.stack import Bucket, Notification, Queue, Site, Stack, Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

# Long polls last 20 seconds; the developer's own proxies and profiles have no say here.
_CONFIG = Config(proxies={}, read_timeout=70, retries={"total_max_attempts": 1})

Clients = Callable[[str], Any]


def clients(site: Site, key: AccessKey) -> Clients:
    """Makes boto3 clients of the local AWS that sign with this key."""
    session = boto3.session.Session(
        aws_access_key_id=key.id,
        aws_secret_access_key=key.secret,
        aws_session_token=key.token,
        region_name=site.region,
    )

    def client(service: str) -> Any:
        return session.client(
            service,  # type: ignore[call-overload]
            endpoint_url=site.aws_url,
            config=_CONFIG,
        )

    return client


def create(stack: Stack, client: Clients, visibility_seconds: int | None = None) -> None:
    """Create everything. `visibility_seconds` replaces the visibility timeout of every queue."""
    sqs: SQSClient = client("sqs")
    # A dead-letter queue has to be there before the queue that names it.
    for queue in sorted(stack.queues, key=lambda queue: "RedrivePolicy" in queue.attributes):
        sqs.create_queue(
            QueueName=queue.name,
            Attributes=_attributes(queue, visibility_seconds),  # type: ignore[arg-type]
        )
    dynamodb: DynamoDBClient = client("dynamodb")
    for table in stack.tables:
        _create_table(dynamodb, table)
    s3: S3Client = client("s3")
    for bucket in stack.buckets:
        _create_bucket(s3, bucket, stack.site)
    for api in (sqs, dynamodb, s3):
        api.close()


def _attributes(queue: Queue, visibility_seconds: int | None) -> Mapping[str, str]:
    if visibility_seconds is None:
        return queue.attributes
    return {**queue.attributes, "VisibilityTimeout": str(visibility_seconds)}


def _create_table(dynamodb: DynamoDBClient, table: Table) -> None:
    dynamodb.create_table(TableName=table.name, **table.definition)
    if table.ttl_attribute:
        dynamodb.update_time_to_live(
            TableName=table.name,
            TimeToLiveSpecification={"AttributeName": table.ttl_attribute, "Enabled": True},
        )


def _create_bucket(s3: S3Client, bucket: Bucket, site: Site) -> None:
    place: Any = {"LocationConstraint": site.region}
    s3.create_bucket(Bucket=bucket.name, CreateBucketConfiguration=place)
    if bucket.lifecycle:
        rules: Any = list(bucket.lifecycle)
        s3.put_bucket_lifecycle_configuration(
            Bucket=bucket.name, LifecycleConfiguration={"Rules": rules}
        )
    if bucket.notifications:
        queues: Any = [_queue_configuration(entry) for entry in bucket.notifications]
        s3.put_bucket_notification_configuration(
            Bucket=bucket.name, NotificationConfiguration={"QueueConfigurations": queues}
        )


def _queue_configuration(notification: Notification) -> dict[str, Any]:
    words: dict[str, Any] = {"QueueArn": notification.queue_arn, "Events": [notification.event]}
    if notification.filter_rules:
        rules = [{"Name": name, "Value": value} for name, value in notification.filter_rules]
        words["Filter"] = {"Key": {"FilterRules": rules}}
    return words
