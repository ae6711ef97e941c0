"""What the team of an axis, or who keeps the whole plan, has before it this week."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from rumbo.core.models import State
from rumbo.methods.status import Status
from rumbo.monitoring.enums import ImprovementState, ReportState, StatusKind
from rumbo.monitoring.models import Improvement, ProgressReport, StatusRecord
from rumbo.monitoring.queries.assignments import THINGS, thing_of, title_of_thing
from rumbo.monitoring.queries.owing import Owed, owing
from rumbo.monitoring.queries.series import conflicts_of
from rumbo.monitoring.queries.statuses import told_of
from rumbo.monitoring.status_words import Told
from rumbo.plan.enums import Role
from rumbo.plan.queries.axes import axes_of
from rumbo.plan.queries.roles import roles_of
from rumbo.portfolio.models import Milestone, Project
from rumbo.portfolio.queries.responsibilities import axis_of

if TYPE_CHECKING:
    from rumbo.plan.models import Axis, Plan

#: Lines of a list on the page; days to look ahead, and back for what changed.
SHOWN, AHEAD, BACK = 20, 14, 7
_BAD = (Status.OFF_COURSE.value, Status.AT_RISK.value, Status.NO_NEWS.value)
_OF_PROJECT = "program__theme__axis"


@dataclass(frozen=True, slots=True)
class ToReview:
    """A report that waits for the staff, with what it is about."""

    report: ProgressReport
    title: str
    organization: str


@dataclass(frozen=True, slots=True)
class Worse:
    """A project that stands worse than it did a week ago, or fell silent."""

    project: Project
    told: Told
    since: datetime.date


@dataclass(frozen=True, slots=True)
class Week:
    """What is before a team. Each list holds at most `SHOWN`; ``more`` says by name how many are left out."""

    review: tuple[ToReview, ...]
    owed: tuple[Owed, ...]
    overdue: tuple[Milestone, ...]
    coming: tuple[Milestone, ...]
    worse: tuple[Worse, ...]
    improvements: tuple[Improvement, ...]
    to_confirm: int
    more: dict[str, int]

    @property
    def is_free(self) -> bool:
        """Whether nothing waits."""
        lists = (self.review, self.owed, self.overdue, self.coming, self.worse, self.improvements)
        return not any(lists) and not self.to_confirm


def own_axes(user: Any, plan: Plan) -> list[Axis]:
    """Return the axes in force that a person edits."""
    wanted = {held.axis_id for held in roles_of(user) if held.plan_id == plan.pk and held.role == Role.EDITOR}
    return [axis for axis in axes_of(plan) if axis.pk in wanted]


def week_of(plan: Plan, axes: Iterable[Axis] | None, today: datetime.date) -> Week:
    """Return what is before the team of some axes, or of the whole plan (None), in a constant number of queries."""
    wanted = None if axes is None else {axis.pk for axis in axes}
    review = _to_review(plan, wanted)
    owed = [one for one in owing(plan, today) if one.days_late and _is_of(thing_of(one.assignment), wanted)]
    milestones = _milestones(plan, wanted, today)
    late, next_ = milestones.filter(ends_on__lt=today), milestones.filter(ends_on__gte=today)
    worse = _worse(plan, wanted, today)
    improvements = _improvements(plan, wanted, today)
    lists: dict[str, Sequence[Any]] = {"review": review, "owed": owed}
    lists |= {"worse": worse, "improvements": improvements}
    counts = {name: len(rows) for name, rows in lists.items()}
    counts |= {"overdue": late.count(), "coming": next_.count()}
    conflicts = conflicts_of(plan)
    if wanted is not None:
        conflicts = conflicts.filter(series__indicator__axis__in=wanted)
    return Week(
        review=tuple(review[:SHOWN]),
        owed=tuple(owed[:SHOWN]),
        overdue=tuple(late[:SHOWN]),
        coming=tuple(next_[:SHOWN]),
        worse=tuple(worse[:SHOWN]),
        improvements=tuple(improvements[:SHOWN]),
        to_confirm=conflicts.count(),
        more={name: max(count - SHOWN, 0) for name, count in counts.items()},
    )


def _is_of(thing: Any, axes: set[int] | None) -> bool:
    """Whether a project, action, strategy or series belongs to one of the axes."""
    if axes is None:
        return True
    if hasattr(thing, "indicator_id"):
        return thing.indicator.axis_id in axes
    axis = axis_of(thing)
    return axis is not None and axis.pk in axes


def _to_review(plan: Plan, axes: set[int] | None) -> list[ToReview]:
    """Return the reports that were sent and neither accepted nor questioned, who waits longest first."""
    paths = [f"assignment__{path}" for path in THINGS]
    rows = ProgressReport.objects.filter(assignment__period__plan=plan, state=ReportState.SENT)
    rows = rows.select_related("assignment__organization", "assignment__period", *paths).order_by("sent_at", "pk")
    found = []
    for one in rows:
        thing = thing_of(one.assignment)
        if _is_of(thing, axes):
            found.append(ToReview(one, title_of_thing(thing), one.assignment.organization.name))
    return found


def _milestones(plan: Plan, axes: set[int] | None, today: datetime.date) -> QuerySet[Milestone, Any]:
    """Return the milestones whose last day has passed or comes in the days ahead; none that is done."""
    rows = Milestone.objects.current().filter(
        plan=plan,
        done_on=None,
        progress__lt=100,
        project__state=State.CURRENT,
        project__suspended=False,
        ends_on__lte=today + datetime.timedelta(days=AHEAD),
    )
    if axes is not None:
        rows = rows.filter(project__program__theme__axis__in=axes)
    return rows.select_related("project").order_by("ends_on", "pk")


def _worse(plan: Plan, axes: set[int] | None, today: datetime.date) -> list[Worse]:
    """Return the projects whose status changed for the worse in the last days: those that stood so before are not."""
    since = today - datetime.timedelta(days=BACK)
    kind = StatusKind.PROJECT.value
    rows = StatusRecord.objects.filter(plan=plan, kind=kind)
    now = dict(rows.filter(is_current=True, on__gte=since, status__in=_BAD).values_list("thing", "on"))
    status = dict(rows.filter(is_current=True, thing__in=now).values_list("thing", "status"))
    earlier = rows.filter(is_current=False, thing__in=now, on__lt=since).order_by("on")
    before = dict(earlier.values_list("thing", "status"))  # of each the last one stays
    changed = [pk for pk in now if before.get(pk) is not None and _rank(status[pk]) < _rank(before[pk])]
    projects = Project.objects.current().filter(pk__in=changed)
    if axes is not None:
        projects = projects.filter(**{f"{_OF_PROJECT}__in": axes})
    listed = list(projects.select_related(_OF_PROJECT).defer("text", "text_en").order_by("pk"))
    told = told_of(plan, [(kind, one.pk) for one in listed], today)
    found = [Worse(one, told[kind, one.pk], now[one.pk]) for one in listed if (kind, one.pk) in told]
    return sorted(found, key=lambda one: (_rank(one.told.status), one.project.pk))


def _rank(status: str) -> int:
    return _BAD.index(status) if status in _BAD else len(_BAD)


def _improvements(plan: Plan, axes: set[int] | None, today: datetime.date) -> list[Improvement]:
    """Return the commitments that are due within the days ahead or late."""
    until = today + datetime.timedelta(days=AHEAD)
    rows = Improvement.objects.current().filter(plan=plan, progress=ImprovementState.OPEN, due_on__lte=until)
    if axes is not None:
        evaluated = Q(recommendation__finding__evaluation__axis__in=axes)
        rows = rows.filter(evaluated | Q(recommendation__finding__goal__objective__theme__axis__in=axes))
    return list(rows.select_related("organization", "recommendation").order_by("due_on", "pk"))
