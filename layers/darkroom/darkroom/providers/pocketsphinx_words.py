"""What is said around instructions, how numbers are said, and how words sound that the model's
dictionary does not have."""

from __future__ import annotations

SOUNDS = {
    "anticlockwise": ("AE N T IY K L AA K W AY Z", "AE N T AY K L AA K W AY Z"),
    "avif": ("EY V IH F", "AE V IH F", "AH V IH F", "EY V IY AY EH F"),
    "blurrier": ("B L ER IY ER",),
    "cinemascope": ("S IH N AH M AH S K OW P",),
    "contrastier": ("K AA N T R AE S T IY ER",),
    "contrasty": ("K AA N T R AE S T IY",),
    "crisper": ("K R IH S P ER",),
    "desaturate": ("D IY S AE CH ER EY T",),
    "duotone": ("D UW OW T OW N", "D Y UW OW T OW N"),
    "darks": ("D AA R K S",),
    "fuchsia": ("F Y UW SH AH",),
    "gif": ("G IH F", "JH IH F"),
    "grayscale": ("G R EY S K EY L",),
    "jpeg": ("JH EY P EH G",),
    "jpg": ("JH EY P IY JH IY",),
    "letterbox": ("L EH T ER B AA K S",),
    "midtones": ("M IH D T OW N Z",),
    "moodier": ("M UW D IY ER",),
    "paler": ("P EY L ER",),
    "pixelate": ("P IH K S AH L EY T",),
    "pixelated": ("P IH K S AH L EY T IH D", "P IH K S AH L EY T AH D"),
    "png": ("P IY EH N JH IY",),
    "posterize": ("P OW S T ER AY Z",),
    "posterized": ("P OW S T ER AY Z D",),
    "punchier": ("P AH N CH IY ER",),
    "recolor": ("R IY K AH L ER",),
    "rescale": ("R IY S K EY L",),
    "resize": ("R IY S AY Z",),
    "solarization": ("S OW L ER AH Z EY SH AH N",),
    "solarize": ("S OW L ER AY Z",),
    "solarized": ("S OW L ER AY Z D",),
    "vibrance": ("V AY B R AH N S",),
    "vignette": ("V IH N Y EH T", "V IY N Y EH T"),
    "webp": ("W EH B P IY",),
    "widescreen": ("W AY D S K R IY N",),
}
"""In ARPABET, as the dictionary is written. Of a word that it has, these are further ways."""

SPOKEN = {"2": ("two",), "50": ("fifty",), "counterclockwise": ("counterclockwise", "anticlockwise")}
"""What is said for a word as rules spell it."""
NEVER_SAID = frozenset({",", "x"})

BEFORE = (
    "please", "can you", "could you", "would you", "can you please", "could you please",
    "i want to", "i would like to", "i want you to", "now", "first",
)  # fmt: skip
"""What an instruction may begin with."""
FRAMES = (
    "make it", "make", "make this", "make that", "make the picture", "make the photo",
    "make the image", "make my picture", "make my photo", "make this picture", "make this photo",
    "make it look", "make it look like", "make the picture look", "make the photo look",
    "turn it into", "turn the picture into", "turn the photo into", "turn this into",
    "give it", "give the picture", "give the photo", "make it a", "i want it", "set it to",
    "apply", "use",
)  # fmt: skip
"""What a phrase may begin with: it means nothing by itself."""
BETWEEN = ("and", "then", "and then", "also", "and also", "next", "and finally", "and please")
"""What joins one phrase to the next."""
AFTER = "please"

ONES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
)  # fmt: skip
TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
