"""A deployment with drift in it: sown, swept, and looked at afterwards."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any
from urllib.parse import unquote_plus

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID

from darkroom.catalog.counters import count
from darkroom.catalog.items import from_asset, to_asset
from darkroom.domain.asset import Asset, Status
from darkroom.domain.tally import COUNTERS, difference
from darkroom.services import audit, reconcile
from tests.drift.things import NOW, Break, Broken, Make, Place, Thing
from tests.functions.answers import Context
from tests.functions.cloud import client, environment
from tests.functions.recorder import Call
from tests.functions.world import World

OWNERS = ("alice", "bob|2", "carol")
ROLES = ("uploads", "private", "public")
IDLE = 39
"""Requests of a run that finds nothing: two queries a shard, and for each of the two buckets where
to go on, a listing, and where it stopped."""
A_FINDING = 10
"""Requests that mend one finding, at most."""
AN_OWNER = 12
"""Requests that look at one owner, for every hundred objects there are, at most."""

Look = tuple[dict[Any, Any], dict[Place, Any]]


@dataclass
class Ground:
    """What was sown, and what the runs said of it."""

    world: World
    broken: Sequence[Broken]
    healthy: Sequence[Thing]
    found: Counter[str] = field(default_factory=Counter)
    metrics: Counter[str] = field(default_factory=Counter)
    calls: list[Call] = field(default_factory=list)

    def sweep(self, context: Context | None = None, **event: Any) -> Any:
        """One run, which asks AWS no more often than is documented; remembers what it found."""
        self.world.recorder.calls.clear()
        long = Context(remaining_ms=290_000)
        try:
            report = self.world.invoke("maintenance", event, context or long)
        finally:
            requests = self.world.recorder.requests()
            self.calls += requests
        self.found.update(report["found"])
        for line in metrics(self.world):
            self.metrics[line["Finding"]] += int(sum(line["Drift"]))
        assert len(requests) <= self.most_requests(sum(report["found"].values()))
        return report

    def sweep_through(self) -> None:
        """As many runs as the bounds of a run make necessary."""
        due = Counter(each.row.id[-1] for each in self.broken if each.row)
        stored = Counter(role for role, _ in look(self.world)[1])
        rows = ceil(max(due.values(), default=0) / reconcile.OVERDUE_PER_SHARD)
        objects = ceil((max(stored.values()) + 1) / audit.OBJECTS_PER_RUN)
        for _ in range(max(rows, objects)):
            self.sweep()

    def sweep_until_clean(self, most: int = 10) -> None:
        """Until a run finds nothing."""
        for _ in range(most):
            if not self.sweep()["found"]:
                return
        raise AssertionError(f"after {most} runs there still is {self.found}")

    def most_requests(self, findings: int) -> int:
        """Of one run, as docs/operations.md says it."""
        owners = len({each.row.owner for each in self.things if each.row})
        stored = len(look(self.world)[1])
        hundreds = 1 + (stored + findings) // 100
        return IDLE + A_FINDING * findings + AN_OWNER * owners * hundreds

    @property
    def things(self) -> Sequence[Thing]:
        return [*self.broken, *self.healthy]

    @property
    def expected(self) -> Counter[str]:
        """What there is to find."""
        found: Counter[str] = Counter()
        for each in self.broken:
            found[each.finding] += each.number
        return found

    def expect_mended(self) -> None:
        """Everything is as it has to become, and nothing else changed."""
        rows, objects = look(self.world)
        wanted = {place for each in self.broken for place in each.kept}
        wanted |= {place for each in self.healthy for place in each.objects}
        assert objects.keys() == wanted
        assert all(content == key.encode() for (_, key), (content, *_) in objects.items())
        settled = {each.becomes.id: each.becomes for each in self.broken if each.becomes}
        left = {asset.id: asset for asset in assets(rows)}
        kept = {each.row.id: each.row for each in self.healthy if each.row}
        assert left.keys() == settled.keys() | kept.keys()
        assert {id_: state(left[id_]) for id_ in settled} == {
            id_: state(asset) for id_, asset in settled.items()
        }
        self.expect_all_rows_explained(rows)
        expect_true_counters(rows)

    def expect_told(self) -> None:
        """The CDN has forgotten what was withdrawn, and the queue been told of what waits; nothing
        else was withdrawn or told."""
        assert set(self.purged()) == {each.path for each in self.broken if each.is_purged}
        waiting = [each.row.original_key for each in self.broken if each.row and each.is_told_again]
        assert sorted(self.told()) == sorted(waiting)

    def purged(self) -> Iterator[str]:
        """The paths that the CDN was told to forget."""
        for call in self._calls("CreateInvalidation"):
            yield from call.parameters["InvalidationBatch"]["Paths"]["Items"]

    def told(self) -> Iterator[str]:
        """The keys of uploads that the queue was told of."""
        for call in self._calls("SendMessage"):
            message = json.loads(call.parameters["MessageBody"])
            yield from (unquote_plus(each["s3"]["object"]["key"]) for each in message["Records"])

    def erased(self) -> Iterator[Place]:
        """Every bucket and key that was deleted in a batch, as often as it was."""
        for call in self._calls("DeleteObjects"):
            for each in call.parameters["Delete"]["Objects"]:
                yield call.parameters["Bucket"], each["Key"]

    def _calls(self, operation: str) -> Iterator[Call]:
        return (call for call in self.calls if call.operation == operation)

    def expect_all_rows_explained(self, rows: Mapping[Any, Any]) -> None:
        """What was beside the healthy is there, what was beside the others is gone."""
        beside = {_place(item) for each in self.healthy for item in each.beside}
        others = {at for at in rows if not at[1].startswith(("asset#", "stats", "walk#"))}
        assert others == beside

    def expect_untouched(self, before: Look) -> None:
        """The healthy are byte for byte what they were."""
        (rows, objects), (rows_before, objects_before) = look(self.world), before
        places = {place for each in self.healthy for place in each.objects}
        assert {at: objects[at] for at in places} == {at: objects_before[at] for at in places}
        stored = [_place(item) for each in self.healthy for item in _rows_of(each)]
        assert {at: rows[at] for at in stored} == {at: rows_before[at] for at in stored}


def sow(
    world: World,
    breaks: Iterable[Break],
    kinds: Iterable[Make],
    number: int,
    *,
    owners: Sequence[str] = OWNERS,
    healthy: int | None = None,
) -> Ground:
    """So many of every kind, spread over the owners; of what is healthy another number, if said."""
    world.clock.time = NOW

    def chosen(number: int) -> list[str]:
        return [owners[at % len(owners)] for at in range(number)]

    ground = Ground(
        world,
        [make(owner) for make in breaks for owner in chosen(number)],
        [make(owner) for make in kinds for owner in chosen(healthy or number)],
    )
    things = [*ground.broken, *ground.healthy]
    _write_rows([item for each in things for item in _rows_of(each)])
    _write_counters(each.row for each in things if each.row)
    for each in things:
        for role, key in each.objects:
            _write_object(world.bucket(role), key, each)
    return ground


def look(world: World) -> Look:
    """Every row as it is stored; every object's content and date."""
    pages = client("dynamodb").get_paginator("scan").paginate(TableName=_table())
    rows = {_place(item): item for page in pages for item in page["Items"]}
    found = {}
    for role in ROLES:
        for key, stored in _backend().buckets[world.bucket(role)].keys.items():
            found[role, key] = (stored.value, stored.etag, stored.last_modified)
    return rows, found


def assets(rows: Mapping[Any, Any]) -> Iterator[Asset]:
    yield from (to_asset(item) for at, item in rows.items() if at[1].startswith("asset#"))


def state(asset: Asset) -> tuple[Any, ...]:
    return asset.status, asset.visibility, asset.transition, asset.nudged_at is not None


def metrics(world: World) -> Iterator[dict[str, Any]]:
    """What the last run counted as drift, as CloudWatch reads it."""
    lines = map(json.loads, world.output.splitlines())
    yield from (line for line in lines if "_aws" in line and "Drift" in line)


def expect_true_counters(rows: Mapping[Any, Any]) -> None:
    """Every owner's counters are the sum over the owner's rows."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for asset in assets(rows):
        sums[f"owner#{asset.owner}"].update(difference(None, asset))
    for (owner, name), item in rows.items():
        if name == "stats":
            held = {each: int(item[each]["N"]) for each in COUNTERS if each in item}
            assert +Counter(held) == +sums[owner]
            assert all(number >= 0 for number in held.values())


def _rows_of(thing: Thing) -> list[Any]:
    return [*([_stored(thing.row)] if thing.row else []), *thing.beside]


def _stored(row: Asset) -> Any:
    """Claiming an upload moves no due date: the index still has the one before."""
    unclaimed = from_asset(row.claimed(None))
    was_claimed = row.status is Status.PENDING and row.claim is not None
    return from_asset(row) | ({"due_at": unclaimed["due_at"]} if was_claimed else {})


def _place(item: Any) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def _write_rows(rows: Sequence[Any]) -> None:
    for start in range(0, len(rows), 25):
        puts = [{"PutRequest": {"Item": item}} for item in rows[start : start + 25]]
        answer = client("dynamodb").batch_write_item(RequestItems={_table(): puts})
        assert not answer["UnprocessedItems"]


def _write_counters(found: Iterable[Asset]) -> None:
    """As the catalog would have: with the day of the owner's audit, which is over."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for asset in found:
        sums[asset.owner].update(difference(None, asset))
    for owner, change in sums.items():
        (action,) = count(owner, change, NOW.replace(year=NOW.year - 1))
        client("dynamodb").update_item(TableName=_table(), **action["Update"])


def _write_object(bucket: str, key: str, thing: Thing) -> None:
    stored = _backend().put_object(bucket, key, key.encode(), disable_notification=True)
    stored.last_modified = (NOW - thing.age).replace(tzinfo=None)


def _table() -> str:
    return environment()["TABLE_NAME"]


def _backend() -> Any:
    return get_backend("s3")[DEFAULT_ACCOUNT_ID]["aws"]
