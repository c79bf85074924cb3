"""The counters' part of a transaction: an owner's statistics and quota, changed with the row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from darkroom.catalog import items
from darkroom.catalog.values import Item, whole_second
from darkroom.domain.asset import Asset
from darkroom.domain.errors import QuotaExceeded
from darkroom.domain.tally import Quota, Tally, difference

FIRST_AUDIT = timedelta(days=1)
"""When an owner's rows are first checked against the stores, counted from the first upload."""


def count(
    owner: str, change: Mapping[str, int], now: datetime, quota: Quota | None = None
) -> list[dict[str, Item]]:
    """The action that adds `change`, if the quota leaves room: none where nothing changes.

    The row also enters the index of owners to audit, once."""
    if not change:
        return []
    update: Item = {
        "Key": items.stats_key(owner),
        "UpdateExpression": "SET due_pk = if_not_exists(due_pk, :due_pk),"
        " due_at = if_not_exists(due_at, :due_at)"
        " ADD " + ", ".join(f"#{name} :{name}" for name in change),
        "ExpressionAttributeNames": {f"#{name}": name for name in change},
        "ExpressionAttributeValues": {
            ":due_pk": {"S": items.audit_pk(items.owner_shard(owner))},
            ":due_at": {"N": str(whole_second(now + FIRST_AUDIT))},
            **{f":{name}": {"N": str(number)} for name, number in change.items()},
        },
    }
    if quota:
        leave_room(update, _room(quota, change))
    return [{"Update": update}]


def leave_room(update: Item, room: Mapping[str, int]) -> None:
    """Let the update happen only where none of these counters is above what it may be before."""
    if not room:
        return
    conditions = [f"(attribute_not_exists(#{n}) OR #{n} <= :room_{n})" for n in room]
    update["ConditionExpression"] = " AND ".join(conditions)
    update["ExpressionAttributeNames"] |= {f"#{name}": name for name in room}
    update["ExpressionAttributeValues"] |= {
        f":room_{name}": {"N": str(left)} for name, left in room.items()
    }


def added(drafts: Sequence[Asset]) -> dict[str, int]:
    """What these new rows add together."""
    total: Counter[str] = Counter()
    for draft in drafts:
        total.update(difference(None, draft))
    return dict(total)


def could_fit(drafts: Sequence[Asset], quota: Quota) -> bool:
    """Whether the drafts would fit an owner who has nothing: what `count` takes for granted."""
    try:
        quota.check({}, sum(draft.size for draft in drafts), len(drafts))
    except QuotaExceeded:
        return False
    return True


def fitting(
    drafts: Sequence[Asset], held: Tally, quota: Quota
) -> tuple[list[int], dict[int, QuotaExceeded]]:
    """Which drafts fit beside what is held, first come first served, and why the others do not."""
    counters = dict(held)
    fits: list[int] = []
    refused: dict[int, QuotaExceeded] = {}
    for place, draft in enumerate(drafts):
        try:
            quota.check(counters, draft.size)
        except QuotaExceeded as exc:
            refused[place] = exc
            continue
        fits.append(place)
        counters["quota_assets"] = counters.get("quota_assets", 0) + 1
        counters["quota_bytes"] = counters.get("quota_bytes", 0) + draft.size
    return fits, refused


def _room(quota: Quota, change: Mapping[str, int]) -> dict[str, int]:
    """How much of each limited counter may be held before the change."""
    limits = {"quota_assets": quota.max_assets, "quota_bytes": quota.max_bytes}
    return {name: most - change.get(name, 0) for name, most in limits.items() if most}
