"""Turning, cutting and scaling."""

from __future__ import annotations

from darkroom.domain.instructions.rules import PLACES, Heard, NotSo, Operation, rule, typed_rule

MOST_TIMES = 4
"""What a picture may be enlarged by."""
MOST_PIXELS = 12_000
"""On a side."""
OPPOSITE = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
_RESIZE = "(?:resize|rescale|scale|shrink|reduce|enlarge|make|blow up)"


@rule(
    "(?:rotate|turn|spin|tilt)<obj>(?: by)?(?: <n> degrees)?(?: to)? (?:the )?<way>",
    "(?:rotate|turn|spin|tilt)<obj>(?: to)? (?:the )?<way> by <n> degrees",
)
def _turn(heard: Heard) -> list[Operation]:
    return _turned(float(heard["n"] or 90), heard["way"])


@typed_rule("(?:rotate|turn|spin|tilt)<obj>(?: by)? <minus> degrees")
@rule("(?:rotate|turn|spin|tilt)<obj>(?: by)? <n> degrees")
def _turn_by(heard: Heard) -> list[Operation]:
    return _turned(heard.number, "right")


@rule("<the>quarter turn(?: to)?(?: the)? <way>")
def _quarter(heard: Heard) -> list[Operation]:
    return _turned(90, heard["way"])


@rule("straighten<obj>(?: by)? <n> degrees(?: to)?(?: the)? <way>")
def _straighten(heard: Heard) -> list[Operation]:
    return _turned(heard.number, heard["way"])


@rule(
    "(?:(?:rotate|turn|flip|spin)<obj> )?upside down",
    "<the>half turn",
    "(?:rotate|turn|spin)<obj> around",
)
def _upside_down(_: Heard) -> list[Operation]:
    return _turned(180, "right")


def _turned(degrees: float, way: str) -> list[Operation]:
    angle = -degrees if way in {"left", "counterclockwise"} else degrees
    if not -360 <= angle <= 360:
        raise NotSo
    return [{"operation": "rotate", "angle": int(angle) if angle == int(angle) else angle}]


@rule(
    "(?:flip|mirror|reflect)<obj>",
    "(?:flip|mirror|reflect)<obj> (?:horizontally|sideways|(?:from )?left to right)",
    "<the>mirror image",
    "horizontal flip",
)
def _mirror(_: Heard) -> list[Operation]:
    return [{"operation": "flip", "direction": "horizontal"}]


@rule("(?:flip|mirror|reflect)<obj> (?:vertically|(?:from )?top to bottom)", "vertical flip")
def _flip(_: Heard) -> list[Operation]:
    return [{"operation": "flip", "direction": "vertical"}]


@rule(
    "(?:crop|cut|trim)<obj>(?: down)?(?: to| into| as)?(?: a| an)? <aspect>"
    "(?: (?:shape|format|ratio|aspect ratio|aspect|crop))?"
    "(?: (?:around|at|in|from|keeping|with) (?:the )?<place>)?",
    "<the><aspect> crop",
    "make<obj>(?: a)? (?P<aspect>square)",
)
def _crop(heard: Heard) -> list[Operation]:
    gravity = PLACES.get(heard["place"], "smart")
    return [{"operation": "crop", "aspect": heard.aspect, "gravity": gravity}]


@rule(
    "(?:crop|cut|trim)<obj>(?: down)? to(?: the)? <side> half",
    "keep(?: only)? the <side> half",
)
def _half(heard: Heard) -> list[Operation]:
    return _without(heard, OPPOSITE[_side_of(heard)], 0.5)


@rule(
    "(?:crop|cut|trim|take)(?: off)? <n> (?P<unit>percent|pixels)(?: off)?(?: of| from| off)?"
    "(?: the)? <side>(?: side| edge)?"
)
def _off_a_side(heard: Heard) -> list[Operation]:
    width, height = heard.size
    side = _side_of(heard)
    whole = width if side in {"left", "right"} else height
    share = heard.number / 100 if heard["unit"] == "percent" else heard.number / whole
    return _without(heard, side, share)


@rule("(?:cut|crop|trim|take)(?: off)? (?:the )?<side> (?P<part>half|third|quarter)(?: off)?")
def _part_off(heard: Heard) -> list[Operation]:
    said = heard.match[0].split(" ")
    if said[0] in {"crop", "take"} and "off" not in said:
        raise NotSo  # `crop the left half`: some mean to be rid of it, others to keep it
    share = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4}[heard["part"]]
    return _without(heard, _side_of(heard), share)


def _side_of(heard: Heard) -> str:
    return {"upper": "top", "lower": "bottom"}.get(heard["side"], heard["side"])


def _without(heard: Heard, side: str, share: float) -> list[Operation]:
    """What is left when a share of one side is cut off. Raises NotSo if that is nothing."""
    if not 0 < share < 1:
        raise NotSo
    width, height = heard.size
    across, down = round(width * share), round(height * share)
    if side in {"left", "right"}:
        x, y, wide, tall = (across if side == "left" else 0), 0, width - across, height
    else:
        x, y, wide, tall = 0, (down if side == "top" else 0), width, height - down
    if not (wide and tall):
        raise NotSo
    return [{"operation": "crop", "x": x, "y": y, "width": wide, "height": tall}]


@rule(
    f"{_RESIZE}<obj>(?: down| up)?(?: to)? (?P<w>\\d+) (?:by|x) (?P<h>\\d+)(?: pixels)?",
    "(?P<w>\\d+) (?:by|x) (?P<h>\\d+) pixels",
)
def _box(heard: Heard) -> list[Operation]:
    return [{"operation": "resize", "width": _side(heard["w"]), "height": _side(heard["h"])}]


@rule("(?:crop|cut)<obj>(?: down)?(?: to)? (?P<w>\\d{2,5}) (?:by|x) (?P<h>\\d{2,5}) pixels")
def _fill(heard: Heard) -> list[Operation]:
    sides = {"width": _side(heard["w"]), "height": _side(heard["h"])}
    return [{"operation": "resize", **sides, "fit": "cover"}]


@rule(
    f"(?:{_RESIZE}<obj>(?: down| up)?(?: to(?: be)?)? )?<n> pixels "
    "(?P<what>wide|tall|high|in width|in height|across)",
    f"(?:{_RESIZE}<obj>(?: down| up)? )?(?:to |with )?a (?P<what>width|height) of <n>(?: pixels)?",
)
def _one_side(heard: Heard) -> list[Operation]:
    across = heard["what"] in {"wide", "in width", "width", "across"}
    return [{"operation": "resize", "width" if across else "height": _side(heard["n"])}]


@rule(
    f"(?:{_RESIZE}<obj>(?: down)?(?: to| by)? )?(?:half|50 percent)(?: of)? (?:the |its )?"
    "(?:original )?size",
    "half as (?:big|large)",
    "halve (?:the size|its size|it)",
    f"{_RESIZE}<obj>(?: down)? by half",
)
def _half_size(heard: Heard) -> list[Operation]:
    return _scaled(heard, 0.5)


@rule("(?:twice|2 times) (?:as (?:big|large)|(?:the|its) size)", "double (?:(?:the |its )?size|it)")
def _double(heard: Heard) -> list[Operation]:
    return _scaled(heard, 2)


@rule(f"{_RESIZE}<obj>(?: down| up)? to <n> percent(?: of (?:the |its )?(?:original )?size)?")
def _to_percent(heard: Heard) -> list[Operation]:
    return _scaled(heard, heard.number / 100)


@rule("<pre>(?:smaller|shrink<obj>|scale<obj> down)<post>")
def _smaller(heard: Heard) -> list[Operation]:
    share = heard.share
    return _scaled(heard, heard.much(0.85, 0.7, 0.5) if share is None else 1 - share)


@rule("<pre>(?:larger|bigger|enlarge<obj>|scale<obj> up|blow<obj> up)<post>")
def _larger(heard: Heard) -> list[Operation]:
    share = heard.share
    return _scaled(heard, heard.much(1.2, 1.5, 2) if share is None else 1 + share)


@rule("<the>thumbnail")
def _thumbnail(_: Heard) -> list[Operation]:
    return [{"operation": "resize", "width": 320, "height": 320}]


def _scaled(heard: Heard, times: float) -> list[Operation]:
    width = round(heard.size[0] * times)
    if not (0 < times <= MOST_TIMES and width <= MOST_PIXELS):
        raise NotSo
    return [{"operation": "resize", "width": max(1, width)}]


def _side(words: str) -> int:
    """Raises NotSo for what no side may be."""
    if not 1 <= float(words) <= MOST_PIXELS:
        raise NotSo
    return round(float(words))
