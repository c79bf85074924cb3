"""Everything at once, on the same few assets, while somebody looks on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from darkroom.bootstrap import Container
from darkroom.domain.asset import Visibility
from darkroom.domain.errors import (
    AssetNotFound,
    DarkroomError,
    EditConflict,
    MoveInProgress,
    NotReady,
    ResultInProgress,
    RowBusy,
    SlotNotFound,
    UploadNotFound,
    UploadSettled,
)
from darkroom.domain.recipe import Recipe
from darkroom.services.edits import EditRequest
from darkroom.services.galleries import Words
from darkroom.services.uploads import Ticket
from tests.conformance.aftermath import assert_sound, settle
from tests.conformance.client import arrival_of, process, send, ticket_for
from tests.conformance.crowds import CALLERS, at_once, chance, errors, in_rounds, patiently
from tests.conformance.deployments import Clock
from tests.conformance.onlooker import Onlooker

STEPS = 12
ASSETS = 4
SLOT = "profile/avatar"
FLIP = Recipe(({"operation": "flip", "direction": "vertical"},), "png")
DOCUMENTED = {
    AssetNotFound, EditConflict, MoveInProgress, NotReady, ResultInProgress, RowBusy, SlotNotFound,
    UploadNotFound, UploadSettled,
}  # fmt: skip
Step = Callable[[], object]


def steps_on(deployment: Container, ticket: Ticket) -> list[Step]:
    """What may be done to the ticket's asset, by its owner or by events, in any state of it."""
    asset_id, arrival = ticket.id, arrival_of(deployment, ticket)

    def edit() -> object:
        words = Words(filename="dawn.jpg", tags=("dawn",))
        return deployment.galleries.edit("alice", asset_id, words, frozenset())

    return [
        partial(deployment.processing.process, arrival),
        partial(deployment.moves.move, "alice", asset_id, Visibility.PUBLIC),
        partial(deployment.moves.move, "alice", asset_id, Visibility.PRIVATE),
        partial(deployment.moves.move, "alice", asset_id, Visibility.PUBLIC),
        edit,
        partial(deployment.galleries.point_slot, "alice", SLOT, asset_id),
        partial(deployment.galleries.slot, "alice", SLOT),
        partial(deployment.edits.make, "alice", EditRequest(asset_id, FLIP)),
    ]


def schedule(deployment: Container, tickets: list[Ticket], number: int) -> list[list[Step]]:
    """What each caller does, one after the other. Half of the assets are deleted, late."""
    dice = chance(number)
    steps = [step for ticket in tickets for step in steps_on(deployment, ticket)]
    steps.append(partial(deployment.uploads.abandon, "alice", tickets[-1].id))
    lists = [[dice.choice(steps) for _ in range(STEPS)] for _ in range(CALLERS)]
    for ticket in tickets[: len(tickets) // 2]:
        steps_of_one = dice.choice(lists)
        delete = partial(deployment.deletion.delete, "alice", ticket.id)
        steps_of_one.insert(dice.randint(STEPS // 2, STEPS), delete)
    return lists


def follow(steps: list[Step], seen: Counter[type[DarkroomError]]) -> None:
    """Every step, whatever came of those before: only what is documented may go wrong."""
    for step in steps:
        try:
            patiently(step)
        except DarkroomError as error:
            if type(error) not in DOCUMENTED:
                raise
            seen[type(error)] += 1


@in_rounds
def test_whatever_happens_at_once_the_rest_is_sound(
    deployment: Container, clock: Clock, number: int
) -> None:
    tickets = [ticket_for(deployment) for _ in range(ASSETS)]
    for ticket in tickets:
        send(ticket)
    lists = schedule(deployment, tickets, number)
    for ticket in tickets[: ASSETS // 2]:
        process(deployment, ticket)
    seen = Counter[type[DarkroomError]]()
    with Onlooker(deployment, [ticket.id for ticket in tickets]) as onlooker:
        outcomes = at_once(*[partial(follow, steps, seen) for steps in lists])
    print({each.__name__: times for each, times in seen.items()}, f"{onlooker.looks} looks")
    assert errors(outcomes) == set()
    assert onlooker.missing == []
    settle(deployment, clock)
    assert_sound(deployment)
