"""Signed URLs open one object, by one method, for as long as they say: S3 refuses the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
import requests

from darkroom.bootstrap import Container
from darkroom.domain.asset import Asset, Visibility
from tests.conformance.client import PHOTO, keys, uploaded
from tests.conformance.deployments import Clock

HOUR = timedelta(hours=1)


@pytest.fixture
def asset(deployment: Container) -> Asset:
    return uploaded(deployment, filename="lake at dawn.jpg")


def large(deployment: Container, asset: Asset) -> str:
    return deployment.links.of_variants(asset, HOUR)["large"].url


def original(deployment: Container, asset: Asset) -> str:
    return deployment.links.of_original(asset, HOUR).url


def status(url: str, method: str = "GET") -> int:
    return requests.request(method, url, timeout=10).status_code


def replacing(old: str, new: str) -> Callable[[str], str]:
    def change(url: str) -> str:
        assert old in url
        return url.replace(old, new, 1)

    return change


CHANGES: Mapping[str, Callable[[str], str]] = {
    "stretched": replacing("X-Amz-Expires=3600", "X-Amz-Expires=604800"),
    "longer than S3 allows": replacing("X-Amz-Expires=3600", "X-Amz-Expires=9999999"),
    "without an end": replacing("X-Amz-Expires=3600&", ""),
    "other signature": replacing("X-Amz-Signature=", "X-Amz-Signature=0"),
    "without a signature": lambda url: url.partition("&X-Amz-Signature=")[0],
    "later date": replacing("X-Amz-Date=20", "X-Amz-Date=21"),
    "other access key": replacing("Credential=AKID", "Credential=AKIX"),
    "other region": replacing("%2Fdefault%2F", "%2Felsewhere%2F"),
    "other owner": replacing("/alice/", "/bob/"),
    "other variant": replacing("_large.webp", "_small.webp"),
    "the original": replacing("_large.webp", ".jpg"),
    "other bucket": replacing("-private", "-uploads"),
    "public bucket": replacing("-private", "-public"),
    "a version": lambda url: url + "&versionId=1",
    "as an attachment": lambda url: url + "&response-content-disposition=attachment",
    "as a page": lambda url: url + "&response-content-type=text%2Fhtml",
    "bare": lambda url: url.partition("?")[0],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_url_opens_nothing(deployment: Container, asset: Asset, change: str) -> None:
    url = large(deployment, asset)
    assert status(url) == 200
    assert status(CHANGES[change](url)) == 403


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "HEAD"])
def test_a_url_is_for_reading_alone(deployment: Container, asset: Asset, method: str) -> None:
    url, before = large(deployment, asset), keys(deployment, "private")
    assert status(url, method) == 403
    assert keys(deployment, "private") == before
    assert status(url) == 200


def test_a_url_ends_when_it_says(deployment: Container, asset: Asset, clock: Clock) -> None:
    clock.ahead = -HOUR - timedelta(minutes=1)
    assert status(large(deployment, asset)) == 403
    assert status(original(deployment, asset)) == 403
    clock.ahead = timedelta()
    assert status(large(deployment, asset)) == 200


def test_a_url_is_good_until_it_ends(deployment: Container, asset: Asset, clock: Clock) -> None:
    """Of an hour, a URL may be a quarter old when it is given out: see storage/windows.py."""
    clock.ahead = -timedelta(minutes=44)
    assert status(large(deployment, asset)) == 200


def test_an_original_is_given_out_as_an_attachment(deployment: Container, asset: Asset) -> None:
    answer = requests.get(original(deployment, asset), timeout=10)
    assert (answer.status_code, answer.content) == (200, PHOTO)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="lake at dawn')


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("attachment", "inline"),
        ("response-content-disposition", "response-content-type"),
        ("dawn", "dusk"),
        (".jpg?", "_large.webp?"),
    ],
)
def test_an_original_is_given_out_in_no_other_way(
    deployment: Container, asset: Asset, old: str, new: str
) -> None:
    url = original(deployment, asset)
    assert status(url) == 200
    assert status(replacing(old, new)(url)) == 403


def test_an_original_is_stored_as_an_attachment(deployment: Container, asset: Asset) -> None:
    signed = deployment.ports.private.presign_read(asset.original_key, lifetime=HOUR)
    assert requests.get(signed.url, timeout=10).headers["Content-Disposition"] == "attachment"


def test_a_public_assets_original_stays_private(deployment: Container, asset: Asset) -> None:
    public = deployment.moves.move("alice", asset.id, Visibility.PUBLIC)
    url = original(deployment, public)
    assert status(url) == 200
    assert status(url.partition("?")[0]) == 403
    assert asset.original_key not in keys(deployment, "public")


def test_a_revoked_assets_url_opens_nothing_public(deployment: Container, asset: Asset) -> None:
    """Who kept a private URL of before finds nothing while the asset is public, and no copy stays
    in the public bucket afterwards."""
    url = large(deployment, asset)
    deployment.moves.move("alice", asset.id, Visibility.PUBLIC)
    assert status(url) == 404
    deployment.moves.move("alice", asset.id, Visibility.PRIVATE)
    assert status(url) == 200
    assert keys(deployment, "public") == []
