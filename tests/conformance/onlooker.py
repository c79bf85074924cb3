"""Somebody who looks on while others change things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from botocore.model import OperationModel

from darkroom.bootstrap import Container
from darkroom.domain.asset import Asset, Status
from tests.conformance.deployments import rows

_WRITES = {"PutItem", "TransactWriteItems"}


class Onlooker:
    """Looks, before each change of a row, whether a row points at objects that are not there."""

    def __init__(self, deployment: Container, ids: Sequence[str]) -> None:
        self.missing: list[str] = []
        self.looks = 0
        self._ports, self._ids = deployment.ports, ids

    def __enter__(self) -> Onlooker:
        rows().meta.events.register("before-call.dynamodb", self._look_on)
        return self

    def __exit__(self, *_: object) -> None:
        rows().meta.events.unregister("before-call.dynamodb", self._look_on)

    def _look_on(self, model: OperationModel, **_: Any) -> None:
        if model.name in _WRITES:
            for asset_id in self._ids:
                self._look(asset_id)

    def _look(self, asset_id: str) -> None:
        """Objects may go between a look at the row and one at them: but not while the row stays
        as it is."""
        row = self._ports.catalog.get("alice", asset_id)
        if row is None or row.status is not Status.READY:
            return
        missing = self._missing(row)
        self.looks += 1
        if missing and self._ports.catalog.get("alice", asset_id) == row:
            self.missing += missing

    def _missing(self, row: Asset) -> set[str]:
        private = {info.key for info in self._ports.private.list_prefix(row.key_prefix)}
        home = {info.key for info in self._ports.home_of(row).list_prefix(row.key_prefix)}
        return {row.original_key} - private | set(row.variant_keys) - home
