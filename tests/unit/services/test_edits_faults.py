"""Edits, exports and palettes, with something failing or somebody coming between, at every call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest

from darkroom.domain.asset import Asset, Visibility
from darkroom.domain.colors import PaletteType
from darkroom.domain.errors import (
    AssetNotFound,
    Fault,
    InternalFault,
    ResultInProgress,
    StoreFailure,
)
from darkroom.domain.recipe import Recipe
from darkroom.services.edits import EditRequest
from tests.builders import a_result_of
from tests.unit.services.conftest import NewHouse
from tests.unit.services.house import House, Services
from tests.unit.services.stepping import WAYS, Crash, Steps, Way, failing, happening_at

FLIP = Recipe(({"operation": "flip"},))


@dataclass(frozen=True)
class Work:
    """Something that is asked for an asset, and whether it was done."""

    ask: Callable[[Services, Asset], object]
    is_done: Callable[[House, Asset], bool]


def has_result(house: House, source: Asset) -> bool:
    made = house.catalog.result(source, FLIP.hash)
    return made is not None and house.row(made).facts is not None


def has_export(house: House, asset: Asset) -> bool:
    return len(house.row(asset.id).exports) == 1


def has_palettes(house: House, asset: Asset) -> bool:
    return len(house.catalog.palettes_of("alice", asset.id)) == 3


WORKS = {
    "edit": Work(lambda s, asset: s.edits.make("alice", EditRequest(asset.id, FLIP)), has_result),
    "export": Work(
        lambda s, asset: s.exports.get(
            "alice", asset.id, FLIP, include_metadata=True, lifetime=timedelta(hours=1)
        ),
        has_export,
    ),
    "palettes": Work(
        lambda s, asset: s.palettes.take("alice", asset.id, list(PaletteType), 5), has_palettes
    ),
}
works = pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
visibilities = pytest.mark.parametrize("visibility", list(Visibility))


def number_of_steps(house: House, work: Work) -> int:
    steps = Steps()
    work.ask(house.stepping(steps), house.upload())
    return len(steps.taken)


def failing_at_each_step(
    new_house: NewHouse, way: Way, work: Work
) -> Iterator[tuple[House, Asset, Steps]]:
    """A house for every step of the work, in which it was asked for and failed there."""
    for n in range(1, 1 + number_of_steps(new_house(), work)):
        house, steps = new_house(), Steps()
        asset = house.upload()
        way(steps, n)
        with suppress(Crash, Fault):
            work.ask(house.stepping(steps), asset)
        yield house, asset, steps


@works
@pytest.mark.parametrize("way", WAYS)
def test_whatever_fails_the_same_call_succeeds_later(
    new_house: NewHouse, way: Way, work: Work
) -> None:
    for house, asset, steps in failing_at_each_step(new_house, way, work):
        house.end_claims()
        work.ask(house.now, asset)
        assert work.is_done(house, asset), steps.taken
        house.reconcile()
        assert work.is_done(house, asset), steps.taken
        house.check_end()


@works
@pytest.mark.parametrize("way", WAYS)
def test_whatever_fails_the_reconciler_leaves_all_or_nothing(
    new_house: NewHouse, way: Way, work: Work
) -> None:
    for house, asset, _ in failing_at_each_step(new_house, way, work):
        house.reconcile()
        house.check_end()
        assert house.row(asset.id).facts == asset.facts


@works
@visibilities
def test_an_asset_that_is_deleted_meanwhile_leaves_nothing(
    new_house: NewHouse, work: Work, visibility: Visibility
) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), work)):
        house = new_house()
        asset = house.upload(visibility=visibility)

        def delete(house: House = house, asset: Asset = asset) -> None:
            house.now.deletion.delete("alice", asset.id)

        with suppress(AssetNotFound, InternalFault):  # its objects may go before its row is read
            work.ask(house.stepping(Steps(before=happening_at(n, delete))), asset)
        house.reconcile()
        assert house.catalog.get("alice", asset.id) is None
        house.check_end()


@visibilities
def test_an_asset_that_is_moved_meanwhile_is_exported_all_the_same(
    new_house: NewHouse, visibility: Visibility
) -> None:
    work = WORKS["export"]
    target = Visibility.PRIVATE if visibility is Visibility.PUBLIC else Visibility.PUBLIC
    for n in range(1, 1 + number_of_steps(new_house(), work)):
        house = new_house()
        asset = house.upload(visibility=visibility)

        def move(house: House = house, asset: Asset = asset) -> None:
            house.now.moves.move("alice", asset.id, target)

        work.ask(house.stepping(Steps(before=happening_at(n, move))), asset)
        assert house.row(asset.id).visibility is target
        assert work.is_done(house, asset)
        house.check_end()


@pytest.mark.parametrize("order", ["before", "after"])
def test_two_who_edit_at_once_get_one_result(new_house: NewHouse, order: str) -> None:
    work = WORKS["edit"]
    for n in range(1, 1 + number_of_steps(new_house(), work)):
        house = new_house()
        asset = house.upload()

        def edit_too(house: House = house, asset: Asset = asset) -> None:
            with suppress(ResultInProgress):
                work.ask(house.now, asset)

        steps = Steps(**{order: happening_at(n, edit_too)})  # type: ignore[arg-type]
        with suppress(ResultInProgress):
            work.ask(house.stepping(steps), asset)
        assert work.is_done(house, asset)
        assert len(house.catalog.rows) == 2
        house.check_end()


def test_a_draft_that_is_given_up_meanwhile_leaves_nothing(new_house: NewHouse) -> None:
    for n in range(1, 1 + number_of_steps(new_house(), WORKS["edit"])):
        house = new_house()
        asset = house.upload()

        def give_up(house: House = house, asset: Asset = asset) -> None:
            draft = house.catalog.result(asset, FLIP.hash)
            if draft:
                house.now.deletion.delete("alice", draft)

        with suppress(AssetNotFound):
            WORKS["edit"].ask(house.stepping(Steps(before=happening_at(n, give_up))), asset)
        house.reconcile()
        house.check_end()


def test_a_draft_taken_up_in_vain_is_free_for_the_next_call(house: House) -> None:
    source = house.upload()
    draft = a_result_of(source, FLIP, id=house.ports.new_id(), content_type="image/png", claim=None)
    house.catalog.add_result(draft, house.now.edits.quota)
    with pytest.raises(StoreFailure):
        WORKS["edit"].ask(house.stepping(failing("private.read")), source)
    WORKS["edit"].ask(house.now, source)
    assert house.catalog.result(source, FLIP.hash) == draft.id
    assert has_result(house, source)
    house.check_end()
