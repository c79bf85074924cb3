"""Eight workers are told of the same uploads at once: each upload is decided once."""

from __future__ import annotations

from functools import partial

from darkroom.bootstrap import Container
from darkroom.domain.arrival import Arrival
from darkroom.domain.asset import Status
from darkroom.domain.errors import NotReady, RowBusy, UploadNotFound, UploadSettled
from darkroom.services.processing import Outcome, Verdict
from tests.conformance.aftermath import assert_sound, settle
from tests.conformance.client import PHOTO, arrival_of, send, ticket_for, uploaded
from tests.conformance.crowds import CALLERS, at_once, chance, errors, in_rounds, successes
from tests.conformance.deployments import Clock
from tests.conformance.test_replays import OTHER

TOLD_AGAIN = 50
"""A queue tells a worker again whom a claim sent away."""


def verdicts(outcomes: list[Outcome]) -> list[Verdict]:
    return sorted(each.verdict for each in outcomes)


@in_rounds
def test_one_of_eight_workers_decides_an_upload(
    deployment: Container, clock: Clock, number: int
) -> None:
    ticket = ticket_for(deployment)
    send(ticket)
    process = partial(deployment.processing.process, arrival_of(deployment, ticket))
    outcomes = at_once(*[process] * CALLERS)
    decided = verdicts(successes(outcomes))
    assert decided.count(Verdict.READY) == 1
    assert set(decided) <= {Verdict.READY, Verdict.REPEATED}
    assert errors(outcomes) <= {RowBusy}
    (asset,) = assert_sound(deployment)
    assert asset.status is Status.READY
    assert dict(settle(deployment, clock).found) == {}


@in_rounds
def test_of_two_uploads_on_one_ticket_the_last_is_accepted_whole(
    deployment: Container, clock: Clock, number: int
) -> None:
    """The row's facts, the original and its variants are of one of the two, never of both."""
    random = chance(number)
    ticket = ticket_for(deployment)
    bodies = [PHOTO, OTHER]
    random.shuffle(bodies)
    arrivals: list[Arrival] = []
    for body in bodies:
        send(ticket, body)
        arrivals.append(arrival_of(deployment, ticket))

    def tell(arrival: Arrival) -> Outcome:
        return told_until_it_is_done(deployment, arrival)

    told = random.choices(arrivals, k=CALLERS - 2) + arrivals
    random.shuffle(told)
    outcomes = at_once(*[partial(tell, each) for each in told])
    assert errors(outcomes) == set()
    assert verdicts(successes(outcomes)).count(Verdict.READY) == 1
    (asset,) = assert_sound(deployment)
    kept = deployment.ports.private.read(asset.original_key, max_bytes=asset.size)
    assert kept == bodies[-1]
    expected = uploaded(deployment, kept).facts
    assert asset.facts == expected
    settle(deployment, clock)


def told_until_it_is_done(deployment: Container, arrival: Arrival) -> Outcome:
    """As the queue tells of an arrival again while somebody else has the row."""
    for _ in range(TOLD_AGAIN):
        try:
            return deployment.processing.process(arrival)
        except RowBusy:
            deployment.time.sleep(0.05)
    return deployment.processing.process(arrival)


@in_rounds
def test_an_upload_is_given_up_or_decided_but_never_both(
    deployment: Container, clock: Clock, number: int
) -> None:
    random = chance(number)
    ticket = ticket_for(deployment)
    send(ticket)
    arrival = arrival_of(deployment, ticket)

    def process() -> object:
        return deployment.processing.process(arrival)

    def abandon() -> object:
        deployment.uploads.abandon("alice", ticket.id)
        return "abandoned"

    actions = [process] * (CALLERS // 2) + [abandon] * (CALLERS // 2)
    random.shuffle(actions)
    outcomes = at_once(*actions)
    assert errors(outcomes) <= {RowBusy, UploadSettled, UploadNotFound, NotReady}
    settle(deployment, clock)
    rows = assert_sound(deployment)
    is_gone = "abandoned" in successes(outcomes)
    assert [each.status for each in rows] == ([] if is_gone else [Status.READY])


@in_rounds
def test_a_slot_ends_at_the_newest_of_eight_uploads(
    deployment: Container, clock: Clock, number: int
) -> None:
    """In whatever order they are accepted."""
    random = chance(number)
    tickets = [ticket_for(deployment, slot="profile/avatar") for _ in range(CALLERS)]
    newest = max(ticket.id for ticket in tickets)
    random.shuffle(tickets)
    for ticket in tickets:
        send(ticket)
    arrivals = [arrival_of(deployment, ticket) for ticket in tickets]
    outcomes = at_once(*[partial(deployment.processing.process, each) for each in arrivals])
    assert {each.verdict for each in successes(outcomes)} == {Verdict.READY}
    assert errors(outcomes) == set()
    slot, asset = deployment.galleries.slot("alice", "profile/avatar")
    assert (slot.asset_id, asset.id) == (newest, newest)
    assert len(assert_sound(deployment)) == CALLERS
    assert dict(settle(deployment, clock).found) == {}
