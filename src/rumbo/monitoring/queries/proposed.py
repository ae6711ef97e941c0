"""Who should report on what in a period: from the responsibilities and from the owners of indicators."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q

from rumbo.core.models import State
from rumbo.monitoring.enums import Computation, Frequency
from rumbo.monitoring.models import Assignment, Observation, Series
from rumbo.monitoring.queries.assignments import MEASURED, axis_of_thing, title_of_thing
from rumbo.monitoring.queries.series import USED
from rumbo.portfolio.enums import Responsible, Stage
from rumbo.portfolio.models import Responsibility

if TYPE_CHECKING:
    from rumbo.monitoring.models import ReportingPeriod
    from rumbo.plan.models import Plan


@dataclass(frozen=True, slots=True)
class Proposed:
    """That an organization should report on a thing: a project, action or strategy, or a series of values.

    ``assignment`` where it was asked already.
    """

    organization: Any
    thing: Any
    assignment: Any = None

    @property
    def key(self) -> str:
        """What names the pair in a form: organization, then measure or series."""
        return f"{self.organization.pk}-{self.anchor}"

    @property
    def anchor(self) -> str:
        """What names the thing in a form: ``m`` and the measure, or ``s`` and the series."""
        kind, number = _anchor(self.thing)
        return f"{kind}{number}"

    @property
    def kind(self) -> str:
        """The kind of the thing: ``project``, ``action``, ``strategy`` or ``series``."""
        return getattr(self.thing, "KIND", "series")

    @property
    def title(self) -> str:
        """The thing as people name it."""
        return title_of_thing(self.thing)

    @property
    def axis(self) -> Any:
        """The axis of the thing; None for an indicator of the whole plan."""
        return axis_of_thing(self.thing)


def proposed_for(period: ReportingPeriod) -> list[Proposed]:
    """Return who should report on what in a period and is not asked yet: by organization, axis, kind and title.

    These are who is accountable for projects, actions and strategies under way, and who reports the values of
    observed indicators of which one is due before the period ends. Constant queries.
    """
    asked: set[tuple[int, int | None, int | None]] = set(
        Assignment.objects.filter(period=period).values_list("organization_id", "measure_id", "series_id")
    )
    found = [one for one in _measures(period.plan) if (one.organization.pk, one.thing.measure_id, None) not in asked]
    found += [
        one for one in _series(period.plan, period.ends_on) if (one.organization.pk, None, one.thing.pk) not in asked
    ]
    return sorted(found, key=_place)


def _measures(plan: Plan) -> list[Proposed]:
    rows = Responsibility.objects.filter(
        under_way("measure"), measure__plan=plan, share=None, role=Responsible.ACCOUNTABLE
    )
    rows = rows.filter(organization__state=State.CURRENT)
    read = rows.select_related("organization", *(f"measure__{path}" for path in MEASURED))
    return [Proposed(one.organization, one.measure.element) for one in read]


def under_way(prefix: str) -> Q:
    """Return the condition that a measure is in force, and its project neither closed nor suspended."""
    alive = Q()
    for path in ("project", "action__project"):
        going = Q(**{f"{prefix}__{path}__state": State.CURRENT, f"{prefix}__{path}__suspended": False})
        going &= ~Q(**{f"{prefix}__{path}__stage": Stage.CLOSED})
        alive |= going & (Q() if path == "project" else Q(**{f"{prefix}__action__state": State.CURRENT}))
    strategy = {f"{prefix}__action__strategy__state": State.CURRENT, f"{prefix}__action__state": State.CURRENT}
    return alive | Q(**{f"{prefix}__strategy__state": State.CURRENT}) | Q(**strategy)


def _series(plan: Plan, until: datetime.date) -> list[Proposed]:
    rows = Series.objects.filter(
        indicator__plan=plan,
        indicator__state=State.CURRENT,
        indicator__computation=Computation.OBSERVED,
        indicator__owner__state=State.CURRENT,
    ).select_related("indicator__owner", "indicator__axis", "territory")
    listed = list(rows.order_by("pk"))
    newest = dict(
        Observation.objects.filter(series__in=rows.order_by().values("pk"), standing__in=USED, number__isnull=False)
        .order_by()
        .values_list("series")
        .annotate(Max("on"))
    )
    return [Proposed(one.indicator.owner, one) for one in listed if _is_due(one, newest.get(one.pk), until)]


def _is_due(series: Series, last: datetime.date | None, until: datetime.date) -> bool:
    """Whether a new value is due by a day, after how often there is one."""
    return last is None or last + datetime.timedelta(Frequency(series.indicator.frequency).days) <= until


def _place(one: Proposed) -> tuple[str, int, str, str]:
    axis = one.axis
    return one.organization.title, axis.position if axis is not None else -1, one.kind, one.title


def _anchor(thing: Any) -> tuple[str, int]:
    return ("m", thing.measure_id) if hasattr(thing, "measure_id") else ("s", thing.pk)
