"""gallery: listings, numbers, one asset and its words, deletion, slots."""

from __future__ import annotations

from typing import Any

import pytest

from darkroom.domain.asset import Asset, Kind, Status, Visibility
from tests.builders import FACTS, a_draft, an_asset
from tests.functions.photos import animation, jpeg
from tests.functions.world import Answer, World

PUBLIC = Visibility.PUBLIC
PUBLIC_FIELDS = {
    "id",
    "kind",
    "created_at",
    "width",
    "height",
    "frames",
    "dominant_color",
    "palette",
    "thumbhash",
    "variants",
}


def listed(world: World, **query: Any) -> list[str]:
    answer = world.call("GET", "/v1/gallery", query=query)
    assert answer.status == 200, answer.text
    return [item["id"] for item in answer.json["items"]]


def patch(world: World, asset: Asset, body: Any, if_match: str | None = None) -> Answer:
    headers = {"if-match": if_match} if if_match is not None else {}
    return world.call("PATCH", f"/v1/assets/{asset.id}", json=body, headers=headers)


# Listings


def test_an_item_is_everything_an_app_needs_to_show_it(world: World) -> None:
    asset = an_asset(tags=("sea",), slot="a/b", metadata={"not": "here"})
    world.has(asset)
    (item,) = world.call("GET", "/v1/gallery").json["items"]
    assert set(item) == PUBLIC_FIELDS | {
        "job_id",
        "slot",
        "source_asset_id",
        "status",
        "visibility",
        "visibility_since",
        "transition",
        "filename",
        "content_type",
        "size",
        "tags",
        "rejection",
        "updated_at",
        "urls_expire_at",
        "etag",
    }
    assert item["palette"][0] == {"hex": "#336699", "proportion": 0.625}
    assert item["dominant_color"] == "#336699"
    assert list(item["variants"]) == ["large", "medium", "112x112"]
    large = item["variants"]["large"]
    assert (large["width"], large["height"], large["content_type"]) == (1600, 1200, "image/webp")
    assert "X-Amz-Signature=" in large["url"]
    assert item["urls_expire_at"] == "2026-03-14T16:00:00Z"


def test_public_assets_have_addresses_that_do_not_expire(world: World) -> None:
    asset = an_asset(visibility=PUBLIC)
    world.has(asset)
    (item,) = world.call("GET", "/v1/gallery").json["items"]
    assert item["variants"]["large"]["url"] == f"https://cdn.example/{asset.variant_keys[0]}"
    assert item["urls_expire_at"] is None


def test_a_page_has_a_cursor_while_there_is_more(world: World) -> None:
    assets = [an_asset() for _ in range(5)]
    world.has_rows(*assets)
    first = world.call("GET", "/v1/gallery", query={"limit": "3"}).json
    assert first["count"] == len(first["items"]) == 3
    second = world.call("GET", "/v1/gallery", query={"limit": "3", "cursor": first["next_cursor"]})
    assert second.json["count"] == 2
    assert second.json["next_cursor"] is None
    ids = [item["id"] for item in first["items"] + second.json["items"]]
    assert ids == [asset.id for asset in reversed(assets)]


def test_a_numbered_page_is_the_same_page(world: World) -> None:
    assets = [an_asset() for _ in range(5)]
    world.has_rows(*assets)
    assert listed(world, page="2", limit="2") == [assets[2].id, assets[1].id]
    assert listed(world, page="4", limit="2") == []


def test_numbered_pages_end_at_a_thousand(world: World) -> None:
    assert world.call("GET", "/v1/gallery", query={"page": "10", "limit": "100"}).status == 200
    answer = world.call("GET", "/v1/gallery", query={"page": "11", "limit": "100"})
    assert (answer.status, answer.code) == (422, "page_too_deep")


def test_every_filter_narrows_the_listing(world: World) -> None:
    plain = an_asset()
    special = an_asset(job_id="trip", kind=Kind.PROCESSED, tags=("sea",), visibility=PUBLIC)
    pending, rejected = a_draft(), a_draft(status=Status.REJECTED)
    world.has_rows(plain, special, pending, rejected)
    for query in (
        {"job_id": "trip"},
        {"kind": "processed"},
        {"tag": "sea"},
        {"visibility": "public"},
        {"job_id": "trip", "tag": "sea", "kind": "processed", "visibility": "public"},
    ):
        assert listed(world, **query) == [special.id], query
    assert listed(world, visibility="private") == [plain.id]
    assert listed(world, status="pending") == [pending.id]
    assert listed(world, status="rejected") == [rejected.id]
    assert listed(world, order="oldest") == [plain.id, special.id]


def test_a_filtered_page_is_filled(world: World) -> None:
    assets = [an_asset(tags=("rare",) if number % 30 == 0 else ()) for number in range(90)]
    world.has_rows(*assets)
    rare = [asset.id for asset in assets if asset.tags]
    assert listed(world, tag="rare", limit="3", order="oldest") == rare


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"limit": "0"}, "/query/limit"),
        ({"limit": "101"}, "/query/limit"),
        ({"limit": "many"}, "/query/limit"),
        ({"page": "0"}, "/query/page"),
        ({"order": "random"}, "/query/order"),
        ({"status": "deleting"}, "/query/status"),
        ({"kind": "stolen"}, "/query/kind"),
        ({"visibility": "all"}, "/query/visibility"),
        ({"job_id": "a b"}, "/query/job_id"),
        ({"job_id": ""}, "/query/job_id"),
        ({"tag": ""}, "/query/tag"),
        ({"color": "red"}, "/query/color"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    world: World, query: dict[str, str], pointer: str
) -> None:
    answer = world.call("GET", "/v1/gallery", query=query)
    assert (answer.status, answer.pointers) == (422, [pointer])
    assert world.recorder.counts() == {}


def test_a_cursor_is_good_for_its_own_listing_alone(world: World) -> None:
    world.has_rows(*(an_asset(tags=("x",)) for _ in range(3)))
    cursor = world.call("GET", "/v1/gallery", query={"limit": "1"}).json["next_cursor"]
    wrong: tuple[dict[str, str], ...] = (
        {"cursor": cursor, "tag": "x"},
        {"cursor": cursor, "order": "oldest"},
        {"cursor": cursor[:-1]},
        {"cursor": cursor + "A"},
        {"cursor": "é"},
        {"cursor": "=" * 512},
    )
    for query in wrong:
        answer = world.call("GET", "/v1/gallery", query=query)
        assert (answer.status, answer.code) == (422, "invalid_cursor"), query
    other = world.call("GET", "/v1/gallery", owner="bob", query={"cursor": cursor})
    assert other.code == "invalid_cursor"
    assert len(listed(world, cursor=cursor, limit="2")) == 2


# Public


def test_anybody_sees_the_picture_and_nothing_else(world: World) -> None:
    world.has(an_asset("bob", visibility=PUBLIC, tags=("me",)), an_asset("bob"))
    answer = world.call("GET", "/v1/users/bob/gallery")
    (item,) = answer.json["items"]
    assert set(item) == PUBLIC_FIELDS


def test_an_owner_in_the_path_is_read_as_the_gateway_decoded_it(world: World) -> None:
    world.has(an_asset("auth0|a b", visibility=PUBLIC))
    assert world.call("GET", "/v1/users/auth0%7Ca%20b/gallery").json["count"] == 1
    assert world.call("GET", f"/v1/users/{'x' * 129}/gallery").status == 404


def test_public_pages_follow_one_another(world: World) -> None:
    assets = [an_asset(visibility=PUBLIC) for _ in range(3)]
    world.has_rows(*assets)
    first = world.call("GET", "/v1/users/alice/gallery", query={"limit": "2"}).json
    query = {"limit": "2", "cursor": first["next_cursor"]}
    second = world.call("GET", "/v1/users/alice/gallery", query=query).json
    assert [item["id"] for item in first["items"] + second["items"]] == [
        asset.id for asset in reversed(assets)
    ]
    assert world.call("GET", "/v1/gallery", query=query).code == "invalid_cursor"


# Numbers


def test_statistics_count_everything_there_is(world: World) -> None:
    world.upload(jpeg())
    world.upload(jpeg(), job_id="trip", visibility="public")
    world.upload(b"no image")
    world.ticket(jpeg())
    size, variants = len(jpeg()), 0
    for item in world.call("GET", "/v1/gallery").json["items"]:
        variants += sum(variant["size"] for variant in item["variants"].values())
    assert world.call("GET", "/v1/gallery/stats").json == {
        "assets": 2,
        "by_status": {"pending": 1, "ready": 2, "rejected": 1},
        "by_visibility": {"private": 1, "public": 1},
        "by_kind": {"uploaded": 2, "processed": 0, "generated": 0},
        "edited": 0,
        "in_jobs": 1,
        "bytes_stored": {"originals": 2 * size, "variants": variants, "total": 2 * size + variants},
        "quota": {
            "assets": {"used": 3, "limit": None},
            "bytes": {"used": 3 * size, "limit": None},
        },
        "budget": {
            "images": {"used": 0, "limit": 50},
            "voice_seconds": {"used": 0, "limit": 600},
            "renews_at": "2026-03-15T00:00:00Z",
        },
    }


# One asset


def test_one_asset_is_shown_whole(world: World) -> None:
    asset = an_asset(metadata={"a": [1.5, None]}, recipe={"version": 1}, source_asset_id="source")
    world.has(asset)
    answer = world.call("GET", f"/v1/assets/{asset.id}")
    assert answer.json["metadata"] == {"a": [1.5, None]}
    assert answer.json["sha256"] == FACTS.sha256
    assert answer.json["recipe"] == {"version": 1}
    assert answer.headers["etag"] == answer.json["etag"]


def test_an_animation_says_that_it_is_one(world: World) -> None:
    upload_id = world.upload(animation(3), filename="a.gif", content_type="image/gif")
    assert world.call("GET", f"/v1/assets/{upload_id}").json["frames"] == 3


@pytest.mark.parametrize("asset_id", ["x", "019CE000-0000-7000-8000-000000000000", "..", "%00"])
def test_what_is_no_id_is_a_missing_asset(world: World, asset_id: str) -> None:
    answer = world.call("GET", f"/v1/assets/{asset_id}")
    assert (answer.status, answer.code) == (404, "asset_not_found")
    assert world.recorder.counts() == {}


def test_words_can_be_changed_and_what_is_left_out_stays(world: World) -> None:
    asset = an_asset(tags=("a",), metadata={"b": 1})
    world.has(asset)
    edited = patch(world, asset, {"filename": "../new.jpg"})
    assert edited.status == 200
    assert (edited.json["filename"], edited.json["tags"]) == ("new.jpg", ["a"])
    assert edited.json["metadata"] == {"b": 1}
    emptied = patch(world, asset, {"tags": [], "metadata": {}})
    assert (emptied.json["tags"], emptied.json["metadata"]) == ([], {})


@pytest.mark.parametrize(
    ("if_match", "status"),
    [
        (None, 200),
        ("*", 200),
        ('"1"', 200),
        ('"7", "1"', 200),
        ('"2"', 412),
        ('W/"1"', 412),
        ("1", 412),
        ("", 412),
        ('"' + "9" * 40 + '"', 412),
    ],
)
def test_if_match_lets_only_what_was_read_be_changed(
    world: World, if_match: str | None, status: int
) -> None:
    asset = an_asset()
    world.has(asset)
    assert patch(world, asset, {"tags": ["x"]}, if_match).status == status


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"filename": "a\r\nb"}, "/filename"),
        ({"filename": ""}, "/filename"),
        ({"filename": "x" * 256}, "/filename"),
        ({"filename": 5}, "/filename"),
        ({"tags": ["x"] * 3 + [""]}, "/tags/3"),
        ({"tags": [str(number) for number in range(21)]}, "/tags"),
        ({"tags": "x"}, "/tags"),
        ({"metadata": {"a": "x" * 2048}}, "/metadata"),
        ({"metadata": []}, "/metadata"),
        ({"visibility": "public"}, "/visibility"),
    ],
)
def test_words_that_are_not_acceptable_change_nothing(
    world: World, body: Any, pointer: str
) -> None:
    asset = an_asset()
    world.has(asset)
    before = world.everything()
    answer = patch(world, asset, body)
    assert (answer.status, answer.pointers) == (422, [pointer])
    assert world.everything() == before


def test_an_upload_that_is_not_ready_has_no_words_to_change(world: World) -> None:
    draft = a_draft()
    world.has(draft)
    assert patch(world, draft, {"tags": []}).code == "not_ready"


# Deletion


@pytest.mark.parametrize("visibility", list(Visibility))
def test_a_deleted_asset_leaves_nothing_behind(world: World, visibility: Visibility) -> None:
    asset = an_asset(visibility=visibility, slot="a/b")
    world.has(asset)
    assert world.call("DELETE", f"/v1/assets/{asset.id}").status == 204
    assert world.row(asset.id) is None
    assert world.keys("private") == world.keys("public") == []
    assert world.purged() == ([f"/{asset.key_prefix}*"] if visibility is PUBLIC else [])
    assert world.call("GET", "/v1/gallery/stats").json["assets"] == 0
    assert world.call("DELETE", f"/v1/assets/{asset.id}").code == "asset_not_found"


def test_many_deletions_answer_in_order_and_one_that_fails_spoils_nothing(world: World) -> None:
    assets = [an_asset() for _ in range(3)]
    world.has(*assets)
    ids = [assets[0].id, "nonsense", assets[1].id, assets[0].id]
    results = world.call("POST", "/v1/assets/bulk-delete", json={"asset_ids": ids}).json["results"]
    assert [each["asset_id"] for each in results] == ids
    assert [each.get("deleted", False) for each in results] == [True, False, True, False]
    assert results[1]["code"] == results[3]["code"] == "asset_not_found"
    assert listed(world) == [assets[2].id]


def test_at_most_a_hundred_deletions_at_once(world: World) -> None:
    for number, status in ((0, 422), (100, 200), (101, 422)):
        body = {"asset_ids": [an_asset().id] * number}
        assert world.call("POST", "/v1/assets/bulk-delete", json=body).status == status


# Slots


def test_a_slot_is_the_newest_accepted_upload_for_it(world: World) -> None:
    world.upload(jpeg(seed=1), slot="profile/avatar")
    world.clock.advance(seconds=1)
    newest = world.upload(jpeg(seed=2), slot="profile/avatar")
    answer = world.call("GET", "/v1/slots/profile/avatar").json
    assert (answer["slot"], answer["asset"]["id"]) == ("profile/avatar", newest)


def test_a_slot_can_be_pointed_elsewhere(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    body = {"asset_id": asset.id}
    assert world.call("PUT", "/v1/slots/a/b", json=body).json["asset"]["id"] == asset.id
    assert world.call("GET", "/v1/slots/a/b").json["asset"]["id"] == asset.id
    assert world.call("GET", "/v1/slots/a/b", owner="bob").code == "slot_not_found"


def test_a_slot_points_only_at_ones_own_ready_asset(world: World) -> None:
    theirs, draft = an_asset("bob"), a_draft()
    world.has(theirs)
    world.has(draft)
    for asset_id, code in ((theirs.id, "asset_not_found"), (draft.id, "not_ready")):
        assert world.call("PUT", "/v1/slots/a/b", json={"asset_id": asset_id}).code == code


def test_a_slot_whose_asset_is_gone_points_at_nothing(world: World) -> None:
    upload_id = world.upload(jpeg(), slot="a/b")
    world.call("DELETE", f"/v1/assets/{upload_id}")
    assert world.call("GET", "/v1/slots/a/b").code == "slot_not_found"


@pytest.mark.parametrize("name", ["A/b", "a/b_c", "a/%20", "a/" + "b" * 70])
def test_a_slot_has_a_name_of_two_plain_words(world: World, name: str) -> None:
    answer = world.call("GET", f"/v1/slots/{name}")
    assert (answer.status, answer.code) == (422, "invalid_request")
