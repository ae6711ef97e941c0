"""A series as it was observed, and the steps of equal length that a forecast needs."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rumbo.methods.errors import CodedError

Floats = NDArray[np.float64]

#: Fewest different dates with a number that a forecast is made from.
LEAST = 8
#: Days between observations, from and to: what they are called, months in a step, steps in a year of the season.
_RHYTHMS = (
    (25, 35, "monthly", 1, 12),
    (55, 65, "bimonthly", 2, 6),
    (80, 100, "quarterly", 3, 4),
    (170, 195, "half-yearly", 6, 2),
    (350, 380, "yearly", 12, 1),
)
_DAYS_IN_MONTH = 30.44
#: Steps without a value that may be filled in, as a share of all.
_HOLES = 0.5


class ForecastError(CodedError):
    """Why there is no forecast. Codes: ``too-little`` (have, need), ``no-rhythm``, ``not-after`` (last, until)."""


@dataclass(frozen=True, slots=True)
class Series:
    """Values at equal steps of ``months``, the last at the day ``last``.

    ``rhythm`` is what the steps are called, ``season`` how many make a year (1: no season), ``observed`` how many
    values were observed; the others stand between two of these in a straight line.
    """

    values: Floats
    last: datetime.date
    months: int
    rhythm: str
    season: int
    observed: int

    def date(self, step: int) -> datetime.date:
        """Return the day that is so many steps after the last value; the end of a month stays one."""
        return add_months(self.last, step * self.months)

    def steps_until(self, day: datetime.date) -> int:
        """Return how many whole steps there are from the last value to a day."""
        months = (day.year - self.last.year) * 12 + day.month - self.last.month
        steps = months // self.months
        return steps if self.date(steps) <= day else steps - 1


def read_series(points: Iterable[tuple[datetime.date, float]]) -> Series:
    """Return the series of observations in any order; of several of one day the first counts.

    Raises:
        ForecastError: there are fewer than `LEAST` days with a number, or they keep no rhythm: more than half of
            the steps would have to be filled in.
    """
    known: dict[datetime.date, float] = {}
    for day, value in points:
        if np.isfinite(value):
            known.setdefault(day, float(value))
    if len(known) < LEAST:
        raise ForecastError("too-little", have=len(known), need=LEAST)
    days = sorted(known)
    rhythm, months, season = _rhythm(days)
    places = _places(days, months)
    steps = np.arange(places[-1] + 1)
    if len(places) < _HOLES * len(steps):
        raise ForecastError("no-rhythm")
    values = np.interp(steps, places, [known[day] for day in _kept(days, months)])
    return Series(values, days[-1], months, rhythm, season, len(places))


def add_months(day: datetime.date, months: int) -> datetime.date:
    """Return a day some months later; the last day of a month leads to the last day of a month."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    length = calendar.monthrange(year, month + 1)[1]
    at_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return datetime.date(year, month + 1, length if at_end else min(day.day, length))


def _rhythm(days: Sequence[datetime.date]) -> tuple[str, int, int]:
    gap = float(np.median(np.diff([day.toordinal() for day in days])))
    for least, most, name, months, season in _RHYTHMS:
        if least <= gap <= most:
            return name, months, season
    if gap < _RHYTHMS[0][0]:
        return "monthly", 1, 12
    return "other", max(1, round(gap / _DAYS_IN_MONTH)), 1


def _step(day: datetime.date, last: datetime.date, months: int) -> int:
    """Return how many steps a day is before the last one, to the nearest."""
    apart = (last.year - day.year) * 12 + last.month - day.month + (last.day - day.day) / 31
    return round(apart / months)


def _kept(days: Sequence[datetime.date], months: int) -> list[datetime.date]:
    """Return the last day of each step that has any."""
    found = {_step(day, days[-1], months): day for day in days}
    return sorted(found.values())


def _places(days: Sequence[datetime.date], months: int) -> list[int]:
    """Return the step, from 0, of each day that is kept."""
    back = [_step(day, days[-1], months) for day in _kept(days, months)]
    return [back[0] - step for step in back]
