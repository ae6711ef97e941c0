"""A forecast with its band, and the chance of reaching a target in time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum

import numpy as np

from rumbo.methods.forecast.band import HIGH, HORIZON, LOW, SHARES, Pool, scale_of
from rumbo.methods.forecast.combination import Floats, extrapolate
from rumbo.methods.forecast.reference import REFERENCE
from rumbo.methods.forecast.series import ForecastError, Series


class Sureness(Enum):
    """How much a chance can be trusted."""

    HIGH = "high"  # measured as far ahead, from many values
    MEDIUM = "medium"
    LOW = "low"  # few values, or further ahead than half of what was observed


@dataclass(frozen=True, slots=True)
class Point:
    """What is expected at a day, and the ends of the band that holds it 80 times in 100."""

    date: datetime.date
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """The steps after the last value of a series; ``scale`` is its mean absolute change, which errors are told in."""

    series: Series
    points: tuple[Point, ...]
    scale: float
    pool: Pool

    def quantile(self, step: int, share: float) -> float:
        """Return the value that is not exceeded with a probability (0 to 1), ``step`` steps ahead (from 1)."""
        errors = self.pool.quantiles(self.series.season, step)
        value = self.points[step - 1].value + self.scale * float(np.interp(share, SHARES, errors))
        return max(value, 0.0) if self.series.values.min() >= 0 else value

    def chance(self, target: float, due: datetime.date, *, rising: bool = True) -> tuple[float, Sureness]:
        """Return the probability that the value at a day is at the target or beyond, and how sure that is.

        ``rising``: the target is reached from below. The probability stays within 0.025 and 0.975, except where the
        series never changed.

        Raises:
            ForecastError: the day is before the first step of the forecast, or after its last.
        """
        step = self.series.steps_until(due)
        if not 1 <= step <= len(self.points):
            raise ForecastError("not-after", last=self.series.last, until=due)
        expected = self.points[step - 1].value
        if self.scale == 0:
            reached = expected >= target if rising else expected <= target
            return float(reached), self.sureness(step)
        errors = self.pool.quantiles(self.series.season, step)
        below = float(np.interp((target - expected) / self.scale, errors, SHARES))
        return (1 - below if rising else below), self.sureness(step)

    def sureness(self, step: int) -> Sureness:
        """Return how much can be said so many steps ahead."""
        observed = self.series.observed
        if step > observed / 2:
            return Sureness.LOW
        return Sureness.HIGH if step <= HORIZON and observed >= 3 * LEAST_SURE else Sureness.MEDIUM


#: A third of the values from which on a forecast of a few steps is sure.
LEAST_SURE = 8


def forecast(series: Series, until: datetime.date, pool: Pool = REFERENCE) -> Forecast:
    """Return the forecast of a series up to a day.

    ``pool`` holds the errors that the band is made of: those measured on the series of a plan, or else `REFERENCE`.

    Raises:
        ForecastError: the day is not at least one step after the last value.
    """
    steps = series.steps_until(until)
    if steps < 1:
        raise ForecastError("not-after", last=series.last, until=until)
    values = extrapolate(series.values, steps, series.season)
    scale = scale_of(series.values)
    ends = [_ends(pool, series, values, scale, step) for step in range(1, steps + 1)]
    points = tuple(
        Point(series.date(step), float(value), low, high)
        for step, (value, (low, high)) in enumerate(zip(values, ends, strict=True), start=1)
    )
    return Forecast(series, points, scale, pool)


def _ends(pool: Pool, series: Series, values: Floats, scale: float, step: int) -> tuple[float, float]:
    errors = np.interp((LOW, HIGH), SHARES, pool.quantiles(series.season, step))
    low, high = (float(values[step - 1] + scale * error) for error in errors)
    return (max(low, 0.0), max(high, 0.0)) if series.values.min() >= 0 else (low, high)
