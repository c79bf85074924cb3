"""What has to hold when all is over: rows, objects and counters tell the same story."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from darkroom.bootstrap import Container
from darkroom.catalog import items
from darkroom.catalog.base import DUE_SHARDS
from darkroom.domain.asset import Asset, Status, Visibility
from darkroom.domain.tally import COUNTERS, tally
from darkroom.events import read_arrivals
from darkroom.services.reconcile import Report
from tests.conformance.client import keys
from tests.conformance.deployments import Clock, Queue, rows

LATER = timedelta(days=2)
"""When every claim and ticket has ended, every object is old, and owners are audited."""
FINISHED_LATER = {"deletions_finished", "moves_finished", "uploads_expired", "uploads_requeued"}
"""What the reconciler may find. The rest is drift, which nobody wrote down before he caused it."""


def settle(deployment: Container, clock: Clock) -> Report:
    """One run of the reconciler, much later; and what it sends through the queue again."""
    clock.ahead += LATER
    Queue.sent.clear()
    report = deployment.sweep(dry_run=False, has_time=lambda: True)
    for body in Queue.sent:
        for arrival in read_arrivals(body, deployment.settings.uploads_bucket).arrivals:
            deployment.processing.process(arrival)
    assert (dict(report.faults), report.complete) == ({}, True)
    assert set(report.found) <= FINISHED_LATER
    return report


def assert_sound(deployment: Container, owner: str = "alice") -> list[Asset]:
    """Rows, objects and counters agree, and nothing is left to do. Returns the rows."""
    assets = all_assets(deployment, owner)
    now = deployment.ports.now()
    assert [r for s in DUE_SHARDS for r in deployment.ports.catalog.due(s, now, limit=10)] == []
    assert {each.transition for each in assets} <= {None}
    assert Status.DELETING not in {each.status for each in assets}
    _assert_objects(deployment, assets)
    counted = Counter[str]()
    for each in assets:
        counted.update(tally(each))
    expected = {name: counted[name] for name in COUNTERS}
    assert dict(deployment.galleries.overview(owner)[0]) == expected
    return assets


def _assert_objects(deployment: Container, assets: list[Asset]) -> None:
    """Each bucket holds what the rows say, and nothing else."""
    private, public = set[str](), set[str]()
    for each in assets:
        if each.status is Status.READY:
            private |= {each.original_key, *each.export_keys}
            home = public if each.visibility is Visibility.PUBLIC else private
            home |= set(each.variant_keys)
    assert set(keys(deployment, "private")) == private
    assert set(keys(deployment, "public")) == public
    assert keys(deployment, "uploads") == []


def all_assets(deployment: Container, owner: str) -> list[Asset]:
    """Every row of an asset, whatever its state."""
    found = rows().query(
        TableName=deployment.settings.table_name,
        KeyConditionExpression="pk = :pk AND begins_with(sk, :assets)",
        ExpressionAttributeValues={
            ":pk": {"S": items.owner_pk(owner)},
            ":assets": {"S": "asset#"},
        },
        ConsistentRead=True,
    )
    assert "LastEvaluatedKey" not in found
    return [items.to_asset(row) for row in found["Items"]]
