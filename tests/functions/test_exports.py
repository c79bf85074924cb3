"""edits: an asset as a file to download, in the format and size asked for."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image

from darkroom.domain.asset import Asset, Rejection
from tests.builders import a_draft, an_asset
from tests.fakes import START
from tests.functions.editing import fetched, picture, same_after
from tests.functions.photos import animation, jpeg, png
from tests.functions.world import Answer, World

FORMATS = {
    "png": ("PNG", "image/png"),
    "jpg": ("JPEG", "image/jpeg"),
    "webp": ("WEBP", "image/webp"),
    "avif": ("AVIF", "image/avif"),
    "gif": ("GIF", "image/gif"),
}
WORDS: dict[str, Any] = {
    "filename": "caf\u00e9 <&>.jpg",
    "tags": ["beach", "a&b"],
    "metadata": {"camera": "F3"},
}
GPS_IFD = 0x8825


def export(world: World, asset_id: str, **query: Any) -> Answer:
    return world.call("GET", f"/v1/assets/{asset_id}/export", query=query)


def file(world: World, asset_id: str, **query: Any) -> bytes:
    answer = export(world, asset_id, **query)
    assert answer.status == 200, answer
    return fetched(world, answer.json["url"])


def with_exif() -> bytes:
    """A JPEG that says where it was taken, and with what."""
    exif = Image.Exif()
    exif[0x010F] = "canary-maker"
    exif.get_ifd(GPS_IFD)[29] = "2026:03:14"
    exif.get_ifd(GPS_IFD)[2] = (48.0, 12.0, 30.5)
    out = BytesIO()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>canary-xmp</x:xmpmeta>"
    picture(jpeg()).save(out, "JPEG", exif=exif, comment=b"canary-comment", xmp=xmp)
    return out.getvalue()


@pytest.mark.parametrize("ext", FORMATS)
def test_a_download_is_what_its_answer_says(world: World, ext: str) -> None:
    source = world.upload(jpeg(200, 100))
    answer = export(world, source, format=ext, width=50)
    body = fetched(world, answer.json.pop("url"))
    name, content_type = FORMATS[ext]
    assert {k: v for k, v in answer.json.items() if k != "url"} == {
        "asset_id": source,
        "format": ext,
        "content_type": content_type,
        "width": 50,
        "height": 25,
        "size": len(body),
        "expires_at": "2026-03-14T16:00:00Z",
    }
    assert (picture(body).format, picture(body).size) == (name, (50, 25))
    assert answer.headers["cache-control"] == "no-store"


def test_its_url_names_the_file_for_whoever_saves_it(world: World) -> None:
    source = world.upload(jpeg(), filename="beach.jpeg")
    url = export(world, source, format="webp").json["url"]
    (disposition,) = parse_qs(urlsplit(url).query)["response-content-disposition"]
    assert "beach.webp" in disposition
    assert disposition.startswith("attachment")


def test_without_a_format_it_is_the_assets_own(world: World) -> None:
    for body, words, ext in (
        (jpeg(), {}, "jpg"),
        (png(), {"content_type": "image/png"}, "png"),
        (animation(3), {"content_type": "image/gif"}, "gif"),
    ):
        source = world.upload(body, **words)
        answer = export(world, source)
        assert answer.json["format"] == ext
        assert picture(fetched(world, answer.json["url"])).format == FORMATS[ext][0]
        assert fetched(world, answer.json["url"]) == file(world, source, format=ext)


@pytest.mark.parametrize(
    ("query", "size"),
    [
        ({"width": 50}, (50, 25)),
        ({"height": 50}, (100, 50)),
        ({"width": 50, "height": 50}, (50, 25)),
        ({"width": 400, "height": 60}, (120, 60)),
        ({"width": 400}, (400, 200)),
        ({}, (200, 100)),
    ],
)
def test_it_fits_the_box_asked_for(world: World, query: dict[str, int], size: Any) -> None:
    source = world.upload(jpeg(200, 100))
    assert picture(file(world, source, **query)).size == size


def test_a_lower_quality_is_a_smaller_file(world: World) -> None:
    source = world.upload(jpeg(200, 100))
    for ext in ("jpg", "webp", "avif"):
        low, high = (len(file(world, source, format=ext, quality=each)) for each in (5, 95))
        assert low < high


@pytest.mark.parametrize("ext", FORMATS)
def test_on_request_it_carries_what_its_owner_says_of_it(world: World, ext: str) -> None:
    source = world.upload(with_exif(), **WORDS)
    body = file(world, source, format=ext, include_metadata="true")
    assert picture(body).format == FORMATS[ext][0]
    for said in (
        "caf\u00e9 &lt;&amp;&gt;.jpg",
        "<rdf:li>beach</rdf:li>",
        "a&amp;b",
        '{"camera":"F3"}',
        "2026-03-14T15:09:26Z",
    ):
        assert said.encode() in body, said


@pytest.mark.parametrize("metadata", ["true", "false"])
@pytest.mark.parametrize("ext", FORMATS)
def test_it_never_carries_what_the_camera_said(world: World, ext: str, metadata: str) -> None:
    body = file(world, world.upload(with_exif()), format=ext, include_metadata=metadata)
    image = picture(body)
    assert not dict(image.getexif())
    assert not image.getexif().get_ifd(GPS_IFD)
    assert b"canary" not in body
    assert b"Exif" not in body


@pytest.mark.parametrize("ext", FORMATS)
def test_unless_it_is_asked_to_it_says_nothing(world: World, ext: str) -> None:
    source = world.upload(with_exif(), **WORDS)
    body = file(world, source, format=ext)
    for said in (b"xpacket", b"xmpmeta", b"caf", b"beach", b"F3", b"2026"):
        assert said not in body


def test_it_can_be_gone_to_at_once(world: World) -> None:
    source = world.upload(jpeg())
    answer = export(world, source, format="png", redirect="true")
    assert (answer.status, answer.text) == (307, "")
    assert answer.headers["cache-control"] == "no-store"
    assert picture(fetched(world, answer.headers["location"])).format == "PNG"


def test_its_url_lives_as_long_as_is_asked(world: World) -> None:
    source = world.upload(jpeg())
    for seconds in (60, 600):
        answer = export(world, source, expires_in=seconds).json
        ends = datetime.fromisoformat(answer["expires_at"])
        assert 0.5 * seconds < (ends - START).total_seconds() <= seconds
        assert parse_qs(urlsplit(answer["url"]).query)["X-Amz-Expires"] == [str(seconds)]


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ({"format": "tiff"}, ["/query/format"]),
        ({"format": ""}, ["/query/format"]),
        ({"quality": 0}, ["/query/quality"]),
        ({"quality": 101}, ["/query/quality"]),
        ({"quality": "high"}, ["/query/quality"]),
        ({"quality": 101, "format": "png"}, ["/query/quality"]),
        ({"width": 0}, ["/query/width"]),
        ({"height": -1}, ["/query/height"]),
        ({"width": 12_001}, ["/query/width"]),
        ({"width": 64 * 4 + 1}, ["/query/width"]),
        ({"height": 48 * 4 + 1}, ["/query/height"]),
        ({"expires_in": 0}, ["/query/expires_in"]),
        ({"expires_in": 604_801}, ["/query/expires_in"]),
        ({"include_metadata": "perhaps"}, ["/query/include_metadata"]),
        ({"redirect": "perhaps"}, ["/query/redirect"]),
        ({"size": 5}, ["/query/size"]),
        ({"owner": "bob"}, ["/query/owner"]),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_where_it_stands(
    world: World, query: dict[str, Any], pointers: list[str]
) -> None:
    source = world.upload(jpeg())
    answer = same_after(world, lambda: export(world, source, **query))
    assert (answer.status, answer.code, answer.pointers) == (422, "invalid_request", pointers)


@pytest.mark.parametrize(
    "row", [a_draft(), a_draft().rejected(Rejection("broken_image", "It is."), START)]
)
def test_what_is_not_ready_is_no_download(world: World, row: Asset) -> None:
    world.has_rows(row)
    assert export(world, row.id).code == "not_ready"


def test_somebody_elses_asset_is_none(world: World) -> None:
    theirs = an_asset("bob")
    world.has(theirs)
    assert (export(world, theirs.id).status, export(world, theirs.id).code) == (
        404,
        "asset_not_found",
    )
