"""The five colours of an image."""

from __future__ import annotations

import pytest
from PIL import Image

from darkroom.imaging.palette import extract_palette
from infra.local.photos import scene
from tests.imaging.samples import BLUE, RED, WHITE


def test_an_image_of_one_colour_has_one_colour() -> None:
    (only,) = extract_palette(Image.new("RGB", (90, 60), (12, 34, 56)))
    assert (only.hex, only.proportion) == ("#0c2238", 1.0)


def test_a_flag_has_its_own_colours_in_their_proportions() -> None:
    flag = Image.new("RGB", (40, 40), WHITE)
    flag.paste(RED, (0, 0, 20, 40))
    flag.paste(BLUE, (20, 0, 40, 10))
    found = [(color.hex, color.proportion) for color in extract_palette(flag)]
    assert found == [("#ff0000", 0.5), ("#ffffff", 0.375), ("#0000ff", 0.125)]


@pytest.mark.parametrize("seed", range(3))
def test_a_photo_has_five_colours_largest_first(seed: int) -> None:
    palette = extract_palette(scene(seed, (320, 240)))
    shares = [color.proportion for color in palette]
    assert len(palette) == 5
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=0.001)


def test_the_dominant_colour_is_one_that_is_there() -> None:
    sky = Image.linear_gradient("L").resize((64, 64))
    picture = Image.merge("RGB", (sky.point(lambda _: 20), sky.point(lambda v: v // 4), sky))
    dominant = extract_palette(picture)[0]
    assert dominant.red < 40
    assert dominant.blue > dominant.green


def test_transparent_pixels_do_not_count() -> None:
    logo = Image.new("RGBA", (40, 40), (0, 255, 0, 0))
    logo.paste((200, 10, 10, 255), (0, 0, 10, 10))
    (only,) = extract_palette(logo)
    assert only.hex == "#c80a0a"


def test_an_image_that_is_all_transparent_still_has_a_colour() -> None:
    (only,) = extract_palette(Image.new("RGBA", (10, 10), (5, 6, 7, 0)))
    assert only.hex == "#050607"


def test_is_deterministic() -> None:
    assert extract_palette(scene(7, (300, 200))) == extract_palette(scene(7, (300, 200)))


def test_leaves_the_image_as_it_was() -> None:
    image = scene(7, (300, 200))
    before = image.tobytes()
    extract_palette(image)
    assert (image.size, image.tobytes()) == ((300, 200), before)
