"""The `VARIANTS` of a deployment: what is understood, and what is said about the rest."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkroom.domain.variants import (
    DEFAULT_VARIANTS,
    MAX_SIDE,
    MAX_VARIANTS,
    NAME_PATTERN,
    RESERVED_NAMES,
    VariantSpec,
    parse_variants,
)


def test_the_default_is_what_the_specification_names() -> None:
    assert parse_variants(DEFAULT_VARIANTS) == (
        VariantSpec("large", 1600, 1600, crop=False, ext="webp"),
        VariantSpec("medium", 640, 640, crop=False, ext="webp"),
        VariantSpec("small", 320, 320, crop=False, ext="webp"),
        VariantSpec("112x112", 112, 112, crop=True, ext="png"),
        VariantSpec("56x56", 56, 56, crop=True, ext="png"),
    )


@pytest.mark.parametrize(
    ("ext", "content_type"),
    [("webp", "image/webp"), ("png", "image/png"), ("jpg", "image/jpeg"), ("avif", "image/avif")],
)
def test_a_variant_has_the_type_of_its_format(ext: str, content_type: str) -> None:
    (spec,) = parse_variants(f"large=1600.{ext}")
    assert spec.content_type == content_type


def test_a_box_is_cropped_to_and_a_side_is_fitted_into() -> None:
    fitted, cropped = parse_variants("a=100.webp,b=100x50.webp")
    assert (fitted.crop, fitted.width, fitted.height) == (False, 100, 100)
    assert (cropped.crop, cropped.width, cropped.height) == (True, 100, 50)


def test_space_and_empty_parts_are_passed_over() -> None:
    assert parse_variants(" a=1.webp ,\n b=2.png ,, ") == parse_variants("a=1.webp,b=2.png")


def test_the_order_given_is_kept() -> None:
    assert [spec.name for spec in parse_variants("b=1.png,c=3.png,a=2.png")] == ["b", "c", "a"]


def test_takes_the_smallest_and_the_largest_side() -> None:
    smallest, largest = parse_variants(f"a=1.webp,b={MAX_SIDE}x{MAX_SIDE}.webp")
    assert (smallest.width, largest.width, largest.height) == (1, MAX_SIDE, MAX_SIDE)


@pytest.mark.parametrize(
    "part",
    [
        "large",
        "large=",
        "=1600.webp",
        "large=1600",
        "large=.webp",
        "large=1600.gif",
        "large=1600.WEBP",
        "large=1600.webp.webp",
        "large=1600webp",
        "large=1600px.webp",
        "large=-1.webp",
        "large=1.5.webp",
        "large=12345.webp",
        "large=100x.webp",
        "large=x100.webp",
        "large=100x100x100.webp",
        "large=100X100.webp",
        "Large=1600.webp",
        "la_rge=1600.webp",
        "la/rge=1600.webp",
        "..=1600.webp",
        "-large=1600.webp",
        "large-=1600.webp",
        "lärge=1600.webp",
        f"{'v' * 33}=1600.webp",
        "large=1600.webp medium=640.webp",
        "large=1600.webp;medium=640.webp",
        "large=\u0661\u0666\u0660\u0660.webp",
        "large=\uff11\uff16.webp",
        "large=100x\u0661\u0666.webp",
        "original=1600.webp",
        "all=1600.webp",
        "large=0.webp",
        "large=0x100.webp",
        "large=100x0.webp",
        f"large={MAX_SIDE + 1}.webp",
        f"large=100x{MAX_SIDE + 1}.webp",
    ],
)
def test_a_part_that_is_refused_is_named(part: str) -> None:
    name = part.partition("=")[0]
    named = repr(name) if name in RESERVED_NAMES else repr(part)
    with pytest.raises(ValueError, match=re.escape(named)):
        parse_variants(f"good=100.webp,{part}")


def test_a_name_given_twice_is_named() -> None:
    with pytest.raises(ValueError, match="'large'"):
        parse_variants("small=1.webp,large=1600.webp,large=1600.png")


@pytest.mark.parametrize("text", ["", " ", ",", " , ,"])
def test_no_variant_at_all_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not 0"):
        parse_variants(text)


def test_as_many_variants_are_made_as_fit_and_no_more() -> None:
    parts = [f"v{number}=100.webp" for number in range(MAX_VARIANTS + 1)]
    assert len(parse_variants(",".join(parts[:-1]))) == MAX_VARIANTS
    with pytest.raises(ValueError, match=f"not {MAX_VARIANTS + 1}"):
        parse_variants(",".join(parts))


@settings(deadline=None)
@given(st.text(st.sampled_from("la1=x.webp,jg \n\u0661")))
def test_any_text_is_refused_or_says_what_to_make(text: str) -> None:
    try:
        specs = parse_variants(text)
    except ValueError:
        return
    assert all(NAME_PATTERN.fullmatch(spec.name) for spec in specs)
    assert all(1 <= side <= MAX_SIDE for spec in specs for side in (spec.width, spec.height))
