"""How far forecasts were off: errors of many series, scaled and pooled by horizon, and the band they give.

One short series says little of its own errors, so that those of many are pooled: each is divided by the mean absolute
change from one value to the next of its own series until then, which makes series of any unit alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rumbo.methods.forecast.combination import extrapolate

Floats = NDArray[np.float64]

#: Shares of the errors that a pool keeps the quantiles of.
SHARES = np.concatenate(([0.025], np.arange(1, 20) / 20, [0.975]))
#: Scaled errors beyond this are a break in the series, not an error of a forecast.
LARGEST = 20.0
#: Ends of the band, and steps ahead that errors are measured at.
LOW, HIGH, HORIZON = 0.1, 0.9, 4
#: Values that a forecast is made from at least when errors are measured, and the latest origins that are.
_FIRST, _ORIGINS = 8, 16


def scale_of(values: Floats) -> float:
    """Return the mean absolute change from one value to the next: what errors are divided by."""
    return float(np.abs(np.diff(values)).mean())


def rolling_errors(values: Floats, season: int, horizon: int = HORIZON) -> Floats:
    """Return the scaled errors (actual less forecast) of forecasts that were made at each of the latest origins.

    A row an origin, a column a step ahead; NaN beyond the end. No row where the series is too short.
    """
    first = max(_FIRST, len(values) - _ORIGINS)
    rows = []
    for origin in range(first, len(values)):
        scale = scale_of(values[:origin])
        if scale > 0:
            actual = values[origin : origin + horizon]
            row = np.full(horizon, np.nan)
            row[: len(actual)] = (actual - extrapolate(values[:origin], horizon, season)[: len(actual)]) / scale
            rows.append(row)
    return np.array(rows).reshape(len(rows), horizon)


@dataclass(frozen=True, slots=True)
class Pool:
    """Quantiles of scaled errors, by season (steps a year) a table: a row a step ahead, a column one of `SHARES`.

    Season 0 is that of all series together.
    """

    tables: Mapping[int, Floats]

    @classmethod
    def of(cls, errors: Iterable[tuple[int, Floats]], least: int = 30) -> Pool:
        """Return the pool of errors by season (as `rolling_errors` gives them).

        A season with fewer than ``least`` errors at some step ahead has no table of its own.

        Raises:
            ValueError: there is not one error at some step ahead.
        """
        kept: dict[int, list[Floats]] = defaultdict(list)
        for season, rows in errors:
            kept[season].append(rows)
            kept[0].append(rows)
        tables = {}
        for season, parts in kept.items():
            rows = np.concatenate(parts)
            counts = np.isfinite(rows).sum(axis=0)
            if season == 0 and not counts.all():
                raise ValueError("there are no errors to pool")
            if season == 0 or counts.min() >= least:
                tables[season] = _widening(np.nanquantile(rows, SHARES, axis=0).T)
        if not tables:
            raise ValueError("there are no errors to pool")
        return cls(tables)

    def quantiles(self, season: int, horizon: int) -> Floats:
        """Return the quantiles of scaled errors so many steps ahead, one for each of `SHARES`.

        Beyond what was measured they go on widening as they did until there: at least with the root of the horizon,
        as the errors of a random walk do, at most in proportion to it.
        """
        table = self.tables.get(season, self.tables[0])
        if horizon <= len(table):
            row: Floats = table[horizon - 1]
            return row
        wider: Floats = table[-1] * (horizon / len(table)) ** _growth(table)
        return wider


def _growth(table: Floats) -> float:
    """Return the power of the horizon with which the band of a table widens."""
    low, high = np.interp((LOW, HIGH), SHARES, np.arange(len(SHARES))).round().astype(int)
    widths = table[:, high] - table[:, low]
    if len(table) < 2 or widths[0] <= 0:
        return 0.5
    return float(np.clip(np.log(widths[-1] / widths[0]) / np.log(len(table)), 0.5, 1.0))


def _widening(table: Floats) -> Floats:
    """Let no horizon be surer than a shorter one."""
    middle = len(SHARES) // 2
    table = np.clip(table, -LARGEST, LARGEST)
    table[:, :middle] = np.minimum.accumulate(np.minimum(table[:, :middle], 0.0), axis=0)
    table[:, middle + 1 :] = np.maximum.accumulate(np.maximum(table[:, middle + 1 :], 0.0), axis=0)
    return table
