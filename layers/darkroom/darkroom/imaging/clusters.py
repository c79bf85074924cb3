"""k-means over a few dozen weighted points of OKLab, the same every time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import dist, inf

from darkroom.domain.oklab import Lab

_MOST_ROUNDS = 30


def centers(
    points: Sequence[Lab], weights: Sequence[float], count: int, cautions: Iterable[float] = (1.0,)
) -> list[Lab]:
    """Up to `count` places, near to which the points are by weight: the best of as many tries as
    there are `cautions`, which say how much its weight counts when a point is chosen for a start,
    above 1 for what is large, below for what is different.
    """
    tries = (_settled(points, weights, _starts(points, weights, count, each)) for each in cautions)
    return min(tries, key=lambda found: _spread(points, weights, found))


def nearest(point: Lab, places: Sequence[Lab]) -> int:
    """Which of the places is nearest to the point; of several, the first."""
    distances = [dist(point, place) for place in places]
    return distances.index(min(distances))


def _starts(
    points: Sequence[Lab], weights: Sequence[float], count: int, caution: float
) -> list[Lab]:
    """The heaviest point, and then, one after the other, what is heavy and far from all before."""
    pulls = [weight**caution for weight in weights]
    starts = [points[max(range(len(points)), key=pulls.__getitem__)]]
    distances = [inf] * len(points)
    while len(starts) < count:
        last = starts[-1]
        distances = [
            min(before, dist(point, last)) for before, point in zip(distances, points, strict=True)
        ]
        gains = [pull * far * far for pull, far in zip(pulls, distances, strict=True)]
        best = max(range(len(points)), key=gains.__getitem__)
        if gains[best] <= 0:
            break
        starts.append(points[best])
    return starts


def _settled(points: Sequence[Lab], weights: Sequence[float], places: list[Lab]) -> list[Lab]:
    """Lloyd's algorithm until no point changes sides."""
    sides: list[int] = []
    for _ in range(_MOST_ROUNDS):
        rows = [[dist(point, place) for place in places] for point in points]
        before, sides = sides, [row.index(min(row)) for row in rows]
        if sides == before:
            break
        places = _averages(points, weights, sides, places)
    return places


def _averages(
    points: Sequence[Lab], weights: Sequence[float], sides: Sequence[int], places: Sequence[Lab]
) -> list[Lab]:
    """The weighted average of each side's points; a side that lost all of them stays."""
    sums = [[0.0, 0.0, 0.0, 0.0] for _ in places]
    for (lightness, a, b), weight, side in zip(points, weights, sides, strict=True):
        total = sums[side]
        total[0] += weight
        total[1] += weight * lightness
        total[2] += weight * a
        total[3] += weight * b
    return [
        Lab(lightness / weight, a / weight, b / weight) if weight else place
        for (weight, lightness, a, b), place in zip(sums, places, strict=True)
    ]


def _spread(points: Sequence[Lab], weights: Sequence[float], places: Sequence[Lab]) -> float:
    """The weighted sum of the distances from each point to its nearest place."""
    return sum(
        weight * min([dist(point, place) for place in places])
        for point, weight in zip(points, weights, strict=True)
    )
