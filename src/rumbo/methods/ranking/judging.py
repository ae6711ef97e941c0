"""The values that a method gives under many weights at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rumbo.methods.ranking.criteria import Criterion, Floats, read_scores
from rumbo.methods.ranking.promethee import net_flow
from rumbo.methods.ranking.rank import SAME, Method, worth

Places = NDArray[np.int32]


class Judge:
    """Gives the values of alternatives for any weights; what does not depend on them is found once.

    With additive methods the value of an alternative is the mean of its parts under its weights (of the criteria that
    it has scores in); with TOPSIS it is its closeness, found from squared distances that are linear in the squares of
    the weights.

    Raises:
        ValueError: scores are wrong (see `criteria.read_scores`).
    """

    def __init__(self, scores: ArrayLike, criteria: Sequence[Criterion], method: Method) -> None:
        values = read_scores(scores, criteria)
        self.method = method
        self.known = ~np.isnan(values)
        self.complete = bool(self.known.all())
        if method is Method.TOPSIS:
            self.to_best, self.to_worst = _squares(values, [criterion.maximise for criterion in criteria])
        else:
            judge = net_flow if method is Method.PROMETHEE else worth
            columns = [judge(column, one) for column, one in zip(values.T, criteria, strict=True)]
            self.parts: Floats = np.nan_to_num(np.column_stack(columns))

    def values(self, weights: Floats) -> Floats:
        """Return the value of each alternative (column) under each of the weights (rows, each of sum 1).

        An alternative that has scores only in criteria of weight 0 has the value of the worst.
        """
        if self.method is Method.TOPSIS:
            best, worst = (np.sqrt(weights**2 @ part.T) for part in (self.to_best, self.to_worst))
            both = best + worst
            closeness: Floats = np.divide(worst, both, out=np.full_like(both, 0.5), where=both > 0)
            return closeness
        found: Floats = weights @ self.parts.T
        if self.complete:
            return found
        own = weights @ self.known.T.astype(np.float64)
        least = -1.0 if self.method is Method.PROMETHEE else 0.0
        shared: Floats = np.divide(found, own, out=np.full_like(found, least), where=own > 0)
        return shared

    def places(self, weights: Floats) -> Places:
        """Return the place from 1 of each alternative (column) under each of the weights (rows); equals share it."""
        return places_by_row(self.values(weights))


def places_by_row(values: Floats) -> Places:
    """Return the place of each value in its row, the largest first; equals (to 1e-12) share the best of theirs."""
    rows, count = values.shape
    order = np.argsort(-values, axis=1)
    flat = (order + np.arange(0, rows * count, count)[:, None]).ravel()
    falling = values.ravel()[flat].reshape(values.shape)
    firsts = np.broadcast_to(np.arange(1, count + 1, dtype=np.int32), values.shape)
    alike = falling[:, :-1] - falling[:, 1:] <= SAME
    if alike.any():
        firsts = firsts.copy()
        firsts[:, 1:][alike] = 0
        firsts = np.maximum.accumulate(firsts, axis=1)
    places = np.empty(rows * count, dtype=np.int32)
    places[flat] = firsts.ravel()
    return places.reshape(values.shape)


def _squares(values: Floats, maximise: Sequence[bool]) -> tuple[Floats, Floats]:
    """Return squared distances from the best and from the worst of each criterion, before weights."""
    lengths = np.sqrt(np.nansum(values**2, axis=0))
    normal = np.divide(values, lengths, out=np.where(np.isnan(values), np.nan, 0.0), where=lengths > 0)
    normal = normal * np.where(maximise, 1.0, -1.0)
    with np.errstate(all="ignore"):
        best, worst = np.nan_to_num(_over(np.fmax, normal)), np.nan_to_num(_over(np.fmin, normal))
    return np.nan_to_num((normal - best) ** 2), np.nan_to_num((normal - worst) ** 2)


def _over(reduce: np.ufunc, values: Floats) -> Floats:
    found: Floats = reduce.reduce(values, axis=0)
    return found
