"""What every ObjectStore promises of signed URLs and upload tickets, over every store there is."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from darkroom.storage.base import PresignedUpload, UploadRules
from tests.contract.stores import CHECKING, ENFORCING, ODD_KEYS, STORES, Rig, write

HOUR = timedelta(hours=1)


@pytest.fixture(params=STORES)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    with STORES[request.param](tmp_path) as rig:
        yield rig


@pytest.fixture(params=ENFORCING)
def strict_rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    with STORES[request.param](tmp_path) as rig:
        yield rig


def checksum(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


# Reading by URL


@pytest.mark.parametrize("key", ODD_KEYS)
def test_a_signed_url_gives_the_object_and_its_headers(rig: Rig, key: str) -> None:
    rig.store.save(write(key, b"picture"))
    answer = rig.get(rig.store.presign_read(key, lifetime=HOUR).url)
    assert (answer.status, answer.body) == (200, b"picture")
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert "Content-Disposition" not in answer.headers


def test_a_url_can_make_the_object_a_download_with_a_name(rig: Rig) -> None:
    rig.store.save(write("a"))
    url = rig.store.presign_read("a", lifetime=HOUR, filename="été.webp").url
    assert rig.get(url).headers["Content-Disposition"] == (
        "attachment; filename=\"_t_.webp\"; filename*=UTF-8''%C3%A9t%C3%A9.webp"
    )


def test_a_url_of_a_missing_object_leads_nowhere(rig: Rig) -> None:
    assert rig.get(rig.store.presign_read("a", lifetime=HOUR).url).status == 404


def test_signs_many_in_order_as_it_signs_one(rig: Rig) -> None:
    signed = rig.store.presign_reads(ODD_KEYS, lifetime=HOUR)
    assert signed == [rig.store.presign_read(key, lifetime=HOUR) for key in ODD_KEYS]
    assert rig.store.presign_reads([], lifetime=HOUR) == []


def test_a_url_ends_when_it_says_and_not_later_than_asked(rig: Rig) -> None:
    ends_at = rig.store.presign_read("a", lifetime=HOUR).expires_at
    assert rig.now + HOUR * 3 / 4 <= ends_at <= rig.now + HOUR


def test_a_changed_url_is_refused(strict_rig: Rig) -> None:
    rig = strict_rig
    rig.store.save_many([write("a"), write("b")])
    url = rig.store.presign_read("a", lifetime=HOUR).url
    assert rig.get(url.replace("/a?", "/b?")).status == 403
    assert rig.get(f"{url[:-1]}{'0' if url[-1] != '0' else '1'}").status == 403


# Uploading by ticket


def rules(size: int, body: bytes | None = None) -> UploadRules:
    digest = None if body is None else checksum(body)
    return UploadRules("a/größe b.webp", "image/webp", size, digest)


def test_a_form_uploads_a_file(rig: Rig) -> None:
    ticket = rig.store.presign_post(rules(100, b"picture"), lifetime=HOUR)
    assert ticket.method == "POST"
    assert rig.send(ticket, b"picture") == 201
    answer = rig.get(rig.store.presign_read("a/größe b.webp", lifetime=HOUR).url)
    assert (answer.body, answer.headers["Content-Type"]) == (b"picture", "image/webp")


def test_a_put_uploads_a_file(rig: Rig) -> None:
    ticket = rig.store.presign_put(rules(7, b"picture"), lifetime=HOUR)
    assert ticket.method == "PUT"
    assert rig.send(ticket, b"picture") == 200
    answer = rig.get(rig.store.presign_read("a/größe b.webp", lifetime=HOUR).url)
    assert (answer.body, answer.headers["Content-Type"]) == (b"picture", "image/webp")


def test_the_headers_of_a_put_are_those_a_script_may_set(rig: Rig) -> None:
    ticket = rig.store.presign_put(rules(7, b"picture"), lifetime=HOUR)
    assert dict(ticket.headers) == {
        "Content-Type": "image/webp",
        "x-amz-checksum-sha256": checksum(b"picture"),
    }


def test_the_form_carries_key_type_and_checksum(rig: Rig) -> None:
    fields = rig.store.presign_post(rules(7, b"picture"), lifetime=HOUR).fields
    assert fields["key"] == "a/größe b.webp"
    assert fields["Content-Type"] == "image/webp"
    assert fields["success_action_status"] == "201"
    assert fields["x-amz-checksum-sha256"] == checksum(b"picture")


def test_a_ticket_ends_exactly_when_asked(rig: Rig) -> None:
    for ticket in both_tickets(rig, rules(7)):
        assert ticket.expires_at == rig.now.replace(microsecond=0) + HOUR


def test_a_ticket_takes_nothing_but_what_it_was_made_for(strict_rig: Rig) -> None:
    rig = strict_rig
    form, put = both_tickets(rig, rules(7))
    assert rig.send(form, b"") != 201
    assert rig.send(form, b"a larger picture") != 201
    assert rig.send(put, b"smaller") == 200
    assert rig.send(put, b"small") != 200


@pytest.mark.parametrize("name", CHECKING)
def test_a_ticket_takes_the_declared_bytes_alone(name: str, tmp_path: Path) -> None:
    with STORES[name](tmp_path) as rig:
        for ticket in both_tickets(rig, rules(7, b"picture")):
            assert rig.send(ticket, b"another") not in {200, 201}


def both_tickets(rig: Rig, upload: UploadRules) -> list[PresignedUpload]:
    return [
        rig.store.presign_post(upload, lifetime=HOUR),
        rig.store.presign_put(upload, lifetime=HOUR),
    ]
