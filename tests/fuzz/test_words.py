"""Names of jobs and slots, and tags: taken as they are, or refused at their own place."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from hypothesis import example, given
from hypothesis import strategies as st

from darkroom.domain.keys import parse
from tests.builders import an_asset
from tests.functions.world import World
from tests.fuzz.texts import hostile_text, tried

ASSET = an_asset()
JOB = re.compile(r"[A-Za-z0-9_-]{1,64}")
SLOT = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")
jobs = hostile_text | st.from_regex(JOB, fullmatch=True) | st.from_regex(JOB).map("{}\n".format)
sides = st.text(st.sampled_from("ab-9/.\u0430A%\n\x00"), min_size=1, max_size=40)


@tried(30)
@given(job=jobs)
@example(job="job\n")
@example(job="\u0661")
@example(job="")
def test_a_job_id_is_a_segment_of_the_key_or_refused(lasting_world: World, job: str) -> None:
    body = {"filename": "a.jpg", "content_type": "image/jpeg", "size": 1, "job_id": job}
    answer = lasting_world.call("POST", "/v1/uploads", json=body)
    if JOB.fullmatch(job):
        assert parse(answer.json["key"]).job_id == job
    else:
        assert (answer.status, answer.pointers) == (422, ["/job_id"])


@tried(30)
@given(a=sides, b=sides)
@example(a="profile", b="avatar")
@example(a="a/b", b="c")
@example(a="a", b="b\n")
@example(a="..", b="a")
def test_a_slot_is_found_by_its_name_or_refused(lasting_world: World, a: str, b: str) -> None:
    _expect_there(lasting_world)
    path = f"/v1/slots/{quote(a, safe='')}/{quote(b, safe='')}"
    lasting_world.clock.advance(seconds=1)
    answer = lasting_world.call("PUT", path, json={"asset_id": ASSET.id})
    name = f"{a}/{b}"
    if SLOT.fullmatch(name) and len(name) <= 64:
        assert (answer.status, answer.json["slot"]) == (200, name)
        assert lasting_world.call("GET", path).json["asset"]["id"] == ASSET.id
    else:
        assert answer.status in {404, 422}


@tried(30)
@given(tag=hostile_text, form=st.sampled_from(["NFC", "NFD"]))
@example(tag="e\u0301te\u0301", form="NFC")
@example(tag="été", form="NFD")
def test_a_tag_is_found_however_its_accents_are_written(
    lasting_world: World, tag: str, form: str
) -> None:
    _expect_there(lasting_world)
    answer = lasting_world.call("PATCH", f"/v1/assets/{ASSET.id}", json={"tags": [tag]})
    if answer.status == 422:
        assert answer.pointers == ["/tags/0"]
        return
    (kept,) = answer.json["tags"]
    asked = unicodedata.normalize("NFC" if form == "NFC" else "NFD", tag)
    found = lasting_world.call("GET", "/v1/gallery", query={"tag": asked}).json["items"]
    assert [(item["id"], item["tags"]) for item in found] == [(ASSET.id, [kept])]


def _expect_there(world: World) -> None:
    if world.row(ASSET.id) is None:
        world.has_rows(ASSET)
