"""What is still owed in the open periods of a plan, by whom, and who of them is silent. Constant queries."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rumbo.core.models import State
from rumbo.monitoring.enums import PeriodState, ReportState
from rumbo.monitoring.models import Assignment, ReportingPeriod
from rumbo.monitoring.queries.assignments import People, assignments_of, in_force, thing_of, title_of_thing

if TYPE_CHECKING:
    from rumbo.plan.models import Plan
    from rumbo.portfolio.models import Liaison

#: What an organization owes that was asked and has not begun.
NOTHING = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that somebody owes: nothing was sent, or a question waits for its answer.

    ``state`` is that of the report, empty where there is none. ``days_late`` is 0 until the day it is due.
    ``silent``: nothing was ever sent, and the day has passed. People are those in office, who is asked first first.
    """

    assignment: Assignment
    period: ReportingPeriod
    organization: Any
    title: str
    due_on: datetime.date
    days_late: int
    state: str
    silent: bool
    liaisons: tuple[Liaison, ...]
    deputies: tuple[Liaison, ...]
    heads: tuple[Liaison, ...]


@dataclass(frozen=True, slots=True)
class SilentOwner:
    """An organization that has not answered by the last day: for what, and since how many days."""

    organization: Any
    owed: tuple[Owed, ...]
    days_late: int


def owing(plan: Plan, today: datetime.date) -> list[Owed]:
    """Return what is owed in the open periods of a plan on a day: due first, then by organization."""
    asked = assignments_of(period__plan=plan, period__phase=PeriodState.OPEN, period__state=State.CURRENT, excused="")
    return owed_of(
        asked.exclude(report__state__in=(ReportState.SENT, ReportState.ACCEPTED)),  # the most, late in a period
        People(plan, today),
        today,
    )


def owed_of(rows: Any, people: People, today: datetime.date) -> list[Owed]:
    """Return what is owed of assignments (as `assignments_of` reads them)."""
    found = [_owed(one, people, today) for one in rows if is_owed(one) and in_force(thing_of(one))]
    return sorted(found, key=lambda one: (one.due_on, one.organization.title, one.assignment.pk))


def is_owed(assignment: Assignment) -> bool:
    """Whether somebody still has to do something for this report."""
    return not assignment.excused and state_of(assignment) in {NOTHING, ReportState.DRAFT, ReportState.OBSERVED}


def state_of(assignment: Assignment) -> str:
    """Return the state of an assignment's report; empty where there is none."""
    report = getattr(assignment, "report", None)
    return report.state if report is not None else NOTHING


def silent_owners(plan: Plan, today: datetime.date) -> list[SilentOwner]:
    """Return who did not answer by the last day in the open periods, who is silent longest first."""
    by_organization: dict[int, list[Owed]] = {}
    for one in owing(plan, today):
        if one.silent:
            by_organization.setdefault(one.organization.pk, []).append(one)
    found = [
        SilentOwner(owed[0].organization, tuple(owed), max(one.days_late for one in owed))
        for owed in by_organization.values()
    ]
    return sorted(found, key=lambda one: (-one.days_late, one.organization.title))


def _owed(assignment: Assignment, people: People, today: datetime.date) -> Owed:
    report = getattr(assignment, "report", None)
    asked = people.asked(assignment)
    days_late = max((today - assignment.period.due_on).days, 0)
    return Owed(
        assignment=assignment,
        period=assignment.period,
        organization=assignment.organization,
        title=title_of_thing(thing_of(assignment)),
        due_on=assignment.period.due_on,
        days_late=days_late,
        state=state_of(assignment),
        silent=days_late > 0 and (report is None or not report.is_sent),
        liaisons=asked.liaisons,
        deputies=asked.deputies,
        heads=asked.heads,
    )
