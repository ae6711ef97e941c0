"""The schedule of a project, of an axis or of a plan: steps beside what was agreed, and what decides the end.

Slack and critical path are those of each project by itself (`chains` has those across projects); a step of another
project that one waits for holds it back until it ends. Days count at both ends.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import get_language

from rumbo.core.models import State
from rumbo.methods.critical_path import Cycle, Task, Times, critical_path
from rumbo.methods.earned_value import EarnedValue, Point, Step, earned_share, earned_value, planned_share, s_curve
from rumbo.portfolio.enums import StepState
from rumbo.portfolio.gantt import Chart, Line, chart, rounded
from rumbo.portfolio.models import Baseline, Estimate, Funding, Milestone
from rumbo.portfolio.sums import HAS_SPENT
from rumbo.portfolio.sums import spent as spent_part

if TYPE_CHECKING:
    from rumbo.plan.models import Axis
    from rumbo.portfolio.models import Project

HUNDRED = Decimal(100)
#: The tone in which a page says how a step stands.
TONES = {
    StepState.DONE.value: "done",
    StepState.OVERDUE.value: "risk",
    StepState.UNDER_WAY.value: "go",
    StepState.TO_COME.value: "mute",
}


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both counted."""

    begin: datetime.date
    end: datetime.date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.begin).days + 1


@dataclass(frozen=True, slots=True)
class Awaited:
    """A step that another waits for; ``project`` names its project where it is another one."""

    pk: int
    name: str
    project: str
    end: datetime.date

    def __str__(self) -> str:
        return f"{self.project} › {self.name}" if self.project else self.name


@dataclass(frozen=True, slots=True)
class Row:
    """A step of a schedule. ``slack`` is in days, ``first`` and ``last`` are its dates in the baselines.

    ``status`` is a `StepState`; ``clash``: it begins before something that it waits for has ended.
    """

    pk: int
    name: str
    lang: str
    span: Span
    weight: int
    progress: int
    done_on: datetime.date | None
    status: str
    slack: int
    critical: bool
    clash: bool
    awaited: tuple[Awaited, ...]
    first: Span | None
    last: Span | None

    @property
    def status_label(self) -> str:
        """How it stands, in words."""
        return str(StepState(self.status).label)

    @property
    def tone(self) -> str:
        """The tone of how it stands."""
        return TONES[self.status]

    @property
    def late(self) -> int | None:
        """Days that it ends later than last agreed (negative: earlier); None where nothing was agreed."""
        return (self.span.end - self.last.end).days if self.last is not None else None

    @property
    def early(self) -> int:
        """Days that it ends earlier than last agreed."""
        return -(self.late or 0)

    @property
    def late_first(self) -> int | None:
        """Days that it ends later than first agreed (negative: earlier); None where nothing was agreed."""
        return (self.span.end - self.first.end).days if self.first is not None else None


@dataclass(frozen=True, slots=True)
class Schedule:
    """The steps of a project, in order of their dates, and the whole of them."""

    pk: int
    key: str
    number: str
    name: str
    lang: str
    rows: tuple[Row, ...]

    @property
    def label(self) -> str:
        """The project's number and name."""
        return f"{self.number} {self.name}".strip()

    @property
    def span(self) -> Span:
        """From the first day to the last."""
        return Span(min(row.span.begin for row in self.rows), max(row.span.end for row in self.rows))

    @property
    def last(self) -> Span | None:
        """The whole as last agreed; None where nothing was."""
        agreed = [row.last for row in self.rows if row.last is not None]
        return Span(min(one.begin for one in agreed), max(one.end for one in agreed)) if agreed else None

    @property
    def late(self) -> int | None:
        """Days that it ends later than last agreed; None where nothing was agreed."""
        return (self.span.end - self.last.end).days if self.last is not None else None

    @property
    def early(self) -> int:
        """Days that it ends earlier than last agreed."""
        return -(self.late or 0)

    @property
    def progress(self) -> int:
        """How much is done, in per cent, by weight."""
        return round(sum(row.weight * row.progress for row in self.rows) / sum(row.weight for row in self.rows))

    @property
    def overdue(self) -> int:
        """How many steps should have ended."""
        return sum(row.status == "overdue" for row in self.rows)


@dataclass(frozen=True, slots=True)
class Move:
    """What moved in a step between two schedules, in days (positive: later); ``kind``: moved, new or gone."""

    name: str
    kind: str
    begin: int = 0
    end: int = 0

    @property
    def begin_early(self) -> int:
        """Days that it begins earlier."""
        return -self.begin

    @property
    def end_early(self) -> int:
        """Days that it ends earlier."""
        return -self.end


@dataclass(frozen=True, slots=True)
class Agreed:
    """A baseline, newest first in lists, with what moved from it until the present dates."""

    number: int
    reason: str
    by: str
    at: datetime.datetime
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """Earned value of a project at a day, against the last baseline or, without one, the present dates.

    ``left_out`` are the steps that came after the baseline; ``planned`` and ``present`` the curves of both schedules.
    """

    day: datetime.date
    baseline: int | None
    figures: EarnedValue
    left_out: int
    planned: list[Point]
    present: list[Point]
    done: Decimal
    due: Decimal

    @property
    def done_percent(self) -> int:
        """How much is done, in per cent."""
        return round(100 * self.done)

    @property
    def planned_percent(self) -> int:
        """How much should be done, in per cent."""
        return round(100 * self.due)


def schedule_of(project: Project, today: datetime.date | None = None) -> Schedule | None:
    """Return the schedule of a project in three queries; None where it has no steps."""
    found = _schedules(Milestone.objects.filter(project=project), today or timezone.localdate())
    return found[0] if found else None


def schedules_of(projects: Iterable[Project], today: datetime.date | None = None) -> dict[int, Schedule]:
    """Return the schedules of the projects that have steps, by project: three queries."""
    found = _schedules(Milestone.objects.filter(project__in=list(projects)), today or timezone.localdate())
    return {schedule.pk: schedule for schedule in found}


def scheduled(projects: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Narrow projects to those that have steps in force."""
    return projects.filter(Exists(Milestone.objects.filter(project=OuterRef("pk"), state=State.CURRENT)))


def reach_of(projects: QuerySet[Any, Any], today: datetime.date) -> tuple[Span, int] | None:
    """Return from when to when the steps of projects last, and how many are overdue; None without any. One query."""
    steps = Milestone.objects.filter(project__in=projects.order_by().values("pk"), state=State.CURRENT).order_by()
    late = Count("pk", filter=Q(ends_on__lt=today, done_on=None, progress__lt=HUNDRED))
    found = steps.aggregate(begin=Min("starts_on"), end=Max("ends_on"), late=late)
    return (Span(found["begin"], found["end"]), found["late"]) if found["begin"] else None


def schedules_of_axis(axis: Axis, today: datetime.date | None = None) -> list[Schedule]:
    """Return the schedules of an axis's projects in force that have steps, in number order: three queries."""
    steps = Milestone.objects.filter(project__program__theme__axis=axis, project__state=State.CURRENT)
    return _schedules(steps, today or timezone.localdate())


def baselines_of(project: Project) -> list[Agreed]:
    """Return the baselines of a project, newest first, with what moved since each: three queries."""
    present = {
        str(pk): (Span(begin, end), name_of(title, title_en))
        for pk, begin, end, title, title_en in Milestone.objects.filter(
            project=project, state=State.CURRENT
        ).values_list("pk", "starts_on", "ends_on", "title", "title_en")
    }
    baselines = list(Baseline.objects.filter(project=project).select_related("actor").order_by("-number"))
    gone = {pk for one in baselines for pk in one.milestones} - present.keys()
    old = Milestone.objects.filter(pk__in=gone).values_list("pk", "title", "title_en") if gone else ()
    names = {str(pk): name_of(title, title_en) for pk, title, title_en in old}
    return [
        Agreed(one.number, one.reason, str(one.actor or ""), one.at, _moves(one, present, names)) for one in baselines
    ]


def worth_of(project: Project, today: datetime.date | None = None) -> Worth | None:
    """Return earned value and S-curves of a project, or None where it has no steps. Four queries.

    The budget is the sum of its estimates; the cost so far what is spent of its funding, unknown where nothing says.
    """
    day = today or timezone.localdate()
    rows = list(
        Milestone.objects.filter(project=project).values_list(
            "pk", "starts_on", "ends_on", "weight", "progress", "done_on", "state"
        )
    )
    current = [row for row in rows if row[6] == State.CURRENT]
    if not current:
        return None
    last = Baseline.objects.filter(project=project).order_by("-number").first()
    present = [Step(begin, end, weight, _done(progress, on)) for _, begin, end, weight, progress, on, _ in current]
    plan, left_out = present, 0
    if last is not None:
        done = {str(pk): _done(progress, on) for pk, _, _, _, progress, on, _ in rows}
        agreed = _spans(last)
        plan = [Step(span.begin, span.end, weight, done.get(pk, Decimal(0))) for pk, (span, weight) in agreed.items()]
        left_out = sum(str(row[0]) not in agreed for row in current)
    budget = _sum(Estimate.objects.filter(project=project)) or Decimal(0)
    spent = _sum(Funding.objects.filter(HAS_SPENT, project=project), spent_part())
    figures = earned_value(plan, day, budget, spent)
    done_share, due = earned_share(plan), planned_share(plan, day)
    return Worth(
        day=day,
        baseline=last.number if last is not None else None,
        figures=figures,
        left_out=left_out,
        planned=s_curve(plan),
        present=s_curve(present) if last is not None else [],
        done=done_share if isinstance(done_share, Decimal) else Decimal(0),
        due=due if isinstance(due, Decimal) else Decimal(0),
    )


def table_rows(schedules: Iterable[Schedule]) -> list[tuple[Schedule, Row]]:
    """Return each step with its project, as the table `SCHEDULE` takes them."""
    return [(schedule, row) for schedule in schedules for row in schedule.rows]


def chart_of(
    schedules: Sequence[Schedule],
    today: datetime.date,
    *,
    folded: bool,
    critical: Container[int] | None = None,
    reach: Span | None = None,
) -> Chart | None:
    """Return the chart of some schedules: their steps, or ``folded`` a row a project with its steps under it.

    ``critical`` are the steps to mark; without it, those that decide the end of their own project. It runs over their
    own days, or over those of ``reach`` where they are a page of more.
    """
    within = None if reach is None else rounded(reach.begin, reach.end)
    if not folded:
        return chart([_line(row, critical) for one in schedules for row in one.rows], today, within=within)
    return chart(
        [
            Line(
                one.label,
                one.span,
                one.last,
                one.progress,
                critical=critical is not None and any(row.pk in critical for row in one.rows),
                overdue=bool(one.overdue),
                done=one.progress == HUNDRED,
                lang=one.lang,
                lines=tuple(_line(row, critical) for row in one.rows),
            )
            for one in schedules
        ],
        today,
        within=within,
    )


def name_of(title: str, title_en: str) -> str:
    """Return a title in the reader's language; Spanish where there is no English."""
    return title_en if title_en and (get_language() or "").startswith("en") else title


def language_of(title_en: str) -> str:
    """Return the language of a title where it is not the reader's."""
    return "" if title_en or not (get_language() or "").startswith("en") else "es"


def _line(row: Row, critical: Container[int] | None) -> Line:
    overdue, done = row.status == "overdue", row.status == "done"
    marked = row.critical if critical is None else row.pk in critical
    return Line(row.name, row.span, row.last, row.progress, marked, overdue, done, row.lang)


def _schedules(steps: QuerySet[Any, Any], today: datetime.date) -> list[Schedule]:
    steps = steps.filter(state=State.CURRENT)
    found = list(
        steps.order_by("project__number_order", "project_id", "starts_on", "ends_on", "pk").values_list(
            "pk",
            "title",
            "title_en",
            "starts_on",
            "ends_on",
            "weight",
            "progress",
            "done_on",
            "project_id",
            "project__key",
            "project__number",
            "project__title",
            "project__title_en",
        )
    )
    if not found:
        return []
    awaited = _awaited(steps)
    agreed = _agreed(steps)
    by_project: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in found:
        by_project[row[8]].append(row)
    return [
        Schedule(
            pk=pk,
            key=rows[0][9],
            number=rows[0][10],
            name=name_of(*rows[0][11:13]),
            lang=language_of(rows[0][12]),
            rows=_rows(rows, awaited, agreed.get(pk, ({}, {})), today),
        )
        for pk, rows in by_project.items()
    ]


def _awaited(steps: QuerySet[Any, Any]) -> dict[int, list[tuple[int, int, Awaited]]]:
    """Return, by step, the steps in force that it waits for with their projects."""
    through: Any = Milestone.after.through
    pairs = through.objects.filter(
        from_milestone__in=steps.order_by().values("pk"), to_milestone__state=State.CURRENT
    ).order_by("to_milestone__ends_on", "to_milestone_id")
    found: dict[int, list[tuple[int, int, Awaited]]] = defaultdict(list)
    for one, other, end, title, title_en, project, number, name, name_en in pairs.values_list(
        "from_milestone_id",
        "to_milestone_id",
        "to_milestone__ends_on",
        "to_milestone__title",
        "to_milestone__title_en",
        "to_milestone__project_id",
        "to_milestone__project__number",
        "to_milestone__project__title",
        "to_milestone__project__title_en",
    ):
        label = f"{number} {name_of(name, name_en)}".strip()
        found[one].append((other, project, Awaited(other, name_of(title, title_en), label, end)))
    return found


Spans = dict[str, tuple[Span, int]]


def _agreed(steps: QuerySet[Any, Any]) -> dict[int, tuple[Spans, Spans]]:
    """Return the first and the last baseline by project."""
    kept: dict[int, list[Any]] = {}
    projects = steps.order_by().values("project")
    for baseline in Baseline.objects.filter(project__in=projects).order_by("project_id", "number"):
        ends = kept.setdefault(baseline.project_id, [baseline, baseline])
        ends[1] = baseline
    return {pk: (_spans(first), _spans(last)) for pk, (first, last) in kept.items()}


def _spans(baseline: Baseline) -> Spans:
    day = datetime.date.fromisoformat
    return {pk: (Span(day(begin), day(end)), weight) for pk, (begin, end, weight) in baseline.milestones.items()}


def _rows(
    rows: list[tuple[Any, ...]],
    awaited: dict[int, list[tuple[int, int, Awaited]]],
    agreed: tuple[Spans, Spans],
    today: datetime.date,
) -> tuple[Row, ...]:
    project = rows[0][8]
    times, path = _times(rows, awaited)
    made = []
    for pk, title, title_en, begin, end, weight, progress, done_on, *_ in rows:
        others = awaited.get(pk, [])
        first, last = (spans.get(str(pk)) for spans in agreed)
        made.append(
            Row(
                pk=pk,
                name=name_of(title, title_en),
                lang=language_of(title_en),
                span=Span(begin, end),
                weight=weight,
                progress=100 if done_on else progress,
                done_on=done_on,
                status=_status(begin, end, progress, done_on, today),
                slack=times[pk].slack if times else 0,
                critical=pk in path,
                clash=any(one.end >= begin for _, _, one in others),
                awaited=tuple(one if owner != project else replace(one, project="") for _, owner, one in others),
                first=first[0] if first else None,
                last=last[0] if last else None,
            )
        )
    return tuple(made)


def _times(
    rows: list[tuple[Any, ...]], awaited: dict[int, list[tuple[int, int, Awaited]]]
) -> tuple[dict[int, Times], set[int]]:
    """Return the times of a project's steps, and which are critical; nothing where they wait for each other."""
    inside = {row[0] for row in rows}
    start = min(row[3] for row in rows)
    tasks = []
    for pk, _title, _title_en, begin, end, *_ in rows:
        others = awaited.get(pk, [])
        foreign = [(one.end - start).days + 1 for other, _, one in others if other not in inside]
        after = {other: 0 for other, _, _ in others if other in inside}
        tasks.append(Task(pk, (end - begin).days + 1, after, max([(begin - start).days, *foreign])))
    try:
        found = critical_path(tasks)
    except Cycle:
        return {}, set()
    return found.times, {pk for pk, times in found.times.items() if times.is_critical}


def _status(
    begin: datetime.date, end: datetime.date, progress: int, done_on: datetime.date | None, today: datetime.date
) -> str:
    if done_on or progress >= HUNDRED:
        return "done"
    if end < today:
        return "overdue"
    return "under_way" if progress or begin <= today else "to_come"


def _moves(baseline: Baseline, present: dict[str, tuple[Span, str]], names: dict[str, str]) -> tuple[Move, ...]:
    """Return what differs between a baseline and the present dates; what ends latest now first."""
    agreed = _spans(baseline)
    moves = [
        Move(name, "moved", (span.begin - was.begin).days, (span.end - was.end).days)
        for pk, (span, name) in present.items()
        if pk in agreed and span != (was := agreed[pk][0])
    ]
    moves.sort(key=lambda move: -move.end)
    moves += [Move(name, "new") for pk, (_, name) in present.items() if pk not in agreed]
    return (*moves, *(Move(names.get(pk, ""), "gone") for pk in agreed if pk not in present))


def _done(progress: int, done_on: datetime.date | None) -> Decimal:
    return Decimal(1) if done_on else Decimal(progress) / HUNDRED


def _sum(rows: QuerySet[Any, Any], amount: Any = "amount") -> Decimal | None:
    total: Decimal | None = rows.filter(state=State.CURRENT).order_by().aggregate(total=Sum(amount))["total"]
    return total
