"""Looks: what a picture is turned into."""

from __future__ import annotations

from darkroom.domain.instructions.rules import Heard, NotSo, Operation, rule, tone


@rule(
    "black and white",
    "(?:gray ?scale|monochrome|mono)",
    "desaturate<obj>",
    "(?:remove|take out|take away|strip|drop|get rid of) <the>(?:colors|color|saturation)",
    "without (?:any )?colors?",
    "no colors?",
)
def _grayscale(_: Heard) -> list[Operation]:
    return [tone("grayscale")]


@rule(
    "<the><pre>sepia(?: tones?| toned)?<post>",
    "<the>(?:old|antique) (?:photo|photograph|picture|print)",
)
def _sepia(heard: Heard) -> list[Operation]:
    share = heard.share
    amount = heard.much(0.4, 1, 1) if share is None else min(1, share)
    return [tone("sepia")] if amount == 1 else [tone("sepia", amount=amount)]


@rule("<the>(?:vintage|retro|old fashioned|nostalgic)(?: look| style| feel)?")
def _vintage(_: Heard) -> list[Operation]:
    faded = tone("contrast", factor=0.9)
    return [tone("sepia", amount=0.5), faded, tone("vignette", strength=0.4)]


@rule("(?:invert|negate)<obj>(?: <the>colors)?", "invert <the>colors", "<the>(?:color )?negative")
def _invert(_: Heard) -> list[Operation]:
    return [tone("invert")]


@rule("posteri[sz]e<obj><post>", "<the>poster(?:i[sz]ed)?(?: effect| look)")
def _posterize(heard: Heard) -> list[Operation]:
    return [tone("posterize", bits=round(heard.much(5, 3, 2)))]


@rule("solari[sz]e<obj>", "<the>solari[sz](?:ed|ation)(?: effect| look)?")
def _solarize(_: Heard) -> list[Operation]:
    return [tone("solarize")]


@rule("emboss<obj>", "<the>emboss(?:ed)?(?: effect| look)?")
def _emboss(_: Heard) -> list[Operation]:
    return [tone("emboss")]


@rule("(?:enhance|emphasi[sz]e|strengthen) <the>(?:edges|outlines)", "edge enhance(?:ment)?")
def _edges(_: Heard) -> list[Operation]:
    return [tone("edge_enhance")]


@rule("pixelate<obj><post>", "<the>pixelated(?: effect| look)?", "<pre>pixelated")
def _pixelate(heard: Heard) -> list[Operation]:
    part = heard.much(160, 80, 40)
    return [tone("pixelate", size=min(1000, max(2, round(max(heard.size) / part))))]


@rule("pixelate<obj>(?: with| by| into)?(?: blocks)?(?: of)? <n> pixels?(?: blocks)?")
def _pixelate_by(heard: Heard) -> list[Operation]:
    if not 2 <= heard.pixels <= 1000:
        raise NotSo
    return [tone("pixelate", size=heard.pixels)]


@rule(
    "(?:add |give it |with )?<the><pre>vignette(?: effect)?<post>",
    "<pre>darken <the>(?:corners|edges)<post>",
    "<pre>darker (?:corners|edges)",
)
def _vignette(heard: Heard) -> list[Operation]:
    share = heard.share
    strength = heard.much(0.3, 0.5, 0.8) if share is None else min(1, share)
    return [tone("vignette", strength=strength)]


@rule("<the>duotone(?: effect| look)? (?:in|of|with|from) <colors>")
def _duotone(heard: Heard) -> list[Operation]:
    colors = heard.colors
    if len(colors) != 2:
        raise NotSo
    dark, light = sorted(colors, key=_lightness)
    return [tone("duotone", shadows=dark, highlights=light)]


@rule("<the>duotone(?: effect| look)?")
def _usual_duotone(_: Heard) -> list[Operation]:
    return [tone("duotone")]


@rule(
    "<pre>tint<obj>(?: in| with)? <color><post>",
    "(?:add |give it )?<the><pre><color> tint",
    "<pre>(?:tinted|colori[sz]e<obj>) <color>",
)
def _tint(heard: Heard) -> list[Operation]:
    strength = heard.share
    if strength is None:
        strength = heard.much(0.25, 0.45, 0.8)
    return [{"operation": "recolor", "colors": [heard.color], "strength": min(1, strength)}]


@rule("recolor<obj> (?:in|with|to|using) <colors>")
def _recolor(heard: Heard) -> list[Operation]:
    return [{"operation": "recolor", "colors": heard.colors}]


def _lightness(color: str) -> float:
    red, green, blue = bytes.fromhex(color[1:])
    return 0.213 * red + 0.715 * green + 0.072 * blue
