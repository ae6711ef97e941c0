"""The season of a series: what each month or quarter adds, where the data show it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Strength of a season (Wang, Smith and Hyndman, 2006) from which on it counts.
STRENGTH = 0.3
#: What a pattern found in few years is shrunk by towards none.
_SHRINK = 0.7


@dataclass(frozen=True, slots=True)
class Season:
    """What each step of the year adds to the values, or multiplies them by; from the first value of the series on."""

    pattern: Floats
    multiplies: bool

    def take_out(self, series: Floats) -> Floats:
        """Return a series without its season."""
        own = self._over(0, len(series))
        return series / own if self.multiplies else series - own

    def put_back(self, values: Floats, first: int) -> Floats:
        """Return values with the season; ``first`` is the place of the first of them in the series."""
        own = self._over(first, len(values))
        return values * own if self.multiplies else values + own

    def _over(self, first: int, count: int) -> Floats:
        own: Floats = self.pattern[(np.arange(count) + first) % len(self.pattern)]
        return own


def find_season(series: Floats, length: int) -> Season | None:
    """Return the season of a series; None where it has none, or less than two years and two steps of values.

    Classical decomposition with medians; its strength is 1 - var(rest) / var(season and rest), corrected for the
    number of steps, as the adjusted coefficient of determination is.
    """
    if length < 2 or len(series) < 2 * length + 2:
        return None
    trend, first = _trend(series, length)
    inner = series[first : first + len(trend)]
    multiplies = bool(series.min() > 0)
    moved = inner / trend if multiplies else inner - trend
    place = (np.arange(len(moved)) + first) % length
    pattern = np.array([np.median(moved[place == step]) for step in range(length)])
    pattern = pattern / pattern.mean() if multiplies else pattern - pattern.mean()
    if _strength(moved, pattern[place], length) < STRENGTH:
        return None
    shrunk = 1 + (pattern - 1) * _SHRINK if multiplies else pattern * _SHRINK
    return Season(shrunk, multiplies)


def _trend(series: Floats, length: int) -> tuple[Floats, int]:
    """Return the centred moving average over a year, and the place of its first value."""
    weights = np.ones(length) if length % 2 else np.concatenate(([0.5], np.ones(length - 1), [0.5]))
    averages: Floats = np.convolve(series, weights / length, "valid")
    return averages, (len(weights) - 1) // 2


def _strength(moved: Floats, fitted: Floats, length: int) -> float:
    total = float(np.var(moved))
    if total <= 0:
        return 0.0
    rest = float(np.var(moved - fitted)) / total
    return 1.0 - rest * (len(moved) - 1) / max(len(moved) - length, 1)
