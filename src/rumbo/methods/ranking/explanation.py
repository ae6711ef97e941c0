"""Why an alternative stands before another: what each criterion adds to the difference between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rumbo.methods.ranking.criteria import Criterion, Floats, read_scores, read_weights
from rumbo.methods.ranking.rank import Method, rank

#: Points at which the way from one alternative to another is looked at.
_STEPS = 64


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two alternatives (rows): ``parts`` is what each criterion (column) adds to the value of the first beside the
    second; together they are the ``difference``, above 0 where the first is better.
    """

    first: int
    second: int
    difference: float
    parts: Floats

    @property
    def reasons(self) -> list[tuple[int, float]]:
        """The criteria and what they add, the one that decides most first."""
        order = np.argsort(-np.abs(self.parts), kind="stable")
        return [(int(column), float(self.parts[column])) for column in order]


def compare(
    scores: ArrayLike, criteria: Sequence[Criterion], first: int, second: int, method: Method = Method.PROMETHEE
) -> Comparison:
    """Return what each criterion adds to the difference of two alternatives.

    Weighted sum and PROMETHEE II are sums, so that the parts are differences of their terms. The closeness of TOPSIS
    is no sum: there each criterion has its share of the way from the second to the first (Aumann and Shapley, 1974).

    Raises:
        ValueError: scores or weights are wrong.
        IndexError: there is no such alternative.
    """
    found = rank(scores, criteria, method)
    difference = float(found.values[first] - found.values[second])
    if found.parts is not None:
        return Comparison(first, second, difference, found.parts[first] - found.parts[second])
    parts = _way(read_scores(scores, criteria), criteria, first, second)
    total = parts.sum()
    return Comparison(first, second, difference, parts * (difference / total) if total else parts)


def neighbours(
    scores: ArrayLike, criteria: Sequence[Criterion], alternative: int, method: Method = Method.PROMETHEE
) -> tuple[Comparison | None, Comparison | None]:
    """Return the comparison with the next one above (None for the first) and with the next below (None for the last).

    Raises:
        ValueError, IndexError: as `compare`.
    """
    order = rank(scores, criteria, method).order.tolist()
    at = order.index(range(len(order))[alternative])
    above = compare(scores, criteria, alternative, order[at - 1], method) if at else None
    below = compare(scores, criteria, alternative, order[at + 1], method) if at + 1 < len(order) else None
    return above, below


def _way(values: Floats, criteria: Sequence[Criterion], first: int, second: int) -> Floats:
    """Return each criterion's share of the way of the closeness from the second alternative to the first."""
    weights, signs = read_weights(criteria), np.array([1.0 if one.maximise else -1.0 for one in criteria])
    lengths = np.sqrt(np.nansum(values**2, axis=0))
    normal = np.divide(values, lengths, out=np.where(np.isnan(values), np.nan, 0.0), where=lengths > 0)
    weighted = normal * weights * signs
    best, worst = np.nanmax(weighted, axis=0), np.nanmin(weighted, axis=0)
    start, end = (np.where(np.isnan(row), (best + worst) / 2, row) for row in weighted[[second, first]])
    nodes, shares = np.polynomial.legendre.leggauss(_STEPS)
    points = start + (nodes[:, None] + 1) / 2 * (end - start)
    to_best = np.linalg.norm(points - best, axis=1, keepdims=True)
    to_worst = np.linalg.norm(points - worst, axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        rising = (points - worst) / to_worst * to_best + (best - points) / to_best * to_worst
        slopes = np.nan_to_num(rising / (to_best + to_worst) ** 2)
    parts: Floats = (shares / 2) @ slopes * (end - start)
    return parts
