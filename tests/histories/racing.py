"""What happens in the middle of something else: just before one of its requests to AWS."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple

from tests.histories import seen
from tests.histories.keeping import Keeping
from tests.histories.spec import Photo
from tests.histories.steps import ASSETS, Event, step
from tests.histories.tickets import Tickets, owners, photos, words

COMMIT = "dynamodb:TransactWriteItems"
BEFORE = {"s3:CopyObject", COMMIT}
"""Without these a move is not committed."""


class Racing(Tickets, Keeping):
    """Two at once."""

    @step(
        target=ASSETS,
        owner=owners,
        file=photos,
        slot=words["slot"],
        visibility=words["visibility"],
        before=st.sampled_from(("s3:GetObject", COMMIT)),
        what=st.sampled_from(("delete", "abandon", "tell", "replace", "look")),
    )
    def develop_while(
        self, owner: str, file: str, before: str, what: str, **asked: Any
    ) -> Photo | MultipleResults[Photo]:
        """Before the upload is read, or when nothing but its commit is left."""
        asset = self.ticket(owner, file, **asked)
        if asset is None:
            return multiple()
        event = self.put(asset.key, file)
        acts: dict[str, Callable[[], None]] = {
            "delete": lambda: self._goes(asset),
            "abandon": lambda: self._goes(asset, "uploads"),
            "tell": lambda: self._told_at_once(event),
            "replace": lambda: self._replaced(asset, event, is_developed=before == COMMIT),
            "look": lambda: self._looked_at(asset),
        }
        with self._meanwhile(before, acts[what]):
            self.tell([event])
        return asset

    @step(
        asset=ASSETS,
        before=st.sampled_from(("s3:CopyObject", COMMIT, "s3:DeleteObjects")),
        what=st.sampled_from(("delete", "move", "look", "words")),
    )
    def move_while(self, asset: Photo, before: str, what: str) -> None:
        """While copies are made, just before the commit, or when the old copies go."""
        if asset.status != "ready":
            return
        here, there = asset.visibility, "private" if asset.visibility == "public" else "public"
        path = f"/v1/assets/{asset.id}/visibility"
        acts: dict[str, Callable[[], None]] = {
            "delete": lambda: self._goes(asset),
            "move": lambda: self._refused("PUT", path, asset, {"visibility": here}),
            "look": lambda: self._looked_at(asset),
            "words": lambda: self._renamed(asset),
        }
        with self._meanwhile(before, acts[what]):
            answer = self.world.call("PUT", path, owner=asset.owner, json={"visibility": there})
        self.note_move(asset, there, answer.json)

    @step(asset=ASSETS, out=st.sampled_from(("s3:CopyObject", COMMIT, "s3:DeleteObjects")))
    def move_while_aws_is_out(self, asset: Photo, out: str) -> None:
        """What is left to do is done by the next move, a deletion or the reconciler."""
        if asset.status != "ready":
            return
        there = "private" if asset.visibility == "public" else "public"
        self.world.faults.plan(out, times=9, status=500, code="InternalError")
        path = f"/v1/assets/{asset.id}/visibility"
        answer = self.world.call("PUT", path, owner=asset.owner, json={"visibility": there})
        self.world.faults.planned.clear()
        assert answer.status == 503
        self.spec.leave_standing(
            asset, there, self.now, copied=out != "s3:CopyObject", committed=out not in BEFORE
        )

    @step(target=ASSETS, asset=ASSETS)
    def edit_what_goes(self, asset: Photo) -> Photo | MultipleResults[Photo]:
        """A result stays, whatever becomes of its source."""
        is_new = self.spec.result(asset, "flip") is None and self.spec.has_room(asset.owner)
        if asset.status != "ready" or not is_new:
            return multiple()
        with self._meanwhile(COMMIT, lambda: self._goes(asset)):
            answer = self.edited(asset, "flip")
        assert answer.status == 201
        return self.note_result(asset, "flip", answer.json)

    @step(asset=ASSETS)
    def export_what_goes(self, asset: Photo) -> None:
        if asset.status == "ready" and "webp" not in asset.exports:
            with self._meanwhile("s3:PutObject", lambda: self._goes(asset)):
                answer = self.exported(asset, "webp")
            assert answer.code == "asset_not_found"

    @step(asset=ASSETS)
    def take_palettes_of_what_goes(self, asset: Photo) -> None:
        has_palettes = any(of == asset.id for _, of in self.spec.palettes.values())
        if asset.status == "ready" and not has_palettes:
            with self._meanwhile(COMMIT, lambda: self._goes(asset)):
                self._refused(
                    "POST", f"/v1/assets/{asset.id}/palettes", asset, {"palette_type": "muted"}
                )

    @contextmanager
    def _meanwhile(self, before: str, act: Callable[[], None]) -> Iterator[None]:
        """Inside, just before the next request of that name, `act` happens."""
        happened: list[str] = []

        def once() -> None:
            happened.append(before)
            with ThreadPoolExecutor(1) as pool:
                pool.submit(_elsewhere, act).result()

        self.world.faults.meanwhile(before, once)
        yield
        assert happened == [before], self.world.output

    def _goes(self, asset: Photo, path: str = "assets") -> None:
        answer = self.world.call("DELETE", f"/v1/{path}/{asset.id}", owner=asset.owner)
        assert answer.status == 204
        self.spec.delete(asset)

    def _told_at_once(self, event: Event) -> None:
        assert self.world.deliver(event.body) == ["message-1"], "two had the upload in hand"

    def _replaced(self, asset: Photo, event: Event, *, is_developed: bool) -> None:
        """What has been read counts; else what is there when it is read."""
        if is_developed:
            self.spec.arrive(event.key, event.etag, self.now)
        self.put(asset.key, "harbour")

    def _looked_at(self, asset: Photo) -> None:
        """Halfway, every URL leads to what is there."""
        shown = self.world.call("GET", f"/v1/assets/{asset.id}", owner=asset.owner).json
        assert shown["status"] == asset.status
        for variant in shown["variants"].values():
            role, key = seen.place(self.world, variant["url"])
            assert role == shown["visibility"]
            assert seen.sizes(self.world, role)[key] == variant["size"]

    def _renamed(self, asset: Photo) -> None:
        changed = {"filename": "renamed.jpg"}
        answer = self.world.call("PATCH", f"/v1/assets/{asset.id}", owner=asset.owner, json=changed)
        assert answer.status == 200
        asset.words |= changed
        asset.version += 1

    def _refused(self, method: str, path: str, asset: Photo, body: dict[str, str]) -> None:
        """Gone by now, or in somebody else's hands."""
        answer = self.world.call(method, path, owner=asset.owner, json=body)
        assert answer.code == (asset.problem or "move_in_progress")


def _elsewhere(act: Callable[[], None]) -> None:
    """As in another process: a function's event loop runs one request at a time."""
    with asyncio.Runner() as runner:
        asyncio.set_event_loop(runner.get_loop())
        act()
