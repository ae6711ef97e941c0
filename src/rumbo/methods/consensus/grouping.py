"""Opinion groups: people who stand near each other on the opinion map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rumbo.methods.consensus.kmeans import k_means, refine

SMALLEST_GROUP = 5  # people; a smaller group could give away who is in it
FEWEST_GROUPS, MOST_GROUPS = 2, 5
SAMPLE = 2000  # above this many people, a sample of them decides between solutions
_SEED = 2040

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Grouping:
    """Who is in which group: ``labels`` (n) from 0, the largest group first; -1 where there are too few people.

    ``silhouette`` says how well the groups are apart, from -1 to 1; None with fewer than two groups. ``compared`` has
    the silhouette of each number of groups that was tried and gave at least two groups.
    """

    labels: Ints
    silhouette: float | None
    compared: dict[int, float]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of people in each group."""
        return tuple(np.bincount(self.labels[self.labels >= 0]).tolist())


def group_participants(points: Floats, k: int | None = None, *, smallest: int = SMALLEST_GROUP) -> Grouping:
    """Return the groups of these points (n × 2): ``k`` of them, or as many (2 to 5) as have the best silhouette.

    Of the solutions of k-means for one number of groups that fit best or almost as well, the one with the best
    silhouette counts. A group of fewer than ``smallest`` people is merged into the nearest of the others, person by
    person, before the silhouette is taken; there are then fewer groups. Where no two groups remain, all people are
    one group, and none where they are fewer than ``smallest``.
    """
    everybody = np.full(len(points), 0 if len(points) >= max(smallest, 1) else -1)
    if len(points) < max(2 * smallest, 2) or (points == points[0]).all():
        return Grouping(everybody, None, {})
    sample = _sample(len(points))
    distances = _distances(points[sample])
    tried = range(FEWEST_GROUPS, MOST_GROUPS + 1) if k is None else [k]
    if len(sample) == len(points):
        solved = {number: _candidates(points, number, smallest) for number in tried}
    else:
        solved = {number: [_solution(points, sample, distances, number, smallest)] for number in tried}
    numbers = [number for number, candidates in solved.items() for _ in candidates]
    labels = [label for candidates in solved.values() for label in candidates]
    scores = _scores(distances, [label[sample] for label in labels])
    return _best(everybody, numbers, labels, scores)


def silhouette(points: Floats, labels: Ints) -> float | None:
    """Return the mean silhouette of these labels (n), each from 0; None with fewer than two groups.

    Memory grows with the square of the number of points: take a sample of many.
    """
    return _scores(_distances(points), [labels])[0]


def _best(everybody: Ints, numbers: list[int], labels: list[Ints], scores: list[float | None]) -> Grouping:
    compared: dict[int, float] = {}
    chosen, best = everybody, None
    for number, label, score in zip(numbers, labels, scores, strict=True):
        if score is not None:
            compared[number] = max(score, compared.get(number, score))
            if best is None or score > best:
                chosen, best = label, score
    return Grouping(chosen, best, compared)


def _candidates(points: Floats, k: int, smallest: int) -> list[Ints]:
    return [
        _numbered(_without_small(points, solution.labels, solution.centres, smallest))
        for solution in k_means(points, k)
    ]


def _solution(points: Floats, sample: Ints, distances: Floats, k: int, smallest: int) -> Ints:
    """Return the solution for many people: found on the sample, then refined on all."""
    found = k_means(points[sample], k)
    scores = _scores(distances, [solution.labels for solution in found])
    best = found[int(np.argmax([-2 if score is None else score for score in scores]))]
    refined = refine(points, best.centres[None])[0]
    return _numbered(_without_small(points, refined.labels, refined.centres, smallest))


def _without_small(points: Floats, labels: Ints, centres: Floats, smallest: int) -> Ints:
    """Return labels in which the people of groups that are too small are in the nearest group that is not."""
    sizes = np.bincount(labels, minlength=len(centres))
    kept = np.flatnonzero(sizes >= smallest)
    if not len(kept):
        return np.zeros_like(labels)
    moved = np.isin(labels, kept, invert=True)
    distances = ((points[moved, None] - centres[kept]) ** 2).sum(axis=2)
    merged = labels.copy()
    merged[moved] = kept[distances.argmin(axis=1)]
    return merged


def _numbered(labels: Ints) -> Ints:
    """Return labels from 0 without gaps, the largest group first; of equally large ones that of the earlier point."""
    _, first, places, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    numbers = np.empty(len(sizes), np.int64)
    numbers[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return numbers[places]


def _sample(people: int) -> Ints:
    if people <= SAMPLE:
        return np.arange(people)
    return np.sort(np.random.default_rng(_SEED).choice(people, SAMPLE, replace=False))


def _scores(distances: Floats, solutions: list[Ints]) -> list[float | None]:
    """Return the mean silhouette of each solution, from the distances of all points (n × n)."""
    counts = [np.bincount(label) for label in solutions]
    spans = np.concatenate([[0], np.cumsum([len(count) for count in counts])])
    members = [np.eye(len(count))[label] for label, count in zip(solutions, counts, strict=True)]
    sums = distances @ np.concatenate(members, axis=1)
    return [
        _score(sums[:, start:end], label, count)
        for start, end, label, count in zip(spans, spans[1:], solutions, counts, strict=False)
    ]


def _distances(points: Floats) -> Floats:
    squares = np.zeros((len(points), len(points)))
    for axis in points.T:
        difference = np.subtract.outer(axis, axis)
        squares += np.square(difference, out=difference)
    return np.sqrt(squares, out=squares)


def _score(sums: Floats, labels: Ints, sizes: Ints) -> float | None:
    """Return the mean silhouette from each point's sum of distances to each group (n × groups)."""
    if np.count_nonzero(sizes) < 2:
        return None
    rows = np.arange(len(labels))
    own = sums[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    means = sums / np.maximum(sizes, 1)
    means[:, sizes == 0] = np.inf
    means[rows, labels] = np.inf
    other = means.min(axis=1)
    largest = np.maximum(own, other)
    alone = (sizes[labels] == 1) | (largest == 0)
    return float(np.where(alone, 0, (other - own) / np.where(largest == 0, 1, largest)).mean())
