"""XMP packets: well-formed, complete, for every format to carry."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from darkroom.domain.recipe import FORMATS, Caption
from darkroom.imaging.captions import NAMESPACE, xmp_packet
from darkroom.imaging.encode import encode
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
