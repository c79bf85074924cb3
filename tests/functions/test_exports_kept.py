"""edits: downloads are made once, kept within a limit, and gone with their asset."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from darkroom.domain.asset import MAX_EXPORTS, Variant
from darkroom.domain.variants import EXPORT_PREFIX
from tests.functions.cloud import client
from tests.functions.editing import edit, fetched, key_of, marked_deleted, row, same_after
from tests.functions.photos import jpeg
from tests.functions.world import Answer, World

STORED = 6
"""Objects of an asset: five variants and the original."""


def export(world: World, asset_id: str, **query: Any) -> Answer:
    answer = world.call("GET", f"/v1/assets/{asset_id}/export", query=query)
    assert answer.status == 200, answer
    return answer


def exports(world: World) -> list[str]:
    return [key for key in world.keys("private") if EXPORT_PREFIX in key]


def test_a_download_is_made_once(world: World) -> None:
    source = world.upload(jpeg())
    first = export(world, source, format="png", width=16)
    world.recorder.calls.clear()
    wishes: list[dict[str, Any]] = [{"width": 16, "format": "png"}, {"format": "png", "width": 16}]
    for query in wishes:
        again = same_after(world, partial(export, world, source, **query))
        assert again.json == first.json
    assert world.recorder.counts() == {"dynamodb:GetItem": 2}


def test_its_own_format_is_the_same_as_none(world: World) -> None:
    source = world.upload(jpeg())
    export(world, source)
    export(world, source, format="jpg")
    assert len(exports(world)) == 1


def test_another_wish_is_another_file(world: World) -> None:
    source = world.upload(jpeg())
    wishes: list[dict[str, Any]] = [
        {},
        {"format": "png"},
        {"quality": 50},
        {"width": 16},
        {"height": 16},
        {"include_metadata": True},
    ]
    for wish in wishes:
        export(world, source, **wish)
    assert len(exports(world)) == len(wishes)


def test_other_words_are_another_file_only_if_they_are_inside(world: World) -> None:
    source = world.upload(jpeg(), tags=["before"])
    plain = export(world, source)
    first = export(world, source, include_metadata=True)
    world.call("PATCH", f"/v1/assets/{source}", json={"tags": ["after"]})
    second = export(world, source, include_metadata=True)
    assert b"before" in fetched(world, first.json["url"])
    assert b"after" in fetched(world, second.json["url"])
    assert b"before" not in fetched(world, second.json["url"])
    assert export(world, source).json == plain.json
    world.call("PATCH", f"/v1/assets/{source}", json={"tags": ["before"]})
    assert export(world, source, include_metadata=True).json == first.json


def test_another_name_is_another_name_of_the_same_file(world: World) -> None:
    source = world.upload(jpeg(), filename="one.jpg")
    first = export(world, source, format="png").json["url"]
    world.call("PATCH", f"/v1/assets/{source}", json={"filename": "two.jpg"})
    second = export(world, source, format="png").json["url"]
    assert key_of(world, first) == key_of(world, second)
    assert ("one.png" in first, "two.png" in second) == (True, True)


def test_a_download_is_no_change_of_its_asset(world: World) -> None:
    source = world.upload(jpeg())
    before = world.call("GET", f"/v1/assets/{source}")
    export(world, source, format="png")
    after = world.call("GET", f"/v1/assets/{source}")
    assert (after.json, after.headers["etag"]) == (before.json, before.headers["etag"])


def test_downloads_count_as_what_is_stored(world: World) -> None:
    source = world.upload(jpeg())
    for width in range(1, MAX_EXPORTS + 3):
        export(world, source, width=width)
    stored = world.call("GET", "/v1/gallery/stats").json["bytes_stored"]
    listing = client("s3").list_objects_v2(Bucket=world.bucket("private"))["Contents"]
    assert stored["total"] == sum(each["Size"] for each in listing)
    world.call("DELETE", f"/v1/assets/{source}")
    stored = world.call("GET", "/v1/gallery/stats").json["bytes_stored"]
    assert stored == {"originals": 0, "variants": 0, "total": 0}


def test_of_too_many_the_oldest_goes(world: World) -> None:
    source = world.upload(jpeg())
    urls = [export(world, source, width=each).json["url"] for each in range(1, MAX_EXPORTS + 1)]
    keys = [key_of(world, url) for url in urls]
    assert sorted(keys) == sorted(exports(world))
    newest = key_of(world, export(world, source, width=40).json["url"])
    assert sorted(exports(world)) == sorted([*keys[1:], newest])
    assert row(world, source).export_keys == (*keys[1:], newest)
    export(world, source, width=1)
    assert len(exports(world)) == MAX_EXPORTS


@pytest.mark.parametrize("visibility", ["private", "public"])
def test_downloads_go_with_their_asset(world: World, visibility: str) -> None:
    source = world.upload(jpeg(), visibility=visibility)
    export(world, source, format="png")
    export(world, source, width=16)
    assert world.call("DELETE", f"/v1/assets/{source}").status == 204
    assert world.keys("private") == world.keys("public") == []


def test_downloads_stay_private_wherever_their_asset_moves(world: World) -> None:
    source = world.upload(jpeg())
    export(world, source, format="png")
    (before,) = exports(world)
    for target, public in (("public", STORED - 1), ("private", 0)):
        path = f"/v1/assets/{source}/visibility"
        assert world.call("PUT", path, json={"visibility": target}).status == 200
        export(world, source, format="gif", width=16 + public)
        assert before in exports(world)
        assert len(world.keys("public")) == public
        assert not any(EXPORT_PREFIX in key for key in world.keys("public"))
    assert len(exports(world)) == 3


def test_a_public_assets_download_is_as_private_as_its_original(world: World) -> None:
    source = world.upload(jpeg(), visibility="public")
    url = export(world, source).json["url"]
    assert world.bucket("private") in url
    key = key_of(world, url)
    head = client("s3").head_object(Bucket=world.bucket("private"), Key=key)
    assert head["CacheControl"].startswith("private")
    assert head["ContentType"] == "image/jpeg"


@pytest.mark.parametrize("visibility", ["private", "public"])
def test_the_reconciler_leaves_them_alone(world: World, visibility: str) -> None:
    source = world.upload(jpeg(), visibility=visibility)
    export(world, source, format="png")
    before, keys = row(world, source), world.keys("private")
    world.clock.advance(days=3650)
    assert world.sweep()["found"] == {}
    assert (row(world, source), world.keys("private")) == (before, keys)


def test_what_a_crash_kept_from_its_row_is_removed(world: World) -> None:
    source = world.upload(jpeg())
    query = {"format": "png"}
    world.faults.plan("dynamodb:TransactWriteItems", code="AccessDenied")
    answer = world.call("GET", f"/v1/assets/{source}/export", query=query)
    assert (answer.status, answer.code) == (503, "catalog_unavailable")
    assert len(exports(world)) == 1
    world.clock.advance(days=3650)
    assert world.sweep()["found"] == {"objects_misplaced": 1}
    assert exports(world) == []
    export(world, source, **query)
    assert len(exports(world)) == 1


def test_a_fault_of_s3_notes_nothing(world: World) -> None:
    source = world.upload(jpeg())
    world.faults.plan("s3:PutObject", status=500, code="InternalError")
    answer = same_after(
        world, lambda: world.call("GET", f"/v1/assets/{source}/export", query={"width": 16})
    )
    assert (answer.status, answer.code) == (503, "store_unavailable")
    assert export(world, source, width=16).status == 200


def test_deleted_while_it_is_made_it_leaves_no_download(world: World) -> None:
    source = world.upload(jpeg())

    world.faults.meanwhile("s3:PutObject", partial(marked_deleted, world, source))
    answer = world.call("GET", f"/v1/assets/{source}/export", query={"width": 16})
    assert (answer.status, answer.code) == (404, "asset_not_found")
    assert exports(world) == []


def test_what_changes_meanwhile_is_not_lost(world: World) -> None:
    source = world.upload(jpeg())

    def amend() -> None:
        with world.recorder.running(None):
            asset = row(world, source)
            world.ports.catalog.swap(asset, asset.edited(world.clock.time, tags=("meanwhile",)))

    world.faults.meanwhile("s3:PutObject", amend)
    export(world, source, width=16)
    assert len(row(world, source).exports) == 1
    assert row(world, source).tags == ("meanwhile",)


def test_a_result_has_downloads_of_its_own(world: World) -> None:
    source = world.upload(jpeg())
    result = edit(world, source).json["id"]
    export(world, source, width=16)
    export(world, result, width=16)
    assert len(exports(world)) == 2
    world.call("DELETE", f"/v1/assets/{result}")
    assert len(exports(world)) == 1


def test_two_made_at_once_are_both_kept(world: World) -> None:
    source = world.upload(jpeg())
    other = Variant("export-other", "png", 1, 1, 100)

    def somebody_else() -> None:
        with world.recorder.running(None):
            asset = row(world, source)
            world.ports.catalog.swap(asset, asset.exported(other))

    world.faults.meanwhile("s3:PutObject", somebody_else)
    export(world, source, width=16)
    assert len(row(world, source).exports) == 2
