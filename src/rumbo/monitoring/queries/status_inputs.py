"""What the statuses of a whole plan are found from, in a constant number of queries.

Somebody reported on a milestone on the day that its newest accepted report speaks of, or, without one, when its
progress last changed in its history. Projects, actions and strategies are known from accepted reports on them.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, Lag
from django.utils import timezone

from rumbo.core.models import State
from rumbo.methods.status import Aim, Dated, Path, Work
from rumbo.monitoring.enums import Computation, Direction, Frequency, StatusKind
from rumbo.monitoring.models import Indicator, Observation, Series, Target
from rumbo.monitoring.queries.paths import points_in_use
from rumbo.monitoring.queries.report_inputs import Reports, Said, reports_of
from rumbo.monitoring.queries.series import FIRST, USED, values_by_place
from rumbo.plan.models import Axis, Goal, Strategy
from rumbo.portfolio.enums import PassageKind, Stage
from rumbo.portfolio.models import Action, Milestone, Passage, Program, Project

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

#: What has a status: its kind and its id.
Key = tuple[str, int]
WHOLE = 100.0


@dataclass(slots=True)
class Inputs:
    """All of a plan: ``works`` and ``aims`` are judged by themselves, ``projects`` by themselves and their parts.

    ``wholes`` are judged by their parts: programmes, strategies, goals, axes and the plan. They name projects,
    actions, goals and series, never a whole of wholes in which a bad part could hide. A strategy that somebody
    reported on is among the ``projects``. ``asked``: since when a report on a whole is missing.
    """

    works: dict[Key, Work] = field(default_factory=dict)
    aims: dict[Key, Aim] = field(default_factory=dict)
    projects: dict[Key, tuple[Work, list[Key]]] = field(default_factory=dict)
    wholes: dict[Key, list[Key]] = field(default_factory=dict)
    asked: dict[Key, datetime.date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Step:
    key: Key
    weight: int
    work: Work


def inputs_of(plan: Plan, today: datetime.date) -> Inputs:
    """Return what all statuses of a plan are found from on a day."""
    found = Inputs()
    projects = _projects(plan)
    suspended = {row["pk"]: row["suspended_on"] for row in projects if row["suspended_on"] is not None}
    reports = reports_of(plan, today)
    steps = _steps(plan, suspended, reports)
    strategies = dict(Strategy.objects.current().filter(plan=plan).values_list("pk", "measure"))
    actions = _actions(plan, today, suspended, {row["pk"] for row in projects}, strategies, reports)
    found.works = {step.key: step.work for own in steps.values() for step in own}
    found.works |= {key: work for key, _strategy, _project, work in actions}
    parts: dict[int, list[Key]] = defaultdict(list)
    by_strategy: dict[int, list[Key]] = defaultdict(list)
    for key, strategy, project, work in actions:
        if strategy is not None:
            by_strategy[strategy].append(key)
        elif work.reported_on is not None:  # an action that nobody ever reported on says nothing of its project
            parts[project].append(key)
    for row in projects:
        own = steps.get(row["pk"], [])
        work = _project_work(plan, row, own, today, reports)
        keys = [step.key for step in own] + parts[row["pk"]]
        found.projects[StatusKind.PROJECT.value, row["pk"]] = (work, keys)
    found.aims = _aims(plan, today, reports)
    _add_wholes(plan, found, projects, strategies, by_strategy)
    _add_reports_on_strategies(found, strategies, reports)
    return found


def _add_wholes(
    plan: Plan,
    found: Inputs,
    projects: list[dict[str, Any]],
    strategies: Mapping[int, int],
    by_strategy: Mapping[int, list[Key]],
) -> None:
    programs = dict(Program.objects.current().filter(plan=plan).values_list("pk", "theme__axis_id"))
    by_program: dict[int, list[Key]] = defaultdict(list)
    for row in projects:
        by_program[row["program_id"]].append((StatusKind.PROJECT.value, row["pk"]))
    served: dict[int, list[Key]] = defaultdict(list)
    through: Any = Program.strategies.through
    for program, strategy in through.objects.filter(program__plan=plan).values_list("program_id", "strategy_id"):
        if program in programs:
            served[strategy] += by_program[program]
    by_axis: dict[int, list[Key]] = {
        pk: [] for pk in Axis.objects.current().filter(plan=plan).values_list("pk", flat=True)
    }
    for pk, axis in programs.items():
        found.wholes[StatusKind.PROGRAM.value, pk] = by_program[pk]
        if axis in by_axis:
            by_axis[axis] += by_program[pk]
    for pk in strategies:
        found.wholes[StatusKind.STRATEGY.value, pk] = [*by_strategy.get(pk, []), *served[pk]]
    for (kind, pk), axis, keys in _goals(plan, found.aims):
        found.wholes[kind, pk] = keys
        if axis in by_axis:
            by_axis[axis].append((kind, pk))
    for pk, keys in by_axis.items():
        found.wholes[StatusKind.AXIS.value, pk] = keys
    found.wholes[StatusKind.PLAN.value, plan.pk] = [key for keys in by_axis.values() for key in keys]


def _add_reports_on_strategies(found: Inputs, strategies: Mapping[int, int], reports: Reports) -> None:
    """Let a strategy that somebody reported on stand by that and by its parts; else say only what was asked for."""
    for pk, measure in strategies.items():
        key = (StatusKind.STRATEGY.value, pk)
        said, asked = reports.measures.get(measure), reports.asked.get(measure)
        if said is not None:
            work = Work(progress=said.progress, reported_on=said.on, asked_on=asked)
            found.projects[key] = (work, found.wholes.pop(key))
        elif asked is not None:
            found.asked[key] = asked


def _projects(plan: Plan) -> list[dict[str, Any]]:
    """Return the projects in force with the day that they were suspended or closed, where they are."""
    days: dict[tuple[int, str], datetime.date] = {}
    passages = Passage.objects.filter(project__plan=plan).filter(
        Q(kind=PassageKind.SUSPENDED) | Q(to_stage=Stage.CLOSED)
    )
    for project, kind, to, on in passages.order_by("pk").values_list("project_id", "kind", "to_stage", "on"):
        days[project, "suspended" if kind == PassageKind.SUSPENDED else to] = on
    names = ("pk", "measure_id", "program_id", "term", "stage", "suspended", "updated_at")
    rows = list(Project.objects.current().filter(plan=plan).order_by("pk").values(*names))
    for row in rows:
        changed = timezone.localdate(row["updated_at"])
        row["suspended_on"] = days.get((row["pk"], "suspended"), changed) if row["suspended"] else None
        closed = row["stage"] == Stage.CLOSED
        row["closed_on"] = days.get((row["pk"], Stage.CLOSED.value), changed) if closed else None
    return rows


def _steps(plan: Plan, suspended: Mapping[int, datetime.date], reports: Reports) -> dict[int, list[_Step]]:
    """Return the milestones in force by project."""
    reported = _reported(plan)
    rows = Milestone.objects.current().filter(plan=plan, project__state=State.CURRENT).order_by("project_id", "pk")
    found: dict[int, list[_Step]] = defaultdict(list)
    for pk, project, measure, begin, end, weight, progress, done_on, changed in rows.values_list(
        "pk", "project_id", "project__measure", "starts_on", "ends_on", "weight", "progress", "done_on", "updated_at"
    ):
        day = reported.get(pk) or done_on or (timezone.localdate(changed) if progress else None)
        known = Said(day, float(progress), done_on) if day is not None else None
        known = _newest(known, float(progress), reports.milestones.get(pk), reports.unchanged.get(measure))
        work = Work(
            starts_on=begin,
            ends_on=max(begin, end),
            progress=(WHOLE if known.done_on else min(known.progress, WHOLE)) if known is not None else None,
            reported_on=known.on if known is not None else None,
            done_on=known.done_on if known is not None else None,
            suspended_on=suspended.get(project),
        )
        found[project].append(_Step((StatusKind.MILESTONE.value, pk), weight, work))
    return found


def _newest(known: Said | None, now: float, said: Said | None, unchanged: datetime.date | None) -> Said | None:
    """Return what is last known of a milestone: from its history, a report on it, or one that nothing changed.

    A report that was written into the plan speaks of its own day, not of the one on which that was done.
    """
    if said is not None and (known is None or said.on > known.on or said.progress == known.progress):
        known = Said(said.on, said.progress, said.done_on or (known.done_on if known is not None else None))
    if unchanged is not None and (known is None or unchanged > known.on):
        known = known._replace(on=unchanged) if known is not None else Said(unchanged, now)
    return known


def _reported(plan: Plan) -> dict[int, datetime.date]:
    """Return the day that the progress of each milestone last changed; one that nobody ever changed is left out."""
    last = Window(Lag("progress"), partition_by=F("id"), order_by=("history_date", "history_id"))
    before = Coalesce(last, 0)  # the first has none before it
    history: Any = Milestone.history
    rows = history.filter(plan_id=plan.pk).order_by().annotate(before=before).exclude(before=F("progress"))
    found: dict[int, datetime.date] = {}
    for pk, at in rows.values_list("id", "history_date"):
        day = timezone.localdate(at)
        found[pk] = max(found.get(pk, day), day)
    return found


def _actions(
    plan: Plan,
    today: datetime.date,
    suspended: Mapping[int, datetime.date],
    projects: set[int],
    strategies: Mapping[int, int],
    reports: Reports,
) -> list[tuple[Key, int | None, Any, Work]]:
    rows = Action.objects.current().filter(plan=plan).order_by("pk")
    found = []
    for pk, measure, strategy, project, term in rows.values_list(
        "pk", "measure_id", "strategy_id", "project_id", "term"
    ):
        if strategy in strategies or project in projects:
            begin, end = _term(plan, term, today)
            said = reports.measures.get(measure)
            work = Work(
                starts_on=begin,
                ends_on=end,
                progress=said.progress if said is not None else None,
                reported_on=said.on if said is not None else None,
                suspended_on=suspended.get(project),
                asked_on=reports.asked.get(measure),
            )
            found.append(((StatusKind.ACTION.value, pk), strategy, project, work))
    return found


def _project_work(
    plan: Plan, row: Mapping[str, Any], steps: list[_Step], today: datetime.date, reports: Reports
) -> Work:
    """Return a project's work: the progress of its steps by weight, beside what was planned for them.

    A report on the whole project counts where it has no steps, or where it speaks of a later day than all of them.
    """
    said = reports.measures.get(row["measure_id"])
    apart = {
        "done_on": row["closed_on"],
        "suspended_on": row["suspended_on"],
        "asked_on": reports.asked.get(row["measure_id"]),
    }
    if not steps:
        begin, end = _term(plan, row["term"], today)
        progress, reported = (said.progress, said.on) if said is not None else (None, None)
        return Work(starts_on=begin, ends_on=end, progress=progress, reported_on=reported, **apart)
    begins, ends = zip(*((step.work.starts_on, step.work.ends_on) for step in steps), strict=True)
    days = [step.work.reported_on for step in steps if step.work.reported_on is not None]
    reported = max(days, default=None)
    weight = sum(step.weight for step in steps)
    progress = planned = None
    if reported is not None:
        progress = sum(step.weight * (step.work.progress or 0.0) for step in steps) / weight
        planned = sum(step.weight * (step.work.planned_on(reported) or 0.0) for step in steps) / weight
        progress, planned = min(progress, WHOLE), min(planned, WHOLE)
    if said is not None and (reported is None or said.on > reported):
        reported, progress = said.on, said.progress
        planned = min(sum(step.weight * (step.work.planned_on(reported) or 0.0) for step in steps) / weight, WHOLE)
    return Work(
        starts_on=min(begins), ends_on=max(ends), progress=progress, reported_on=reported, planned=planned, **apart
    )


def _term(plan: Plan, term: str, today: datetime.date) -> tuple[datetime.date | None, datetime.date | None]:
    """Return the last day of a term, and its first while that is to come: nothing is due evenly over a term."""
    if not term:
        return None, None
    first, last = plan.term_years(term)
    begin, end = datetime.date(first, 1, 1), datetime.date(max(first, last), 12, 31)
    return (begin if begin > today else None), end


def _goals(plan: Plan, aims: Mapping[Key, Aim]) -> Iterable[tuple[Key, int, list[Key]]]:
    """Return the goals with their axis and the series that measure them."""
    measured: dict[int, list[Key]] = defaultdict(list)
    through: Any = Series.goals.through
    for series, goal in through.objects.filter(goal__plan=plan).values_list("series_id", "goal_id"):
        key = (StatusKind.SERIES.value, series)
        if key in aims:
            measured[goal].append(key)
    for pk, axis in Goal.objects.current().filter(plan=plan).values_list("pk", "objective__theme__axis_id"):
        yield (StatusKind.GOAL.value, pk), axis, measured[pk]


def _aims(plan: Plan, today: datetime.date, reports: Reports) -> dict[Key, Aim]:
    """Return the series that have a baseline and targets, with their two newest values."""
    series = Series.objects.filter(
        indicator__plan=plan, indicator__state=State.CURRENT, baseline_on__isnull=False, baseline_value__isnull=False
    ).exclude(indicator__direction=Direction.NEITHER)
    targets: dict[int, list[Dated]] = defaultdict(list)
    in_force = Target.objects.filter(series__in=series.order_by().values("pk"), replaced_by=None, dropped=False)
    for pk, on, value in in_force.order_by("on").values_list("series_id", "on", "value"):
        targets[pk].append(Dated(on, float(value)))
    rows = [one for one in series.select_related("indicator").order_by("pk") if one.pk in targets]
    observed = _observed(series, today)
    derived = _derived(plan, rows, today)
    found = {}
    for one in rows:
        values = derived.get(one.pk) if one.indicator.is_derived else observed.get(one.pk)
        aim = _aim(one, targets[one.pk], values, reports.asked_series.get(one.pk))
        if aim is not None:
            found[StatusKind.SERIES.value, one.pk] = aim
    return found


def _aim(
    series: Series, targets: list[Dated], observations: list[Dated] | None, asked: datetime.date | None
) -> Aim | None:
    on, value = series.baseline_on, series.baseline_value
    if on is None or value is None:
        return None
    try:
        return Aim(
            Dated(on, float(value)),
            tuple(targets),
            tuple(observations or ()),
            rising=series.indicator.direction == Direction.RISING,
            period_days=Frequency(series.indicator.frequency).days,
            path=Path(series.path),
            asked_on=asked,
            points=tuple(Dated(*point) for point in points_in_use(series, (one.on for one in targets))),
        )
    except ValueError:  # a target before its baseline, which services refuse: there is nothing to compare with
        return None


def _observed(series: QuerySet[Any, Any], today: datetime.date) -> dict[int, list[Dated]]:
    """Return the newest value until a day and the one before it, of series that are observed."""
    used = Observation.objects.filter(standing__in=USED, number__isnull=False, on__lte=today)
    newest = used.filter(series=OuterRef("pk")).order_by("-on", *FIRST)
    with_newest = (
        series.filter(indicator__computation=Computation.OBSERVED)
        .order_by()
        .annotate(newest_on=Subquery(newest.values("on")[:1]), newest=Subquery(newest.values("pk")[:1]))
        .annotate(before=Subquery(newest.filter(on__lt=OuterRef("newest_on")).values("pk")[:1]))
    )
    wanted = {pk for pair in with_newest.values_list("newest", "before") for pk in pair if pk is not None}
    found: dict[int, list[Dated]] = defaultdict(list)
    rows = Observation.objects.filter(pk__in=wanted).order_by("series", "-on")
    for pk, on, number in rows.values_list("series_id", "on", "number"):
        found[pk].append(Dated(on, float(number or 0)))
    return found


def _derived(plan: Plan, series: list[Series], today: datetime.date) -> dict[int, list[Dated]]:
    """Return the same of series that are computed."""
    wanted = [one for one in series if one.indicator.is_derived]
    if not wanted:
        return {}
    indicators: dict[int, Indicator] = {one.indicator_id: one.indicator for one in wanted}
    values = values_by_place(plan, indicators.values(), {one.territory_id for one in wanted})
    found = {}
    for one in wanted:
        known = [value for value in values.get((one.indicator_id, one.territory_id), []) if value.on <= today]
        found[one.pk] = [Dated(value.on, value.number) for value in reversed(known[-2:])]
    return found
