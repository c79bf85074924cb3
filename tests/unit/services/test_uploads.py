"""Tickets: what is refused, what is promised."""

from __future__ import annotations

import base64
from contextlib import suppress
from typing import Any

import pytest

from darkroom.domain.asset import Status, Visibility
from darkroom.domain.errors import (
    FileTooLarge,
    InvalidRequest,
    Refusal,
    TypeNotAllowed,
)
from darkroom.domain.limits import MIB
from darkroom.services.processing import Verdict
from darkroom.services.uploads import Ticket
from darkroom.storage.file_gate import FileGate
from darkroom.storage.file_links import FileLinks, LinkRefused
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import (
    PHOTO,
    SECRET,
    TICKET_LIFETIME,
    DatedStore,
    House,
    a_request,
)
from tests.unit.services.stepping import Crash, Steps

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


@pytest.mark.parametrize("spelled", ["Image/JPEG", "IMAGE/JPEG", "image/jpeg"])
def test_a_type_is_taken_in_any_case_and_signed_in_lower_case(house: House, spelled: str) -> None:
    gate = client_of(house)
    form, put = (house.ticket(content_type=spelled, method=method) for method in ("POST", "PUT"))
    assert form.upload.fields["Content-Type"] == "image/jpeg"
    assert put.upload.headers == {"Content-Type": "image/jpeg"}
    assert {house.row(ticket.id).content_type for ticket in (form, put)} == {"image/jpeg"}
    gate.post(form.upload.url, form.upload.fields, PHOTO)
    gate.put(put.upload.url, put.upload.headers, PHOTO)
    assert house.keys(house.ports.uploads) == {form.key, put.key}


def test_a_recording_is_taken_in_any_case(house: House) -> None:
    ticket = house.ticket(content_type="Audio/WAV")
    assert ticket.key.endswith(".wav")
    with pytest.raises(InvalidRequest):
        house.ticket(content_type="Audio/WAV", slot="a/b")


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
        ({"content_type": "image/tiff"}, TypeNotAllowed),
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
