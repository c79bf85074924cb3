"""Light, colour and sharpness: what there is more or less of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import fmod

from darkroom.domain.instructions.rules import Heard, Operation, rule, tone, typed_rule

Make = Callable[[Heard], list[Operation]]


@dataclass(frozen=True, slots=True)
class Scale:
    """How more of something, and less of it, is said: as it becomes, as a deed, as a thing."""

    more: str
    less: str
    brighten: str
    darken: str
    nouns: str
    up: Make
    down: Make


def factor(kind: str, little: float, usual: float, large: float) -> Make:
    """A filter with a factor, of which 1 changes nothing. In percent: that much above or below."""
    sign = 1 if usual > 1 else -1

    def make(heard: Heard) -> list[Operation]:
        share = heard.share
        value = heard.much(little, usual, large) if share is None else max(0, 1 + sign * share)
        return [tone(kind, factor=value)]

    return make


def warmth(little: float, usual: float, large: float) -> Make:
    sign = 1 if usual > 0 else -1

    def make(heard: Heard) -> list[Operation]:
        share = heard.share
        value = heard.much(little, usual, large) if share is None else sign * min(1, share)
        return [tone("temperature", warmth=value)]

    return make


def sharpen(heard: Heard) -> list[Operation]:
    share = heard.share
    value = heard.much(0.5, 1, 2) if share is None else min(5, share * 2)
    return [tone("sharpen", amount=value)]


def blur(heard: Heard) -> list[Operation]:
    """As wide as the picture is large: the same words look the same on a small one."""
    longest = max(heard.size)
    share = heard.share
    part = heard.much(0.002, 0.005, 0.012) if share is None else 0.012 * min(1, share)
    return [tone("gaussian_blur", radius=min(250, max(0.5, round(longest * part, 1))))]


SCALES = (
    Scale(
        more="brighter|lighter|more bright|more light|less dark",
        less="darker|dimmer|moodier|more dark|less bright|less light",
        brighten="brighten|lighten",
        darken="darken|dim",
        nouns="brightness|exposure|light",
        up=factor("brightness", 1.15, 1.3, 1.6),
        down=factor("brightness", 0.87, 0.75, 0.55),
    ),
    Scale(
        more="punchier|more punchy|more contrasty|contrastier",
        less="flatter|less contrasty|less punchy",
        brighten="punch",
        darken="flatten",
        nouns="contrast|punch",
        up=factor("contrast", 1.15, 1.3, 1.6),
        down=factor("contrast", 0.87, 0.75, 0.55),
    ),
    Scale(
        more="more colorful|more vivid|more vibrant|more saturated|more color|more colors",
        less="less colorful|less vivid|less vibrant|less saturated|less color|duller|paler|"
        "more muted|more faded",
        brighten="saturate",
        darken="mute|tone down",
        nouns="saturation|colors|color|vibrance|vibrancy",
        up=factor("saturation", 1.2, 1.45, 1.9),
        down=factor("saturation", 0.8, 0.6, 0.3),
    ),
    Scale(
        more="warmer|less cold|less cool",
        less="cooler|colder|less warm",
        brighten="warm",
        darken="cool",
        nouns="warmth|temperature",
        up=warmth(0.25, 0.5, 0.9),
        down=warmth(-0.25, -0.5, -0.9),
    ),
    Scale(
        more="sharper|crisper|clearer|more sharp|more crisp|less blurry|less soft",
        less="blurrier|blurry|softer|more blurry|more soft|less sharp|out of focus",
        brighten="sharpen",
        darken="blur|soften|smooth",
        nouns="sharpness|clarity|detail",
        up=sharpen,
        down=blur,
    ),
)
RAISE = "increase|raise|boost|turn up|bring up|pump up|more|add"
LOWER = "decrease|reduce|lower|turn down|bring down|cut|less"


for scale in SCALES:
    nouns = f"<pre>(?:{{verbs}}) <the>(?:{scale.nouns})(?: level)?<post>"
    rule(
        f"(?:(?:the|its) (?:{scale.nouns}) )?<pre>(?:{scale.more})<post>",
        f"<pre>(?:{scale.brighten})<obj>(?: up)?<post>",
        f"<pre>(?:{scale.brighten}) <the>(?:{scale.nouns})<post>",
        nouns.format(verbs=RAISE),
    )(scale.up)
    rule(
        f"(?:(?:the|its) (?:{scale.nouns}) )?<pre>(?:{scale.less})<post>",
        f"<pre>(?:{scale.darken})<obj>(?: down)?<post>",
        f"<pre>(?:{scale.darken}) <the>(?:{scale.nouns})<post>",
        nouns.format(verbs=LOWER),
    )(scale.down)


@rule("<pre>tone<obj> down<post>")
def _tone_down(heard: Heard) -> list[Operation]:
    return factor("saturation", 0.8, 0.6, 0.3)(heard)


@rule("(?:add )?<pre>blur", "(?:add )?<the><pre>blur(?: effect)?")
def _blur(heard: Heard) -> list[Operation]:
    return blur(heard)


@rule(
    "(?:blur<obj>|(?:add )?<the>blur)(?: with)?(?: a)?(?: radius)?(?: of| by)? <n> pixels",
    "blur<obj> with a radius of <n>",
)
def _blur_by(heard: Heard) -> list[Operation]:
    return [tone("gaussian_blur", radius=min(250.0, heard.number))]


@rule(
    "<pre>(?:lighten|brighten|lift|raise|open up) <the>"
    "(?:shadows|mid ?tones|middle tones|darks)<post>"
)
def _lighter_shadows(heard: Heard) -> list[Operation]:
    return [tone("gamma", gamma=heard.much(1.15, 1.35, 1.7))]


@rule("<pre>(?:darken|lower|deepen) <the>(?:shadows|mid ?tones|middle tones)<post>")
def _darker_shadows(heard: Heard) -> list[Operation]:
    return [tone("gamma", gamma=heard.much(0.87, 0.75, 0.6))]


@typed_rule("(?:shift|rotate|turn|change) <the>(?:hue|colors)(?: by)? <minus> degrees")
@rule("(?:shift|rotate|turn|change) <the>(?:hue|colors)(?: by)? <n> degrees")
def _hue(heard: Heard) -> list[Operation]:
    return [tone("hue", angle=fmod(heard.number, 360))]


@rule(
    "(?:auto|automatic) (?:contrast|levels|enhance|adjust)",
    "(?:auto )?enhance<obj>",
    "(?:fix|correct|balance|stretch|normalize) <the>(?:contrast|levels|lighting|exposure)",
)
def _levels(_: Heard) -> list[Operation]:
    return [{"operation": "auto_contrast"}]
