"""The whole: everybody does everything, and time passes."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple

from tests.histories import seen
from tests.histories.arriving import Arriving
from tests.histories.ending import key_of, swept
from tests.histories.making import Makers
from tests.histories.racing import Racing
from tests.histories.showing import Showing
from tests.histories.spec import Photo, Share
from tests.histories.steps import ASSETS, EVENTS, SHARES, Event, Steps, first_step, step
from tests.histories.tickets import owners, words


class Passing(Steps):
    """Time, and who goes round in it."""

    @step(
        amount=st.sampled_from(
            (
                {"minutes": 1},
                {"minutes": 6},
                {"minutes": 20},
                {"hours": 1},
                {"days": 1},
                {"days": 8},
            )
        )
    )
    def time_passes(self, amount: dict[str, int]) -> None:
        self.world.clock.advance(**amount)

    @step(target=EVENTS, dry_run=st.sampled_from((False, False, False, True)))
    def sweep(self, dry_run: bool) -> MultipleResults[Event]:
        """What is only reported is left as it is."""
        if dry_run:
            before = seen.everything(self.world)
            assert self.world.sweep(dry_run=True)["complete"]
            assert seen.everything(self.world) == before
            return multiple()
        _, messages = swept(self.world, self.makings)
        return multiple(*(self._told_again(message) for message in messages))

    def _told_again(self, message: dict[str, Any]) -> Event:
        return self.note(key_of(message), message["Records"][0]["s3"]["object"]["eTag"], message)


class Histories(Arriving, Racing, Makers, Showing, Passing):
    """What two owners and all the others do, once there is something to do it with: a rule that
    finds nothing to work on would leave a history without a next step."""

    @first_step(target=ASSETS, owner=owners, visibility=words["visibility"])
    def begin_with_a_photo(self, owner: str, visibility: str) -> Photo:
        return self._photo(owner, "beach", visibility)

    @first_step(target=SHARES, owner=owners)
    def begin_with_a_share(self, owner: str) -> Share:
        return self.shared(self._photo(owner, "logo", "private"), hours=24)

    @first_step(target=EVENTS, owner=owners)
    def begin_with_an_upload(self, owner: str) -> Event:
        asset = self.ticket(owner, "harbour")
        assert asset
        return self.put(asset.key, "harbour")

    def _photo(self, owner: str, file: str, visibility: str) -> Photo:
        photo = self.photo(owner, file, visibility=visibility)
        assert photo
        return photo
