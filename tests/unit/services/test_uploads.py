"""Tickets: what is refused, what is promised, and what became of it."""

from __future__ import annotations

import base64
import hashlib
from contextlib import suppress
from typing import Any

import pytest

from darkroom.domain.arrival import Arrival
from darkroom.domain.asset import Status, Visibility
from darkroom.domain.errors import (
    FileTooLarge,
    InvalidRequest,
    QuotaExceeded,
    Refusal,
    StoreFailure,
    TypeNotAllowed,
    UploadNotFound,
    UploadSettled,
)
from darkroom.domain.limits import MIB, Limits
from darkroom.services.processing import Verdict
from darkroom.services.uploads import Ticket
from darkroom.storage.file_gate import FileGate
from darkroom.storage.file_links import FileLinks, LinkRefused
from tests.builders import an_id
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import (
    NOT_A_PHOTO,
    OTHER_PHOTO,
    PHOTO,
    SECRET,
    TICKET_LIFETIME,
    DatedStore,
    House,
    a_request,
)
from tests.unit.services.stepping import Crash, Steps, happening_at

CHECKSUM = base64.b64encode(bytes(32)).decode()


def client_of(house: House) -> FileGate:
    """What S3 does with an upload that a ticket allows."""
    store = house.ports.uploads
    assert isinstance(store, DatedStore)
    return FileGate(store, FileLinks("https://uploads.example", SECRET), house.clock.now)


# Tickets


def test_a_ticket_names_the_asset_that_will_be(house: House) -> None:
    ticket = house.ticket(job_id="tour")
    assert ticket.key == f"alice/tour/{ticket.id}.jpg"
    assert ticket.lifetime == TICKET_LIFETIME
    assert ticket.upload.expires_at == house.clock.now() + TICKET_LIFETIME


def test_the_draft_keeps_all_that_was_said(house: House) -> None:
    words: dict[str, Any] = {
        "job_id": "tour",
        "slot": "profile/avatar",
        "visibility": Visibility.PUBLIC,
        "tags": ("sea", "blue"),
        "metadata": {"camera": {"iso": 100}},
        "checksum_sha256": CHECKSUM,
    }
    row = house.row(house.ticket(**words).id)
    assert {name: getattr(row, name) for name in words} == words
    assert (row.status, row.size, row.filename) == (Status.PENDING, len(PHOTO), "sea.jpg")
    assert row.ticket_expires_at == house.clock.now() + TICKET_LIFETIME


def test_a_form_ticket_is_the_default_and_pins_the_key(house: House) -> None:
    upload = house.ticket().upload
    assert (upload.method, upload.headers) == ("POST", {})
    assert upload.fields["Content-Type"] == "image/jpeg"


def test_a_put_ticket_has_headers_instead_of_fields(house: House) -> None:
    upload = house.ticket(method="PUT").upload
    assert (upload.method, upload.fields) == ("PUT", {})
    assert upload.headers == {"Content-Type": "image/jpeg"}


def test_a_declared_checksum_is_part_of_either_ticket(house: House) -> None:
    form = house.ticket(checksum_sha256=CHECKSUM).upload
    put = house.ticket(checksum_sha256=CHECKSUM, method="PUT").upload
    assert form.fields["x-amz-checksum-sha256"] == CHECKSUM
    assert put.headers["x-amz-checksum-sha256"] == CHECKSUM


def test_what_either_ticket_allows_arrives_and_is_accepted(house: House) -> None:
    gate = client_of(house)
    form, put = house.ticket(), house.ticket(method="PUT")
    gate.post(form.upload.url, form.upload.fields, PHOTO)
    gate.put(put.upload.url, put.upload.headers, PHOTO)
    arrivals = [house.arrive(ticket) for ticket in (form, put)]
    assert [house.process(arrival).verdict for arrival in arrivals] == [Verdict.READY] * 2


def test_a_ticket_ends(house: House) -> None:
    ticket = house.ticket()
    house.clock.advance(minutes=5)
    with pytest.raises(LinkRefused):
        client_of(house).post(ticket.upload.url, ticket.upload.fields, PHOTO)


def test_the_row_is_written_before_anything_is_signed(new_house: NewHouse) -> None:
    for method in ("POST", "PUT"):
        house, steps = new_house(), Steps()
        house.stepping(steps).uploads.issue_ticket("alice", a_request(method=method))
        assert steps.taken[0] == "catalog.add"
        assert any("presign" in step for step in steps.taken[1:])


def test_a_ticket_costs_at_most_two_requests_to_the_table(house: House) -> None:
    steps = Steps()
    house.stepping(steps).uploads.issue_ticket("alice", a_request(slot="a/b"))
    assert sum(step.startswith("catalog.") for step in steps.taken) <= 2


def test_a_crash_before_the_ticket_is_given_out_leaves_a_row_that_expires(house: House) -> None:
    steps = Steps()

    def crash(number: int, name: str) -> None:
        if "presign" in name:
            raise Crash

    steps.before = crash
    with suppress(Crash):
        house.stepping(steps).uploads.issue_ticket("alice", a_request())
    assert len(house.catalog.rows) == 1
    house.reconcile()
    assert house.catalog.rows == {}
    house.check_end()


# Refusals


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"content_type": "image/svg+xml"}, TypeNotAllowed),
        ({"content_type": "IMAGE/JPEG"}, TypeNotAllowed),
        ({"size": 10 * MIB + 1}, FileTooLarge),
        ({"size": 0}, InvalidRequest),
        ({"size": -1}, InvalidRequest),
        ({"job_id": "a/b"}, InvalidRequest),
        ({"job_id": ""}, InvalidRequest),
        ({"job_id": "x" * 65}, InvalidRequest),
        ({"slot": "avatar"}, InvalidRequest),
        ({"slot": "Profile/avatar"}, InvalidRequest),
        ({"slot": ""}, InvalidRequest),
        ({"filename": ".."}, InvalidRequest),
        ({"filename": ""}, InvalidRequest),
        ({"tags": tuple(f"tag-{n}" for n in range(21))}, InvalidRequest),
        ({"tags": ("",)}, InvalidRequest),
        ({"metadata": {"note": "x" * 2048}}, InvalidRequest),
        ({"metadata": {"value": float("nan")}}, InvalidRequest),
        ({"checksum_sha256": "9f" * 32}, InvalidRequest),
        ({"checksum_sha256": ""}, InvalidRequest),
    ],
)
def test_refuses_before_any_row_is_written(
    house: House, words: dict[str, Any], refusal: type[Refusal]
) -> None:
    before = house.everything()
    with pytest.raises(refusal):
        house.ticket(**words)
    assert house.everything() == before


def test_the_largest_file_and_the_smallest_are_accepted(house: House) -> None:
    assert house.row(house.ticket(size=10 * MIB).id).size == 10 * MIB
    assert house.row(house.ticket(size=1).id).size == 1


def test_a_refusal_points_at_every_field_at_once(house: House) -> None:
    with pytest.raises(InvalidRequest) as refused:
        house.ticket(
            size=0,
            filename="",
            job_id="a b",
            slot="x",
            tags=("",),
            metadata={"x": "y" * 3000},
            checksum_sha256="no",
        )
    pointers = [error.pointer for error in refused.value.errors]
    assert sorted(pointers) == [
        "/checksum_sha256",
        "/filename",
        "/job_id",
        "/metadata",
        "/size",
        "/slot",
        "/tags/0",
    ]


def test_another_type_or_too_large_a_file_is_told_as_such_whatever_else_is_wrong(
    house: House,
) -> None:
    with pytest.raises(TypeNotAllowed):
        house.ticket(content_type="text/html", job_id="a b")
    with pytest.raises(FileTooLarge):
        house.ticket(size=99 * MIB, job_id="a b")


# Batches


def test_a_batch_answers_in_order_with_refusals_among_the_tickets(house: House) -> None:
    spoiled = InvalidRequest.at("/size", "A size is a number.")
    outcomes = house.now.uploads.issue_tickets(
        "alice",
        [
            a_request(method="PUT"),
            a_request(content_type="text/html"),
            a_request(filename="second.jpg"),
            spoiled,
            a_request(size=99 * MIB),
            a_request(filename="third.jpg", content_type="image/png"),
        ],
    )
    first, html, second, same, large, third = outcomes
    assert same is spoiled
    assert isinstance(html, TypeNotAllowed)
    assert isinstance(large, FileTooLarge)
    tickets = [each for each in (first, second, third) if isinstance(each, Ticket)]
    assert [house.row(ticket.id).filename for ticket in tickets] == [
        "sea.jpg",
        "second.jpg",
        "third.jpg",
    ]
    assert [ticket.upload.method for ticket in tickets] == ["PUT", "POST", "POST"]
    assert all(ticket.key in ticket.upload.url for ticket in tickets)


def test_a_batch_of_refusals_writes_nothing(house: House) -> None:
    before = house.everything()
    outcomes = house.now.uploads.issue_tickets("alice", [a_request(size=0), a_request(slot="x")])
    assert [type(outcome) for outcome in outcomes] == [InvalidRequest] * 2
    assert house.everything() == before


def test_an_empty_batch_is_an_empty_answer(house: House) -> None:
    assert house.now.uploads.issue_tickets("alice", []) == []


# Quota


def test_a_quota_of_assets_refuses_the_one_too_many(new_house: NewHouse) -> None:
    house = new_house(limits=Limits(max_assets_per_owner=2))
    house.upload()
    house.ticket()
    with pytest.raises(QuotaExceeded):
        house.ticket()
    assert len(house.catalog.rows) == 2


def test_a_quota_of_bytes_counts_what_pending_tickets_promise(new_house: NewHouse) -> None:
    house = new_house(limits=Limits(max_bytes_per_owner=100))
    house.ticket(size=60)
    with pytest.raises(QuotaExceeded):
        house.ticket(size=41)
    house.ticket(size=40)


def test_another_owners_quota_is_another(new_house: NewHouse) -> None:
    house = new_house(limits=Limits(max_assets_per_owner=1))
    house.ticket("alice")
    assert house.ticket("bob").id


def test_a_batch_gets_what_fits_the_quota_in_order(new_house: NewHouse) -> None:
    house = new_house(limits=Limits(max_bytes_per_owner=100))
    sizes = [60, 60, 30, 0, 20, 10]
    outcomes = house.now.uploads.issue_tickets("alice", [a_request(size=size) for size in sizes])
    assert [type(outcome) for outcome in outcomes] == [
        Ticket,
        QuotaExceeded,
        Ticket,
        InvalidRequest,
        QuotaExceeded,
        Ticket,
    ]
    assert house.now.galleries.stats("alice")["quota_bytes"] == 100


@pytest.mark.parametrize("way_out", ["abandoned", "rejected", "expired", "deleted"])
def test_what_did_not_stay_gives_its_quota_back(new_house: NewHouse, way_out: str) -> None:
    house = new_house(limits=Limits(max_assets_per_owner=1))
    if way_out == "rejected":
        house.upload(body=NOT_A_PHOTO)
    elif way_out == "deleted":
        house.now.deletion.delete("alice", house.upload().id)
    else:
        ticket = house.ticket()
        if way_out == "abandoned":
            house.now.uploads.abandon("alice", ticket.id)
        house.reconcile()
    assert house.ticket().id


# Inline


def test_an_inline_upload_goes_into_quarantine_and_the_same_way_on(house: House) -> None:
    draft = house.now.uploads.receive("alice", a_request(slot="profile/avatar"), PHOTO)
    assert draft.status is Status.PENDING
    assert house.keys(house.ports.uploads) == {draft.original_key}
    assert house.keys(house.ports.private) == set()
    house.process(
        Arrival(draft.original_key, hashlib.md5(PHOTO, usedforsecurity=False).hexdigest())
    )
    assert house.row(draft.id).status is Status.READY
    house.check_end()


def test_an_inline_upload_has_at_most_four_megabytes(house: House) -> None:
    body = bytes(4 * MIB + 1)
    before = house.everything()
    with pytest.raises(FileTooLarge):
        house.now.uploads.receive("alice", a_request(size=len(body)), body)
    assert house.everything() == before


@pytest.mark.parametrize(
    "words", [{"content_type": "text/html"}, {"job_id": "a b"}, {"slot": "x"}, {"filename": ""}]
)
def test_an_inline_upload_is_refused_like_any_other(house: House, words: dict[str, Any]) -> None:
    before = house.everything()
    with pytest.raises(Refusal):
        house.now.uploads.receive("alice", a_request(**words), PHOTO)
    assert house.everything() == before


def test_an_empty_inline_upload_is_refused(house: House) -> None:
    with pytest.raises(InvalidRequest):
        house.now.uploads.receive("alice", a_request(size=0), b"")
    assert house.catalog.rows == {}


def test_an_inline_upload_beyond_the_quota_writes_nothing(new_house: NewHouse) -> None:
    house = new_house(limits=Limits(max_bytes_per_owner=3))
    with pytest.raises(QuotaExceeded):
        house.now.uploads.receive("alice", a_request(), PHOTO)
    assert house.keys(house.ports.uploads) == set()
    assert house.catalog.rows == {}


def test_an_inline_upload_that_quarantine_did_not_take_expires(house: House) -> None:
    steps = Steps()

    def fail(number: int, name: str) -> None:
        if name == "uploads.save":
            raise StoreFailure

    steps.before = fail
    with pytest.raises(StoreFailure):
        house.stepping(steps).uploads.receive("alice", a_request(), PHOTO)
    house.reconcile()
    assert house.catalog.rows == {}
    house.check_end()


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


def test_somebody_elses_upload_is_not_there(house: House) -> None:
    ticket = house.ticket("alice")
    with pytest.raises(UploadNotFound):
        house.now.uploads.outcome("bob", ticket.id)
    with pytest.raises(UploadNotFound):
        house.now.uploads.abandon("bob", ticket.id)
    assert house.row(ticket.id).status is Status.PENDING


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
