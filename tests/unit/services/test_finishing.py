"""From an answer to an asset: shape, size, marks, and what the asset keeps of its making."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from darkroom.domain.asset import Asset
from darkroom.domain.generation import Ask, Generation, Task
from darkroom.domain.provenance import DigitalSource
from darkroom.domain.recipe import Picture, Recipe, Rendered
from darkroom.domain.region import Region
from darkroom.services.fitting import Fitting
from tests.unit.services.asking import (
    FOR_A_MODEL,
    SEA,
    begin,
    instructing,
    now,
    refining,
    settle,
    speaking_for_a_model,
)
from tests.unit.services.house import House, PlainStudio
from tests.unit.services.provider import Scripted, answers


class CuttingStudio(PlainStudio):
    """Of whose results the size can be told: `photo: 640x480 cut`."""

    def render(self, source: Picture, recipe: Recipe, **words: Any) -> Rendered:
        assert not words["others"]
        last = recipe.operations[-1] if recipe.operations else {}
        size = last.get("width", 10), last.get("height", 20)
        ext = recipe.format or "png"
        return Rendered(b"photo: %dx%d cut, as %b" % (*size, ext.encode()), ext, *size)


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path, in_memory=True)
    finishing = made.now.generating.finishing
    finishing = replace(finishing, fitting=Fitting(made.now.ports, CuttingStudio()))
    made.now.generating = replace(made.now.generating, finishing=finishing)
    return made


def a_result(house: House, made: str, **words: Any) -> Asset:
    """Of a wish for 1024x768, of which the provider made something of this size."""
    house.creating.images.made = f"photo: {made} of image"
    ask = replace(SEA, width=1024, height=768, **words)
    return the_result(house, begin(house, ask).id)


def the_result(house: House, generation_id: str) -> Asset:
    settle(house)
    row = house.catalog.generation("alice", generation_id)
    assert row
    (asset_id,) = row.result_ids
    return house.row(asset_id)


def facts_of(asset: Asset) -> dict[str, Any]:
    assert asset.generation
    return dict(asset.generation)


def size_of(asset: Asset) -> tuple[int, int]:
    assert asset.facts
    return asset.facts.width, asset.facts.height


def body_of(house: House, asset: Asset) -> bytes:
    return house.ports.private.read(asset.original_key, max_bytes=asset.size)


# Shape and size


def test_what_fits_is_kept_byte_for_byte(house: House) -> None:
    asset = a_result(house, "1024x768")
    assert body_of(house, asset) == b"photo: 1024x768 of image 7"
    assert (asset.content_type, asset.filename) == ("image/jpeg", "a-calm-sea.jpg")
    assert asset.size == len(b"photo: 1024x768 of image 7")
    assert not {"made_size", "warnings"} & set(facts_of(asset))


@pytest.mark.parametrize(
    ("made", "size", "is_odd"),
    [
        ("2048x1536", (1024, 768), False),  # larger: scaled to the wish
        ("1032x768", (1024, 768), False),  # models round: cut
        ("512x384", (512, 384), False),  # smaller: never upscaled
        ("1024x1024", (1024, 768), True),
        ("768x1024", (768, 576), True),
        ("512x512", (512, 384), True),
        ("1x1", (1, 1), True),
    ],
)
def test_what_does_not_fit_is_cut_and_scaled_down_and_never_up(
    house: House, made: str, size: tuple[int, int], is_odd: bool
) -> None:
    asset = a_result(house, made)
    assert size_of(asset) == size
    facts = facts_of(asset)
    assert facts["made_size"] == [int(side) for side in made.split("x")]
    assert facts.get("warnings") == (["wrong_size"] if is_odd else None)
    assert (facts["width"], facts["height"]) == (1024, 768)


def test_a_smaller_one_of_the_right_shape_is_kept_as_it_is(house: House) -> None:
    asset = a_result(house, "512x384")
    assert body_of(house, asset) == b"photo: 512x384 of image 7"


def test_a_provider_s_own_shape_is_no_wrong_size(house: House) -> None:
    house.creating.images.documented = (1024, 1024)
    asset = a_result(house, "1024x1024")
    assert size_of(asset) == (1024, 768)
    assert "warnings" not in facts_of(asset)


def test_a_refinement_has_the_shape_of_its_source(house: House) -> None:
    source = house.upload(body=b"photo: 4000x3000")
    house.creating.images.made = "photo: 1182x887 of image"
    asset = the_result(house, refining(house, source).id)
    (wish,) = house.creating.images.wishes
    assert (wish.width, wish.height) == size_of(asset) == (1182, 887)
    assert wish.width * wish.height <= 1024 * 1024 * 1.001


def test_what_is_made_after_a_crop_is_not_cut_back_to_the_shape_before(house: House) -> None:
    source = house.upload(body=b"photo: 1600x1200")
    house.creating.images.made = "photo: 1024x1024 of image"
    row = instructing(house, "crop to a square and add a dragon", source)
    assert size_of(the_result(house, row.id)) == (1024, 1024)


@pytest.mark.parametrize(
    ("made", "size"),
    [
        ("1600x1200", (1600, 1200)),  # more than was asked for, and paid
        ("8000x6000", (2048, 1536)),  # more than was handed over
        ("2048x2048", (2048, 1536)),
    ],
)
def test_what_is_made_of_a_picture_may_be_as_large_as_that(
    house: House, made: str, size: tuple[int, int]
) -> None:
    source = house.upload(body=b"photo: 4000x3000")
    house.creating.images.made = f"photo: {made} of image"
    asset = the_result(house, refining(house, source).id)
    assert size_of(asset) == size
    assert facts_of(asset)["made_size"] == [int(side) for side in made.split("x")]


def test_what_is_made_after_trimming_has_the_shape_that_only_pixels_tell(house: House) -> None:
    source = house.upload(body=b"photo: 1536x512")
    house.creating.images.made = "photo: 1024x1024 of image"
    row = instructing(house, "trim the borders and add a dragon", source)
    asset = the_result(house, row.id)
    assert size_of(asset) == (512, 512)
    assert "warnings" not in facts_of(asset)


@pytest.mark.parametrize("task", ["refinement", "variation", "instruction"])
def test_another_shape_than_the_source_s_is_told_and_cut(house: House, task: str) -> None:
    source = house.upload(body=b"photo: 1600x1200")
    house.creating.images.made = "photo: 1024x1024 of image"
    ask = Ask(Task(task), "add a dragon", seed=7, source_asset_id=source.id)
    asset = the_result(house, begin(house, ask).id)
    assert size_of(asset) == (1024, 768)
    assert facts_of(asset)["warnings"] == ["wrong_size"]


@pytest.mark.parametrize(
    ("words", "ext"), [("save it as webp", "webp"), ("as a png with quality 60", "png")]
)
def test_a_format_is_followed_when_a_model_makes_the_rest(
    house: House, words: str, ext: str
) -> None:
    source = house.upload(body=b"photo: 1024x1024")
    asset = the_result(house, instructing(house, f"{words} and add a dragon", source).id)
    assert asset.content_type == f"image/{ext}"
    assert asset.filename.endswith(f".{ext}")
    assert asset.recipe
    assert asset.recipe["format"] == ext
    assert body_of(house, asset).endswith(f"as {ext}".encode())


def test_a_paid_answer_keeps_its_shape_when_its_source_is_gone(house: House) -> None:
    source = house.upload(body=b"photo: 3000x1000")
    house.creating.images.made = "photo: 1772x591 of image"
    row = refining(house, source)

    def delete(provider: Scripted, wanted: str, answer: bytes) -> bytes:
        house.now.deletion.delete("alice", source.id)
        house.now.overdue()
        return answers(provider, wanted, answer)

    house.creating.images.script = [delete]
    asset = the_result(house, row.id)
    assert size_of(asset) == (1772, 591)
    assert "warnings" not in facts_of(asset)


# What it keeps of its making


def test_an_asset_says_all_that_is_needed_to_ask_again(house: House) -> None:
    ask = Ask(
        Task.GENERATION,
        "a calm sea",
        "fog",
        style="watercolour",
        model="ink",
        seed=7,
        width=1024,
        height=1024,
        job_id="summer",
    )
    row = begin(house, ask)
    asset = the_result(house, row.id)
    assert asset.job_id == "summer"
    assert asset.generation == {
        "id": row.id,
        "task": "generation",
        "prompt": "a calm sea",
        "provider": "painter",
        "model": "ink",
        "negative_prompt": "fog",
        "style": "watercolour",
        "seed": 7,
        "width": 1024,
        "height": 1024,
        "parameters": {"guidance": 7},
    }
    assert (asset.source_asset_id, asset.recipe) == (None, None)


def test_each_image_has_its_seed_and_the_model_it_was_made_by(house: House) -> None:
    row = begin(house, replace(SEA, seed=2**32 - 2), num_images=2)
    settle(house)
    results = [facts_of(house.row(image.asset_id)) for image in row.images]
    assert [facts["seed"] for facts in results] == [2**32 - 2, 0]
    assert [facts["model"] for facts in results] == ["oil", "oil"]


def test_a_refinement_says_how_far_it_went_and_of_what_it_is(house: House) -> None:
    source = house.upload()
    row = refining(house, source, strength=0.25, preserve_structure=False)
    asset = the_result(house, row.id)
    facts = facts_of(asset)
    assert (facts["strength"], facts["preserve_structure"]) == (0.25, False)
    assert facts["model"] == "for refine"
    assert (asset.source_asset_id, asset.root_asset_id) == (source.id, source.id)
    assert asset.filename == "sea.png"


def test_a_refined_region_is_wished_for_and_kept(house: House) -> None:
    region = Region(0.25, 0, 0.5, 1)
    asset = the_result(house, refining(house, region=region).id)
    (wish,) = house.creating.images.wishes
    assert wish.region == region
    assert facts_of(asset)["region"] == {"x": 0.25, "y": 0, "width": 0.5, "height": 1}
    assert facts_of(asset)["model"] == "for inpaint"


REGION = Region(0.25, 0, 0.5, 1)


def test_a_region_is_merged_into_the_source_in_its_own_size_and_format(house: House) -> None:
    source = house.upload(body=b"photo: 4000x3000")
    house.creating.images.made = "photo: 1182x887 of image"
    asset = the_result(house, refining(house, source, region=REGION).id)
    assert (size_of(asset), asset.content_type) == ((4000, 3000), "image/jpeg")
    assert body_of(house, asset) == (
        b"photo: 4000x3000 with (0.25, 0, 0.5, 1) of photo: 1182x887 of image 7"
    )
    assert "warnings" not in facts_of(asset)


def test_a_region_of_another_shape_cannot_be_merged_which_is_told(house: House) -> None:
    house.creating.images.documented = (1024, 1024)
    asset = the_result(house, refining(house, region=REGION).id)
    assert size_of(asset) == (1024, 768)
    assert facts_of(asset)["warnings"] == ["beyond_region"]


def test_a_region_whose_source_is_gone_is_kept_as_it_came_which_is_told(house: House) -> None:
    source = house.upload(body=b"photo: 1600x1200")
    house.creating.images.made = "photo: 1182x887 of image"

    def delete(provider: Scripted, wanted: str, answer: bytes) -> bytes:
        house.now.deletion.delete("alice", source.id)
        return answers(provider, wanted, answer)

    row = refining(house, source, region=REGION)
    house.creating.images.script = [delete]
    asset = the_result(house, row.id)
    assert size_of(asset) == (1182, 887)
    assert facts_of(asset)["warnings"] == ["beyond_region"]


def test_an_instruction_s_image_has_the_operations_that_came_before(house: House) -> None:
    row = speaking_for_a_model(house)
    asset = the_result(house, row.id)
    facts = facts_of(asset)
    assert facts["transcript"] == facts["prompt"] == FOR_A_MODEL
    plan = now(house, row).plan
    assert plan
    assert asset.recipe == plan["recipe"]
    assert asset.recipe
    assert asset.recipe["operations"]


def test_what_operations_made_says_who_asked_for_it(house: House) -> None:
    row = instructing(house)
    asset = the_result(house, row.id)
    assert asset.generation == {
        "id": row.id,
        "task": "instruction",
        "prompt": "make it black and white",
    }
    assert asset.recipe


# Marks


def test_what_comes_of_words_alone_is_marked_as_generated(house: House) -> None:
    assert a_result(house, "1024x768").digital_source is DigitalSource.GENERATED


OWN = DigitalSource.GENERATED
MIXED = DigitalSource.PARTLY_GENERATED
MARKS = [  # who made it, the source's mark, the result's, and that with other shapes
    ("painter", None, DigitalSource.EDITED, DigitalSource.EDITED),
    ("painter", OWN, OWN, OWN),
    ("procedural", None, DigitalSource.ALTERED, DigitalSource.COMPOSED),
    ("procedural", OWN, OWN, MIXED),
    ("procedural", DigitalSource.EDITED, DigitalSource.EDITED, MIXED),
]


@pytest.mark.parametrize(("provider", "of_source", "mark", "recomposed"), MARKS)
def test_what_comes_of_a_source_is_never_marked_as_less_than_its_source(
    house: House,
    provider: str,
    of_source: DigitalSource | None,
    mark: DigitalSource,
    recomposed: DigitalSource,
) -> None:
    asks = [
        (Ask(Task.VARIATION, preserve_structure=False), mark),
        (Ask(Task.REFINEMENT, "in fog"), mark),
        (Ask(Task.REFINEMENT, "in fog", preserve_structure=False), recomposed),
        (Ask(Task.INSTRUCTION, "add a dragon", preserve_structure=False), mark),
    ]
    for number, (ask, expected) in enumerate(asks):
        for is_gone in (False, True):
            source = house.upload()
            house.catalog.swap(source, replace(source, digital_source=of_source))
            of_it = replace(ask, source_asset_id=source.id)
            row = replace(begin(house, of_it, key=f"{number}{is_gone}"), provider=provider)
            if is_gone:
                house.now.deletion.delete("alice", source.id)
            assert finished(house, row).digital_source is expected


def finished(house: House, row: Generation) -> Asset:
    """Its first image, of an answer there is."""
    draft, answer = house.row(row.images[0].asset_id), b"answer: photo: 1182x887 of image"
    finishing = house.now.generating.finishing
    return finishing.finish(row, 0, draft, house.creating.images, answer)
