"""What everybody may read of reports: the newest accepted one on a thing, without the people who sent it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F

from rumbo.core.models import State
from rumbo.monitoring.enums import ReportState
from rumbo.monitoring.models import ProgressReport

if TYPE_CHECKING:
    from rumbo.plan.models import Measure


@dataclass(frozen=True, slots=True)
class Told:
    """What an organization last reported on a thing: as of when, how far it is, what was done.

    ``confirmed_on`` is the day of the newest later report that nothing changed since.
    """

    organization: Any
    on: datetime.date | None
    progress: int | None
    text: str
    confirmed_on: datetime.date | None


def newest_accepted(measure: Measure | int) -> Told | None:
    """Return what the newest accepted report on a project, action or strategy says; None without one.

    One that says that nothing changed confirms the one before. Problems and help needed are for the staff alone. Two
    queries at most.
    """
    rows = ProgressReport.objects.filter(
        assignment__measure=measure, assignment__period__state=State.CURRENT, state=ReportState.ACCEPTED
    ).select_related("assignment__organization")
    listed = rows.order_by(F("on").desc(nulls_last=True), "-assignment__period__starts_on", "-pk")
    found = listed.filter(nothing_changed=False).first()
    if found is None:
        return None
    organization = found.assignment.organization
    later = listed.filter(nothing_changed=True, assignment__organization=organization, on__gt=found.on)
    since = later.values_list("on", flat=True).first() if found.on is not None else None
    return Told(organization, found.on, found.progress, found.text, since)
