"""A ticket used again after its upload was decided: taken by S3, and without any effect."""

from __future__ import annotations

import pytest

from darkroom.bootstrap import Container
from darkroom.domain.arrival import Arrival
from darkroom.services.processing import Verdict
from darkroom.services.uploads import Ticket
from infra.local.photos import photo
from tests.conformance.client import (
    METHODS,
    PHOTO,
    arrival_of,
    keys,
    process,
    send,
    ticket_for,
)

OTHER = photo(6, size=(320, 240), quality=70)
OTHER += b"\0" * (len(PHOTO) - len(OTHER))
"""Another picture of the same size in bytes: decoders stop at the end of the image."""


@pytest.fixture(params=METHODS)
def ticket(deployment: Container, request: pytest.FixtureRequest) -> Ticket:
    return ticket_for(deployment, method=request.param)


def stored(deployment: Container) -> dict[str, str]:
    """What is accepted: ETags by key."""
    return {info.key: info.etag for info in deployment.ports.private.list_prefix("")}


@pytest.mark.parametrize("body", [PHOTO, OTHER], ids=["same", "other"])
def test_a_second_upload_changes_nothing(
    deployment: Container, ticket: Ticket, body: bytes
) -> None:
    send(ticket)
    process(deployment, ticket)
    before = deployment.galleries.asset("alice", ticket.id)
    objects = stored(deployment)
    assert send(ticket, body) in {200, 201}  # the ticket still lives: quarantine takes it
    assert process(deployment, ticket).verdict is Verdict.REPEATED
    assert deployment.galleries.asset("alice", ticket.id) == before
    assert stored(deployment) == objects
    assert keys(deployment, "uploads") == []


def test_an_event_told_twice_changes_nothing(deployment: Container, ticket: Ticket) -> None:
    send(ticket)
    arrival = arrival_of(deployment, ticket)
    assert deployment.processing.process(arrival).verdict is Verdict.READY
    before = deployment.galleries.asset("alice", ticket.id)
    assert deployment.processing.process(arrival).verdict is Verdict.REPEATED
    assert deployment.galleries.asset("alice", ticket.id) == before
    assert keys(deployment, "uploads") == []


def test_an_upload_after_a_deletion_resurrects_nothing(
    deployment: Container, ticket: Ticket
) -> None:
    send(ticket)
    process(deployment, ticket)
    deployment.deletion.delete("alice", ticket.id)
    assert send(ticket) in {200, 201}
    assert process(deployment, ticket).verdict is Verdict.UNKNOWN
    assert [keys(deployment, role) for role in ("uploads", "private", "public")] == [[], [], []]
    assert not any(deployment.galleries.overview("alice")[0].values())


def test_an_overwritten_upload_is_decided_by_its_own_event(
    deployment: Container, ticket: Ticket
) -> None:
    """The first event names an object that is no longer there: nothing is read of the second."""
    send(ticket)
    first = arrival_of(deployment, ticket)
    send(ticket, OTHER)
    second = arrival_of(deployment, ticket)
    assert first.etag != second.etag
    assert deployment.processing.process(first).verdict is Verdict.STALE
    assert keys(deployment, "uploads") == [ticket.key]
    assert deployment.processing.process(second).verdict is Verdict.READY
    asset = deployment.galleries.asset("alice", ticket.id)
    assert deployment.ports.private.read(asset.original_key, max_bytes=asset.size) == OTHER


def test_an_event_of_a_forged_key_removes_what_is_there(deployment: Container) -> None:
    ticket = ticket_for(deployment)
    other_job = ticket.key.replace("/default/", "/elsewhere/")
    verdict = deployment.processing.process(Arrival(other_job, "0" * 32)).verdict
    assert verdict is Verdict.UNKNOWN
    assert send(ticket) == 201
    assert process(deployment, ticket).verdict is Verdict.READY
