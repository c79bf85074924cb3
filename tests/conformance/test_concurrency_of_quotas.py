"""Eight callers ask for the last room there is, for the same slot, and for the same result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from darkroom.bootstrap import Container
from darkroom.catalog.base import Slot
from darkroom.domain.asset import Asset, Status
from darkroom.domain.errors import EditConflict, QuotaExceeded, Refusal, ResultInProgress
from darkroom.domain.recipe import Recipe
from darkroom.services.edits import EditRequest, Result
from darkroom.services.uploads import Ticket, UploadRequest
from tests.conformance.aftermath import all_assets, assert_sound, settle
from tests.conformance.client import PHOTO, ticket_for, uploaded
from tests.conformance.crowds import CALLERS, at_once, chance, errors, in_rounds, successes
from tests.conformance.deployments import Clock, deployed

MOST_ASSETS = 5
MOST_BYTES = 10 * len(PHOTO)
ASKED = UploadRequest("lake.jpg", "image/jpeg", len(PHOTO))
FLIP = Recipe(({"operation": "flip", "direction": "horizontal"},), "png")


@pytest.fixture
def few(servers: None, clock: Clock) -> Iterator[Container]:
    """A deployment where an owner may have few assets."""
    with deployed(clock, MAX_ASSETS_PER_OWNER=str(MOST_ASSETS)) as container:
        yield container


@pytest.fixture
def small(servers: None, clock: Clock) -> Iterator[Container]:
    """A deployment where an owner may store few bytes."""
    with deployed(clock, MAX_BYTES_PER_OWNER=str(MOST_BYTES)) as container:
        yield container


def held(deployment: Container) -> tuple[int, int]:
    """What the quota counts: assets, and bytes."""
    stats = deployment.galleries.overview("alice")[0]
    return stats["quota_assets"], stats["quota_bytes"]


@in_rounds
def test_a_quota_of_assets_is_spent_to_the_last_and_no_further(few: Container, number: int) -> None:
    outcomes = at_once(*[partial(few.uploads.issue_ticket, "alice", ASKED)] * CALLERS)
    assert len(successes(outcomes)) == MOST_ASSETS
    assert errors(outcomes) == {QuotaExceeded}
    assert held(few) == (MOST_ASSETS, MOST_ASSETS * len(PHOTO))
    assert len(all_assets(few, "alice")) == MOST_ASSETS


@in_rounds
def test_a_quota_of_bytes_is_spent_to_the_last_and_no_further(
    small: Container, number: int
) -> None:
    """Batches of different sizes: what fits of each is given, what does not is refused."""
    random = chance(number)
    sizes = [random.randint(1, 4) for _ in range(CALLERS)]

    def ask(size: int) -> list[Ticket | Refusal]:
        return small.uploads.issue_tickets("alice", [ASKED] * size)

    outcomes = at_once(*[partial(ask, size) for size in sizes])
    assert errors(outcomes) == set()
    answers = [answer for each in successes(outcomes) for answer in each]
    given = [each for each in answers if isinstance(each, Ticket)]
    assert len(given) == min(sum(sizes), MOST_BYTES // len(PHOTO))
    assert {type(each) for each in answers} <= {Ticket, QuotaExceeded}
    assert held(small) == (len(given), len(given) * len(PHOTO))
    assert len(all_assets(small, "alice")) == len(given)


@in_rounds
def test_room_that_is_given_back_is_counted_once(few: Container, clock: Clock, number: int) -> None:
    """Uploads are abandoned and asked for at once, each twice: the numbers stay right."""
    random = chance(number)
    tickets = [ticket_for(few) for _ in range(MOST_ASSETS)]
    ask = partial(few.uploads.issue_ticket, "alice", ASKED)
    actions: list[Callable[[], object]] = [ask] * 4
    for ticket in tickets[:3]:
        actions += [partial(few.uploads.abandon, "alice", ticket.id)] * 2
    random.shuffle(actions)
    at_once(*actions)
    rows = all_assets(few, "alice")
    assert len(rows) <= MOST_ASSETS
    assert not {each.id for each in tickets[:3]} & {each.id for each in rows}
    assert held(few) == (len(rows), len(rows) * len(PHOTO))
    report = settle(few, clock)
    assert report.found["uploads_expired"] == len(rows)
    assert assert_sound(few) == []


@in_rounds
def test_of_eight_callers_one_makes_a_result(
    deployment: Container, clock: Clock, number: int
) -> None:
    source = uploaded(deployment)
    make = partial(deployment.edits.make, "alice", EditRequest(source.id, FLIP))
    outcomes = at_once(*[make] * CALLERS)
    made: list[Result] = successes(outcomes)
    assert [each.is_new for each in made].count(True) == 1
    assert len({each.asset.id for each in made}) == 1
    assert errors(outcomes) <= {ResultInProgress}
    rows = assert_sound(deployment)
    assert [each.status for each in rows] == [Status.READY] * 2
    assert dict(settle(deployment, clock).found) == {}


@in_rounds
def test_a_slot_that_eight_callers_point_elsewhere_is_where_the_latest_pointed(
    deployment: Container, number: int
) -> None:
    assets = [uploaded(deployment) for _ in range(2)]

    def point(caller: int) -> tuple[Slot, Asset]:
        chosen = assets[caller % len(assets)].id
        return deployment.galleries.point_slot("alice", "logos/primary", chosen)

    outcomes = at_once(*[partial(point, caller) for caller in range(CALLERS)])
    assert errors(outcomes) <= {EditConflict}
    pointed = [slot for slot, _ in successes(outcomes)]
    last, _ = deployment.galleries.slot("alice", "logos/primary")
    assert last == max(pointed, key=lambda slot: slot.as_of)
