"""Edges, corners, and what is written in the end."""

from __future__ import annotations

from darkroom.domain.instructions.rules import Heard, NotSo, Operation, hex_of, rule

_FORMATS = {"jpeg": "jpg"}
_ADD = "(?:add |put |draw |make |use |give it |with )?"
_BORDER = "(?:border|borders|frame|margin|margins)"


@rule(
    "(?:trim|remove|crop off|crop out|cut off|cut away|get rid of|take off) <the>"
    f"(?:(?:white|black|blank|empty|uniform|plain|solid) )?(?:{_BORDER}|edges|bars)",
    "trim<obj>",
)
def _trim(_: Heard) -> list[Operation]:
    return [{"operation": "trim"}]


@rule(
    f"{_ADD}<the><wide>(?:<n> pixels? )?(?:<color> )?{_BORDER}(?: around<obj>)?",
    f"{_ADD}<the>(?:<color> )?<wide>{_BORDER} of <n> pixels?(?: around<obj>)?",
)
def _border(heard: Heard) -> list[Operation]:
    if heard["n"]:
        width = round(float(heard["n"]))
    else:
        share = {"": 0.03} | dict.fromkeys(("thin", "narrow", "small"), 0.015)
        width = max(1, round(max(heard.size) * share.get(heard["wide"], 0.06)))
    if not 1 <= width <= 12000:
        raise NotSo
    sides = dict.fromkeys(("left", "right", "top", "bottom"), width)
    return [{"operation": "pad", **sides, "background": hex_of(heard["color"] or "white")}]


@rule(
    "(?:pad|extend|letterbox)<obj>(?: out)?(?: to| into)?(?: a| an)? <aspect>"
    "(?: (?:with|in) <color>)?"
)
def _pad(heard: Heard) -> list[Operation]:
    background = {"background": heard.color} if heard["color"] else {}
    return [{"operation": "pad", "aspect": heard.aspect, **background}]


@rule(
    f"{_ADD}<the><pre>(?:rounded|round) <the>corners<post>",
    "round (?:off )?<the>corners<post>",
)
def _corners(heard: Heard) -> list[Operation]:
    if heard.share is not None:
        raise NotSo
    return _rounded(min(heard.size) * heard.much(0.03, 0.06, 0.12))


@rule(
    f"{_ADD}<the>(?:rounded|round) <the>corners (?:of|by|with a radius of) <n>(?: pixels)?",
)
def _corners_of(heard: Heard) -> list[Operation]:
    return _rounded(heard.number)


@rule(
    "(?:crop|cut|make)<obj>(?: in)?(?: to| into| as)?(?: a)? (?:circle|circular|round)",
    "<the>circular crop",
)
def _circle(heard: Heard) -> list[Operation]:
    square = {"operation": "crop", "aspect": "1:1", "gravity": "smart"}
    return [square, *_rounded(min(heard.size) / 2)]


def _rounded(radius: float) -> list[Operation]:
    if not 0.5 <= radius <= 12000:
        raise NotSo
    return [{"operation": "round_corners", "radius": max(1, round(radius))}]


@rule(
    "(?:(?:save|export|convert|write|store)<obj> )?(?:as|to|into|in)(?: a| an)? "
    "(?P<format>png|jpg|jpeg|webp|avif|gif)(?: (?:file|image|format|picture))?"
)
def _format(heard: Heard) -> list[Operation]:
    return [{"format": _FORMATS.get(heard["format"], heard["format"])}]


@rule(
    "(?:(?:at|with|in) )?(?:a )?quality(?: of)? <n>(?: percent)?",
    "(?:(?:at|with|in) )?<n> percent quality",
)
def _quality(heard: Heard) -> list[Operation]:
    if not 1 <= heard.number <= 100:
        raise NotSo
    return [{"quality": round(heard.number)}]
