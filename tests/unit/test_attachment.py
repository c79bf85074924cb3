"""The Content-Disposition of downloads."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darkroom.storage.attachment import attachment

SAFE = re.compile(
    r"""attachment; filename="[^"\\%\x00-\x1f\x7f-\uffff]+\""""
    r"""(; filename\*=UTF-8''[A-Za-z0-9!#$&+^`|._~%-]+)?"""
)


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("photo.jpg", 'attachment; filename="photo.jpg"'),
        ("my photo (1).jpg", 'attachment; filename="my photo (1).jpg"'),
        ("été.jpg", "attachment; filename=\"_t_.jpg\"; filename*=UTF-8''%C3%A9t%C3%A9.jpg"),
        ('a"b.jpg', "attachment; filename=\"a_b.jpg\"; filename*=UTF-8''a%22b.jpg"),
        ("100%41.jpg", "attachment; filename=\"100_41.jpg\"; filename*=UTF-8''100%2541.jpg"),
        ("a\r\nSet-Cookie: x=1.jpg", 'attachment; filename="aSet-Cookie: x=1.jpg"'),
        ("../../etc/passwd", 'attachment; filename="passwd"'),
        ("C:\\photos\\a.jpg", 'attachment; filename="a.jpg"'),
        ("photo\u202egpj.exe", 'attachment; filename="photogpj.exe"'),
        ("\u2066a\u2069\u200e\u061c.jpg", 'attachment; filename="a.jpg"'),
        ("\u200f.\u200f.", 'attachment; filename="download"'),
        (".", 'attachment; filename="download"'),
        ("\ud800.jpg", 'attachment; filename=".jpg"'),
        ("\n\u202e ", 'attachment; filename="download"'),
        ("", 'attachment; filename="download"'),
    ],
)
def test_names_the_download(filename: str, expected: str) -> None:
    assert attachment(filename) == expected


def test_keeps_the_joiners_of_emoji_and_of_persian() -> None:
    assert attachment("👩\u200d🚀.jpg").endswith("%F0%9F%91%A9%E2%80%8D%F0%9F%9A%80.jpg")


@given(st.text())
def test_no_name_can_end_the_header_or_begin_another(filename: str) -> None:
    assert SAFE.fullmatch(attachment(filename))
