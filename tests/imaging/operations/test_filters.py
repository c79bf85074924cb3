"""Filters: size and alpha stay exactly, colours become what they should."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter

from darkroom.imaging.operations import FILTERS, strips
from tests.imaging.operations.making import (
    filtered,
    noise,
    pictures,
    pixel,
    refusal_of,
    same,
    steadily,
)

NEIGHBOURLY = (
    "gaussian_blur", "box_blur", "unsharp_mask", "sharpen", "edge_enhance", "emboss", "pixelate",
)  # fmt: skip
WITHOUT_EFFECT: tuple[tuple[str, dict[str, Any]], ...] = (
    ("brightness", {"factor": 1}),
    ("contrast", {"factor": 1}),
    ("saturation", {"factor": 1}),
    ("gamma", {"gamma": 1}),
    ("hue", {"angle": 0}),
    ("hue", {"angle": 360}),
    ("temperature", {"warmth": 0}),
    ("sepia", {"amount": 0}),
    ("posterize", {"bits": 8}),
    ("vignette", {"strength": 0}),
    ("sharpen", {"amount": 0}),
    ("unsharp_mask", {"amount": 0}),
)


def example(kind: str) -> dict[str, Any]:
    return dict(FILTERS[kind].model.example)


@pytest.mark.parametrize("kind", FILTERS)
@steadily
@given(image=pictures())
def test_a_filter_keeps_size_mode_and_alpha(kind: str, image: Image.Image) -> None:
    made = filtered(image, kind, **example(kind))
    assert (made.size, made.mode) == (image.size, image.mode)
    if image.mode == "RGBA":
        assert made.getchannel("A").tobytes() == image.getchannel("A").tobytes()
    assert same(filtered(image, kind, **example(kind)), made)


@pytest.mark.parametrize("kind", FILTERS)
@steadily
@given(image=pictures(("RGBA",)))
def test_what_cannot_be_seen_lends_no_colour_to_what_can(kind: str, image: Image.Image) -> None:
    """Whatever is hidden under transparent pixels, what is seen is the same."""
    unseen = image.getchannel("A").point(lambda alpha: 255 * (alpha == 0))
    other = image.copy()
    other.paste(noise("RGB", image.size, 7), mask=unseen)
    other.putalpha(image.getchannel("A"))
    seen = [filtered(each, kind, **example(kind)) for each in (image, other)]
    differing = ImageChops.difference(seen[0].convert("RGB"), seen[1].convert("RGB"))
    differing.paste((0, 0, 0), mask=unseen)
    assert differing.getbbox() is None


@pytest.mark.parametrize(("kind", "parameters"), WITHOUT_EFFECT)
@steadily
@given(image=pictures(("RGB",)))
def test_a_filter_turned_off_changes_nothing(
    kind: str, parameters: dict[str, Any], image: Image.Image
) -> None:
    assert same(filtered(image, kind, **parameters), image)


@pytest.mark.parametrize("kind", ["grayscale", "posterize"])
@steadily
@given(image=pictures())
def test_a_second_time_changes_nothing(kind: str, image: Image.Image) -> None:
    once = filtered(image, kind, **example(kind))
    assert same(filtered(once, kind, **example(kind)), once)


@steadily
@given(pictures())
def test_inverting_twice_leads_back(image: Image.Image) -> None:
    assert same(filtered(filtered(image, "invert"), "invert"), image)


@pytest.mark.parametrize(
    ("kind", "parameters", "before", "after"),
    [
        ("grayscale", {}, (255, 0, 0), (76, 76, 76)),
        ("sepia", {}, (100, 100, 100), (135, 120, 94)),
        ("invert", {}, (1, 2, 250), (254, 253, 5)),
        ("brightness", {"factor": 2}, (10, 100, 200), (20, 200, 255)),
        ("brightness", {"factor": 0}, (10, 100, 200), (0, 0, 0)),
        ("contrast", {"factor": 0}, (10, 100, 200), (128, 128, 128)),
        ("contrast", {"factor": 2}, (10, 128, 200), (0, 129, 255)),
        ("saturation", {"factor": 0}, (255, 0, 0), (54, 54, 54)),
        ("gamma", {"gamma": 2}, (0, 64, 255), (0, 128, 255)),
        ("hue", {"angle": 180}, (255, 0, 0), (0, 109, 109)),
        ("hue", {"angle": 77.7}, (90, 90, 90), (90, 90, 90)),
        ("temperature", {"warmth": 1}, (100, 100, 100), (125, 96, 67)),
        ("temperature", {"warmth": -0.5}, (100, 100, 100), (87, 102, 117)),
        ("posterize", {"bits": 1}, (127, 128, 255), (0, 255, 255)),
        ("solarize", {"threshold": 128}, (127, 128, 255), (127, 127, 0)),
        ("duotone", {"shadows": "#102030", "highlights": "#ffeedd"}, (0, 0, 0), (16, 32, 48)),
        ("duotone", {"shadows": "#102030", "highlights": "#ffeedd"}, (255,) * 3, (255, 238, 221)),
    ],
)
def test_a_colour_becomes(
    kind: str, parameters: dict[str, Any], before: tuple[int, int, int], after: tuple[int, ...]
) -> None:
    assert pixel(filtered(Image.new("RGB", (3, 2), before), kind, **parameters), 1, 1) == after


@pytest.mark.parametrize("kind", [kind for kind in NEIGHBOURLY if kind != "emboss"])
def test_what_has_one_colour_keeps_it(kind: str) -> None:
    image = Image.new("RGBA", (30, 20), (200, 100, 50, 255))
    image.paste((0, 255, 0, 0), (0, 0, 11, 20))
    made = filtered(image, kind, **example(kind))
    seen = {pixel(made, x, y) for x in range(11, 30) for y in range(20)}
    wanted = (200, 100, 50, 255)
    assert all(abs(a - b) <= 4 for each in seen for a, b in zip(each, wanted, strict=True))


def test_a_blur_is_the_one_of_pillow() -> None:
    image = noise("RGB", (50, 40))
    assert same(
        filtered(image, "gaussian_blur", radius=3), image.filter(ImageFilter.GaussianBlur(3))
    )
    assert same(filtered(image, "box_blur", radius=2), image.filter(ImageFilter.BoxBlur(2)))


def test_a_block_has_the_average_of_its_pixels() -> None:
    image = Image.new("RGB", (10, 7))
    image.paste((255, 255, 255), (0, 0, 2, 4))
    made = filtered(image, "pixelate", size=4)
    assert pixel(made, 0, 0) == pixel(made, 3, 3) == (128, 128, 128)
    assert pixel(made, 4, 0) == pixel(made, 9, 6) == (0, 0, 0)


def test_a_vignette_leaves_the_centre_and_darkens_the_corners_alike() -> None:
    image = Image.new("RGB", (201, 101), (200, 200, 200))
    made = filtered(image, "vignette", strength=1)
    corners = {pixel(made, x, y) for x in (0, 200) for y in (0, 100)}
    assert pixel(made, 100, 50) == (200, 200, 200)
    assert len(corners) == 1
    assert max(corners.pop()) < 10


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("kind", FILTERS)
def test_strips_give_what_the_whole_would(
    kind: str, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = noise(mode, (31, 97))
    image.paste((90, 80, 70), (0, 0, 31, 40))  # what is opaque is treated by itself
    whole = filtered(image, kind, **example(kind))
    monkeypatch.setattr(strips, "_STRIP_PIXELS", 31 * 5)
    made = filtered(image, kind, **example(kind))
    most = max(ImageChops.difference(made, whole).tobytes())
    assert most <= (1 if kind in {"vignette", "pixelate"} else 0)


@pytest.mark.parametrize(
    ("kind", "parameters", "field"),
    [
        ("gaussian_blur", {"radius": -1}, "radius"),
        ("gaussian_blur", {"radius": 251}, "radius"),
        ("pixelate", {"size": 1.5}, "size"),
        ("posterize", {}, "bits"),
        ("posterize", {"bits": 0}, "bits"),
        ("sepia", {"amount": 1.1}, "amount"),
        ("duotone", {"shadows": "navy"}, "shadows"),
        ("hue", {"angle": True}, "angle"),
        ("temperature", {"warmth": 1.1}, "warmth"),
        ("invert", {"amount": 1}, "amount"),
    ],
)
def test_a_filter_is_refused_at_its_field(
    kind: str, parameters: dict[str, Any], field: str
) -> None:
    assert refusal_of((9, 9), "filter", type=kind, **parameters) == [f"/operations/0/{field}"]


@steadily
@given(pictures(side=40), st.floats(0, 250), st.integers(2, 1000))
def test_any_radius_and_any_block_goes_with_any_picture(
    image: Image.Image, radius: float, size: int
) -> None:
    filtered(image, "gaussian_blur", radius=radius)
    filtered(image, "box_blur", radius=radius)
    filtered(image, "unsharp_mask", radius=radius / 5)
    filtered(image, "pixelate", size=size)
