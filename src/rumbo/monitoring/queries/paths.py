"""The points of a path of one's own between targets: which of them count."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rumbo.monitoring.enums import PathKind

if TYPE_CHECKING:
    from rumbo.monitoring.models import Series

#: A day and the value that is expected of it.
Point = tuple[datetime.date, float]


def points_given(series: Series) -> list[Point]:
    """Return all points that were given for a series, the earliest first."""
    found = ((datetime.date.fromisoformat(one["on"]), float(one["value"])) for one in series.path_points)
    return sorted(found)


def points_in_use(series: Series, targets: Iterable[datetime.date]) -> list[Point]:
    """Return the points that count: those between the baseline and the last target, and of no target's day.

    Baseline and targets may have moved since the points were given. A series whose path is another has none.
    """
    days = set(targets)
    if series.path != PathKind.OWN or series.baseline_on is None or not days:
        return []
    last = max(days)
    return [(on, value) for on, value in points_given(series) if series.baseline_on < on < last and on not in days]
