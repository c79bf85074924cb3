"""What a million uploads cost, with the arithmetic: requests that the tests count, rows as the
catalog writes them, list prices.

    python -m infra.costs [milliseconds of one development, from `make bench`]

Prices are those of us-east-1 in November 2026, in dollars, without the free tier.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any

from darkroom.catalog import items
from darkroom.catalog.counters import count
from darkroom.domain.asset import Asset, Claim, Facts, Variant
from darkroom.domain.colors import Color
from darkroom.domain.tally import difference
from darkroom.domain.variants import DEFAULT_VARIANTS, parse_variants
from infra.local.stack import Site, Stack
from infra.local.template import load_stack

ROOT = Path(__file__).parents[1]
NOWHERE = Site(
    api_url="https://api.example", aws_url="https://aws.example", cdn_url="https://cdn.example"
)
MILLION = 1_000_000
TICKET_MS = 40
"""Allowed for one HTTP invocation: most of it is waiting for one table request."""
DEVELOP_MS = 400
"""Allowed for the imaging of one 12-megapixel photo; `make bench` prints what it takes."""
WRITING_MS = 200
"""Allowed for one upload's requests in process_upload."""


@dataclass(frozen=True)
class Prices:
    http_api: float = 1.00 / MILLION
    lambda_request: float = 0.20 / MILLION
    lambda_gb_second: float = 0.0000133334  # arm64
    s3_put: float = 0.005 / 1000
    s3_get: float = 0.0004 / 1000
    sqs: float = 0.40 / MILLION
    write_unit: float = 0.625 / MILLION
    read_unit: float = 0.125 / MILLION
    log_gb: float = 0.50


@dataclass(frozen=True)
class Line:
    """One line of the bill, for a million uploads."""

    what: str
    arithmetic: str
    dollars: float


def lines(stack: Stack, develop_ms: float, prices: Prices | None = None) -> Iterator[Line]:
    """The bill of a million uploads: a ticket, one status request, development, acceptance."""
    p = prices or Prices()
    memory = {function.label: function.memory / 1024 for function in stack.functions}
    variants = len(parse_variants(DEFAULT_VARIANTS))
    yield Line("HTTP API", "2 requests × $1.00", 2 * MILLION * p.http_api)
    seconds = 2 * TICKET_MS / 1000
    yield Line(
        "Lambda, HTTP",
        f"2 × $0.20 + {seconds:.2f} s × {memory['presigned_upload']:.2f} GB × $13.33",
        MILLION
        * (2 * p.lambda_request + seconds * memory["presigned_upload"] * p.lambda_gb_second),
    )
    yield Line(
        "S3 requests",
        f"{variants + 2} writes × $5.00 + 1 read × $0.40 (deletes are free)",
        MILLION * ((variants + 2) * p.s3_put + p.s3_get),
    )
    yield Line("SQS", "1 sent + 0.2 received and deleted × $0.40", 1.2 * MILLION * p.sqs)
    seconds = (develop_ms + WRITING_MS) / 1000
    yield Line(
        "Lambda, development",
        f"0.1 × $0.20 + {seconds:.2f} s × {memory['process_upload']:.2f} GB × $13.33",
        MILLION
        * (0.1 * p.lambda_request + seconds * memory["process_upload"] * p.lambda_gb_second),
    )
    units = write_units(stack)
    yield Line(
        "DynamoDB writes",
        " + ".join(f"{number} {step}" for step, number in units.items()) + " × $0.625",
        MILLION * sum(units.values()) * p.write_unit,
    )
    yield Line("DynamoDB reads", "1 × $0.125", MILLION * p.read_unit)
    yield Line("Logs and metrics", "2 KB × $0.50 a GB", MILLION * 2e-6 * p.log_gb)


def write_units(stack: Stack) -> dict[str, int]:
    """Write units of one upload by step: rows in transactions count twice, index entries once."""
    draft, claimed, ready = _rows()
    first = count(draft.owner, difference(None, draft), draft.updated_at)
    second = count(draft.owner, difference(draft, ready), ready.updated_at)
    return {
        "ticket": 2 * _units(items.from_asset(draft))
        + 2 * len(first)
        + _index_units(stack, None, draft),
        "claim": _units(items.from_asset(claimed)) + _index_units(stack, draft, claimed),
        "acceptance": 2 * _units(items.from_asset(ready))
        + 2 * len(second)
        + _index_units(stack, claimed, ready),
    }


def _rows() -> tuple[Asset, Asset, Asset]:
    """A typical upload as it is asked for, claimed and accepted."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    draft = Asset(
        id="019b7a10-5c00-7000-8000-000000000000",
        owner="auth0|65f1c0ffee65f1c0ffee65f1",
        filename="IMG_20260101_120000.jpg",
        content_type="image/jpeg",
        size=4_000_000,
        created_at=now,
        updated_at=now,
        ticket_expires_at=now + timedelta(minutes=5),
        tags=("holiday", "beach"),
    )
    claimed = replace(draft, claim=Claim("0" * 24, now), revision=2)
    variants = tuple(
        Variant(spec.name, spec.ext, spec.width, spec.height, 100_000)
        for spec in parse_variants(DEFAULT_VARIANTS)
    )
    colors = tuple(Color(shade, shade, shade, 0.2) for shade in range(0, 250, 50))
    facts = Facts(4000, 3000, "0" * 64, colors, "0" * 28, accents=colors[:3])
    ready = claimed.accepted(facts=facts, variants=variants, size=4_000_000, now=now)
    return draft, claimed, replace(ready, revision=3)


def _index_units(stack: Stack, before: Asset | None, after: Asset) -> int:
    """What keeping every index costs when one row becomes the other."""
    (table,) = stack.tables
    old = items.from_asset(before) if before else {}
    new = items.from_asset(after)
    total = 0
    for index in table.definition["GlobalSecondaryIndexes"]:
        was, becomes = _entry(index, old), _entry(index, new)
        if was == becomes:
            continue
        keys = [part["AttributeName"] for part in index["KeySchema"]]
        same_place = was and becomes and all(was[key] == becomes[key] for key in keys)
        if same_place:
            total += max(_units(was), _units(becomes))
        else:
            total += sum(_units(entry) for entry in (was, becomes) if entry)
    return total


def _entry(index: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    """What an index holds of a row: nothing without its keys."""
    keys = [part["AttributeName"] for part in index["KeySchema"]]
    if not all(key in item for key in keys):
        return {}
    projected = index["Projection"].get("NonKeyAttributes", ())
    wanted = {"pk", "sk", *keys, *projected}
    return {name: value for name, value in item.items() if name in wanted}


def _units(item: Mapping[str, Any]) -> int:
    """Write units of a row: one per KB begun ("DynamoDB item sizes and formats")."""
    return ceil(sum(len(name) + _size(value) for name, value in item.items()) / 1024)


def _size(value: Mapping[str, Any]) -> int:
    (kind, content), *_ = value.items()
    if kind == "L":
        return 3 + sum(1 + _size(each) for each in content)
    return len(content.encode()) if kind == "S" else len(content) // 2 + 2


def main(arguments: list[str]) -> None:
    develop_ms = float(arguments[0]) if arguments else DEVELOP_MS
    bill = list(lines(load_stack(ROOT / "template.yaml", NOWHERE), develop_ms))
    print("| for a million uploads | arithmetic, in millions | dollars |\n| --- | --- | ---: |")
    for line in bill:
        print(f"| {line.what} | {line.arithmetic} | {line.dollars:.2f} |")
    print(f"| **together** | | **{sum(line.dollars for line in bill):.2f}** |")


if __name__ == "__main__":
    main(sys.argv[1:])
