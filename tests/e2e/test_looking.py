"""Galleries, addresses, visibility, deletion: as an app uses them."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import pytest
from PIL import Image

from tests.e2e.client import Client, a_photo

User = Callable[[str], Client]


@pytest.fixture(scope="module")
def bob(user: User) -> Client:
    """A user with five assets."""
    bob = user("bob|looks")
    for number in range(5):
        words = {"tags": ["odd" if number % 2 else "even"], "job_id": f"job-{number // 3}"}
        bob.upload(a_photo(100 + number, (200, 150)), filename=f"{number}.jpg", **words)
    return bob


def names(page: dict[str, list[dict[str, str]]]) -> list[str]:
    return [item["filename"] for item in page["items"]]


def test_pages_follow_one_another_without_gap_or_repetition(bob: Client) -> None:
    seen: list[str] = []
    cursor = ""
    for _ in range(5):
        query = f"?limit=2&cursor={cursor}" if cursor else "?limit=2"
        page = bob("GET", "/v1/gallery" + query).json()
        seen += names(page)
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert seen == ["4.jpg", "3.jpg", "2.jpg", "1.jpg", "0.jpg"]


def test_numbered_pages_show_the_same(bob: Client) -> None:
    assert names(bob("GET", "/v1/gallery?page=2&limit=2").json()) == ["2.jpg", "1.jpg"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("order=oldest", ["0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg"]),
        ("job_id=job-1", ["4.jpg", "3.jpg"]),
        ("tag=odd", ["3.jpg", "1.jpg"]),
        ("kind=generated", []),
        ("visibility=public", []),
        ("status=rejected", []),
    ],
)
def test_a_gallery_can_be_narrowed(bob: Client, query: str, expected: list[str]) -> None:
    assert names(bob("GET", f"/v1/gallery?{query}").json()) == expected


def test_a_cursor_opens_only_the_listing_it_was_made_for(bob: Client, user: User) -> None:
    cursor = bob("GET", "/v1/gallery?limit=2").json()["next_cursor"]
    for query in (f"tag=odd&cursor={cursor}", f"cursor={cursor}x", f"order=oldest&cursor={cursor}"):
        answer = bob("GET", f"/v1/gallery?{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")
    stranger = user("mallory")("GET", f"/v1/gallery?cursor={cursor}")
    assert stranger.json()["code"] == "invalid_cursor"


def test_statistics_count_what_there_is(bob: Client) -> None:
    stats = bob("GET", "/v1/gallery/stats").json()
    assert stats["by_status"]["ready"] == 5
    assert stats["by_visibility"] == {"private": 5, "public": 0}
    assert stats["in_jobs"] == 5
    assert stats["bytes_stored"]["total"] > 0


def test_a_private_image_needs_its_signature(bob: Client, system: dict[str, str]) -> None:
    asset = bob("GET", "/v1/gallery?limit=1").json()["items"][0]
    url = asset["variants"]["small"]["url"]
    assert bob.anonymous("GET", url).status_code == 200
    assert bob.anonymous("GET", url.split("?")[0]).status_code == 403
    assert bob.anonymous("GET", url.replace("small", "large")).status_code == 403
    assert bob.anonymous("GET", url[:-1] + ("0" if url[-1] != "0" else "1")).status_code == 403
    key = url.split("?")[0].split("/", 4)[-1]
    assert bob.anonymous("GET", f"{system['cdn']}/{key}").status_code == 403


def test_a_signed_url_ends_when_it_says(bob: Client) -> None:
    asset = bob("GET", "/v1/gallery?limit=1").json()["items"][0]
    link = bob("GET", f"/v1/assets/{asset['id']}/url?expires_in=1&variant=small").json()
    time.sleep(2.1)  # the store's clock is the real one
    assert bob.anonymous("GET", link["url"]).status_code == 403


def test_urls_are_the_same_within_a_window(bob: Client) -> None:
    urls = {
        bob("GET", "/v1/gallery?limit=1").json()["items"][0]["variants"]["large"]["url"]
        for _ in range(2)
    }
    assert len(urls) == 1


def test_the_original_comes_as_an_attachment_with_its_name(bob: Client) -> None:
    asset = bob("GET", "/v1/gallery?limit=1").json()["items"][0]
    link = bob("GET", f"/v1/assets/{asset['id']}/url?variant=original").json()
    answer = bob.anonymous("GET", link["url"])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "4.jpg" in answer.headers["Content-Disposition"]
    assert len(answer.content) == asset["size"]


def test_many_urls_at_once_keep_their_order(bob: Client) -> None:
    ids = [item["id"] for item in bob("GET", "/v1/gallery").json()["items"]]
    items = [{"asset_id": ids[0], "variant": "all"}, {"asset_id": "nothing"}, {"asset_id": ids[1]}]
    results = bob("POST", "/v1/signed-urls", json={"items": items}).json()["results"]
    assert results[0]["asset_id"] == ids[0]
    assert results[0]["srcset"].count("w,") >= 0
    assert results[1]["code"] == "asset_not_found"
    assert bob.anonymous("GET", results[2]["url"]).status_code == 200


def test_public_and_back_again(user: User) -> None:
    carol = user("carol")
    asset = carol.upload(a_photo(200, (400, 300)))
    path = f"/v1/assets/{asset['id']}/visibility"
    moved = carol("PUT", path, json={"visibility": "public"}).json()
    assert (moved["visibility"], moved["transition"]) == ("public", None)
    shown = carol.anonymous("GET", f"{carol.api}/v1/users/carol/gallery").json()["items"]
    address = shown[0]["variants"]["large"]["url"]
    assert "?" not in address
    answer = carol.anonymous("GET", address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert Image.open(io.BytesIO(answer.content)).size == (400, 300)
    carol("PUT", path, json={"visibility": "private"})
    assert carol.anonymous("GET", address).status_code == 403
    gallery = carol.anonymous("GET", f"{carol.api}/v1/users/carol/gallery")
    assert gallery.json()["items"] == []


def test_the_public_gallery_tells_nothing_but_the_picture(user: User) -> None:
    dora = user("dora")
    dora.upload(a_photo(201, (64, 64)), visibility="public", filename="secret.jpg", tags=["me"])
    shown = dora.anonymous("GET", f"{dora.api}/v1/users/dora/gallery").json()["items"][0]
    assert not {"filename", "tags", "job_id", "slot", "metadata", "sha256", "size"} & set(shown)


def test_a_share_opens_until_it_is_revoked(user: User) -> None:
    erin = user("erin")
    asset = erin.upload(a_photo(202, (64, 64)))
    made = erin("POST", f"/v1/assets/{asset['id']}/shares", json={"variant": "small"}).json()
    opened = erin.anonymous("GET", f"{erin.api}/v1/shared/{made['token']}")
    assert opened.status_code == 307
    assert opened.headers["Cache-Control"] == "no-store"
    assert erin.anonymous("GET", opened.headers["Location"]).status_code == 200
    assert erin("GET", "/v1/shares").json()["items"][0]["id"] == made["id"]
    assert erin("DELETE", f"/v1/shares/{made['id']}").status_code == 204
    assert erin.anonymous("GET", f"{erin.api}/v1/shared/{made['token']}").status_code == 404


def test_a_slot_points_at_the_newest_upload_for_it(user: User) -> None:
    finn = user("finn")
    first = finn.upload(a_photo(203, (64, 64)), slot="profile/avatar")
    second = finn.upload(a_photo(204, (64, 64)), slot="profile/avatar")
    assert finn("GET", "/v1/slots/profile/avatar").json()["asset"]["id"] == second["id"]
    finn("PUT", "/v1/slots/profile/avatar", json={"asset_id": first["id"]})
    assert finn("GET", "/v1/slots/profile/avatar").json()["asset"]["id"] == first["id"]


def test_an_edit_needs_what_was_read(user: User) -> None:
    gus = user("gus")
    asset = gus.upload(a_photo(205, (64, 64)))
    path, headers = f"/v1/assets/{asset['id']}", {"If-Match": asset["etag"]}
    edited = gus("PATCH", path, json={"tags": ["new"], "metadata": {"a": 1.5}}, headers=headers)
    assert edited.json()["metadata"] == {"a": 1.5}
    assert edited.headers["ETag"] == edited.json()["etag"] != asset["etag"]
    stale = gus("PATCH", path, json={"tags": []}, headers=headers)
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")


def test_a_deleted_asset_is_gone_everywhere(user: User) -> None:
    hal = user("hal")
    asset = hal.upload(a_photo(206, (64, 64)), visibility="public")
    address = asset["variants"]["large"]["url"]
    assert hal.anonymous("GET", address).status_code == 200
    assert hal("DELETE", f"/v1/assets/{asset['id']}").status_code == 204
    assert hal("GET", f"/v1/assets/{asset['id']}").status_code == 404
    assert hal.anonymous("GET", address).status_code == 403
    assert hal("GET", "/v1/gallery/stats").json()["by_status"]["ready"] == 0


def test_somebody_elses_asset_is_as_missing_as_a_missing_one(user: User) -> None:
    ivy, mallory = user("ivy"), user("mallory")
    path = f"/v1/assets/{ivy.upload(a_photo(207, (64, 64)))['id']}"
    theirs = mallory("GET", path).json()
    ivy("DELETE", path)
    missing = mallory("GET", path).json()
    assert theirs.pop("request_id") != missing.pop("request_id")
    assert theirs == missing
