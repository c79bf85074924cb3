"""The finder: a canary that was let out is found, however it is dressed."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.secrets.canaries import Finder, canary, lines_with

WORD = canary("word")
SIGNATURE = "0a1b2c3d4e5f6071" * 4
FINDER = Finder.of({"word": WORD}, [SIGNATURE])


def everywhere_percent(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def everywhere_escaped(text: str) -> str:
    return "".join(rf"\u{ord(letter):04x}" for letter in text)


@pytest.mark.parametrize(
    "dress",
    [
        str,
        str.upper,
        lambda word: word[:9],
        lambda word: word[-8:],
        lambda word: word[4:14],
        everywhere_percent,
        lambda word: quote(everywhere_percent(word), safe=""),
        everywhere_escaped,
        lambda word: json.dumps(everywhere_escaped(word)),
        lambda word: "".join(rf"\x{ord(letter):02x}" for letter in word),
        lambda word: word.encode().hex(),
        lambda word: base64.b64encode(word.encode()).decode(),
        lambda word: base64.b64encode(f'x{{"key":"{word}"}}'.encode()).decode(),
        lambda word: base64.urlsafe_b64encode(f"??>{word}".encode()).decode(),
        lambda word: quote(base64.b64encode(b"ab" + word.encode())),
        lambda word: word.encode("utf-16-be").decode("latin-1"),
        lambda word: repr(word.encode("utf-16-le")),
    ],
)
def test_finds_a_canary_in_any_dress(dress: Callable[[str], str]) -> None:
    assert FINDER.found(f'{{"message":"request {dress(WORD)}","status":200}}') == {"word"}


@pytest.mark.parametrize("cut", [slice(None), slice(32), slice(16, 48)])
def test_finds_a_signature_and_a_large_part_of_it(cut: slice) -> None:
    assert FINDER.found(f"see {SIGNATURE[cut]}.") == {"made"}


@pytest.mark.parametrize("text", ["", "request", WORD[:7], SIGNATURE[:15], "019ce000-0000-7000"])
def test_takes_nothing_else_for_one(text: str) -> None:
    assert FINDER.found(text) == set()


def test_says_in_which_line() -> None:
    assert lines_with(FINDER, f"one\ntwo {WORD}\nthree") == {"word": f"two {WORD}"}


def test_no_two_canaries_have_a_part_in_common() -> None:
    names = [f"canary {number}" for number in range(200)]
    parts = [canary(name)[at : at + 8] for name in names for at in range(13)]
    assert len(set(parts)) == len(parts)
