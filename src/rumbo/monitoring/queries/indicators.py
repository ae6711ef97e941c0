"""Lists of indicators: of a plan, an axis or a territory, each with its newest value, target and status."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from rumbo.monitoring.enums import Direction, StatusKind
from rumbo.monitoring.models import Indicator, Series, StatusRecord, Target
from rumbo.monitoring.queries.series import Latest, as_latest, latest_of, values_by_place
from rumbo.places.queries.territories import all_territories

if TYPE_CHECKING:
    from rumbo.places.models import Territory
    from rumbo.plan.models import Plan

#: Changes smaller than this, beside the value, come from rounding.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator in the territory that a list shows, and how it stands there."""

    indicator: Any
    territory: Any = None
    series: Any = None
    latest: Latest | None = None
    target: Any = None
    status: Any = None

    @property
    def value(self) -> float | None:
        """The newest number."""
        return self.latest.value.number if self.latest else None

    @property
    def on(self) -> datetime.date | None:
        """The day of the newest number."""
        return self.latest.value.on if self.latest else None

    @property
    def trend(self) -> str:
        """Whether it rose since the value before: ``up``, ``down`` or ``same``; empty without two values."""
        if self.latest is None or self.latest.before is None:
            return ""
        now, before = self.latest.value.number, self.latest.before.number
        if abs(now - before) <= _SAME * max(abs(now), abs(before)):
            return "same"
        return "up" if now > before else "down"

    @property
    def moves(self) -> str:
        """Whether that is ``better`` or ``worse``; empty where it is neither."""
        if self.trend in ("", "same") or self.indicator.direction == Direction.NEITHER:
            return ""
        return "better" if (self.trend == "up") == (self.indicator.direction == Direction.RISING) else "worse"


def indicators_of(plan: Plan, *, axis: Any = None, area: str = "", words: str = "") -> QuerySet[Indicator, Indicator]:
    """Return a plan's indicators in force by axis and position, those of an axis, of an area, with some words."""
    found = Indicator.objects.current().filter(plan=plan).select_related("axis", "owner", "plan")
    if axis is not None:
        found = found.filter(axis=axis)
    if area:
        found = found.filter(area=area)
    for word in words.split()[:8]:
        found = found.filter(Q(title__icontains=word) | Q(key__icontains=word) | Q(categories__icontains=word))
    return found.order_by("axis__position", "area", "position", "pk")


def find_indicator(plan: Plan, key: str) -> Indicator | None:
    """Return the plan's indicator with a key, in force or not."""
    return Indicator.objects.filter(plan=plan, key=key).select_related("axis", "owner", "plan__territory").first()


def areas_of(plan: Plan) -> list[str]:
    """Return the areas that a plan's indicators are sorted by."""
    rows = Indicator.objects.current().filter(plan=plan).exclude(area="")
    return list(rows.order_by("area").values_list("area", flat=True).distinct())


def territories_measured(plan: Plan) -> list[Territory]:
    """Return the territories in which a plan's indicators in force have a series: its own first, then by name."""
    ids = Series.objects.order_by().filter(indicator__plan=plan, indicator__state="current").values("territory")
    return sorted(all_territories().filter(pk__in=ids), key=lambda one: (one.pk != plan.territory_id, one.title))


def tell_series(plan: Plan, goals: Iterable[Any]) -> None:
    """Give each of some goals the series of indicators in force that measure it (``series_list``), in one query."""
    known = {goal.pk: goal for goal in goals}
    for goal in known.values():
        goal.series_list = []
    if not known:
        return
    links = Series.goals.through.objects.filter(goal__in=list(known), series__indicator__state="current")
    rows = links.filter(series__indicator__plan=plan).select_related("series__indicator", "series__territory")
    for link in rows.order_by("series__indicator__position", "series").defer("series__territory__boundary"):
        known[link.goal_id].series_list.append(link.series)


def series_of(indicator: Indicator) -> list[Series]:
    """Return the series of an indicator: the plan's own territory first, then by name."""
    found = Series.objects.filter(indicator=indicator).select_related("territory").defer("territory__boundary")
    own = indicator.plan.territory_id
    return sorted(found, key=lambda one: (one.territory_id != own, one.territory.title))


def targets_in_force(series: Iterable[int]) -> dict[int, list[Target]]:
    """Return the targets in force of some series by date."""
    found: dict[int, list[Target]] = defaultdict(list)
    rows = Target.objects.filter(series__in=list(series), replaced_by=None, dropped=False).order_by("on", "pk")
    for target in rows:
        found[target.series_id].append(target)
    return found


def statuses_of(series: Iterable[int]) -> dict[int, StatusRecord]:
    """Return how some series stand now."""
    rows = StatusRecord.objects.filter(kind=StatusKind.SERIES, thing__in=list(series), is_current=True)
    return {row.thing: row for row in rows}


def rows_for(
    plan: Plan, indicators: Sequence[Indicator], today: datetime.date, *, territory: int | None = None
) -> list[Row]:
    """Return a row for each indicator in a territory; else in the plan's own, or the first that it has.

    The target is the next one, or the last. The number of queries does not depend on how many there are.
    """
    chosen = _chosen(plan, indicators, territory)
    found = {row.indicator.pk: row for row in rows_of_series(plan, list(chosen.values()), today)}
    return [
        replace(found[one.pk], indicator=one) if one.pk in found else Row(one)  # with all that its list knows of it
        for one in indicators
    ]


def rows_of_series(plan: Plan, series: Sequence[Series], today: datetime.date) -> list[Row]:
    """Return a row for each of some series. The number of queries does not depend on how many there are."""
    pks = [one.pk for one in series]
    latest = latest_of(one.pk for one in series if not one.indicator.is_derived)
    latest |= _latest_derived(plan, series)
    targets, statuses = targets_in_force(pks), statuses_of(pks)
    return [
        Row(
            one.indicator,
            one.territory,
            one,
            latest.get(one.pk),
            next_target(targets.get(one.pk, []), today),
            statuses.get(one.pk),
        )
        for one in series
    ]


def next_target(targets: Sequence[Target], today: datetime.date) -> Target | None:
    """Return the first target from a day on, or else the last."""
    return next((one for one in targets if one.on >= today), targets[-1] if targets else None)


def compared(plan: Plan, indicators: Sequence[Indicator]) -> dict[int, dict[int, Latest]]:
    """Return the newest value of each indicator in each territory that has one, by their ids."""
    series = list(_series(indicators))
    plain = {one.pk: one for one in series if not one.indicator.is_derived}
    found: dict[int, dict[int, Latest]] = defaultdict(dict)
    for pk, latest in latest_of(plain).items():
        found[plain[pk].indicator_id][plain[pk].territory_id] = latest
    derived = [one for one in indicators if one.is_derived]
    if derived:
        for (indicator, territory), values in values_by_place(plan, derived).items():
            if newest := as_latest(values):
                found[indicator][territory] = newest
    return found


def _series(indicators: Iterable[Indicator]) -> QuerySet[Series, Series]:
    wanted = [one.pk for one in indicators]
    rows = Series.objects.filter(indicator__in=wanted).select_related("indicator", "territory")
    return rows.defer("indicator__text", "indicator__text_en", "territory__boundary").order_by("pk")


def _chosen(plan: Plan, indicators: Iterable[Indicator], territory: int | None) -> dict[int, Series]:
    found: dict[int, Series] = {}
    for one in _series(indicators):
        if territory is not None and one.territory_id != territory:
            continue
        if one.indicator_id not in found or one.territory_id == plan.territory_id:
            found[one.indicator_id] = one
    return found


def _latest_derived(plan: Plan, series: Iterable[Series]) -> dict[int, Latest]:
    derived = [one for one in series if one.indicator.is_derived]
    if not derived:
        return {}
    places = {one.territory_id for one in derived}
    values = values_by_place(plan, {one.indicator_id: one.indicator for one in derived}.values(), places)
    found = {one.pk: as_latest(values.get((one.indicator_id, one.territory_id), [])) for one in derived}
    return {pk: latest for pk, latest in found.items() if latest is not None}
