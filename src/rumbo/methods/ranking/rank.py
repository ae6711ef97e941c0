"""Ranking alternatives by several criteria: weighted sum, TOPSIS and PROMETHEE II.

A missing score is never taken for zero: an alternative is judged by the criteria that it has scores in, and the
weights of the others are shared among these in proportion. How many scores it lacks is said with its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike

from rumbo.methods.ranking.criteria import Criterion, Floats, Scale, read_scores, read_weights, share_weights
from rumbo.methods.ranking.promethee import net_flow

#: Values closer than this are the same: such alternatives share a place.
SAME = 1e-12


class Method(Enum):
    """How the criteria are put together."""

    WEIGHTED_SUM = "weighted-sum"
    TOPSIS = "topsis"
    PROMETHEE = "promethee"


@dataclass(frozen=True, slots=True)
class Ranking:
    """The result of a ranking.

    ``values`` has what the method gives each alternative, more is better; ``places`` its place from 1, shared by
    equals; ``order`` the rows from the best on, equals in the order of the rows; ``parts`` what each criterion
    (column) adds to the value, where the method adds (None for TOPSIS); ``missing`` how many scores each lacks.
    """

    method: Method
    values: Floats
    places: np.ndarray[tuple[int], np.dtype[np.intp]]
    order: np.ndarray[tuple[int], np.dtype[np.intp]]
    parts: Floats | None
    missing: np.ndarray[tuple[int], np.dtype[np.intp]]


def rank(scores: ArrayLike, criteria: Sequence[Criterion], method: Method = Method.PROMETHEE) -> Ranking:
    """Return the order of alternatives (rows) judged by criteria (columns); NaN is a missing score.

    - Weighted sum: Σ w·v, with v from 0 to 1. On a ratio scale x/max, or min/x where less is better; on an interval
      scale (x-min)/(max-min); on a verbal scale (level-1)/(levels-1); turned round where less is better.
    - TOPSIS (Hwang and Yoon, 1981): closeness to the best of each criterion and distance from the worst, by vector
      normalisation; 0.5 where all are alike.
    - PROMETHEE II (Brans and Vincke, 1985): net flow of preference, from -1 to 1.

    Raises:
        ValueError: scores or weights are wrong (see `read_scores`, `read_weights`, `share_weights`).
    """
    values = read_scores(scores, criteria)
    weights = read_weights(criteria)
    shares = share_weights(values, weights)
    parts: Floats | None = None
    if method is Method.TOPSIS:
        found = closeness(values, weights, [criterion.maximise for criterion in criteria])
    else:
        judge = net_flow if method is Method.PROMETHEE else worth
        judged = np.column_stack([judge(column, one) for column, one in zip(values.T, criteria, strict=True)])
        parts = shares * np.nan_to_num(judged)
        found = parts.sum(axis=1)
    order = np.argsort(-found, kind="stable")
    return Ranking(method, found, places_of(found), order, parts, np.isnan(values).sum(axis=1))


def worth(column: Floats, criterion: Criterion) -> Floats:
    """Return what each score of a criterion is worth, from 0 to 1; NaN where there is none."""
    low, high = np.nanmin(column, initial=np.inf), np.nanmax(column, initial=-np.inf)
    if criterion.scale is Scale.RATIO:
        return _ratio(column, float(low), float(high), maximise=criterion.maximise)
    if criterion.scale is Scale.VERBAL:
        low, high = np.float64(1), np.float64(criterion.levels)
    if high <= low:
        return np.where(np.isnan(column), np.nan, 1.0)
    share = (column - low) / (high - low)
    found: Floats = share if criterion.maximise else 1 - share
    return found


def closeness(values: Floats, weights: Floats, maximise: Sequence[bool]) -> Floats:
    """Return the closeness of each row to the ideal, from 0 to 1, by vector normalisation; NaN takes no part."""
    lengths = np.sqrt(np.nansum(values**2, axis=0))
    normal = np.divide(values, lengths, out=np.where(np.isnan(values), np.nan, 0.0), where=lengths > 0)
    weighted = normal * weights * np.where(maximise, 1.0, -1.0)
    best, worst = np.nanmax(weighted, axis=0), np.nanmin(weighted, axis=0)
    to_best = np.sqrt(np.nansum((weighted - best) ** 2, axis=1))
    to_worst = np.sqrt(np.nansum((weighted - worst) ** 2, axis=1))
    both = to_best + to_worst
    found: Floats = np.divide(to_worst, both, out=np.full(len(both), 0.5), where=both > 0)
    return found


def places_of(values: Floats) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return the place of each value from 1, the largest first; equals (to 1e-12) share the best of their places."""
    order = np.argsort(-values, kind="stable")
    falling = values[order]
    new = np.concatenate(([True], falling[:-1] - falling[1:] > SAME)) if len(values) else np.zeros(0, bool)
    first = np.maximum.accumulate(np.where(new, np.arange(len(values)), 0))
    places = np.empty(len(values), dtype=np.intp)
    places[order] = first + 1
    return places


def _ratio(column: Floats, low: float, high: float, *, maximise: bool) -> Floats:
    """Return shares of the best; where less is better, 0 is the best there can be."""
    if maximise:
        return column / high if high > 0 else np.where(np.isnan(column), np.nan, 1.0)
    return np.where(column == low, np.where(np.isnan(column), np.nan, 1.0), low / np.where(column == 0, 1.0, column))
