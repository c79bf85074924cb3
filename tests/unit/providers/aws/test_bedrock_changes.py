"""Instructions about one thing in a picture: which service of Bedrock gets which words."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from darkroom.domain.errors import (
    ContentRefused,
    DarkroomError,
    MalformedAnswer,
    ProviderMisconfigured,
    ResultWithheld,
)
from darkroom.domain.recipe import Picture
from darkroom.providers import stability
from darkroom.providers.base import Ability, Wish
from darkroom.providers.bedrock import BedrockProvider
from darkroom.providers.bedrock_models import parse_models
from tests.providers.aws_bedrock import BedrockServer, Step, filtered, png
from tests.unit.providers.aws.conftest import Bedrock

RECOLOR = "us.stability.stable-image-search-recolor-v1:0"
REPLACE = "us.stability.stable-image-search-replace-v1:0"
STRUCTURE = "us.stability.stable-image-control-structure-v1:0"
SD35 = "stability.sd3-5-large-v1:0"
RED_CAR = Wish("make the car red", seed=7)
CAT = Wish("replace the dog with a cat", seed=7)
SOURCE = Picture(png(96, 64), "image/png")
IMAGE = base64.b64encode(SOURCE.body).decode()

both = pytest.mark.parametrize("wish", [RED_CAR, CAT], ids=["recolor", "replace"])


def test_a_thing_that_gets_another_colour_is_selected_and_recoloured(
    provider: BedrockProvider, bedrock: BedrockServer
) -> None:
    provider.refine(RED_CAR, SOURCE)
    assert bedrock.invoked == [
        (
            RECOLOR,
            {
                "prompt": "red car",
                "select_prompt": "car",
                "seed": 7,
                "output_format": "png",
                "image": IMAGE,
            },
        )
    ]


def test_a_thing_that_gives_place_to_another_is_searched_and_replaced(
    provider: BedrockProvider, bedrock: BedrockServer
) -> None:
    provider.refine(CAT, SOURCE)
    assert bedrock.invoked == [
        (
            REPLACE,
            {
                "prompt": "a cat",
                "search_prompt": "dog",
                "seed": 7,
                "output_format": "png",
                "image": IMAGE,
            },
        )
    ]


@both
@pytest.mark.parametrize(
    "said",
    [
        {"seed": 0},
        {"seed": 2**32 - 2, "width": 16, "height": 4096},
        {"style": "like a stamp", "strength": 0},
        {"preserve_structure": False, "strength": 1 / 3},
        {"model": "stable-image-ultra"},
    ],
)
def test_every_change_is_a_documented_request(
    provider: BedrockProvider, bedrock: BedrockServer, wish: Wish, said: dict[str, Any]
) -> None:
    wish = replace(wish, **said)
    provider.refine(wish, SOURCE)
    [(model_id, body)] = bedrock.invoked
    assert (model_id, body["seed"]) == (RECOLOR if "car" in wish.prompt else REPLACE, wish.seed)


@both
def test_what_is_not_wanted_and_a_known_style_are_told_too(
    provider: BedrockProvider, bedrock: BedrockServer, wish: Wish
) -> None:
    provider.refine(replace(wish, negative_prompt="rust", style="anime"), SOURCE)
    [(_, body)] = bedrock.invoked
    assert (body["negative_prompt"], body["style_preset"]) == ("rust", "anime")


def test_words_are_read_however_they_are_spelled(
    provider: BedrockProvider, bedrock: BedrockServer
) -> None:
    provider.refine(replace(RED_CAR, prompt="Please RECOLOUR the kitchen walls to grey!"), SOURCE)
    [(_, body)] = bedrock.invoked
    assert (body["select_prompt"], body["prompt"]) == ("kitchen walls", "gray kitchen walls")


@both
def test_a_change_has_the_size_of_its_source(provider: BedrockProvider, wish: Wish) -> None:
    # As the stand-in paints it: no field of the request says otherwise.
    made = provider.read_image(provider.refine(wish, SOURCE), wish)
    assert (made.body, made.content_type, made.seed) == (SOURCE.body, "image/png", 7)


@both
@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        (filtered("Filter reason: prompt"), (ContentRefused, False)),
        (filtered("Filter reason: input image"), (ContentRefused, False)),
        (filtered("Filter reason: output image"), (ResultWithheld, True)),
        (filtered("Inference error"), (MalformedAnswer, True)),
    ],
)
def test_a_change_that_is_filtered_has_its_outcome(
    provider: BedrockProvider,
    bedrock: BedrockServer,
    wish: Wish,
    step: Step,
    outcome: tuple[type[DarkroomError], bool],
) -> None:
    bedrock.script.append(step)
    answer = provider.refine(wish, SOURCE)
    with pytest.raises(DarkroomError) as raised:
        provider.read_image(answer, wish)
    assert (type(raised.value), getattr(raised.value, "paid", None)) == outcome


@both
def test_a_source_of_another_type_is_not_sent_to_be_changed(
    provider: BedrockProvider, bedrock: BedrockServer, wish: Wish
) -> None:
    with pytest.raises(ContentRefused, match="JPEG, PNG and WebP"):
        provider.refine(wish, Picture(b"source", "image/gif"))
    assert bedrock.requests == []


@both
def test_a_source_too_large_for_a_request_is_not_sent_to_be_changed(
    monkeypatch: pytest.MonkeyPatch, provider: BedrockProvider, bedrock: BedrockServer, wish: Wish
) -> None:
    monkeypatch.setattr(stability, "MAX_BODY", 200)
    with pytest.raises(ContentRefused, match="larger than the provider takes"):
        provider.refine(wish, Picture(bytes(150), "image/png"))
    assert bedrock.requests == []


@both
def test_it_follows_what_changes_one_thing(provider: BedrockProvider, wish: Wish) -> None:
    assert provider.follows(wish.prompt)
    assert Ability.INSTRUCT not in provider.abilities.can


@pytest.mark.parametrize(
    "words", ["", "add a boat", "a red car", "make the picture red", "remove the background"]
)
def test_it_follows_no_other_words_and_refines_by_them(
    provider: BedrockProvider, bedrock: BedrockServer, words: str
) -> None:
    assert not provider.follows(words)
    provider.refine(replace(RED_CAR, prompt=words), SOURCE)
    assert [model_id for model_id, _ in bedrock.invoked] == [STRUCTURE]


@pytest.mark.parametrize(
    ("configured", "wish", "other"),
    [("recolor=none", RED_CAR, CAT), ("replace=none", CAT, RED_CAR)],
)
def test_a_change_that_is_turned_off_is_not_followed_and_the_other_is(
    provider_of: Bedrock, configured: str, wish: Wish, other: Wish
) -> None:
    provider = provider_of(parse_models(configured))
    assert not provider.follows(wish.prompt)
    assert provider.follows(other.prompt)


@both
@pytest.mark.parametrize(("is_kept", "model_id"), [(True, STRUCTURE), (False, SD35)])
def test_a_change_that_is_turned_off_is_a_refinement_like_any_other(
    provider_of: Bedrock, bedrock: BedrockServer, wish: Wish, is_kept: bool, model_id: str
) -> None:
    provider = provider_of(parse_models("recolor=none,replace=none"))
    provider.refine(replace(wish, preserve_structure=is_kept), SOURCE)
    [(invoked, body)] = bedrock.invoked
    assert (invoked, body["prompt"]) == (model_id, wish.prompt)


@both
def test_a_change_needs_none_of_the_other_models(
    provider_of: Bedrock, bedrock: BedrockServer, wish: Wish
) -> None:
    provider = provider_of(parse_models("generate=none,vary=none,refine=none,reimagine=none"))
    assert provider.follows(wish.prompt)
    provider.refine(wish, SOURCE)
    assert bedrock.invoked[0][0] in {RECOLOR, REPLACE}
    with pytest.raises(ProviderMisconfigured):
        provider.refine(replace(wish, prompt="add a boat"), SOURCE)


@pytest.mark.parametrize(
    ("ability", "wish", "name"),
    [
        (Ability.GENERATE, Wish("a boat", seed=1), "stable-image-core"),
        (Ability.GENERATE, Wish("a boat", seed=1, model="sd3-5-large"), "sd3-5-large"),
        (Ability.VARY, Wish("", seed=1), "sd3-5-large"),
        (Ability.REFINE, RED_CAR, "search-recolor"),
        (Ability.REFINE, CAT, "search-replace"),
        (Ability.REFINE, Wish("at dusk", seed=1), "control-structure"),
        (Ability.REFINE, Wish("at dusk", seed=1, preserve_structure=False), "sd3-5-large"),
    ],
)
def test_it_says_which_model_a_wish_is_for(
    provider: BedrockProvider, ability: Ability, wish: Wish, name: str
) -> None:
    assert provider.model(ability, wish) == name
