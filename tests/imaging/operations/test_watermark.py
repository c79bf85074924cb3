"""watermark: where it goes, how large it is, how much of it is seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from darkroom.imaging.operations import strips
from darkroom.imaging.operations.registry import Wanted
from tests.imaging.operations.making import (
    ASSET_ID,
    noise,
    pictures,
    pixel,
    refusal_of,
    same,
    steadily,
    step,
)

WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def marked(image: Image.Image, mark: Image.Image, **parameters: object) -> Image.Image:
    wanted = step("watermark", asset_id=ASSET_ID, **parameters)

    def asset(asset_id: str, enough: Wanted) -> Image.Image:
        assert asset_id == ASSET_ID
        assert min(enough(mark.size)) >= 1
        return mark

    before = image.tobytes(), mark.tobytes()
    made = wanted.kind.apply(image, wanted.wanted, asset)
    assert (image.tobytes(), mark.tobytes()) == before
    assert (made.size, made.mode) == (image.size, image.mode)
    return made


@pytest.mark.parametrize(
    ("gravity", "box"),
    [
        ("south_east", (172, 83, 197, 97)),
        ("north_west", (3, 3, 28, 17)),
        ("centre", (87, 43, 112, 57)),
    ],
)
def test_a_mark_is_put_inside_the_margin(gravity: str, box: tuple[int, int, int, int]) -> None:
    made = marked(
        Image.new("RGB", (200, 100)),
        Image.new("RGB", (100, 56), WHITE),
        gravity=gravity, scale=0.125, opacity=1, margin=0.03,
    )  # fmt: skip
    assert made.getbbox() == box


def test_opacity_is_how_much_of_it_is_seen() -> None:
    made = marked(
        Image.new("RGB", (9, 9)), Image.new("RGB", (9, 9), WHITE), scale=1, margin=0, opacity=0.25
    )
    assert made.getcolors() == [(81, (64, 64, 64))]


def test_a_tall_mark_is_no_taller_than_the_room_there_is() -> None:
    made = marked(
        Image.new("RGB", (100, 50)), Image.new("RGB", (10, 100), WHITE), scale=1, opacity=1
    )
    assert made.getbbox() == (94, 1, 99, 49)


def test_a_mark_on_nothing_is_seen_there() -> None:
    image = Image.new("RGBA", (40, 40), (0, 255, 0, 0))
    mark = Image.new("RGBA", (40, 40), (255, 0, 0, 200))
    made = marked(image, mark, scale=1, margin=0, opacity=1)
    assert pixel(made, 20, 20) == (255, 0, 0, 200)


@steadily
@given(
    pictures(),
    pictures(),
    st.floats(0.01, 1),
    st.floats(0, 0.5),
    st.sampled_from(["south_east", "north", "centre"]),
)
def test_any_mark_goes_on_any_picture(
    image: Image.Image, mark: Image.Image, scale: float, margin: float, gravity: str
) -> None:
    assert (
        same(
            marked(image, mark, scale=scale, margin=margin, gravity=gravity, opacity=0).convert(
                "RGB"
            ),
            image.convert("RGB"),
        )
        or image.mode == "RGBA"
    )
    marked(image, mark, scale=scale, margin=margin, gravity=gravity)


def test_a_large_mark_is_laid_in_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    image, mark = noise("RGBA", (30, 40), 1), noise("RGBA", (30, 40), 2)
    whole = marked(image, mark, scale=1, margin=0)
    monkeypatch.setattr(strips, "_STRIP_PIXELS", 100)
    assert same(marked(image, mark, scale=1, margin=0), whole)


@pytest.mark.parametrize(
    ("name", "value"),
    [("scale", 0), ("scale", 1.01), ("opacity", -0.1), ("margin", 0.51), ("gravity", "smart")],
)
def test_a_mark_is_refused_at_its_field(name: str, value: object) -> None:
    assert refusal_of((9, 9), "watermark", asset_id=ASSET_ID, **{name: value}) == [
        f"/operations/0/{name}"
    ]
