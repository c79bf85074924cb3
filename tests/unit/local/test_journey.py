"""The parts of the sample run: its photos, its checks, what it shows, its settings."""

from __future__ import annotations

import threading
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from infra.local.__main__ import BadSetting, read_wishes
from infra.local.journey import Journey, JourneyFailed
from infra.local.photo_checks import objections, upright_size
from infra.local.photos import photo
from infra.local.progress import Steps
from infra.local.samples import NoSuchPhoto, given, painted

SIDEWAYS = photo(1, size=(320, 240), orientation=6, gps=(47.0, 8.5))
UPRIGHT = photo(1, size=(320, 240))


def saved(image: Image.Image, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, **{"format": "WEBP", "quality": 80, **options})
    return out.getvalue()


@pytest.fixture
def upright() -> Image.Image:
    return Image.open(BytesIO(UPRIGHT)).resize((160, 120))


def test_a_proper_variant_meets_no_objection(upright: Image.Image) -> None:
    assert objections(SIDEWAYS, saved(upright)) == []


def test_a_variant_that_kept_exif_is_found(upright: Image.Image) -> None:
    exif = Image.open(BytesIO(SIDEWAYS)).getexif()
    assert objections(SIDEWAYS, saved(upright, exif=exif)) == ["it still carries EXIF"]


def test_a_variant_that_kept_a_comment_is_found(upright: Image.Image) -> None:
    found = objections(SIDEWAYS, saved(upright, format="JPEG", comment=b"home"))
    assert found == ["it still carries XMP or a comment"]


def test_a_captioned_file_has_to_carry_its_caption(upright: Image.Image) -> None:
    assert objections(SIDEWAYS, saved(upright, xmp=b"<x/>"), captioned=True) == []
    assert objections(SIDEWAYS, saved(upright, xmp=b"<x/>")) == [
        "it still carries XMP or a comment"
    ]
    assert objections(SIDEWAYS, saved(upright), captioned=True) == [
        "it does not carry what the asset says"
    ]


def test_a_variant_on_its_side_is_found(upright: Image.Image) -> None:
    turned = saved(upright.transpose(Image.Transpose.ROTATE_90))
    assert objections(SIDEWAYS, turned) == [
        "it does not have the proportions of the upright original"
    ]


@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_180, Image.Transpose.FLIP_TOP_BOTTOM])
def test_a_variant_upside_down_is_found(upright: Image.Image, turn: Image.Transpose) -> None:
    found = objections(SIDEWAYS, saved(upright.transpose(turn)))
    assert found == ["it does not show the upright original"]


def test_the_size_of_a_photo_is_its_upright_one() -> None:
    assert Image.open(BytesIO(SIDEWAYS)).size == (240, 320)
    assert upright_size(SIDEWAYS) == (320, 240)


def test_three_photos_are_painted_and_one_says_where_it_was_taken() -> None:
    samples = painted()
    assert len(samples) == 3
    exif = Image.open(BytesIO(samples[0].body)).getexif()
    assert (exif[0x0112], bool(exif.get_ifd(0x8825))) == (6, True)


def test_files_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "my photo.JPG"
    path.write_bytes(UPRIGHT)
    (sample,) = given(f"'{path}'")
    assert (sample.filename, sample.content_type) == ("my photo.JPG", "image/jpeg")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("missing.png", "missing.png cannot be read"),
        ("notes.txt", "notes.txt is none of"),
        ("'open", "PHOTOS cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(words: str, reason: str) -> None:
    with pytest.raises(NoSuchPhoto, match=reason):
        given(words)


def test_each_step_is_shown_with_its_time() -> None:
    out = StringIO()
    with Steps(out).step("a ticket"):
        pass
    line = out.getvalue()
    assert line.startswith("  a ticket ")
    assert line.rstrip().endswith("ms  ok")


def test_a_step_that_fails_is_shown_as_failed() -> None:
    out = StringIO()
    with pytest.raises(ValueError, match="no"), Steps(out).step("a ticket"):
        raise ValueError("no")
    assert out.getvalue().rstrip().endswith("FAILED")


class Terminal(StringIO):
    """A terminal that says when something was drawn over."""

    encoding = "utf-8"

    def __init__(self) -> None:
        super().__init__()
        self.drawn = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text.startswith("\r") and "⠋" in text:
            self.drawn.set()
        return super().write(text)


def test_a_terminal_shows_that_a_step_is_not_dead() -> None:
    out = Terminal()
    with Steps(out).step("a ticket"):
        assert out.drawn.wait(10)
    assert out.getvalue().endswith("✓\n")


def test_a_system_that_is_not_there_is_a_reason_not_a_traceback() -> None:
    with pytest.raises(JourneyFailed, match="The system did not answer"):
        Journey("http://127.0.0.1:1", Steps(StringIO())).run([])


def test_the_settings_have_defaults() -> None:
    wishes = read_wishes({})
    assert (wishes.port, wishes.once, wishes.journey) == (8000, False, True)
    assert (wishes.photos, wishes.visibility_seconds) == ("", None)


def test_the_settings_are_read() -> None:
    environ = {"PORT": "9000", "ONCE": "1", "JOURNEY": "0", "DARKROOM_VISIBILITY_SECONDS": "2"}
    wishes = read_wishes(environ)
    assert (wishes.port, wishes.once, wishes.journey) == (9000, True, False)
    assert wishes.visibility_seconds == 2


@pytest.mark.parametrize("port", ["x", "-1", "65534", "8000.0", "²"])
def test_a_port_that_is_none_is_named(port: str) -> None:
    with pytest.raises(BadSetting, match="PORT is a whole number"):
        read_wishes({"PORT": port})
