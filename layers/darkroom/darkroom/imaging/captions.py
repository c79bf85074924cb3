"""What an asset says of itself, as an XMP packet (ISO 16684-1) for every format to carry.

What it was made by is said in the IPTC's words (see domain/provenance.py), whether the owner asks
for the rest or not.
"""

from __future__ import annotations

import json
import re
from datetime import UTC
from html import escape

from darkroom.domain.provenance import DigitalSource
from darkroom.domain.recipe import Caption

NAMESPACE = "urn:darkroom:xmp:1#"
IPTC_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
"""The IPTC Photo Metadata Standard's Extension schema, which has the digital source type."""
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold (XML 1.0, production 2)."""
_PACKET = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""{namespaces}>
{properties}</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
_CAPTION_NAMESPACES = (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
    f' xmlns:darkroom="{NAMESPACE}"'
)
_CAPTION = """\
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>{created_at}</xmp:CreateDate>
<dc:subject><rdf:Bag>{tags}</rdf:Bag></dc:subject>
<darkroom:metadata>{metadata}</darkroom:metadata>
"""
_MARK_NAMESPACES = f' xmlns:Iptc4xmpExt="{IPTC_EXTENSION}"'
_MARK = "<Iptc4xmpExt:DigitalSourceType>{uri}</Iptc4xmpExt:DigitalSourceType>\n"


def xmp_packet(caption: Caption | None, mark: DigitalSource | None = None) -> str:
    """The packet: well-formed XML for any text, the same for the same caption and mark."""
    return _PACKET.format(
        namespaces=_CAPTION_NAMESPACES * bool(caption) + _MARK_NAMESPACES * bool(mark),
        properties=(_said(caption) if caption else "")
        + (_MARK.format(uri=mark.uri) if mark else ""),
    )


def _said(caption: Caption) -> str:
    metadata = json.dumps(dict(caption.metadata), sort_keys=True, separators=(",", ":"))
    return _CAPTION.format(
        title=_text(caption.filename),
        created_at=caption.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        tags="".join(f"<rdf:li>{_text(tag)}</rdf:li>" for tag in caption.tags),
        metadata=_text(metadata),
    )


def _text(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text), quote=False)
