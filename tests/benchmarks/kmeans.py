"""k-means as the textbooks have it, to hold other ways of choosing colours against.

Lloyd's algorithm until nothing changes sides, from k-means++ seeds, several times over.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from math import dist

from darkroom.domain.oklab import Lab

RESTARTS = 4
_SEED = 20_240_229
_MOST_ROUNDS = 300


def kmeans(counts: Mapping[Lab, int], count: int) -> list[Lab]:
    """The best of RESTARTS: up to `count` centres for points that occur so many times each."""
    chance = random.Random(_SEED)
    found = [_converged(counts, _seeds(counts, count, chance)) for _ in range(RESTARTS)]
    return min(found)[1]


def mean_distance(counts: Mapping[Lab, int], centers: Sequence[Lab]) -> float:
    """From a point to its nearest centre."""
    total = sum(
        times * min([dist(point, center) for center in centers]) for point, times in counts.items()
    )
    return total / sum(counts.values())


def _seeds(counts: Mapping[Lab, int], count: int, chance: random.Random) -> list[Lab]:
    points = list(counts)
    seeds = chance.choices(points, list(counts.values()))
    squares = [4.0] * len(points)
    while len(seeds) < count:
        last = seeds[-1]
        squares = [
            min(square, dist(point, last) ** 2)
            for square, point in zip(squares, points, strict=True)
        ]
        weights = [times * square for times, square in zip(counts.values(), squares, strict=True)]
        if not any(weights):
            break
        seeds += chance.choices(points, weights)
    return seeds


def _converged(counts: Mapping[Lab, int], centers: list[Lab]) -> tuple[float, list[Lab]]:
    """The sum of squared distances, and the centres."""
    sides: list[int] = []
    squares = 0.0
    for _ in range(_MOST_ROUNDS):
        before, sides, squares = sides, [], 0.0
        sums = [[0.0] * 4 for _ in centers]
        for point, times in counts.items():
            distances = [dist(point, center) for center in centers]
            least = min(distances)
            side = distances.index(least)
            sides.append(side)
            squares += times * least * least
            total = sums[side]
            total[0] += times
            total[1] += times * point[0]
            total[2] += times * point[1]
            total[3] += times * point[2]
        if sides == before:
            break
        centers = [
            Lab(lightness / times, a / times, b / times) if times else center
            for (times, lightness, a, b), center in zip(sums, centers, strict=True)
        ]
    return squares, centers
