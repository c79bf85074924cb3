"""The request bodies of Stability AI's models on Bedrock, as JSON schemas.

From the Amazon Bedrock User Guide: "Stable Image Core", "Stable Image Ultra" and "Stable Diffusion
3.5 Large", each "request and response", and "Stability AI Image Services". A field that is not
documented for a model is refused, as the services do ("Invalid field ... in request").
"""

from __future__ import annotations

from typing import Any

MAX_WORDS = 10_000
RATIOS = ["16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21"]
PRESETS = [
    *("3d-model", "analog-film", "anime", "cinematic", "comic-book", "digital-art", "enhance"),
    *("fantasy-art", "isometric", "line-art", "low-poly", "modeling-compound", "neon-punk"),
    *("origami", "photographic", "pixel-art", "tile-texture"),
]

WORDS = {"type": "string", "maxLength": MAX_WORDS}
IMAGE = {"type": "string", "minLength": 1, "pattern": "^[A-Za-z0-9+/]+={0,2}$"}
UNIT = {"type": "number", "minimum": 0, "maximum": 1}
RATIO = {"enum": RATIOS}
ALL = {
    "prompt": WORDS,
    "negative_prompt": WORDS,
    "seed": {"type": "integer", "minimum": 0, "maximum": 4_294_967_294},
}
TWO_FORMATS = {"output_format": {"enum": ["jpeg", "png"]}}
THREE_FORMATS = {"output_format": {"enum": ["jpeg", "png", "webp"]}}
PRESET = {"style_preset": {"enum": PRESETS}}
TARGET = {"type": "string", "minLength": 1, "maxLength": MAX_WORDS}
GROW_MASK = {"grow_mask": {"type": "number", "minimum": 0, "maximum": 20}}


def _object(required: list[str], *properties: dict[str, Any]) -> dict[str, Any]:
    fields = {name: schema for group in properties for name, schema in group.items()}
    return {
        "type": "object",
        "properties": fields,
        "required": required,
        "additionalProperties": False,
    }


CORE = _object(["prompt"], ALL, TWO_FORMATS, {"aspect_ratio": RATIO})
ULTRA_TEXT = _object(
    ["prompt"], ALL, TWO_FORMATS, {"aspect_ratio": RATIO, "mode": {"const": "text-to-image"}}
)
ULTRA_IMAGE = _object(["prompt", "image"], ALL, TWO_FORMATS, {"image": IMAGE, "strength": UNIT})
SD35_TEXT = _object(
    ["prompt"], ALL, THREE_FORMATS, {"aspect_ratio": RATIO, "mode": {"const": "text-to-image"}}
)
SD35_IMAGE = _object(
    ["prompt", "image", "strength", "mode"],
    ALL,
    THREE_FORMATS,
    {"image": IMAGE, "strength": UNIT, "mode": {"const": "image-to-image"}},
)
CONTROL = _object(
    ["prompt", "image"], ALL, THREE_FORMATS, PRESET, {"image": IMAGE, "control_strength": UNIT}
)
STYLE_GUIDE = _object(
    ["prompt", "image"],
    ALL,
    THREE_FORMATS,
    PRESET,
    {"image": IMAGE, "fidelity": UNIT, "aspect_ratio": RATIO},
)


def _of_a_part(required: list[str], **where: dict[str, Any]) -> dict[str, Any]:
    """Of what changes a part of an image, and is told where."""
    fields = {"image": IMAGE, **where}
    return _object(["prompt", "image", *required], ALL, THREE_FORMATS, PRESET, GROW_MASK, fields)


SEARCH_RECOLOR = _of_a_part(["select_prompt"], select_prompt=TARGET)
SEARCH_REPLACE = _of_a_part(["search_prompt"], search_prompt=TARGET)
INPAINT = _of_a_part([], mask=IMAGE)

SCHEMAS: dict[str, tuple[dict[str, Any], ...]] = {
    "stability.stable-image-core-v1:1": (CORE,),
    "stability.stable-image-ultra-v1:1": (ULTRA_TEXT, ULTRA_IMAGE),
    "stability.sd3-5-large-v1:0": (SD35_TEXT, SD35_IMAGE),
    "us.stability.stable-image-control-structure-v1:0": (CONTROL,),
    "us.stability.stable-image-control-sketch-v1:0": (CONTROL,),
    "us.stability.stable-image-style-guide-v1:0": (STYLE_GUIDE,),
    "us.stability.stable-image-search-recolor-v1:0": (SEARCH_RECOLOR,),
    "us.stability.stable-image-search-replace-v1:0": (SEARCH_REPLACE,),
    "us.stability.stable-image-inpaint-v1:0": (INPAINT,),
}
"""By the id that has to be called: a model's id, or an inference profile's. A body fits one."""
