"""A ticket's PUT address, used in every way but its own: S3 itself refuses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from darkroom.bootstrap import Container
from darkroom.services.uploads import Ticket
from tests.conformance.client import (
    PHOTO,
    Change,
    Upload,
    assert_good_for_nothing_else,
    keys,
    send,
    ticket_for,
    upload_of,
)


def swapped(put: Upload, old: str, new: str) -> Upload:
    """With a part of the address replaced, which has to be there."""
    assert old in put.url
    return replace(put, url=put.url.replace(old, new, 1))


def put_ticket(deployment: Container) -> Ticket:
    return ticket_for(deployment, method="PUT")


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


@pytest.mark.parametrize("abuse", ABUSES)
def test_a_signed_put_uploads_nothing_else(deployment: Container, abuse: str) -> None:
    ticket = put_ticket(deployment)
    assert_good_for_nothing_else(deployment, ticket, ABUSES[abuse](upload_of(ticket)))


def test_a_signed_put_cannot_undo_what_it_did(deployment: Container) -> None:
    ticket = put_ticket(deployment)
    assert send(ticket) == 200
    assert replace(upload_of(ticket), method="DELETE").send() == 403
    assert keys(deployment, "uploads") == [ticket.key]
