"""What the pages of a series draw and say: its chart with targets and forecast, and its values as a table."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rumbo.monitoring import charts
from rumbo.monitoring.enums import Frequency, PathKind, Standing, StatusKind
from rumbo.monitoring.models import Observation, Series, Target
from rumbo.monitoring.outlook import Outlook, outlook
from rumbo.monitoring.queries.indicators import Row, rows_of_series, tell_series
from rumbo.monitoring.queries.paths import points_in_use
from rumbo.monitoring.queries.series import Value, values_by_place
from rumbo.monitoring.queries.statuses import told_of


@dataclass(frozen=True, slots=True)
class Drawn:
    """A series with all that its page shows of it."""

    series: Any
    values: Sequence[Value]
    targets: Sequence[Target]
    chart: charts.Chart | None
    outlook: Outlook | None

    @property
    def to_confirm(self) -> int:
        """How many of its values wait to be confirmed."""
        return sum(1 for one in self.values if one.to_confirm)

    @property
    def last(self) -> Value | None:
        """Its newest value."""
        return self.values[-1] if self.values else None

    @property
    def final(self) -> Target | None:
        """Its last target."""
        return self.targets[-1] if self.targets else None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table of values: the text as it came, its number if it is one; ``pk`` is 0 if it is computed."""

    on: datetime.date
    number: float | None
    text: str
    source: str
    note: str
    standing: str
    pk: int = 0

    @property
    def counts(self) -> bool:
        """Whether charts may use it."""
        return self.standing in (Standing.COUNTS, Standing.TO_CONFIRM)


@dataclass(frozen=True, slots=True)
class Tile:
    """A small chart: what it is of, its geometry and where its page is."""

    row: Row
    small: charts.Small | None
    scale: charts.Scale | None


def drawn(series: Series, values: Sequence[Value], targets: Sequence[Target]) -> Drawn:
    """Return the chart of a series and what is expected of it until its last target."""
    indicator = series.indicator
    seen = outlook(values, targets[-1] if targets else None, indicator.direction) if values else None
    base = None
    if series.baseline_on is not None and series.baseline_value is not None:
        base = (series.baseline_on, float(series.baseline_value))
    aims = charts.Aims(
        base,
        tuple((one.on, float(one.value)) for one in targets),
        stepped=series.path == PathKind.STEPPED,
        points=tuple(points_in_use(series, (one.on for one in targets))),
    )
    chart = charts.chart(values, period_of(indicator), aims, seen.expected if seen else ())
    return Drawn(series, values, targets, chart, seen)


def period_of(indicator: Any) -> int | None:
    """Return how often a value is due, in days; None where it is irregular."""
    return None if indicator.frequency == Frequency.IRREGULAR else Frequency(indicator.frequency).days


def lines_of(observations: Sequence[Observation], values: Sequence[Value]) -> list[Line]:
    """Return the table of a series, the newest first: all its rows but repeated ones, or its computed values."""
    if not observations:
        return [Line(one.on, one.number, "", "", "", Standing.COUNTS) for one in reversed(values)]
    return [
        Line(row.on, row.number, row.text, row.source.name if row.source else "", row.note, row.standing, row.pk)
        for row in reversed(observations)
        if row.standing != Standing.REPEATED
    ]


def multiples(rows: Sequence[tuple[Any, Sequence[Value]]], indicator: Any) -> list[tuple[Any, Any, Value | None]]:
    """Return for each series its small drawing in the scale of all, and its newest value."""
    scale = charts.scale_of([values for _series, values in rows])
    period = period_of(indicator)
    return [
        (series, charts.small(values, scale, period) if scale else None, values[-1] if values else None)
        for series, values in rows
    ]


def scale_shared(rows: Sequence[tuple[Any, Sequence[Value]]]) -> charts.Scale | None:
    """Return the scale that `multiples` draws in."""
    return charts.scale_of([values for _series, values in rows])


def measure_goals(plan: Any, goals: Iterable[Any], today: datetime.date) -> None:
    """Give each of some goals how it stands (``told``) and a tile for each series that measures it (``measures``).

    The number of queries does not depend on how many there are.
    """
    known = list(goals)
    tell_series(plan, known)
    series = {one.pk: one for goal in known for one in goal.series_list}
    rows = rows_of_series(plan, list(series.values()), today)
    places = {one.territory_id for one in series.values()}
    values = values_by_place(plan, {one.indicator_id: one.indicator for one in series.values()}.values(), places)
    drawn_ones = {tile.row.series.pk: tile for tile in tiles(rows, values)}
    told = told_of(plan, [(StatusKind.GOAL.value, goal.pk) for goal in known if goal.series_list], today)
    for goal in known:
        goal.told = told.get((StatusKind.GOAL.value, goal.pk))
        goal.measures = [drawn_ones[one.pk] for one in goal.series_list]


def tiles(rows: Sequence[Row], values: Mapping[tuple[int, int], Sequence[Value]]) -> list[Tile]:
    """Return a small drawing for each row of a board, each in its own scale."""
    found = []
    for row in rows:
        own = values.get((row.indicator.pk, row.territory.pk), []) if row.territory else []
        scale = charts.scale_of([own])
        small = charts.small(own, scale, period_of(row.indicator)) if scale else None
        found.append(Tile(row, small, scale))
    return found
