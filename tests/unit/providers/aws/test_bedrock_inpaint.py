"""A region of a picture: asked of Inpaint, and of nothing else."""

from __future__ import annotations

import base64
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from darkroom.domain.errors import ContentRefused, ProviderMisconfigured
from darkroom.domain.recipe import Picture
from darkroom.domain.region import Region
from darkroom.providers import stability
from darkroom.providers.base import Ability, Wish
from darkroom.providers.bedrock import BedrockProvider
from darkroom.providers.bedrock_models import parse_models
from tests.providers.aws_bedrock import BedrockServer, png
from tests.unit.providers.aws.conftest import Bedrock

INPAINT = "us.stability.stable-image-inpaint-v1:0"
WISH = Wish("a sailing boat", seed=7, region=Region(0.5, 0.5, 0.5, 0.25))
SOURCE = Picture(png(96, 64), "image/png")


def asked(bedrock: BedrockServer) -> dict[str, Any]:
    [(model_id, body)] = bedrock.invoked
    assert model_id == INPAINT
    return dict(body)


def test_a_region_is_the_white_part_of_a_mask_of_the_source_s_size(
    provider: BedrockProvider, bedrock: BedrockServer
) -> None:
    provider.refine(WISH, SOURCE)
    body = asked(bedrock)
    mask = Image.open(BytesIO(base64.b64decode(body.pop("mask"))))
    assert (mask.size, mask.getbbox()) == ((96, 64), (48, 32, 96, 48))
    assert sorted(colour for _, colour in mask.getcolors() or ()) == [0, 255]
    assert body == {
        "prompt": "a sailing boat",
        "seed": 7,
        "output_format": "png",
        "image": base64.b64encode(SOURCE.body).decode(),
    }


@pytest.mark.parametrize(
    "said",
    [
        {"prompt": "make the car red"},  # a region is a region, whatever the words
        {"preserve_structure": False, "strength": 1.0},
        {"negative_prompt": "people", "style": "anime"},
        {"style": "like a stamp", "width": 16, "height": 4096},
    ],
)
def test_every_region_is_a_documented_request(
    provider: BedrockProvider, bedrock: BedrockServer, said: dict[str, Any]
) -> None:
    provider.refine(replace(WISH, **said), SOURCE)
    assert asked(bedrock)["seed"] == 7
    assert provider.model(Ability.INPAINT, replace(WISH, **said)) == "inpaint"


def test_inpainting_can_be_turned_off_and_is_then_no_other_service_s(
    provider_of: Bedrock, bedrock: BedrockServer
) -> None:
    provider = provider_of(parse_models("inpaint=none"))
    assert Ability.INPAINT not in provider.abilities.can
    assert Ability.REFINE in provider.abilities.can
    with pytest.raises(ProviderMisconfigured):
        provider.refine(WISH, SOURCE)
    assert bedrock.requests == []


def test_inpainting_may_be_all_that_there_is(provider_of: Bedrock, bedrock: BedrockServer) -> None:
    provider = provider_of(parse_models("generate=none,vary=none,refine=none,reimagine=none"))
    assert provider.abilities.can == {Ability.INPAINT}
    provider.refine(WISH, SOURCE)
    assert asked(bedrock)["prompt"] == WISH.prompt


def test_a_mask_counts_to_what_a_request_may_have(
    monkeypatch: pytest.MonkeyPatch, provider: BedrockProvider, bedrock: BedrockServer
) -> None:
    provider.refine(WISH, SOURCE)
    length = len(bedrock.requests[0].body)
    bedrock.reset()
    monkeypatch.setattr(stability, "MAX_BODY", length - 1)
    with pytest.raises(ContentRefused, match="larger than the provider takes"):
        provider.refine(WISH, SOURCE)
    assert bedrock.requests == []
