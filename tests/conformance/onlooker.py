"""Somebody who looks on while others change things."""

from __future__ import annotations

import random
from collections.abc import Sequence
from threading import Event, Thread

from darkroom.bootstrap import Container
from darkroom.domain.asset import Status


class Onlooker:
    """Looks all the while whether a row points at an object that is not there."""

    def __init__(self, deployment: Container, ids: Sequence[str]) -> None:
        self.missing: list[str] = []
        self.looks = 0
        self._deployment, self._ids = deployment, ids
        self._is_over = Event()
        self._thread = Thread(target=self._look_on)

    def __enter__(self) -> Onlooker:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look_on(self) -> None:
        dice = random.Random(0)
        while not self._is_over.is_set():
            self._look(dice.choice(self._ids), dice)

    def _look(self, asset_id: str, dice: random.Random) -> None:
        """An object may go between a look at the row and one at the object: but not while the row
        stays as it is."""
        catalog = self._deployment.ports.catalog
        row = catalog.get("alice", asset_id)
        if row is None or row.status is not Status.READY:
            return
        key = dice.choice([row.original_key, *row.variant_keys])
        ports = self._deployment.ports
        store = ports.private if key == row.original_key else ports.home_of(row)
        if store.exists(key):
            self.looks += 1
        elif catalog.get("alice", asset_id) == row:
            self.missing.append(key)
