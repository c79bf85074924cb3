"""UUIDv7: the layout of RFC 9562, section 5.7, and what counts as one of ours."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkroom.domain.ids import is_id, uuid7

LAST_MS = (1 << 48) - 1
AN_ID = "0192f0c1-5b8e-7cc3-9d1a-2f7b6c9e4a10"

times = st.integers(0, LAST_MS)
entropies = st.binary(min_size=10, max_size=10)
steadily = settings(deadline=None)


def test_follows_the_example_of_the_rfc() -> None:
    """RFC 9562, appendix A.6: its random part, as our ten bytes carry it."""
    entropy = (0xCC3 << 68 | 0x18C4DC0C0C07398F).to_bytes(10)
    assert uuid7(0x017F22E279B0, entropy) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@steadily
@given(times, entropies)
def test_has_version_variant_and_time_in_their_places(unix_ms: int, entropy: bytes) -> None:
    read = uuid.UUID(uuid7(unix_ms, entropy))
    assert (read.version, read.variant) == (7, uuid.RFC_4122)
    assert read.int >> 80 == unix_ms


@steadily
@given(times, entropies)
def test_is_spelled_canonically(unix_ms: int, entropy: bytes) -> None:
    spelled = uuid7(unix_ms, entropy)
    assert is_id(spelled)
    assert str(uuid.UUID(spelled)) == spelled


@steadily
@given(st.integers(0, LAST_MS - 1), entropies, entropies)
def test_a_later_millisecond_sorts_later_whatever_is_random(
    unix_ms: int, first: bytes, second: bytes
) -> None:
    assert uuid7(unix_ms, first) < uuid7(unix_ms + 1, second)


def test_74_bits_of_an_id_are_random() -> None:
    plain = uuid7(0, bytes(10))
    flipped = {uuid7(0, (1 << bit).to_bytes(10)) for bit in range(80)} - {plain}
    assert len(flipped) == 74


def test_of_more_random_bytes_the_first_ten_count() -> None:
    assert uuid7(1, bytes(range(16))) == uuid7(1, bytes(range(10)))


def test_is_not_made_of_too_little_randomness() -> None:
    with pytest.raises(ValueError, match="ten random bytes"):
        uuid7(1, bytes(9))


@pytest.mark.parametrize("unix_ms", [-1, LAST_MS + 1])
def test_is_not_made_of_a_time_that_would_not_sort(unix_ms: int) -> None:
    with pytest.raises(ValueError, match="48 bits"):
        uuid7(unix_ms, bytes(10))


@pytest.mark.parametrize(
    "text",
    [
        "",
        AN_ID.upper(),
        AN_ID.replace("a", "A", 1),
        AN_ID + "\n",
        "\n" + AN_ID,
        " " + AN_ID,
        AN_ID + "\x00",
        AN_ID[:-1],
        AN_ID + "0",
        AN_ID.replace("-", ""),
        AN_ID.replace("-", "_"),
        AN_ID.replace("-", "\u2010"),
        "{" + AN_ID + "}",
        "urn:uuid:" + AN_ID,
        AN_ID.replace("-7", "-1", 1),
        AN_ID.replace("-7", "-4", 1),
        AN_ID.replace("-7", "-8", 1),
        AN_ID.replace("-9", "-7", 1),
        AN_ID.replace("-9", "-c", 1),
        AN_ID.replace("0", "\u0660", 1),
        AN_ID.replace("0", "\uff10", 1),
        AN_ID.replace("0", "g", 1),
        "\ud800" + AN_ID[1:],
        "00000000-0000-0000-0000-000000000000",
        "../" + AN_ID,
    ],
)
def test_what_is_not_spelled_as_ours_is_no_id(text: str) -> None:
    assert not is_id(text)
