"""What must be true of AWS at every moment, and what in the end."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from darkroom.catalog.records import own_result_key
from darkroom.domain.asset import Asset, Status, Visibility
from darkroom.domain.tally import COUNTERS
from tests.faults.state import Rows, State, recount


class Wrong(StrEnum):
    """Promises that can be broken."""

    LOST = "lost"
    """An accepted original or variant is gone, or a row points at nothing."""
    ORPHANED = "orphaned"
    """An object that no row explains, after a sweep."""
    SHOWN = "wrongly public"
    """What says private can be read by anybody."""
    MISCOUNTED = "miscounted"
    """Counters, or what is written down about results and palettes, differ from a recount."""
    PAID = "paid twice"
    """A provider was asked twice for one image or one recording; or paid, and nobody charged."""
    UNFINISHED = "not converged"
    """Something is left half done."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken promise."""

    wrong: Wrong
    what: str


@dataclass
class Witness:
    """Looks at everything all the time, as a visitor with a cache and a good memory."""

    state: State
    cached: set[str] = field(default_factory=set)
    """Keys that the CDN still gives out."""
    accepted: set[str] = field(default_factory=set)
    """Ids of all assets that ever were ready."""
    findings: set[Finding] = field(default_factory=set)
    before: set[Finding] = field(default_factory=set)
    """What a story begins with, and has to be well only in the end."""
    _purged: set[str] = field(default_factory=set)

    def purge(self, prefixes: tuple[str, ...], reference: str) -> None:
        """A repeated reference is the invalidation of before: nothing is forgotten again."""
        if reference not in self._purged:
            self._purged.add(reference)
            self.cached = {key for key in self.cached if not key.startswith(prefixes)}

    def begin(self) -> None:
        """What is wrong by now is what the story is about."""
        self.look()
        self.before, self.findings = self.findings, set()

    def look(self) -> None:
        """After every call: rows point at what is there; what says private is not public."""
        private, public = self.state.keys("private"), self.state.keys("public")
        self.cached |= public
        for row in _ready(self.state.rows()):
            self.accepted.add(row.id)
            home = public if row.visibility is Visibility.PUBLIC else private
            missing = {row.original_key} - private | set(row.variant_keys) - home
            self._found(Wrong.LOST, (f"a row points at nothing: {key}" for key in missing))
            if row.visibility is Visibility.PRIVATE and row.transition is None:
                seen = (key for key in public | self.cached if key.startswith(row.key_prefix))
                self._found(Wrong.SHOWN, seen)

    def conclude(self, paid: Counter[bytes], *, removes: bool) -> None:
        """After the last sweep: rows, objects, counters and the CDN tell one story."""
        self.before = set()
        self.look()
        rows = self.state.rows()
        expected: dict[str, set[str]] = {"uploads": set(), "private": set(), "public": set()}
        for row in _ready(rows):
            expected["private"] |= {row.original_key, *row.export_keys}
            expected[row.visibility.value] |= set(row.variant_keys)
        for role, keys in expected.items():
            there = self.state.keys(role)
            self._found(Wrong.LOST, (f"{role}/{key}" for key in keys - there))
            self._found(Wrong.ORPHANED, (f"{role}/{key}" for key in there - keys))
        self._found(Wrong.SHOWN, (f"cached {key}" for key in self.cached - expected["public"]))
        if not removes:
            gone = self.accepted - {row.id for row in _ready(rows)}
            self._found(Wrong.LOST, (f"asset {each}" for each in gone))
        self._found(Wrong.LOST, self._changed(rows))
        self._found(Wrong.UNFINISHED, unfinished(rows))
        self._found(Wrong.MISCOUNTED, _miscounted(rows))
        self._found(Wrong.MISCOUNTED, _mischarged(rows, paid))
        self._found(Wrong.PAID, (f"{times} times" for times in paid.values() if times > 1))

    def _found(self, wrong: Wrong, whats: Iterable[str]) -> None:
        self.findings |= {Finding(wrong, what) for what in whats} - self.before

    def _changed(self, rows: Rows) -> Iterator[str]:
        """Objects that are not what their row says."""
        for row in _ready(rows):
            if row.original_key in self.state.keys("private") and row.facts:
                body = self.state.body("private", row.original_key)
                if hashlib.sha256(body).hexdigest() != row.facts.sha256:
                    yield f"{row.original_key} is another file"
            for variant in row.variants:
                key, role = row.variant_key(variant), row.visibility.value
                is_there = key in self.state.keys(role)
                if is_there and len(self.state.body(role, key)) != variant.size:
                    yield f"{key} is another file"


def _ready(rows: Rows) -> list[Asset]:
    return [row for row in rows.assets if row.status is Status.READY]


def unfinished(rows: Rows) -> Iterator[str]:
    """What is left half done."""
    for row in rows.assets:
        if row.status in {Status.PENDING, Status.DELETING} or row.transition or row.claim:
            yield f"{row.id} is {row.status} {row.transition or ''} {row.claim or ''}"
    for generation in rows.generations:
        if not generation.is_over:
            yield f"a generation is {generation.state}"


def _mischarged(rows: Rows, paid: Counter[bytes]) -> Iterator[str]:
    """Budgets that are not what the generations charge; of those that were given up, no more than
    what was paid is known."""
    charged = [generation.charge for generation in rows.generations]
    images = sum(charge.images for charge in charged)
    seconds = sum(charge.voice_seconds for charge in charged)
    if rows.generations and rows.spent != (images, seconds):
        yield f"charged {rows.spent} instead of {images, seconds}"
    if sum(rows.spent) < paid.total():  # the recordings of the stories are one second long
        yield f"charged {rows.spent}, and paid {paid.total()}"
    if not rows.generations and rows.spent[0] > paid.total() + 1:
        yield f"charged {rows.spent} for nothing"
    for generation in rows.generations:
        made = [image for image in generation.images if image.asset_id in _ids(rows)]
        if len(made) > generation.charge.images:
            yield "an image that nobody was charged for"


def _ids(rows: Rows) -> set[str]:
    return {row.id for row in _ready(rows)}


def _miscounted(rows: Rows) -> Iterator[str]:
    sums = recount(rows.assets)
    for owner in {*sums, *rows.counters}:
        right, counted = sums.get(owner, Counter()), rows.counters.get(owner, {})
        for name in COUNTERS:
            if right[name] != counted.get(name, 0):
                yield f"{name}: {counted.get(name, 0)} instead of {right[name]}"
    made = {}
    for row in rows.assets:
        key = own_result_key(row)
        if key and row.status is not Status.DELETING:
            made[row.owner, key["sk"]["S"]] = row.id
    if made != rows.results:
        yield "what is written down about results"
    if not set(rows.palettes) <= {(row.owner, row.id) for row in rows.assets}:
        yield "palettes of an asset that is gone"
