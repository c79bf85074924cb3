"""Originals: their owner's bytes, whatever they are, given out as a download and nothing else."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests.functions.cloud import client
from tests.functions.world import World
from tests.imaging.polyglots import EVERYTHING
from tests.imaging.samples import TYPES, plain

FORMATS = list(TYPES)


def both(file_format: str) -> bytes:
    """A picture of this format that is a page and a script as well."""
    return plain(file_format) + EVERYTHING


def kept(world: World, file_format: str) -> str:
    """The id of such a picture, accepted."""
    return world.upload(
        both(file_format), content_type=TYPES[file_format], filename="<script>.html"
    )


def urls_of_the_original(world: World, asset_id: str) -> list[str]:
    """By every way there is."""
    path = f"/v1/assets/{asset_id}/url"
    one = world.call("GET", path, query={"variant": "original"})
    redirect = world.call("GET", path, query={"variant": "original", "redirect": "true"})
    item = {"asset_id": asset_id, "variant": "original"}
    many = world.call("POST", "/v1/signed-urls", json={"items": [item]})
    return [one.json["url"], redirect.headers["location"], many.json["results"][0]["url"]]


def said(url: str) -> dict[str, str]:
    """What a signed URL says."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@pytest.mark.parametrize("file_format", FORMATS)
def test_an_original_is_kept_under_the_type_that_was_verified(
    world: World, file_format: str
) -> None:
    asset = world.row(kept(world, file_format))
    assert asset is not None
    found = client("s3").get_object(Bucket=world.bucket("private"), Key=asset.original_key)
    assert found["Body"].read() == both(file_format)
    assert (found["ContentType"], found["ContentDisposition"]) == (
        TYPES[file_format],
        "attachment",
    )


@pytest.mark.parametrize("visibility", ["private", "public"])
def test_every_url_of_an_original_makes_it_a_download(world: World, visibility: str) -> None:
    asset_id = kept(world, "PNG")
    moved = world.call("PUT", f"/v1/assets/{asset_id}/visibility", json={"visibility": visibility})
    assert moved.json["visibility"] == visibility
    for url in urls_of_the_original(world, asset_id):
        query = said(url)
        assert query["response-content-disposition"].startswith('attachment; filename="')
        assert {name for name in query if name.startswith("response-")} == {
            "response-content-disposition"
        }
        assert query["X-Amz-Signature"]


def test_an_original_never_gets_into_the_public_bucket(world: World) -> None:
    asset_id = kept(world, "PNG")
    world.call("PUT", f"/v1/assets/{asset_id}/visibility", json={"visibility": "public"})
    bucket = world.bucket("public")
    bodies = [
        client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        for key in world.keys("public")
    ]
    assert len(bodies) == 5
    assert all(EVERYTHING not in body and b"<script" not in body for body in bodies)


def test_nobody_else_is_led_to_an_original(world: World) -> None:
    asset_id = kept(world, "PNG")
    asset = world.row(asset_id)
    assert asset is not None
    shared: Any = world.call("POST", f"/v1/assets/{asset_id}/shares", json={}).json
    token = urlsplit(shared["url"]).path.rsplit("/", 1)[-1]
    for query in ({}, {"variant": "original"}):
        answer = world.call("GET", f"/v1/shared/{token}", owner=None, query=query)
        assert asset.original_key not in unquote(answer.text + answer.headers.get("location", ""))
    stranger = world.call(
        "GET", f"/v1/assets/{asset_id}/url", owner="bob", query={"variant": "original"}
    )
    assert stranger.status == 404


def test_a_page_that_calls_itself_a_picture_is_refused(world: World) -> None:
    world.upload(EVERYTHING, content_type="image/png", filename="x.png")
    assert world.keys("private") == []
