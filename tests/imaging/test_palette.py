"""The colours of an image."""

from __future__ import annotations

from io import BytesIO
from math import hypot
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from darkroom.domain.colors import Color, Palette, PaletteType
from darkroom.domain.oklab import JUST_VISIBLE, Rgb, distance, lab_of
from darkroom.imaging.palette import (
    accents,
    extract_palette,
    extract_palettes,
    palette_and_accents,
)
from infra.local.photos import scene
from tests.imaging.samples import BLUE, GREEN, RED, WHITE, developed, encoded

BOAT: Rgb = (214, 38, 30)
TYPES = tuple(PaletteType)
channels = st.integers(0, 255)
rgbs = st.tuples(channels, channels, channels)


def hexes(palette: Palette) -> list[str]:
    return [color.hex for color in palette]


def extract(image: Image.Image, kind: PaletteType, num_colors: int = 5) -> Palette:
    return extract_palettes(image, [kind], num_colors)[kind]


def striped(colors: list[Rgb], size: tuple[int, int] = (160, 160)) -> Image.Image:
    """Stripes from top to bottom, of the same width."""
    image = Image.new("RGB", (len(colors), 1))
    for at, color in enumerate(colors):
        image.putpixel((at, 0), color)
    return image.resize(size, Image.Resampling.NEAREST)


def chroma(color: Color) -> float:
    _, a, b = lab_of(color)
    return hypot(a, b)


# Few colours


def test_an_image_of_one_colour_has_one_colour() -> None:
    (only,) = extract_palette(Image.new("RGB", (90, 60), (12, 34, 56)))
    assert (only.hex, only.proportion) == ("#0c2238", 1.0)


@settings(deadline=None, max_examples=30)
@given(rgbs, st.sampled_from(TYPES), st.integers(2, 16), st.sampled_from(["RGB", "RGBA"]))
def test_whatever_is_asked_for_one_colour_is_one_colour(
    rgb: Rgb, kind: PaletteType, num_colors: int, mode: str
) -> None:
    image = Image.new("RGB", (33, 20), rgb).convert(mode)
    assert extract(image, kind, num_colors) == (Color(*rgb, 1.0),)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("rgb", [(200, 30, 60), (12, 34, 56), (250, 250, 245), (90, 140, 70)])
def test_a_jpeg_of_nearly_one_colour_has_one_colour(rgb: Rgb, kind: PaletteType) -> None:
    chance = Random(1)
    noise = Image.frombytes("L", (96, 96), chance.randbytes(96 * 96)).point(lambda v: 126 + v // 64)
    flat = Image.merge("RGB", [noise.point(lambda v, c=c: c + v - 128) for c in rgb])
    found = Image.open(BytesIO(encoded(flat, "JPEG", quality=95)))
    assert len(found.getcolors(96 * 96) or []) > 5
    (only,) = extract(found.convert("RGB"), kind)
    assert distance(only, Color(*rgb, 1.0)) < JUST_VISIBLE
    assert only.proportion == 1


def test_a_flag_has_its_own_colours_in_their_proportions() -> None:
    flag = Image.new("RGB", (40, 40), WHITE)
    flag.paste(RED, (0, 0, 20, 40))
    flag.paste(BLUE, (20, 0, 40, 10))
    found = [(color.hex, color.proportion) for color in extract_palette(flag)]
    assert found == [("#ff0000", 0.5), ("#ffffff", 0.375), ("#0000ff", 0.125)]


@settings(deadline=None, max_examples=60)
@given(st.lists(rgbs, min_size=1, max_size=16, unique=True), st.sampled_from(TYPES))
def test_no_more_colours_than_asked_are_told_exactly(colors: list[Rgb], kind: PaletteType) -> None:
    apart: list[Rgb] = []
    for rgb in colors:
        near = (distance(Color(*rgb, 1), Color(*each, 1)) for each in apart)
        if all(far > JUST_VISIBLE for far in near):
            apart.append(rgb)
    palette = extract(striped(apart, (len(apart) * 10, 7)), kind, max(2, len(apart)))
    assert sorted(color.rgb for color in palette) == sorted(apart)
    assert {color.proportion for color in palette} == {round(1 / len(apart), 4)}


def test_a_large_flat_picture_is_told_exactly_too() -> None:
    """Its small copy would have mixtures along the edges."""
    flag = Image.new("RGB", (1013, 777), WHITE)
    flag.paste(RED, (100, 50, 413, 333))
    flag.paste(BLUE, (500, 350, 900, 701))
    assert set(hexes(extract_palette(flag))) == {"#ffffff", "#ff0000", "#0000ff"}


def test_colours_one_can_hardly_tell_apart_are_one() -> None:
    palette = extract_palette(striped([(100, 100, 100), (100, 100, 100), (101, 100, 100), RED]))
    assert [(color.hex, color.proportion) for color in palette] == [
        ("#646464", 0.75),
        ("#ff0000", 0.25),
    ]


# Photos


@pytest.mark.parametrize("seed", range(3))
def test_a_photo_has_five_colours_largest_first(seed: int) -> None:
    palette = extract_palette(scene(seed, (320, 240)))
    shares = [color.proportion for color in palette]
    assert len(palette) == 5
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("num_colors", [2, 3, 8, 16])
def test_never_more_colours_than_asked_and_each_visibly_another(
    kind: PaletteType, num_colors: int
) -> None:
    palette = extract(scene(2, (200, 150)), kind, num_colors)
    assert 2 <= len(palette) <= num_colors
    for at, one in enumerate(palette):
        assert all(distance(one, other) >= JUST_VISIBLE for other in palette[:at])
    assert sum(color.proportion for color in palette) == pytest.approx(1, abs=0.001)


def test_the_dominant_colour_is_one_that_is_there() -> None:
    sky = Image.linear_gradient("L").resize((64, 64))
    picture = Image.merge("RGB", (sky.point(lambda _: 20), sky.point(lambda v: v // 4), sky))
    dominant = extract_palette(picture)[0]
    assert dominant.red < 40
    assert dominant.blue > dominant.green


def test_proportions_are_the_shares_of_what_is_nearest() -> None:
    image = scene(4, (64, 48))
    palette = extract_palette(image)
    pixels = image.tobytes()
    counts = dict.fromkeys(palette, 0)
    for at in range(0, len(pixels), 3):
        pixel = Color(pixels[at], pixels[at + 1], pixels[at + 2], 1.0)
        counts[min(palette, key=lambda color: distance(color, pixel))] += 1
    for color, count in counts.items():
        assert color.proportion == pytest.approx(count * 3 / len(pixels), abs=0.04)


def test_a_vibrant_palette_begins_with_what_is_vivid_a_muted_one_with_what_is_not() -> None:
    image = Image.new("RGB", (100, 100), (120, 118, 121))
    image.paste((230, 20, 40), (0, 0, 100, 10))
    image.paste((30, 60, 220), (0, 10, 100, 15))
    assert extract(image, PaletteType.DOMINANT)[0].hex == "#787679"
    assert hexes(extract(image, PaletteType.VIBRANT))[:2] == ["#e61428", "#1e3cdc"]
    assert extract(image, PaletteType.MUTED)[0].hex == "#787679"


@pytest.mark.parametrize("seed", range(3))
def test_of_a_photo_the_vibrant_colours_are_more_vivid_than_the_muted_ones(seed: int) -> None:
    palettes = extract_palettes(scene(seed, (200, 150)), TYPES, 5)
    vivid, quiet = (
        sum(chroma(color) for color in palettes[kind])
        for kind in (PaletteType.VIBRANT, PaletteType.MUTED)
    )
    assert vivid > quiet


@pytest.mark.parametrize("kind", TYPES)
def test_a_picture_without_any_colour_has_greys(kind: PaletteType) -> None:
    palette = extract(Image.linear_gradient("L").convert("RGB"), kind)
    assert len(palette) == 5
    assert all(len(set(color.rgb)) == 1 for color in palette)


# Transparency


def test_transparent_pixels_do_not_count() -> None:
    logo = Image.new("RGBA", (40, 40), (0, 255, 0, 0))
    logo.paste((200, 10, 10, 255), (0, 0, 10, 10))
    (only,) = extract_palette(logo)
    assert only.hex == "#c80a0a"


@pytest.mark.parametrize(("alpha", "expected"), [(127, ["#0000ff"]), (128, ["#ff0000", "#0000ff"])])
def test_half_transparent_is_seen(alpha: int, expected: list[str]) -> None:
    logo = Image.new("RGBA", (40, 40), (*RED, alpha))
    logo.paste((*BLUE, 255), (0, 0, 10, 10))
    assert hexes(extract_palette(logo)) == expected


def test_a_logo_with_soft_edges_has_its_one_colour() -> None:
    soft = Image.radial_gradient("L").resize((300, 300))
    logo = Image.new("RGB", soft.size, (200, 10, 10))
    logo.putalpha(soft)
    assert hexes(extract_palette(logo)) == ["#c80a0a"]


def test_transparent_pixels_of_a_photo_do_not_count() -> None:
    photo = scene(1, (400, 300)).convert("RGBA")
    photo.paste((0, 255, 0, 0), (0, 0, 200, 300))
    palette = extract_palette(photo)
    assert len(palette) == 5
    assert all(distance(color, Color(*GREEN, 1)) > 0.3 for color in palette)
    assert sum(color.proportion for color in palette) == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize("size", [(10, 10), (300, 200)])
def test_an_image_that_is_all_transparent_still_has_a_colour(size: tuple[int, int]) -> None:
    (only,) = extract_palette(Image.new("RGBA", size, (5, 6, 7, 0)))
    assert only.hex == "#050607"


def test_a_photo_that_is_all_transparent_still_has_colours() -> None:
    photo = scene(1, (200, 150))
    unseen = photo.copy()
    unseen.putalpha(100)
    assert extract_palette(unseen) == extract_palette(photo)


def test_dots_too_small_for_the_copy_are_seen() -> None:
    dots = Image.new("RGBA", (640, 640), (0, 0, 0, 0))
    for at in range(0, 640, 40):
        for down in range(0, 640, 40):
            dots.putpixel((at, down), (at // 3, down // 3, 90, 255))
    assert len(extract_palette(dots)) == 5


# Accents


def with_boat(share: float) -> Image.Image:
    """Land and sea in five colours that are there as much as each other, and a boat."""
    bands = striped([(20, 40, 30), (90, 120, 90), (60, 90, 140), (150, 180, 220), (240, 240, 235)])
    side = round((160 * 160 * share) ** 0.5)
    bands.paste(BOAT, (70, 100, 70 + side, 100 + side))
    return Image.blend(bands, scene(1, bands.size), 0.03)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_photo_with_a_red_boat_can_be_found_by_red(seed: int) -> None:
    lake = scene(seed, (640, 480))
    lake.paste(BOAT, (300, 350, 356, 406))
    palette, found = palette_and_accents(lake)
    assert min(distance(color, Color(*BOAT, 1)) for color in (*palette, *found)) < 0.05


def test_an_accent_tells_its_share() -> None:
    palette, found = palette_and_accents(with_boat(0.012))
    assert all(distance(color, Color(*BOAT, 1)) > 0.12 for color in palette)
    assert distance(found[0], Color(*BOAT, 1)) < 0.04
    assert found[0].proportion == pytest.approx(0.012, abs=0.003)


def test_what_is_hardly_there_is_no_accent() -> None:
    _, found = palette_and_accents(with_boat(0.003))
    assert all(distance(color, Color(*BOAT, 1)) > 0.12 for color in found)


@pytest.mark.parametrize("seed", range(8))
def test_accents_are_few_and_far_from_the_palette_and_each_other(seed: int) -> None:
    image = scene(seed, (320, 240))
    for at, spot in enumerate([RED, GREEN, BLUE, (255, 220, 0), (0, 255, 255), (255, 0, 255)]):
        image.paste(spot, (at * 40, 60, at * 40 + 32, 92))
    palette, found = palette_and_accents(image)
    assert len(found) <= 3
    shown = [*palette, *found]
    for at, accent in enumerate(found, start=len(palette)):
        assert all(distance(accent, other) >= 0.12 for other in shown[:at])


def test_a_palette_of_fewer_than_five_leaves_nothing_for_accents() -> None:
    """Rows keep both in one list, in which accents begin behind five."""
    flag = striped([RED, GREEN, BLUE, WHITE])
    assert palette_and_accents(flag) == (extract_palette(flag), ())
    assert accents(scene(0, (64, 64)), extract_palette(flag)) == ()


def test_one_look_finds_what_two_find() -> None:
    image = with_boat(0.02)
    palette = extract_palette(image)
    assert palette_and_accents(image) == (palette, accents(image, palette))


# In development


def test_development_tells_a_flat_picture_exactly() -> None:
    """Although what it scales down has mixtures along the edges."""
    flag = Image.new("RGBA", (1013, 777), (*GREEN, 0))
    flag.paste((*RED, 255), (100, 50, 413, 333))
    flag.paste((*BLUE, 200), (500, 350, 900, 701))
    facts = developed(encoded(flag, "PNG"), variants="large=1600.webp,small=70.webp").facts
    assert (hexes(facts.palette), facts.accents) == (["#0000ff", "#ff0000"], ())


def test_development_finds_what_stands_out() -> None:
    data = encoded(with_boat(0.02), "PNG")
    facts = developed(data).facts
    assert (facts.palette, facts.accents) == palette_and_accents(with_boat(0.02))
    assert facts.accents


# Always


def test_is_deterministic() -> None:
    first, second = (scene(7, (300, 200)) for _ in range(2))
    assert extract_palettes(first, TYPES, 16) == extract_palettes(second, TYPES, 16)
    assert palette_and_accents(first) == palette_and_accents(second)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_leaves_the_image_as_it_was(mode: str) -> None:
    image = scene(7, (300, 200)).convert(mode)
    if mode == "RGBA":
        image.paste((1, 2, 3, 4), (0, 0, 40, 40))
    before = image.tobytes()
    palette_and_accents(image)
    assert (image.size, image.mode, image.tobytes()) == ((300, 200), mode, before)


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (65, 1), (2, 2)])
def test_any_shape_has_colours(size: tuple[int, int]) -> None:
    for kind, palette in extract_palettes(scene(1, (80, 80)).resize(size), TYPES, 16).items():
        assert palette, kind
