"""The tones of a picture, and giving one picture the tones of another."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from darkroom.domain.oklab import Lab, to_lab
from darkroom.imaging.retouch.colors import Change, blended

_SIDE = 48
"""Pixels of the copy that is looked at, either way."""
_BANDS = 12


@dataclass(frozen=True, slots=True)
class Tones:
    """What a picture's pixels have on average, from its darkest twelfth to its lightest."""

    bands: tuple[Lab, ...]

    def at(self, place: float) -> Lab:
        """The average at 0 (the darkest) to 1."""
        whole = place * (_BANDS - 1)
        index = min(_BANDS - 2, int(whole))
        share = whole - index
        low, high = self.bands[index], self.bands[index + 1]
        return blended(low, high, share)

    def place_of(self, lightness: float) -> float:
        """Where a lightness stands among the tones, 0..1."""
        for index in range(_BANDS - 1):
            low, high = self.bands[index].lightness, self.bands[index + 1].lightness
            if lightness <= high:
                share = (lightness - low) / (high - low) if high > low else 0.0
                return (index + min(1.0, max(0.0, share))) / (_BANDS - 1)
        return 1.0

    @property
    def middle(self) -> Lab:
        """The average of all."""
        return Lab(*(sum(values) / _BANDS for values in zip(*self.bands, strict=True)))


def tones_of(picture: Image.Image, mask: Image.Image | None = None) -> Tones:
    """Of an RGB picture, or of what of it is bright in a mask (L, as large)."""
    few = (_SIDE, _SIDE)
    pixels = picture.resize(few, Image.Resampling.BOX).tobytes()
    seen = mask.resize(few, Image.Resampling.BOX).tobytes() if mask else b"\xff" * (_SIDE * _SIDE)
    labs = [
        to_lab((pixels[3 * at], pixels[3 * at + 1], pixels[3 * at + 2]))
        for at, level in enumerate(seen)
        if level >= 128
    ] or [to_lab((pixels[0], pixels[1], pixels[2]))]
    labs.sort()
    return Tones(tuple(_average(labs, band) for band in range(_BANDS)))


def towards(own: Tones, others: Tones, share: float) -> Change:
    """A change to the other tones: lightness by rank, half of the way, so that no two tones that
    differ become one; colour by the average of the rank, which what stands out keeps to."""

    def change(lab: Lab) -> Lab:
        place = own.place_of(lab.lightness)
        mine, theirs = own.at(place), others.at(place)
        return Lab(
            lab.lightness + (theirs.lightness - mine.lightness) * share * 0.5,
            lab.a + (theirs.a - mine.a - (lab.a - mine.a) * 0.2) * share,
            lab.b + (theirs.b - mine.b - (lab.b - mine.b) * 0.2) * share,
        )

    return change


def _average(labs: list[Lab], band: int) -> Lab:
    first = min(len(labs) - 1, len(labs) * band // _BANDS)
    part = labs[first : max(first + 1, len(labs) * (band + 1) // _BANDS)]
    return Lab(*(sum(values) / len(part) for values in zip(*part, strict=True)))
