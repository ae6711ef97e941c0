"""What the address of a page of monitoring names, or 404; and the way there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from rumbo.monitoring.models import Assignment, Indicator, Observation, ReportingPeriod, Series, Target
from rumbo.monitoring.queries.assignments import assignments_of

#: The section of the desk.
SECTION = "monitoring:home"
_OF_SERIES = ("indicator__plan", "indicator__axis", "indicator__owner", "territory")


def get_indicator(plan: Any, pk: int) -> Indicator:
    """Return an indicator of the plan.

    Raises:
        Http404: the plan has no such indicator.
    """
    rows = Indicator.objects.filter(plan=plan, pk=pk).select_related("axis", "owner")
    found: Indicator | None = rows.first()
    if found is None:
        raise Http404(_("There is no such indicator in this plan."))
    found.plan = plan
    return found


def get_series(plan: Any, pk: int) -> Series:
    """Return a series of an indicator of the plan, with its indicator and territory.

    Raises:
        Http404: the plan has no such series.
    """
    found = Series.objects.filter(indicator__plan=plan, pk=pk).select_related(*_OF_SERIES).first()
    if found is None:
        raise Http404(_("There is no such series in this plan."))
    return found


def get_target(plan: Any, pk: int) -> Target:
    """Return a target of a series of the plan.

    Raises:
        Http404: the plan has no such target.
    """
    rows = Target.objects.filter(series__indicator__plan=plan, pk=pk)
    found = rows.select_related(*(f"series__{name}" for name in _OF_SERIES)).first()
    if found is None:
        raise Http404(_("There is no such target in this plan."))
    return found


def get_value(plan: Any, pk: int) -> Observation:
    """Return a value of a series of the plan.

    Raises:
        Http404: the plan has no such value.
    """
    rows = Observation.objects.filter(series__indicator__plan=plan, pk=pk)
    found = rows.select_related("source", *(f"series__{name}" for name in _OF_SERIES)).first()
    if found is None:
        raise Http404(_("There is no such value in this plan."))
    return found


def get_period(plan: Any, pk: int) -> ReportingPeriod:
    """Return a reporting period of the plan, in force or not.

    Raises:
        Http404: the plan has no such period.
    """
    found: ReportingPeriod | None = ReportingPeriod.objects.filter(plan=plan, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such period in this plan."))
    found.plan = plan
    return found


def get_assignment(plan: Any, pk: int) -> Assignment:
    """Return a report that is asked for in the plan, with its thing, period and report.

    Raises:
        Http404: the plan has no such report to make.
    """
    found: Assignment | None = assignments_of(period__plan=plan, pk=pk).first()
    if found is None:
        raise Http404(_("Nobody is asked for such a report in this plan."))
    found.period.plan = plan
    return found


def may_edit(request: HttpRequest, indicator: Indicator) -> bool:
    """Whether the person may edit the indicator and its series."""
    return bool(request.user.has_perm(indicator.PERMISSION, indicator))


def editable(request: HttpRequest, indicator: Indicator) -> None:
    """Raise ``PermissionDenied`` unless the person may edit the indicator."""
    if not may_edit(request, indicator):
        raise PermissionDenied


def way_to(plan: Any, *, indicator: Any = None, series: Any = None, last: str = "") -> list[tuple[str, str]]:
    """Return the crumbs of a page: monitoring, the indicator, its series, and the page about it."""
    crumbs = [(_("Monitoring"), reverse("monitoring:home", args=[plan.key]))]
    if indicator is not None:
        crumbs.append((indicator.name, reverse("monitoring:indicator", args=[plan.key, indicator.pk])))
    if series is not None:
        crumbs.append((series.territory.name, reverse("monitoring:series", args=[plan.key, series.pk])))
    if last:
        crumbs.append((last, ""))
    return [*crumbs[:-1], (crumbs[-1][0], "")]
