"""CloudFormation's intrinsic functions, in their short (`!Ref`) and long (`Fn::`) spelling."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import yaml

_VARIABLE = re.compile(r"\$\{(!?)([^}]+)\}")


class TemplateError(Exception):
    """The template cannot be run locally; the message says where and why."""


class _Loader(yaml.SafeLoader):
    """SafeLoader that also reads CloudFormation's tags."""


def _tag(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _tag)
# A date in a template (`Version: 2012-10-17`) is text.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load_yaml(text: str) -> dict[str, Any]:
    """The template with every short intrinsic spelled out. Raises TemplateError."""
    try:
        loaded = yaml.load(text, Loader=_Loader)  # noqa: S506  a SafeLoader
    except yaml.YAMLError as exc:
        raise TemplateError(f"the template is not YAML: {exc}") from exc
    if not isinstance(loaded, dict):
        raise TemplateError("the template is not a mapping")
    return loaded


class _NoValue:
    """AWS::NoValue: takes the property away that it is given to."""


NO_VALUE = _NoValue()


class Resolver:
    """Replaces every intrinsic in a piece of template by its local value.

    `reference(name)` answers `!Ref` of a parameter, pseudo-parameter or resource;
    `attribute(name, attribute)` answers `!GetAtt`. Both raise TemplateError for the unknown.
    """

    def __init__(
        self,
        *,
        reference: Callable[[str], Any],
        attribute: Callable[[str, str], Any],
        conditions: Mapping[str, Any],
        mappings: Mapping[str, Any],
    ) -> None:
        self._reference = reference
        self._attribute = attribute
        self._conditions = conditions
        self._mappings = mappings
        self._functions: Mapping[str, Callable[[Any], Any]] = {
            "Ref": self._ref,
            "Condition": self._condition,
            "Fn::GetAtt": self._get_att,
            "Fn::Sub": self._sub,
            "Fn::If": self._if,
            "Fn::FindInMap": self._find_in_map,
            "Fn::Join": lambda node: str(node[0]).join(map(_text, self.resolve(node[1]))),
            "Fn::Split": lambda node: _text(self.resolve(node[1])).split(node[0]),
            "Fn::Select": lambda node: self.resolve(node[1])[int(self.resolve(node[0]))],
            "Fn::Equals": lambda node: _text(self.resolve(node[0])) == _text(self.resolve(node[1])),
            "Fn::And": lambda node: all(self.resolve(part) for part in node),
            "Fn::Or": lambda node: any(self.resolve(part) for part in node),
            "Fn::Not": lambda node: not self.resolve(node[0]),
            "Fn::Base64": lambda node: base64.b64encode(_bytes(self.resolve(node))).decode(),
            "Fn::Length": lambda node: len(self.resolve(node)),
            "Fn::ToJsonString": lambda node: json.dumps(self.resolve(node), separators=(",", ":")),
        }

    def resolve(self, node: Any) -> Any:
        """The node with every intrinsic replaced. Raises TemplateError."""
        if isinstance(node, dict):
            return self._mapping(node)
        if isinstance(node, list):
            return [value for value in map(self.resolve, node) if value is not NO_VALUE]
        return node

    def holds(self, name: str) -> bool:
        """Whether a condition of the template is true."""
        return bool(self._condition(name))

    def _mapping(self, node: dict[str, Any]) -> Any:
        if len(node) == 1:
            ((name, argument),) = node.items()
            if name in self._functions:
                return self._functions[name](argument)
            if name.startswith("Fn::"):
                raise TemplateError(f"{name} is not known to the local system")
        resolved = {key: self.resolve(value) for key, value in node.items()}
        return {key: value for key, value in resolved.items() if value is not NO_VALUE}

    def _ref(self, name: str) -> Any:
        return NO_VALUE if name == "AWS::NoValue" else self._reference(name)

    def _get_att(self, path: list[Any]) -> Any:
        name, attribute = path
        return self._attribute(name, self.resolve(attribute))

    def _condition(self, name: str) -> bool:
        if name not in self._conditions:
            raise TemplateError(f"there is no condition {name}")
        return bool(self.resolve(self._conditions[name]))

    def _if(self, node: list[Any]) -> Any:
        condition, then, otherwise = node
        return self.resolve(then if self._condition(condition) else otherwise)

    def _find_in_map(self, node: list[Any]) -> Any:
        name, first, second = (self.resolve(part) for part in node[:3])
        try:
            return self._mappings[name][first][second]
        except KeyError as exc:
            raise TemplateError(f"the mapping {name} has no {first}.{second}") from exc

    def _sub(self, node: str | list[Any]) -> str:
        text, variables = (node, {}) if isinstance(node, str) else (node[0], node[1])

        def value(match: re.Match[str]) -> str:
            literal, name = match.groups()
            if literal:
                return "${" + name + "}"
            if name in variables:
                return _text(self.resolve(variables[name]))
            logical_id, dot, attribute = name.partition(".")
            found = self._attribute(logical_id, attribute) if dot else self._ref(name)
            return _text(found)

        return _VARIABLE.sub(value, text)


def _text(value: Any) -> str:
    """A value as CloudFormation spells it in a string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return str(value)


def _bytes(value: Any) -> bytes:
    return _text(value).encode()
