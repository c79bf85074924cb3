"""Filenames and tags: what people call their files, as others will see it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from darkroom.domain.errors import InvalidRequest
from darkroom.domain.limits import check_filename, check_tag, check_tags

REORDERING = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
"""The explicit directional controls of UAX 9, sections 2.1 to 2.4."""
UNSEEN = {"Cc", "Cs", "Zl", "Zp"}

steadily = settings(deadline=None)
any_text = st.text(st.characters(exclude_categories=()))
spiced = st.text(
    st.sampled_from("a./\\ \n\r\t\x00\u202e\u2066\u200d\u200bé") | st.characters(), max_size=12
)


def pointers(refuse: Callable[[], object]) -> list[str]:
    """Where a refusal points."""
    with pytest.raises(InvalidRequest) as refusal:
        refuse()
    assert refusal.value.detail
    return [each.pointer for each in refusal.value.errors]


# Filenames


@pytest.mark.parametrize(
    ("filename", "kept"),
    [
        ("beach.jpg", "beach.jpg"),
        ("  beach.jpg \r\n", "beach.jpg"),
        ("holiday/2026/beach.jpg", "beach.jpg"),
        ("C:\\fakepath\\beach.jpg", "beach.jpg"),
        ("../../etc/passwd", "passwd"),
        ("/beach.jpg", "beach.jpg"),
        ("a/b\\beach.jpg", "beach.jpg"),
        ("e\u0301te\u0301.jpg", "été.jpg"),
        ("été.jpg", "été.jpg"),
        ('my "best" photo; really.jpg', 'my "best" photo; really.jpg'),
        ("100%41.jpg", "100%41.jpg"),
        (".hidden", ".hidden"),
        ("...", "..."),
        ("Screenshot 9.41\u202fAM.png", "Screenshot 9.41\u202fAM.png"),
        ("👩\u200d🚀.jpg", "👩\u200d🚀.jpg"),
        ("می\u200cروم.jpg", "می\u200cروم.jpg"),
        ("תמונה\u200f (1).jpg", "תמונה\u200f (1).jpg"),
        ("x" * 255, "x" * 255),
        ("e\u0301" * 127, "é" * 127),
        ("folder/" * 1000 + "beach.jpg", "beach.jpg"),
    ],
)
def test_keeps_the_last_part_of_a_filename_in_nfc(filename: str, kept: str) -> None:
    assert check_filename(filename) == kept


@pytest.mark.parametrize(
    "filename",
    [
        "",
        " ",
        "\n",
        ".",
        "..",
        " .. ",
        "folder/",
        "folder\\",
        "a/..",
        "a\r\nSet-Cookie: b.jpg",
        "a\nb.jpg",
        "a\tb.jpg",
        "a\x00.jpg",
        "a\x7f.jpg",
        "a\x85.jpg",
        "a\u2028.jpg",
        "a\u2029.jpg",
        "\ud800.jpg",
        "\ud83d\ude00.jpg",
        "\u200b",
        "\u200d\u200e",
        "\ufeff \u00ad",
        "x" * 256,
        "é" * 128,
        "x" * 4096,
    ],
)
def test_refuses_a_filename_with_nothing_usable_in_it(filename: str) -> None:
    assert pointers(lambda: check_filename(filename)) == ["/filename"]


@pytest.mark.parametrize("control", REORDERING, ids=ascii)
def test_refuses_what_shows_a_filename_as_another(control: str) -> None:
    assert pointers(lambda: check_filename(f"photo{control}gpj.exe")) == ["/filename"]


def test_counts_a_filename_as_it_is_kept() -> None:
    grows = "\u0958"  # in NFC two characters, six bytes for three
    assert len(check_filename(grows * 42).encode()) == 252
    assert pointers(lambda: check_filename(grows * 43)) == ["/filename"]


@pytest.mark.parametrize("check", [check_filename, check_tag])
def test_does_not_sort_a_million_combining_marks(check: Callable[[str], str]) -> None:
    """Normalizing takes time that grows with the square of their number: this would be hours."""
    with pytest.raises(InvalidRequest):
        check("a" + "\u0301\u0316" * 1_000_000)


@steadily
@given(any_text | spiced)
@example("/\u0338")
@example(" \u0301x")
@example("\u1fef\u037e")
def test_a_filename_that_is_kept_is_safe_and_stays_as_it_is(filename: str) -> None:
    try:
        kept = check_filename(filename)
    except InvalidRequest:
        return
    assert check_filename(kept) == kept
    assert 1 <= len(kept.encode()) <= 255
    assert not {"/", "\\", *REORDERING} & set(kept)
    assert not UNSEEN & {unicodedata.category(char) for char in kept}


# Tags


def test_takes_twenty_tags_in_the_order_given() -> None:
    tags = tuple(f"tag {number}" for number in reversed(range(20)))
    assert check_tags(tags) == tags


def test_no_tags_are_fine() -> None:
    assert check_tags(()) == ()


def test_a_tag_said_twice_counts_once() -> None:
    assert check_tags(("b", "a", "b", "e\u0301", "é", " a ")) == ("b", "a", "é")
    assert len(check_tags(tuple("abc") * 100)) == 3


def test_refuses_the_21st_tag() -> None:
    assert pointers(lambda: check_tags(tuple(f"{n}" for n in range(21)))) == ["/tags"]


@pytest.mark.parametrize(
    "tag",
    [
        "",
        " ",
        "\u200b",
        "a\nb",
        "a\x00",
        "\ud800",
        "a\u2028b",
        "x" * 33,
        "é" * 17,
        "\u0958" * 6,
        *(f"a{control}b" for control in REORDERING),
    ],
    ids=ascii,
)
def test_refuses_a_tag(tag: str) -> None:
    assert pointers(lambda: check_tag(tag)) == ["/tag"]


@pytest.mark.parametrize(
    "tag", ["x" * 32, "é" * 16, "e\u0301" * 16, "a/b", "#1", "🏳️\u200d🌈", "من"]
)
def test_takes_a_tag(tag: str) -> None:
    assert check_tag(tag) == unicodedata.normalize("NFC", tag)


def test_points_at_the_tag_as_the_caller_counts_them() -> None:
    assert pointers(lambda: check_tags(("a", "a", "b", "a\x00"))) == ["/tags/3"]


@steadily
@given(st.lists(any_text | spiced, max_size=25))
def test_tags_that_are_kept_are_safe_and_stay_as_they_are(tags: list[str]) -> None:
    try:
        kept = check_tags(tuple(tags))
    except InvalidRequest:
        return
    assert check_tags(kept) == kept
    assert len(set(kept)) == len(kept) <= 20
    assert all(1 <= len(tag.encode()) <= 32 for tag in kept)
