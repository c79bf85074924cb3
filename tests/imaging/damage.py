"""Good files with damage: cut off at evenly spread places, or with a few bits turned over."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.imaging.specimens import specimens

_HEAD = 300
"""Half of the damage is done to the first bytes, where headers are."""
_MOST_FLIPS = 6


@dataclass(frozen=True, slots=True)
class Mutant:
    """`what`: the specimen and its damage, in words."""

    data: bytes
    content_type: str
    what: str


def mutant(number: int, count: int, seed: int) -> Mutant:
    """The one of this number, of `count` over all specimens. The same arguments, the same file."""
    every = list(specimens().items())
    at, (name, (data, content_type)) = number // len(every), every[number % len(every)]
    of_each = max(1, count // len(every))
    cuts = of_each // 2
    if at < cuts:
        end = len(data) * at // cuts
        return Mutant(data[:end], content_type, f"{name}, cut at {end} of {len(data)}")
    damaged, chance = bytearray(data), random.Random(f"{seed} {number}")
    reach = min(len(data), _HEAD) if chance.random() < 0.5 else len(data)
    flips = [chance.randrange(8 * reach) for _ in range(chance.randint(1, _MOST_FLIPS))]
    for bit in flips:
        damaged[bit // 8] ^= 1 << bit % 8
    return Mutant(bytes(damaged), content_type, f"{name}, bits {sorted(flips)} turned over")
