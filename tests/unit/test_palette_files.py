"""Palettes as files for other programs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkroom.domain.colors import Color
from darkroom.domain.palette_files import as_css, as_gpl

PALETTE = (Color(12, 34, 56, 0.75), Color(255, 99, 71, 0.25))
HOSTILE = [
    "*/ body { display: none } /*",
    "**//",
    "a*",
    "line\nline",
    "line\r\n  0   0   0\tmine",
    "page\x0cbreak",
    "sep\u2028arator\u2029\x85",
    "nul\0l",
    "\u202egnorw",
    "\ud800",
]


def test_css_has_every_colour_and_the_text_on_it() -> None:
    assert as_css(PALETTE, "Harbour") == (
        "/* Harbour */\n"
        ":root {\n"
        "  --color-1: #0c2238; /* midnightblue */\n"
        "  --color-1-text: #ffffff;\n"
        "  --color-2: #ff6347; /* tomato */\n"
        "  --color-2-text: #000000;\n"
        "}\n"
    )


def test_gimp_gets_a_header_and_a_line_for_every_colour() -> None:
    assert as_gpl(PALETTE, "Harbour") == (
        "GIMP Palette\n"
        "Name: Harbour\n"
        "Columns: 2\n"
        "#\n"
        " 12  34  56\tmidnightblue #0c2238\n"
        "255  99  71\ttomato #ff6347\n"
    )


def test_a_name_in_any_script_stays_as_it_is() -> None:
    name = "Häfen & 港 <3"
    assert f"/* {name} */" in as_css(PALETTE, name)
    assert f"Name: {name}\n" in as_gpl(PALETTE, name)


@pytest.mark.parametrize("name", ["", " ", "\n"])
def test_a_name_that_says_nothing_is_replaced(name: str) -> None:
    assert "Name: Palette\n" in as_gpl(PALETTE, name)


@settings(deadline=None)
@given(st.one_of(st.sampled_from(HOSTILE), st.text(), st.text(alphabet="*/ {}\n\r;")))
def test_no_name_gets_out_of_its_comment(name: str) -> None:
    css = as_css(PALETTE, name)
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    assert without_comments == re.sub(r"/\*.*?\*/", "", as_css(PALETTE, "x"), flags=re.DOTALL)
    assert len(css.splitlines()) == 7
    css.encode()


@settings(deadline=None)
@given(st.one_of(st.sampled_from(HOSTILE), st.text()))
def test_no_name_gets_out_of_its_line(name: str) -> None:
    lines = as_gpl(PALETTE, name).splitlines()
    assert lines[0] == "GIMP Palette"
    assert lines[1].startswith("Name: ")
    assert lines[2:] == as_gpl(PALETTE, "x").splitlines()[2:]
