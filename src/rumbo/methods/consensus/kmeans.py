"""k-means in the plane, with several starts at once; the same result on every run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STARTS = 12
NEAR = 0.01  # solutions whose spread is this little larger fit almost as well
_SEED = 2040
_ROUNDS = 300  # far more than points in a plane need

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Solution:
    """One solution: the group of each point (n), the groups' centres (k × 2), and the sum of squared distances."""

    labels: Ints
    centres: Floats
    spread: float


def k_means(points: Floats, k: int, *, starts: int = STARTS, near: float = NEAR) -> list[Solution]:
    """Return the distinct solutions that fit best, the best first, and those that fit almost as well.

    "Almost" is a sum of squared distances at most ``near`` larger than the least. Each start spreads its centres as
    k-means++ does, from a fixed seed. Fewer distinct points than ``k`` leave some labels unused.
    """
    found = refine(points, _spread(points, k, starts))
    most = min(solution.spread for solution in found) * (1 + near)
    distinct: dict[bytes, Solution] = {}
    for solution in found:
        if solution.spread <= most:
            distinct.setdefault(_named_by_first(solution.labels).tobytes(), solution)
    return sorted(distinct.values(), key=lambda solution: solution.spread)


def refine(points: Floats, centres: Floats) -> list[Solution]:
    """Return the solution of each start once nobody is nearer to another centre, from these (starts × k × 2)."""
    starts, k = centres.shape[:2]
    centres = centres.copy()
    rows = np.stack([points[:, 0], points[:, 1], np.ones(len(points))])
    labels = np.full((starts, len(points)), -1)
    moving = np.arange(starts)
    shift = np.arange(starts)[:, None] * k
    for _ in range(_ROUNDS):
        now = _nearest(rows, centres[moving])
        changed = (now != labels[moving]).any(axis=1)
        labels[moving] = now
        moving = moving[changed]
        if not len(moving):
            break
        flat = (labels[moving] + shift[: len(moving)]).ravel()
        size = len(moving) * k
        members = np.bincount(flat, minlength=size)
        sums = [np.bincount(flat, np.tile(axis, len(moving)), size) for axis in rows[:2]]
        new = np.stack(sums, axis=1) / np.maximum(members, 1)[:, None]
        empty = (members == 0).reshape(len(moving), k, 1)
        centres[moving] = np.where(empty, centres[moving], new.reshape(len(moving), k, 2))
    return [
        Solution(label, middle, float(((points - middle[label]) ** 2).sum()))
        for label, middle in zip(labels, centres, strict=True)
    ]


def _named_by_first(labels: Ints) -> Ints:
    """Return the labels with each group called by its first point, so that equal partitions are equal."""
    _, first, places = np.unique(labels, return_index=True, return_inverse=True)
    return first[places]


def _nearest(rows: Floats, centres: Floats) -> Ints:
    """Return the number of the nearest centre by start and point (starts × n); of equally near ones the first.

    ``rows`` (3 × n) has x, y and 1: one product then gives half the squared distances, less what is the same for all.
    """
    starts, k = centres.shape[:2]
    factors = np.concatenate([-centres, (centres**2).sum(axis=2, keepdims=True) / 2], axis=2)
    distances = (factors.transpose(1, 0, 2).reshape(k * starts, 3) @ rows).reshape(k, starts, -1)
    nearest, labels = distances[0], np.zeros(distances.shape[1:], np.int64)
    for number in range(1, k):
        np.copyto(labels, number, where=distances[number] < nearest)
        nearest = np.minimum(nearest, distances[number])
    return labels


def _spread(points: Floats, k: int, starts: int) -> Floats:
    """Return first centres (starts × k × 2): each next one a point drawn by its squared distance from the others."""
    draw = np.random.default_rng(_SEED)
    centres = np.empty((starts, k, 2))
    centres[:, 0] = points[draw.integers(len(points), size=starts)]
    nearest = np.full((starts, len(points)), np.inf)
    for number in range(1, k):
        nearest = np.minimum(nearest, ((points - centres[:, number - 1, None]) ** 2).sum(axis=2))
        heights = nearest.cumsum(axis=1)
        marks = draw.random(starts) * heights[:, -1]
        chosen = [np.searchsorted(height, mark, side="right") for height, mark in zip(heights, marks, strict=True)]
        centres[:, number] = points[np.minimum(chosen, len(points) - 1)]
    return centres
