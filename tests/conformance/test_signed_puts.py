"""A ticket's PUT address, used in every way but its own: S3 itself refuses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from darkroom.bootstrap import Container
from darkroom.services.uploads import Ticket
from tests.conformance.client import (
    CHECKSUM,
    PHOTO,
    Change,
    Upload,
    assert_good_for_nothing_else,
    assert_refused,
    keys,
    send,
    ticket_for,
    upload_of,
)
from tests.conformance.deployments import Clock


def swapped(put: Upload, old: str, new: str) -> Upload:
    """With a part of the address replaced, which has to be there."""
    assert old in put.url
    return replace(put, url=put.url.replace(old, new, 1))


def put_ticket(deployment: Container, **words: Any) -> Ticket:
    return ticket_for(deployment, method="PUT", **words)


ABUSES: Mapping[str, Change] = {
    "over size": lambda put: replace(put, body=PHOTO + b"x"),
    "under size": lambda put: replace(put, body=PHOTO[:-1]),
    "empty": lambda put: replace(put, body=b""),
    "wrong type": lambda put: put.having("Content-Type", "text/html"),
    "no type": lambda put: put.without("Content-Type"),
    "other key": lambda put: swapped(put, "alice/", "bob/"),
    "longer key": lambda put: swapped(put, ".jpg?", ".jpg.html?"),
    "other bucket": lambda put: swapped(put, "-uploads", "-private"),
    "public bucket": lambda put: swapped(put, "-uploads", "-public"),
    "stretched": lambda put: swapped(put, "X-Amz-Expires=300", "X-Amz-Expires=604800"),
    "other signature": lambda put: swapped(put, "X-Amz-Signature=", "X-Amz-Signature=0"),
    "other access key": lambda put: swapped(put, "Credential=AKID", "Credential=AKIX"),
    "other region": lambda put: swapped(put, "%2Fdefault%2F", "%2Felsewhere%2F"),
    "other date": lambda put: swapped(put, "X-Amz-Date=20", "X-Amz-Date=21"),
    "fewer signed headers": lambda put: swapped(put, "content-length%3B", ""),
    "sub-resource": lambda put: replace(put, url=put.url + "&acl"),
    "unsigned": lambda put: replace(put, url=put.url.partition("?")[0]),
    "as a form": lambda put: replace(put, method="POST"),
    "as a deletion": lambda put: replace(put, method="DELETE"),
    "as a look": lambda put: replace(put, method="GET"),
}
CHECKSUMS: Mapping[str, Change] = {
    "other": lambda put: put.having("x-amz-checksum-sha256", "A" * 43 + "="),
    "none": lambda put: put.without("x-amz-checksum-sha256"),
}


@pytest.mark.parametrize("abuse", ABUSES)
def test_a_signed_put_uploads_nothing_else(deployment: Container, abuse: str) -> None:
    ticket = put_ticket(deployment)
    assert_good_for_nothing_else(deployment, ticket, ABUSES[abuse](upload_of(ticket)))


@pytest.mark.parametrize("change", CHECKSUMS)
def test_a_signed_put_pins_the_checksum_it_was_given(deployment: Container, change: str) -> None:
    ticket = put_ticket(deployment, checksum_sha256=CHECKSUM)
    put = upload_of(ticket)
    assert put.words["x-amz-checksum-sha256"] == CHECKSUM
    assert_good_for_nothing_else(deployment, ticket, CHECKSUMS[change](put))


def test_a_signed_put_ends_with_its_ticket(deployment: Container, clock: Clock) -> None:
    clock.ahead = -timedelta(minutes=6)
    ticket = put_ticket(deployment)
    clock.ahead = timedelta()
    assert_refused(deployment, ticket)
    assert send(put_ticket(deployment)) == 200


def test_a_signed_put_lives_as_long_as_it_says(deployment: Container, clock: Clock) -> None:
    clock.ahead = -timedelta(minutes=4)
    assert send(put_ticket(deployment)) == 200


def test_a_signed_put_cannot_undo_what_it_did(deployment: Container) -> None:
    ticket = put_ticket(deployment)
    assert send(ticket) == 200
    assert replace(upload_of(ticket), method="DELETE").send() == 403
    assert keys(deployment, "uploads") == [ticket.key]
