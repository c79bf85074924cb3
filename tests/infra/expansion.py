"""The template as written, and as SAM expands it for deployment: offline, without an account."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, cast

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

from infra.local.intrinsics import Resolver

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = {"JwtIssuer": "https://issuer.example", "JwtAudience": "darkroom"}
"""The parameters without a default."""

Document = dict[str, Any]


@cache
def _written() -> Document:
    return cast("Document", yaml_parse((ROOT / "template.yaml").read_text()))


def written() -> Document:
    """template.yaml, with `!Ref x` as {"Ref": x}. A copy: change it freely."""
    return deepcopy(_written())


def packaged(document: Document, elsewhere: Mapping[str, str] | None = None) -> Document:
    """The template as `sam package` leaves it, with code in S3.

    `elsewhere` says where, by logical id, for what is not in its ordinary place."""
    for logical_id, resource in document["Resources"].items():
        place = (elsewhere or {}).get(logical_id, f"s3://bucket/{logical_id}")
        for name in ("CodeUri", "ContentUri"):
            if name in resource.get("Properties", {}):
                resource["Properties"][name] = place
    return document


def expand(document: Document, parameters: Mapping[str, str] | None = None) -> Document:
    """What CloudFormation gets to see of a packaged template."""
    session = boto3.Session(region_name="eu-central-1")
    translator = Translator({}, Parser(), boto_session=session)
    values = _values(document["Parameters"], ANSWERS | dict(parameters or {}))
    return cast("Document", translator.translate(document, values))


def _values(declared: Document, given: Mapping[str, str]) -> Document:
    """The parameters as CloudFormation hands them to SAM: lists as lists."""
    values = {name: given.get(name, declared[name].get("Default")) for name in declared}
    return {
        name: value.split(",") if declared[name]["Type"] == "CommaDelimitedList" else value
        for name, value in values.items()
    }


@cache
def expanded() -> Document:
    """template.yaml, expanded with the parameters' defaults. Shared: do not change it."""
    return expand(packaged(written()))


def resolved(node: Any, **given: str) -> Any:
    """A piece of the template as CloudFormation sees it with these parameters.

    What AWS alone knows is its own name: `Distribution.DomainName`, `AWS.Region`.
    """
    values = _values(written()["Parameters"], ANSWERS | given)

    def reference(name: str) -> Any:
        value = values.get(name, name.replace("::", "."))
        return str(value) if isinstance(value, int) else value

    return Resolver(
        reference=reference,
        attribute=lambda name, attribute: f"{name}.{attribute}",
        conditions=written()["Conditions"],
        mappings={},
    ).resolve(node)


def of_type(document: Document, kind: str) -> dict[str, Document]:
    """The properties of every resource of one type, by logical id."""
    return {
        logical_id: resource.get("Properties", {})
        for logical_id, resource in document["Resources"].items()
        if resource["Type"] == kind
    }
