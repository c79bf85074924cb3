"""Two subjects that look alike, or contain one another, share nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from urllib.parse import quote, unquote

from hypothesis import assume, example, given
from hypothesis import strategies as st

from darkroom.domain.keys import is_owner, parse, spell_owner
from tests.builders import an_asset
from tests.functions.world import World
from tests.fuzz.texts import SPICE, tried

subjects = st.text(st.sampled_from(SPICE) | st.characters(codec="utf-8"), min_size=1, max_size=20)
LIKENESSES: tuple[Callable[[str], str], ...] = (
    lambda owner: unicodedata.normalize("NFC", owner),
    lambda owner: unicodedata.normalize("NFD", owner),
    lambda owner: unicodedata.normalize("NFKC", owner),
    str.casefold,
    str.upper,
    str.strip,
    spell_owner,
    quote,
    unquote,
    lambda owner: owner + "/",
    lambda owner: owner + "/default",
    lambda owner: owner + "\x00",
    lambda owner: owner + "#asset",
    lambda owner: owner[:-1],
    lambda owner: "../" + owner,
)


@tried(25)
@given(owner=subjects.filter(is_owner), alike=st.sampled_from(LIKENESSES))
@example(owner="zoë", alike=LIKENESSES[1])
@example(owner="a|b", alike=spell_owner)
@example(owner="50%41", alike=unquote)
def test_whoever_is_like_an_owner_finds_nothing_of_theirs(
    lasting_world: World, owner: str, alike: Callable[[str], str]
) -> None:
    world, asset = lasting_world, an_asset(owner)
    somebody = alike(owner)
    assume(somebody != owner and is_owner(somebody))
    world.has_rows(asset)
    path = f"/v1/assets/{asset.id}"
    assert world.call("GET", path, owner=owner).status == 200
    assert world.call("GET", path, owner=somebody).code == "asset_not_found"
    assert world.call("DELETE", path, owner=somebody).code == "asset_not_found"
    mine, theirs = (_listed(world, each) for each in (owner, somebody))
    assert asset.id in mine
    assert asset.id not in theirs
    assert not asset.original_key.startswith(f"{spell_owner(somebody)}/")


@tried(25)
@given(owner=subjects.filter(is_owner))
@example(owner="../bob/default/x")
@example(owner="zoe\u0308")
@example(owner=".")
def test_a_ticket_is_for_the_owners_own_prefix(lasting_world: World, owner: str) -> None:
    body = {"filename": "a.jpg", "content_type": "image/jpeg", "size": 1}
    ticket = lasting_world.call("POST", "/v1/uploads", owner=owner, json=body).json
    assert parse(ticket["key"]).owner == owner
    assert parse(ticket["fields"]["key"]).owner == owner


def _listed(world: World, owner: str) -> set[str]:
    answer = world.call("GET", "/v1/gallery", owner=owner, query={"limit": 100})
    return {item["id"] for item in answer.json["items"]}
