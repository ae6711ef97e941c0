"""What everybody may read of reports: the newest accepted one on a thing, without the people who sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from rumbo.core.models import State
from rumbo.monitoring.enums import ReportState
from rumbo.monitoring.models import ProgressReport

if TYPE_CHECKING:
    from rumbo.plan.models import Measure


def newest_accepted(measure: Measure | int) -> Any:
    """Return the newest accepted report on a project, action or strategy that says more than "nothing changed".

    It has ``confirmed_on``, the day of the newest later one that says that nothing changed since; None where there is
    none. Problems and help needed are for the staff alone: do not show them. Two queries at most; None without one.
    """
    rows = ProgressReport.objects.filter(
        assignment__measure=measure, assignment__period__state=State.CURRENT, state=ReportState.ACCEPTED
    ).select_related("assignment__organization", "assignment__period")
    listed = rows.order_by(F("on").desc(nulls_last=True), "-assignment__period__starts_on", "-pk")
    found = listed.filter(nothing_changed=False).first()
    if found is not None:
        later = listed.filter(nothing_changed=True, assignment__organization=found.assignment.organization_id)
        since = later.filter(on__gt=found.on).first() if found.on is not None else None
        found.confirmed_on = since.on if since is not None else None
    return found
