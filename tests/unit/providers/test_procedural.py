"""The provider without a model."""

from __future__ import annotations

from typing import Any

import pytest

from darkroom.domain.errors import BrokenImage, ContentRefused, InternalFault, MalformedAnswer
from darkroom.domain.recipe import Picture
from darkroom.imaging.retouch import paint_png, refine_png, vary_png
from darkroom.providers.base import Ability, Provider, Wish
from darkroom.providers.procedural import ProceduralProvider

SOURCE = Picture(paint_png("hills at noon", seed=1, size=(64, 64)), "image/png")
WISH = Wish("a lake at dusk", 7, width=96, height=72, negative_prompt="clouds", style="poster")


def a_provider(**functions: Any) -> ProceduralProvider:
    return ProceduralProvider(
        **{"paint": paint_png, "vary": vary_png, "refine": refine_png} | functions
    )


def test_says_that_it_is_no_model_and_costs_nothing() -> None:
    provider: Provider = a_provider()
    abilities = provider.abilities
    assert (abilities.name, abilities.models) == ("procedural", ("procedural",))
    assert abilities.is_repeatable
    made = provider.read_image(provider.generate(WISH), WISH)
    assert "no neural model" in made.parameters["note"]


def test_follows_no_instructions_and_hears_nothing() -> None:
    assert a_provider().abilities.can == {
        *(Ability.GENERATE, Ability.VARY, Ability.REFINE, Ability.INPAINT),
    }
    with pytest.raises(InternalFault):
        a_provider().read_transcript(b"")


def test_makes_pngs_of_exactly_the_size() -> None:
    provider = a_provider()
    for answer in (
        provider.generate(WISH),
        provider.vary(WISH, SOURCE),
        provider.refine(WISH, SOURCE),
    ):
        made = provider.read_image(answer, WISH)
        assert (made.body, made.content_type, made.seed) == (answer, "image/png", 7)
        wide, tall = int.from_bytes(answer[16:20]), int.from_bytes(answer[20:24])
        assert (wide, tall) == provider.size(Ability.VARY, WISH) == (96, 72)


def test_the_same_wish_gives_the_same_answer() -> None:
    one, other = a_provider(), a_provider()
    assert one.generate(WISH) == other.generate(WISH)
    assert one.vary(WISH, SOURCE) == other.vary(WISH, SOURCE)


def test_hands_on_all_that_is_wished_for() -> None:
    heard: list[Any] = []

    def noted(*said: Any, **named: Any) -> bytes:
        heard.append((*said, named))
        return b""

    provider = a_provider(paint=noted, vary=noted, refine=noted)
    wish = Wish("p", 3, 80, 70, "n", "oil", strength=0.25, preserve_structure=False)
    provider.generate(wish)
    provider.vary(wish, SOURCE)
    provider.refine(wish, SOURCE)
    size = {"seed": 3, "size": (80, 70)}
    assert heard == [
        ("p", size | {"negative_prompt": "n", "style": "oil"}),
        (SOURCE, size | {"strength": 0.25, "prompt": "p"}),
        (SOURCE, "p", size | {"strength": 0.25, "preserve_structure": False,
                              "negative_prompt": "n", "style": "oil"}),
    ]  # fmt: skip


def test_a_source_that_cannot_be_read_is_final_and_tells_nothing() -> None:
    broken = Picture(SOURCE.body[:200], "image/png")
    for ask in (a_provider().vary, a_provider().refine):
        with pytest.raises(ContentRefused) as refusal:
            ask(WISH, broken)
        assert isinstance(refusal.value.__cause__, BrokenImage)
        assert "lake" not in str(refusal.value)


@pytest.mark.parametrize("answer", [b"", b"{}", b"\xff\xd8\xff\xe0"])
def test_an_answer_that_is_no_png_is_malformed(answer: bytes) -> None:
    with pytest.raises(MalformedAnswer):
        a_provider().read_image(answer, WISH)
