"""What must be seen in the result of each spoken instruction, written by hand."""

from __future__ import annotations

from typing import NamedTuple

from tests.voice.pictures import (
    INSIDE,
    SIZE,
    Check,
    Turn,
    brown,
    colourless,
    every,
    framed,
    in_blocks,
    in_steps,
    inside,
    less,
    more,
    negative,
    other_colours,
    part,
    rounded,
    scaled,
    slanted,
    some_part,
    turned,
)


class Look(NamedTuple):
    """What is true of the result, besides its size and format: JPEG like the photo, unless the
    instruction names another one or what is see-through needs it."""

    holds: Check
    size: tuple[int, int] = SIZE
    format: str = "JPEG"


_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_SQUARE = (240, 240)

LOOKS: dict[str, Look] = {
    "make it brighter": Look(more("light")),
    "Brighten it up a bit.": Look(more("light")),
    "much brighter": Look(more("light")),
    "make the photo a lot brighter": Look(more("light")),
    "make it 20% brighter": Look(more("light")),
    "increase the brightness by 10 percent": Look(more("light")),
    "more light": Look(more("light")),
    "could you make it a little darker": Look(less("light")),
    "reduce brightness": Look(less("light")),
    "lighten the midtones a little": Look(more("light")),
    "deepen the shadows": Look(less("light")),
    "more contrast": Look(more("contrast")),
    "increase the contrast": Look(more("contrast")),
    "reduce the contrast slightly": Look(less("contrast")),
    "auto contrast": Look(more("contrast")),
    "more colourful": Look(more("colour")),
    "increase saturation by fifty percent": Look(more("colour")),
    "more muted": Look(less("colour")),
    "make it a little warmer": Look(more("warmth")),
    "warm it up a lot": Look(more("warmth")),
    "shift the hue by 120 degrees": Look(other_colours),
    "monochrome": Look(colourless),
    "make it look like an old photo": Look(brown),
    "add a slight sepia tone": Look(brown),
    "make a negative": Look(negative),
    "tint it blue": Look(more("blue")),
    "sharpen": Look(more("detail")),
    "blur it": Look(less("detail")),
    "blur the picture a little": Look(less("detail")),
    "soften it slightly": Look(less("detail")),
    "posterize it": Look(in_steps),
    "pixelate it with blocks of 32 pixels": Look(in_blocks(32)),
    "rotate ninety degrees anti-clockwise": Look(turned(Turn.ROTATE_90), (240, 320)),
    "rotate it to the right": Look(turned(Turn.ROTATE_270), (240, 320)),
    "rotate by 45 degrees": Look(slanted(45), (396, 396), "PNG"),
    "turn it 180 degrees": Look(turned(Turn.ROTATE_180)),
    "turn it upside down": Look(turned(Turn.ROTATE_180)),
    "flip horizontally": Look(turned(Turn.FLIP_LEFT_RIGHT)),
    "flip it vertically": Look(turned(Turn.FLIP_TOP_BOTTOM)),
    "crop to a square": Look(some_part(_SQUARE), _SQUARE),
    "make it square": Look(some_part(_SQUARE), _SQUARE),
    "crop to a square at the top left": Look(part((0, 0, 240, 240)), _SQUARE),
    "crop it into widescreen": Look(some_part((320, 180)), (320, 180)),
    "crop to the left half": Look(part((0, 0, 160, 240)), (160, 240)),
    "keep the lower half": Look(part((0, 120, 320, 240)), (320, 120)),
    "trim the white borders": Look(part(INSIDE), (288, 208)),
    "resize to 800 by 600": Look(scaled, (800, 600)),
    "resize to a width of 1024": Look(scaled, (1024, 768)),
    "make it half as big": Look(scaled, (160, 120)),
    "twice as large": Look(scaled, (640, 480)),
    "add a white border": Look(framed(_WHITE), (340, 260)),
    "put a thin black frame around it": Look(framed(_BLACK), (330, 250)),
    "slightly rounded corners": Look(rounded, SIZE, "PNG"),
    "crop it to a circle": Look(rounded, _SQUARE, "PNG"),
    "convert it to WebP": Look(scaled, SIZE, "WEBP"),
    "as a png": Look(scaled, SIZE, "PNG"),
    "make it brighter and black and white": Look(every(more("light"), colourless)),
    "crop to a square, then make it 400 pixels wide": Look(some_part(_SQUARE), (400, 400)),
    "sharpen it, add a white border and save as avif": Look(
        every(framed(_WHITE), inside(more("detail"))), (340, 260), "AVIF"
    ),
}
