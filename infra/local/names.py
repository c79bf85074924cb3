"""What `!Ref` and `!GetAtt` give on this machine, for parameters and for every kind of resource."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from infra.local.intrinsics import Resolver, TemplateError
from infra.local.stack import Site

_NAMED_BY = {
    "AWS::S3::Bucket": "BucketName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::Serverless::Function": "FunctionName",
}
_ARN_FORMS = {
    "AWS::S3::Bucket": ("s3", "{name}"),
    "AWS::SQS::Queue": ("sqs", "{name}"),
    "AWS::DynamoDB::Table": ("dynamodb", "table/{name}"),
    "AWS::Serverless::Function": ("lambda", "function:{name}"),
    "AWS::CloudFront::Distribution": ("cloudfront", "distribution/{name}"),
}


class Names:
    """The names and addresses of one stack."""

    # Set once the resolver, which itself asks for names, exists.
    resolver: Resolver

    def __init__(
        self, resources: Mapping[str, dict[str, Any]], parameters: Mapping[str, Any], site: Site
    ) -> None:
        self.site = site
        self._resources = resources
        self._values: Mapping[str, Any] = {
            **parameters,
            "AWS::AccountId": site.account,
            "AWS::Region": site.region,
            "AWS::StackName": site.name,
            "AWS::StackId": site.arn("cloudformation", f"stack/{site.name}/{site.stack_uuid}"),
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::NotificationARNs": [],
        }

    def reference(self, name: str) -> Any:
        """The value of `!Ref name`. Raises TemplateError."""
        if name in self._values:
            return self._values[name]
        if self._kind(name) == "AWS::SQS::Queue":
            return f"{self.site.aws_url}/{self.site.account}/{self.physical(name)}"
        return self.physical(name)

    def attribute(self, logical_id: str, attribute: str) -> Any:
        """The value of `!GetAtt logical_id.attribute`. Raises TemplateError."""
        kind = self._kind(logical_id)
        if attribute == "Arn" or (kind, attribute) == ("AWS::SQS::Queue", "QueueArn"):
            return self.arn(logical_id)
        answers = {
            ("AWS::S3::Bucket", "DomainName"): f"{self.physical(logical_id)}.s3.amazonaws.com",
            ("AWS::S3::Bucket", "RegionalDomainName"): (
                f"{self.physical(logical_id)}.s3.{self.site.region}.amazonaws.com"
            ),
            ("AWS::SQS::Queue", "QueueName"): self.physical(logical_id),
            ("AWS::SQS::Queue", "QueueUrl"): self.reference(logical_id),
            ("AWS::CloudFront::Distribution", "DomainName"): urlsplit(self.site.cdn_url).netloc,
            ("AWS::CloudFront::Distribution", "Id"): self.physical(logical_id),
            ("AWS::Serverless::HttpApi", "ApiEndpoint"): self.site.api_url,
        }
        # Keys, policies and roles exist only in AWS: their attributes need no more than a name.
        return answers.get((kind, attribute), f"{self.physical(logical_id)}-{attribute}")

    def arn(self, logical_id: str) -> str:
        """The ARN of a resource of the template."""
        kind = self._kind(logical_id)
        service, form = _ARN_FORMS.get(kind, (kind.split("::")[1].lower(), "{name}"))
        return self.site.arn(service, form.format(name=self.physical(logical_id)))

    def physical(self, logical_id: str) -> str:
        """The name AWS would know the resource by."""
        kind = self._kind(logical_id)
        properties = self._resources.get(logical_id, {}).get("Properties") or {}
        given = properties.get(_NAMED_BY.get(kind, ""))
        if given is not None:
            return str(self.resolver.resolve(given))
        if kind == "AWS::CloudFront::Distribution":
            return f"E{logical_id.upper()}"
        if kind == "AWS::S3::Bucket":
            return f"{self.site.name}-{logical_id.lower()}"
        return f"{self.site.name}-{logical_id}"

    def localised(self, text: str) -> str:
        """An address on this machine as it is reached: nothing here speaks TLS."""
        return self.site.localised(text)

    def origins(self, allowed: Iterable[str]) -> tuple[str, ...]:
        """Origins of a CORS rule. The page, in AWS behind CloudFront, is beside the API here."""
        found: list[str] = []
        for origin in map(self.localised, allowed):
            found += [origin, self.site.api_url] if origin == self.site.cdn_url else [origin]
        return tuple(found)

    def _kind(self, logical_id: str) -> str:
        # SAM itself adds the implicit API and one role for each function.
        if logical_id == "ServerlessHttpApi":
            return "AWS::Serverless::HttpApi"
        if logical_id not in self._resources:
            raise TemplateError(f"{logical_id} is neither a parameter nor a resource")
        return str(self._resources[logical_id].get("Type", ""))
