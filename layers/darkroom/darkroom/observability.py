"""Logs and metrics: what is said about a request or an upload, and what never is.

A log line is JSON with what happened, to which asset, with which outcome. Owners appear as a
salted hash. No URL, key, token, filename, metadata or message of another library is ever written:
everything that is logged passes through the few functions of this module.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import sys
import traceback
from collections.abc import Mapping
from functools import cache, partial
from types import TracebackType
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from darkroom.domain.asset import Asset
from darkroom.domain.errors import DarkroomError, InternalFault

_QUIET = {
    "asyncio": logging.CRITICAL,  # when it debugs, what a slow step returned; and lost errors whole
    "botocore": logging.ERROR,  # warns of credentials it could not refresh: the URL it asked
    "mangum": logging.CRITICAL,  # the path of every request; of a crash, the messages of all errors
    "python_multipart": logging.ERROR,  # warns of every broken form, with characters of it
    "urllib3": logging.ERROR,  # URLs, even in warnings
    **dict.fromkeys(
        (
            "aws_lambda_powertools",
            "boto3",
            "fastapi",
            "PIL",
            "s3transfer",
        ),
        logging.WARNING,
    ),
}
_CODE = re.compile(r"[A-Za-z0-9.]{1,64}")
# At import, not with the first line of ours: theirs may come before it, and Lambda's own handler
# writes them.
for _name, _level in _QUIET.items():
    logging.getLogger(_name).setLevel(_level)


@cache
def logger() -> Logger:
    """The process's logger. In ASCII, so that no text can break or lose a line."""
    if sys.version_info >= (3, 12):
        logging.logAsyncioTasks = False  # one task a request: its name says nothing
    return Logger(
        location=None,
        json_serializer=partial(json.dumps, default=str, separators=(",", ":")),
    )


@cache
def metrics() -> Metrics:
    """The process's metrics, in CloudWatch's embedded metric format."""
    return Metrics()


def hash_owner(owner: str, salt: str) -> str:
    """How an owner appears in logs: the same every time, and nobody's name."""
    raw = owner.encode("utf-8", "surrogatepass")
    return hmac.new(b"owner" + salt.encode(), raw, hashlib.sha256).hexdigest()[:16]


def log(event: str, **facts: Any) -> None:
    """One line. Facts are ids, codes, counts and durations."""
    logger().info(event, extra=_present(facts))


def log_fault(event: str, error: BaseException, **facts: Any) -> None:
    """One line about a failure: the kinds of error and where, without their messages."""
    logger().error(event, extra=_present(facts) | {"errors": _kinds(error)})


def report_fault(event: str, error: BaseException, **facts: Any) -> None:
    """Count what is our doing by its code, and write the line about it."""
    code = error.code if isinstance(error, DarkroomError) else InternalFault.code
    count_by("Faults", "Code", code)
    log_fault(event, error, code=code, **facts)


def count(name: str, value: float = 1) -> None:
    """Add to a metric."""
    metrics().add_metric(name=name, unit=MetricUnit.Count, value=value)


def count_by(name: str, dimension: str, value: str, number: float = 1) -> None:
    """Add to a metric, for one value of a dimension."""
    with single_metric(name=name, unit=MetricUnit.Count, value=number) as metric:
        metric.add_dimension(name=dimension, value=value)


def took(name: str, milliseconds: float) -> None:
    """Add a duration to a metric."""
    metrics().add_metric(name=name, unit=MetricUnit.Milliseconds, value=milliseconds)


def weighed(name: str, size: int) -> None:
    """Add a number of bytes to a metric."""
    metrics().add_metric(name=name, unit=MetricUnit.Bytes, value=size)


def report_missing(asset: Asset, key: str) -> None:
    """An object is gone that a row points at: the one finding that needs a person."""
    logger().error(
        "object_missing",
        extra={"asset_id": asset.id, "original": key == asset.original_key},
    )


def flush() -> None:
    """Write the metrics collected by this invocation, if any."""
    if metrics().metric_set:
        metrics().flush_metrics()


def _present(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}


def _kinds(error: BaseException | None) -> list[dict[str, Any]]:
    """The chain of errors, outermost first: class, AWS code if any, and the frames that led there.

    Messages are left out, as those of HTTP clients name URLs; but an error may have a word for
    operators, as a SettingsError has: it says which variable has to be mended."""
    kinds: list[dict[str, Any]] = []
    while error is not None and len(kinds) < 5:
        kind = {
            "type": type(error).__qualname__,
            "at": _frames(error.__traceback__),
            "aws_code": _aws_code(error),
            "detail": getattr(error, "for_operators", None),
        }
        kinds.append(_present(kind))
        error = error.__cause__ or error.__context__
    return kinds


def _aws_code(error: BaseException) -> str | None:
    """Of a botocore ClientError; other libraries put other things in the same place."""
    response = getattr(error, "response", None)
    told = response.get("Error") if isinstance(response, dict) else None
    code = told.get("Code") if isinstance(told, dict) else None
    is_code = isinstance(code, str) and _CODE.fullmatch(code)  # not a sentence with a key in it
    return code if is_code else None


def _frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-6:]
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
