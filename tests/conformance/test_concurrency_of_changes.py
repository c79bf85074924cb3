"""Eight callers change the same assets at once: over real transactions, one wins, all agree."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from darkroom.bootstrap import Container
from darkroom.domain.asset import Asset, Visibility
from darkroom.domain.errors import (
    AssetNotFound,
    EditConflict,
    MoveInProgress,
    NotReady,
    PreconditionFailed,
)
from darkroom.services.galleries import Words
from tests.conformance.aftermath import assert_sound, settle
from tests.conformance.client import uploaded
from tests.conformance.crowds import CALLERS, at_once, chance, errors, in_rounds, successes
from tests.conformance.deployments import Clock
from tests.conformance.onlooker import Onlooker

PUBLIC, PRIVATE = Visibility.PUBLIC, Visibility.PRIVATE
LOST_TO_A_MOVE = {MoveInProgress, EditConflict}
LOST_TO_A_DELETION = {AssetNotFound}


@in_rounds
def test_one_of_eight_deletions_deletes(deployment: Container, clock: Clock, number: int) -> None:
    asset = uploaded(deployment)
    delete = partial(deployment.deletion.delete, "alice", asset.id)
    outcomes = at_once(*[delete] * CALLERS)
    assert len(successes(outcomes)) == 1
    assert errors(outcomes) == {AssetNotFound}
    assert assert_sound(deployment) == []
    assert dict(settle(deployment, clock).found) == {}


@in_rounds
def test_one_of_eight_edits_of_the_same_edition_is_made(deployment: Container, number: int) -> None:
    asset = uploaded(deployment)
    editions = frozenset({asset.edition})

    def rename(caller: int) -> Asset:
        words = Words(filename=f"lake-{caller}.jpg")
        return deployment.galleries.edit("alice", asset.id, words, editions)

    outcomes = at_once(*[partial(rename, caller) for caller in range(CALLERS)])
    (winner,) = successes(outcomes)
    assert errors(outcomes) == {PreconditionFailed}
    assert deployment.galleries.asset("alice", asset.id) == winner
    assert_sound(deployment)


@in_rounds
def test_edits_that_do_not_mind_one_another_all_count(deployment: Container, number: int) -> None:
    """Each is either made on top of the others, or said not to be: none is lost in silence."""
    asset = uploaded(deployment)

    def tag(caller: int) -> Asset:
        def words_of(edited: Any) -> Asset:
            return deployment.galleries.edit("alice", asset.id, edited, frozenset())

        if caller % 2:
            return words_of(Words(filename=f"lake-{caller}.jpg"))
        return words_of(Words(tags=(f"tag-{caller}",)))

    outcomes = at_once(*[partial(tag, caller) for caller in range(CALLERS)])
    assert errors(outcomes) <= {EditConflict}
    made = successes(outcomes)
    last = deployment.galleries.asset("alice", asset.id)
    assert last.revision == asset.revision + len(made)
    assert last == max(made, key=lambda each: each.revision)


@in_rounds
def test_one_of_eight_publications_publishes(
    deployment: Container, clock: Clock, number: int
) -> None:
    asset = uploaded(deployment)
    move = partial(deployment.moves.move, "alice", asset.id, PUBLIC)
    outcomes = at_once(*[move] * CALLERS)
    made = successes(outcomes)
    assert made
    assert {(each.visibility, each.transition) for each in made} == {(PUBLIC, None)}
    assert errors(outcomes) <= LOST_TO_A_MOVE
    (row,) = assert_sound(deployment)
    assert row.revision == asset.revision + 3  # intent, commit, settled: of one move alone
    assert dict(settle(deployment, clock).found) == {}


@in_rounds
def test_a_toggled_asset_is_where_its_row_says(
    deployment: Container, clock: Clock, number: int
) -> None:
    random = chance(number)
    asset = uploaded(deployment, visibility=random.choice([PUBLIC, PRIVATE]))

    def toggle(targets: list[Visibility]) -> None:
        for target in targets:
            try:
                moved = deployment.moves.move("alice", asset.id, target)
            except (MoveInProgress, EditConflict):
                continue
            assert (moved.visibility, moved.transition) == (target, None)

    schedules = [random.choices([PUBLIC, PRIVATE], k=6) for _ in range(CALLERS // 2)]
    with Onlooker(deployment, [asset.id]) as onlooker:
        outcomes = at_once(*[partial(toggle, each) for each in schedules])
    assert errors(outcomes) == set()
    assert onlooker.missing == []
    (row,) = assert_sound(deployment)
    assert row.claim is None
    assert dict(settle(deployment, clock).found) == {}
    assert deployment.moves.move("alice", asset.id, PRIVATE).visibility is PRIVATE


@in_rounds
def test_a_deletion_amid_moves_leaves_nothing(
    deployment: Container, clock: Clock, number: int
) -> None:
    random = chance(number)
    asset = uploaded(deployment, visibility=random.choice([PUBLIC, PRIVATE]))

    def move(target: Visibility) -> None:
        deployment.moves.move("alice", asset.id, target)

    def delete() -> None:
        deployment.deletion.delete("alice", asset.id)

    targets = [random.choice([PUBLIC, PRIVATE]) for _ in range(CALLERS - 2)]
    actions: list[Callable[[], None]] = [partial(move, target) for target in targets]
    actions += [delete, delete]
    random.shuffle(actions)
    outcomes = at_once(*actions)
    assert errors(outcomes) <= {*LOST_TO_A_MOVE, AssetNotFound, NotReady}
    with pytest.raises(AssetNotFound):
        deployment.galleries.asset("alice", asset.id)
    settle(deployment, clock)
    assert assert_sound(deployment) == []
