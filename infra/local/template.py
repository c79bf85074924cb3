"""Reads the SAM template into the Stack that the local system runs. The only reader of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.local.intrinsics import Resolver, TemplateError, load_yaml
from infra.local.names import Names
from infra.local.read_functions import read_functions
from infra.local.read_resources import (
    read_api,
    read_bucket,
    read_distribution,
    read_queue,
    read_role,
    read_table,
)
from infra.local.stack import Site, Stack, Statement

# What would run in AWS but has no stand-in here: better refused than silently left out.
_NOT_RUN_HERE = frozenset(
    {
        "AWS::ApiGatewayV2::Route",
        "AWS::Events::Rule",
        "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::Function",
        "AWS::Scheduler::Schedule",
        "AWS::Serverless::Api",
        "AWS::Serverless::StateMachine",
    }
)


def load_stack(path: Path, site: Site, parameters: Mapping[str, str] | None = None) -> Stack:
    """The stack that the template at `path` declares, standing at `site`.

    `parameters` replace the template's defaults. Raises TemplateError.
    """
    return _Reading(load_yaml(path.read_text()), path.parent, site, parameters or {}).stack()


class _Reading:
    """One template being read."""

    def __init__(
        self, document: dict[str, Any], root: Path, site: Site, parameters: Mapping[str, str]
    ) -> None:
        self.document, self.root, self.site = document, root, site
        self.resources: dict[str, dict[str, Any]] = document.get("Resources", {})
        local = local_parameters(document, site) | dict(parameters)
        self.parameters = parameter_values(document, local)
        self.names = Names(self.resources, self.parameters, site)
        self.resolver = Resolver(
            reference=self.names.reference,
            attribute=self.names.attribute,
            conditions=document.get("Conditions", {}),
            mappings=document.get("Mappings", {}),
        )
        self.names.resolver = self.resolver
        refused = sorted({kind for kind in self._kinds() if kind in _NOT_RUN_HERE})
        if refused:
            raise TemplateError(f"{', '.join(refused)} cannot be run locally")

    def stack(self) -> Stack:
        """Everything the template declares that runs here."""
        names = self.names
        return Stack(
            site=self.site,
            functions=read_functions(
                dict(self._of("AWS::Serverless::Function")),
                dict(self._of("AWS::Serverless::LayerVersion")),
                self._roles(),
                default_authorizer=self._default_authorizer(),
                defaults=self.resolver.resolve(self._globals("Function")),
                names=names,
                root=self.root,
            ),
            buckets=tuple(read_bucket(*item, names) for item in self._of("AWS::S3::Bucket")),
            queues=tuple(read_queue(*item, names) for item in self._of("AWS::SQS::Queue")),
            tables=tuple(read_table(*item, names) for item in self._of("AWS::DynamoDB::Table")),
            distributions=tuple(
                read_distribution(*item, self._policies(), names)
                for item in self._of("AWS::CloudFront::Distribution")
            ),
            api=read_api(self._http_api(), names),
            parameters=self.parameters,
        )

    def _kinds(self) -> Iterator[str]:
        return (resource.get("Type", "") for _, resource in self._present())

    def _present(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The resources whose condition holds."""
        for logical_id, resource in self.resources.items():
            condition = resource.get("Condition")
            if condition is None or self.resolver.holds(condition):
                yield logical_id, resource

    def _of(self, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Logical id and resolved properties of every resource of this type."""
        for logical_id, resource in self._present():
            if resource.get("Type") == kind:
                yield logical_id, self.resolver.resolve(resource.get("Properties") or {})

    def _globals(self, section: str) -> dict[str, Any]:
        found: dict[str, Any] = (self.document.get("Globals") or {}).get(section) or {}
        return found

    def _http_api(self) -> dict[str, Any]:
        """The properties of the one HTTP API; Globals alone declare SAM's implicit one."""
        declared = dict(self._of("AWS::Serverless::HttpApi"))
        if len(declared) > 1:
            raise TemplateError("more than one HTTP API cannot be run locally")
        shared: dict[str, Any] = self.resolver.resolve(self._globals("HttpApi"))
        return shared | next(iter(declared.values()), {})

    def _default_authorizer(self) -> str | None:
        name: str | None = (self._http_api().get("Auth") or {}).get("DefaultAuthorizer")
        return name

    def _roles(self) -> dict[str, tuple[Statement, ...]]:
        """What each role allows, by its ARN."""
        managed = {
            self.names.reference(logical_id): properties["PolicyDocument"]
            for logical_id, properties in self._of("AWS::IAM::ManagedPolicy")
        }
        beside = [properties for _, properties in self._of("AWS::IAM::Policy")]
        return {
            self.names.arn(logical_id): read_role(
                logical_id, _with(properties, beside, self.names.reference(logical_id)), managed
            )
            for logical_id, properties in self._of("AWS::IAM::Role")
        }

    def _policies(self) -> dict[str, dict[str, Any]]:
        """The response headers policies by what `!Ref` of each gives."""
        kind = "AWS::CloudFront::ResponseHeadersPolicy"
        return {self.names.reference(key): properties for key, properties in self._of(kind)}


def _with(role: dict[str, Any], policies: Iterable[dict[str, Any]], name: str) -> dict[str, Any]:
    """The role with the policies that name it themselves."""
    named = [each for each in policies if name in each["Roles"]]
    return role | {"Policies": [*role.get("Policies", ()), *named]}


def parameter_values(document: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """A value for every parameter: given, default, or made up for a secret."""
    values: dict[str, Any] = {}
    for name, parameter in (document.get("Parameters") or {}).items():
        if name in given:
            value = given[name]
        elif "Default" in parameter:
            value = str(parameter["Default"])
        elif str(parameter.get("NoEcho")).lower() == "true":
            value = secrets.token_hex(32)
        else:
            raise TemplateError(f"the parameter {name} has no default and no local value")
        is_list = str(parameter.get("Type", "")).startswith(("CommaDelimitedList", "List<"))
        values[name] = [part.strip() for part in value.split(",")] if is_list else value
    return values


def local_parameters(document: dict[str, Any], site: Site) -> dict[str, str]:
    """Issuer and audience of the local issuer, for the parameters that the authorizer refers to,
    and what that issuer calls the page; and who hears speech here, where no provider can be asked:
    a library that is not in the layers, so that a deployment cannot choose it."""
    values = {"ConsoleClientId": site.client_id, "SpeechProvider": "pocketsphinx"}
    sections = [(document.get("Globals") or {}).get("HttpApi") or {}]
    sections.extend(
        resource.get("Properties") or {}
        for resource in (document.get("Resources") or {}).values()
        if resource.get("Type") == "AWS::Serverless::HttpApi"
    )
    for section in sections:
        for authorizer in ((section.get("Auth") or {}).get("Authorizers") or {}).values():
            jwt = authorizer.get("JwtConfiguration") or {}
            values |= dict.fromkeys(_referred(jwt.get("issuer")), site.api_url)
            values |= dict.fromkeys(_referred(jwt.get("audience")), site.audience)
    return values


def _referred(node: Any) -> Iterator[str]:
    """Every name that a piece of template refers to with `!Ref`."""
    if isinstance(node, dict):
        if isinstance(node.get("Ref"), str):
            yield node["Ref"]
        for value in node.values():
            yield from _referred(value)
    elif isinstance(node, list):
        for value in node:
            yield from _referred(value)
