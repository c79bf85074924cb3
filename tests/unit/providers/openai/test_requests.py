"""What the server is asked: it holds every request against the API's reference."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from darkroom.domain.errors import ContentRefused, InternalFault, ProviderMisconfigured
from darkroom.domain.recipe import Picture
from darkroom.domain.region import Region
from darkroom.providers import openai_forms
from darkroom.providers.base import Ability, Recording, Wish
from darkroom.providers.openai import OpenAIProvider
from tests.providers.aws_bedrock import png
from tests.providers.openai_server import OpenAIServer
from tests.unit.providers.openai.conftest import RECORDING, SOURCE, WISH, provider_of

WISHES = [
    WISH,
    replace(WISH, negative_prompt="people", style="photographic", width=300, height=2048),
    replace(WISH, prompt="漢字 \N{GRINNING FACE} \x00 \r\n--boundary", strength=0),
    replace(WISH, prompt="half \ud83d a pair", strength=1, preserve_structure=False),
    replace(WISH, prompt="x" * 2000, negative_prompt="y" * 2000, width=2048, height=100),
]


@pytest.mark.parametrize("model", ["gpt-image-2.6-flare", "gpt-image-1.5"])
@pytest.mark.parametrize("wish", WISHES)
def test_every_wish_is_a_documented_request(server: OpenAIServer, wish: Wish, model: str) -> None:
    provider = provider_of(server, image_model=model)
    provider.generate(wish)
    provider.vary(wish, SOURCE)
    provider.refine(wish, SOURCE)
    assert [asked.fields["model"] for asked in server.asked] == [model] * 3


@pytest.mark.parametrize("wish", WISHES)
def test_a_model_of_any_size_is_asked_for_one_that_it_documents(
    server: OpenAIServer, wish: Wish
) -> None:
    provider_of(server, sizes="any").generate(wish)
    assert server.asked[0].fields["size"] not in {"1024x1024", "1536x1024", "1024x1536"} or (
        wish.width == wish.height
    )


def test_a_generation_is_one_image_of_the_closest_size(
    provider: OpenAIProvider, server: OpenAIServer
) -> None:
    provider.generate(replace(WISH, width=1920, height=1080))
    assert server.asked[0].fields == {
        "model": "gpt-image-2",
        "prompt": "a harbour at dusk",
        "n": 1,
        "size": "1536x1024",
        "output_format": "png",
    }


def test_a_style_and_what_to_leave_out_are_said_in_words(
    provider: OpenAIProvider, server: OpenAIServer
) -> None:
    provider.generate(replace(WISH, style="photographic", negative_prompt="people"))
    assert server.asked[0].fields["prompt"] == (
        "a harbour at dusk\n\nStyle: photographic.\n\nLeave out: people."
    )


def test_an_edit_carries_the_picture_byte_for_byte(
    provider: OpenAIProvider, server: OpenAIServer
) -> None:
    provider.refine(WISH, SOURCE)
    file = server.asked[0].files["image[]"]
    assert (file.body, file.content_type) == (SOURCE.body, "image/png")


def test_a_region_is_the_clear_part_of_a_mask_and_said_in_words(
    provider: OpenAIProvider, server: OpenAIServer
) -> None:
    picture = Picture(png(40, 20), "image/png")
    provider.refine(replace(WISH, region=Region(0.5, 0, 0.5, 1)), picture)
    (asked,) = server.asked
    mask = Image.open(BytesIO(asked.files["mask"].body)).getchannel("A")
    assert mask.size == (40, 20)
    assert (mask.crop((0, 0, 20, 20)).getextrema(), mask.crop((20, 0, 40, 20)).getextrema()) == (
        (255, 255),
        (0, 0),
    )
    assert "outside of the masked area" in asked.fields["prompt"]


def test_a_server_without_masks_inpaints_nothing(server: OpenAIServer) -> None:
    abilities = provider_of(server, takes_masks=False).abilities
    assert Ability.INPAINT not in abilities.can
    assert Ability.REFINE in abilities.can


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"\xff\xd8\xff\xe0", "image/jpeg"), (b"RIFF\0\0\0\0WEBP", "image/webp")],
)
def test_jpeg_and_webp_are_sent_as_they_are(
    provider: OpenAIProvider, server: OpenAIServer, body: bytes, content_type: str
) -> None:
    provider.vary(WISH, Picture(body, content_type))
    assert server.asked[0].files["image[]"].content_type == content_type


def test_a_variation_without_words_has_ours(provider: OpenAIProvider, server: OpenAIServer) -> None:
    provider.vary(replace(WISH, prompt=""), SOURCE)
    assert server.asked[0].path == "/v1/images/edits"
    assert server.asked[0].fields["prompt"].startswith("Make a variation of this image")


def test_strength_is_said_in_words(provider: OpenAIProvider, server: OpenAIServer) -> None:
    for strength in (0, 0.29, 0.5, 0.7, 1):
        provider.vary(replace(WISH, strength=strength), SOURCE)
        provider.refine(replace(WISH, strength=strength), SOURCE)
    prompts = [asked.fields["prompt"] for asked in server.asked]
    for said in (prompts[::2], prompts[1::2]):
        assert said[0] == said[1] != said[2] != said[3] == said[4]


def test_an_instruction_comes_before_what_may_not_move(
    provider: OpenAIProvider, server: OpenAIServer
) -> None:
    provider.refine(replace(WISH, prompt="add a boat"), SOURCE)
    provider.refine(replace(WISH, prompt="add a boat", preserve_structure=False), SOURCE)
    kept, free = (asked.fields["prompt"] for asked in server.asked)
    assert kept == (
        "add a boat\n\nApart from that, keep all shapes, the composition and the framing in place."
    )
    assert free == "add a boat"


def test_a_model_that_follows_no_instructions_gets_the_prompt_alone(server: OpenAIServer) -> None:
    provider_of(server, follows_instructions=False).refine(WISH, SOURCE)
    assert server.asked[0].fields["prompt"] == WISH.prompt


def test_a_recording_is_sent_with_its_language(
    provider: OpenAIProvider, server: OpenAIServer
) -> None:
    provider.transcribe(RECORDING)
    asked = server.asked[0]
    assert asked.fields == {
        "model": "gpt-transcribe",
        "response_format": "json",
        "languages[]": "en",
    }
    assert asked.files["file"].name == "speech.wav"
    assert asked.files["file"].body == RECORDING.body


def test_an_older_speech_model_has_another_field_for_the_language(server: OpenAIServer) -> None:
    provider_of(server, transcription_model="whisper-1").transcribe(RECORDING)
    assert server.asked[0].fields["language"] == "en"


@pytest.mark.parametrize("language", ["yue-HK", "", "gsw", "äö-DE"])
def test_a_language_without_two_letters_is_left_to_the_server(
    provider: OpenAIProvider, server: OpenAIServer, language: str
) -> None:
    provider.transcribe(replace(RECORDING, language=language))
    assert "languages[]" not in server.asked[0].fields


@pytest.mark.parametrize("content_type", ["audio/mpeg", "audio/mp4", "audio/wav", "audio/ogg"])
def test_all_that_it_hears_is_of_a_documented_kind(
    provider: OpenAIProvider, server: OpenAIServer, content_type: str
) -> None:
    assert content_type in provider.abilities.hears
    provider.transcribe(replace(RECORDING, content_type=content_type))
    assert server.asked[0].files["file"].content_type == content_type


def test_every_option_that_is_set_is_sent(server: OpenAIServer) -> None:
    options: dict[str, Any] = {"quality": "low", "background": "opaque", "output_format": "webp"}
    provider = provider_of(server, **options, edit_model="gpt-image-1.5", input_fidelity="high")
    provider.generate(WISH)
    provider.refine(WISH, SOURCE)
    generated, edited = (dict(asked.fields) for asked in server.asked)
    assert options.items() <= generated.items()
    assert (
        options | {"input_fidelity": "high", "model": "gpt-image-1.5"}
    ).items() <= edited.items()


def test_a_server_of_ones_own_gets_what_it_needs_and_no_key(own_server: OpenAIServer) -> None:
    provider = provider_of(
        own_server,
        image_model="Qwen/Qwen-Image",
        asks_for_base64=True,
        sends_seed=True,
        output_format="",
        image_field="image",
    )
    provider.generate(WISH)
    provider.refine(WISH, SOURCE)
    for asked in own_server.asked:
        assert (asked.fields["response_format"], asked.fields["seed"]) == ("b64_json", 7)
        assert "output_format" not in asked.fields
        assert "authorization" not in asked.headers
    assert set(own_server.asked[1].files) == {"image"}


def test_the_key_is_a_bearer_token_and_the_connection_is_not_kept(
    provider: OpenAIProvider, server: OpenAIServer
) -> None:
    provider.generate(WISH)
    headers = server.asked[0].headers
    assert headers["authorization"] == f"Bearer {server.key}"
    assert headers["connection"] == "close"
    assert headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("content_type", ["image/gif", "image/avif"])
def test_a_picture_of_another_type_is_not_sent(
    provider: OpenAIProvider, server: OpenAIServer, content_type: str
) -> None:
    with pytest.raises(ContentRefused, match="JPEG, PNG and WebP"):
        provider.vary(WISH, Picture(b"source", content_type))
    assert server.asked == []


def test_a_picture_that_is_too_large_is_not_sent(
    provider: OpenAIProvider, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai_forms, "MAX_PICTURE", len(SOURCE.body))
    with pytest.raises(ContentRefused, match="larger"):
        provider.refine(WISH, SOURCE)
    assert server.asked == []


def test_raw_aac_is_not_sent(provider: OpenAIProvider, server: OpenAIServer) -> None:
    with pytest.raises(ContentRefused, match="MP3, MP4, WAV and Ogg"):
        provider.transcribe(replace(RECORDING, content_type="audio/aac"))
    assert server.asked == []


def test_a_model_that_is_no_longer_configured_is_not_asked_for(
    provider: OpenAIProvider, server: OpenAIServer
) -> None:
    with pytest.raises(ProviderMisconfigured):
        provider.generate(replace(WISH, model="dall-e-3"))
    assert server.asked == []


def test_the_default_may_be_named_for_edits_that_another_model_makes(server: OpenAIServer) -> None:
    provider = provider_of(server, edit_model="gpt-image-1.5")
    provider.refine(replace(WISH, model=provider.abilities.models[0]), SOURCE)
    assert server.asked[0].fields["model"] == "gpt-image-1.5"


def test_abilities_are_those_of_the_models(server: OpenAIServer) -> None:
    abilities = provider_of(server).abilities
    assert set(abilities.can) == {
        *("generate", "vary", "refine", "instruct", "inpaint", "transcribe"),
    }
    assert (abilities.name, abilities.models) == ("openai", ("gpt-image-2",))
    assert not abilities.is_repeatable


def test_a_server_of_speech_alone_makes_no_images(server: OpenAIServer) -> None:
    provider = provider_of(server, image_model="")
    assert provider.abilities.can == {"transcribe"}
    assert provider.abilities.models == ()
    with pytest.raises(InternalFault):
        provider.generate(WISH)
    for edit in (provider.vary, provider.refine):
        with pytest.raises(InternalFault):
            edit(WISH, SOURCE)
    assert server.asked == []


def test_a_server_of_images_alone_hears_nothing(server: OpenAIServer) -> None:
    provider = provider_of(server, transcription_model="", edit_model="")
    assert provider.abilities.can == {"generate"}
    assert provider.abilities.hears == ()
    with pytest.raises(InternalFault):
        provider.transcribe(Recording("r", "b", "k", "audio/wav", b"", 1))


def test_a_server_of_edits_alone_names_their_model(server: OpenAIServer) -> None:
    provider = provider_of(server, image_model="", edit_model="gpt-image-1.5")
    assert provider.abilities.models == ("gpt-image-1.5",)
    assert "generate" not in provider.abilities.can


def test_it_says_which_model_a_wish_is_for(server: OpenAIServer) -> None:
    provider = provider_of(server, image_model="painter", edit_model="retoucher")
    assert provider.model(Ability.GENERATE, WISH) == "painter"
    assert {provider.model(each, WISH) for each in (Ability.VARY, Ability.REFINE)} == {"retoucher"}
