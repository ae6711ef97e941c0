"""The scores of several evaluators put together into one table."""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rumbo.methods.ranking.criteria import Floats

#: Digits, beside the largest score of a criterion, to which pooled scores are rounded.
_DIGITS = 14


class Middle(Enum):
    """How the scores that several evaluators gave become one."""

    MEAN = "mean"
    MEDIAN = "median"


class Pool:
    """The scores of evaluators (first axis) of alternatives by criteria; NaN is none given.

    What is the same for every draw of evaluators is found once.

    Raises:
        ValueError: there are not three axes, or no evaluator.
    """

    def __init__(self, scores: ArrayLike, middle: Middle) -> None:
        cube = np.asarray(scores, dtype=np.float64)
        if cube.ndim != 3 or not len(cube):
            raise ValueError("scores need evaluators, alternatives and criteria")
        self.middle, self.shape = middle, cube.shape[1:]
        cells = np.ascontiguousarray(cube.reshape(len(cube), -1).T)
        self._decimals = _decimals(cube)
        self._order = np.argsort(cells, axis=1, kind="stable") if middle is Middle.MEDIAN else None
        if self._order is not None:
            cells = np.take_along_axis(cells, self._order, axis=1)
        self._known = ~np.isnan(cells)
        self._cells = np.where(self._known, cells, 0.0)

    def of(self, times: NDArray[np.int64]) -> Floats:
        """Return the table with each evaluator counted so many times; NaN where none of them gave a score.

        Sums differ in their last digits with the order of evaluators; rounding to 14 digits makes equals equal again.
        """
        middle = self._mean(times) if self._order is None else self._median(times, self._order)
        return self._round(middle.reshape(self.shape))

    def _mean(self, times: NDArray[np.int64]) -> Floats:
        counts = self._known @ times
        found: Floats = np.divide(self._cells @ times, counts, out=np.full(len(counts), np.nan), where=counts > 0)
        return found

    def _median(self, times: NDArray[np.int64], order: NDArray[np.intp]) -> Floats:
        """Return the middle of each row of sorted cells: scores up to a place are counted until half are reached."""
        upto = np.cumsum(times.astype(np.int32)[order] * self._known, axis=1, dtype=np.int32)
        counts = upto[:, -1:]
        rows = np.arange(len(upto))
        lower, upper = ((upto > half).argmax(axis=1) for half in ((counts - 1) // 2, counts // 2))
        return np.where(counts[:, 0] > 0, (self._cells[rows, lower] + self._cells[rows, upper]) / 2, np.nan)

    def _round(self, table: Floats) -> Floats:
        factors = 10.0**self._decimals
        rounded: Floats = np.rint(table * factors) / factors
        return rounded


def _decimals(cube: Floats) -> Floats:
    """Return how many decimals the scores of each criterion keep."""
    largest = np.nanmax(np.abs(cube), axis=(0, 1), initial=0.0)
    digits = np.ceil(np.log10(np.where(largest > 0, largest, 1.0)))
    found: Floats = np.clip(_DIGITS - digits, -200, 200)
    return found
