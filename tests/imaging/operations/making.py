"""Small pictures, and short ways to apply an operation to them."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from PIL import Image

from darkroom.domain.errors import InvalidRequest
from darkroom.domain.limits import Limits
from darkroom.imaging.operations.registry import Wanted
from darkroom.imaging.planning import plan
from darkroom.imaging.recipes import Step, read_steps

LIMITS = Limits()
ASSET_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
steadily = settings(deadline=None, max_examples=40)
MODES = ("RGB", "RGBA")


def noise(mode: str, size: tuple[int, int], seed: int = 1) -> Image.Image:
    """A picture of random bytes; of an RGBA one a third is clear and a third is opaque."""
    chance = random.Random(seed)
    image = Image.frombytes(mode, size, chance.randbytes(size[0] * size[1] * len(mode)))
    if mode == "RGBA":
        alpha = image.getchannel("A").point(lambda a: max(0, min(255, 3 * (a - 85))))
        image.putalpha(alpha)
    return image


@st.composite
def pictures(draw: st.DrawFn, modes: tuple[str, ...] = MODES, side: int = 20) -> Image.Image:
    size = (draw(st.integers(1, side)), draw(st.integers(1, side)))
    return noise(draw(st.sampled_from(modes)), size, draw(st.integers(0, 9999)))


def step(operation: str, /, **parameters: Any) -> Step:
    (only,) = read_steps([{"operation": operation, **parameters}])
    return only


def applied(image: Image.Image, operation: str, /, **parameters: Any) -> Image.Image:
    """The result, made sure to have the planned size and to leave the picture alone."""
    before, wanted = image.tobytes(), step(operation, **parameters)
    size = plan(wanted, image.size, LIMITS)
    made = wanted.kind.apply(image, wanted.wanted, no_assets)
    assert image.tobytes() == before
    assert size is None or made.size == size
    assert made.mode in MODES
    assert made.info == {}
    return made


def filtered(image: Image.Image, kind: str, /, **parameters: Any) -> Image.Image:
    return applied(image, "filter", type=kind, **parameters)


def planned(size: tuple[int, int], operation: str, /, **parameters: Any) -> tuple[int, int] | None:
    return plan(step(operation, **parameters), size, LIMITS)


def no_assets(asset_id: str, wanted: Wanted) -> Image.Image:
    raise AssertionError("no other asset was expected")


def refusal_of(size: tuple[int, int], operation: str, /, **parameters: Any) -> list[str]:
    """The pointers of the refusal by parsing or, if that passes, by planning."""
    with pytest.raises(InvalidRequest) as refused:
        planned(size, operation, **parameters)
    assert all(error.detail.endswith(".") for error in refused.value.errors)
    return [error.pointer for error in refused.value.errors]


def same(a: Image.Image, b: Image.Image) -> bool:
    return (a.mode, a.size, a.tobytes()) == (b.mode, b.size, b.tobytes())


def pixel(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    value = image.getpixel((x, y))
    assert isinstance(value, tuple)
    return tuple(int(level) for level in value)
