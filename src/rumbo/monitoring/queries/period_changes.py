"""What changed since the period before: progress, money, values, and problems that are new or solved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from rumbo.monitoring.enums import PeriodState
from rumbo.monitoring.models import ProgressReport, ReportedMilestone, ReportingPeriod
from rumbo.monitoring.queries.assignments import THINGS, axis_of_thing, thing_of, title_of_thing

if TYPE_CHECKING:
    from rumbo.monitoring.models import Assignment


#: How many periods before are looked through for what was last said.
BACK = 6


@dataclass(frozen=True, slots=True)
class Change:
    """What one report says that the last one before did not; None where either says nothing of it.

    ``steps`` are milestones: the name, and how far it was and is, in per cent.
    """

    assignment: Assignment
    title: str
    axis: Any
    progress: tuple[int, int] | None
    spent: tuple[Decimal, Decimal] | None
    value: tuple[str, str] | None
    steps: tuple[tuple[str, int, int], ...]
    new_problem: str
    solved_problem: str
    help_needed: str

    @property
    def progress_moved(self) -> int:
        """By how many points, of the whole or of the milestones together."""
        pairs = [self.progress] if self.progress else [(before, now) for _name, before, now in self.steps]
        return sum(now - before for before, now in pairs)

    @property
    def says_something(self) -> bool:
        """Whether anything is different."""
        moved = self.progress or self.spent or self.value or self.steps
        return bool(moved or self.new_problem or self.solved_problem)

    @property
    def spent_more(self) -> Decimal:
        """How much more was spent, in pesos."""
        return self.spent[1] - self.spent[0] if self.spent else Decimal(0)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two periods. ``unchanged`` reported that nothing did; ``alone`` have none before."""

    before: ReportingPeriod | None
    changed: tuple[Change, ...] = ()
    unchanged: int = 0
    alone: int = 0

    @property
    def spent_more(self) -> Decimal:
        """How much more was spent in all, in pesos."""
        return sum((one.spent_more for one in self.changed), Decimal(0))

    @property
    def problems(self) -> list[Change]:
        """Those with a problem that is new."""
        return [one for one in self.changed if one.new_problem]

    @property
    def solved(self) -> list[Change]:
        """Those whose problem of before is not named any more."""
        return [one for one in self.changed if one.solved_problem]

    @property
    def moved(self) -> list[Change]:
        """Those with another progress, spending or value, who moved most first."""
        found = [one for one in self.changed if one.progress or one.spent or one.value or one.steps]
        return sorted(found, key=lambda one: (-abs(one.progress_moved), -abs(one.spent_more), one.title))


def period_before(period: ReportingPeriod) -> ReportingPeriod | None:
    """Return the last period that was opened and ended before this one begins."""
    rows = ReportingPeriod.objects.current().filter(plan=period.plan_id, ends_on__lt=period.starts_on)
    found: ReportingPeriod | None = rows.exclude(phase=PeriodState.PLANNED).order_by("-ends_on", "-pk").first()
    return found


def changes_of(period: ReportingPeriod) -> Changes:
    """Return what the reports of a period say that the last ones before it did not: five queries."""
    before = period_before(period)
    reports = list(
        _sent(period).select_related("assignment__organization", *(f"assignment__{path}" for path in THINGS))
    )
    unchanged = sum(one.nothing_changed for one in reports)
    if before is None:
        return Changes(None, unchanged=unchanged, alone=len(reports) - unchanged)
    earlier = _last_said(period)
    steps = _steps([*reports, *earlier.values()])
    found, alone = [], 0
    for report in reports:
        last = earlier.get(_key(report))
        if last is None and not report.nothing_changed:
            alone += 1
        if last is None or report.nothing_changed:
            continue
        change = _change(report, last, steps)
        if change.says_something:
            found.append(change)
    return Changes(before, tuple(found), unchanged, alone)


def _last_said(period: ReportingPeriod) -> dict[tuple[int, int | None, int | None], Any]:
    """Return by organization and thing the last report before a period that says more than "nothing changed"."""
    rows = ReportingPeriod.objects.current().filter(plan=period.plan_id, ends_on__lt=period.starts_on)
    known = list(rows.exclude(phase=PeriodState.PLANNED).order_by("-ends_on").values_list("pk", flat=True)[:BACK])
    said = ProgressReport.objects.filter(
        assignment__period__in=known, sent_at__isnull=False, nothing_changed=False
    ).select_related("assignment")
    return {_key(one): one for one in said.order_by("assignment__period__ends_on", "pk")}


def _sent(period: ReportingPeriod) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = ProgressReport.objects.filter(assignment__period=period, sent_at__isnull=False)
    return rows.order_by("assignment__organization__title", "pk")


def _key(report: Any) -> tuple[int, int | None, int | None]:
    assigned = report.assignment
    return assigned.organization_id, assigned.measure_id, assigned.series_id


def _steps(reports: list[Any]) -> dict[int, dict[int, tuple[str, int]]]:
    """Return by report how far it says that each milestone is: its name and per cent."""
    found: dict[int, dict[int, tuple[str, int]]] = defaultdict(dict)
    rows = ReportedMilestone.objects.filter(report__in=[one.pk for one in reports]).select_related("milestone")
    for one in rows:
        found[one.report_id][one.milestone_id] = (one.milestone.name, one.progress)
    return found


def _change(report: Any, last: Any, steps: dict[int, dict[int, tuple[str, int]]]) -> Change:
    before, now = steps.get(last.pk, {}), steps.get(report.pk, {})
    thing = thing_of(report.assignment)
    return Change(
        assignment=report.assignment,
        title=title_of_thing(thing),
        axis=axis_of_thing(thing),
        progress=_pair(last.progress, report.progress),
        spent=_pair(last.spent, report.spent),
        value=_pair(last.value or None, report.value or None),
        steps=tuple(
            (name, before[pk][1], progress)
            for pk, (name, progress) in now.items()
            if pk in before and before[pk][1] != progress
        ),
        new_problem=report.problem if not last.problem else "",
        solved_problem=last.problem if last.problem and not report.problem else "",
        help_needed=report.help_needed,
    )


def _pair(before: Any, now: Any) -> Any:
    return (before, now) if before is not None and now is not None and before != now else None
