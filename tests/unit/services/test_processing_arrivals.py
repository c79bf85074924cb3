"""Events that are foreign, late, repeated, or about what is no longer there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from darkroom.domain.arrival import Arrival
from darkroom.domain.asset import Claim, Status
from darkroom.domain.errors import RowBusy
from darkroom.services.processing import Verdict
from darkroom.storage.base import Write
from tests.builders import an_id
from tests.unit.services.house import NOT_A_PHOTO, OTHER_PHOTO, PHOTO, House

# What is not ours


@pytest.mark.parametrize("key", ["nonsense", "a/b/c.jpg", "alice/default/../x.jpg", "", "/"])
def test_a_foreign_key_is_a_verdict_and_no_fault(house: House, key: str) -> None:
    assert house.process(Arrival(key, "etag")).verdict is Verdict.FOREIGN


def test_a_foreign_object_is_deleted(house: House) -> None:
    house.ports.uploads.save(Write("somebody/else.txt", b"hello", "text/plain"))
    house.process(Arrival("somebody/else.txt", "etag"))
    assert house.keys(house.ports.uploads) == set()


def test_an_object_that_no_row_waits_for_is_deleted(house: House) -> None:
    key = f"alice/default/{an_id()}.jpg"
    house.ports.uploads.save(Write(key, PHOTO, "image/jpeg"))
    assert house.process(Arrival(key, "etag")).verdict is Verdict.UNKNOWN
    assert house.keys(house.ports.uploads) == set()


@pytest.mark.parametrize(
    "other",
    ["alice/another/{id}.jpg", "alice/default/{id}.png", "alice/default/{id}_large.jpg"],
)
def test_an_object_under_another_key_than_its_ticket_says_is_deleted(
    house: House, other: str
) -> None:
    ticket = house.ticket()
    arrival = house.arrive(replace(ticket, key=other.format(id=ticket.id)))
    assert house.process(arrival).verdict is Verdict.UNKNOWN
    assert house.keys(house.ports.uploads) == set()


def test_an_object_under_a_wrong_key_does_not_hold_up_the_right_one(house: House) -> None:
    ticket = house.ticket()
    house.process(house.arrive(replace(ticket, key=f"alice/another/{ticket.id}.jpg")))
    assert house.process(house.arrive(ticket)).verdict is Verdict.READY


def test_an_object_under_another_owners_prefix_finds_no_row(house: House) -> None:
    ticket = house.ticket()
    outcome = house.process(house.arrive(replace(ticket, key=f"bob/default/{ticket.id}.jpg")))
    assert outcome.verdict is Verdict.UNKNOWN
    assert house.row(ticket.id).status is Status.PENDING


# Told again


@pytest.mark.parametrize("body", [PHOTO, NOT_A_PHOTO])
def test_a_replay_after_the_decision_changes_nothing(house: House, body: bytes) -> None:
    ticket = house.ticket(body=body)
    arrival = house.arrive(ticket, body)
    house.process(arrival)
    before = house.everything()
    assert house.process(arrival).verdict is Verdict.REPEATED
    assert house.everything() == before


@pytest.mark.parametrize("first", [PHOTO, NOT_A_PHOTO])
def test_a_second_upload_on_a_decided_ticket_changes_nothing(house: House, first: bytes) -> None:
    ticket = house.ticket(body=first)
    house.process(house.arrive(ticket, first))
    before = house.everything()
    assert house.process(house.arrive(ticket, OTHER_PHOTO)).verdict is Verdict.REPEATED
    assert house.everything() == before


def test_of_two_uploads_before_the_decision_the_one_that_stands_is_accepted(house: House) -> None:
    ticket = house.ticket(body=PHOTO)
    first = house.arrive(ticket, PHOTO)
    second = house.arrive(ticket, OTHER_PHOTO)
    assert house.process(first).verdict is Verdict.STALE
    assert house.process(second).verdict is Verdict.READY
    asset = house.row(ticket.id)
    assert house.ports.private.read(asset.original_key, max_bytes=99) == OTHER_PHOTO
    house.check_end()


def test_the_event_of_a_replaced_object_changes_nothing_once_the_other_is_accepted(
    house: House,
) -> None:
    ticket = house.ticket(body=PHOTO)
    first = house.arrive(ticket, PHOTO)
    house.process(house.arrive(ticket, OTHER_PHOTO))
    before = house.everything()
    assert house.process(first).verdict is Verdict.REPEATED
    assert house.everything() == before


@pytest.mark.parametrize("is_gone", [True, False])
def test_an_event_whose_object_is_gone_or_replaced_leaves_it_alone_and_frees_the_row(
    house: House, is_gone: bool
) -> None:
    ticket = house.ticket()
    arrival = house.arrive(ticket, b"photo: a lake!")
    if is_gone:
        house.ports.uploads.delete(ticket.key)
    else:
        house.arrive(ticket)
    left = house.keys(house.ports.uploads)
    assert house.process(arrival).verdict is Verdict.STALE
    assert house.keys(house.ports.uploads) == left
    assert not house.row(ticket.id).is_claimed(house.clock.now())


def test_while_one_works_on_the_row_another_is_told_to_come_back(house: House) -> None:
    arrival = house.arrive(house.ticket())
    _, _, name = arrival.key.split("/")
    now = house.clock.now()
    house.catalog.claim("alice", name[:36], Claim("another", now + timedelta(minutes=5)), now)
    before = house.everything()
    with pytest.raises(RowBusy):
        house.process(arrival)
    assert house.everything() == before


def test_an_abandoned_claim_is_taken_over_when_it_has_ended(house: House) -> None:
    ticket = house.ticket()
    arrival = house.arrive(ticket)
    now = house.clock.now()
    house.catalog.claim("alice", ticket.id, Claim("dead", now + timedelta(minutes=5)), now)
    house.clock.advance(minutes=5)
    assert house.process(arrival).verdict is Verdict.READY


# Deleted in the middle


def test_an_upload_on_an_abandoned_ticket_is_deleted(house: House) -> None:
    ticket = house.ticket()
    house.now.uploads.abandon("alice", ticket.id)
    assert house.process(house.arrive(ticket)).verdict is Verdict.UNKNOWN
    assert house.keys(house.ports.uploads) == set()
    assert house.catalog.rows == {}


def test_a_deleted_asset_is_not_resurrected_by_its_event(house: House) -> None:
    ticket = house.ticket()
    arrival = house.arrive(ticket)
    house.process(arrival)
    house.now.deletion.delete("alice", ticket.id)
    assert house.process(arrival).verdict is Verdict.UNKNOWN
    assert house.catalog.rows == {}
    house.check_end()
