"""Paths as API Gateway hands them on: decoded, once."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from darkroom.domain.asset import Visibility
from tests.builders import an_asset
from tests.functions.world import World


@pytest.mark.parametrize(
    "owner", ["auth0|65f1", "a b", "a+b", "50%41", "%", "%2F", "%zz", "ü", "a;b", "a.b", "☃"]
)
def test_an_owner_in_the_path_is_exactly_that_owner(world: World, owner: str) -> None:
    asset = an_asset(owner, visibility=Visibility.PUBLIC)
    world.has_rows(asset)
    answer = world.call("GET", f"/v1/users/{quote(owner, safe='')}/gallery")
    assert [item["id"] for item in answer.json["items"]] == [asset.id]


def test_an_escaped_owner_is_not_another_one(world: World) -> None:
    world.has_rows(an_asset("50A", visibility=Visibility.PUBLIC))
    assert world.call("GET", "/v1/users/50%2541/gallery").json["count"] == 0


@pytest.mark.parametrize(
    "segment", ["%00", "%ff", "%C3", "..", "%2e%2e", "%3F", "%23", "a" * 8000, "%F0%9F%92%A9"]
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/assets/{}"),
        ("DELETE", "/v1/assets/{}"),
        ("GET", "/v1/assets/{}/url"),
        ("GET", "/v1/uploads/{}"),
        ("DELETE", "/v1/shares/{}"),
        ("GET", "/v1/shared/{}"),
        ("GET", "/v1/slots/{}/b"),
        ("GET", "/v1/users/{}/gallery"),
        ("GET", "/v1/assets/{}/export"),
        ("GET", "/v1/assets/{}/lineage"),
        ("GET", "/v1/assets/{}/palettes"),
        ("GET", "/v1/palettes/{}"),
        ("DELETE", "/v1/palettes/{}"),
    ],
)
def test_no_segment_of_a_path_is_a_fault(
    world: World, method: str, path: str, segment: str
) -> None:
    answer = world.call(method, path.format(segment))
    assert answer.status in {200, 404, 422}, answer
