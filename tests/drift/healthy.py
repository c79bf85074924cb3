"""What is as it should be, or is being worked on this minute: nobody may touch it."""

from __future__ import annotations

from datetime import timedelta

from darkroom.catalog.base import Slot
from darkroom.catalog.records import from_palette, from_result, from_slot
from darkroom.domain.asset import Rejection
from darkroom.domain.colors import Color, PaletteType
from darkroom.domain.palettes import StoredPalette, palette_id
from tests.builders import VARIANTS, a_draft, a_result_of, an_asset
from tests.drift.things import (
    ALIVE,
    EXPORT,
    NOW,
    PRIVATE,
    PUBLIC,
    YESTERDAY,
    Make,
    Thing,
    original,
    variants,
    whole,
)


def a_private_one(owner: str) -> Thing:
    """With a download that was kept, a palette, and a slot that points at it."""
    row = an_asset(owner, created_at=YESTERDAY, exports=(EXPORT,))
    return Thing(row, whole(row), beside=(a_palette_of(owner, row.id), a_slot_of(owner, row.id)))


def a_public_one(owner: str) -> Thing:
    row = an_asset(owner, created_at=YESTERDAY, visibility=PUBLIC, job_id="shop")
    return Thing(row, whole(row))


def a_result(owner: str) -> Thing:
    source = an_asset(owner, created_at=YESTERDAY)
    draft = a_result_of(source, created_at=YESTERDAY)
    row = an_asset(
        owner,
        id=draft.id,
        created_at=YESTERDAY,
        kind=draft.kind,
        source_asset_id=source.id,
        root_asset_id=source.id,
        recipe=draft.recipe,
    )
    return Thing(row, whole(row), beside=(from_result(row),))


def a_fresh_ticket(owner: str) -> Thing:
    return Thing(a_draft(owner, created_at=NOW, ticket_expires_at=NOW + timedelta(minutes=5)))


def an_upload_waiting_in_the_queue(owner: str) -> Thing:
    row = a_draft(owner, created_at=NOW, ticket_expires_at=NOW - timedelta(minutes=14))
    return Thing(row, frozenset({("uploads", row.original_key)}))


def an_upload_told_again_lately(owner: str) -> Thing:
    row = a_draft(owner, created_at=YESTERDAY, nudged_at=NOW - timedelta(minutes=59))
    return Thing(row, frozenset({("uploads", row.original_key)}))


def an_upload_in_work(owner: str) -> Thing:
    """Overdue by its ticket, and half written."""
    row = a_draft(owner, created_at=YESTERDAY, claim=ALIVE, variants=VARIANTS)
    halves = variants(row, "private", ["large"]) | {("uploads", row.original_key)}
    return Thing(a_draft(owner, id=row.id, created_at=YESTERDAY, claim=ALIVE), halves)


def a_result_in_work(owner: str) -> Thing:
    source = an_asset(owner, created_at=YESTERDAY)
    row = a_result_of(source, created_at=YESTERDAY, claim=ALIVE)
    return Thing(row, original(row), beside=(from_result(row),))


def a_move_in_work(owner: str) -> Thing:
    """In the middle of its copies."""
    row = an_asset(owner, created_at=YESTERDAY).moving(PUBLIC, ALIVE, YESTERDAY)
    return Thing(row, whole(row) | variants(row, "public", ["large"]))


def a_revocation_in_work(owner: str) -> Thing:
    """In the middle of its cleaning."""
    public = an_asset(owner, created_at=YESTERDAY, visibility=PUBLIC)
    row = public.moving(PRIVATE, ALIVE, YESTERDAY).moved(YESTERDAY)
    return Thing(row, whole(row) | variants(row, "public", ["medium"]))


def a_deletion_in_work(owner: str) -> Thing:
    """Somebody still writes what is being deleted."""
    row = a_draft(owner, created_at=YESTERDAY, claim=ALIVE).deleting(YESTERDAY)
    return Thing(row, original(row))


def a_rejected_one(owner: str) -> Thing:
    row = a_draft(owner, created_at=YESTERDAY)
    return Thing(row.rejected(Rejection("broken_image", "It is."), NOW - timedelta(days=6)))


def young_objects_without_a_row(owner: str) -> Thing:
    """Their row may be written any minute."""
    row = an_asset(owner, created_at=NOW)
    found = original(row) | variants(row, "private") | variants(row, "public")
    return Thing(None, found, age=timedelta(minutes=59))


def a_palette_of(owner: str, asset_id: str) -> object:
    """As the table keeps it."""
    kind, colors = PaletteType.VIBRANT, (Color(51, 102, 153, 1.0),)
    palette = StoredPalette(
        palette_id(asset_id, kind, 1), owner, "Sea", colors, YESTERDAY, asset_id, kind, 1
    )
    return from_palette(palette)


def a_slot_of(owner: str, asset_id: str) -> object:
    return from_slot(Slot(owner, f"logos/{asset_id}", asset_id, as_of=asset_id))


SETTLED: tuple[Make, ...] = (a_private_one, a_public_one, a_result)
"""What is as it should be whenever it is looked at."""
KINDS: tuple[Make, ...] = (
    *SETTLED,
    a_fresh_ticket,
    an_upload_waiting_in_the_queue,
    an_upload_told_again_lately,
    an_upload_in_work,
    a_result_in_work,
    a_move_in_work,
    a_revocation_in_work,
    a_deletion_in_work,
    a_rejected_one,
    young_objects_without_a_row,
)
