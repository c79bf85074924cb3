"""The whole way of a photo through all functions, in one process."""

from __future__ import annotations

from infra.local.photos import *  # noqa
from tests.functions.world import World


def test_a_photo_goes_all_the_way(world: World) -> None:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.effect_noise((800, 600), 60).convert("RGB").save(out, "JPEG")
    asset_id = world.upload(out.getvalue())
    answer = world.call("GET", f"/v1/uploads/{asset_id}")
    assert answer.json["status"] == "ready", answer.text

    print(world.call("GET", "/v1/gallery").text[:300])
    print(
        world.call("PUT", f"/v1/assets/{asset_id}/visibility", json={"visibility": "public"}).text[
            :300
        ]
    )
    print(world.keys("public"), world.keys("private"), world.keys("uploads"))
    print(world.call("GET", "/v1/users/alice/gallery").text[:300])
    print(
        world.call("PUT", f"/v1/assets/{asset_id}/visibility", json={"visibility": "private"}).text[
            :300
        ]
    )
    print(
        world.call(
            "POST", "/v1/signed-urls", json={"items": [{"asset_id": asset_id, "variant": "all"}]}
        ).text[:300]
    )
    print(world.call("DELETE", f"/v1/assets/{asset_id}").status)
    print(world.call("GET", "/v1/gallery/stats").text[:300])
    print(world.sweep(), world.keys("private"))
    print(world.recorder.counts())
