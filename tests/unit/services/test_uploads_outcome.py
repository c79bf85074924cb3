"""What became of an upload, waiting for it, and giving it up."""

from __future__ import annotations

import pytest

from darkroom.domain.asset import Kind, Status
from darkroom.domain.errors import (
    UploadNotFound,
    UploadSettled,
)
from darkroom.domain.tally import Quota
from darkroom.services.processing import Verdict
from tests.builders import a_draft, an_id
from tests.unit.services.asking import now, of_words, settle
from tests.unit.services.house import (
    NOT_A_PHOTO,
    OTHER_PHOTO,
    PHOTO,
    House,
)
from tests.unit.services.stepping import Steps, happening_at

# What became of it


def test_a_decided_upload_is_told_at_once(house: House) -> None:
    asset = house.upload()
    assert house.now.uploads.outcome("alice", asset.id, 20) == asset
    assert house.clock.slept == []


def test_without_a_wait_a_pending_upload_is_told_at_once(house: House) -> None:
    ticket = house.ticket()
    assert house.now.uploads.outcome("alice", ticket.id).status is Status.PENDING
    assert house.clock.slept == []


def test_a_waiting_request_ends_with_the_decision(house: House) -> None:
    ticket = house.ticket()
    arrival = house.arrive(ticket)
    steps = Steps()
    steps.before = happening_at(3, lambda: house.process(arrival))
    asset = house.stepping(steps).uploads.outcome("alice", ticket.id, 20)
    assert asset.status is Status.READY
    assert len(house.clock.slept) == 2


def test_a_waiting_request_ends_at_its_deadline(house: House) -> None:
    ticket = house.ticket()
    assert house.now.uploads.outcome("alice", ticket.id, 3).status is Status.PENDING
    assert sum(house.clock.slept) == pytest.approx(3)


def test_nobody_waits_longer_than_the_longest_wait(house: House) -> None:
    house.now.uploads.outcome("alice", house.ticket().id, 10_000)
    assert sum(house.clock.slept) == pytest.approx(20)


def test_the_pauses_of_a_wait_grow_to_a_second(house: House) -> None:
    house.now.uploads.outcome("alice", house.ticket().id, 20)
    *pauses, last = house.clock.slept
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (0.25, 1.0)
    assert last <= 1.0


def test_a_waiting_request_asks_no_more_often_than_it_pauses(house: House) -> None:
    steps = Steps()
    house.stepping(steps).uploads.outcome("alice", house.ticket().id, 20)
    assert steps.taken == ["catalog.get"] * (len(house.clock.slept) + 1)


def test_a_rejection_is_told(house: House) -> None:
    asset = house.upload(body=NOT_A_PHOTO)
    assert house.now.uploads.outcome("alice", asset.id).rejection is not None


def test_an_upload_deleted_while_somebody_waits_is_not_there(house: House) -> None:
    ticket = house.ticket()
    steps = Steps()
    steps.before = happening_at(2, lambda: house.now.uploads.abandon("alice", ticket.id))
    with pytest.raises(UploadNotFound):
        house.stepping(steps).uploads.outcome("alice", ticket.id, 20)


@pytest.mark.parametrize("upload_id", ["", "nonsense", an_id(), an_id().upper()])
def test_an_upload_that_never_was_is_not_there(house: House, upload_id: str) -> None:
    with pytest.raises(UploadNotFound):
        house.now.uploads.outcome("alice", upload_id)
    with pytest.raises(UploadNotFound):
        house.now.uploads.abandon("alice", upload_id)


@pytest.mark.parametrize("kind", [Kind.GENERATED, Kind.PROCESSED])
def test_an_image_that_is_being_made_is_no_upload(house: House, kind: Kind) -> None:
    draft = a_draft(kind=kind, size=0, ticket_expires_at=None)
    assert house.catalog.add([draft], Quota()) == [None]
    before = house.everything()
    with pytest.raises(UploadNotFound):
        house.now.uploads.outcome("alice", draft.id, 20)
    with pytest.raises(UploadNotFound):
        house.now.uploads.abandon("alice", draft.id)
    assert house.everything() == before
    assert house.clock.slept == []


def test_somebody_elses_upload_is_not_there(house: House) -> None:
    ticket = house.ticket("alice")
    with pytest.raises(UploadNotFound):
        house.now.uploads.outcome("bob", ticket.id)
    with pytest.raises(UploadNotFound):
        house.now.uploads.abandon("bob", ticket.id)
    assert house.row(ticket.id).status is Status.PENDING


def test_an_image_that_was_made_is_told_as_any_asset_is_and_is_settled(house: House) -> None:
    generation = of_words(house, 1)
    settle(house)
    (image,) = now(house, generation).images
    assert house.now.uploads.outcome("alice", image.asset_id) == house.row(image.asset_id)
    with pytest.raises(UploadSettled, match="ready"):
        house.now.uploads.abandon("alice", image.asset_id)


# Giving up


def test_an_abandoned_upload_leaves_no_row_and_no_object(house: House) -> None:
    ticket = house.ticket()
    house.arrive(ticket)
    house.now.uploads.abandon("alice", ticket.id)
    assert house.catalog.rows == {}
    assert house.keys(house.ports.uploads) == set()
    house.check_end()


@pytest.mark.parametrize(("body", "state"), [(PHOTO, "ready"), (NOT_A_PHOTO, "rejected")])
def test_a_decided_upload_cannot_be_abandoned(house: House, body: bytes, state: str) -> None:
    asset = house.upload(body=body)
    before = house.everything()
    with pytest.raises(UploadSettled, match=state):
        house.now.uploads.abandon("alice", asset.id)
    assert house.everything() == before


def test_an_upload_decided_in_the_meantime_is_not_abandoned(house: House) -> None:
    ticket = house.ticket()
    arrival = house.arrive(ticket)
    steps = Steps()
    steps.before = happening_at(2, lambda: house.process(arrival))
    with pytest.raises(UploadSettled):
        house.stepping(steps).uploads.abandon("alice", ticket.id)
    assert house.row(ticket.id).status is Status.READY


def test_an_upload_abandoned_in_the_meantime_is_an_upload_that_is_not_there(house: House) -> None:
    ticket = house.ticket()
    steps = Steps()
    steps.before = happening_at(2, lambda: house.now.uploads.abandon("alice", ticket.id))
    with pytest.raises(UploadNotFound):
        house.stepping(steps).uploads.abandon("alice", ticket.id)


def test_an_upload_abandoned_while_it_is_developed_is_gone_for_everybody(house: House) -> None:
    ticket = house.ticket()
    arrival = house.arrive(ticket)
    steps = Steps()
    steps.before = happening_at(3, lambda: house.now.uploads.abandon("alice", ticket.id))
    assert house.stepping(steps).processing.process(arrival).verdict is Verdict.WITHDRAWN
    with pytest.raises(UploadNotFound):
        house.now.uploads.outcome("alice", ticket.id)
    with pytest.raises(UploadNotFound):
        house.now.uploads.abandon("alice", ticket.id)
    assert house.keys(house.ports.private) == set()


def test_an_abandoned_ticket_brings_nothing_back(house: House) -> None:
    ticket = house.ticket()
    house.now.uploads.abandon("alice", ticket.id)
    house.process(house.arrive(ticket, OTHER_PHOTO))
    house.reconcile()
    assert house.catalog.rows == {}
    assert house.keys(house.ports.uploads) == set()
