"""What has to be true: the specification, written down a second time in dictionaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.histories.files import File, verdict

SPELLED = {"alice": "alice", "bob|mail": "bob.7Cmail"}
"""Owners, and how their keys begin."""
QUOTA = 12
TICKET = timedelta(minutes=5)
GRACE = timedelta(minutes=15)
"""Between the end of a ticket and the reconciler's look at what came of it."""
PATIENCE = timedelta(hours=1)
"""Between two tries to have a forgotten upload developed."""
REJECTED_KEPT = timedelta(days=7)
VARIANTS = {"large": "webp", "square": "png"}
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
TURNS = {"flip": False, "gray": False, "turn": True, "brighter": False}
"""Recipes by name, and whether they exchange width and height."""

TRANSITIONS = {"public": "publishing", "private": "revoking"}

Born = tuple[datetime, int]
"""When, and in which place of a batch."""


@dataclass
class Photo:
    """What is true of one asset. `intended` names the file that its client announced; `version`
    counts changes that are shown; `due` is when the reconciler has something to do with it;
    `target` and `astray` are what a move that failed was to reach, and where it left copies."""

    id: str
    owner: str
    job: str
    content_type: str
    size: int
    born: Born
    words: dict[str, Any]
    due: datetime
    visibility: str = "private"
    slot: str | None = None
    intended: str = ""
    checksum_of: File | None = None
    ticket_ends: datetime | None = None
    status: str = "pending"
    kind: str = "uploaded"
    code: str | None = None
    file: File | None = None
    sides: tuple[int, int] | None = None
    since: datetime | None = None
    target: str | None = None
    astray: str | None = None
    source: str | None = None
    version: int = 0
    etags: dict[int, str] = field(default_factory=dict)
    exports: dict[str, str] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        return f"{SPELLED[self.owner]}/{self.job}/{self.id}"

    @property
    def key(self) -> str:
        return f"{self.stem}.{EXTENSIONS[self.content_type]}"

    @property
    def variant_keys(self) -> set[str]:
        return {f"{self.stem}_{name}.{ext}" for name, ext in VARIANTS.items()}

    @property
    def transition(self) -> str | None:
        """What is under way, as it is shown."""
        return TRANSITIONS[self.target] if self.target else None

    @property
    def homes(self) -> set[str]:
        """The buckets that hold its variants."""
        return {self.visibility, self.astray or self.visibility}

    @property
    def is_held(self) -> bool:
        """Whether it counts against the owner's quota."""
        return self.status in {"pending", "ready"}

    @property
    def is_an_upload(self) -> bool:
        """Whether it is told of as an upload: an image that is being made is none."""
        return self.status != "gone" and (self.status, self.kind) != ("pending", "generated")

    @property
    def problem(self) -> str | None:
        """Why nothing can be done with it but to delete it; None for a ready one."""
        if self.status == "gone":
            return "asset_not_found"
        return None if self.status == "ready" else "not_ready"


@dataclass
class Share:
    """A way in, for as long as it is there."""

    id: str
    owner: str
    asset_id: str
    token: str
    ends: datetime


@dataclass
class Spec:
    """Everything that is so."""

    photos: dict[str, Photo] = field(default_factory=dict)
    quarantine: dict[str, File] = field(default_factory=dict)
    slots: dict[tuple[str, str], tuple[str, Born]] = field(default_factory=dict)
    shares: dict[str, Share] = field(default_factory=dict)
    results: dict[tuple[str, str], str] = field(default_factory=dict)
    palettes: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    def of(self, owner: str, *statuses: str) -> list[Photo]:
        """The owner's photos in these states, oldest first."""
        own = (photo for photo in self.photos.values() if photo.owner == owner)
        chosen = [photo for photo in own if photo.status in (statuses or ("ready",))]
        return sorted(chosen, key=lambda photo: photo.born)

    def room(self, owner: str) -> int:
        """How many more assets the quota allows."""
        return QUOTA - sum(photo.is_held for photo in self.of(owner, "pending", "ready"))

    def has_room(self, owner: str) -> bool:
        return self.room(owner) > 0

    def arrive(self, key: str, etag: str, now: datetime) -> None:
        """An event: the object at the key is decided if somebody waits for just this one, and
        removed if nobody waits for any."""
        photo = next((each for each in self.photos.values() if each.key == key), None)
        if photo is None or photo.status != "pending":
            self.quarantine.pop(key, None)
        elif key in self.quarantine and self.quarantine[key].etag == etag:
            self._decide(photo, self.quarantine.pop(key), now)

    def _decide(self, photo: Photo, file: File, now: datetime) -> None:
        photo.code = verdict(
            file,
            size=photo.size,
            content_type=photo.content_type,
            checksum_of=photo.checksum_of,
        )
        photo.version += 1
        if photo.code:
            photo.status, photo.due = "rejected", now + REJECTED_KEPT
            return
        photo.status, photo.file, photo.sides, photo.since = "ready", file, file.sides, now
        if photo.slot:
            self.point(photo.owner, photo.slot, photo.id, photo.born)

    def point(self, owner: str, name: str, asset_id: str, born: Born) -> None:
        """The newest wins, whenever it comes."""
        current = self.slots.get((owner, name))
        if current is None or current[1] <= born:
            self.slots[owner, name] = asset_id, born

    def in_slot(self, owner: str, name: str) -> str | None:
        asset_id, _ = self.slots.get((owner, name), ("", None))
        photo = self.photos.get(asset_id)
        return asset_id if photo and photo.status != "gone" else None

    def move(self, photo: Photo, target: str, now: datetime) -> None:
        """Done with: nothing is left of a move that failed before."""
        if photo.visibility != target:
            photo.visibility, photo.since = target, now
        elif photo.target is None:
            return
        photo.target = photo.astray = None
        photo.version += 1

    def leave_standing(
        self, photo: Photo, target: str, now: datetime, *, copied: bool, committed: bool
    ) -> None:
        """A move that failed: what was copied stays until somebody goes on."""
        photo.target = target
        photo.version += 1
        if committed:
            photo.astray, photo.visibility, photo.since = photo.visibility, target, now
        elif copied:
            photo.astray = target

    def delete(self, photo: Photo) -> None:
        """Gone for everybody at once; so is what was uploaded for it up to now."""
        if photo.status == "pending":
            self.quarantine.pop(photo.key, None)
        photo.status = "gone"
        self.palettes = {id_: whose for id_, whose in self.palettes.items() if whose[1] != photo.id}

    def result(self, source: Photo, recipe: str) -> Photo | None:
        """What the recipe made of it before, if that is still there."""
        known = self.photos.get(self.results.get((source.id, recipe), ""))
        return known if known and known.status == "ready" else None

    def valid_shares(self, owner: str, now: datetime) -> set[str]:
        """Whether what they show is there or not: their owner can still revoke them."""
        return {each.id for each in self.shares.values() if each.owner == owner and now < each.ends}

    def opens(self, share: Share, now: datetime) -> bool:
        photo = self.photos[share.asset_id]
        return share.id in self.shares and now < share.ends and photo.status == "ready"

    def sweep(self, now: datetime) -> tuple[Counter[str], list[str]]:
        """What a run of the reconciler does, and the keys of the uploads it tells of again."""
        found: Counter[str] = Counter()
        told: list[str] = []
        for photo in self.photos.values():
            if photo.status == "ready" and photo.target:
                found["moves_finished"] += 1
                self.move(photo, photo.target, now)
            if photo.due > now or photo.status not in {"pending", "rejected"}:
                continue
            if photo.status == "rejected":
                found["rejected_forgotten"] += 1
                photo.status = "gone"
            elif photo.key in self.quarantine:
                found["uploads_requeued"] += 1
                photo.due = now + PATIENCE
                told.append(photo.key)
            else:
                found["uploads_expired"] += 1
                photo.status = "gone"
        return found, sorted(told)

    def private_keys(self) -> set[str]:
        """All of the bucket: originals whatever is public, exports, variants of what is private."""
        keys: set[str] = set()
        for photo in self._ready():
            keys |= {photo.key, *photo.exports.values()}
            keys |= photo.variant_keys if "private" in photo.homes else set()
        return keys

    def public_keys(self) -> set[str]:
        return {
            key for photo in self._ready() if "public" in photo.homes for key in photo.variant_keys
        }

    def counters(self, owner: str, sizes: dict[str, int]) -> Counter[str]:
        """What an owner's counters say, given how large every object of theirs is."""
        counted: Counter[str] = Counter()
        for photo in self.of(owner, "pending", "ready", "rejected"):
            counted[photo.status] += 1
            counted["quota_assets"] += photo.is_held
            counted["quota_bytes"] += photo.size * photo.is_held
        for photo in self.of(owner):
            counted[photo.visibility] += 1
            counted[photo.kind] += 1
            counted["edited"] += photo.kind == "processed"
            counted["in_jobs"] += photo.job != "default"
            counted["bytes_originals"] += sizes[photo.key]
            made = photo.variant_keys | set(photo.exports.values())
            counted["bytes_variants"] += sum(sizes[key] for key in made)
        return +counted

    def chain(self, photo: Photo) -> tuple[list[str], str | None]:
        """From the first source that is still there down to it; the one that is lost above."""
        line, wanted = [photo.id], photo.source
        while wanted and self.photos[wanted].status == "ready":
            line.insert(0, wanted)
            wanted = self.photos[wanted].source
        return line, wanted

    def came_of(self, ids: Iterable[str]) -> list[str]:
        """All that came of these, generation after generation."""
        known = set(ids)
        ready = sorted(self._ready(), key=lambda photo: photo.born)
        following = [photo.id for photo in ready if photo.source in known]
        return following + self.came_of(following) if following else []

    def _ready(self) -> list[Photo]:
        return [photo for photo in self.photos.values() if photo.status == "ready"]
