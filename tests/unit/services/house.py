"""A whole deployment over fakes, and what must be true of it at any moment and in the end."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from darkroom.domain.arrival import Arrival
from darkroom.domain.asset import Asset, Facts, Kind, Status, Variant, Visibility
from darkroom.domain.canonical import hash_of
from darkroom.domain.colors import Color, Palette, PaletteType
from darkroom.domain.developed import Developed, Output
from darkroom.domain.errors import BrokenImage, InvalidRequest, NotAnImage, NotARecording
from darkroom.domain.limits import Limits
from darkroom.domain.provenance import DigitalSource
from darkroom.domain.recipe import Caption, Picture, Recipe, Rendered
from darkroom.domain.region import Region
from darkroom.domain.tally import COUNTERS, Quota, tally
from darkroom.domain.variants import VariantSpec
from darkroom.services.audit import ObjectWalk, RowWalk
from darkroom.services.deletion import Deletion
from darkroom.services.edits import Edits
from darkroom.services.exports import Exports
from darkroom.services.galleries import Galleries
from darkroom.services.lineages import Lineages
from darkroom.services.links import Links
from darkroom.services.palettes import Palettes
from darkroom.services.ports import Ports
from darkroom.services.processing import Outcome, Processing
from darkroom.services.reconcile import Overdue, Report
from darkroom.services.restoring import Restoring
from darkroom.services.shares import Shares
from darkroom.services.uploads import Ticket, UploadRequest, Uploads
from darkroom.services.visibility import Moves
from darkroom.storage.base import ObjectStore, Write
from darkroom.storage.file import FileStore
from darkroom.storage.file_links import FileLinks
from tests.fakes import Clock, MemoryCatalog
from tests.unit.services.creating import Creating, put_together, size_after
from tests.unit.services.edge import Edge
from tests.unit.services.memory import MemoryStore
from tests.unit.services.stepping import Steps, stepped

SECRET = b"a secret of the tests"
PHOTO = b"photo: the sea"
OTHER_PHOTO = b"photo: the fog"  # of the same size
NOT_A_PHOTO = b"a spreadsheet"
TICKET_LIFETIME = timedelta(minutes=5)


class DatedStore(FileStore):
    """A directory whose files are as old as the tests' clock says."""

    def __init__(self, root: Path, links: FileLinks, clock: Clock) -> None:
        super().__init__(root, links, clock.now)
        self._folder = root / "objects"
        self._now = clock.now

    def save(self, write: Write) -> None:
        super().save(write)
        at = self._now().timestamp()
        os.utime(self._folder / write.key, (at, at))

    def keys(self) -> set[str]:
        """What is there, seen by looking into the directory."""
        files = (file for folder in os.walk(self._folder) for file in _files(folder))
        return {file.removeprefix(f"{self._folder}/") for file in files}


def _own(row: Asset) -> Any:
    """What makes it the one result of this: what a provider made is that of its asking."""
    return row.id if row.kind is Kind.GENERATED else row.recipe


def _files(folder: tuple[str, list[str], list[str]]) -> Iterator[str]:
    path, _, names = folder
    return (f"{path}/{name}" for name in names)


def size_of(body: bytes) -> tuple[int, int]:
    said = re.match(rb"photo: (\d+)x(\d+)", body)
    return (int(said[1]), int(said[2])) if said else (4000, 3000)


def develop(body: bytes, content_type: str) -> Developed:
    """Two variants, from which one can tell what they were made of. `photo: 640x480 ...` says its
    size."""
    if not body.startswith(b"photo:"):
        raise NotAnImage
    bodies = {"large": b"large " + body, "56x56": b"small " + body}
    sides = {"large": (1600, 1200), "56x56": (56, 56)}
    palette = (Color(1, 2, 3, 1.0),)
    return Developed(
        Facts(*size_of(body), hashlib.sha256(body).hexdigest(), palette, "thumb"),
        tuple(
            Output(Variant(name, "webp", *sides[name], size=len(made)), made)
            for name, made in bodies.items()
        ),
    )


def listen(body: bytes, content_type: str) -> float:
    """A second for each byte after the colon."""
    if not body.startswith(b"voice:"):
        raise NotARecording
    return float(len(body) - len(b"voice:"))


def develop_as(body: bytes, content_type: str, specs: Sequence[VariantSpec]) -> Developed:
    """Those of the two variants that are asked for."""
    made = develop(body, content_type)
    wanted = {spec.name for spec in specs}
    outputs = tuple(each for each in made.outputs if each.variant.name in wanted)
    return replace(made, outputs=outputs)


class PlainStudio:
    """Follows a recipe by writing down that it was followed."""

    def check(self, recipe: Recipe, size: tuple[int, int]) -> float:
        for number, operation in enumerate(recipe.operations):
            if operation["operation"] == "unfit":
                raise InvalidRequest.at(f"/operations/{number}/width", "It does not fit.")
        return 5.0

    def render(
        self,
        source: Picture,
        recipe: Recipe,
        *,
        others: Mapping[str, Picture],
        caption: Caption | None = None,
        mark: DigitalSource | None = None,
    ) -> Rendered:
        if any(operation["operation"] == "breaks" for operation in recipe.operations):
            raise BrokenImage
        parts = [source.body, *(other.body for other in others.values()), recipe.hash.encode()]
        words = [str(each).encode() for each in (caption, mark) if each]
        size = size_of(source.body)
        for operation in recipe.operations:
            trimmed = size[0] // 3, size[1]
            size = trimmed if operation["operation"] == "trim" else size_after(size, operation)
        return Rendered(b" ".join([*parts, *words]), recipe.format or "png", *size)

    def merge(self, source: Picture, made: Picture, region: Region) -> Rendered:
        said = str((region.x, region.y, region.width, region.height)).encode()
        ext = source.content_type.removeprefix("image/").replace("jpeg", "jpg")
        body = b" ".join([source.body, b"with", said, b"of", made.body])
        return Rendered(body, ext, *size_of(source.body))


def extract(
    body: bytes, content_type: str, types: Sequence[PaletteType], num_colors: int
) -> Mapping[PaletteType, Palette]:
    """As many colours as asked for, from which one can tell how they were taken."""
    if not body.startswith(b"photo:"):
        raise NotAnImage
    return {
        each: tuple(Color(number, len(each), len(body) % 256, 0.1) for number in range(num_colors))
        for each in types
    }


def a_request(body: bytes = PHOTO, **words: Any) -> UploadRequest:
    """For a ticket for this file."""
    asked: dict[str, Any] = {
        "filename": "sea.jpg",
        "content_type": "image/jpeg",
        "size": len(body),
    }
    return UploadRequest(**(asked | words))


def time_for(number: int) -> Callable[[], bool]:
    """A run's time: it answers so often that there is some left."""
    answers = iter([True] * number)
    return lambda: next(answers, False)


class Services:
    """Every service, over these ports."""

    def __init__(
        self,
        ports: Ports,
        limits: Limits,
        requeue: Callable[[Arrival], None],
        creating: Creating,
    ) -> None:
        self.ports = ports
        self.deletion = Deletion(ports)
        self.uploads = Uploads(ports, self.deletion, limits, TICKET_LIFETIME, hears=True)
        self.processing = Processing(ports, develop, listen)
        self.moves = Moves(ports)
        self.links = Links(ports)
        self.shares = Shares(ports, self.links, SECRET)
        self.galleries = Galleries(ports, SECRET)
        self.edits = Edits(ports, PlainStudio(), develop, Quota.of(limits))
        self.exports = Exports(ports, PlainStudio())
        self.lineages = Lineages(ports)
        self.palettes = Palettes(ports, extract, SECRET)
        self.generations, self.generating, self.forgotten = put_together(
            ports, creating, self.edits, SECRET
        )
        self.missing: list[tuple[str, str]] = []
        self._requeue = requeue

    def overdue(
        self, *, dry_run: bool = False, has_time: Callable[[], bool] = lambda: True
    ) -> Report:
        """The reconciler's first round."""
        report = Report(dry_run)
        Overdue(self.ports, self.moves, self.deletion, self._requeue).sweep(report, has_time)
        self.forgotten.sweep(report, has_time)
        return report

    def objects(self, visibility: Visibility, *, dry_run: bool = False) -> Report:
        """The reconciler's second round, over one store."""
        report = Report(dry_run)
        ObjectWalk(self.ports, visibility).sweep(report)
        return report

    def rows(self, *, dry_run: bool = False, has_time: Callable[[], bool] = lambda: True) -> Report:
        """The reconciler's third round; `missing` gathers what it reports."""
        report = Report(dry_run)
        restore = Restoring(self.ports, develop_as).restore
        RowWalk(self.ports, restore, self._report_missing).sweep(report, has_time)
        return report

    def _report_missing(self, asset: Asset, key: str) -> None:
        self.missing.append((asset.id, key))


@dataclass
class House:
    """The deployment. What a test does to it directly, nobody watches. `in_memory`: its objects
    are in no directory, which is quicker."""

    root: Path
    limits: Limits = field(default_factory=Limits)
    clock: Clock = field(default_factory=Clock)
    catalog: MemoryCatalog = field(default_factory=MemoryCatalog)
    queue: list[Arrival] = field(default_factory=list)
    creating: Creating = field(default_factory=Creating)
    in_memory: bool = False

    def __post_init__(self) -> None:
        self.public = self._store("public")
        self.edge = Edge(origin=self.public.keys)
        serial = itertools.count(1)
        self.ports = Ports(
            catalog=self.catalog,
            uploads=self._store("uploads"),
            private=self._store("private"),
            public=self.public,
            delivery=self.edge,
            time=self.clock.port(),
            entropy=lambda size: next(serial).to_bytes(size, "big"),
        )
        self.now = Services(self.ports, self.limits, self.queue.append, self.creating)

    def _store(self, name: str) -> DatedStore | MemoryStore:
        links = FileLinks(f"https://{name}.example", SECRET)
        if self.in_memory:
            return MemoryStore(links, self.clock.now)
        return DatedStore(self.root / name, links, self.clock)

    def stepping(self, steps: Steps) -> Services:
        """The services, step by step, with a visitor and the invariants between steps."""
        steps.check = self.check_moment
        ports, creating = stepped(self.ports, steps), self.creating.stepping(steps)
        return Services(ports, self.limits, self.queue.append, creating)

    # What clients do

    def ticket(self, owner: str = "alice", body: bytes = PHOTO, **words: Any) -> Ticket:
        return self.now.uploads.issue_ticket(owner, a_request(body, **words))

    def arrive(self, ticket: Ticket, body: bytes = PHOTO) -> Arrival:
        """A client uploads on the ticket; the event that follows."""
        self.ports.uploads.save(Write(ticket.key, body, "image/jpeg"))
        return Arrival(ticket.key, self.ports.uploads.info(ticket.key).etag)

    def process(self, arrival: Arrival) -> Outcome:
        return self.now.processing.process(arrival)

    def upload(self, owner: str = "alice", body: bytes = PHOTO, **words: Any) -> Asset:
        """The whole way in; the decided asset."""
        ticket = self.ticket(owner, body, **words)
        self.process(self.arrive(ticket, body))
        return self.row(ticket.id, owner)

    def published(self, **words: Any) -> Asset:
        return self.upload(visibility=Visibility.PUBLIC, **words)

    # What is where

    def row(self, asset_id: str, owner: str = "alice") -> Asset:
        asset = self.catalog.get(owner, asset_id)
        assert asset is not None
        return asset

    def keys(self, store: ObjectStore) -> set[str]:
        assert isinstance(store, DatedStore | MemoryStore)
        return store.keys()

    def everything(self) -> Any:
        """All there is: to see that nothing changed."""
        stores = (self.ports.uploads, self.ports.private, self.ports.public)
        objects = [
            {info.key: (info.etag, info.modified_at) for info in store.list_prefix("")}
            for store in stores
        ]
        catalog = self.catalog
        tables: tuple[dict[Any, Any], ...] = (
            catalog.rows,
            catalog.counters,
            catalog.slots,
            catalog.walks,
            catalog.audits,
            catalog.results,
            catalog.palette_rows,
            catalog.generation_rows,
            catalog.onces,
            catalog.budgets,
        )
        return [dict(table) for table in tables], objects, list(self.edge.purged), list(self.queue)

    # What must be true

    def check_moment(self) -> None:
        """At every moment: rows point at objects; what says private is nowhere in public."""
        private, public = self.keys(self.ports.private), self.edge.visit()
        for row in self._ready():
            home = public if row.visibility is Visibility.PUBLIC else private
            assert row.original_key in private, "the original is gone"
            assert home.issuperset(row.variant_keys), "the row points at nothing"
            if row.visibility is Visibility.PRIVATE and row.transition is None:
                seen = {key for key in public | self.edge.cached if key.startswith(row.key_prefix)}
                assert not seen, "private, and yet in public"

    def check_end(self) -> None:
        """When all is done: rows, objects, counters and the edge tell the same story."""
        self.check_moment()
        expected: dict[str, set[str]] = {"private": set(), "public": set()}
        for row in self._ready():
            assert (row.transition, row.claim) == (None, None)
            expected["private"].update((row.original_key, *row.export_keys))
            expected[row.visibility.value].update(row.variant_keys)
        assert self.keys(self.ports.private) == expected["private"]
        assert self.keys(self.ports.public) == expected["public"]
        assert self.edge.cached <= expected["public"], "forgotten copies at the edge"
        assert not any(row.status is Status.DELETING for row in self.catalog.rows.values())
        self.check_counters()
        self.check_records()

    def check_records(self) -> None:
        """A recipe's result is the one that is written down, and so is what a provider made of a
        source; palettes have their asset."""
        catalog = self.catalog
        made = {
            (row.owner, row.first_source_id, row.source_asset_id, hash_of(_own(row))): row.id
            for row in catalog.rows.values()
            if row.source_asset_id is not None
        }
        assert made == catalog.results
        taken_from = {
            (each.owner, each.asset_id) for each in catalog.palette_rows.values() if each.asset_id
        }
        assert taken_from <= set(catalog.rows)

    def check_counters(self) -> None:
        sums: dict[str, Counter[str]] = {}
        for row in self.catalog.rows.values():
            sums.setdefault(row.owner, Counter()).update(tally(row))
        for owner in {*self.catalog.counters, *sums}:
            counted = sums.get(owner, Counter())
            assert self.catalog.stats(owner) == {name: counted[name] for name in COUNTERS}

    def _ready(self) -> Iterator[Asset]:
        return (row for row in self.catalog.rows.values() if row.status is Status.READY)

    # Time

    def end_claims(self) -> None:
        """The next delivery, after every claim of before has ended."""
        self.clock.advance(minutes=12)

    def reconcile(self, runs: int = 4) -> None:
        """Runs of the reconciler, hours apart, with what they send through the queue."""
        for _ in range(runs):
            self.clock.advance(hours=2)
            self.now.overdue()
            for visibility in Visibility:
                self.now.objects(visibility)
            self.now.rows()
            while self.queue:
                self.process(self.queue.pop(0))
