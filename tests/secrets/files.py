"""Pictures that tell secrets in every place a format has for words."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from tests.secrets.canaries import canary

_GPS, _DESCRIPTION, _ARTIST, _USER_COMMENT, _EXIF_IFD = 0x8825, 0x010E, 0x013B, 0x9286, 0x8769


def telling_files() -> dict[str, bytes]:
    """By media type."""
    words: dict[str, Any] = {"exif": _exif(), "icc_profile": _profile(), "xmp": _xmp()}
    text = PngInfo()
    text.add_text("Author", canary("text"))
    text.add_text("Author", canary("text"), zip=True)
    text.add_itxt("XML:com.adobe.xmp", _xmp().decode())
    return {
        "image/jpeg": _saved("JPEG", comment=canary("comment"), **words),
        "image/png": _saved("PNG", pnginfo=text, exif=_exif(), icc_profile=_profile()),
        "image/webp": _saved("WEBP", **words),
        "image/gif": _saved("GIF", comment=canary("comment").encode()),
    }


def broken_files() -> dict[str, bytes]:
    """Rejected, or accepted with something in them that no library can read."""
    broken = b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + canary("exif").encode() * 9
    return {
        "no image": canary("no image").encode(),
        "cut off": telling_files()["image/jpeg"][:-200],
        "broken exif": _saved("JPEG", exif=broken),
        "broken profile": _saved("JPEG", icc_profile=canary("broken icc").encode() * 20),
        "png that says it is a jpeg": telling_files()["image/png"],
    }


def _saved(file_format: str, **words: Any) -> bytes:
    picture = Image.linear_gradient("L").resize((24, 16)).convert("RGB")
    out = BytesIO()
    picture.save(out, file_format, **words)
    return out.getvalue()


def _exif() -> bytes:
    exif = Image.Exif()
    exif[_DESCRIPTION] = exif[_ARTIST] = canary("exif")
    exif.get_ifd(_EXIF_IFD)[_USER_COMMENT] = b"ASCII\0\0\0" + canary("exif comment").encode()
    exif.get_ifd(_GPS)[29] = canary("gps")
    return exif.tobytes()


def _xmp() -> bytes:
    return f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{canary('xmp')}</x:xmpmeta>".encode()


def _profile() -> bytes:
    """A profile with another name: in UTF-16, as profiles have them."""
    name = "sRGB built-in"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    told = profile.replace(name.encode("utf-16-be"), canary("icc")[: len(name)].encode("utf-16-be"))
    assert told != profile
    return told
