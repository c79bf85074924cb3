"""Processing, with something going wrong or somebody coming between at every call it makes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from hashlib import md5

import pytest

from darkroom.domain.arrival import Arrival
from darkroom.domain.asset import Status, Visibility
from darkroom.domain.errors import Fault, RowBusy
from darkroom.services.processing import Verdict
from darkroom.services.uploads import Ticket
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import NOT_A_PHOTO, OTHER_PHOTO, PHOTO, House
from tests.unit.services.stepping import WAYS, Crash, Steps, Way, crash_after, happening_at

visibilities = pytest.mark.parametrize("visibility", list(Visibility))


def arrived(house: House, visibility: Visibility, body: bytes = PHOTO) -> tuple[Ticket, Arrival]:
    ticket = house.ticket(body=body, visibility=visibility, slot="profile/avatar")
    return ticket, house.arrive(ticket, body)


def run(house: House, arrival: Arrival, steps: Steps) -> None:
    """One delivery, which may fail as deliveries do."""
    with suppress(Crash, Fault, RowBusy):
        house.stepping(steps).processing.process(arrival)


def number_of_steps(house: House, visibility: Visibility, body: bytes = PHOTO) -> int:
    steps = Steps()
    _, arrival = arrived(house, visibility, body)
    run(house, arrival, steps)
    return len(steps.taken)


def give_up(house: House, ticket: Ticket) -> None:
    """As long as it is an upload; then the asset."""
    if house.row(ticket.id).status is Status.PENDING:
        house.now.uploads.abandon("alice", ticket.id)
    else:
        delete_asset(house, ticket)


def delete_asset(house: House, ticket: Ticket) -> None:
    house.now.deletion.delete("alice", ticket.id)


def replay(house: House, arrival: Arrival) -> None:
    with suppress(RowBusy):
        house.process(arrival)


def upload_again(house: House, ticket: Ticket) -> None:
    replay(house, house.arrive(ticket, OTHER_PHOTO))


def overtake(house: House, arrival: Arrival) -> None:
    house.end_claims()
    house.process(arrival)


def sweep(house: House) -> None:
    house.now.overdue()
    for visibility in Visibility:
        house.now.objects(visibility)


@visibilities
@pytest.mark.parametrize("way", WAYS)
def test_whatever_fails_the_next_delivery_accepts_the_upload(
    new_house: NewHouse, way: Way, visibility: Visibility
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), visibility)):
        house, steps = new_house(), Steps()
        ticket, arrival = arrived(house, visibility)
        way(steps, n)
        run(house, arrival, steps)
        house.end_claims()
        house.process(arrival)
        assert house.row(ticket.id).status is Status.READY, steps.taken
        assert house.keys(house.ports.uploads) == set()
        assert house.catalog.slots["alice", "profile/avatar"].asset_id == ticket.id
        house.check_end()


@pytest.mark.parametrize("way", WAYS)
def test_whatever_fails_the_next_delivery_rejects_what_is_no_image(
    new_house: NewHouse, way: Way
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), Visibility.PRIVATE, NOT_A_PHOTO)):
        house, steps = new_house(), Steps()
        ticket, arrival = arrived(house, Visibility.PRIVATE, NOT_A_PHOTO)
        way(steps, n)
        run(house, arrival, steps)
        house.end_claims()
        house.process(arrival)
        assert house.row(ticket.id).status is Status.REJECTED, steps.taken
        assert house.keys(house.ports.uploads) == set()
        house.check_end()


@visibilities
@pytest.mark.parametrize("way", WAYS)
def test_whatever_fails_the_reconciler_sends_a_forgotten_upload_through_the_queue(
    new_house: NewHouse, way: Way, visibility: Visibility
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), visibility)):
        house, steps = new_house(), Steps()
        ticket, arrival = arrived(house, visibility)
        way(steps, n)
        run(house, arrival, steps)
        house.reconcile()
        assert house.row(ticket.id).status is Status.READY, steps.taken
        house.check_end()


@visibilities
@pytest.mark.parametrize("delete", [give_up, delete_asset])
def test_an_owner_who_deletes_in_the_middle_leaves_nothing_behind(
    new_house: NewHouse, visibility: Visibility, delete: Callable[[House, Ticket], None]
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), visibility)):
        house, steps = new_house(), Steps()
        ticket, arrival = arrived(house, visibility)
        steps.before = happening_at(n, partial(delete, house, ticket))
        run(house, arrival, steps)
        with suppress(RowBusy):
            house.process(arrival)
        house.reconcile()
        assert house.catalog.rows == {}, steps.taken
        assert house.keys(house.ports.uploads) == set()
        house.check_end()


@pytest.mark.parametrize("delete", [give_up, delete_asset])
def test_an_owner_who_deletes_while_it_is_rejected_leaves_nothing_behind(
    new_house: NewHouse, delete: Callable[[House, Ticket], None]
) -> None:
    for n in range(1, number_of_steps(new_house(), Visibility.PUBLIC, NOT_A_PHOTO)):
        house, steps = new_house(), Steps()
        ticket, arrival = arrived(house, Visibility.PUBLIC, NOT_A_PHOTO)
        steps.before = happening_at(n, partial(delete, house, ticket))
        run(house, arrival, steps)
        house.reconcile()
        assert house.catalog.rows == {}, steps.taken
        assert house.keys(house.ports.uploads) == set()
        house.check_end()


@visibilities
@pytest.mark.parametrize("way", WAYS)
def test_an_owner_who_deletes_after_any_failure_leaves_nothing_behind(
    new_house: NewHouse, way: Way, visibility: Visibility
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), visibility)):
        house, steps = new_house(), Steps()
        ticket, arrival = arrived(house, visibility)
        way(steps, n)
        run(house, arrival, steps)
        house.now.deletion.delete("alice", ticket.id)
        house.reconcile()
        assert house.catalog.rows == {}, steps.taken
        house.check_end()


def forgotten_and_nudged(house: House, arrival: Arrival) -> None:
    """The reconciler sent it through the queue, and nothing came of that yet."""
    house.clock.advance(hours=1)
    house.now.overdue()
    assert house.queue == [arrival]
    house.queue.clear()


def stepped_back(house: House, arrival: Arrival) -> None:
    """The client uploads again, and the first event is told again, before the second."""
    house.end_claims()
    house.ports.uploads.delete(arrival.key)
    assert house.process(arrival).verdict is Verdict.STALE


@visibilities
@pytest.mark.parametrize("freed", [forgotten_and_nudged, stepped_back])
def test_what_a_crash_wrote_goes_with_the_row_though_the_claim_was_freed(
    new_house: NewHouse, visibility: Visibility, freed: Callable[[House, Arrival], None]
) -> None:
    """Without the round over all objects, which may take long to come by."""
    for n in range(1, 1 + number_of_steps(new_house(), visibility)):
        house, steps = new_house(), Steps()
        ticket, arrival = arrived(house, visibility)
        crash_after(steps, n)
        run(house, arrival, steps)
        if house.row(ticket.id).status is not Status.PENDING:
            continue
        freed(house, arrival)
        house.now.uploads.abandon("alice", ticket.id)
        house.end_claims()
        house.now.overdue()
        assert house.catalog.rows == {}, steps.taken
        house.check_end()


@visibilities
def test_what_a_crash_wrote_goes_when_the_upload_expires(
    new_house: NewHouse, visibility: Visibility
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), visibility)):
        house, steps = new_house(), Steps()
        ticket, arrival = arrived(house, visibility)
        crash_after(steps, n)
        run(house, arrival, steps)
        if house.row(ticket.id).status is not Status.PENDING:
            continue
        forgotten_and_nudged(house, arrival)
        house.ports.uploads.delete(arrival.key)  # by the bucket's lifecycle
        house.clock.advance(days=1)
        house.now.overdue()
        assert house.catalog.rows == {}, steps.taken
        house.check_end()


@visibilities
def test_a_replay_at_any_moment_changes_nothing(
    new_house: NewHouse, visibility: Visibility
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), visibility)):
        house, steps = new_house(), Steps()
        ticket, arrival = arrived(house, visibility)
        steps.before = happening_at(n, partial(replay, house, arrival))
        run(house, arrival, steps)
        assert house.row(ticket.id).status is Status.READY, steps.taken
        house.check_end()


@visibilities
def test_a_second_upload_at_any_moment_leaves_one_of_the_two_whole(
    new_house: NewHouse, visibility: Visibility
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), visibility)):
        house, steps = new_house(), Steps()
        ticket, first = arrived(house, visibility)
        steps.before = happening_at(n, partial(upload_again, house, ticket))
        run(house, first, steps)
        house.end_claims()
        house.process(Arrival(ticket.key, md5(OTHER_PHOTO, usedforsecurity=False).hexdigest()))
        house.process(first)
        asset = house.row(ticket.id)
        body = house.ports.private.read(asset.original_key, max_bytes=99)
        large = house.ports.home_of(asset).read(asset.variant_keys[0], max_bytes=99)
        assert large == b"large " + body, steps.taken
        assert house.keys(house.ports.uploads) == set()
        house.check_end()


@visibilities
def test_a_bad_second_upload_after_a_crash_leaves_nothing_of_the_first(
    new_house: NewHouse, visibility: Visibility
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), visibility)):
        house, steps = new_house(), Steps()
        ticket, arrival = arrived(house, visibility)
        crash_after(steps, n)
        run(house, arrival, steps)
        house.end_claims()
        house.process(house.arrive(ticket, NOT_A_PHOTO + b"!"))
        house.reconcile()
        house.check_end()


@visibilities
def test_the_reconciler_at_any_moment_takes_nothing_from_a_living_process(
    new_house: NewHouse, visibility: Visibility
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), visibility)):
        house, steps = new_house(), Steps()
        ticket, arrival = arrived(house, visibility)
        house.clock.advance(hours=1)  # late enough for the reconciler to be interested
        steps.before = happening_at(n, partial(sweep, house))
        run(house, arrival, steps)
        house.reconcile()
        assert house.row(ticket.id).status is Status.READY, steps.taken
        house.check_end()


def test_a_process_that_outlived_its_claim_changes_nothing_that_another_accepted(
    new_house: NewHouse,
) -> None:
    """No function lives that long; if one did, the row would still be the other's."""
    for n in range(2, 1 + number_of_steps(new_house(), Visibility.PRIVATE)):
        house, steps = new_house(), Steps()
        ticket, arrival = arrived(house, Visibility.PRIVATE)
        steps.before = happening_at(n, partial(overtake, house, arrival))
        run(house, arrival, steps)
        assert house.row(ticket.id).status is Status.READY, steps.taken
        house.check_end()
