"""From a ticket to a deleted asset, over a real S3 server and AWS's own DynamoDB Local."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
import requests
from PIL import Image

from darkroom.bootstrap import Container
from darkroom.catalog.base import GalleryQuery
from darkroom.domain.asset import Status, Visibility
from darkroom.domain.colors import PaletteType
from darkroom.domain.recipe import Recipe
from darkroom.services.edits import EditRequest
from tests.conformance.client import METHODS, PHOTO, keys, uploaded

HOUR = timedelta(hours=1)
FLIP = Recipe(({"operation": "flip", "direction": "horizontal"},), "png")


@pytest.mark.parametrize("method", METHODS)
def test_a_photo_goes_the_whole_way(deployment: Container, method: str) -> None:
    asset = uploaded(deployment, method=method, slot="profile/avatar", tags=("lake",))
    assert (asset.status, keys(deployment, "uploads")) == (Status.READY, [])
    for link in deployment.links.of_variants(asset).values():
        answer = requests.get(link.url, timeout=10)
        assert answer.headers["Content-Type"] in {"image/webp", "image/png"}
        Image.open(BytesIO(answer.content)).load()
    listing = deployment.galleries.page(GalleryQuery("alice", 20), None)
    assert [each.id for each in listing.assets] == [asset.id]
    assert deployment.galleries.slot("alice", "profile/avatar")[1].id == asset.id
    assert deployment.galleries.overview("alice")[0]["bytes_originals"] == len(PHOTO)


def test_an_asset_is_published_revoked_and_deleted(deployment: Container) -> None:
    asset = uploaded(deployment)
    public = deployment.moves.move("alice", asset.id, Visibility.PUBLIC)
    assert sorted(keys(deployment, "public")) == sorted(public.variant_keys)
    assert keys(deployment, "private") == [public.original_key]
    assert deployment.moves.move("alice", asset.id, Visibility.PRIVATE).transition is None
    assert keys(deployment, "public") == []
    deployment.deletion.delete("alice", asset.id)
    assert keys(deployment, "private") == []
    assert not any(deployment.galleries.overview("alice")[0].values())


def test_an_edit_an_export_and_palettes_come_and_go_with_their_assets(
    deployment: Container,
) -> None:
    source = uploaded(deployment)
    made = deployment.edits.make("alice", EditRequest(source.id, FLIP))
    again = deployment.edits.make("alice", EditRequest(source.id, FLIP))
    assert (made.is_new, again.is_new, again.asset) == (True, False, made.asset)
    lineage = deployment.lineages.of("alice", made.asset.id)
    assert [each.id for each in lineage.ancestors] == [source.id]
    export = deployment.exports.get(
        "alice", made.asset.id, Recipe(format="webp"), include_metadata=True, lifetime=HOUR
    )
    answer = requests.get(export.link.url, timeout=10)
    assert Image.open(BytesIO(answer.content)).size == (320, 240)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    taken = deployment.palettes.take("alice", source.id, list(PaletteType), 5)
    assert len(taken.palettes) == 3
    for asset_id in (made.asset.id, source.id):
        deployment.deletion.delete("alice", asset_id)
    assert keys(deployment, "private") == []
    assert deployment.palettes.page("alice", 10, None) == ([], None)
    assert not any(deployment.galleries.overview("alice")[0].values())
