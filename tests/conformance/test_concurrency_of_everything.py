"""Everything at once, on the same few assets, while somebody looks on."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Event, Thread

from darkroom.bootstrap import Container
from darkroom.domain.asset import Status, Visibility
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


class Onlooker:
    """Looks all the while whether a row points at an object that is not there."""

    def __init__(self, deployment: Container, ids: list[str]) -> None:
        self.missing: list[str] = []
        self.looks = 0
        self._deployment, self._ids = deployment, ids
        self._is_over = Event()
        self._thread = Thread(target=self._look_on)

    def __enter__(self) -> Onlooker:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look_on(self) -> None:
        dice = random.Random(0)
        while not self._is_over.is_set():
            self._look(dice.choice(self._ids), dice)

    def _look(self, asset_id: str, dice: random.Random) -> None:
        """An object may go between a look at the row and one at the object: but not while the row
        stays as it is."""
        catalog = self._deployment.ports.catalog
        row = catalog.get("alice", asset_id)
        if row is None or row.status is not Status.READY:
            return
        key = dice.choice([row.original_key, *row.variant_keys])
        ports = self._deployment.ports
        store = ports.private if key == row.original_key else ports.home_of(row)
        if store.exists(key):
            self.looks += 1
        elif catalog.get("alice", asset_id) == row:
            self.missing.append(key)


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
