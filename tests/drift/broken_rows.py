"""Rows that nobody works on any more: uploads, results, rejections and deletions."""

from __future__ import annotations

from datetime import timedelta

from darkroom.catalog.records import from_result
from darkroom.domain.asset import Asset, Rejection, Visibility
from tests.builders import VARIANTS, a_draft, a_result_of, an_asset
from tests.drift.healthy import a_palette_of
from tests.drift.things import (
    DEAD,
    EXPORT,
    NOW,
    PRIVATE,
    PUBLIC,
    YESTERDAY,
    Break,
    Broken,
    Places,
    original,
    variants,
    whole,
)


def an_abandoned_upload(owner: str) -> Broken:
    row = a_draft(owner, created_at=YESTERDAY)
    return Broken(row, finding="uploads_expired")


def a_half_written_upload(owner: str) -> Broken:
    """Cut off while it was developed; S3 has removed it from quarantine since."""
    row = a_draft(owner, created_at=YESTERDAY, claim=DEAD)
    return Broken(row, _written(row, PRIVATE), finding="uploads_expired")


def a_half_written_public_upload(owner: str) -> Broken:
    row = a_draft(owner, created_at=YESTERDAY, claim=DEAD, visibility=PUBLIC)
    return Broken(row, _written(row, PUBLIC), finding="uploads_expired", is_purged=True)


def a_result_cut_off(owner: str) -> Broken:
    source = an_asset(owner, created_at=YESTERDAY)
    row = a_result_of(source, created_at=YESTERDAY, claim=DEAD)
    beside = (from_result(row),)
    return Broken(row, _written(row, PRIVATE), beside=beside, finding="uploads_expired")


def an_upload_whose_event_was_lost(owner: str) -> Broken:
    row = a_draft(owner, created_at=YESTERDAY)
    return _told_again(row, frozenset())


def an_upload_cut_off(owner: str) -> Broken:
    """Still in quarantine, half of it written."""
    row = a_draft(owner, created_at=YESTERDAY, claim=DEAD)
    return _told_again(row, _written(row, PRIVATE))


def a_rejection_to_forget(owner: str) -> Broken:
    row = a_draft(owner, created_at=NOW - timedelta(days=8))
    rejected = row.rejected(Rejection("broken_image", "It is."), NOW - timedelta(days=7))
    return Broken(rejected, finding="rejected_forgotten")


def a_deletion_before_anything_went(owner: str) -> Broken:
    row = an_asset(owner, created_at=YESTERDAY, exports=(EXPORT,)).deleting(YESTERDAY)
    beside = (a_palette_of(owner, row.id),)
    return Broken(row, whole(row), beside=beside, finding="deletions_finished")


def a_deletion_half_way(owner: str) -> Broken:
    """And with what no row names: what a processing wrote meanwhile."""
    row = an_asset(owner, created_at=YESTERDAY, visibility=PUBLIC).deleting(YESTERDAY)
    left = variants(row, "public", ["medium"]) | variants(row, "private", ["large"])
    return Broken(row, left, finding="deletions_finished", is_purged=True)


def a_deletion_without_objects(owner: str) -> Broken:
    row = an_asset(owner, created_at=YESTERDAY, visibility=PUBLIC).deleting(YESTERDAY)
    return Broken(row, finding="deletions_finished", is_purged=True)


def a_deletion_of_an_upload(owner: str) -> Broken:
    row = a_draft(owner, created_at=YESTERDAY, claim=DEAD).deleting(YESTERDAY)
    places = _written(row, PRIVATE) | {("uploads", row.original_key)}
    return Broken(row, places, finding="deletions_finished")


def a_deletion_in_the_middle_of_a_move(owner: str) -> Broken:
    row = an_asset(owner, created_at=YESTERDAY).moving(PUBLIC, DEAD, YESTERDAY).deleting(YESTERDAY)
    places = whole(row) | variants(row, "public", ["large"])
    return Broken(row, places, finding="deletions_finished", is_purged=True)


def _told_again(row: Asset, written: Places) -> Broken:
    places = written | {("uploads", row.original_key)}
    return Broken(
        row,
        places,
        finding="uploads_requeued",
        becomes=row.nudged(NOW),
        kept=places,
        is_told_again=True,
    )


def _written(draft: Asset, visibility: Visibility) -> Places:
    """What was written of a draft before it was cut off."""
    as_developed = an_asset(draft.owner, id=draft.id, variants=VARIANTS)
    return original(draft) | variants(as_developed, visibility.value, ["large"])


UPLOADS: tuple[Break, ...] = (
    an_abandoned_upload,
    a_half_written_upload,
    a_half_written_public_upload,
    a_result_cut_off,
    an_upload_whose_event_was_lost,
    an_upload_cut_off,
    a_rejection_to_forget,
)
DELETIONS: tuple[Break, ...] = (
    a_deletion_before_anything_went,
    a_deletion_half_way,
    a_deletion_without_objects,
    a_deletion_of_an_upload,
    a_deletion_in_the_middle_of_a_move,
)
