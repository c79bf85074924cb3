"""Gallery pages: from a query to Query requests, and filled pages within a read budget.

Owner, job, status and public visibility are index keys: such a page is one request that reads what
it shows, however large the gallery. Kind, tag and private visibility are filters: rows are read
and left out, so pages are filled by further requests, up to READ_BUDGET rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from darkroom.catalog import items
from darkroom.catalog.base import GalleryPage, GalleryQuery
from darkroom.catalog.table import Table
from darkroom.domain.asset import Asset, Status, Visibility
from darkroom.domain.oklab import bins_near

FILTERED_READ = 500
"""Rows read by one request of a filtered listing. The largest with the default variants are within
the 1 MB of a Query and cost 119 read units (tests/unit/test_item_sizes.py); of longer ones a Query
reads fewer, for 128 at the very most."""
READ_BUDGET = 5 * FILTERED_READ
"""After so many rows a filtered page asks no further. What it has by then is shown."""

MOST_BINS = 120
"""Of a filter: an expression has at most 300 operators and 4 KB. A wider search would leave little
out anyway."""


def read_page(table: Table, query: GalleryQuery) -> GalleryPage:
    """One page of the listing, in its order."""
    parameters = _parameters(query)
    found: list[Asset] = []
    read = 0
    while True:
        answer = table.query(**parameters)
        read_now = map(items.to_asset, answer["Items"])
        found += [each for each in read_now if query.color is None or query.color.accepts(each)]
        read += answer["ScannedCount"]
        last = answer.get("LastEvaluatedKey")
        if len(found) > query.limit:
            shown = tuple(found[: query.limit])
            return GalleryPage(shown, shown[-1].id)
        if last is None:
            return GalleryPage(tuple(found), None)
        if read >= READ_BUDGET:
            return GalleryPage(tuple(found), last["sk"]["S"].removeprefix("asset#"))
        parameters["ExclusiveStartKey"] = last


def _parameters(query: GalleryQuery) -> dict[str, Any]:
    index, partition = _index(query)
    filters = _filters(query, index)
    values = {f":{name}": {"S": value} for each in filters for name, value in each.values.items()}
    parameters: dict[str, Any] = {
        "IndexName": index,
        "KeyConditionExpression": "#pk = :pk AND begins_with(sk, :assets)",
        "ExpressionAttributeNames": {"#pk": f"{index}_pk"}
        | {f"#{each.attribute}": each.attribute for each in filters},
        "ExpressionAttributeValues": {":pk": {"S": partition}, ":assets": {"S": "asset#"}} | values,
        "ScanIndexForward": not query.newest_first,
        "Limit": FILTERED_READ if filters else query.limit + 1,
    }
    if filters:
        parameters["FilterExpression"] = " AND ".join(each.condition for each in filters)
    if query.after:
        parameters["ExclusiveStartKey"] = {
            **items.asset_key(query.owner, query.after),
            f"{index}_pk": {"S": partition},
        }
    return parameters


def _index(query: GalleryQuery) -> tuple[str, str]:
    """The index that answers most of the query, and the partition to read."""
    if query.job_id is not None and query.status is Status.READY:
        return "job", items.job_pk(query.owner, query.job_id)
    if query.visibility is Visibility.PUBLIC and query.status is Status.READY:
        return "public", query.owner
    return "gallery", items.gallery_pk(query.status, query.owner)


class _Filter(NamedTuple):
    """A condition on one attribute, and the values it is compared with, by name."""

    attribute: str
    condition: str
    values: Mapping[str, str]


def _filters(query: GalleryQuery, index: str) -> list[_Filter]:
    """What the index does not answer."""
    return [*_equals(query, index), *_contains(query)]


def _equals(query: GalleryQuery, index: str) -> Iterator[_Filter]:
    if query.kind:
        yield _Filter("kind", "#kind = :kind", {"kind": query.kind.value})
    if query.visibility and index != "public":
        values = {"visibility": query.visibility.value}
        yield _Filter("visibility", "#visibility = :visibility", values)
    if query.job_id is not None and index != "job":
        yield _Filter("job_id", "#job_id = :job_id", {"job_id": query.job_id})


def _contains(query: GalleryQuery) -> Iterator[_Filter]:
    if query.tag is not None:
        yield _Filter("tags", "contains(#tags, :tag)", {"tag": query.tag})
    bins = bins_near(query.color.color, query.color.tolerance) if query.color else []
    if 0 < len(bins) <= MOST_BINS:
        values = {f"bin{number}": code for number, code in enumerate(bins)}
        any_of = " OR ".join(f"contains(#colors, :{name})" for name in values)
        yield _Filter("colors", f"({any_of})", values)
