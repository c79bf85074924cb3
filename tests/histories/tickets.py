"""Asking for tickets, and what is promised with one."""

from __future__ import annotations

import base64
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple

from tests.builders import s3_record
from tests.histories.files import FILES, PHOTOS, PNG
from tests.histories.spec import GRACE, SPELLED, TICKET, Photo
from tests.histories.steps import ASSETS, Steps, step

owners = st.sampled_from(sorted(SPELLED))
photos = st.sampled_from(PHOTOS)
words = {
    "job": st.sampled_from(("default", "trip")),
    "slot": st.sampled_from(("profile/avatar", None)),
    "visibility": st.sampled_from(("private", "public")),
}
REFUSED = {"filename": "notes.txt", "content_type": "text/plain", "size": 9}


class Tickets(Steps):
    """The beginning of an upload."""

    @step(
        target=ASSETS,
        owner=owners,
        file=photos,
        **words,
        claims=st.sampled_from((None, None, None, PNG)),
        has_checksum=st.booleans(),
        method=st.sampled_from(("POST", "PUT")),
    )
    def ask_for_a_ticket(self, owner: str, **asked: Any) -> Photo | MultipleResults[Photo]:
        return self.ticket(owner, **asked) or multiple()

    @step(
        target=ASSETS,
        owner=owners,
        files=st.lists(st.sampled_from((*PHOTOS, "refused")), min_size=1, max_size=3),
        slot=words["slot"],
    )
    def ask_for_many_tickets(
        self, owner: str, files: list[str], slot: str | None
    ) -> MultipleResults[Photo]:
        """Each on its own: one that is refused does not spoil the others."""
        items = [request(name, slot=slot) if name in FILES else REFUSED for name in files]
        answer = self.world.call("POST", "/v1/uploads/batch", owner=owner, json={"items": items})
        made: list[Photo] = []
        for place, result in enumerate(answer.json["results"]):
            if files[place] == "refused":
                assert result["code"] == "type_not_allowed"
            elif not self.spec.has_room(owner):
                assert result["code"] == "quota_exceeded"
            else:
                body = items[place]
                made.append(self.promise(owner, result, body, files[place], place=place))
        return multiple(*made)

    @step(target=ASSETS, owner=owners, file=st.sampled_from(sorted(FILES)), **words)
    def send_inline(self, owner: str, file: str, **asked: Any) -> Photo | MultipleResults[Photo]:
        body = request(file, **asked)
        data = base64.b64encode(FILES[file].body).decode()
        sent = {name: word for name, word in body.items() if name not in {"size", "method"}}
        answer = self.world.call(
            "POST", "/v1/uploads/inline", owner=owner, json=sent | {"data": data}
        )
        if not self.spec.has_room(owner):
            assert answer.code == "quota_exceeded"
            return multiple()
        assert answer.status == 202, answer
        photo = self.promise(owner, answer.json, body, file)
        photo.ticket_ends = None
        self.spec.quarantine[photo.key] = FILES[file]
        etag = FILES[file].etag
        record = s3_record(self.world.bucket("uploads"), photo.key, etag=etag, size=photo.size)
        self.note(photo.key, etag, {"Records": [record]})
        return photo

    @step(target=ASSETS, owner=owners, file=photos, **words)
    def send_a_photo(self, owner: str, file: str, **asked: Any) -> Photo | MultipleResults[Photo]:
        """The whole way at once, as nearly always."""
        return self.photo(owner, file, **asked) or multiple()

    @step(
        target=ASSETS,
        owner=owners,
        files=st.lists(photos, min_size=2, max_size=3),
        **words,
        last_first=st.booleans(),
    )
    def send_some_at_once(
        self, owner: str, files: list[str], last_first: bool, **asked: Any
    ) -> MultipleResults[Photo]:
        """For the same slot, and told of in either order: the newest has it."""
        made: list[Photo] = []
        for file in files:
            self.world.clock.advance(seconds=1)
            made += filter(None, [self.ticket(owner, file, **asked)])
        events = [self.put(photo.key, photo.intended) for photo in made]
        self.tell(events[::-1] if last_first else events)
        return multiple(*made)

    def photo(self, owner: str, file: str, **asked: Any) -> Photo | None:
        """One that is ready, while there is room for it."""
        photo = self.ticket(owner, file, **asked)
        if photo:
            self.tell([self.put(photo.key, file)])
            assert photo.status == "ready"
        return photo

    def ticket(self, owner: str, file: str, **asked: Any) -> Photo | None:
        """A ticket, while there is room for one."""
        body = request(file, **asked)
        answer = self.world.call("POST", "/v1/uploads", owner=owner, json=body)
        if not self.spec.has_room(owner):
            assert answer.code == "quota_exceeded"
            return None
        assert answer.status == 201, answer
        return self.promise(owner, answer.json, body, file)

    def promise(
        self, owner: str, answer: dict[str, Any], body: dict[str, Any], file: str, place: int = 0
    ) -> Photo:
        """Write down what was given out."""
        photo = Photo(
            id=answer["id"],
            owner=owner,
            job=body["job_id"],
            content_type=body["content_type"],
            size=body["size"],
            born=(self.now, place),
            words={name: body[name] for name in ("filename", "tags", "metadata")},
            due=self.now + TICKET + GRACE,
            visibility=body["visibility"],
            slot=body["slot"],
            intended=file,
            checksum_of=FILES[file] if "checksum_sha256" in body else None,
            ticket_ends=self.now + TICKET,
        )
        assert answer["key"] == photo.key
        self.spec.photos[photo.id] = photo
        return photo


def request(
    file: str,
    *,
    job: str = "default",
    slot: str | None = None,
    visibility: str = "private",
    claims: str | None = None,
    has_checksum: bool = False,
    method: str = "POST",
) -> dict[str, Any]:
    """What is said of a file before it is sent."""
    announced = FILES[file]
    checksum = base64.b64encode(announced.sha256).decode()
    return {
        "filename": f"{file}.jpg",
        "content_type": claims or announced.content_type or PNG,
        "size": announced.size,
        "job_id": job,
        "slot": slot,
        "visibility": visibility,
        "tags": ["sea"] if file == "beach" else [],
        "metadata": {"file": file},
        "method": method,
        **({"checksum_sha256": checksum} if has_checksum else {}),
    }
