"""Prompts: what is taken, and in which spelling."""

from __future__ import annotations

import pytest

from darkroom.domain.errors import InvalidRequest, PromptRefused
from darkroom.domain.limits import check_filename
from darkroom.domain.prompts import (
    IDEMPOTENCY_KEY,
    LANGUAGE,
    MAX_PROMPT,
    check_prompt,
    check_style,
    check_taken,
    denied_words,
    heard_prompt,
)
from darkroom.services.naming import draft_name, renamed
from tests.builders import an_asset

BLANKS = [
    *"\u3164\u2800\uffa0\u115f\u1160\u17b4\u17b5\u180b\u034f\ufe0f\u2065\ufff0",
    *"\ufffe\uffff\ufdd0\U0001ffff\U0010ffff\U000e0000\U000e0100",
]
"""Each has no look of its own, though Unicode counts it among letters, symbols or marks, or gives
it no category."""


@pytest.mark.parametrize("prompt", ["", " \n\t", "\u200b", "\u200d \u2060", "\u2028", *BLANKS])
def test_a_prompt_has_something_to_see(prompt: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_prompt(prompt)
    assert refused.value.errors[0].pointer == "/prompt"


@pytest.mark.parametrize(
    "prompt",
    [
        "!!!",
        "…",
        "🌊",
        "海",
        "a\tb\nc",
        "\u0645\u06cc\u200c\u062e\u0648",
        "e\u0301",
        "한",
        "❤\ufe0f",
        "\U0001fae9",
        "\ue000",
    ],
)
def test_whatever_can_be_seen_is_taken(prompt: str) -> None:
    assert check_prompt(prompt)


@pytest.mark.parametrize("prompt", ["a\x00b", "a\x1b[31m", "a\ud800"])
def test_a_control_character_is_refused(prompt: str) -> None:
    with pytest.raises(InvalidRequest, match="control"):
        check_prompt(prompt)


def test_two_thousand_characters_are_taken_and_one_more_is_not() -> None:
    assert check_prompt(f" {'é' * MAX_PROMPT} ") == "é" * MAX_PROMPT
    assert check_prompt("e\u0301" * MAX_PROMPT) == "é" * MAX_PROMPT
    for prompt in ("x" * (MAX_PROMPT + 1), "x" * 9 * MAX_PROMPT):
        with pytest.raises(InvalidRequest, match="2000"):
            check_prompt(prompt)


def test_what_is_not_needed_may_be_empty() -> None:
    assert check_prompt(" ", "/negative_prompt", is_needed=False) == ""


@pytest.mark.parametrize(
    ("style", "why"),
    [
        ("x" * 41, "At most 40 characters are taken here."),
        ("x" * 9000, "At most 40 characters are taken here."),
        ("a\nb", "A style is one line."),
        ("a\u2028b", "A style is one line."),
        ("a\x00b", "A style has no control characters."),
    ],
)
def test_a_style_is_one_short_line(style: str, why: str) -> None:
    assert check_style(f" {'x' * 40} ") == "x" * 40
    with pytest.raises(InvalidRequest) as refused:
        check_style(style)
    (error,) = refused.value.errors
    assert (error.pointer, error.detail) == ("/style", why)


@pytest.mark.parametrize(
    "prompt",
    [
        "a dragon",
        "A DRAGON!",
        "a drágön",
        "a _dragon_",
        "a dra\u200bgon",
        "a dra\u00adgon",
        "\uff41 \uff44\uff52\uff41\uff47\uff4f\uff4e",
        "blue-eyed   boy",
        "blue_eyed boy",
        "Blue Eyed Boys, blue eyed boy",
    ],
)
def test_a_denied_word_is_found_however_it_is_spelled(prompt: str) -> None:
    takes = denied_words(["Dragon", "blue eyed boy", " ", "!"])
    assert not takes(prompt)


@pytest.mark.parametrize("prompt", ["dragonfly", "a boy, blue eyed", "!", "", "drag on"])
def test_a_word_that_only_looks_like_a_denied_one_is_taken(prompt: str) -> None:
    assert denied_words(["dragon", "blue eyed boy", "!"])(prompt)


def test_what_is_not_taken_is_pointed_at_and_not_repeated() -> None:
    takes = denied_words(["dragon"])
    with pytest.raises(PromptRefused) as refused:
        check_taken(takes, ("/prompt", "a sea"), ("/negative_prompt", "dragons, a dragon"))
    assert [each.pointer for each in refused.value.errors] == ["/negative_prompt"]
    assert "dragon" not in str(refused.value)
    check_taken(takes, ("/prompt", "a sea"))


@pytest.mark.parametrize(
    ("said", "prompt"),
    [
        ("  make it \n brighter ", "make it brighter"),
        ("caf\u0065\u0301", "café"),
        ("a\x00b\ud800c", "a b c"),
        ("word " * 1000, ("word " * 400).strip()),
        ("\x00 \u200b", ""),
        ("\u3164 \u2800", ""),
    ],
)
def test_what_is_heard_becomes_a_prompt(said: str, prompt: str) -> None:
    assert heard_prompt(said) == prompt
    assert not prompt or check_prompt(prompt) == prompt


@pytest.mark.parametrize("tag", ["en-US", "de-DE", "yue-CN", "es-419"])
def test_languages_are_tags_with_their_region(tag: str) -> None:
    assert LANGUAGE.fullmatch(tag)
    for other in (f"{tag}\n", tag.partition("-")[0], tag.lower().replace("419", "41")):
        assert not LANGUAGE.fullmatch(other)


def test_an_idempotency_key_is_visible_ascii() -> None:
    assert IDEMPOTENCY_KEY.fullmatch("~" * 255)
    for key in ("", "a b", "é", "a\n", "~" * 256):
        assert not IDEMPOTENCY_KEY.fullmatch(key)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("a calm sea, at dusk", "a-calm-sea-at-dusk.png"),
        ("one two three four five six seven eight nine", "one-two-three-four-five-six-seven-eight"),
        ("!!!", "image.png"),
        ("🌊", "image.png"),
        ("", "image.png"),
        ("../../etc/passwd", "etc-passwd.png"),
        ("हिन्दी में", "हिन्दी-में.png"),
        ("\u202egpj.exe", "gpj-exe.png"),
        ("x" * 500, "x" * 60),
        ("写" * 500, "写" * 60),
        ("𠀀" * 500, "𠀀" * 60),
        ("a" * 59 + " bb", "a" * 59 + ".png"),
        ("🏳\ufe0f\u200d🌈 flag", "flag.png"),
        ("❤\ufe0f", "image.png"),
        ("\u0301", "image.png"),
        ("\u3164", "image.png"),
        ("葛\U000e0100城", "葛\U000e0100城.png"),
    ],
)
def test_an_image_is_called_by_its_first_words(words: str, name: str) -> None:
    found = draft_name(words, None)
    assert found.startswith(name)
    assert check_filename(found) == found
    assert check_filename(renamed(found, "avif")) == renamed(found, "avif")


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("sea.jpeg", "sea.png"),
        ("sea.JPG", "sea.png"),
        ("note.m4a", "note.png"),
        ("sea.tar.gz", "sea.tar.png"),
        ("sea.", "sea.png"),
        ("v1.2 beach", "v1.2 beach.png"),
        ("v1.2 beach.jpg", "v1.2 beach.png"),
        ("beach v1.2", "beach v1.2.png"),
        ("holiday 24.12.2026", "holiday 24.12.2026.png"),
        ("St. Ives", "St. Ives.png"),
        ("sea.harbour", "sea.harbour.png"),
        ("东京.大阪", "东京.大阪.png"),
        ("...", "...png"),
    ],
)
def test_only_what_looks_like_an_extension_makes_way_for_another(filename: str, name: str) -> None:
    assert renamed(filename, "png") == name


@pytest.mark.parametrize("filename", ["sea.jpg", ".jpg", "写" * 85, "a" * 251 + ".jpg", "x. .png"])
def test_an_image_of_a_source_is_called_as_it_is(filename: str) -> None:
    source = an_asset(filename=check_filename(filename))
    found = draft_name("words", source)
    assert check_filename(found) == found
    assert found.endswith(".png")
