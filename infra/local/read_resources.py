"""Buckets, queues, tables, distributions, the API: resolved properties into the Stack's types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from infra.local.intrinsics import TemplateError
from infra.local.names import Names
from infra.local.stack import (
    Api,
    Authorizer,
    Behaviour,
    Bucket,
    CorsPolicy,
    CorsRule,
    Distribution,
    Notification,
    Queue,
    Statement,
    Table,
)

# Properties of AWS::DynamoDB::Table that CreateTable takes under the same name and shape.
_TABLE_PROPERTIES = (
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
    "LocalSecondaryIndexes",
    "BillingMode",
    "ProvisionedThroughput",
    "DeletionProtectionEnabled",
)
_QUEUE_ATTRIBUTES = {
    "DelaySeconds",
    "FifoQueue",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "RedrivePolicy",
    "VisibilityTimeout",
}


def read_bucket(logical_id: str, properties: Mapping[str, Any], names: Names) -> Bucket:
    """One bucket with its CORS rules, lifecycle and notifications."""
    notifications = properties.get("NotificationConfiguration") or {}
    unknown = set(notifications) - {"QueueConfigurations"}
    if unknown:
        raise TemplateError(f"{logical_id}: {', '.join(sorted(unknown))} cannot be run locally")
    return Bucket(
        logical_id=logical_id,
        name=names.physical(logical_id),
        cors=tuple(
            CorsRule(
                origins=names.origins(_flat(rule["AllowedOrigins"])),
                methods=tuple(rule["AllowedMethods"]),
                headers=tuple(rule.get("AllowedHeaders", ())),
                expose=tuple(rule.get("ExposedHeaders", ())),
                max_age=int(rule["MaxAge"]) if "MaxAge" in rule else None,
            )
            for rule in (properties.get("CorsConfiguration") or {}).get("CorsRules", ())
        ),
        lifecycle=tuple(
            _lifecycle_rule(rule)
            for rule in (properties.get("LifecycleConfiguration") or {}).get("Rules", ())
        ),
        notifications=tuple(
            Notification(
                event=entry["Event"],
                queue_arn=entry["Queue"],
                filter_rules=tuple(
                    (rule["Name"], rule["Value"])
                    for rule in entry.get("Filter", {}).get("S3Key", {}).get("Rules", ())
                ),
            )
            for entry in notifications.get("QueueConfigurations", ())
        ),
    )


def _lifecycle_rule(rule: Mapping[str, Any]) -> Mapping[str, Any]:
    """CloudFormation flattens what the S3 API nests."""
    words: dict[str, Any] = {"Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if "Id" in rule:
        words["ID"] = rule["Id"]
    if "ExpirationInDays" in rule:
        words["Expiration"] = {"Days": int(rule["ExpirationInDays"])}
    if "AbortIncompleteMultipartUpload" in rule:
        days = int(rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"])
        words["AbortIncompleteMultipartUpload"] = {"DaysAfterInitiation": days}
    if "NoncurrentVersionExpiration" in rule:
        days = int(rule["NoncurrentVersionExpiration"]["NoncurrentDays"])
        words["NoncurrentVersionExpiration"] = {"NoncurrentDays": days}
    return words


def read_queue(logical_id: str, properties: Mapping[str, Any], names: Names) -> Queue:
    """One queue; its redrive policy names the dead-letter queue by ARN."""
    attributes = {
        name: json.dumps(value) if isinstance(value, dict) else str(value)
        for name, value in properties.items()
        if name in _QUEUE_ATTRIBUTES
    }
    return Queue(
        logical_id=logical_id,
        name=names.physical(logical_id),
        url=names.reference(logical_id),
        arn=names.arn(logical_id),
        attributes=attributes,
    )


def read_table(logical_id: str, properties: Mapping[str, Any], names: Names) -> Table:
    """One table as CreateTable takes it."""
    ttl = properties.get("TimeToLiveSpecification") or {}
    enabled = str(ttl.get("Enabled", False)).lower() == "true"
    definition = {name: properties[name] for name in _TABLE_PROPERTIES if name in properties}
    protected = str(definition.get("DeletionProtectionEnabled", False)).lower() == "true"
    return Table(
        logical_id=logical_id,
        name=names.physical(logical_id),
        definition=definition | {"DeletionProtectionEnabled": protected},
        ttl_attribute=ttl["AttributeName"] if enabled else None,
    )


def read_distribution(
    logical_id: str,
    properties: Mapping[str, Any],
    policies: Mapping[str, dict[str, Any]],
    names: Names,
) -> Distribution:
    """One distribution in front of buckets: its behaviours in their order, the default one last."""
    config = properties["DistributionConfig"]
    origins = {origin["Id"]: origin["DomainName"] for origin in config["Origins"]}
    default = {**config["DefaultCacheBehavior"], "PathPattern": "*"}

    def behaviour(declared: Mapping[str, Any]) -> Behaviour:
        policy = policies.get(declared.get("ResponseHeadersPolicyId", ""), {})
        return Behaviour(
            pattern=declared["PathPattern"],
            bucket=origins[declared["TargetOriginId"]].split(".s3.")[0],
            headers=_policy_headers(policy.get("ResponseHeadersPolicyConfig") or {}),
        )

    return Distribution(
        logical_id=logical_id,
        id=names.physical(logical_id),
        behaviours=tuple(map(behaviour, [*config.get("CacheBehaviors", ()), default])),
        root=config.get("DefaultRootObject", ""),
    )


def _policy_headers(config: Mapping[str, Any]) -> dict[str, str]:
    """The headers that a response headers policy adds. HSTS is left out: loopback has no TLS."""
    headers: dict[str, str] = {}
    security = config.get("SecurityHeadersConfig") or {}
    if "ContentTypeOptions" in security:
        headers["X-Content-Type-Options"] = "nosniff"
    for section, header, value in (
        ("FrameOptions", "X-Frame-Options", "FrameOption"),
        ("ReferrerPolicy", "Referrer-Policy", "ReferrerPolicy"),
        ("ContentSecurityPolicy", "Content-Security-Policy", "ContentSecurityPolicy"),
    ):
        if section in security:
            headers[header] = str(security[section][value])
    for item in (config.get("CustomHeadersConfig") or {}).get("Items", ()):
        headers[item["Header"]] = str(item["Value"])
    cors = config.get("CorsConfig") or {}
    if "*" in (cors.get("AccessControlAllowOrigins") or {}).get("Items", ()):
        headers["Access-Control-Allow-Origin"] = "*"
    return headers


def read_api(properties: Mapping[str, Any], names: Names) -> Api:
    """The HTTP API: one JWT authorizer and the CORS configuration."""
    authorizers = (properties.get("Auth") or {}).get("Authorizers") or {}
    if len(authorizers) > 1:
        raise TemplateError("more than one authorizer cannot be run locally")
    authorizer = None
    for declared in authorizers.values():
        jwt = declared["JwtConfiguration"]
        audience = jwt["audience"]
        authorizer = Authorizer(
            issuer=jwt["issuer"],
            audience=tuple(audience) if isinstance(audience, list) else (audience,),
        )
    cors = _cors(properties.get("CorsConfiguration"), names)
    return Api(id="local", authorizer=authorizer, cors=cors)


def _cors(config: Any, names: Names) -> CorsPolicy | None:
    if not config:
        return None
    if not isinstance(config, dict):
        config = {"AllowOrigins": ["*"], "AllowMethods": ["*"], "AllowHeaders": ["*"]}
    return CorsPolicy(
        origins=names.origins(_flat(config.get("AllowOrigins"))),
        methods=_flat(config.get("AllowMethods")),
        headers=_flat(config.get("AllowHeaders")),
        expose=_flat(config.get("ExposeHeaders")),
        max_age=int(config["MaxAge"]) if "MaxAge" in config else None,
        credentials=str(config.get("AllowCredentials", False)).lower() == "true",
    )


def _flat(values: Any) -> tuple[str, ...]:
    """A list of strings; a list parameter inside a list is one list."""
    if values is None:
        return ()
    if isinstance(values, list):
        return tuple(text for value in values for text in _flat(value))
    return (str(values),)


def read_role(
    logical_id: str, properties: Mapping[str, Any], managed: Mapping[str, dict[str, Any]]
) -> tuple[Statement, ...]:
    """What a role allows, by its own policies and those managed in the same template."""
    documents = [policy["PolicyDocument"] for policy in properties.get("Policies", ())]
    documents += [managed[arn] for arn in properties.get("ManagedPolicyArns", ()) if arn in managed]
    statements = [item for document in documents for item in _listed(document["Statement"])]
    if any(item["Effect"] != "Allow" or "Condition" in item for item in statements):
        raise TemplateError(f"{logical_id}: only plain Allow statements can be enforced locally")
    return tuple(Statement(_flat(item["Action"]), _flat(item["Resource"])) for item in statements)


def _listed(value: Any) -> list[Any]:
    """IAM lets one stand for a list of one."""
    return value if isinstance(value, list) else [value]
