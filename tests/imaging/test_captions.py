"""XMP packets: well-formed, complete, for every format to carry."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from darkroom.domain.limits import Limits
from darkroom.domain.provenance import DigitalSource
from darkroom.domain.recipe import FORMATS, Caption, Picture, Recipe
from darkroom.imaging.captions import NAMESPACE, xmp_packet
from darkroom.imaging.encode import encode
from darkroom.imaging.render import ImagingStudio
from infra.local.photos import scene

DC = "{http://purl.org/dc/elements/1.1/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
anything = st.text(st.characters(), max_size=40)


def caption(**changes: Any) -> Caption:
    said: dict[str, Any] = {
        "filename": "a <b> & \"c\".jpg", "created_at": AT, "tags": ["sea", "Größe"],
        "metadata": {"place": "Łódź", "n": [1, None, True], "s": "]]>&<"},
    }  # fmt: skip
    return Caption(**said | changes)


def read(packet: str) -> dict[str, Any]:
    root = ET.fromstring(packet.encode())  # noqa: S314 - our own
    (about,) = root.iter(f"{RDF}Description")
    return {
        "title": about.findtext(f"{DC}title/{RDF}Alt/{RDF}li"),
        "created": about.findtext(f"{XMP}CreateDate"),
        "tags": [each.text for each in about.iterfind(f"{DC}subject/{RDF}Bag/{RDF}li")],
        "metadata": json.loads(about.findtext(f"{{{NAMESPACE}}}metadata") or ""),
    }


def test_a_packet_says_what_the_caption_says() -> None:
    assert read(xmp_packet(caption())) == {
        "title": 'a <b> & "c".jpg',
        "created": "2026-01-02T03:04:05Z",
        "tags": ["sea", "Größe"],
        "metadata": {"place": "Łódź", "n": [1, None, True], "s": "]]>&<"},
    }


def test_a_time_is_in_utc() -> None:
    there = AT.astimezone(timezone(timedelta(hours=9)))
    assert xmp_packet(caption(created_at=there)) == xmp_packet(caption())


@settings(deadline=None)
@given(anything, st.lists(anything, max_size=3), st.dictionaries(anything, anything, max_size=3))
def test_a_packet_of_any_text_is_well_formed(
    filename: str, tags: list[str], metadata: dict[str, str]
) -> None:
    packet = xmp_packet(caption(filename=filename, tags=tags, metadata=metadata))
    packet.encode()
    assert len(read(packet)["tags"]) == len(tags)


@pytest.mark.parametrize("ext", FORMATS)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_every_format_carries_the_packet_whole(ext: str, mode: str) -> None:
    packet = xmp_packet(caption(metadata={"long": "x&" * 900}))
    image = Image.open(BytesIO(encode(scene(1, (40, 30)).convert(mode), ext, packet=packet)))
    image.load()
    carried = image.info["comment" if ext == "gif" else "xmp"]
    assert (carried if isinstance(carried, bytes) else carried.encode()) == packet.encode()
    assert {"exif", "icc_profile"}.isdisjoint(image.info)


@pytest.mark.parametrize("ext", FORMATS)
def test_nothing_is_carried_when_nothing_was_asked_for(ext: str) -> None:
    image = Image.open(BytesIO(encode(scene(1, (40, 30)), ext)))
    image.load()
    assert {"exif", "icc_profile", "xmp", "comment"}.isdisjoint(image.info)


IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
URI = "http://cv.iptc.org/newscodes/digitalsourcetype/"
PLAIN = Recipe()
STUDIO = ImagingStudio(Limits())
PHOTO = Picture(encode(scene(1, (40, 30)), "png"), "image/png")


def mark_in(packet: str | bytes) -> str | None:
    root = ET.fromstring(packet if isinstance(packet, bytes) else packet.encode())  # noqa: S314
    (about,) = root.iter(f"{RDF}Description")
    return about.findtext(f"{IPTC}DigitalSourceType")


def carried(body: bytes, ext: str) -> bytes:
    image = Image.open(BytesIO(body))
    image.load()
    packet = image.info["comment" if ext == "gif" else "xmp"]
    return packet if isinstance(packet, bytes) else str(packet).encode()


@pytest.mark.parametrize("mark", DigitalSource)
def test_a_mark_is_the_address_of_its_term(mark: DigitalSource) -> None:
    assert mark_in(xmp_packet(None, mark)) == URI + mark.value


@pytest.mark.parametrize("ext", FORMATS)
def test_every_format_carries_the_mark_without_a_caption(ext: str) -> None:
    made = STUDIO.render(PHOTO, Recipe((), ext), others={}, mark=DigitalSource.GENERATED)
    assert mark_in(carried(made.body, ext)) == URI + "trainedAlgorithmicMedia"
    root = ET.fromstring(carried(made.body, ext))  # noqa: S314 - our own
    (about,) = root.iter(f"{RDF}Description")
    assert len(about) == 1  # nothing else is said of the asset


@pytest.mark.parametrize("ext", FORMATS)
def test_every_format_carries_the_mark_beside_a_caption(ext: str) -> None:
    made = STUDIO.render(
        PHOTO, Recipe((), ext), others={}, caption=caption(), mark=DigitalSource.PAINTED
    )
    packet = carried(made.body, ext)
    assert mark_in(packet) == URI + "algorithmicMedia"
    assert read(packet.decode()) == read(xmp_packet(caption()))


def test_without_a_mark_nothing_is_said_of_where_it_comes_from() -> None:
    assert mark_in(xmp_packet(caption())) is None
    assert b"Iptc4xmpExt" not in xmp_packet(caption()).encode()
    made = STUDIO.render(PHOTO, PLAIN, others={})
    assert made.body == STUDIO.render(PHOTO, PLAIN, others={}, mark=None).body
    assert "xmp" not in Image.open(BytesIO(made.body)).info


def test_a_packet_without_a_mark_is_written_as_it_always_was() -> None:
    digest = sha256(xmp_packet(caption()).encode()).hexdigest()
    assert digest == "fa07c08660d079fca83f66815cdc0ebc99cf7145d4f9423fa5267b4527ca41fd"
