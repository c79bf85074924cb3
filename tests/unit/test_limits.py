"""What is acceptable: types, sizes, pictures, names of jobs and slots, metadata, checksums."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkroom.domain import errors, limits
from darkroom.domain.errors import FileTooLarge, InvalidRequest, TypeNotAllowed
from darkroom.domain.limits import (
    DEFAULT_ALLOWED_TYPES,
    EXTENSIONS,
    MIB,
    Limits,
    check_checksum,
    check_job_id,
    check_metadata,
    check_slot,
)

SHA256 = base64.b64encode(hashlib.sha256(b"photo").digest()).decode()


def pointers(refuse: Callable[[], object]) -> list[str]:
    """Where a refusal points."""
    with pytest.raises(InvalidRequest) as refusal:
        refuse()
    assert refusal.value.detail
    return [each.pointer for each in refusal.value.errors]


# Types and sizes


@pytest.mark.parametrize("content_type", DEFAULT_ALLOWED_TYPES)
def test_takes_every_type_it_can_develop(content_type: str) -> None:
    Limits().check_type(content_type)
    assert content_type in EXTENSIONS


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "image/jpg",
        "IMAGE/JPEG",
        "image/jpeg ",
        "image/jpeg\n",
        "image/jpeg; charset=utf-8",
        "image/svg+xml",
        "text/html",
        "application/octet-stream",
        "image/*",
    ],
)
def test_refuses_any_other_type(content_type: str) -> None:
    with pytest.raises(TypeNotAllowed):
        Limits().check_type(content_type)


def test_a_deployment_may_take_fewer_types() -> None:
    with pytest.raises(TypeNotAllowed, match=r"one of image/png\."):
        Limits(allowed_types=("image/png",)).check_type("image/jpeg")


@pytest.mark.parametrize("content_type", ["\ud800", "\u202egpj", "<b>\x00", "x" * 100_000])
def test_repeats_a_refused_type_short_and_in_printable_characters(content_type: str) -> None:
    with pytest.raises(TypeNotAllowed) as refusal:
        Limits().check_type(content_type)
    assert refusal.value.detail.isascii()
    assert refusal.value.detail.isprintable()
    assert len(refusal.value.detail) < 500


@pytest.mark.parametrize("size", [1, 10 * MIB])
def test_takes_a_file_of_one_byte_up_to_the_limit(size: int) -> None:
    Limits().check_size(size)


@pytest.mark.parametrize("size", [0, -1, -(10**30)])
def test_refuses_a_file_without_a_byte(size: int) -> None:
    assert pointers(lambda: Limits().check_size(size)) == ["/size"]


@pytest.mark.parametrize("size", [10 * MIB + 1, 10**30])
def test_refuses_a_file_over_the_limit_and_says_what_it_is(size: int) -> None:
    with pytest.raises(FileTooLarge) as refusal:
        Limits().check_size(size)
    assert refusal.value.extensions == {"max_size": 10 * MIB}


@pytest.mark.parametrize(("max_file_size", "ceiling"), [(10, 4), (4, 10), (4, 4)])
def test_of_two_limits_the_lower_one_holds(max_file_size: int, ceiling: int) -> None:
    accepted = Limits(max_file_size=max_file_size)
    accepted.check_size(4, ceiling)
    with pytest.raises(FileTooLarge, match="at most 4 "):
        accepted.check_size(5, ceiling)


# Pictures


@pytest.mark.parametrize(
    ("width", "height", "frames"),
    [(1, 1, 1), (8160, 6144, 1), (12_000, 5333, 1), (1, 12_000, 1), (800, 800, 100)],
)
def test_takes_a_picture_within_all_limits(width: int, height: int, frames: int) -> None:
    Limits().check_image(width, height, frames)


@pytest.mark.parametrize(
    ("width", "height"), [(0, 1), (1, 0), (-1, 1), (12_001, 1), (1, 12_001), (2**31, 2**31)]
)
def test_refuses_sides_out_of_range(width: int, height: int) -> None:
    with pytest.raises(errors.DimensionsOutOfRange):
        Limits(max_pixels=10**18).check_image(width, height, 1)


def test_refuses_the_101st_frame() -> None:
    Limits().check_image(1, 1, 100)
    with pytest.raises(errors.TooManyFrames):
        Limits().check_image(1, 1, 101)


@pytest.mark.parametrize(("side", "frames"), [(8001, 1), (801, 100), (8001, 0), (8001, -1)])
def test_counts_the_pixels_of_all_frames_and_of_one_at_least(side: int, frames: int) -> None:
    with pytest.raises(errors.TooManyPixels):
        Limits().check_image(side, side, frames)


# Names of jobs and slots


@pytest.mark.parametrize("job_id", ["default", "a", "A-z_09", "-", "_", "j" * 64])
def test_takes_a_job_id(job_id: str) -> None:
    assert check_job_id(job_id) == job_id


@pytest.mark.parametrize(
    "job_id",
    [
        "",
        " ",
        "j" * 65,
        "a/b",
        "..",
        "a.b",
        "a b",
        "é",
        "\u0661",
        "job\n",
        "a#b",
        "a\x00",
        "\ud800",
    ],
)
def test_refuses_a_job_id(job_id: str) -> None:
    assert pointers(lambda: check_job_id(job_id)) == ["/job_id"]


@pytest.mark.parametrize("slot", ["profile/avatar", "logos/primary", "0/0", "-/-", f"a/{'b' * 62}"])
def test_takes_a_slot(slot: str) -> None:
    assert check_slot(slot) == slot


@pytest.mark.parametrize(
    "slot",
    [
        "",
        "/",
        "profile",
        "profile/",
        "/avatar",
        "a/b/c",
        "a//b",
        "Profile/avatar",
        "a/../b",
        "../b",
        "a_b/c",
        "a/b\n",
        "a/é",
        "a/\u0661",
        "a#/b",
        f"a/{'b' * 63}",
    ],
)
def test_refuses_a_slot(slot: str) -> None:
    assert pointers(lambda: check_slot(slot)) == ["/slot"]


# Metadata


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"": ""},
        {"seed": 7, "model": "é", "nested": {"list": [1, 2.5, None, True]}},
        {"x" * 1000: "y" * 1000},
        {"big": 10**1000},
        {"small": 5e-324},
        {"nul": "\x00"},
    ],
)
def test_takes_any_json_object_as_it_is(metadata: Mapping[str, Any]) -> None:
    assert check_metadata(metadata) is metadata


def test_takes_2048_bytes_of_metadata_and_no_more() -> None:
    frame = len(json.dumps({"a": ""}, separators=(",", ":")))
    assert check_metadata({"a": "x" * (2048 - frame)})
    assert pointers(lambda: check_metadata({"a": "x" * (2049 - frame)})) == ["/metadata"]


def test_counts_metadata_in_bytes_not_in_characters() -> None:
    assert check_metadata({"a": "é" * 1000})
    assert pointers(lambda: check_metadata({"a": "é" * 1025})) == ["/metadata"]


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        -float("inf"),
        "\ud800",
        {"\udfff": 1},
        b"bytes",
        {1, 2},
        object(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_refuses_metadata_that_json_has_no_word_for(value: Any) -> None:
    assert pointers(lambda: check_metadata({"a": [value]})) == ["/metadata"]


def nested(levels: int, kind: type) -> dict[str, Any]:
    """An object of so many levels, itself included."""
    value: Any = 1
    for _ in range(levels - 1):
        value = {"a": value} if kind is dict else [value]
    return {"a": value}


@pytest.mark.parametrize("kind", [dict, list])
def test_takes_metadata_of_32_levels_and_no_more(kind: type) -> None:
    assert check_metadata(nested(32, kind))
    assert pointers(lambda: check_metadata(nested(33, kind))) == ["/metadata"]


@pytest.mark.parametrize("levels", [256, 900, 100_000])
def test_refuses_metadata_too_deep_to_be_answered(levels: int) -> None:
    """pydantic writes 255 levels and then fails: such an asset could never be shown again."""
    assert pointers(lambda: check_metadata(nested(levels, list))) == ["/metadata"]


# Checksums


def test_takes_a_sha256_as_s3_spells_it() -> None:
    assert check_checksum(SHA256) == SHA256


@pytest.mark.parametrize(
    "checksum",
    [
        "",
        "=",
        SHA256.rstrip("="),
        SHA256 + "=",
        SHA256 + "\n",
        " " + SHA256,
        SHA256[:20] + "\n" + SHA256[20:],
        hashlib.sha256(b"photo").hexdigest(),
        base64.b64encode(hashlib.sha1(b"photo", usedforsecurity=False).digest()).decode(),
        base64.b64encode(hashlib.sha512(b"photo").digest()).decode(),
        base64.urlsafe_b64encode(b"\xff" * 32).decode(),
        base64.b64encode(b"\x00" * 32).decode()[:-2] + "B=",
        SHA256[:-1] + "\u2550",
        "\ud800" * 44,
        "A" * 1_000_000,
    ],
)
def test_refuses_any_other_spelling_of_a_checksum(checksum: str) -> None:
    assert pointers(lambda: check_checksum(checksum)) == ["/checksum_sha256"]


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_takes_every_digest_there_is(digest: bytes) -> None:
    spelled = base64.b64encode(digest).decode()
    assert check_checksum(spelled) == spelled


def test_the_defaults_are_those_of_the_specification() -> None:
    assert Limits() == Limits(
        ("image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"), 10 * MIB, 64_000_000
    )
    assert (limits.MAX_FILE_SIZE_CEILING, limits.MAX_INLINE_SIZE) == (50 * MIB, 4 * MIB)
    assert (limits.MAX_FRAMES, limits.MAX_DIMENSION) == (100, 12_000)
