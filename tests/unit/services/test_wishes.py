"""From what was asked for to a call: sizes, seeds, models, and the picture that is handed over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from darkroom.domain.budget import Charge
from darkroom.domain.errors import AssetNotFound, InternalFault, InvalidRequest, NotReady
from darkroom.domain.generation import Generation, State
from darkroom.domain.recipe import Recipe
from darkroom.providers.base import Size, Wish
from darkroom.services.wishes import of_size
from tests.unit.services.asking import SEA, begin, instructing, now, refining, settle, spent
from tests.unit.services.house import House


@pytest.mark.parametrize(
    ("source", "wished"),
    [
        ((1024, 1024), (1024, 1024)),
        ((640, 480), (640, 480)),  # no larger than its source
        ((4000, 3000), (1182, 887)),  # a megapixel
        ((4096, 1024), (2048, 512)),  # the longest side there is
        ((64, 2048), (64, 2048)),  # the narrowest
        ((1, 1), (64, 64)),  # the smallest
        ((48, 64), (64, 85)),
        ((10, 320), (64, 2048)),
    ],
)
def test_an_image_of_a_source_has_its_shape_and_a_megapixel_at_most(
    source: Size, wished: Size
) -> None:
    wish = of_size(Wish("in fog", seed=7), source)
    assert (wish.width, wish.height) == wished


@pytest.mark.parametrize("size", [(330, 10), (12_000, 300), (64, 2080), (1, 33)])
def test_of_what_is_too_narrow_no_image_is_made(size: Size) -> None:
    with pytest.raises(InvalidRequest, match="beyond 32:1"):
        of_size(Wish("in fog", seed=7), size)


def test_too_narrow_a_source_is_refused_before_anything_is_charged(house: House) -> None:
    source = house.upload(body=b"photo: 400x10")
    with pytest.raises(InvalidRequest):
        refining(house, source)
    assert spent(house) == Charge()


def test_what_an_instruction_leaves_too_narrow_is_refused_and_given_back(house: House) -> None:
    row = instructing(house, "trim and add a dragon", house.upload(body=b"photo: 100x1200"))
    settle(house)
    ended = now(house, row)
    assert (ended.state, ended.charge) == (State.REFUSED, Charge())
    assert house.creating.images.asked == []


def test_each_image_has_the_next_seed_and_the_first_model_unless_one_is_named(
    house: House,
) -> None:
    wishes, provider = house.now.generating.wishes, house.creating.images
    row = begin(house, replace(SEA, seed=2**32 - 3))
    assert [wishes.wish(row, place, provider).seed for place in range(3)] == [
        2**32 - 3,
        2**32 - 2,
        0,
    ]
    assert wishes.wish(row, 0, provider).model == "oil"
    named = begin(house, replace(SEA, model="ink"), key="k2")
    assert wishes.wish(named, 0, provider).model == "ink"


def test_what_is_made_after_an_instruction_s_operations_has_their_shape(house: House) -> None:
    row = instructing(
        house, "crop to a square and add a dragon", house.upload(body=b"photo: 4000x1000")
    )
    assert row.plan
    (crop,) = row.plan["recipe"]["operations"]  # and no fitting: it is small enough by now
    assert crop["operation"] == "crop"
    assert handed_over(house, row) == b"photo: 4000x1000 " + Recipe((crop,), "png").hash.encode()
    (wish,) = house.creating.images.wishes
    assert (wish.width, wish.height) == (1000, 1000)


def handed_over(house: House, row: Generation) -> bytes:
    call = house.now.generating.wishes.call(row, 0, house.creating.images)
    call.ask()
    (picture,) = house.creating.images.pictures
    assert picture.content_type == "image/png"
    return picture.body


def test_a_small_source_is_handed_over_in_its_size(house: House) -> None:
    row = refining(house, house.upload(body=b"photo: 640x480"))
    plain = Recipe((), "png")
    assert handed_over(house, row) == b"photo: 640x480 " + plain.hash.encode()


@pytest.mark.parametrize(("most", "side"), [(2048 * 2048, 2048), (1000 * 1000, 1000)])
def test_a_large_source_is_handed_over_no_larger_than_the_provider_takes(
    house: House, most: int, side: int
) -> None:
    images = house.creating.images
    images.abilities = replace(images.abilities, max_source_pixels=most)
    row = refining(house, house.upload(body=b"photo: 4000x3000"))
    fitting = {"operation": "resize", "width": side, "height": side, "fit": "contain"}
    recipe = Recipe((fitting,), "png")
    assert handed_over(house, row) == b"photo: 4000x3000 " + recipe.hash.encode()


def test_before_anybody_is_asked_it_is_seen_whether_the_source_is_there(house: House) -> None:
    wishes, images = house.now.generating.wishes, house.creating.images
    source = house.upload()
    row = refining(house, source)
    pending = replace(row, ask=replace(row.ask, source_asset_id=house.ticket().id))
    with pytest.raises(NotReady):
        wishes.call(pending, 0, images)
    house.ports.private.delete(source.original_key)
    with pytest.raises(InternalFault):
        wishes.call(row, 0, images)
    house.now.deletion.delete("alice", source.id)
    with pytest.raises(AssetNotFound):
        wishes.call(row, 0, images)
    assert images.asked == []
