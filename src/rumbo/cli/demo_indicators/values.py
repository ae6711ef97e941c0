"""The invented values of an indicator: the same on each run, until the last period that is over. Pure."""

from __future__ import annotations

import calendar
import datetime
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rumbo.monitoring.enums import Frequency

#: Months from one value to the next.
STEPS = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.YEARLY: 12,
    Frequency.TWO_YEARLY: 24,
}
#: Days between the end of a period and the day on which its value is known.
KNOWN_AFTER = 20


@dataclass(frozen=True, slots=True)
class Way:
    """Where an indicator comes from and should get: the first value, the baseline and the targets, by day.

    ``pace`` is the part of the way to the targets that is gone; below zero it goes the other way. ``noise`` and
    ``season`` are parts of the value.
    """

    first: tuple[datetime.date, float]
    base: tuple[datetime.date, float]
    targets: tuple[tuple[datetime.date, float], ...]
    pace: float
    noise: float
    season: float

    def on(self, day: datetime.date) -> float:
        """Return the value of a day, as far as it does not depend on chance."""
        if day <= self.base[0] or not self.targets:
            days = (self.base[0] - self.first[0]).days
            return self.first[1] + (self.base[1] - self.first[1]) * max((day - self.first[0]).days, 0) / max(days, 1)
        start = self.base[1]
        return start + (_between((self.base, *self.targets), day) - start) * self.pace


def way_of(row: Mapping[str, str], share: float = 1.0) -> Way:
    """Return the way of a row of the table, as a part of it for a territory."""
    base = (day_of(row["base_on"]), float(row["base"]) * share)
    before = float(row["before"]) * share if row["before"] else base[1]
    first = datetime.date(int(row["first"]), 1, 1)
    return Way((first, before), base, targets_of(row, share), *(float(row[name] or 0) for name in _PARTS))


def targets_of(row: Mapping[str, str], share: float = 1.0) -> tuple[tuple[datetime.date, float], ...]:
    """Return the targets of a row by day, for the ends of their years."""
    pairs = (one.split(":") for one in row["targets"].split(";") if one)
    return tuple((datetime.date(int(year), 12, 31), float(value) * share) for year, value in pairs)


def days_of(row: Mapping[str, str], today: datetime.date) -> list[datetime.date]:
    """Return the days for which a row has values."""
    if row["until"] == "none":
        return []
    if "-" in row["until"]:
        return [day for one in row["until"].split(";") if (day := day_of(one.partition("=")[0])) <= today]
    step = STEPS[Frequency(row["frequency"])]
    day, found = _end(int(row["first"]), int(row["months"] or (12 if step >= 12 else step))), []
    last = today - datetime.timedelta(days=KNOWN_AFTER)
    if row["until"]:
        last = min(last, datetime.date(int(row["until"]), 12, 31))
    while day <= last:
        found.append(day)
        months = day.year * 12 + day.month + step - 1
        day = _end(months // 12, months % 12 + 1)
    return found


def series_of(row: Mapping[str, str], today: datetime.date, share: float = 1.0, place: str = "") -> dict[Any, float]:
    """Return the value of each day of a row in a place, rounded as its publisher would."""
    given = dict(one.split("=") for one in row["until"].split(";") if "=" in one)
    way, chance = way_of(row, share), random.Random(f"{row['key']} {place}")  # noqa: S311
    found = {}
    for day in days_of(row, today):
        number = way.on(day) * (1 + way.season * _SEASON[day.month - 1] + way.noise * chance.gauss(0, 1))
        number = float(given.get(day.isoformat(), number))
        found[day] = round(max(number, 0.0), int(row["decimals"]))
    return found


def day_of(text: str) -> datetime.date:
    """Return a day of the table."""
    return datetime.date.fromisoformat(text)


_PARTS = ("pace", "noise", "season")
#: What the months are to the year: the rains of summer make buses late.
_SEASON = (0.4, 0.6, 0.5, 0.2, 0.0, -0.5, -1.0, -1.1, -0.6, 0.2, 0.6, 0.3)


def _end(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _between(points: Sequence[tuple[datetime.date, float]], day: datetime.date) -> float:
    """Return what a line through points says of a day; its ends before and after them."""
    for (begin, before), (end, after) in pairwise(points):
        if begin <= day <= end:
            return before + (after - before) * (day - begin).days / max((end - begin).days, 1)
    return points[0][1] if day < points[0][0] else points[-1][1]
