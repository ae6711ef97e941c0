"""The forecast itself: three simple methods combined, on values that are seasonally adjusted where they show it.

Simple methods combined are hard to beat on short series (Makridakis, Spiliotis and Assimakopoulos, 2020). The three:

- *robust damped trend*: from the last value on, the median of the slopes between recent values (Theil, 1950; Sen,
  1968), each step less than the one before (Gardner and McKenzie, 1985);
- *damped smoothing*: level and damped trend (Holt, 1957; Gardner and McKenzie, 1985) under the best few of a grid of
  constants, judged by their mean absolute error one step ahead;
- *theta*: simple smoothing plus half of the slope of a straight line, damped (Assimakopoulos and Nikolopoulos, 2000).

Their mean, together with the last value itself, is the forecast.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rumbo.methods.forecast.season import Season, find_season

Floats = NDArray[np.float64]

#: The grid of the smoothing: constants of level, of trend (0: none), and damping.
_LEVEL, _TREND, _DAMPING = (
    part.ravel()
    for part in np.meshgrid(
        [0.1, 0.2, 0.3, 0.5, 0.7, 0.85, 1.0], [0.0, 0.05, 0.15, 0.4], [0.8, 0.9, 0.98], indexing="ij"
    )
)
_KEPT = (_TREND > 0) | (_DAMPING == 0.98)
_LEVEL, _TREND, _DAMPING = _LEVEL[_KEPT], _TREND[_KEPT], _DAMPING[_KEPT]
_SIMPLE = np.flatnonzero(_TREND == 0)
#: How many of the grid's best are averaged: with trend or without, and simple ones for theta.
_BEST, _BEST_SIMPLE = 5, 2
#: Recent values between which slopes are taken, and what damps them.
_RECENT, _SLOPE_DAMPING, _THETA_DAMPING = 10, 0.6, 0.8
#: Share of the seasonally adjusted forecast where a season is found.
_SEASONAL_SHARE = 0.5


def extrapolate(values: ArrayLike, horizon: int, season: int = 1) -> Floats:
    """Return the forecasts of the next ``horizon`` values of a series at equal steps.

    ``season`` is how many steps a year has (12 of months); 1 where there is none. Values that are never below zero
    are not forecast below it.

    Raises:
        ValueError: there are fewer than two values, one is no number, or the horizon is below 1.
    """
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1 or len(series) < 2 or not np.isfinite(series).all():
        raise ValueError("a forecast needs at least two numbers")
    if horizon < 1:
        raise ValueError("a forecast needs a horizon of at least 1")
    found = _combined(series, horizon)
    pattern = find_season(series, season)
    if pattern is not None:
        found = _SEASONAL_SHARE * _adjusted(series, horizon, pattern) + (1 - _SEASONAL_SHARE) * found
    return np.maximum(found, 0.0) if series.min() >= 0 else found


def _adjusted(series: Floats, horizon: int, pattern: Season) -> Floats:
    """Return the forecast of the values without their season, with the season put back."""
    return pattern.put_back(_combined(pattern.take_out(series), horizon), len(series))


def _combined(series: Floats, horizon: int) -> Floats:
    level, trend, cost = _smooth(series)
    last = np.repeat(series[-1], horizon)
    methods = (
        _damped_smoothing(level, trend, cost, horizon),
        _theta(series, level, cost, horizon),
        _robust_trend(series, horizon),
        last,
    )
    combined: Floats = sum(methods, np.zeros(horizon)) / len(methods)
    return combined


def _smooth(series: Floats) -> tuple[Floats, Floats, Floats]:
    """Return level and trend at the end, and the mean absolute error one step ahead, for each of the grid."""
    level = np.full(len(_LEVEL), series[0])
    trend = np.where(_TREND > 0, np.median(np.diff(series[:5])), 0.0)
    errors = np.empty((len(series) - 1, len(_LEVEL)))
    gain = _LEVEL * _TREND
    for step, value in enumerate(series[1:]):
        damped = _DAMPING * trend
        expected = level + damped
        error = errors[step] = value - expected
        level = expected + _LEVEL * error
        trend = damped + gain * error
    warm = errors[len(errors) // 5 :]
    return level, trend, np.abs(warm).mean(axis=0)


def _damped_smoothing(level: Floats, trend: Floats, cost: Floats, horizon: int) -> Floats:
    best = np.argsort(cost, kind="stable")[:_BEST]
    ways = level[best, None] + trend[best, None] * _damped(_DAMPING[best, None], horizon)
    mean: Floats = ways.mean(axis=0)
    return mean


def _theta(series: Floats, level: Floats, cost: Floats, horizon: int) -> Floats:
    best = _SIMPLE[np.argsort(cost[_SIMPLE], kind="stable")[:_BEST_SIMPLE]]
    steps = np.arange(len(series)) - (len(series) - 1) / 2
    slope = float(steps @ series / (steps @ steps))
    line: Floats = level[best].mean() + slope / 2 * _damped(_THETA_DAMPING, horizon)
    return line


def _robust_trend(series: Floats, horizon: int) -> Floats:
    recent = series[-_RECENT:]
    early, late = np.triu_indices(len(recent), 1)
    slope = float(np.median((recent[late] - recent[early]) / (late - early)))
    line: Floats = series[-1] + slope * _damped(_SLOPE_DAMPING, horizon)
    return line


def _damped(damping: Floats | float, horizon: int) -> Floats:
    """Return the sums of the first 1, 2, ... powers of the damping."""
    sums: Floats = np.cumsum(np.power(damping, np.arange(1, horizon + 1)), axis=-1)
    return sums
