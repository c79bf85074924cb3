"""AVIF files whose boxes say less than what is coded: nothing but the boxes is small."""

from __future__ import annotations

import pytest

from darkroom.domain import errors
from darkroom.imaging import probe as probing
from darkroom.imaging.formats import avif
from darkroom.imaging.formats.base import Extent
from darkroom.imaging.formats.items import MAX_LIST_SIZE
from darkroom.imaging.probe import probe
from tests.imaging.av1_units import key_frame, sequence, switch_frame
from tests.imaging.avif_boxes import box, coded_tile, full_box, grid, place, still
from tests.imaging.samples import LIMITS, RED, WHITE, animated, developed, encoded, plain

SMALL = (64, 64)


def in_a_track(coded: bytes) -> bytes:
    """A sequence of pictures whose first one is coded thus, and that no item refers to."""
    whole = animated("AVIF", [RED, WHITE]).replace(b"iloc", b"free")
    tables = whole[whole.index(b"stbl") :]
    at = int.from_bytes(tables[tables.index(b"stco") + 12 :][:4])
    return whole[:at] + coded + whole[at + len(coded) :]


def in_long_boxes(data: bytes) -> bytes:
    """With the box of places written as those of more than 4 GiB are."""
    at = data.index(b"iloc") - 4
    end = at + int.from_bytes(data[at : at + 4])
    long = (1).to_bytes(4) + b"iloc" + (end - at + 8).to_bytes(8) + data[at + 8 : end]
    return data[:at] + long + data[end:]


LIES: dict[str, tuple[bytes, type[errors.ImageRejected]]] = {
    "tiles of 100 Mpx": (grid(10, 10, shown=SMALL), errors.TooManyPixels),
    "tiles of 400 Mpx": (grid(20, 20, shown=SMALL), errors.DimensionsOutOfRange),
    "a picture of 100 Mpx": (
        still(sequence(10_000, 10_000) + coded_tile(), shown=SMALL),
        errors.TooManyPixels,
    ),
    "a picture of 100 Mpx in two extents": (
        still(b"".join((head := sequence(10_000, 10_000), coded_tile())), shown=SMALL,
              extents=[place(0, 3), place(3, len(head) - 3)]),
        errors.TooManyPixels,
    ),
    "a picture of 100 Mpx behind a small one": (
        still(coded_tile() + sequence(10_000, 10_000), shown=SMALL),
        errors.TooManyPixels,
    ),
    "a second picture of 100 Mpx": (
        still(coded_tile(), sequence(10_000, 10_000), shown=SMALL),
        errors.TooManyPixels,
    ),
    "a first frame of 100 Mpx in a track": (
        in_a_track(sequence(10_000, 10_000)),
        errors.TooManyPixels,
    ),
    "a picture of 100 Mpx, whose place is in a box of 64 bits": (
        in_long_boxes(still(sequence(10_000, 10_000), shown=SMALL)),
        errors.TooManyPixels,
    ),
    "thirty tracks": (in_a_track(b"") + box(b"stbl") * 30, errors.BrokenImage),
    "a hundred pictures of 16 Mpx": (
        still(*[sequence(4_000, 4_000)] * 100, shown=SMALL),
        errors.BrokenImage,
    ),
    "40,000 tiles, looked up 40,000 times each": (
        grid(200, 200, side=64),
        errors.BrokenImage,
    ),
    "more tiles than anybody writes": (grid(75, 75, side=64), errors.BrokenImage),
    "bytes that are used a thousand times over": (
        still(coded_tile() + bytes(100_000), shown=SMALL, extents=[place(0, 100_000)] * 1000),
        errors.BrokenImage,
    ),
    "more references than anybody writes": (
        still(coded_tile(), shown=SMALL) + full_box(b"iref", b"\0" * MAX_LIST_SIZE),
        errors.BrokenImage,
    ),
    "more properties than anybody uses": (
        still(coded_tile(), shown=SMALL) + full_box(b"ipma", b"\0" * MAX_LIST_SIZE),
        errors.BrokenImage,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_seen_before_the_decoder_is_even_opened(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, verdict = LIES[name]

    def open_image(data: bytes, content_type: str) -> None:
        pytest.fail("the decoder was opened")

    monkeypatch.setattr(probing, "open_image", open_image)
    with pytest.raises(verdict) as caught:
        probe(data, "image/avif", LIMITS)
    assert type(caught.value) is verdict


@pytest.mark.parametrize("kind", ["full", "numbered", "timed"])
def test_a_frame_may_be_larger_than_its_sequence_only_if_it_says_so(kind: str) -> None:
    head = sequence(80, 70, kind=kind, bits=12)
    alike, own = (key_frame(kind, has_own_size=each) for each in (False, True))
    assert avif.measure(still(head + alike, shown=SMALL)) == Extent(80, 70)
    assert avif.measure(still(head + own, shown=SMALL)) == Extent(4096, 4096)


def test_a_frame_that_switches_sizes_counts_for_the_largest() -> None:
    data = still(sequence(80, 70, kind="full", bits=12) + switch_frame(), shown=SMALL)
    assert avif.measure(data) == Extent(4096, 4096)


@pytest.mark.parametrize("options", [{}, {"subsampling": "4:4:4", "quality": 100}, {"alpha": True}])
def test_an_honest_picture_is_as_large_as_it_says(options: dict[str, object]) -> None:
    from PIL import Image

    mode = "RGBA" if options.pop("alpha", False) else "RGB"
    data = encoded(Image.effect_noise((203, 101), 40).convert(mode), "AVIF", **options)
    assert avif.measure(data) == Extent(203, 101)


def test_an_honest_sequence_is_as_large_as_it_says() -> None:
    assert avif.measure(animated("AVIF", [RED, WHITE])) == Extent(24, 16, 2)


def test_a_picture_in_tiles_that_share_their_bytes_is_developed() -> None:
    facts = developed(grid(6, 5, side=64), "image/avif", "whole=400.png").facts
    assert (facts.width, facts.height) == (384, 320)


def test_tiles_may_reach_beyond_a_picture() -> None:
    data = grid(2, 2, side=512, shown=(520, 520))
    assert probe(data, "image/avif", LIMITS).width == 520


def test_an_item_without_an_end_is_measured_to_the_end_of_the_file() -> None:
    data = still(sequence(300, 200), shown=SMALL, extents=[place(0, 0)])
    assert avif.measure(data) == Extent(300, 200)


def test_a_box_that_nobody_knows_is_passed_over() -> None:
    data = plain("AVIF") + box(b"free", b"ilocinfe" * 9)
    assert avif.measure(data) == Extent(40, 30)
