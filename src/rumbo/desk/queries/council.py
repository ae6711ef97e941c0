"""What a council has to know of a plan: how it stands, what is late and why, money, who is silent, decisions."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from rumbo.core.models import State
from rumbo.methods.status import Status
from rumbo.monitoring.enums import Answer, ImprovementState, ReportState, StatusKind
from rumbo.monitoring.models import Improvement, ProgressReport, Recommendation, StatusRecord
from rumbo.monitoring.queries.owing import silent_owners
from rumbo.monitoring.queries.statuses import Part, told_of, worst_of
from rumbo.monitoring.status_words import Tally, Told, tallies
from rumbo.plan.enums import MeasureKind
from rumbo.plan.queries.axes import axes_of
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.models import Milestone, Project, Responsibility
from rumbo.portfolio.queries.budget import Line, budget_of
from rumbo.priority.enums import Outcome
from rumbo.priority.models import Objection

if TYPE_CHECKING:
    from rumbo.monitoring.queries.owing import SilentOwner
    from rumbo.plan.models import Axis, Plan

#: Lines of a list on the page, and the days that count as "lately".
SHOWN, LATELY = 12, 90
#: Silent organizations on the page, and things named of each.
SILENT, TITLES = 20, 3
_BAD = (Status.OFF_COURSE.value, Status.AT_RISK.value)
_PROJECT, _AXIS, _GOAL = StatusKind.PROJECT.value, StatusKind.AXIS.value, StatusKind.GOAL.value


@dataclass(frozen=True, slots=True)
class AxisLine:
    """An axis with how it stands, how many of its projects have each status, and its money."""

    axis: Axis
    told: Told | None
    counts: tuple[Tally, ...]
    money: Line | None

    @property
    def total(self) -> int:
        """How many of its projects were judged."""
        return sum(one.count for one in self.counts)

    @property
    def bar(self) -> list[tuple[str, str, int]]:
        """The distribution as `components/bar.html` draws it."""
        return bar_of(self.counts)


@dataclass(frozen=True, slots=True)
class Late:
    """A project that is off course or at risk, its worst part where parts make it so, and who answers for it."""

    project: Project
    told: Told
    worst: Part | None
    answers: str


@dataclass(frozen=True, slots=True)
class Silent:
    """An organization that owes reports: the first on what, how many more, and for how many days."""

    name: str
    titles: tuple[str, ...]
    more: int
    days_late: int

    @classmethod
    def of(cls, owner: SilentOwner) -> Silent:
        """Return what the page says of a silent owner, who may owe hundreds."""
        titles = tuple(one.title for one in owner.owed[:TITLES])
        return cls(owner.organization.name, titles, len(owner.owed) - len(titles), owner.days_late)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What waits for a decision: its ``kind``, what it is ``about``, and since when or until when (``day``)."""

    kind: str
    record: Any
    title: str
    about: str
    day: datetime.date | None


@dataclass(frozen=True, slots=True)
class Council:
    """The page of a council. ``judged`` is the day of the newest status; none where nothing was judged yet."""

    judged: datetime.date | None
    plan: Told | None
    projects: tuple[Tally, ...]
    goals: tuple[Tally, ...]
    axes: tuple[AxisLine, ...]
    late: tuple[Late, ...]
    late_count: int
    money: Line
    silent: tuple[Silent, ...]
    silent_count: int
    wanted: tuple[Wanted, ...]
    reached: tuple[Milestone, ...]

    @property
    def bar(self) -> list[tuple[str, str, int]]:
        """The distribution of all projects as `components/bar.html` draws it."""
        return bar_of(self.projects)

    @property
    def total(self) -> int:
        """How many projects were judged."""
        return sum(one.count for one in self.projects)


def bar_of(counts: Sequence[Tally]) -> list[tuple[str, str, int]]:
    """Return a distribution as `components/bar.html` draws it."""
    return [(one.tone, one.label, one.count) for one in counts]


def council_of(plan: Plan, today: datetime.date) -> Council:
    """Return what the page of a council shows, in a constant number of queries."""
    records = StatusRecord.objects.filter(plan=plan, is_current=True)
    newest = records.order_by("-on").values_list("on", flat=True).first()
    budget = budget_of(plan)
    axes = list(axes_of(plan))
    told = told_of(plan, [(StatusKind.PLAN.value, plan.pk), *((_AXIS, axis.pk) for axis in axes)], today)
    by_axis = _projects_by_axis(plan)
    late, late_count = _late(plan, today)
    silent = silent_owners(plan, today)
    money = {line.of.pk: line for line in budget.axes if line.of is not None}
    return Council(
        judged=newest,
        plan=told.get((StatusKind.PLAN.value, plan.pk)),
        projects=tuple(tallies(sum(by_axis.values(), Counter()))),
        goals=tuple(tallies(_counts(records.filter(kind=_GOAL)))),
        axes=tuple(
            AxisLine(axis, told.get((_AXIS, axis.pk)), tuple(tallies(by_axis.get(axis.pk, {}))), money.get(axis.pk))
            for axis in axes
        ),
        late=late,
        late_count=late_count,
        money=budget.whole,
        silent=tuple(Silent.of(one) for one in silent[:SILENT]),
        silent_count=len(silent),
        wanted=tuple(_wanted(plan, today)),
        reached=tuple(_reached(plan, today)),
    )


def _counts(records: Any) -> Counter[Status]:
    return Counter(Status(status) for status in records.order_by().values_list("status", flat=True))


def _projects_by_axis(plan: Plan) -> dict[int, Counter[Status]]:
    """Return how many projects in force of each axis have each status."""
    statuses = dict(
        StatusRecord.objects.filter(plan=plan, kind=_PROJECT, is_current=True).values_list("thing", "status")
    )
    found: dict[int, Counter[Status]] = {}
    rows = Project.objects.current().filter(plan=plan).order_by()
    for pk, axis in rows.values_list("pk", "program__theme__axis_id"):
        if pk in statuses:
            found.setdefault(axis, Counter())[Status(statuses[pk])] += 1
    return found


def _late(plan: Plan, today: datetime.date) -> tuple[tuple[Late, ...], int]:
    """Return the projects that go worst, off course first, and how many there are in all."""
    rows = StatusRecord.objects.filter(plan=plan, kind=_PROJECT, is_current=True, status__in=_BAD)
    found = sorted(rows.values_list("thing", "status"), key=lambda row: (_BAD.index(row[1]), row[0]))
    projects = Project.objects.current().filter(pk__in=[pk for pk, _status in found[:SHOWN]])
    by_pk = {one.pk: one for one in projects.select_related("program__theme__axis").defer("text", "text_en")}
    told = told_of(plan, [(_PROJECT, pk) for pk in by_pk], today)
    worst = worst_of(plan, _PROJECT, by_pk, today)
    answers = _accountable(by_pk.values())
    late = [
        Late(by_pk[pk], told[_PROJECT, pk], worst.get(pk), answers.get(by_pk[pk].measure_id, ""))
        for pk, _status in found[:SHOWN]
        if pk in by_pk
    ]
    return tuple(late), len(found)


def _accountable(projects: Any) -> dict[int, str]:
    rows = Responsibility.objects.filter(
        measure__in=[one.measure_id for one in projects], role=Responsible.ACCOUNTABLE, share=None
    )
    return {one.measure_id: one.organization.name for one in rows.select_related("organization")}


def _wanted(plan: Plan, today: datetime.date) -> list[Wanted]:
    """Return what waits for a decision or for help, what asks for help first."""
    return [*_help(plan), *_unanswered(plan), *_overdue(plan, today), *_objections(plan)]


def _help(plan: Plan) -> list[Wanted]:
    """Return the help that newest reports ask for; one that was answered for again counts alone."""
    kinds = [f"assignment__measure__{kind}" for kind in MeasureKind.values]
    rows = (
        ProgressReport.objects.filter(assignment__period__plan=plan, sent_at__isnull=False)
        .exclude(help_needed="")
        .exclude(state=ReportState.DRAFT)
        .filter(assignment__measure__isnull=False)
        .select_related("assignment__period", *kinds)
        .order_by("-assignment__period__starts_on", "pk")
    )
    found: dict[int, Wanted] = {}
    period = None
    for one in rows[: SHOWN * 4]:
        assignment, measure = one.assignment, one.assignment.measure
        period = period or assignment.period_id
        if assignment.period_id == period and measure is not None:
            found.setdefault(measure.pk, Wanted("help", one, one.help_needed, measure.element.name, one.on))
    return list(found.values())[:SHOWN]


def _unanswered(plan: Plan) -> list[Wanted]:
    rows = Recommendation.objects.current().filter(plan=plan, answer=Answer.PENDING, finding__state=State.CURRENT)
    rows = rows.select_related("finding__evaluation").order_by("pk")[:SHOWN]
    return [Wanted("recommendation", one, one.name, one.finding.name, None) for one in rows]


def _overdue(plan: Plan, today: datetime.date) -> list[Wanted]:
    rows = Improvement.objects.current().filter(plan=plan, progress=ImprovementState.OPEN, due_on__lt=today)
    rows = rows.select_related("organization", "recommendation__finding__evaluation").order_by("due_on")[:SHOWN]
    return [Wanted("improvement", one, one.name, one.organization.name, one.due_on) for one in rows]


def _objections(plan: Plan) -> list[Wanted]:
    rows = Objection.objects.current().filter(plan=plan, outcome=Outcome.OPEN)
    rows = rows.select_related("organization").order_by("raised_on")[:SHOWN]
    return [Wanted("objection", one, one.name, one.organization.name, one.raised_on) for one in rows]


def _reached(plan: Plan, today: datetime.date) -> list[Milestone]:
    """Return the milestones that were done lately, the newest first."""
    since = today - datetime.timedelta(days=LATELY)
    rows = Milestone.objects.current().filter(Q(done_on__gte=since) & Q(done_on__lte=today), plan=plan)
    return list(
        rows.filter(project__state=State.CURRENT).select_related("project").order_by("-done_on", "pk")[:SHOWN]
    )
