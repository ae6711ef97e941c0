"""What news are about: conditions that rows are of what somebody follows, and what of it each row is of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from rumbo.communication.enums import FollowKind
from rumbo.core.models import State
from rumbo.monitoring.enums import StatusKind
from rumbo.portfolio.models import Program, Project

if TYPE_CHECKING:
    from rumbo.communication.queries.news_items import Thing, Window
    from rumbo.monitoring.models import ProgressReport
    from rumbo.plan.models import Plan

#: The way from a project to its theme.
TO_AXIS = "program__theme"


def is_public(finding: str) -> Q:
    """Return the condition that a finding is in force, and of a published evaluation in force or of none."""
    evaluation = f"{finding}evaluation"
    published = {f"{evaluation}__published_at__isnull": False, f"{evaluation}__state": State.CURRENT}
    return Q(**{f"{finding}state": State.CURRENT}) & (Q(**{evaluation: None}) | Q(**published))


def of_project(window: Window, way: str) -> Q:
    """Return the condition that the project at the end of a way is what is asked for, or within it."""
    if window.thing is None:
        return Q()
    kind, pk = window.thing
    name = {
        FollowKind.PROJECT.value: "pk",
        FollowKind.PROGRAM.value: "program",
        FollowKind.AXIS.value: f"{TO_AXIS}__axis",
        FollowKind.TERRITORY.value: "territories",
    }[kind]
    return Q(**{f"{way}{name}": pk})


def of_axis(window: Window, way: str) -> Q:
    """Return the condition that the axis at the end of a way is asked for; nothing where no axis is."""
    if window.thing is None:
        return Q()
    return Q(**{way: window.thing[1]}) if window.thing[0] == FollowKind.AXIS else Q(pk__in=[])


def of_territory(window: Window, way: str) -> Q:
    """Return the condition that the territory at the end of a way is asked for; nothing where none is."""
    if window.thing is None:
        return Q()
    return Q(**{way: window.thing[1]}) if window.thing[0] == FollowKind.TERRITORY else Q(pk__in=[])


def of_measure(window: Window, way: str) -> Q:
    """Return the condition that the project, action or strategy of a measure is what is asked for, or within it."""
    if window.thing is None:
        return Q()
    return (
        of_project(window, f"{way}project__")
        | of_project(window, f"{way}action__project__")
        | of_axis(window, f"{way}strategy__objective__theme__axis")
        | of_axis(window, f"{way}action__strategy__objective__theme__axis")
    )


def of_finding(window: Window, way: str) -> Q:
    """Return the condition that a finding is about what is asked for."""
    if window.thing is None:
        return Q()
    return (
        of_measure(window, f"{way}measure__")
        | of_axis(window, f"{way}goal__objective__theme__axis")
        | of_axis(window, f"{way}evaluation__axis")
    )


def of_status(plan: Plan, window: Window) -> Q:
    """Return the condition that a status is of what is asked for, or of a part of it."""
    if window.thing is None:
        return Q()
    kind, pk = window.thing
    own = Q(kind=kind, thing=pk)
    inside = Project.objects.filter(of_project(window, ""), plan=plan).values("pk")
    if kind == FollowKind.TERRITORY:
        return Q(kind=StatusKind.PROJECT, thing__in=inside)
    if kind == FollowKind.AXIS:
        programs = Program.objects.filter(plan=plan, theme__axis=pk).values("pk")
        own |= Q(kind=StatusKind.PROGRAM, thing__in=programs)
    return own if kind == FollowKind.PROJECT else own | Q(kind=StatusKind.PROJECT, thing__in=inside)


def about_record(kind: str, record: Any) -> frozenset[Thing]:
    """Return what can be followed that a project, program, axis or plan with a status is or is in."""
    if kind == StatusKind.PROJECT:
        return about_project(record)
    axis = record.theme.axis_id if kind == StatusKind.PROGRAM else None
    own = {(kind, record.pk)} | ({(FollowKind.AXIS.value, axis)} if axis else set())
    return frozenset(own)


def about_project(project: Any) -> frozenset[Thing]:
    """Return what can be followed that a project is or is in; its territories are read already."""
    program = project.program
    found = {
        (FollowKind.PROJECT.value, project.pk),
        (FollowKind.PROGRAM.value, program.pk),
        (FollowKind.AXIS.value, program.theme.axis_id),
    }
    return frozenset(found | {(FollowKind.TERRITORY.value, one.pk) for one in project.territories.all()})


def _about_measure(measure: Any) -> tuple[Any, frozenset[Thing]]:
    """Return the project, action or strategy of a measure, and what can be followed that it is in."""
    project, action, strategy = (_reverse(measure, name) for name in ("project", "action", "strategy"))
    if project is not None:
        return project, about_project(project)
    if action is not None and action.project is not None:
        return action, about_project(action.project)
    owner = action.strategy if action is not None else strategy
    axis = {(FollowKind.AXIS.value, owner.objective.theme.axis_id)} if owner is not None else set()
    return action or strategy, frozenset(axis)


def about_finding(finding: Any) -> frozenset[Thing]:
    """Return what can be followed that a finding is about."""
    found: set[Thing] = set()
    if finding.measure is not None:
        found |= _about_measure(finding.measure)[1]
    if finding.goal is not None:
        found.add((FollowKind.AXIS.value, finding.goal.objective.theme.axis_id))
    if finding.evaluation is not None and finding.evaluation.axis_id:
        found.add((FollowKind.AXIS.value, finding.evaluation.axis_id))
    return frozenset(found)


def about_measures(measures: set[int]) -> dict[int, frozenset[Thing]]:
    """Return what can be followed that each project of these measures is or is in, by measure. Two queries."""
    projects = Project.objects.filter(measure__in=measures).select_related(TO_AXIS).prefetch_related("territories")
    return {project.measure_id: about_project(project) for project in projects}


def measures_of(window: Window) -> set[int] | None:
    """Return the measures of the projects that are asked for; None where all are."""
    if window.thing is None:
        return None
    return set(Project.objects.filter(of_project(window, "")).values_list("measure_id", flat=True))


def about_report(row: ProgressReport) -> tuple[Any, frozenset[Thing]]:
    """Return what a report is on, and what can be followed that it is in."""
    assignment = row.assignment
    if assignment.series is not None:
        indicator = assignment.series.indicator
        axis = {(FollowKind.AXIS.value, indicator.axis_id)} if indicator.axis_id else set()
        return indicator, frozenset(axis | {(FollowKind.TERRITORY.value, assignment.series.territory_id)})
    return _about_measure(assignment.measure)


def _reverse(measure: Any, name: str) -> Any:
    """Return the row at the other end of a one-to-one link, or None; `select_related` read it already."""
    return getattr(measure, name, None)
