"""signed_urls: one, a thousand; redirects; shares."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from darkroom.domain.asset import Visibility
from tests.builders import a_draft, an_asset
from tests.functions.world import Answer, World

MISSING = "019ce000-0000-7000-8000-000000000000"
PUBLIC = Visibility.PUBLIC


def url_of(world: World, asset_id: str, **query: Any) -> Answer:
    return world.call("GET", f"/v1/assets/{asset_id}/url", query=query)


def signed(url: str) -> dict[str, str]:
    """What a signed URL says."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def shared(world: World, asset_id: str, **words: Any) -> Any:
    answer = world.call("POST", f"/v1/assets/{asset_id}/shares", json=words)
    assert answer.status == 201, answer.text
    return answer.json


# One


def test_a_url_is_of_the_largest_variant_for_an_hour_by_default(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    answer = url_of(world, asset.id)
    assert answer.json["variant"] == "large"
    assert urlsplit(answer.json["url"]).path == f"/{asset.variant_keys[0]}"
    assert signed(answer.json["url"])["X-Amz-Expires"] == "3600"
    assert answer.headers["cache-control"] == "no-store"


def test_expires_at_is_what_the_signature_says(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    answer = url_of(world, asset.id, expires_in=600).json
    said = signed(answer["url"])
    assert (said["X-Amz-Date"], said["X-Amz-Expires"]) == ("20260314T150730Z", "600")
    assert answer["expires_at"] == "2026-03-14T15:17:30Z"


def test_a_url_is_the_same_within_its_window_and_another_after_it(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    first = url_of(world, asset.id).json["url"]
    world.clock.advance(minutes=5)
    assert url_of(world, asset.id).json["url"] == first
    world.clock.advance(minutes=15)
    assert url_of(world, asset.id).json["url"] != first


def test_no_url_outlives_what_a_session_is_counted_on(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    assert signed(url_of(world, asset.id, expires_in=604800).json["url"])["X-Amz-Expires"] == "3600"


def test_the_original_is_an_attachment_under_its_name_even_of_a_public_asset(world: World) -> None:
    asset = an_asset(visibility=PUBLIC, filename='a"b\u00e9.jpg')
    world.has(asset)
    url = url_of(world, asset.id, variant="original").json["url"]
    assert urlsplit(url).path == f"/{asset.original_key}"
    disposition = signed(url)["response-content-disposition"]
    assert disposition.startswith("attachment;")
    assert unquote(disposition).endswith('a"bé.jpg')


def test_a_public_asset_has_a_plain_address(world: World) -> None:
    asset = an_asset(visibility=PUBLIC)
    world.has(asset)
    assert url_of(world, asset.id, variant="medium").json == {
        "asset_id": asset.id,
        "variant": "medium",
        "url": f"https://cdn.example/{asset.variant_keys[1]}",
        "expires_at": None,
        "srcset": None,
        "urls": None,
    }


def test_all_is_every_url_and_a_srcset_of_those_that_show_the_whole(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    answer = url_of(world, asset.id, variant="all").json
    assert list(answer["urls"]) == ["large", "medium", "112x112"]
    parts = [part.rsplit(" ", 1) for part in answer["srcset"].split(", ")]
    assert [width for _, width in parts] == ["640w", "1600w"]
    assert parts[1][0] == answer["urls"]["large"]["url"] == answer["url"]


def test_a_redirect_leads_to_the_url(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    answer = url_of(world, asset.id, redirect="true")
    assert answer.status == 307
    assert answer.headers["location"] == url_of(world, asset.id).json["url"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"variant": "huge"}, 404, "variant_not_found"),
        ({"variant": "x" * 33}, 422, "invalid_request"),
        ({"expires_in": 0}, 422, "invalid_request"),
        ({"expires_in": 604801}, 422, "invalid_request"),
        ({"expires_in": "soon"}, 422, "invalid_request"),
        ({"redirect": "perhaps"}, 422, "invalid_request"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(
    world: World, query: dict[str, Any], status: int, code: str
) -> None:
    asset = an_asset()
    world.has(asset)
    answer = url_of(world, asset.id, **query)
    assert (answer.status, answer.code) == (status, code)


def test_what_is_not_ready_has_no_url(world: World) -> None:
    draft = a_draft()
    world.has(draft)
    assert url_of(world, draft.id).code == "not_ready"


# Many


def test_many_answers_come_in_order_and_one_bad_item_spoils_nothing(world: World) -> None:
    private, public, draft = an_asset(), an_asset(visibility=PUBLIC), a_draft()
    world.has(private, public, draft)
    items = [
        {"asset_id": private.id, "variant": "medium"},
        {"asset_id": MISSING},
        {"asset_id": draft.id},
        {"asset_id": private.id, "variant": "huge"},
        {"asset_id": public.id},
        {"asset_id": "nonsense"},
        {"asset_id": private.id, "variant": "original"},
    ]
    results = world.call("POST", "/v1/signed-urls", json={"items": items}).json["results"]
    assert [each["asset_id"] for each in results] == [item["asset_id"] for item in items]
    assert [each.get("code") for each in results] == [
        None,
        "asset_not_found",
        "not_ready",
        "variant_not_found",
        None,
        "asset_not_found",
        None,
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/items"),
        ({"items": []}, "/items"),
        ({"items": [{"asset_id": MISSING}] * 1001}, "/items"),
        ({"items": [{"asset_id": MISSING}], "expires_in": "60"}, "/expires_in"),
        ({"items": [{"asset_id": MISSING}], "expires_in": 1.5}, "/expires_in"),
        ({"items": [{"asset_id": MISSING}], "expires_in": True}, "/expires_in"),
    ],
)
def test_a_batch_that_makes_no_sense_is_refused(world: World, body: Any, pointer: str) -> None:
    answer = world.call("POST", "/v1/signed-urls", json=body)
    assert (answer.status, answer.pointers) == (422, [pointer])


# Shares


def test_a_share_opens_a_short_lived_url_for_anybody(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    share = shared(world, asset.id, variant="medium", expires_in=86400)
    assert share["url"] == f"https://api.example/v1/shared/{share['token']}"
    assert share["expires_at"] == "2026-03-15T15:09:26Z"
    answer = world.call("GET", f"/v1/shared/{share['token']}")
    assert answer.status == 307
    assert answer.headers["cache-control"] == "no-store"
    assert signed(answer.headers["location"])["X-Amz-Expires"] == "300"


def test_every_way_of_not_having_a_share_looks_the_same(world: World) -> None:
    asset, gone = an_asset(), an_asset()
    world.has(asset, gone)
    revoked, expired, orphan = (
        shared(world, asset.id),
        shared(world, asset.id, expires_in=60),
        shared(world, gone.id),
    )
    assert world.call("DELETE", f"/v1/shares/{revoked['id']}").status == 204
    world.call("DELETE", f"/v1/assets/{gone.id}")
    world.clock.advance(seconds=60)
    forged = orphan["token"][:-3] + "AAA"
    tokens = [each["token"] for each in (revoked, expired, orphan)]
    seen = set()
    for token in (*tokens, forged, "x", "A" * 43, "é"):
        answer = world.call("GET", f"/v1/shared/{token}")
        assert answer.status == 404
        seen.add(answer.text.replace(token, "TOKEN"))
    assert len(seen) == 1


def test_neither_the_original_nor_everything_can_be_shared(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    for variant in ("original", "all", "huge"):
        answer = world.call("POST", f"/v1/assets/{asset.id}/shares", json={"variant": variant})
        assert (answer.status, answer.code) == (404, "variant_not_found")


@pytest.mark.parametrize("expires_in", [59, 365 * 86400 + 1, "60", None])
def test_a_share_lives_from_a_minute_to_a_year(world: World, expires_in: Any) -> None:
    answer = world.call("POST", f"/v1/assets/{MISSING}/shares", json={"expires_in": expires_in})
    assert (answer.status, answer.pointers) == (422, ["/expires_in"])


def test_shares_are_listed_newest_first_without_their_tokens(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    made = []
    for _ in range(3):
        made.append(shared(world, asset.id)["id"])
        world.clock.advance(seconds=1)
    first = world.call("GET", "/v1/shares", query={"limit": "2"}).json
    query = {"limit": "2", "cursor": first["next_cursor"]}
    second = world.call("GET", "/v1/shares", query=query).json
    assert [share["id"] for share in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None
    assert "token" not in first["items"][0]
    assert world.call("GET", "/v1/shares", owner="bob", query=query).code == "invalid_cursor"


def test_only_its_owner_ends_a_share(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    share = shared(world, asset.id)
    for share_id, owner in ((share["id"], "bob"), ("nonsense", "alice"), (MISSING, "alice")):
        answer = world.call("DELETE", f"/v1/shares/{share_id}", owner=owner)
        assert (answer.status, answer.code) == (404, "share_not_found")
    assert world.call("GET", f"/v1/shared/{share['token']}").status == 307


def test_the_table_holds_nothing_that_opens_a_share(world: World) -> None:
    asset = an_asset()
    world.has(asset)
    token = shared(world, asset.id)["token"]
    rows, _ = world.everything()
    assert token not in str(rows)
    assert token[22:] not in str(rows)
