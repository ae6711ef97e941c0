"""What reports say of how things stand: accepted ones of progress, and those that were asked for and never came."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from rumbo.monitoring.enums import PeriodState, ReportState
from rumbo.monitoring.models import Assignment, ProgressReport, ReportedMilestone

if TYPE_CHECKING:
    from rumbo.plan.models import Plan


class Said(NamedTuple):
    """What the newest accepted report says: the day that it speaks of, per cent, and the day that it was done."""

    on: datetime.date
    progress: float
    done_on: datetime.date | None = None


@dataclass(slots=True)
class Reports:
    """All of a plan until a day.

    ``measures`` (by id of the measure) and ``milestones``: what was last said of each. ``unchanged``: by measure, the
    newest day of which a report says that nothing changed. ``asked`` (by measure) and ``asked_series``: the last day
    for the oldest report that somebody has owed since they last sent one, accepted or not.
    """

    measures: dict[int, Said] = field(default_factory=dict)
    unchanged: dict[int, datetime.date] = field(default_factory=dict)
    milestones: dict[int, Said] = field(default_factory=dict)
    asked: dict[int, datetime.date] = field(default_factory=dict)
    asked_series: dict[int, datetime.date] = field(default_factory=dict)


def reports_of(plan: Plan, today: datetime.date) -> Reports:
    """Return what the reports of a plan say until a day. Three queries."""
    found = Reports()
    _add_progress(found, plan, today)
    _add_milestones(found, plan, today)
    _add_asked(found, plan, today)
    return found


def _add_progress(found: Reports, plan: Plan, today: datetime.date) -> None:
    """Read the progress that reports give; one that nothing changed says again what is known, or 0."""
    rows = ProgressReport.objects.filter(
        state=ReportState.ACCEPTED, assignment__period__plan=plan, assignment__measure__isnull=False
    ).order_by(F("on").asc(nulls_first=True), "pk")
    for measure, on, sent_at, progress, unchanged in rows.values_list(
        "assignment__measure", "on", "sent_at", "progress", "nothing_changed"
    ):
        day = on or (timezone.localdate(sent_at) if sent_at is not None else None)
        if day is None or day > today:
            continue
        before = found.measures.get(measure)
        said = float(progress) if progress is not None else None
        if unchanged:
            found.unchanged[measure] = max(day, found.unchanged.get(measure, day))
            said = before.progress if before is not None else 0.0
        if said is not None and (before is None or day >= before.on):
            found.measures[measure] = Said(day, said)


def _add_milestones(found: Reports, plan: Plan, today: datetime.date) -> None:
    rows = (
        ReportedMilestone.objects.filter(report__state=ReportState.ACCEPTED, milestone__plan=plan)
        .annotate(day=Coalesce("report__on", "report__assignment__period__ends_on"))
        .filter(day__lte=today)
        .order_by("day", "pk")
    )
    for milestone, day, progress, done_on in rows.values_list("milestone", "day", "progress", "done_on"):
        found.milestones[milestone] = Said(day, float(progress), done_on)


def _add_asked(found: Reports, plan: Plan, today: datetime.date) -> None:
    rows = (
        Assignment.objects.filter(period__plan=plan, period__due_on__lt=today, excused="")
        .exclude(period__phase=PeriodState.PLANNED)
        .order_by("period__due_on", "pk")
        .values_list("organization", "measure", "series", "period__due_on", "report__sent_at")
    )
    owed: dict[Any, datetime.date] = {}
    for organization, measure, series, due_on, sent_at in rows:
        key = (organization, measure, series)
        if sent_at is not None:
            owed.pop(key, None)
        else:
            owed.setdefault(key, due_on)
    found.asked = _oldest((measure, on) for (_who, measure, _series), on in owed.items() if measure is not None)
    found.asked_series = _oldest((series, on) for (_who, _measure, series), on in owed.items() if series is not None)


def _oldest(pairs: Iterable[tuple[int, datetime.date]]) -> dict[int, datetime.date]:
    days: dict[int, list[datetime.date]] = defaultdict(list)
    for pk, on in pairs:
        days[pk].append(on)
    return {pk: min(some) for pk, some in days.items()}
