"""Cursors: opaque, and good for the listing they were issued for alone."""

from __future__ import annotations

import base64

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from darkroom.domain.errors import InvalidCursor
from darkroom.domain.paging import decode_cursor, encode_cursor

AN_ID = "0192f0c1-5b8e-7cc3-9d1a-2f7b6c9e4a10"
BINDING = "GalleryQuery(owner='alice', tag=None)"
SECRET = b"cursor:salt"
CURSOR = encode_cursor(AN_ID, BINDING, SECRET)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

steadily = settings(deadline=None)
any_text = st.text(st.characters(exclude_categories=()))
positions = st.text(min_size=1)
secrets = st.binary(min_size=1, max_size=32)


def refused(cursor: str, binding: str = BINDING, secret: bytes = SECRET) -> bool:
    try:
        decode_cursor(cursor, binding, secret)
    except InvalidCursor:
        return True
    return False


@steadily
@given(positions, any_text, secrets)
@example(AN_ID, "shares\x00\ud800", b"s")
def test_a_cursor_leads_back_to_its_position(position: str, binding: str, secret: bytes) -> None:
    assert decode_cursor(encode_cursor(position, binding, secret), binding, secret) == position


def test_a_cursor_needs_no_escaping_in_a_url() -> None:
    assert set(CURSOR) <= set(ALPHABET)
    assert len(CURSOR) < 100


@pytest.mark.parametrize("place", range(len(CURSOR)))
def test_no_character_of_a_cursor_can_be_another(place: int) -> None:
    for other in set(ALPHABET + "+/=.~ \n") - {CURSOR[place]}:
        assert refused(CURSOR[:place] + other + CURSOR[place + 1 :])


@pytest.mark.parametrize("place", range(len(CURSOR)))
def test_no_character_of_a_cursor_can_be_left_out(place: int) -> None:
    assert refused(CURSOR[:place] + CURSOR[place + 1 :])
    assert refused(CURSOR[:place])


@steadily
@given(positions, any_text, any_text)
@example(AN_ID, "shares\x00alice", "shares\x00bob")
@example(AN_ID, "", "\x00")
def test_a_cursor_of_one_listing_opens_no_other(position: str, binding: str, other: str) -> None:
    assume(binding != other)
    assert refused(encode_cursor(position, binding, SECRET), other)


@steadily
@given(secrets)
def test_a_cursor_of_one_deployment_opens_nothing_in_another(secret: bytes) -> None:
    assume(secret.rstrip(b"\x00") != SECRET)  # to HMAC, a key and the key with zeros are one
    assert refused(CURSOR, BINDING, secret)


@steadily
@given(positions, any_text, any_text)
@example("a", "b", "c")
def test_the_end_of_a_position_cannot_be_taken_for_the_beginning_of_a_binding(
    position: str, middle: str, end: str
) -> None:
    """An owner's name may hold any character, so a binding that ends in one may, too."""
    assume("\ud800" not in middle and middle.isprintable())
    seal = base64.urlsafe_b64decode(_padded(encode_cursor(position, f"{middle}\x00{end}", SECRET)))[
        :16
    ]
    longer = f"{position}\x00{middle}".encode()
    assert refused(base64.urlsafe_b64encode(seal + longer).rstrip(b"=").decode(), end)


def test_every_other_base64_of_the_same_bytes_is_refused() -> None:
    standard = CURSOR.replace("-", "+").replace("_", "/")
    spellings = {CURSOR + "=", _padded(CURSOR), CURSOR + "\n", " " + CURSOR, CURSOR + "===="}
    if standard != CURSOR:
        spellings.add(standard)
    spare_bits = [CURSOR[:-1] + other for other in ALPHABET if other != CURSOR[-1]]
    assert all(refused(spelling) for spelling in (spellings - {CURSOR}) | set(spare_bits))


def test_a_cursor_in_the_standard_alphabet_is_refused() -> None:
    found = next(
        cursor
        for number in range(1000)
        if set("-_") <= set(cursor := encode_cursor(f"{number}", BINDING, SECRET))
    )
    assert refused(found.replace("-", "+").replace("_", "/"))


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "=",
        "A",
        "AAAA",
        "A" * 21,
        "A" * 22,
        AN_ID,
        "é" * 30,
        "\ud800",
        "\x00" * 30,
        "A" * 5_000_000,
        "💥",
        base64.urlsafe_b64encode(b"\xff" * 40).decode().rstrip("="),
    ],
    ids=lambda cursor: ascii(cursor[:12]),
)
def test_what_was_never_issued_is_refused(cursor: str) -> None:
    assert refused(cursor)


def test_a_seal_without_a_position_is_refused() -> None:
    assert refused(encode_cursor("", BINDING, SECRET))


@steadily
@given(any_text)
def test_any_text_is_refused_and_nothing_else_happens(text: str) -> None:
    assert refused(text)


def test_a_refusal_says_what_to_do_and_nothing_of_the_cursor() -> None:
    with pytest.raises(InvalidCursor) as refusal:
        decode_cursor(AN_ID, BINDING, SECRET)
    assert AN_ID not in refusal.value.detail
    assert "start without one" in refusal.value.detail


def _padded(cursor: str) -> str:
    return cursor + "=" * (-len(cursor) % 4)
