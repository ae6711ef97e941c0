"""What is to be expected of a series and how far that can be trusted, or why nothing is said."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from rumbo.methods.forecast import ForecastError, Sureness, forecast, read_series
from rumbo.methods.forecast.series import add_months
from rumbo.monitoring.charts import Expected, Point
from rumbo.monitoring.enums import Direction

#: Steps ahead that are shown of a series without a target, and the most of any.
STEPS, MOST = 4, 600


@dataclass(frozen=True, slots=True)
class Measured:
    """How well forecasts did on so many series: mean scaled error, that of repeating the last value, shares held."""

    series: int
    error: float
    last_value_error: float
    held: float
    held_yearly: float
    held_monthly: float


#: As the benchmark of forecasts measured it on the reference data; a test measures it again.
MEASURED = Measured(series=116, error=1.48, last_value_error=1.50, held=0.80, held_yearly=0.79, held_monthly=0.80)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The steps that are expected, the chance (0 to 1) to reach the target in time and how sure that is.

    ``missing`` says why there is no forecast; then there are no steps. ``after`` is the day of the last value,
    ``have`` how many values it was made from.
    """

    expected: tuple[Expected, ...] = ()
    chance: float | None = None
    sureness: str = ""
    missing: str = ""
    after: datetime.date | None = None
    have: int = 0

    @property
    def measured(self) -> Measured:
        """How well forecasts like this one did."""
        return MEASURED

    @property
    def last(self) -> Expected | None:
        """The last step."""
        return self.expected[-1] if self.expected else None


def outlook(values: Sequence[Point], target: Any = None, direction: str = Direction.NEITHER) -> Outlook:
    """Return what is expected until a target, or else some steps ahead, by ``rumbo.methods.forecast``."""
    try:
        series = read_series((one.on, one.number) for one in values)
        until = _until(series, target)
        found = forecast(series, until)
    except ForecastError as error:
        return Outlook(missing=_why_not(error, len(values)))
    expected = tuple(Expected(one.date, one.value, one.low, one.high) for one in found.points)
    chance, sureness = None, ""
    within = target is not None and found.points[0].date <= target.on <= until
    if within and direction != Direction.NEITHER:
        chance, how = found.chance(float(target.value), until, rising=direction == Direction.RISING)
        sureness = _SURENESS[how]()
    return Outlook(expected, chance, sureness, "", series.last, series.observed)


def _until(series: Any, target: Any) -> datetime.date:
    """Return the day until which a forecast goes: that of the target, or else some steps ahead."""
    furthest = add_months(series.last, min(MOST * series.months, (9000 - series.last.year) * 12))
    if target is None or target.on < series.date(1):
        return add_months(series.last, STEPS * series.months)
    day: datetime.date = min(target.on, furthest)
    return day


def _why_not(error: ForecastError, have: int) -> str:
    if error.code == "too-little":
        return _("Too little data: a forecast needs %(need)d values of different dates, and there are %(have)d.") % {
            "need": error.params["need"],
            "have": have,
        }
    return _("No forecast: the values keep no rhythm, more than half of the steps between them are missing.")


_SURENESS = {
    Sureness.HIGH: lambda: _("high: from many values, few steps ahead"),
    Sureness.MEDIUM: lambda: _("medium"),
    Sureness.LOW: lambda: _("low: few values, or far ahead"),
}
