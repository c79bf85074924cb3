"""Objects that no row explains, copies in the wrong bucket, and rows that miss objects."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from darkroom.domain.asset import Asset, Rejection
from tests.builders import VARIANTS, a_draft, an_asset, an_id
from tests.drift.things import (
    EXPORT,
    NOW,
    PUBLIC,
    YESTERDAY,
    Break,
    Broken,
    Places,
    original,
    variants,
    whole,
)


def an_original_without_a_row(owner: str) -> Broken:
    return _without_a_row(original(an_asset(owner, created_at=NOW)))


def private_copies_without_a_row(owner: str) -> Broken:
    row = an_asset(owner, created_at=NOW, exports=(EXPORT,))
    exports = frozenset(("private", key) for key in row.export_keys)
    return _without_a_row(variants(row, "private") | exports)


def public_copies_without_a_row(owner: str) -> Broken:
    return _without_a_row(variants(an_asset(owner, created_at=NOW), "public"))


def objects_of_an_owner_without_rows(owner: str) -> Broken:
    """Whom no list of owners names."""
    row = an_asset(f"gone|{owner}")
    return _without_a_row(original(row) | variants(row, "public", ["large"]))


def a_leak(owner: str) -> Broken:
    """A private asset's variants, readable by anybody."""
    row = an_asset(owner, created_at=YESTERDAY)
    return _misplaced(row, variants(row, "public"), is_purged=True)


def a_leaked_original(owner: str) -> Broken:
    """And a download beside it: neither may ever be public."""
    row = an_asset(owner, created_at=YESTERDAY, visibility=PUBLIC, exports=(EXPORT,))
    keys = (row.original_key, *row.export_keys)
    return _misplaced(row, frozenset(("public", key) for key in keys), is_purged=True)


def a_second_private_copy(owner: str) -> Broken:
    row = an_asset(owner, created_at=YESTERDAY, visibility=PUBLIC)
    return _misplaced(row, variants(row, "private"))


def an_export_cut_off(owner: str) -> Broken:
    """Written, but never noted on its row."""
    row = an_asset(owner, created_at=YESTERDAY)
    noted = replace(row, exports=(EXPORT,))
    return _misplaced(row, frozenset(("private", key) for key in noted.export_keys))


def an_unknown_public_variant(owner: str) -> Broken:
    row = an_asset(owner, created_at=YESTERDAY, visibility=PUBLIC)
    unknown = replace(row, variants=(replace(VARIANTS[0], name="old"),))
    return _misplaced(row, variants(unknown, "public", ["old"]), is_purged=True)


def the_same_id_in_another_job(owner: str) -> Broken:
    row = an_asset(owner, created_at=YESTERDAY)
    return _misplaced(row, original(replace(row, job_id="elsewhere")))


def what_a_rejected_upload_left(owner: str) -> Broken:
    row = a_draft(owner, created_at=YESTERDAY)
    rejected = row.rejected(Rejection("broken_image", "It is."), NOW - timedelta(days=6))
    left = original(row) | variants(an_asset(owner, id=row.id), "private")
    return _misplaced(rejected, left)


def a_foreign_key(owner: str) -> Broken:
    """Counted, and left to whoever put it there."""
    places = frozenset(
        {("private", f"{owner}/{an_id()}/file.txt"), ("public", f"{owner}-{an_id()}.html")}
    )
    number = len(places)
    return Broken(None, places, finding="objects_foreign", number=number, kept=places)


def an_original_lost(owner: str) -> Broken:
    row = an_asset(owner, created_at=YESTERDAY)
    return _missing(row, original(row))


def a_variant_of_no_image_lost(owner: str) -> Broken:
    """Of whose original, as of all that is sown here, no variant can be made again."""
    row = an_asset(owner, created_at=YESTERDAY)
    return _missing(row, variants(row, "private", ["medium"]))


def a_public_variant_of_no_image_lost(owner: str) -> Broken:
    row = an_asset(owner, created_at=YESTERDAY, visibility=PUBLIC, job_id="shop")
    return _missing(row, variants(row, "public", ["large"]))


def everything_lost(owner: str) -> Broken:
    row = an_asset(owner, created_at=YESTERDAY)
    return _missing(row, whole(row))


def _without_a_row(places: Places) -> Broken:
    in_public = any(role == "public" for role, _ in places)
    return Broken(
        None,
        places,
        finding="objects_without_row",
        number=len(places),
        is_purged=in_public,
    )


def _misplaced(row: Asset, strays: Places, *, is_purged: bool = False) -> Broken:
    kept = whole(row) if row.facts else frozenset()
    return Broken(
        row,
        kept | strays,
        finding="objects_misplaced",
        number=len(strays),
        becomes=row,
        kept=kept,
        is_purged=is_purged,
    )


def _missing(row: Asset, lost: Places) -> Broken:
    """Only a person can mend it."""
    left = whole(row) - lost
    number = len(lost)
    return Broken(row, left, finding="rows_without_object", number=number, becomes=row, kept=left)


WITHOUT_ROW: tuple[Break, ...] = (
    an_original_without_a_row,
    private_copies_without_a_row,
    public_copies_without_a_row,
    objects_of_an_owner_without_rows,
)
MISPLACED: tuple[Break, ...] = (
    a_leak,
    a_leaked_original,
    a_second_private_copy,
    an_export_cut_off,
    an_unknown_public_variant,
    the_same_id_in_another_job,
    what_a_rejected_upload_left,
)
LOST: tuple[Break, ...] = (an_original_lost, everything_lost)
SPOILT: tuple[Break, ...] = (a_variant_of_no_image_lost, a_public_variant_of_no_image_lost)
