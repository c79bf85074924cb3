"""Row ↔ domain: the one place that knows how things are spelled in the table.

    pk              sk              row
    owner#{sub}     asset#{id}      an asset
    owner#{sub}     stats           the owner's counters
    owner#{sub}     slot#{name}     where a slot points
    owner#{sub}     palette#{id}    a palette
    owner#{sub}     lineage#{root}#{source}#{recipe}   what a recipe made of a source
    owner#{sub}     generation#{id} a generation
    owner#{sub}     once#{hash}     what a request with an idempotency key began
    owner#{sub}     budget#{day}    what the owner has spent on that day
    share#{id}      share#{id}      a share
    walk#{name}     walk#{name}     where a long walk of the reconciler stopped

All but the assets are spelled in records.py and generation_items.py. Sparse index keys:
`gallery_pk` `{status}#{sub}` (and `share#{sub}`), `job_pk` `{sub}#{job}`, `public_pk` `{sub}`, all
ranged by `sk`; `due_pk` ranged by `due_at` (seconds). A row that is being deleted is in none but
`due`. Free-form JSON is kept as text, so that numbers survive unchanged. Times are numbers, and
lists one text: the largest rows that the limits allow have to fit 21 to the 40 KB that five read
units buy (tests/unit/test_item_sizes.py).

Colours are twelve characters each without a separator: the code of the colour's bin, rrggbb, and
the share in ten-thousandths as four hex digits; first the palette's, up to five, then the accents.
A bin's code has no hex digit in it, so that `contains` finds it nowhere else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from darkroom.catalog.values import (
    Item,
    from_json,
    joined,
    maybe_text,
    maybe_time,
    numbers,
    parted,
    texts,
    times,
    to_time,
    whole_second,
)
from darkroom.domain.asset import (
    Asset,
    Claim,
    Facts,
    Kind,
    Rejection,
    Status,
    Transition,
    Variant,
    Visibility,
)
from darkroom.domain.colors import PALETTE_COLORS, Color, Palette
from darkroom.domain.errors import InternalFault
from darkroom.domain.oklab import bin_of
from darkroom.domain.provenance import DigitalSource

_TOKEN = 12

TTL_BACKSTOP = timedelta(days=30)
"""Far behind every due date: what the reconciler expires with its counters, TTL drops without."""


def owner_pk(owner: str) -> str:
    return f"owner#{owner}"


def asset_key(owner: str, asset_id: str) -> Item:
    return key(owner_pk(owner), f"asset#{asset_id}")


def stats_key(owner: str) -> Item:
    return key(owner_pk(owner), "stats")


def key(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def owner_shard(owner: str) -> str:
    return hashlib.sha256(owner.encode("utf-8", "surrogatepass")).hexdigest()[-1]


def from_asset(asset: Asset) -> Item:
    """The whole row of an asset, with the index keys its state calls for."""
    facts = asset.facts
    claim, rejection = asset.claim, asset.rejection
    return {
        **asset_key(asset.owner, asset.id),
        **_index_keys(asset),
        **texts(
            filename=asset.filename,
            type=asset.content_type,
            job_id=asset.job_id,
            status=asset.status,
            kind=asset.kind,
            visibility=asset.visibility,
            transition=asset.transition,
            slot=asset.slot,
            metadata=from_json(asset.metadata) if asset.metadata else None,
            checksum_sha256=asset.checksum_sha256,
            rejection=from_json([rejection.code, rejection.detail]) if rejection else None,
            claim_token=claim.token if claim else None,
            source=asset.source_asset_id,
            root=asset.root_asset_id,
            recipe=from_json(asset.recipe) if asset.recipe is not None else None,
            generation=from_json(asset.generation) if asset.generation is not None else None,
            digital_source=asset.digital_source,
            seconds=str(asset.seconds) if asset.seconds is not None else None,
            sha256=facts.sha256 if facts else None,
            colors=_from_colors(facts) if facts else None,
            variants=joined(map(_from_variant, asset.variants)),
            exports=joined(map(_from_variant, asset.exports)),
        ),
        **times(
            created_at=asset.created_at,
            updated_at=asset.updated_at,
            since=asset.visibility_since,
            ticket_expires_at=asset.ticket_expires_at,
            nudged_at=asset.nudged_at,
            claim_until=claim.until if claim else None,
        ),
        **numbers(
            size=asset.size,
            revision=asset.revision,
            edition=asset.edition,
            width=facts.width if facts else None,
            height=facts.height if facts else None,
            frames=facts.frames if facts and facts.frames > 1 else None,
        ),
        **({"tags": {"L": [{"S": tag} for tag in asset.tags]}} if asset.tags else {}),
        **({"thumbhash": {"B": base64.b64decode(facts.thumbhash)}} if facts else {}),
    }


def to_asset(item: Mapping[str, Any]) -> Asset:
    """The asset of a row, or of what an index projects of it. Raises InternalFault for a row that
    this version cannot read: it must not end a sweep that has others to see to."""
    try:
        return _to_asset(item)
    except (KeyError, ValueError) as exc:
        raise InternalFault from exc


def _to_asset(item: Mapping[str, Any]) -> Asset:
    rejection = maybe_text(item, "rejection", json.loads)
    return Asset(
        id=item["sk"]["S"].removeprefix("asset#"),
        owner=item["pk"]["S"].removeprefix("owner#"),
        filename=item["filename"]["S"],
        content_type=item["type"]["S"],
        size=int(item["size"]["N"]),
        created_at=to_time(item["created_at"]),
        updated_at=to_time(item["updated_at"]),
        job_id=item["job_id"]["S"],
        status=Status(item["status"]["S"]),
        kind=Kind(item["kind"]["S"]),
        visibility=Visibility(item["visibility"]["S"]),
        visibility_since=maybe_time(item, "since"),
        transition=maybe_text(item, "transition", Transition),
        slot=maybe_text(item, "slot", str),
        tags=tuple(tag["S"] for tag in item.get("tags", {}).get("L", ())),
        metadata=maybe_text(item, "metadata", json.loads) or {},
        checksum_sha256=maybe_text(item, "checksum_sha256", str),
        ticket_expires_at=maybe_time(item, "ticket_expires_at"),
        nudged_at=maybe_time(item, "nudged_at"),
        facts=_facts(item) if "width" in item else None,
        variants=tuple(map(_to_variant, parted(item, "variants"))),
        rejection=Rejection(*rejection) if rejection else None,
        claim=to_claim(item),
        exports=tuple(map(_to_variant, parted(item, "exports"))),
        source_asset_id=maybe_text(item, "source", str),
        root_asset_id=maybe_text(item, "root", str),
        recipe=maybe_text(item, "recipe", json.loads),
        generation=maybe_text(item, "generation", json.loads),
        digital_source=maybe_text(item, "digital_source", DigitalSource),
        seconds=maybe_text(item, "seconds", float),
        revision=int(item["revision"]["N"]) if "revision" in item else 0,
        edition=int(item["edition"]["N"]),
    )


def gallery_pk(status: Status, owner: str) -> str:
    return f"{status.value}#{owner}"


def job_pk(owner: str, job_id: str) -> str:
    return f"{owner}#{job_id}"  # a job id has no '#', so this reads one way only


def due_pk(shard: str) -> str:
    return f"due#{shard}"


def audit_pk(shard: str) -> str:
    return f"audit#{shard}"


def _index_keys(asset: Asset) -> Item:
    listed = asset.status is not Status.DELETING and not asset.is_recording
    ready = asset.status is Status.READY
    due = asset.due_at
    return {
        **texts(
            gallery_pk=gallery_pk(asset.status, asset.owner) if listed else None,
            job_pk=job_pk(asset.owner, asset.job_id) if ready else None,
            public_pk=asset.owner if ready and asset.visibility is Visibility.PUBLIC else None,
            due_pk=due_pk(asset.id[-1]) if due else None,
        ),
        **numbers(
            due_at=whole_second(due) if due else None,
            ttl=whole_second(due + TTL_BACKSTOP)
            if due and asset.status in {Status.PENDING, Status.REJECTED, Status.RECEIVED}
            else None,
        ),
    }


def _facts(item: Mapping[str, Any]) -> Facts:
    colors = _to_colors(item["colors"]["S"])
    return Facts(
        width=int(item["width"]["N"]),
        height=int(item["height"]["N"]),
        sha256=maybe_text(item, "sha256", str) or "",
        palette=colors[:PALETTE_COLORS],
        accents=colors[PALETTE_COLORS:],
        thumbhash=base64.b64encode(item["thumbhash"]["B"]).decode(),
        frames=int(item["frames"]["N"]) if "frames" in item else 1,
    )


def _from_colors(facts: Facts) -> str:
    return "".join(
        f"{bin_of(color)}{color.hex[1:]}{round(color.proportion * 10_000):04x}"
        for color in (*facts.palette, *facts.accents)
    )


def _to_colors(text: str) -> Palette:
    tokens = (text[at : at + _TOKEN] for at in range(0, len(text), _TOKEN))
    return tuple(Color.from_hex(f"#{each[2:8]}", int(each[8:], 16) / 10_000) for each in tokens)


def _from_variant(variant: Variant) -> str:
    return f"{variant.name}.{variant.ext} {variant.width}x{variant.height} {variant.size}"


def _to_variant(text: str) -> Variant:
    name, sides, size = text.split(" ")
    stem, ext = name.split(".")
    width, height = sides.split("x")
    return Variant(stem, ext, int(width), int(height), int(size))


def to_claim(item: Mapping[str, Any]) -> Claim | None:
    """Who works on the row, if anybody."""
    if "claim_token" not in item:
        return None
    return Claim(item["claim_token"]["S"], to_time(item["claim_until"]))
