"""What Stability AI's models on Bedrock are asked, and what they answer: JSON bodies.

Written from the Amazon Bedrock User Guide: "Stable Image Core request and response", "Stable Image
Ultra request and response", "Stable Diffusion 3.5 Large" and "Stability AI Image Services".

- prompt and negative_prompt: at most 10,000 characters; of a length of 0 too, says the guide, but
  Stability's own API refuses an empty one. So an image without words gets four harmless ones.
- seed: 0..4,294,967,294; 0 is a random one, and the answer says which. (Core and Ultra say
  ...295; what both accept is asked.)
- aspect_ratio: the nine of `SIZES`. Where a source is made into something else, the result has the
  source's shape, and the field is refused.
- style_preset: the image services' alone. Elsewhere, and for a word that is none of theirs, a style
  is a few words more of the prompt: an unknown field is refused.
- strength: 0 keeps the source, 1 ignores it. Search and Recolor and Search and Replace have none:
  they change the one thing that select_prompt or search_prompt names (10,000 characters, too), and
  `prompt` says what it becomes: "pink jacket" of a "jacket". Nor has Inpaint, which changes what is
  white in `mask`, a black and white image of the same size. How far beyond its edges they may go,
  grow_mask, is left at their default, 5 pixels.
- image: base64 of a JPEG, PNG or WebP, every side at least 64 pixels; the image services take
  9,437,184 pixels at most, between 1:2.5 and 2.5:1. InvokeModel takes a body of 25,000,000 bytes.

An answer is {"seeds": [...], "finish_reasons": [null], "images": ["<base64>"]}. Its status is 200
also when something was filtered; then there is no image or seed, as a rule. Stability does not
charge for what was not made ("You will not be charged for failed generations", its own API
reference); AWS does not say. So what was refused before anything was made counts as not paid, the
rest as paid.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from darkroom.domain.errors import ContentRefused, InternalFault, MalformedAnswer, ResultWithheld
from darkroom.domain.instructions.objects import Change, ObjectChange
from darkroom.domain.recipe import Picture
from darkroom.providers.base import MadeImage, Size, Wish
from darkroom.providers.bedrock_models import Service

MAX_BODY = 25_000_000
"""Bytes of a request (botocore's model of InvokeModel, `Body`)."""
MAX_SOURCE_PIXELS = 2048 * 2048
"""Less than the services take: this many fit into MAX_BODY as base64 whatever they show, in a PNG
with an alpha channel (16.8 million bytes, times 4/3). New images have a megapixel anyhow; of
sources in which one thing is changed, the guide does not say."""
MAX_SEED = 2**32 - 2
SOURCES = frozenset({"image/jpeg", "image/png", "image/webp"})

SIZES: Mapping[str, Size] = {
    "1:1": (1024, 1024),
    "16:9": (1344, 768),
    "9:16": (768, 1344),
    "21:9": (1536, 640),
    "9:21": (640, 1536),
    "3:2": (1216, 832),
    "2:3": (832, 1216),
    "5:4": (1088, 896),
    "4:5": (896, 1088),
}
"""Each aspect ratio that can be asked for, as one megapixel in steps of 64: the usual sizes of
Stable Diffusion 3. The guide says ratio, "1 megapixel" and "640 to 1,536 px", no more, so that a
size holds for its shape alone: it is up to 3 % off the ratio, and Core makes 1.5 megapixels."""

STYLES = frozenset(
    {
        *("3d-model", "analog-film", "anime", "cinematic", "comic-book", "digital-art", "enhance"),
        *("fantasy-art", "isometric", "line-art", "low-poly", "modeling-compound", "neon-punk"),
        *("origami", "photographic", "pixel-art", "tile-texture"),
    }
)
WORDLESS = "the same picture again"

_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_UNMADE = {"Filter reason: prompt", "Filter reason: input image"}
_FILTERED = "Filter reason:"


def aspect_ratio(wish: Wish) -> str:
    """The closest that can be asked for, by ratio of ratios."""
    return min(SIZES, key=lambda name: abs(math.log(wish.width / wish.height / _ratio(name))))


def text_body(wish: Wish) -> bytes:
    """An image of a prompt alone, of any model that makes one."""
    return _encoded(_common(wish) | {"aspect_ratio": aspect_ratio(wish)})


def picture_body(service: Service, wish: Wish, source: Picture) -> bytes:
    """An image of a prompt and a source. Raises ContentRefused for a source that cannot be sent."""
    make = _OF_A_PICTURE.get(service)
    if make is None:
        raise InternalFault
    return _with_source(make(wish), source)


def change_body(change: ObjectChange, wish: Wish, source: Picture) -> bytes:
    """One thing in a source, changed: for Search and Recolor, or for Search and Replace. The words
    of the wish are those of the change. Raises ContentRefused as picture_body() does."""
    if change.change is Change.RECOLOR:
        found_by, prompt = "select_prompt", f"{change.wanted} {change.target}"
    else:
        found_by, prompt = "search_prompt", change.wanted
    body = _with_preset(replace(wish, prompt=prompt)) | {found_by: change.target}
    return _with_source(body, source)


def inpaint_body(wish: Wish, source: Picture, mask: bytes) -> bytes:
    """The white part of a mask of the source's size, made anew as the prompt says. Raises
    ContentRefused as picture_body() does."""
    return _with_source(_with_preset(wish) | {"mask": base64.b64encode(mask).decode()}, source)


def _with_source(fields: Mapping[str, Any], source: Picture) -> bytes:
    if source.content_type not in SOURCES:
        raise ContentRefused("The provider takes JPEG, PNG and WebP images.")
    body = _encoded({**fields, "image": base64.b64encode(source.body).decode()})
    if len(body) > MAX_BODY:
        raise ContentRefused("The image is larger than the provider takes.")
    return body


def read_image(answer: bytes) -> MadeImage:
    """Raises ContentRefused, ResultWithheld or MalformedAnswer."""
    try:
        value = json.loads(answer)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise MalformedAnswer
    _check_reason(_first(value.get("finish_reasons")))
    body = _decoded(_first(value.get("images")))
    return MadeImage(body, _content_type(body), _seed(_first(value.get("seeds"))))


def _ratio(name: str) -> float:
    across, down = name.split(":")
    return int(across) / int(down)


def _common(wish: Wish) -> dict[str, Any]:
    body: dict[str, Any] = {
        "prompt": _words(wish),
        "seed": wish.seed,
        "output_format": "png",
    }
    return body | ({"negative_prompt": wish.negative_prompt} if wish.negative_prompt else {})


def _words(wish: Wish, *, has_presets: bool = False) -> str:
    style = "" if has_presets and wish.style in STYLES else wish.style.replace("-", " ").strip()
    words = ", ".join(filter(None, (wish.prompt.strip(), f"{style} style" if style else "")))
    return words or WORDLESS


def _with_preset(wish: Wish) -> dict[str, Any]:
    body = _common(wish) | {"prompt": _words(wish, has_presets=True)}
    return body | ({"style_preset": wish.style} if wish.style in STYLES else {})


def _image_to_image(wish: Wish) -> dict[str, Any]:
    return _common(wish) | {"strength": round(wish.strength, 3)}


def _sd35(wish: Wish) -> dict[str, Any]:
    # Without a mode it is text-to-image, and the source would be a field too many.
    return _image_to_image(wish) | {"mode": "image-to-image"}


def _control(wish: Wish) -> dict[str, Any]:
    # From all the source's hold (1) to 0.4: shapes stay where they are at any strength. A wish of
    # 0.5 is the service's own default, 0.7.
    return _with_preset(wish) | {"control_strength": round(1 - 0.6 * wish.strength, 3)}


def _style_guide(wish: Wish) -> dict[str, Any]:
    shape = {"aspect_ratio": aspect_ratio(wish)}
    return _with_preset(wish) | shape | {"fidelity": round(1 - wish.strength, 3)}


_OF_A_PICTURE: Mapping[Service, Callable[[Wish], dict[str, Any]]] = {
    Service.SD35: _sd35,
    Service.ULTRA: _image_to_image,
    Service.STRUCTURE: _control,
    Service.SKETCH: _control,
    Service.STYLE_GUIDE: _style_guide,
}


def _encoded(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()


def _first(values: object) -> object:
    return values[0] if isinstance(values, list) and values else None


def _check_reason(reason: object) -> None:
    if reason is None:
        return
    if not isinstance(reason, str) or not reason.startswith(_FILTERED):
        raise MalformedAnswer  # "Inference error", or what is not documented
    raise ContentRefused if reason in _UNMADE else ResultWithheld


def _decoded(image: object) -> bytes:
    if not isinstance(image, str):
        raise MalformedAnswer
    try:
        return base64.b64decode(image, validate=True)
    except ValueError:
        raise MalformedAnswer from None


def _content_type(body: bytes) -> str:
    """By its first bytes: what was asked for is not always what is sent."""
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    for signature, content_type in _SIGNATURES.items():
        if body.startswith(signature):
            return content_type
    raise MalformedAnswer


def _seed(seed: object) -> int | None:
    """The guide calls it a string and shows a number. An image whose seed cannot be read is an
    image all the same, and paid."""
    if isinstance(seed, str) and re.fullmatch("[0-9]{1,10}", seed):
        seed = int(seed)
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= MAX_SEED + 1:
        return None
    return seed
