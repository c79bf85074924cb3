"""From a ticket to a deleted asset, over a real S3 server and AWS's own DynamoDB Local."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import requests
from PIL import Image

from darkroom.bootstrap import Container
from darkroom.catalog.base import GalleryQuery
from darkroom.domain.arrival import Arrival
from darkroom.domain.asset import Asset, Status, Visibility
from darkroom.domain.colors import PaletteType
from darkroom.domain.recipe import Recipe
from darkroom.services.edits import EditRequest
from darkroom.services.processing import Verdict
from darkroom.services.uploads import Ticket, UploadRequest
from infra.local.photos import photo

HOUR = timedelta(hours=1)
PHOTO = photo(5, size=(640, 480))
FLIP = Recipe(({"operation": "flip", "direction": "horizontal"},), "png")
METHODS = ("POST", "PUT")


def ticket_for(deployment: Container, body: bytes = PHOTO, **words: Any) -> Ticket:
    asked: dict[str, Any] = {
        "filename": "lake.jpg",
        "content_type": "image/jpeg",
        "size": len(body),
    } | words
    return deployment.uploads.issue_ticket("alice", UploadRequest(**asked))


def send(ticket: Ticket, body: bytes = PHOTO, **changes: str) -> int:
    """As a client would, with these fields or headers changed or added."""
    upload = ticket.upload
    if upload.method == "PUT":
        headers = {**upload.headers, **changes}
        return requests.put(upload.url, body, headers=headers, timeout=10).status_code
    fields = {**upload.fields, **changes}
    return requests.post(upload.url, fields, files={"file": body}, timeout=10).status_code


def uploaded(deployment: Container, **words: Any) -> Asset:
    """The whole way in."""
    ticket = ticket_for(deployment, **words)
    assert send(ticket) in {200, 201}
    etag = deployment.ports.uploads.info(ticket.key).etag
    outcome = deployment.processing.process(Arrival(ticket.key, etag))
    assert outcome.verdict is Verdict.READY
    return deployment.galleries.asset("alice", ticket.id)


def keys(deployment: Container, store: str) -> list[str]:
    return [info.key for info in getattr(deployment.ports, store).list_prefix("")]


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
    assert deployment.galleries.stats("alice")["bytes_originals"] == len(PHOTO)


def test_an_asset_is_published_revoked_and_deleted(deployment: Container) -> None:
    asset = uploaded(deployment)
    public = deployment.moves.move("alice", asset.id, Visibility.PUBLIC)
    assert sorted(keys(deployment, "public")) == sorted(public.variant_keys)
    assert keys(deployment, "private") == [public.original_key]
    assert deployment.moves.move("alice", asset.id, Visibility.PRIVATE).transition is None
    assert keys(deployment, "public") == []
    deployment.deletion.delete("alice", asset.id)
    assert keys(deployment, "private") == []
    assert not any(deployment.galleries.stats("alice").values())


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
    assert Image.open(BytesIO(answer.content)).size == (640, 480)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    taken = deployment.palettes.take("alice", source.id, list(PaletteType), 5)
    assert len(taken.palettes) == 3
    for asset_id in (made.asset.id, source.id):
        deployment.deletion.delete("alice", asset_id)
    assert keys(deployment, "private") == []
    assert deployment.palettes.page("alice", 10, None) == ([], None)
    assert not any(deployment.galleries.stats("alice").values())


ABUSES: dict[str, tuple[bytes, dict[str, str]]] = {
    "over size": (PHOTO + b"x", {}),
    "wrong type": (PHOTO, {"Content-Type": "text/html"}),
    "other key": (PHOTO, {"key": "bob/default/019ce000-0000-7000-8000-000000000000.jpg"}),
    "extra field": (PHOTO, {"x-amz-meta-more": "words"}),
    "another policy": (PHOTO, {"policy": "eyJjb25kaXRpb25zIjpbXX0="}),
    "tampered signature": (PHOTO, {"x-amz-signature": "0" * 64}),
}


@pytest.mark.parametrize("abuse", ABUSES)
def test_a_form_is_good_for_nothing_else(deployment: Container, abuse: str) -> None:
    body, changes = ABUSES[abuse]
    assert send(ticket_for(deployment), body, **changes) in {400, 403}
    assert keys(deployment, "uploads") == []


@pytest.mark.parametrize(
    ("body", "changes"),
    [(PHOTO + b"x", {}), (PHOTO[:-1], {}), (PHOTO, {"Content-Type": "text/html"})],
    ids=["over size", "under size", "wrong type"],
)
def test_a_signed_put_is_good_for_nothing_else(
    deployment: Container, body: bytes, changes: dict[str, str]
) -> None:
    assert send(ticket_for(deployment, method="PUT"), body, **changes) == 403
    assert keys(deployment, "uploads") == []


def test_nobody_uploads_or_reads_without_a_signature(deployment: Container) -> None:
    asset = uploaded(deployment)
    ticket = ticket_for(deployment)
    bare = {"key": ticket.key, "Content-Type": "image/jpeg"}
    posted = requests.post(ticket.upload.url, bare, files={"file": PHOTO}, timeout=10)
    assert posted.status_code in {400, 403}
    assert keys(deployment, "uploads") == []
    for link in deployment.links.of_variants(asset).values():
        assert requests.get(link.url.partition("?")[0], timeout=10).status_code == 403


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("X-Amz-Expires=", "X-Amz-Expires=9"),
        ("X-Amz-Signature=", "X-Amz-Signature=0"),
        ("_large.webp", ".jpg"),
        ("alice", "bob"),
    ],
    ids=["stretched", "tampered", "another object", "another owner"],
)
def test_a_signed_url_opens_nothing_else(deployment: Container, old: str, new: str) -> None:
    asset = uploaded(deployment)
    url = deployment.links.of_variants(asset)["large"].url
    assert old in url
    assert requests.get(url.replace(old, new, 1), timeout=10).status_code == 403


def test_a_replay_after_acceptance_changes_nothing(deployment: Container) -> None:
    ticket = ticket_for(deployment)
    send(ticket)
    arrival = Arrival(ticket.key, deployment.ports.uploads.info(ticket.key).etag)
    deployment.processing.process(arrival)
    before = deployment.galleries.asset("alice", ticket.id)
    assert send(ticket) in {200, 201}  # the ticket still lives: quarantine takes it
    assert deployment.processing.process(arrival).verdict is Verdict.REPEATED
    assert deployment.galleries.asset("alice", ticket.id) == before
    assert keys(deployment, "uploads") == []
