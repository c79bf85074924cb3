"""Uploading, as web pages, scripts and phones do it."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.e2e.client import Client, a_photo

User = Callable[[str], Client]


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_ticket_takes_the_file_and_the_file_becomes_an_asset(user: User, method: str) -> None:
    ann = user(f"ann-{method}")
    file = a_photo(1)
    checksum = base64.b64encode(hashlib.sha256(file).digest()).decode()
    asset = ann.upload(file, method=method, checksum_sha256=checksum, tags=["boxes"])
    assert (asset["width"], asset["height"]) == (1200, 900)
    assert asset["sha256"] == hashlib.sha256(file).hexdigest()
    assert asset["tags"] == ["boxes"]
    assert set(asset["variants"]) == {"large", "medium", "small", "112x112", "56x56"}


def test_every_variant_opens_with_the_size_and_type_that_were_announced(user: User) -> None:
    ann = user("ann-variants")
    asset = ann.upload(a_photo(2, (2400, 1600)))
    for name, variant in asset["variants"].items():
        answer = ann.anonymous("GET", variant["url"])
        assert answer.status_code == 200, name
        assert answer.headers["Content-Type"] == variant["content_type"]
        assert len(answer.content) == variant["size"]
        assert Image.open(io.BytesIO(answer.content)).size == (variant["width"], variant["height"])


def test_what_a_camera_wrote_about_itself_and_the_place_is_in_no_variant(user: User) -> None:
    ann = user("ann-gps")
    exif = Image.Exif()
    exif[0x010F] = "CanaryCam"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    asset = ann.upload(a_photo(3, exif=exif.tobytes(), comment=b"canary comment"))
    for variant in asset["variants"].values():
        body = ann.anonymous("GET", variant["url"]).content
        assert b"Canary" not in body
        assert b"canary" not in body
        assert b"Exif" not in body
        assert not Image.open(io.BytesIO(body)).getexif()


def test_a_phone_picture_held_sideways_comes_out_upright(user: User) -> None:
    ann = user("ann-sideways")
    left_red = Image.new("RGB", (800, 400), "blue")
    left_red.paste("red", (0, 0, 400, 400))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    out = io.BytesIO()
    left_red.save(out, "JPEG", exif=exif.tobytes())
    asset = ann.upload(out.getvalue())
    assert (asset["width"], asset["height"]) == (400, 800)
    body = ann.anonymous("GET", asset["variants"]["large"]["url"]).content
    red, _, blue = Image.open(io.BytesIO(body)).convert("RGB").getpixel((200, 100))  # type: ignore[misc]
    assert red > 200  # what was left is on top
    assert blue < 60


def test_small_files_go_inline_as_a_form(user: User) -> None:
    ann = user("ann-inline")
    file = a_photo(4, (300, 200), "PNG")
    answer = ann("POST", "/v1/uploads/inline", files={"file": ("tiny.png", file, "image/png")})
    assert answer.status_code == 202, answer.text
    upload = ann.decided(answer.json()["id"])
    assert upload["asset"]["filename"] == "tiny.png"


def test_small_files_go_inline_as_json(user: User) -> None:
    ann = user("ann-inline-json")
    data = base64.b64encode(a_photo(5, (300, 200), "WEBP")).decode()
    body = {"filename": "tiny.webp", "content_type": "image/webp", "data": data}
    answer = ann("POST", "/v1/uploads/inline", json=body)
    assert answer.status_code == 202, answer.text
    assert ann.decided(answer.json()["id"])["status"] == "ready"


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF", "AVIF"])
def test_every_allowed_type_becomes_an_asset(user: User, form: str) -> None:
    ann = user("ann-types")
    file = a_photo(6, (320, 240), form)
    asset = ann.upload(file, filename=f"p.{form.lower()}", content_type=f"image/{form.lower()}")
    assert asset["variants"]["large"]["width"] == 320


def test_a_file_that_is_no_image_is_rejected_with_a_reason(user: User) -> None:
    ann = user("ann-text")
    file = b"<html>hello</html>" * 10
    ticket = ann.ticket(file)
    ann.send(ticket, file)
    upload = ann.decided(ticket["id"])
    assert upload["status"] == "rejected"
    assert upload["problem"]["code"] == "not_an_image"
    assert upload["problem"]["detail"].endswith(".")


def test_a_file_of_another_type_than_declared_is_rejected(user: User) -> None:
    ann = user("ann-liar")
    file = a_photo(7, (64, 64), "PNG")
    ticket = ann.ticket(file)
    ann.send(ticket, file)
    assert ann.decided(ticket["id"])["problem"]["code"] == "type_mismatch"


def test_the_store_refuses_what_the_ticket_does_not_allow(user: User) -> None:
    ann = user("ann-abuse")
    file = a_photo(8, (64, 64))
    ticket = ann.ticket(file)
    fields = ticket["fields"]
    attempts = {
        "too large": (fields, file + b"more"),
        "another type": (fields | {"Content-Type": "text/html"}, file),
        "another key": (fields | {"key": "bob/default/x.jpg"}, file),
        "an extra field": (fields | {"acl": "public-read"}, file),
        "no signature": ({k: v for k, v in fields.items() if k != "x-amz-signature"}, file),
        "nothing": (fields, b""),
    }
    for what, (sent, body) in attempts.items():
        answer = ann.anonymous("POST", ticket["url"], data=sent, files={"file": body})
        assert 400 <= answer.status_code < 500, what
    assert ann("GET", f"/v1/uploads/{ticket['id']}").json()["status"] == "pending"


def test_an_abandoned_upload_is_gone_and_what_comes_late_is_thrown_away(user: User) -> None:
    ann = user("ann-abandons")
    file = a_photo(9, (64, 64))
    ticket = ann.ticket(file)
    assert ann("DELETE", f"/v1/uploads/{ticket['id']}").status_code == 204
    assert ann.send(ticket, file).status_code == 201
    assert ann("GET", f"/v1/uploads/{ticket['id']}").status_code == 404
    assert ann("GET", "/v1/gallery").json()["count"] == 0


def test_uploading_again_on_the_same_ticket_changes_nothing(user: User) -> None:
    ann = user("ann-again")
    first = a_photo(10, (64, 64))
    ticket = ann.ticket(first)
    ann.send(ticket, first)
    accepted = ann.decided(ticket["id"])["asset"]
    second = a_photo(11, (64, 64))
    padded = (second + bytes(len(first)))[: len(first)]
    ann.send(ticket, padded)
    probe = ann.upload(a_photo(12, (64, 64)))  # the queue is in order: by now it was handled
    again = ann("GET", f"/v1/assets/{accepted['id']}").json()
    assert probe["id"] != accepted["id"]
    assert again["sha256"] == accepted["sha256"]
    assert again["etag"] == accepted["etag"]


def test_a_batch_answers_in_order_and_one_bad_item_spoils_nothing(user: User) -> None:
    ann = user("ann-batch")
    good = {"filename": "a.jpg", "content_type": "image/jpeg", "size": 10}
    items = [good, good | {"content_type": "image/tiff"}, good | {"size": 0}, good]
    results = ann("POST", "/v1/uploads/batch", json={"items": items}).json()["results"]
    assert ["url" in each for each in results] == [True, False, False, True]
    assert [each.get("code") for each in results[1:3]] == ["type_not_allowed", "invalid_request"]


def test_a_browser_may_post_to_the_bucket_and_read_the_etag(user: User) -> None:
    ann = user("ann-browser")
    ticket = ann.ticket(a_photo(13, (64, 64)))
    headers = {"Origin": "http://localhost:5173", "Access-Control-Request-Method": "POST"}
    answer = ann.anonymous("OPTIONS", ticket["url"], headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] in {"*", headers["Origin"]}
    sent = ann.anonymous(
        "POST",
        ticket["url"],
        headers={"Origin": headers["Origin"]},
        data=ticket["fields"],
        files={"file": a_photo(13, (64, 64))},
    )
    exposed = sent.headers["Access-Control-Expose-Headers"].lower()
    assert "etag" in exposed
    assert "location" in exposed


def test_a_ticket_names_the_place_its_id_is_in(user: User) -> None:
    ticket = user("ann-key").ticket(b"x")
    assert ticket["id"] in ticket["key"]
    assert urlsplit(ticket["url"]).hostname == "127.0.0.1"
    assert ticket["expires"] == 300
