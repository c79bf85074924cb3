"""The grammar of object keys: built and parsed in one place, one spelling for each meaning."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from darkroom.domain import keys
from darkroom.domain.errors import InvalidKey
from darkroom.domain.ids import uuid7
from darkroom.domain.keys import MAX_OWNER_BYTES, Key, parse, prefix, read_owner, spell_owner
from darkroom.domain.variants import NAME_PATTERN

AN_ID = "0192f0c1-5b8e-7cc3-9d1a-2f7b6c9e4a10"
MAX_KEY_BYTES = 1024
"""Amazon S3 User Guide, "Naming Amazon S3 objects"."""

steadily = settings(deadline=None)
any_character = st.characters(exclude_categories=())
"""Lone surrogates, too: a JWT is JSON, and JSON can carry them."""


def fits(owner: str) -> bool:
    return 1 <= len(owner.encode("utf-8", "surrogatepass")) <= MAX_OWNER_BYTES


owners = st.text(any_character, min_size=1, max_size=48).filter(fits)
ids = st.builds(uuid7, st.integers(0, (1 << 48) - 1), st.binary(min_size=10, max_size=10))
whole_keys = st.builds(
    Key,
    owner=owners,
    job_id=st.from_regex(keys.JOB_ID, fullmatch=True),
    asset_id=ids,
    variant=st.none() | st.from_regex(NAME_PATTERN, fullmatch=True),
    ext=st.sampled_from(["png", "jpg", "webp", "gif", "avif"]),
)


def refused(key: str) -> bool:
    try:
        parse(key)
    except InvalidKey:
        return True
    return False


@steadily
@given(owners)
@example("/")
@example("..")
@example("a/b/../../c")
@example("%2F")
@example(".2F")
@example("auth0|5f7c8ec7c33c6c004bbafe82")
@example("a\x00b")
@example("\r\n")
@example("😀")
@example("\ud800")
@example("\ud83d\ude00")
@example("é" * 64)
@example("e\u0301")
def test_an_owner_is_read_back_as_who_it_was(owner: str) -> None:
    assert read_owner(spell_owner(owner)) == owner


@steadily
@given(owners, owners)
@example("😀", "\ud83d\ude00")
@example("é", "e\u0301")
@example("/", ".2F")
@example("A", "a")
def test_two_owners_are_never_spelled_alike(one: str, other: str) -> None:
    assume(one != other)
    assert spell_owner(one) != spell_owner(other)


@steadily
@given(owners)
def test_an_owner_is_one_path_segment_that_no_client_folds_away(owner: str) -> None:
    segment = spell_owner(owner)
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", segment)
    assert segment not in {".", ".."}


@steadily
@given(whole_keys, owners)
@example(Key("ab", "default", AN_ID, None, "jpg"), "a")
@example(Key("a/default", "default", AN_ID, None, "jpg"), "a")
def test_no_owners_prefix_reaches_another_owners_keys(key: Key, other: str) -> None:
    assume(key.owner != other)
    assert not str(key).startswith(spell_owner(other) + "/")


@steadily
@given(whole_keys, whole_keys)
@example(Key("a", "b", AN_ID, "c", "jpg"), Key("a", "b", AN_ID.replace("0", "1", 1), "c", "jpg"))
def test_no_assets_prefix_reaches_another_assets_keys(key: Key, other: Key) -> None:
    assume((key.owner, key.job_id, key.asset_id) != (other.owner, other.job_id, other.asset_id))
    assert not str(key).startswith(prefix(other.owner, other.job_id, other.asset_id))


@steadily
@given(whole_keys)
def test_what_is_built_is_read_back(key: Key) -> None:
    assert parse(str(key)) == key


@steadily
@given(whole_keys)
def test_a_key_is_the_same_in_a_url(key: Key) -> None:
    assert quote(str(key)) == str(key)


def test_the_longest_key_fits_into_a_store() -> None:
    longest = Key("\x00" * MAX_OWNER_BYTES, "j" * 64, AN_ID, "v" * 32, "webp")
    assert parse(str(longest)) == longest
    assert len(str(longest)) <= MAX_KEY_BYTES


def test_spells_what_the_documentation_shows() -> None:
    assert str(Key("alice", "default", AN_ID, None, "jpg")) == f"alice/default/{AN_ID}.jpg"
    assert (
        str(Key("auth0|7", "job_1", AN_ID, "112x112", "png"))
        == f"auth0.7C7/job_1/{AN_ID}_112x112.png"
    )


@pytest.mark.parametrize(
    "owner", ["", "x" * (MAX_OWNER_BYTES + 1), "é" * 65, "😀" * 33, "\ud800" * 43]
)
def test_an_owner_has_1_to_128_bytes(owner: str) -> None:
    with pytest.raises(InvalidKey):
        spell_owner(owner)


@pytest.mark.parametrize("owner", ["x" * MAX_OWNER_BYTES, "é" * 64, "😀" * 32])
def test_an_owner_of_128_bytes_is_spelled(owner: str) -> None:
    assert read_owner(spell_owner(owner)) == owner


@pytest.mark.parametrize(
    "segment",
    [
        "",
        ".",
        "..",
        ".2",
        ".2f",
        ".41",
        ".5F",
        ".2D",
        "a.",
        "a%2Fb",
        "a b",
        "a\n",
        "é",
        "😀",
        ".C3",
        ".C0.AF",
        ".E0.80.AF",
        ".F4.90.80.80",
        ".FF",
        "x" * (MAX_OWNER_BYTES + 1),
        ".00" * (MAX_OWNER_BYTES + 1),
        ".\uff12\uff26",  # fullwidth: a digit to a careless pattern
    ],
)
def test_a_segment_that_is_no_owners_one_spelling_is_refused(segment: str) -> None:
    with pytest.raises(InvalidKey):
        read_owner(segment)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/",
        "//",
        f"{AN_ID}.jpg",
        f"alice/{AN_ID}.jpg",
        f"/default/{AN_ID}.jpg",
        f"alice//{AN_ID}.jpg",
        "alice/default/",
        f"/alice/default/{AN_ID}.jpg",
        f"alice/default/{AN_ID}.jpg/",
        f"alice/default/{AN_ID}.jpg\n",
        f"alice/default/extra/{AN_ID}.jpg",
        f"alice/../alice/default/{AN_ID}.jpg",
        f"../default/{AN_ID}.jpg",
        f"./default/{AN_ID}.jpg",
        f"alice/../{AN_ID}.jpg",
        f"alice/./{AN_ID}.jpg",
        f"alice\\default\\{AN_ID}.jpg",
        f"alice%2Fdefault%2F{AN_ID}.jpg",
        f"al%69ce/default/{AN_ID}.jpg",
        f"auth0.7c7/default/{AN_ID}.jpg",
        f".61lice/default/{AN_ID}.jpg",
        f"{'x' * 129}/default/{AN_ID}.jpg",
        f"alice/{'j' * 65}/{AN_ID}.jpg",
        f"alice/jo.b/{AN_ID}.jpg",
        f"alice/jöb/{AN_ID}.jpg",
        f"alice/job\n/{AN_ID}.jpg",
        f"alice/default/{AN_ID}",
        f"alice/default/{AN_ID}.",
        f"alice/default/{AN_ID}.j",
        f"alice/default/{AN_ID}.jpegs",
        f"alice/default/{AN_ID}.JPG",
        f"alice/default/{AN_ID}.jpg.exe",
        f"alice/default/{AN_ID}..jpg",
        f"alice/default/.{AN_ID}.jpg",
        f"alice/default/{AN_ID.upper()}.jpg",
        f"alice/default/{AN_ID.replace('-7', '-4', 1)}.jpg",
        f"alice/default/{AN_ID}_.jpg",
        f"alice/default/{AN_ID}__large.jpg",
        f"alice/default/{AN_ID}_large_x.jpg",
        f"alice/default/{AN_ID}_-large.jpg",
        f"alice/default/{AN_ID}_large-.jpg",
        f"alice/default/{AN_ID}_Large.jpg",
        f"alice/default/{AN_ID}_{'v' * 33}.jpg",
        f"alice/default/{AN_ID} large.jpg",
        f"alice/default/{AN_ID}.jpg?versionId=1",
        f"alice/default/{AN_ID}.jpg#",
        f"alice/default/{AN_ID}.jpg\x00",
        f"\ud800/default/{AN_ID}.jpg",
        f"alice/default/{AN_ID}.\uff4a\uff50\uff47",
        "a/" * 100_000,
    ],
)
def test_what_is_not_built_here_is_refused(key: str) -> None:
    with pytest.raises(InvalidKey):
        parse(key)


@settings(deadline=None, max_examples=300)
@given(whole_keys.map(str), st.data())
def test_a_changed_key_is_refused_or_is_the_one_spelling_of_something_else(
    key: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(key)))
    dropped = data.draw(st.integers(0, 2))
    added = data.draw(st.text(st.sampled_from("a0F._-/%\n") | any_character, max_size=2))
    changed = key[:place] + added + key[place + dropped :]
    assert refused(changed) or str(parse(changed)) == changed


@steadily
@given(st.text(any_character))
def test_any_text_is_refused_or_parsed_and_nothing_else_happens(text: str) -> None:
    assert refused(text) or str(parse(text)) == text
