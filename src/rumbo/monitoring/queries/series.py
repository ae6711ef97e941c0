"""The values of series as charts use them: one number a day, computed where they are; in constant queries."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, QuerySet, Subquery

from rumbo.monitoring.enums import Computation, Standing
from rumbo.monitoring.models import Indicator, Observation, Series

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

#: An indicator in a territory, by their ids.
Place = tuple[int, int]
#: Of several values of a day the first in this order is the one that a chart uses.
FIRST = ("standing", "order", "pk")
USED = (Standing.COUNTS, Standing.TO_CONFIRM)


@dataclass(frozen=True, slots=True)
class Value:
    """The number of a day; ``to_confirm``: others were given for that day, and nobody has chosen yet."""

    on: datetime.date
    number: float
    to_confirm: bool = False


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest value of a series and the one before it."""

    value: Value
    before: Value | None = None


def values_by_place(
    plan: Plan, indicators: Iterable[Indicator], territories: Iterable[int] | None = None
) -> dict[Place, list[Value]]:
    """Return the values of indicators by territory, by date; of all territories unless some are given.

    An indicator that is computed has a value where all that it rests on have one of the same day. What has no
    value is left out.
    """
    wanted = list(indicators)
    known = {one.pk: one for one in wanted}
    parts: dict[int, list[int]] = {}
    if any(one.is_derived for one in wanted):
        known |= {one.pk: one for one in Indicator.objects.filter(plan=plan).exclude(computation="observed")}
        parts = _parts(plan)
    observed = _observed(_bases(wanted, known, parts), territories)
    done: dict[int, dict[int, dict[datetime.date, Value]]] = {}
    found: dict[Place, list[Value]] = {}
    for one in wanted:
        for territory, days in _computed(one.pk, known, parts, observed, done).items():
            if days:
                found[one.pk, territory] = [days[day] for day in sorted(days)]
    return found


def values_of(series: Series) -> list[Value]:
    """Return the values of one series by date."""
    indicator = series.indicator
    place = (indicator.pk, series.territory_id)
    return values_by_place(indicator.plan, [indicator], [series.territory_id]).get(place, [])


def latest_of(series: Iterable[int]) -> dict[int, Latest]:
    """Return the newest value, and the one before it, of observed series by their ids; without values, nothing."""
    used = _used().filter(series=OuterRef("pk"))
    newest = used.order_by("-on", *FIRST)
    rows = list(
        Series.objects.order_by()
        .filter(pk__in=list(series))
        .annotate(newest_on=Subquery(newest.values("on")[:1]), newest=Subquery(newest.values("pk")[:1]))
        .annotate(before=Subquery(newest.filter(on__lt=OuterRef("newest_on")).values("pk")[:1]))
        .exclude(newest=None)
        .values_list("pk", "newest", "before")
    )
    wanted = {pk for _series, *pair in rows for pk in pair if pk is not None}
    values = {
        pk: Value(on, float(number or 0), standing == Standing.TO_CONFIRM)
        for pk, on, number, standing in _used().filter(pk__in=wanted).values_list("pk", "on", "number", "standing")
    }
    return {one: Latest(values[newest], values.get(before)) for one, newest, before in rows}


def as_latest(values: list[Value]) -> Latest | None:
    """Return the newest of some values by date and the one before it."""
    return Latest(values[-1], values[-2] if len(values) > 1 else None) if values else None


def rows_of(series: Iterable[int]) -> QuerySet[Observation, Observation]:
    """Return all rows that ever came for some series, by series and date, in the order of their files."""
    return (
        Observation.objects.filter(series__in=list(series))
        .select_related("source", "series__territory")
        .order_by("series", "on", "order", "pk")
    )


def conflicts_of(plan: Plan) -> QuerySet[Observation, Any]:
    """Return the days for which several values were given and none is chosen, as ``series`` and ``on``."""
    rows = Observation.objects.filter(series__indicator__plan=plan, standing=Standing.TO_CONFIRM)
    return rows.order_by("series__indicator__position", "series", "on").values("series", "on").distinct()


def rows_of_days(days: Iterable[Mapping[str, Any]]) -> list[Observation]:
    """Return the values to confirm of some days of series, in the order of the days and of their files."""
    wanted = {(day["series"], day["on"]): place for place, day in enumerate(days)}
    rows = Observation.objects.filter(
        series__in={series for series, _on in wanted},
        on__in={on for _series, on in wanted},
        standing=Standing.TO_CONFIRM,
    )
    found = [
        row
        for row in rows.select_related("source", "series__indicator", "series__territory")
        if (row.series_id, row.on) in wanted
    ]
    return sorted(found, key=lambda row: (wanted[row.series_id, row.on], row.order, row.pk))


def _used() -> QuerySet[Observation, Observation]:
    return Observation.objects.filter(standing__in=USED, number__isnull=False)


def _parts(plan: Plan) -> dict[int, list[int]]:
    """Return what each sum of a plan sums up."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Indicator.parts.through.objects.filter(from_indicator__plan=plan).order_by("pk")
    for whole, part in rows.values_list("from_indicator_id", "to_indicator_id"):
        found[whole].append(part)
    return found


def _rests_on(indicator: Indicator, parts: Mapping[int, list[int]]) -> list[int]:
    """Return the ids of what an indicator is computed from."""
    if indicator.computation == Computation.SUM:
        return parts.get(indicator.pk, [])
    return [pk for pk in (indicator.numerator_id, indicator.denominator_id) if pk is not None]


def _bases(wanted: Iterable[Indicator], known: Mapping[int, Indicator], parts: Mapping[int, list[int]]) -> set[int]:
    """Return the ids of the observed indicators that some rest on."""
    found: set[int] = set()
    seen: set[int] = set()
    waiting = [one.pk for one in wanted]
    while waiting:
        pk = waiting.pop()
        if pk in seen:
            continue
        seen.add(pk)
        one = known.get(pk)
        if one is not None and one.is_derived:
            waiting += _rests_on(one, parts)
        else:
            found.add(pk)
    return found


def _observed(
    indicators: set[int], territories: Iterable[int] | None
) -> dict[int, dict[int, dict[datetime.date, Value]]]:
    """Return the value of each day by observed indicator and territory."""
    rows = _used().filter(series__indicator__in=indicators)
    if territories is not None:
        rows = rows.filter(series__territory__in=list(territories))
    found: dict[int, dict[int, dict[datetime.date, Value]]] = defaultdict(dict)
    ordered = rows.order_by("series", "on", *FIRST).values_list(
        "series__indicator_id", "series__territory_id", "on", "number", "standing"
    )
    for (indicator, territory), members in groupby(ordered.iterator(chunk_size=5_000), key=lambda row: row[:2]):
        days: dict[datetime.date, Value] = {}
        for _indicator, _territory, on, number, standing in members:
            days.setdefault(on, Value(on, float(number or 0), standing == Standing.TO_CONFIRM))
        found[indicator][territory] = days
    return found


def _computed(
    pk: int,
    known: Mapping[int, Indicator],
    parts: Mapping[int, list[int]],
    observed: Mapping[int, dict[int, dict[datetime.date, Value]]],
    done: dict[int, dict[int, dict[datetime.date, Value]]],
) -> dict[int, dict[datetime.date, Value]]:
    """Return the values of an indicator by territory and day, computed where it is computed."""
    if pk in done:
        return done[pk]
    one = known.get(pk)
    if one is None or not one.is_derived:
        return observed.get(pk, {})
    done[pk] = {}  # should it rest on itself, it has no value
    sides = [_computed(other, known, parts, observed, done) for other in _rests_on(one, parts)]
    places = set(sides[0]).intersection(*sides[1:]) if sides else set()
    done[pk] = {place: _aligned(one, [side[place] for side in sides]) for place in places}
    return done[pk]


def _aligned(indicator: Indicator, sides: list[dict[datetime.date, Value]]) -> dict[datetime.date, Value]:
    """Return the value of each day that all sides have."""
    found = {}
    for day in set(sides[0]).intersection(*sides[1:]):
        number = _number(indicator, [side[day].number for side in sides])
        if number is not None:
            found[day] = Value(day, number, any(side[day].to_confirm for side in sides))
    return found


def _number(indicator: Indicator, numbers: list[float]) -> float | None:
    if indicator.computation == Computation.SUM:
        return sum(numbers)
    if len(numbers) < 2 or numbers[1] == 0:
        return None
    return numbers[0] / numbers[1] * float(indicator.factor)
