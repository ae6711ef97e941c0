"""What a report is read beside: the thing, its steps and money, and what was accepted of it before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, Sum

from rumbo.monitoring.enums import ReportState
from rumbo.monitoring.models import Assignment, ProgressReport
from rumbo.monitoring.queries.assignments import owner_of, thing_of
from rumbo.monitoring.queries.series import values_of
from rumbo.portfolio.models import Contract, Funding, Milestone

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Ground:
    """What a report on one thing is checked against, and shown beside.

    ``milestones`` are the steps in force of a project. ``last`` is the last accepted report of the same organization
    on the same thing that tells something new; ``last_spent`` the money of the last one that names some. ``signed``
    is what contracts come to, or fundings where there are no contracts; ``value`` the last (day, number) of a series.
    """

    assignment: Assignment
    element: Any
    milestones: tuple[Any, ...] = ()
    last: ProgressReport | None = None
    last_spent: ProgressReport | None = None
    last_progress: ProgressReport | None = None
    signed: Decimal | None = None
    by_contracts: bool = False
    fundings: tuple[Any, ...] = ()
    value: tuple[Any, float] | None = None

    @property
    def is_series(self) -> bool:
        """Whether a value is asked for, not progress."""
        return self.assignment.series_id is not None

    @property
    def is_project(self) -> bool:
        """Whether it is a project, which has steps and money."""
        return bool(self.element.KIND == "project")

    @property
    def asks_progress(self) -> bool:
        """Whether the progress of the whole is asked for: where there are no steps to ask about."""
        return not self.is_series and not self.milestones


def element_of(assignment: Assignment) -> Any:
    """Return the strategy, project, action or indicator that an assignment is about."""
    return owner_of(thing_of(assignment))


def ground_of(assignment: Assignment) -> Ground:
    """Return what a report is checked against and shown beside: at most six queries."""
    element = element_of(assignment)
    earlier = list(earlier_reports(assignment).filter(state=ReportState.ACCEPTED))
    last = next((one for one in earlier if not one.nothing_changed), None)
    if assignment.series is not None:
        return Ground(assignment, element, last=last, value=_last_value(assignment.series))
    said: dict[str, Any] = {
        "last": last,
        "last_spent": next((one for one in earlier if one.spent is not None), None),
        "last_progress": next((one for one in earlier if one.progress is not None), None),
    }
    if element.KIND != "project":
        return Ground(assignment, element, **said)
    contracts = Contract.objects.current().filter(project=element).order_by().aggregate(sum=Sum("amount"))["sum"]
    fundings = tuple(Funding.objects.current().filter(project=element))
    given = sum((one.amount for one in fundings), Decimal(0)) if fundings else None
    return Ground(
        assignment,
        element,
        milestones=tuple(Milestone.objects.current().filter(project=element)),
        signed=contracts if contracts is not None else given,
        by_contracts=contracts is not None,
        fundings=fundings,
        **said,
    )


def earlier_reports(assignment: Assignment) -> QuerySet[Any, Any]:
    """Return the reports sent by the same organization on the same thing in other periods, the newest first."""
    same = Q(assignment__measure=assignment.measure_id) if assignment.measure_id else Q()
    same = Q(assignment__series=assignment.series_id) if assignment.series_id else same
    rows: QuerySet[Any, Any] = ProgressReport.objects.filter(
        same, assignment__organization=assignment.organization_id, sent_at__isnull=False
    ).exclude(assignment=assignment)
    rows = rows.select_related("assignment__period")
    return rows.order_by(F("on").desc(nulls_last=True), "-assignment__period__starts_on", "-pk")


def _last_value(series: Any) -> tuple[Any, float] | None:
    values: Any = values_of(series)
    return (values[-1].on, values[-1].number) if values else None
