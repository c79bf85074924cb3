"""What clients, S3 and SQS do with tickets: uploads and events in every order and number."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple

from tests.builders import s3_record
from tests.histories.files import FILES
from tests.histories.spec import Photo
from tests.histories.steps import ASSETS, EVENTS, Event, Steps, step

files = st.sampled_from(sorted(FILES))
FOREIGN = (
    "stranger.jpg",
    "alice/default/not-an-id.jpg",
    "alice/default/over/there.jpg",
    "nobody/default/019cece5-2470-719a-be1e-70bcc951a480.jpg",
    "alice/default/019cece5-2470-719a-be1e-70bcc951a480_large.webp",
)


class Arriving(Steps):
    """The way in."""

    @step(target=EVENTS, asset=ASSETS, other=st.sampled_from((None, None, None, *FILES)))
    def upload(self, asset: Photo, other: str | None) -> Event | MultipleResults[Event]:
        """Also again, and also what was not announced; but not once the ticket has ended."""
        if asset.ticket_ends is None or asset.ticket_ends <= self.now:
            return multiple()
        return self.put(asset.key, other or asset.intended)

    @step(events=st.lists(EVENTS, min_size=1, max_size=4), in_one_message=st.booleans())
    def deliver(self, events: list[Event], in_one_message: bool) -> None:
        """Perhaps late, in another order, not for the first time, or one of them twice."""
        self.tell(events, in_one_message=in_one_message)

    @step(count=st.integers(1, 4))
    def deliver_what_waits_longest(self, count: int) -> None:
        if self.untold:
            self.tell(self.untold[:count])

    @step(target=EVENTS, key=st.sampled_from(FOREIGN), file=files)
    def put_a_foreign_object(self, key: str, file: str) -> Event:
        return self.put(key, file)

    @step(target=EVENTS, asset=ASSETS, file=files, other=st.sampled_from(("job", "ext", "name")))
    def put_beside_a_ticket(self, asset: Photo, file: str, other: str) -> Event:
        """At a key that nobody was given: another job, another type, a variant's name."""
        keys = {
            "job": asset.key.replace(f"/{asset.job}/", "/elsewhere/"),
            "ext": f"{asset.stem}.avif",
            "name": f"{asset.stem}_large.webp",
        }
        return self.put(keys[other], file)

    @step(asset=ASSETS, bucket=st.sampled_from(("private", "public")), what=st.integers(0, 4))
    def deliver_what_is_no_event_of_ours(self, asset: Photo, bucket: str, what: int) -> None:
        uploads, other = self.world.bucket("uploads"), self.world.bucket(bucket)
        bodies: list[Any] = [
            "{",
            {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": uploads},
            {"Records": [s3_record(other, asset.key)]},
            {"Records": [s3_record(other, min(asset.variant_keys))]},
            {"Records": [s3_record(uploads, asset.key, name="ObjectRemoved:Delete")]},
        ]
        assert self.world.deliver(bodies[what]) == []
