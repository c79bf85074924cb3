"""Functions and what sets them off: resolved properties into the Stack's types."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.intrinsics import TemplateError
from infra.local.names import Names
from infra.local.stack import Function, QueueSource, Route, Schedule, Statement

_RATE = re.compile(r"rate\((\d+) (second|minute|hour|day)s?\)")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_EVENT_KINDS = {"HttpApi", "SQS", "Schedule", "ScheduleV2"}
_NOBODY = "NONE"


def read_functions(
    functions: Mapping[str, dict[str, Any]],
    layers: Mapping[str, dict[str, Any]],
    roles: Mapping[str, tuple[Statement, ...]],
    *,
    default_authorizer: str | None,
    defaults: dict[str, Any],
    names: Names,
    root: Path,
) -> tuple[Function, ...]:
    """Every function of the template, with Globals applied as SAM does."""
    content = {
        names.reference(logical_id): root / properties["ContentUri"]
        for logical_id, properties in layers.items()
    }
    reader = _FunctionReader(content, roles, default_authorizer, defaults, names, root)
    return tuple(reader.read(logical_id, own) for logical_id, own in functions.items())


@dataclass(frozen=True, slots=True)
class _FunctionReader:
    layers: Mapping[str, Path]
    roles: Mapping[str, tuple[Statement, ...]]
    default_authorizer: str | None
    defaults: dict[str, Any]
    names: Names
    root: Path

    def read(self, logical_id: str, own: dict[str, Any]) -> Function:
        merged = _merge(self.defaults, own)
        logging: dict[str, str] = merged.get("LoggingConfig") or {}
        events: dict[str, dict[str, Any]] = own.get("Events") or {}
        unknown = {event["Type"] for event in events.values()} - _EVENT_KINDS
        if unknown:
            raise TemplateError(f"{logical_id}: {', '.join(sorted(unknown))} is not run locally")
        return Function(
            logical_id=logical_id,
            name=self.names.physical(logical_id),
            arn=self.names.arn(logical_id),
            handler=merged["Handler"],
            code=(self.root / merged["CodeUri"]).resolve(),
            layers=tuple(self._layer(reference) for reference in merged.get("Layers") or ()),
            runtime=merged["Runtime"],
            timeout=int(merged.get("Timeout", 3)),
            memory=int(merged.get("MemorySize", 128)),
            log_format=logging.get("LogFormat", "Text"),
            log_level=logging.get("ApplicationLogLevel", ""),
            environment=self._environment(merged),
            routes=tuple(self._routes(logical_id, events)),
            queues=tuple(_queue_sources(events)),
            schedules=tuple(_schedules(events)),
            permissions=self._permissions(logical_id, merged.get("Role")),
        )

    def _permissions(self, logical_id: str, role: str | None) -> tuple[Statement, ...]:
        if role is None or role not in self.roles:
            raise TemplateError(f"{logical_id}: a function needs a Role of this template")
        return self.roles[role]

    def _layer(self, reference: str) -> Path:
        if reference not in self.layers:
            raise TemplateError(f"the layer {reference} is not in the template")
        return self.layers[reference].resolve()

    def _environment(self, merged: Mapping[str, Any]) -> dict[str, str]:
        variables = (merged.get("Environment") or {}).get("Variables") or {}
        return {name: self.names.localised(_spelled(value)) for name, value in variables.items()}

    def _routes(self, logical_id: str, events: dict[str, dict[str, Any]]) -> Iterator[Route]:
        for properties in _of_kind(events, "HttpApi"):
            authorizer = (properties.get("Auth") or {}).get("Authorizer", self.default_authorizer)
            method = properties.get("Method", "ANY").upper()
            yield Route(
                method="ANY"
                if method in {"ANY", "*", "X-AMAZON-APIGATEWAY-ANY-METHOD"}
                else method,
                path=properties.get("Path", "$default"),
                function=logical_id,
                authorized=authorizer not in {None, _NOBODY},
            )


def _queue_sources(events: dict[str, dict[str, Any]]) -> Iterator[QueueSource]:
    for properties in _of_kind(events, "SQS"):
        if properties.get("FilterCriteria"):
            raise TemplateError("FilterCriteria of a queue cannot be run locally")
        if str(properties.get("Enabled", True)).lower() == "false":
            continue
        scaling = properties.get("ScalingConfig") or {}
        yield QueueSource(
            queue_arn=properties["Queue"],
            batch_size=int(properties.get("BatchSize", 10)),
            window=int(properties.get("MaximumBatchingWindowInSeconds", 0)),
            reports_failures="ReportBatchItemFailures"
            in (properties.get("FunctionResponseTypes") or ()),
            concurrency=int(scaling.get("MaximumConcurrency", 1000)),
        )


def _schedules(events: dict[str, dict[str, Any]]) -> Iterator[Schedule]:
    for kind, expression in (("Schedule", "Schedule"), ("ScheduleV2", "ScheduleExpression")):
        for properties in _of_kind(events, kind):
            rate = _RATE.fullmatch(properties[expression].strip())
            if rate is None:
                raise TemplateError(f"{properties[expression]}: only rate(…) is run locally")
            disabled = (
                str(properties.get("Enabled", True)).lower() == "false"
                or properties.get("State", "ENABLED") == "DISABLED"
            )
            if not disabled:
                yield Schedule(
                    name=properties.get("Name", kind),
                    seconds=int(rate[1]) * _SECONDS[rate[2]],
                    input=properties.get("Input"),
                )


def _of_kind(events: dict[str, dict[str, Any]], kind: str) -> Iterator[dict[str, Any]]:
    return (event.get("Properties") or {} for event in events.values() if event["Type"] == kind)


def _merge(defaults: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """SAM's rule for Globals: maps are merged, lists are added up, the rest is replaced."""
    merged = dict(defaults)
    for key, value in own.items():
        inherited = merged.get(key)
        if isinstance(inherited, dict) and isinstance(value, dict):
            merged[key] = _merge(inherited, value)
        elif isinstance(inherited, list) and isinstance(value, list):
            merged[key] = inherited + value
        else:
            merged[key] = value
    return merged


def _spelled(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
