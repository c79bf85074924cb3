"""What becomes of an upload: accepted with all its facts, or rejected with a reason."""

from __future__ import annotations

import base64
import hashlib

import pytest

from darkroom.domain.asset import Status, Visibility
from darkroom.domain.developed import Developed
from darkroom.domain.variants import parse_variants
from darkroom.imaging.develop import develop as really_develop
from darkroom.services.processing import Processing, Verdict
from tests.imaging.samples import LIMITS, plain
from tests.unit.services.house import NOT_A_PHOTO, PHOTO, DatedStore, House, listen


def sha256(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


# Acceptance


def test_an_upload_becomes_ready_with_what_development_found(house: House) -> None:
    asset = house.upload()
    assert asset.status is Status.READY
    assert asset.facts is not None
    assert asset.facts.sha256 == hashlib.sha256(PHOTO).hexdigest()
    assert [variant.name for variant in asset.variants] == ["large", "56x56"]
    assert (asset.claim, asset.ticket_expires_at, asset.visibility_since) == (
        None,
        None,
        house.clock.now(),
    )


def test_the_original_is_kept_verbatim(house: House) -> None:
    asset = house.upload()
    assert house.ports.private.read(asset.original_key, max_bytes=100) == PHOTO


def test_the_original_is_served_as_an_attachment_and_never_cached(house: House) -> None:
    asset = house.upload()
    assert isinstance(house.ports.private, DatedStore)
    record = house.ports.private.headers(asset.original_key)
    assert (record.content_type, record.content_disposition, record.cache_control) == (
        "image/jpeg",
        "attachment",
        "private, no-store",
    )


@pytest.mark.parametrize(
    ("visibility", "cache_control"),
    [
        (Visibility.PRIVATE, "private, max-age=86400, immutable"),
        (Visibility.PUBLIC, "public, max-age=31536000, immutable"),
    ],
)
def test_variants_are_served_as_their_visibility_says(
    house: House, visibility: Visibility, cache_control: str
) -> None:
    asset = house.upload(visibility=visibility)
    store = house.ports.home_of(asset)
    assert isinstance(store, DatedStore)
    record = store.headers(asset.variant_keys[0])
    assert (record.content_type, record.cache_control) == ("image/webp", cache_control)


def test_a_private_upload_puts_nothing_in_public(house: House) -> None:
    asset = house.upload()
    assert house.keys(house.public) == set()
    assert house.keys(house.ports.private) == {asset.original_key, *asset.variant_keys}


def test_a_public_upload_puts_its_variants_in_public_only(house: House) -> None:
    asset = house.published()
    assert house.keys(house.public) == set(asset.variant_keys)
    assert house.keys(house.ports.private) == {asset.original_key}


def test_an_accepted_upload_leaves_quarantine(house: House) -> None:
    house.upload()
    assert house.keys(house.ports.uploads) == set()


def test_an_accepted_upload_is_counted_once(house: House) -> None:
    house.upload()
    house.check_counters()
    stats = house.now.galleries.overview("alice")[0]
    assert (stats["pending"], stats["ready"], stats["bytes_originals"]) == (0, 1, len(PHOTO))


def test_an_accepted_upload_takes_its_slot(house: House) -> None:
    asset = house.upload(slot="profile/avatar")
    _, shown = house.now.galleries.slot("alice", "profile/avatar")
    assert shown.id == asset.id


def test_the_outcome_tells_bytes_and_stages(house: House) -> None:
    outcome = house.process(house.arrive(house.ticket()))
    assert outcome.verdict is Verdict.READY
    assert (outcome.owner, outcome.bytes_in) == ("alice", len(PHOTO))
    assert outcome.bytes_out == len(b"large " + PHOTO) + len(b"small " + PHOTO)
    assert list(outcome.milliseconds) == ["claim", "read", "develop", "write", "commit", "discard"]


def test_a_real_image_comes_out_with_its_real_size(house: House) -> None:
    body = plain("PNG", (40, 30))
    specs = parse_variants("large=1600.webp,8x8=8x8.png")
    processing = Processing(
        house.ports,
        lambda data, kind: really_develop(data, kind, specs=specs, limits=LIMITS),
        listen,
    )
    ticket = house.ticket(body=body, content_type="image/png")
    assert processing.process(house.arrive(ticket, body)).verdict is Verdict.READY
    asset = house.row(ticket.id)
    assert asset.facts is not None
    assert (asset.facts.width, asset.facts.height) == (40, 30)
    assert [(v.name, v.width, v.height) for v in asset.variants] == [
        ("large", 40, 30),
        ("8x8", 8, 8),
    ]
    house.check_end()


def test_a_real_decoder_rejects_what_is_declared_as_another_type(house: House) -> None:
    body = plain("PNG")
    specs = parse_variants("large=1600.webp")
    processing = Processing(
        house.ports,
        lambda data, kind: really_develop(data, kind, specs=specs, limits=LIMITS),
        listen,
    )
    outcome = processing.process(house.arrive(house.ticket(body=body), body))
    assert (outcome.verdict, outcome.code) == (Verdict.REJECTED, "type_mismatch")


# Rejection


def test_what_is_no_image_is_rejected_with_a_code_and_a_sentence(house: House) -> None:
    asset = house.upload(body=NOT_A_PHOTO)
    assert asset.status is Status.REJECTED
    assert asset.rejection is not None
    assert asset.rejection.code == "not_an_image"
    assert asset.rejection.detail == "The file is not an image we can read."


def test_a_rejected_upload_leaves_no_object_and_no_bytes_in_the_counters(house: House) -> None:
    house.upload(body=NOT_A_PHOTO, visibility=Visibility.PUBLIC)
    assert house.keys(house.ports.uploads) == set()
    house.check_end()
    assert house.now.galleries.overview("alice")[0]["quota_bytes"] == 0


def test_a_rejected_upload_takes_no_slot(house: House) -> None:
    house.upload(body=NOT_A_PHOTO, slot="profile/avatar")
    assert house.catalog.slots == {}


@pytest.mark.parametrize("declared", [len(PHOTO) - 1, len(PHOTO) + 1])
def test_another_size_than_declared_is_rejected(house: House, declared: int) -> None:
    ticket = house.ticket(size=declared)
    outcome = house.process(house.arrive(ticket))
    assert (outcome.verdict, outcome.code) == (Verdict.REJECTED, "size_mismatch")
    rejection = house.row(ticket.id).rejection
    assert rejection is not None
    assert f"the {declared} bytes declared" in rejection.detail


def test_never_reads_more_than_a_byte_beyond_what_was_declared(house: House) -> None:
    outcome = house.process(house.arrive(house.ticket(size=3)))
    assert outcome.bytes_in == 4


def test_the_declared_checksum_is_accepted_when_it_is_right(house: House) -> None:
    assert house.upload(checksum_sha256=sha256(PHOTO)).status is Status.READY


def test_another_checksum_than_declared_is_rejected(house: House) -> None:
    asset = house.upload(checksum_sha256=sha256(b"something else"))
    assert asset.rejection is not None
    assert asset.rejection.code == "checksum_mismatch"


def test_what_does_not_match_its_ticket_is_never_decoded(house: House) -> None:
    def refuse(body: bytes, content_type: str) -> Developed:
        raise AssertionError("decoded before it was verified")

    ticket = house.ticket(size=5)
    outcome = Processing(house.ports, refuse, listen).process(house.arrive(ticket))
    assert outcome.verdict is Verdict.REJECTED
