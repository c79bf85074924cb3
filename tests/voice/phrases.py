"""What is spoken: the wider set that is measured, what must be heard, and what must not be."""

from __future__ import annotations

from tests.unit.instructions.phrases import PHRASES
from tests.unit.sound.encodings import AAC, FIVE, M4A, MP3, OPUS, WAV, Encoding
from tests.voice.speech import (
    AMERICAN,
    AMERICAN_QUICK,
    BRITISH,
    SCOTTISH,
    SPEAKERS,
    WOMAN,
    Speaker,
)

_WRITTEN_ONLY = ("&", "#", ":", "640x480", "2.5")
"""Signs that nobody says."""

WIDER = tuple(each for each in PHRASES if not any(sign in each for sign in _WRITTEN_ONLY))
"""Every phrase of the table of instructions that can be spoken. Not all of them are understood:
`python -m tests.benchmarks.voice` says how many."""

HEARD: tuple[tuple[str, Speaker, Encoding], ...] = (
    ("make it brighter", AMERICAN, MP3),
    ("Brighten it up a bit.", AMERICAN_QUICK, M4A),
    ("much brighter", BRITISH, WAV),
    ("make the photo a lot brighter", SCOTTISH, OPUS),
    ("make it 20% brighter", AMERICAN, M4A),
    ("increase the brightness by 10 percent", AMERICAN_QUICK, AAC),
    ("more light", WOMAN, WAV),
    ("could you make it a little darker", SCOTTISH, MP3),
    ("reduce brightness", AMERICAN_QUICK, WAV),
    ("lighten the midtones a little", AMERICAN, WAV),
    ("deepen the shadows", AMERICAN_QUICK, OPUS),
    ("more contrast", WOMAN, MP3),
    ("increase the contrast", SCOTTISH, AAC),
    ("reduce the contrast slightly", BRITISH, AAC),
    ("auto contrast", AMERICAN, MP3),
    ("more colourful", WOMAN, AAC),
    ("increase saturation by fifty percent", AMERICAN_QUICK, AAC),
    ("more muted", AMERICAN, AAC),
    ("make it a little warmer", WOMAN, OPUS),
    ("warm it up a lot", BRITISH, MP3),
    ("shift the hue by 120 degrees", WOMAN, MP3),
    ("monochrome", AMERICAN, OPUS),
    ("make it look like an old photo", BRITISH, AAC),
    ("add a slight sepia tone", AMERICAN, MP3),
    ("make a negative", BRITISH, WAV),
    ("tint it blue", SCOTTISH, OPUS),
    ("sharpen", SCOTTISH, MP3),
    ("blur it", BRITISH, MP3),
    ("blur the picture a little", SCOTTISH, M4A),
    ("soften it slightly", WOMAN, MP3),
    ("posterize it", AMERICAN_QUICK, MP3),
    ("pixelate it with blocks of 32 pixels", AMERICAN_QUICK, M4A),
    ("rotate ninety degrees anti-clockwise", AMERICAN, M4A),
    ("rotate it to the right", WOMAN, WAV),
    ("rotate by 45 degrees", AMERICAN_QUICK, AAC),
    ("turn it 180 degrees", WOMAN, WAV),
    ("turn it upside down", BRITISH, OPUS),
    ("flip horizontally", WOMAN, OPUS),
    ("flip it vertically", BRITISH, MP3),
    ("crop to a square", AMERICAN, WAV),
    ("make it square", AMERICAN_QUICK, OPUS),
    ("crop to a square at the top left", AMERICAN, OPUS),
    ("crop it into widescreen", AMERICAN_QUICK, MP3),
    ("crop to the left half", WOMAN, M4A),
    ("keep the lower half", BRITISH, AAC),
    ("trim the white borders", BRITISH, WAV),
    ("resize to 800 by 600", AMERICAN, M4A),
    ("resize to a width of 1024", BRITISH, OPUS),
    ("make it half as big", AMERICAN, AAC),
    ("twice as large", AMERICAN_QUICK, WAV),
    ("add a white border", AMERICAN_QUICK, OPUS),
    ("put a thin black frame around it", WOMAN, MP3),
    ("slightly rounded corners", AMERICAN_QUICK, MP3),
    ("crop it to a circle", BRITISH, AAC),
    ("convert it to WebP", AMERICAN, MP3),
    ("as a png", AMERICAN_QUICK, M4A),
    ("make it brighter and black and white", WOMAN, AAC),
    ("crop to a square, then make it 400 pixels wide", BRITISH, WAV),
    ("sharpen it, add a white border and save as avif", AMERICAN_QUICK, AAC),
)
"""What is understood, said by whom and recorded as what: a later version must understand it too."""

UNHEARD = (
    "What is the weather like today in London?",
    "I went to the shop and bought some milk and bread.",
    "My sister is coming to visit us next Sunday afternoon.",
    "The quick brown fox jumps over the lazy dog.",
    "Please call me back when you have time.",
    "How much does the train to Paris cost?",
    "Good morning everybody and welcome to the meeting.",
    "The museum closes at half past five on weekdays.",
    "We never found out who had written that letter.",
    "Do you know where I left my keys?",
    "Hello.",
    "Remove the person on the left.",
    "Replace the sky with a sunset.",
    "Make the sky darker.",
    "Turn the dress green.",
    "Zoom in on the dog.",
    "Whiten the teeth please.",
)
"""Other speech, and wishes that no rule knows."""


def turn(index: int) -> tuple[Speaker, Encoding]:
    """Who says the phrase of this number, and what it is recorded as: each with each, in turn."""
    return SPEAKERS[index % len(SPEAKERS)], FIVE[(index + index // len(FIVE)) % len(FIVE)]
