"""Shares in the table, listed by the gallery index."""

from __future__ import annotations

from darkroom.catalog import records
from darkroom.catalog.base import Share
from darkroom.catalog.rows import Rows
from darkroom.catalog.table import ConditionFailed


class ShareRows(Rows):
    """The shares' part of the Catalog protocol."""

    def add_share(self, share: Share) -> None:
        self._table.put({"Item": records.from_share(share)})

    def get_share(self, share_id: str) -> Share | None:
        item = self._table.get(records.share_key(share_id))
        return records.to_share(item) if item else None

    def shares(self, owner: str, *, limit: int, after: str | None) -> list[Share]:
        partition = {"S": records.share_list_pk(owner)}
        start = {**records.share_key(after), "gallery_pk": partition} if after else None
        answer = self._table.query(
            IndexName="gallery",
            KeyConditionExpression="gallery_pk = :pk",
            ExpressionAttributeValues={":pk": partition},
            ScanIndexForward=False,
            Limit=limit + 1,
            **({"ExclusiveStartKey": start} if start else {}),
        )
        return [records.to_share(item) for item in answer["Items"]]

    def remove_share(self, owner: str, share_id: str) -> bool:
        try:
            self._table.delete(
                {
                    "Key": records.share_key(share_id),
                    "ConditionExpression": "gallery_pk = :pk",
                    "ExpressionAttributeValues": {":pk": {"S": records.share_list_pk(owner)}},
                }
            )
        except ConditionFailed:
            return False
        return True
