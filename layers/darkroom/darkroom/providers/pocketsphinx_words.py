"""What is said around instructions, how likely words are, and how those sound that the model's
dictionary does not have."""

from __future__ import annotations

from darkroom.domain.color_names import NAMED_COLORS

SOUNDS = {
    "anticlockwise": ("AE N T IY K L AA K W AY Z", "AE N T AY K L AA K W AY Z"),
    "avif": ("EY V IH F", "AE V IH F", "AH V IH F", "EY V IY AY EH F"),
    "blurrier": ("B L ER IY ER",),
    "cinemascope": ("S IH N AH M AH S K OW P",),
    "contrastier": ("K AA N T R AE S T IY ER",),
    "contrasty": ("K AA N T R AE S T IY",),
    "darks": ("D AA R K S",),
    "desaturate": ("D IY S AE CH ER EY T",),
    "duotone": ("D UW OW T OW N", "D Y UW OW T OW N"),
    "fuchsia": ("F Y UW SH AH",),
    "gif": ("G IH F", "JH IH F"),
    "grayscale": ("G R EY S K EY L",),
    "half": ("HH AA F",),
    "jpeg": ("JH EY P EH G",),
    "jpg": ("JH EY P IY JH IY",),
    "letterbox": ("L EH T ER B AA K S",),
    "midtones": ("M IH D T OW N Z",),
    "moodier": ("M UW D IY ER",),
    "paler": ("P EY L ER",),
    "pixelate": ("P IH K S AH L EY T",),
    "pixelated": ("P IH K S AH L EY T IH D", "P IH K S AH L EY T AH D"),
    "png": ("P IY EH N JH IY",),
    "posterized": ("P OW S T ER AY Z D",),
    "punchier": ("P AH N CH IY ER",),
    "recolor": ("R IY K AH L ER",),
    "rescale": ("R IY S K EY L",),
    "resize": ("R IY S AY Z",),
    "solarization": ("S OW L ER AH Z EY SH AH N",),
    "solarize": ("S OW L ER AY Z",),
    "solarized": ("S OW L ER AY Z D",),
    "vibrance": ("V AY B R AH N S",),
    "webp": ("W EH B P IY",),
    "widescreen": ("W AY D S K R IY N",),
}
"""In ARPABET, as the dictionary is written. Of a word that it has, these are further ways."""

SPOKEN = {
    "2": ("two",),
    "50": ("fifty",),
    "counterclockwise": ("counterclockwise", "anticlockwise"),
}
"""What is said for a word as rules spell it."""
NEVER_SAID = frozenset({",", "x"})

BEFORE = (
    "please", "can you", "could you", "would you", "can you please", "could you please",
    "i want to", "i would like to", "i want you to", "now", "first",
)  # fmt: skip
"""What an instruction may begin with."""
FRAMES = (
    "make it", "make it", "make it", "make", "make this", "make the picture", "make the photo",
    "make the image", "make my picture", "make my photo", "make this picture", "make this photo",
    "make it look", "make it look like", "make the picture look", "make it a", "turn it into",
    "turn it into", "turn the picture into", "turn the photo into", "give it", "give it", "add",
    "add a", "give the picture", "give the photo", "i want it", "set it to", "apply", "use",
)  # fmt: skip
"""What a phrase may begin with: it means nothing by itself."""
BETWEEN = (
    "", "and", "and", "and", "then", "then", "and then", "and then", "also", "and also", "next",
    "and finally",
)  # fmt: skip
"""What joins one phrase to the next."""


def _each(words: str) -> tuple[str, ...]:
    return tuple(words.split())


VERBS = _each(
    "add put draw make use give trim remove crop cut get take pad extend letterbox round "
    "save export convert write store rotate turn spin tilt straighten flip mirror reflect "
    "keep resize rescale scale shrink reduce enlarge blow halve double desaturate strip "
    "drop invert negate posterize solarize emboss enhance emphasize strengthen pixelate "
    "tint colorize recolor brighten lighten darken dim punch flatten saturate mute tone "
    "warm cool sharpen blur soften smooth increase raise boost bring pump decrease lower "
    "lift open deepen shift change auto fix correct balance stretch normalize"
)
"""Phrases that begin with one say what to do: seldom is there a frame around them."""

_USUAL_COLORS = (
    "black white red green blue yellow orange purple pink brown gray navy gold silver coral teal "
    "turquoise"
)
_SELDOM = (
    "all an any antique bars blank bring broad circular considerably deal dimmer drop empty entire "
    "export extremely faded faint far full gently great greatly heavily hint margin margins mono "
    "narrow our pale paler photograph pic plain pump punch shot snapshot solid some somewhat spin "
    "store strip subtly tad tilt touch uniform using way write"
)
KEPT = {
    **dict.fromkeys(NAMED_COLORS, 0.15),
    **dict.fromkeys(_each(_USUAL_COLORS), 0.6),
    **dict.fromkeys(_each(_SELDOM), 0.2),
    **dict.fromkeys(_each("old really that this very whole strongly"), 0.4),
}
"""How many of the phrases with a word in them are listened for: rules know far more than people
say, and every word that nobody says is one to take another for."""

THINGS = _each(
    "background foreground sky sun cloud clouds sea water river lake mountain house "
    "building street road car bus tree trees flower grass dog cat horse bird person "
    "people man woman boy girl child face eyes eye mouth teeth hair skin hand hat shirt "
    "dress jacket shoes wall window door table chair logo text name word sign watermark "
    "moon star sunset beach boat food"
)
"""What people ask for changes of that no rule knows."""
DEEDS = (
    "blur the {}", "remove the {}", "add a {}", "add a {} to it", "make the {} darker",
    "make the {} brighter", "make the {} {}", "turn the {} {}", "sharpen the {}", "crop to the {}",
    "crop out the {}", "replace the {} with a {}", "put a {} on the {}", "zoom in on the {}",
    "delete the {}", "remove the {} on the left", "remove the {} from the picture",
    "change the {} to a {}", "paint the {}", "only the {}", "but not the {}", "keep the {}",
)  # fmt: skip
"""What they ask for then. It is listened for too, so that it is not taken for something else."""
CHATTER = _each(
    "what where when who how why which is are was were be been has have had do does did "
    "not no yes never he she they we you i me him her them his their your my our this "
    "that these those there here and but or if because so as at in on for from to of with "
    "about than come came go went going see saw look say said tell know think want need "
    "like love call called back get got buy bought work time day today tomorrow yesterday "
    "morning afternoon evening night week month year monday tuesday wednesday thursday "
    "friday saturday sunday weather rain money much many how friend mother father sister "
    "brother family home school shop train bus meeting hello good bye welcome everybody "
    "thanks thank please undo delete share mind better nice happy send open wait stop "
    "start again always very really just only also next last first new old great little "
    "big"
)
"""What else people say in front of a microphone."""
