"""No payload survives into anything that is made of a picture."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageChops

from darkroom.domain.colors import PaletteType
from darkroom.domain.recipe import Caption, Picture, Recipe
from darkroom.domain.variants import DEFAULT_VARIANTS
from darkroom.imaging import encode as encoding
from darkroom.imaging.captions import xmp_packet
from darkroom.imaging.encode import encode
from darkroom.imaging.palette import palettes_of
from darkroom.imaging.recipes import read_operations
from darkroom.imaging.render import ImagingStudio
from darkroom.imaging.swatch import swatch
from infra.local.photos import scene
from tests.fakes import START
from tests.imaging.polyglots import SHELL, WORDS, noise_that_spells, polyglots, spelled
from tests.imaging.samples import LIMITS, TYPES, developed, encoded

VARIANTS = f"{DEFAULT_VARIANTS},whole=4096.png,print=200.jpg,tiny=48.avif"
FORMATS = ["png", "jpg", "webp", "avif", "gif"]
FLIP = {"operation": "flip", "direction": "horizontal"}


@cache
def _polyglots() -> list[tuple[str, str, bytes]]:
    return list(polyglots())


def test_every_polyglot_has_its_payload() -> None:
    assert len(_polyglots()) >= 20
    for _, place, data in _polyglots():
        assert len(spelled(data)) > len(WORDS) - 2, place


def test_no_payload_reaches_a_variant() -> None:
    for file_format, place, data in _polyglots():
        for output in developed(data, TYPES[file_format], VARIANTS).outputs:
            assert spelled(output.body) == [], (file_format, place, output.variant.name)


@pytest.mark.parametrize("operations", [(), read_operations([FLIP])], ids=["export", "edit"])
def test_no_payload_reaches_an_edit_or_an_export(operations: tuple[dict[str, Any], ...]) -> None:
    studio = ImagingStudio(LIMITS)
    for number, (file_format, place, data) in enumerate(_polyglots()):
        source = Picture(data, TYPES[file_format])
        for ext, quality in (("png", None), ("png", 20), (FORMATS[number % len(FORMATS)], None)):
            recipe = Recipe(operations, ext, quality)
            body = studio.render(source, recipe, others={}).body
            assert spelled(body) == [], (file_format, place, ext)


def test_no_payload_reaches_a_swatch() -> None:
    for file_format, place, data in _polyglots():
        found = palettes_of(data, TYPES[file_format], PaletteType, 16, limits=LIMITS)
        for palette in found.values():
            assert spelled(swatch(palette)) == [], (file_format, place)


@cache
def _spelling(mode: str) -> list[Image.Image]:
    """Pictures that an encoder which does not look writes as they are, shell and all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "_SPELLED", re.compile(rb"(?!)"))
        pictures = [noise_that_spells(mode, 56, seed) for seed in range(200)]
        return [each for each in pictures if SHELL in encode(each, "png")]


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_pixels_that_would_spell_a_shell_are_written_otherwise(mode: str) -> None:
    assert len(_spelling(mode)) > 3
    for picture in _spelling(mode):
        body = encode(picture, "png")
        assert SHELL[:9] not in body
        changed = ImageChops.difference(Image.open(BytesIO(body)), picture)
        extremes = [high for _, high in changed.getextrema()]  # type: ignore[misc]
        assert 0 < max(extremes) <= 3


def test_pixels_that_would_spell_a_shell_reach_no_variant() -> None:
    for picture in _spelling("RGB"):
        for output in developed(encoded(picture, "PNG"), "image/png", VARIANTS).outputs:
            assert SHELL[:9] not in output.body


@pytest.mark.parametrize(
    "opening", [b"<?php", b"<?=`$x;`", b"<SCRIPT>", b"<svg ", b"<html>", b"<body "]
)
def test_the_beginning_of_a_script_is_known_in_any_case(opening: bytes) -> None:
    assert encoding._SPELLED.search(b"noise" + opening + b"noise")


def test_what_an_owner_says_of_a_picture_does_not_change_it() -> None:
    caption = Caption("<?php.jpg", START, ["<script>"], {"note": "<svg onload=alert(1)>"})
    picture = scene(1, (64, 48))
    body = encode(picture, "png", packet=xmp_packet(caption))
    assert list(Image.open(BytesIO(body)).tobytes()) == list(picture.tobytes())
