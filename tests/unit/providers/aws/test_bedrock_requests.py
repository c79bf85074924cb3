"""What Bedrock is asked: the stand-in holds every request against the documented schema."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from darkroom.domain.errors import ContentRefused, InternalFault, ProviderMisconfigured
from darkroom.domain.recipe import Picture
from darkroom.providers import stability
from darkroom.providers.base import Ability, Wish
from darkroom.providers.bedrock import BedrockProvider
from darkroom.providers.bedrock_models import Service, parse_models
from tests.providers.aws_bedrock import BedrockServer
from tests.providers.aws_bedrock_schemas import PRESETS, RATIOS
from tests.unit.providers.aws.conftest import Bedrock

WISH = Wish("a harbour at dusk", seed=7)
SOURCE = Picture(b"\x89PNG\r\n\x1a\nsource", "image/png")
WISHES = [
    WISH,
    replace(WISH, seed=0),
    replace(WISH, seed=2**32 - 2, negative_prompt="people", width=16, height=4096),
    replace(WISH, prompt="", style="pixel-art", strength=0),
    replace(WISH, prompt="漢字 \N{GRINNING FACE} \x00", style="like a stamp", strength=1),
    replace(WISH, preserve_structure=False, style="anime", strength=1 / 3),
]
MODELS = {
    "stable-image-core": "stability.stable-image-core-v1:1",
    "stable-image-ultra": "stability.stable-image-ultra-v1:1",
    "sd3-5-large": "stability.sd3-5-large-v1:0",
}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("wish", WISHES)
def test_every_wish_is_a_documented_request_of_every_model(
    provider: BedrockProvider, bedrock: BedrockServer, wish: Wish, model: str
) -> None:
    provider.generate(replace(wish, model=model))
    [(model_id, body)] = bedrock.invoked
    assert (model_id, body["seed"]) == (MODELS[model], wish.seed)


def test_the_first_model_is_the_default(provider: BedrockProvider, bedrock: BedrockServer) -> None:
    provider.generate(WISH)
    assert bedrock.invoked[0][0] == MODELS[provider.abilities.models[0]]


def test_a_wish_is_told_in_full(provider: BedrockProvider, bedrock: BedrockServer) -> None:
    provider.generate(replace(WISH, negative_prompt="people", width=1600, height=900))
    assert bedrock.invoked[0][1] == {
        "prompt": "a harbour at dusk",
        "negative_prompt": "people",
        "seed": 7,
        "aspect_ratio": "16:9",
        "output_format": "png",
    }


def test_the_colon_of_a_model_is_escaped_in_the_path(
    provider: BedrockProvider, bedrock: BedrockServer
) -> None:
    provider.generate(WISH)
    assert bedrock.requests[0].path == "/model/stability.stable-image-core-v1%3A1/invoke"


def test_each_request_has_a_connection_of_its_own(
    provider: BedrockProvider, bedrock: BedrockServer
) -> None:
    for _ in range(3):
        provider.generate(WISH)
    assert len({request.port for request in bedrock.requests}) == 3


def test_a_style_is_words_where_a_model_has_no_presets(
    provider: BedrockProvider, bedrock: BedrockServer
) -> None:
    provider.generate(replace(WISH, style="pixel-art"))
    assert bedrock.invoked[0][1]["prompt"] == "a harbour at dusk, pixel art style"


@pytest.mark.parametrize("wish", WISHES)
def test_every_wish_varies_by_image_to_image(
    provider: BedrockProvider, bedrock: BedrockServer, wish: Wish
) -> None:
    provider.vary(wish, SOURCE)
    [(model_id, body)] = bedrock.invoked
    assert model_id == "stability.sd3-5-large-v1:0"
    assert (body["mode"], body["strength"]) == ("image-to-image", round(wish.strength, 3))
    assert base64.b64decode(body["image"]) == SOURCE.body


def test_a_variation_without_words_has_harmless_ones(
    provider: BedrockProvider, bedrock: BedrockServer
) -> None:
    provider.vary(replace(WISH, prompt=" "), SOURCE)
    assert bedrock.invoked[0][1]["prompt"] == "the same picture again"


@pytest.mark.parametrize(("strength", "hold"), [(0, 1), (0.5, 0.7), (1, 0.4)])
def test_structure_is_held_at_every_strength(
    provider: BedrockProvider, bedrock: BedrockServer, strength: float, hold: float
) -> None:
    provider.refine(replace(WISH, strength=strength, style="anime"), SOURCE)
    [(model_id, body)] = bedrock.invoked
    assert model_id == "us.stability.stable-image-control-structure-v1:0"
    assert body == {
        "prompt": "a harbour at dusk",
        "seed": 7,
        "image": base64.b64encode(SOURCE.body).decode(),
        "control_strength": hold,
        "style_preset": "anime",
        "output_format": "png",
    }


def test_structure_is_let_go_by_image_to_image(
    provider: BedrockProvider, bedrock: BedrockServer
) -> None:
    provider.refine(replace(WISH, preserve_structure=False), SOURCE)
    assert bedrock.invoked[0][0] == "stability.sd3-5-large-v1:0"


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize(
    ("configured", "model_id"),
    [
        ("vary=stability.stable-image-ultra-v1:1", "stability.stable-image-ultra-v1:1"),
        (
            "vary=none,refine=us.stability.stable-image-control-sketch-v1:0",
            "us.stability.stable-image-control-sketch-v1:0",
        ),
        (
            "vary=none,refine=control-structure@us.stability.stable-image-control-structure-v1:0,"
            "reimagine=us.stability.stable-image-style-guide-v1:0",
            "us.stability.stable-image-style-guide-v1:0",
        ),
    ],
)
def test_other_models_can_be_configured(
    provider_of: Bedrock, bedrock: BedrockServer, configured: str, model_id: str, wish: Wish
) -> None:
    provider = provider_of(parse_models(configured))
    ask = provider.refine if "vary=none" in configured else provider.vary
    ask(replace(wish, preserve_structure="reimagine" not in configured), SOURCE)
    assert bedrock.invoked[0][0] == model_id


def test_a_profile_is_called_by_its_arn(provider_of: Bedrock, bedrock: BedrockServer) -> None:
    arn = "arn:aws:bedrock:us-west-2:111122223333:application-inference-profile/a1b2c3"
    with pytest.raises(ProviderMisconfigured):
        provider_of(parse_models(f"generate=stable-image-core@{arn}")).generate(WISH)
    assert bedrock.complaints == [f"{arn} is not a model"]
    bedrock.complaints.clear()


@pytest.mark.parametrize("content_type", ["image/gif", "image/avif"])
def test_a_source_of_another_type_is_not_sent(
    provider: BedrockProvider, bedrock: BedrockServer, content_type: str
) -> None:
    with pytest.raises(ContentRefused, match="JPEG, PNG and WebP"):
        provider.vary(WISH, Picture(b"source", content_type))
    assert bedrock.requests == []


def test_a_source_too_large_for_a_request_is_not_sent(
    monkeypatch: pytest.MonkeyPatch, provider: BedrockProvider, bedrock: BedrockServer
) -> None:
    monkeypatch.setattr(stability, "MAX_BODY", 200)
    with pytest.raises(ContentRefused, match="larger than the provider takes"):
        provider.refine(WISH, Picture(bytes(150), "image/png"))
    assert bedrock.requests == []


def test_the_largest_source_fits_whatever_it_shows() -> None:
    stored = stability.MAX_SOURCE_PIXELS * 4 * 1.001 * 4 / 3
    assert stored < stability.MAX_BODY


def test_a_model_that_is_no_longer_offered_is_for_the_operator(provider_of: Bedrock) -> None:
    provider = provider_of(parse_models("vary=none,refine=none,reimagine=none"))
    with pytest.raises(ProviderMisconfigured):
        provider.generate(replace(WISH, model="stable-diffusion-xl"))
    with pytest.raises(ProviderMisconfigured):
        provider.vary(WISH, SOURCE)
    with pytest.raises(ProviderMisconfigured):
        provider.refine(WISH, SOURCE)


def test_it_hears_nothing(provider: BedrockProvider) -> None:
    with pytest.raises(InternalFault):
        provider.read_transcript(b"{}")


@pytest.mark.parametrize(
    ("size", "ratio"),
    [
        ((1024, 1024), "1:1"),
        ((1920, 1080), "16:9"),
        ((1080, 1920), "9:16"),
        ((4000, 3000), "5:4"),
        ((3, 2), "3:2"),
        ((2, 3), "2:3"),
        ((2560, 1080), "21:9"),
        ((1, 4000), "9:21"),
        ((1100, 1000), "1:1"),
    ],
)
def test_the_closest_documented_shape_is_asked_for(size: tuple[int, int], ratio: str) -> None:
    assert stability.aspect_ratio(Wish("x", 1, *size)) == ratio


def test_a_size_is_as_documented(provider: BedrockProvider) -> None:
    assert provider.size(Ability.GENERATE, Wish("x", 1, 1600, 900)) == (1344, 768)
    for ratio, (width, height) in stability.SIZES.items():
        across, down = map(int, ratio.split(":"))
        assert abs(width / height * down / across - 1) <= 0.03
        assert 640 <= min(width, height) <= max(width, height) <= 1536
        assert 0.92 <= width * height / 2**20 <= 1


@pytest.mark.parametrize("ability", [Ability.VARY, Ability.REFINE, Ability.INPAINT])
def test_what_is_made_of_a_source_has_its_shape(
    provider: BedrockProvider, ability: Ability
) -> None:
    assert provider.size(ability, Wish("x", 1, 1000, 901)) == (1000, 901)


def test_style_guide_has_shapes_of_its_own(provider_of: Bedrock) -> None:
    models = parse_models("reimagine=us.stability.stable-image-style-guide-v1:0")
    wish = Wish("x", 1, 1000, 799, preserve_structure=False)
    assert provider_of(models).size(Ability.REFINE, wish) == (1088, 896)


def test_shapes_and_styles_are_those_of_the_schema() -> None:
    assert set(stability.SIZES) == set(RATIOS)
    assert set(PRESETS) == stability.STYLES


def test_a_service_that_needs_no_picture_gets_none() -> None:
    with pytest.raises(InternalFault):
        stability.picture_body(Service.CORE, WISH, SOURCE)
