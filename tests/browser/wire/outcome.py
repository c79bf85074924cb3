"""What has to come of an upload, whoever sent it."""

from __future__ import annotations

import hashlib

from tests.e2e.client import Client


def assert_became(file: bytes, upload_id: str, owner: Client) -> None:
    """An asset whose original is this very file."""
    upload = owner.decided(upload_id)
    assert upload["status"] == "ready", upload
    url = owner("GET", f"/v1/assets/{upload['asset']['id']}/url?variant=original").json()["url"]
    original = owner.anonymous("GET", url).content
    assert hashlib.sha256(original).hexdigest() == hashlib.sha256(file).hexdigest()
